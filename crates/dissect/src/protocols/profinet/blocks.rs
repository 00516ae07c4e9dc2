//! Blocks of DCP (IEC 61158-6-10, section 4.3): option, suboption, length, contents.

use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence};

use crate::{Cursor, Sink, Subject};

use super::functions::Purpose;
use super::vendors::{family, vendor};

/// Blocks looked at in one message.
const BLOCKS_MAX: usize = 64;
/// Options.
const IP: u8 = 1;
const DEVICE: u8 = 2;
const CONTROL: u8 = 5;

/// A block whose contents begin with two bytes of information or qualifier.
#[derive(Clone, Copy, Debug)]
struct Block<'a> {
    option: u8,
    suboption: u8,
    contents: &'a [u8],
}

/// Visits blocks; contents of an odd length are padded.
fn each<'a>(bytes: &'a [u8], mut see: impl FnMut(Block<'a>)) {
    let mut c = Cursor::new(bytes);
    for _ in 0..BLOCKS_MAX {
        let (Some(option), Some(suboption), Some(length)) = (c.u8(), c.u8(), c.u16()) else { return };
        let Some(contents) = c.take(usize::from(length)) else { return };
        see(Block { option, suboption, contents });
        if length % 2 == 1 && c.skip(1).is_none() {
            return;
        }
    }
}

/// What a request to set is for: the weightiest of its blocks.
pub fn purpose(bytes: &[u8]) -> Purpose {
    let mut purpose = Purpose::Plain;
    each(bytes, |block| {
        let this = match (block.option, block.suboption) {
            (IP, 2 | 3) => Purpose::Address,
            (DEVICE, 2) => Purpose::Name,
            (CONTROL, 3) => Purpose::Signal,
            (CONTROL, 5 | 6) => Purpose::Reset,
            _ => Purpose::Plain,
        };
        if purpose == Purpose::Plain || purpose == Purpose::Signal || this == Purpose::Reset {
            purpose = this;
        }
    });
    purpose
}

/// True when an answer to `Set` reports an error for every block.
pub fn refuses(bytes: &[u8]) -> bool {
    let (mut done, mut refused) = (false, false);
    each(bytes, |block| {
        if let (CONTROL, 4, [_, _, error]) = (block.option, block.suboption, block.contents) {
            done |= *error == 0;
            refused |= *error != 0;
        }
    });
    refused && !done
}

/// What a device says of itself.
pub fn identify(bytes: &[u8], out: &mut Sink<'_>) {
    each(bytes, |block| {
        match (block.option, block.suboption, block.contents.get(2..)) {
            (DEVICE, suboption, Some(value)) => tell(suboption, value, out),
            // Address, mask, gateway.
            (IP, 2, Some([a, b, c, d, ..])) => out.address(IpAddr::from([*a, *b, *c, *d])),
            _ => {}
        }
    });
}

fn tell(suboption: u8, value: &[u8], out: &mut Sink<'_>) {
    let mut say = |what, value: &[u8]| out.identity(Subject::Sender, what, value, Confidence::High);
    match (suboption, value) {
        (1, model) => say(Attribute::Model, model),
        (2, name) => say(Attribute::Hostname, name),
        (3, [high, low, rest @ ..]) => {
            let maker = u16::from_be_bytes([*high, *low]);
            if let Some(name) = vendor(maker) {
                say(Attribute::Vendor, name.as_bytes());
            }
            // Beside the name of its type: two types of one maker may be called the same. An id is of a family.
            if let [high, low, ..] = rest {
                let device = u16::from_be_bytes([*high, *low]);
                let known = family(maker, device);
                let mut model = |text: &str, how| out.identity(Subject::Sender, Attribute::Model, text.as_bytes(), how);
                known.into_iter().for_each(|name| model(name, Confidence::Medium));
                let how = if known.is_some() { Confidence::Low } else { Confidence::Medium };
                model(&format!("PROFINET device {maker:04x}:{device:04x}"), how);
            }
        }
        (4, [role, ..]) => {
            for (bit, word) in [(1, "io-device"), (2, "io-controller"), (4, "io-multidevice"), (8, "io-supervisor")] {
                if role & bit != 0 {
                    say(Attribute::Capability, word.as_bytes());
                }
            }
        }
        _ => {}
    }
}
