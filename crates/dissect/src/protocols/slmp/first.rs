//! 1E frames, those of the first modules (SH-080008, chapter 18), in binary: command, own processor, timer, first device, its
//! code, number of devices.
//!
//! They have no mark. Where the code is one of a device and the length is what the command and the number want, a request is
//! taken for one on the usual ports; what answers it says only that it does. No capture and no peer was at hand: opaque.

use crate::Cursor;

/// The processor of the station itself.
const OWN: u8 = 0xFF;
/// Added to the command in a response.
const RESPONSE: u8 = 0x80;
/// Codes of devices: two letters, low byte first.
const DEVICES: [[u8; 2]; 14] =
    [*b" D", *b" R", *b"NT", *b"ST", *b"CT", *b"NC", *b"SC", *b"CC", *b" X", *b" Y", *b" M", *b" B", *b" F", *b" W"];

/// A request of devices, or what may answer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// With its command.
    Request(u8),
    /// With the command it answers, and whether it went well.
    Response(u8, bool),
}

impl First {
    /// Reads a frame.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        request(bytes).map(Self::Request).or_else(|| match bytes {
            [command @ 0x80..=0x83, 0, ..] => Some(Self::Response(command & !RESPONSE, true)),
            [command @ 0x80..=0x83, 0x5B, _, _] => Some(Self::Response(command & !RESPONSE, false)),
            _ => None,
        })
    }
}

fn request(bytes: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(bytes);
    let command = c.u8().filter(|command| *command <= 3)?;
    (c.u8()? == OWN).then_some(())?;
    c.skip(2 + 4)?;
    DEVICES.contains(&c.array()?).then_some(())?;
    let points = match c.u8()? {
        0 => 256,
        points => usize::from(points),
    };
    (c.u8()? == 0).then_some(())?;
    let data = match command {
        2 => points.div_ceil(2),
        3 => points.saturating_mul(2),
        _ => 0,
    };
    (c.left() == data).then_some(command)
}
