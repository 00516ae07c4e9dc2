//! What applications say of themselves: application descriptions, and build information when somebody reads it.

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

use super::encoding::{self, NodeId, Value};

/// Nodes of the server's status (10000-5, section 6.3): those that hold or are build information.
const STATUS: u32 = 2256;
const BUILD_INFO: u32 = 2260;
const PRODUCT_NAME: u32 = 2261;
const PRODUCT_URI: u32 = 2262;
const MANUFACTURER: u32 = 2263;
const SOFTWARE_VERSION: u32 = 2264;
/// Type ids of the structures in them.
const BUILD_INFO_TYPE: u32 = 340;
const STATUS_TYPE: u32 = 864;

/// An application description: URI, product and name.
pub fn application(c: &mut Cursor<'_>, out: &mut Sink<'_>) -> Option<()> {
    let uri = encoding::string(c)?;
    let product = encoding::string(c)?;
    let name = encoding::localized_text(c)?;
    out.identity(Subject::Sender, Attribute::Software, name, Confidence::Medium);
    out.identity(Subject::Sender, Attribute::Software, product, Confidence::Medium);
    out.identity(Subject::Sender, Attribute::Description, uri, Confidence::Medium);
    Some(())
}

/// The application of the first endpoint of a list; all of a server's endpoints are of the same.
pub fn endpoints(c: &mut Cursor<'_>, out: &mut Sink<'_>) -> Option<()> {
    if encoding::count(c)? == 0 {
        return None;
    }
    encoding::string(c)?;
    application(c, out)
}

/// Results looked at for build information.
const NODES_MAX: usize = 8;
/// Reads remembered until their answer.
const PENDING_MAX: usize = 4;

/// Reads that asked for build information, and for which node at which place.
#[derive(Debug, Default)]
pub struct Asked {
    pending: [Option<(u32, Nodes)>; PENDING_MAX],
}

/// Nodes by their place in a read; 0 for one that tells nothing.
pub type Nodes = [u32; NODES_MAX];

/// Notes a node of a read.
pub fn note(nodes: &mut Nodes, at: usize, node: NodeId) {
    if let (Some(slot), Some(STATUS | BUILD_INFO..=SOFTWARE_VERSION)) = (nodes.get_mut(at), node.standard()) {
        *slot = node.number.unwrap_or(0);
    }
}

impl Asked {
    /// Remembers a read that asked for build information.
    pub fn remember(&mut self, tag: u32, nodes: Nodes) {
        if nodes.iter().any(|n| *n != 0) {
            self.pending.rotate_left(1);
            if let Some(slot) = self.pending.last_mut() {
                *slot = Some((tag, nodes));
            }
        }
    }

    /// Tells what the answer holds, from behind its header.
    pub fn answered(&mut self, tag: u32, c: &mut Cursor<'_>, out: &mut Sink<'_>) {
        let waiting = self.pending.iter_mut().find(|slot| slot.is_some_and(|(asked, _)| asked == tag));
        let Some((_, nodes)) = waiting.and_then(Option::take) else { return };
        let Some(count) = encoding::count(c).and_then(|n| usize::try_from(n).ok()) else { return };
        for node in nodes.into_iter().take(count) {
            let Some(value) = encoding::data_value(c) else { return };
            tell(node, value, out);
        }
    }
}

fn tell(node: u32, value: Value<'_>, out: &mut Sink<'_>) {
    let what = match node {
        PRODUCT_NAME => Attribute::Model,
        MANUFACTURER => Attribute::Vendor,
        SOFTWARE_VERSION => Attribute::Firmware,
        PRODUCT_URI => return,
        _ => {
            if let Value::Structure(kind, body) = value {
                // A structure that ends early tells what it holds.
                let _ = structure(kind, body, out);
            }
            return;
        }
    };
    if let Value::Text(text) = value {
        out.identity(Subject::Sender, what, text, Confidence::High);
    }
}

/// Product URI, maker, product, version; in a status they stand behind two times and a state.
fn structure(kind: u32, body: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut c = Cursor::new(body);
    match kind {
        BUILD_INFO_TYPE => {}
        STATUS_TYPE => c.skip(8 + 8 + 4)?,
        _ => return None,
    }
    encoding::string(&mut c)?;
    for what in [Attribute::Vendor, Attribute::Model, Attribute::Firmware] {
        out.identity(Subject::Sender, what, encoding::string(&mut c)?, Confidence::High);
    }
    Some(())
}
