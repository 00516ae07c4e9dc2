//! TASE.2, also called ICCP: what its objects are called (IEC 60870-6-503, section 7; IEC 60870-6-802), and which of them were
//! told to be devices or transfer sets.
//!
//! It is not told by the association, only by names. Devices and values are variables alike: a device is known by having been
//! selected or tagged, a transfer set by having been asked for. What else is written may be either.

use super::variables::{self, Name, Purpose};
use crate::protocols::long_ber::Element;

/// What both ends agreed on.
const AGREEMENT: [&[u8]; 3] = [b"TASE2_Version", b"Supported_Features", b"Bilateral_Table_ID"];
/// The transfer set that is free.
const NEXT: &[u8] = b"Next_DSTransfer_Set";
/// The switch of information messages: a variable of the association.
const MESSAGES: &[u8] = b"IM_Transfer_Set";
/// How a report is acknowledged, or not.
const ACKNOWLEDGED: [&[u8]; 2] = [b"Transfer_Report_ACK", b"Transfer_Report_NACK"];
/// Members of reports that tell of the report.
const MEMBERS: [&[u8]; 4] =
    [b"Transfer_Set_Name", b"Transfer_Set_Time_Stamp", b"DSConditions_Detected", b"Event_Code_Detected"];
/// Selecting a device reads its name with this behind it; tagging writes it with that.
const SELECT: &[u8] = b"_SBO";
const TAG: &[u8] = b"_TAG";
/// Longest name (IEC 60870-6-802, section 8), and names kept.
const NAME_MAX: usize = 32;
const NAMES_MAX: usize = 4;

/// Names, the newest last.
#[derive(Clone, Copy, Debug, Default)]
struct Names([[u8; NAME_MAX]; NAMES_MAX]);

impl Names {
    fn keep(&mut self, name: &[u8]) {
        if let Some(name) = padded(name)
            && !self.0.contains(&name)
        {
            self.0.rotate_left(1);
            if let Some(slot) = self.0.last_mut() {
                *slot = name;
            }
        }
    }

    fn hold(&self, name: &[u8]) -> bool {
        padded(name).is_some_and(|name| self.0.contains(&name))
    }
}

/// A name in a fixed length; none where it is empty, too long, or no text.
fn padded(name: &[u8]) -> Option<[u8; NAME_MAX]> {
    let mut out = [0; NAME_MAX];
    out.get_mut(..name.len()).filter(|_| !name.is_empty() && !name.contains(&0))?.copy_from_slice(name);
    Some(out)
}

/// What an association told of its objects.
#[derive(Debug, Default)]
pub struct Tase2 {
    seen: bool,
    devices: Names,
    sets: Names,
}

impl Tase2 {
    /// True where objects of TASE.2 were named.
    pub fn is_seen(&self) -> bool {
        self.seen
    }

    /// True where a request or report names objects of TASE.2 for the first time.
    pub fn begins(&mut self, service: Element<'_>) -> bool {
        if !self.seen {
            variables::each(service, &mut |name| {
                self.seen |= is_own(name.item);
            });
            return self.seen;
        }
        false
    }

    /// The purpose of a read.
    pub fn of_read(&mut self, service: Element<'_>) -> Purpose {
        let mut purpose = Purpose::Plain;
        variables::each(service, &mut |name| {
            if let Some(device) = name.item.strip_suffix(SELECT) {
                self.devices.keep(device);
                purpose = Purpose::Control;
            } else if name.item == NEXT && purpose != Purpose::Control {
                purpose = Purpose::TransferSet;
            } else if purpose == Purpose::Plain && AGREEMENT.contains(&name.item) {
                purpose = Purpose::Agreement;
            }
        });
        purpose
    }

    /// The purpose of a write: the gravest of its variables'.
    pub fn of_write(&mut self, service: Element<'_>) -> Purpose {
        let mut purpose = Purpose::Plain;
        variables::each(service, &mut |name| purpose = purpose.max(self.written(name)));
        purpose
    }

    fn written(&mut self, name: Name<'_>) -> Purpose {
        let base = name.item.split(|b| *b == b'$').next().unwrap_or_default();
        if let Some(device) = name.item.strip_suffix(TAG) {
            self.devices.keep(device);
            return Purpose::Tag;
        }
        match base {
            _ if self.devices.hold(base) => Purpose::Device,
            MESSAGES => Purpose::TransferSet,
            _ if self.sets.hold(base) => Purpose::TransferSet,
            _ => Purpose::Unclear,
        }
    }

    /// The answer to who asked for the next transfer set: its name is the last text.
    pub fn next_set(&mut self, service: Element<'_>) {
        let mut last = None;
        variables::texts(service, &mut |text| last = padded(text));
        if let Some(name) = last {
            let end = name.iter().rposition(|b| *b != 0).map_or(0, |at| at.saturating_add(1));
            self.sets.keep(name.get(..end).unwrap_or_default());
        }
    }
}

/// True for names that only TASE.2 has.
fn is_own(name: &[u8]) -> bool {
    name == NEXT || [&AGREEMENT[..], &ACKNOWLEDGED, &MEMBERS].iter().any(|names| names.contains(&name))
}

/// True for a report that acknowledges another.
pub fn acknowledges(service: Element<'_>) -> bool {
    let mut found = false;
    variables::each(service, &mut |name| found |= ACKNOWLEDGED.contains(&name.item));
    found
}

/// The domain in which a request names the bilateral table: both ends agreed on what it is called.
pub fn domain<'a>(service: Element<'a>) -> Option<&'a [u8]> {
    let mut found = None;
    variables::each(service, &mut |name: Name<'a>| {
        if AGREEMENT.contains(&name.item) || name.item == NEXT {
            found = found.or(name.domain);
        }
    });
    found
}
