//! What the names of variables say: IEC 61850-8-1 writes `node$constraint$object$attribute`.

use crate::protocols::long_ber::Element;

/// What a service on variables is for. Where a request names several, the last of these counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Nothing more than the service says.
    #[default]
    Plain = 0,
    /// A command, or what selects before it.
    Control = 1,
    /// Settings, descriptions, or a block that controls reports, logs, GOOSE or sampled values.
    Settings = 2,
    /// What two control centres agreed on (TASE.2).
    Agreement = 3,
    /// A transfer set (TASE.2).
    TransferSet = 4,
    /// The tag that holds a device (TASE.2).
    Tag = 5,
    /// A value or a device, which of them is not known (TASE.2).
    Unclear = 6,
    /// A device (TASE.2).
    Device = 7,
}

/// Elements looked at in one request, and how deep they nest.
const ELEMENTS_MAX: u32 = 512;
const DEPTH_MAX: u32 = 8;
/// A visible string among names, and among values.
const NAME: u8 = 0x1A;
const TEXT: u8 = 0x8A;
/// A name of the whole device, of a domain, of the association.
const OF_DEVICE: u8 = 0x80;
const OF_DOMAIN: u8 = 0xA1;
const OF_ASSOCIATION: u8 = 0x82;

/// The name of a variable.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub domain: Option<&'a [u8]>,
    pub item: &'a [u8],
}

/// The purpose of a write: a command where any variable is one, else settings where any is.
pub fn of_write(service: Element<'_>) -> Purpose {
    let mut purpose = Purpose::Plain;
    each(service, &mut |name| {
        purpose = match (purpose, constraint(name.item)) {
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
    each(service, &mut |name| {
        if constraint(name.item) == b"CO" && name.item.ends_with(b"$SBO") {
            purpose = Purpose::Control;
        }
    });
    purpose
}

/// The second part of a name.
fn constraint(name: &[u8]) -> &[u8] {
    name.split(|b| *b == b'$').nth(1).unwrap_or_default()
}

/// Shows the name of every variable in a service.
pub fn each<'a>(service: Element<'a>, see: &mut impl FnMut(Name<'a>)) {
    let mut left = ELEMENTS_MAX;
    walk(service, DEPTH_MAX, &mut left, &mut |element| match element.first {
        OF_DOMAIN => {
            let mut inside = element.inside();
            let (Some(domain), Some(item)) = (inside.next(), inside.next()) else { return true };
            let named = domain.first == NAME && item.first == NAME;
            if named {
                see(Name { domain: Some(domain.body), item: item.body });
            }
            !named
        }
        NAME | OF_DEVICE | OF_ASSOCIATION => {
            see(Name { domain: None, item: element.body });
            false
        }
        _ => true,
    });
}

/// Shows every text among the values of a service.
pub fn texts<'a>(service: Element<'a>, see: &mut impl FnMut(&'a [u8])) {
    let mut left = ELEMENTS_MAX;
    walk(service, DEPTH_MAX, &mut left, &mut |element| {
        if element.first == TEXT {
            see(element.body);
        }
        true
    });
}

/// Shows every element inside one, and looks into those of which it is told to. The depth is bounded, so that this recursion is.
fn walk<'a>(element: Element<'a>, depth: u32, left: &mut u32, see: &mut impl FnMut(Element<'a>) -> bool) {
    let mut reader = element.inside();
    while let Some(inner) = reader.next() {
        if *left == 0 {
            return;
        }
        *left = left.saturating_sub(1);
        if see(inner)
            && inner.first & 0x20 != 0
            && let Some(depth) = depth.checked_sub(1)
        {
            walk(inner, depth, left, see);
        }
    }
}
