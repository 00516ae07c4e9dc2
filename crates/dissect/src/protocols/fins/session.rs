//! One station and a controller.

use ringwall_model::{Attribute, Confidence, SecretKind};

use crate::{Answered, Cursor, Direction, Native, Object, Pdu, Session, Sink, Subject};

use super::frames::{self, ENVELOPE, Header, SEND};
use super::functions::{self, IDENTIFY, PROTECT};

/// Bytes of a model and of a version in controller data.
const WORD: usize = 20;
/// Bits of an end code that only say the controller relays or has an error of its own.
const NOTES: u16 = 0x80C0;

/// State of a flow: whether it was told which end asks.
#[derive(Debug, Default)]
pub struct Fins {
    told: bool,
}

impl Session for Fins {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match frames::envelope(pdu.bytes) {
            Some((SEND, _)) => self.message(pdu.bytes.get(ENVELOPE..).unwrap_or_default(), ENVELOPE, pdu, out),
            Some((command, _)) => self.envelope(command, pdu.direction, out),
            None => self.message(pdu.bytes, 0, pdu, out),
        }
    }
}

impl Fins {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(initiator);
        }
    }

    /// Node addresses are agreed on before the first message.
    fn envelope(&mut self, command: u32, direction: Direction, out: &mut Sink<'_>) {
        let call = functions::envelope_call(command);
        match command {
            0 => {
                self.tell(direction, out);
                out.request(call, ENVELOPE_TAG, Object::NONE);
            }
            1 => out.answer(ENVELOPE_TAG, Some(call), Answered::Accepted),
            3 => out.answer(ENVELOPE_TAG, Some(call), Answered::Refused),
            _ => out.report(call, Object::NONE),
        }
    }

    fn message(&mut self, bytes: &[u8], at: usize, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(bytes) else {
            if !pdu.cut {
                out.malformed("fins-header", at.min(pdu.bytes.len()));
            }
            return;
        };
        out.native(Native::Triple("node", header.controller()));
        let call = functions::call(header.command);
        let tag = 1 << 24 | u32::from(header.command) << 8 | u32::from(header.service);
        if header.is_response {
            self.tell(pdu.direction.reverse(), out);
            let mut c = Cursor::new(header.data);
            let end = c.u16().unwrap_or(0) & !NOTES;
            let outcome = if end == 0 { Answered::Accepted } else { Answered::Refused };
            out.answer(tag, Some(call), outcome);
            if header.command == IDENTIFY && end == 0 {
                identify(c, out);
            }
            return;
        }
        self.tell(pdu.direction, out);
        if PROTECT.contains(&header.command) && !header.data.is_empty() {
            out.secret(SecretKind::Password, pdu.bytes.len().saturating_sub(header.data.len())..pdu.bytes.len());
        }
        let object = object(&header);
        if header.is_silent { out.report(call, object) } else { out.request(call, tag, object) }
    }
}

/// Pairs envelopes apart from messages.
const ENVELOPE_TAG: u32 = 0x8000_0000;

/// How models of OMRON controllers begin (W227, W342, W506: controller data).
const SERIES: [&[u8]; 8] = [b"C200", b"CJ", b"CP", b"CQM", b"CS", b"CV", b"NJ", b"NX"];

/// Model and version. Who made it is not said, but told by the series; others answer in the same words.
fn identify(mut c: Cursor<'_>, out: &mut Sink<'_>) {
    for what in [Attribute::Model, Attribute::Firmware] {
        let Some(value) = c.take(WORD) else { return };
        let end = value.iter().position(|b| *b == 0).unwrap_or(value.len());
        let text = value.get(..end).unwrap_or_default().trim_ascii_end();
        if what == Attribute::Model && SERIES.iter().any(|series| text.starts_with(series)) {
            out.identity(Subject::Sender, Attribute::Vendor, b"Omron", Confidence::Medium);
        }
        out.identity(Subject::Sender, what, text, Confidence::High);
    }
}

/// Memory that is read or written: area, address of a word, bit, number of items.
fn object(header: &Header<'_>) -> Object {
    if !matches!(header.command, 0x0101..=0x0103) {
        return Object::NONE;
    }
    let mut c = Cursor::new(header.data);
    let (Some(area), Some(first), Some(_), Some(count)) = (c.u8(), c.u16(), c.u8(), c.u16()) else {
        return Object::NONE;
    };
    let (kind, is_bit) = match area {
        0x30 => ("cio", true),
        0x31 => ("work", true),
        0x32 => ("holding", true),
        0x33 => ("auxiliary", true),
        0x02 => ("dm", true),
        0xB0 => ("cio", false),
        0xB1 => ("work", false),
        0xB2 => ("holding", false),
        0xB3 => ("auxiliary", false),
        0x82 => ("dm", false),
        0x98 | 0xA0..=0xAC => ("em", false),
        _ => return Object::NONE,
    };
    // Bits may go on into the next words: sixteen to a word.
    let words = if is_bit { u32::from(count).div_ceil(16).saturating_add(1) } else { u32::from(count) };
    Object::range(kind, u32::from(first), words)
}
