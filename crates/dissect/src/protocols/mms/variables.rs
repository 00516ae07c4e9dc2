//! What the names of variables say: IEC 61850-8-1 writes `node$constraint$object$attribute`.

use crate::protocols::long_ber::Element;

/// What a service on variables is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Nothing more than the service says.
    #[default]
    Plain = 0,
    /// A command.
    Control = 1,
    /// Settings, descriptions, or a block that controls reports, logs, GOOSE or sampled values.
    Settings = 2,
}

/// Elements looked at in one request, and how deep they nest.
const ELEMENTS_MAX: u32 = 512;
const DEPTH_MAX: u32 = 8;
/// A visible string.
const NAME: u8 = 0x1A;

/// The purpose of a write: a command where any variable is one, else settings where any is.
pub fn of_write(service: Element<'_>) -> Purpose {
    let mut purpose = Purpose::Plain;
    let mut left = ELEMENTS_MAX;
    walk(service, DEPTH_MAX, &mut left, &mut |name| {
        purpose = match (purpose, constraint(name)) {
            (_, b"CO") | (Purpose::Control, _) => Purpose::Control,
            (_, b"SP" | b"SE" | b"SG" | b"CF" | b"DC" | b"RP" | b"BR" | b"LG" | b"GO" | b"GS" | b"MS" | b"US") => {
                Purpose::Settings
            }
            _ => purpose,
        };
    });
    purpose
}

/// The purpose of a read: selecting before operating is one of a control's `SBO`.
pub fn of_read(service: Element<'_>) -> Purpose {
    let mut purpose = Purpose::Plain;
    let mut left = ELEMENTS_MAX;
    walk(service, DEPTH_MAX, &mut left, &mut |name| {
        if constraint(name) == b"CO" && name.ends_with(b"$SBO") {
            purpose = Purpose::Control;
        }
    });
    purpose
}

/// Names of objects by which control centres exchange data (IEC 60870-6-503, section 7: TASE.2, also called ICCP).
const CONTROL_CENTRE: [&[u8]; 6] = [
    b"Bilateral_Table_ID",
    b"Next_DSTransfer_Set",
    b"DSTransfer_Set_Name",
    b"TASE2_Version",
    b"Supported_Features",
    b"Transfer_Report_ACK",
];

/// True when a request names objects of TASE.2.
pub fn is_control_centre(service: Element<'_>) -> bool {
    let mut found = false;
    let mut left = ELEMENTS_MAX;
    walk(service, DEPTH_MAX, &mut left, &mut |name| found |= CONTROL_CENTRE.contains(&name));
    found
}

/// The second part of a name.
fn constraint(name: &[u8]) -> &[u8] {
    name.split(|b| *b == b'$').nth(1).unwrap_or_default()
}

/// Shows every visible string inside an element. The depth is bounded, so that this recursion is.
fn walk(element: Element<'_>, depth: u32, left: &mut u32, see: &mut impl FnMut(&[u8])) {
    let mut reader = element.inside();
    while let Some(inner) = reader.next() {
        if *left == 0 {
            return;
        }
        *left = left.saturating_sub(1);
        if inner.first == NAME {
            see(inner.body);
        } else if inner.first & 0x20 != 0
            && let Some(depth) = depth.checked_sub(1)
        {
            walk(inner, depth, left, see);
        }
    }
}
