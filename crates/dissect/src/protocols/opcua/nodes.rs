//! Which nodes a request touches.

use crate::{Call, Cursor, Object};

use super::encoding::{self, NodeId};
use super::functions;

/// Object kinds by namespace; nodes of higher namespaces are named by no kind.
const KINDS: [&str; 16] = [
    "ns 0 node",
    "ns 1 node",
    "ns 2 node",
    "ns 3 node",
    "ns 4 node",
    "ns 5 node",
    "ns 6 node",
    "ns 7 node",
    "ns 8 node",
    "ns 9 node",
    "ns 10 node",
    "ns 11 node",
    "ns 12 node",
    "ns 13 node",
    "ns 14 node",
    "ns 15 node",
];

/// The range that spans nodes, as long as all are numbers of one namespace.
#[derive(Debug, Default)]
struct Span {
    object: Option<Object>,
    broken: bool,
}

impl Span {
    fn add(&mut self, node: NodeId) {
        let kind = KINDS.get(usize::from(node.namespace)).copied();
        let before = self.object;
        match (kind.zip(node.number), before) {
            (Some((kind, n)), None) => self.object = Some(Object { kind, first: n, last: n }),
            (Some((kind, n)), Some(o)) if o.kind == kind => {
                self.object = Some(Object { kind, first: o.first.min(n), last: o.last.max(n) });
            }
            _ => self.broken = true,
        }
    }

    fn object(self) -> Object {
        self.object.filter(|_| !self.broken).unwrap_or(Object::NONE)
    }
}

/// Nodes of `Read` from behind the header; each is shown to `see`. True where the request ends with its last node, so that
/// no signature follows.
pub fn read(c: &mut Cursor<'_>, mut see: impl FnMut(usize, NodeId)) -> (Object, bool) {
    let mut span = Span::default();
    let whole = c.skip(8 + 4).and_then(|()| {
        for at in 0..encoding::count(c)? {
            let node = encoding::node_id(c)?;
            c.skip(4)?;
            encoding::string(c)?;
            encoding::qualified_name(c)?;
            span.add(node);
            see(usize::try_from(at).ok()?, node);
        }
        Some(c.is_empty())
    });
    (span.object(), whole == Some(true))
}

/// Nodes of `Write` from behind the header.
pub fn written(c: &mut Cursor<'_>) -> Object {
    let mut span = Span::default();
    let whole = encoding::count(c).and_then(|count| {
        for _ in 0..count {
            span.add(encoding::node_id(c)?);
            c.skip(4)?;
            encoding::string(c)?;
            encoding::data_value(c)?;
        }
        Some(())
    });
    if whole.is_some() { span.object() } else { Object::NONE }
}

/// The method of `Call` from behind the header, where it is the only one: its row and its node.
pub fn called(c: &mut Cursor<'_>) -> Option<(Option<Call>, Object)> {
    if encoding::count(c)? != 1 {
        return None;
    }
    encoding::node_id(c)?;
    let method = encoding::node_id(c)?;
    let mut span = Span::default();
    span.add(method);
    Some((method.standard().and_then(functions::call_of_method), span.object()))
}
