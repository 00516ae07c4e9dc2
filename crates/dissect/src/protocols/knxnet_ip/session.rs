//! A client and a server of KNXnet/IP, or routers that speak to all.

use std::borrow::Cow;

use ringwall_model::{PeerProof, SecretKind, Security, Soundness, Stage};

use crate::protocols::told::Told;
use crate::{Answered, Call, Cursor, Direction, Object, Pdu, Session, Sink};

use super::cemi::{Cemi, Kind, Telegram};
use super::{HEADER, description, functions, header};

const SECURE_WRAPPER: u16 = 0x0950;
const AUTHORIZE: u16 = 0x3D1;
const KEY_WRITE: u16 = 0x3D3;

/// State of a flow: which ends sent wrapped messages, whether it was told which end asks, and facts told.
#[derive(Debug, Default)]
pub struct KnxnetIp {
    wrapped: [bool; 2],
    sides: bool,
    told: Told,
}

impl Session for KnxnetIp {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((service, total)) = header(pdu.bytes) else { return out.malformed("knxnet-ip-header", 0) };
        if total > pdu.bytes.len() && !pdu.cut {
            out.malformed("knxnet-ip-length", 4);
        }
        let body = pdu.bytes.get(HEADER..total.min(pdu.bytes.len())).unwrap_or_default();
        match service {
            0x0310 | 0x0420 => self.connected(service, body, pdu, out),
            0x0530 | 0x0533 => interface(service, body, HEADER, None, out),
            _ => self.service(service, body, pdu.direction, out),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl KnxnetIp {
    fn tell(&mut self, initiator: Direction, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.sides, true) {
            out.initiator_sends(initiator);
        }
    }

    /// Length, channel and sequence number stand in front of what an interface passes on.
    fn connected(&mut self, service: u16, body: &[u8], pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let mut c = Cursor::new(body);
        let (Some(_), Some(channel), Some(sequence), Some(_)) = (c.u8(), c.u8(), c.u8(), c.u8()) else {
            if !pdu.cut {
                out.malformed("knxnet-ip-connection", HEADER.min(pdu.bytes.len()));
            }
            return;
        };
        let at = HEADER.saturating_add(c.position());
        interface(service, c.rest(), at, Some(tag(service, channel, sequence)), out);
    }

    fn service(&mut self, service: u16, body: &[u8], direction: Direction, out: &mut Sink<'_>) {
        let call = functions::call(service);
        let mut c = Cursor::new(body);
        match service {
            0x0201 | 0x0203 | 0x0205 | 0x0207 | 0x020B | 0x0422 | 0x0951 => {
                self.tell(direction, out);
                out.request(call, pair(service), Object::NONE);
            }
            0x0209 | 0x0424 | 0x0740 | 0x0742 | 0x0743 | 0x0953 => out.request(call, pair(service), Object::NONE),
            0x0202 | 0x0204 | 0x020C => {
                self.tell(direction.reverse(), out);
                out.answer(pair(service), Some(call), Answered::Accepted);
                // Whether services are secured, the conversation itself has to show.
                let _ = description::blocks(c, service != 0x0204, out);
            }
            0x0206 | 0x0208 | 0x020A => {
                self.tell(direction.reverse(), out);
                let status = c.u8().and_then(|_| c.u8());
                answer(call, pair(service), status, out);
            }
            0x0311 | 0x0421 => {
                let (_, channel, sequence, status) = (c.u8(), c.u8(), c.u8(), c.u8());
                let request = if service == 0x0311 { 0x0310 } else { 0x0420 };
                answer(call, tag(request, channel.unwrap_or(0), sequence.unwrap_or(0)), status, out);
            }
            0x0423 | 0x0741 | 0x0952 => out.answer(pair(service), Some(call), Answered::Accepted),
            0x0954 => self.status(call, c.u8(), out),
            SECURE_WRAPPER => {
                out.report(call, Object::NONE);
                self.wrap(direction, out);
            }
            _ => out.report(call, Object::NONE),
        }
    }

    /// The session is let in, or not; other states only keep or end it.
    fn status(&mut self, call: Call, status: Option<u8>, out: &mut Sink<'_>) {
        match status {
            Some(0) => out.answer(pair(0x0953), Some(call), Answered::Accepted),
            Some(1 | 2) => out.answer(pair(0x0953), Some(call), Answered::Refused),
            _ => out.report(call, Object::NONE),
        }
    }

    fn wrap(&mut self, direction: Direction, out: &mut Sink<'_>) {
        let [forward, backward] = &mut self.wrapped;
        match direction {
            Direction::Forward => *forward = true,
            Direction::Backward => *backward = true,
        }
        let stage = if *forward && *backward { Stage::Completed } else { Stage::Negotiated };
        let channel = Security::Channel {
            secrecy: true,
            integrity: true,
            peer: PeerProof::Hidden,
            version: Cow::Borrowed("KNX IP Secure"),
            suite: Cow::Borrowed("AES-128-CCM"),
            soundness: Soundness::Sound,
            stage,
        };
        self.told.tell(channel, out);
    }
}

/// Pairs a response with its request, which has the number below, or below the extended one.
fn pair(service: u16) -> u32 {
    1 << 24 | u32::from(service.saturating_sub(1) | 1)
}

fn tag(service: u16, channel: u8, sequence: u8) -> u32 {
    let kind = if service == 0x0310 { 3_u32 } else { 2 };
    kind << 24 | u32::from(channel) << 8 | u32::from(sequence)
}

fn answer(call: Call, tag: u32, status: Option<u8>, out: &mut Sink<'_>) {
    let outcome = if status.is_none_or(|s| s == 0) { Answered::Accepted } else { Answered::Refused };
    out.answer(tag, Some(call), outcome);
}

/// What an interface passes on; a tag where its receiver acknowledges it.
fn interface(service: u16, bytes: &[u8], at: usize, tag: Option<u32>, out: &mut Sink<'_>) {
    match Cemi::read(bytes) {
        None => out.report(functions::call(service), Object::NONE),
        Some(Cemi::Management(code)) => match tag {
            Some(tag) if matches!(code, 0xF1 | 0xF6 | 0xF8 | 0xF9 | 0xFC) => {
                out.request(functions::management_call(code), tag, Object::NONE);
            }
            _ => out.report(functions::management_call(code), Object::NONE),
        },
        Some(Cemi::Telegram(kind, telegram)) => {
            out.native(telegram.native());
            let end = at.saturating_add(bytes.len());
            secrets(&telegram, end, out);
            pass_on(kind, &telegram, tag, out);
        }
    }
}

/// A confirmation only says that the telegram was sent on.
fn pass_on(kind: Kind, telegram: &Telegram<'_>, tag: Option<u32>, out: &mut Sink<'_>) {
    let call = functions::telegram_call(telegram.service);
    match (kind, tag) {
        (Kind::Request, Some(tag)) => out.request(call, tag, telegram.object()),
        (Kind::Confirmation, _) => out.report(functions::telegram_call(None), Object::NONE),
        _ => out.report(call, telegram.object()),
    }
}

/// Keys of devices are sent readable.
fn secrets(telegram: &Telegram<'_>, end: usize, out: &mut Sink<'_>) {
    if matches!(telegram.service, Some(AUTHORIZE | KEY_WRITE)) && !telegram.data.is_empty() {
        out.secret(SecretKind::Key, end.saturating_sub(telegram.data.len())..end);
    }
}
