//! Requests and answers between a device and a server.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::{call, packet::Packet};
use crate::protocols::told::Told;
use crate::{Answered, Direction, Object, Pdu, Session, Sink, Subject};

/// Requests remembered until their answer.
const PENDING_MAX: usize = 8;

/// A request that waits for its answer.
#[derive(Clone, Copy, Debug)]
struct Request {
    direction: Direction,
    id: u8,
    code: u8,
    mechanism: Option<(&'static str, Soundness)>,
}

/// State of an exchange.
#[derive(Debug, Default)]
pub struct Radius {
    pending: [Option<Request>; PENDING_MAX],
    told: Told,
}

impl Session for Radius {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(packet) = Packet::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("radius-packet", 0);
            }
            return;
        };
        match packet.code {
            1 | 4 | 40 | 43 => self.request(&packet, pdu.direction, out),
            code => {
                out.initiator_sends(pdu.direction.reverse());
                let refused = matches!(code, 3 | 42 | 45);
                let outcome = if refused { Answered::Refused } else { Answered::Accepted };
                out.answer(u32::from(packet.id), Some(call(code)), outcome);
                self.answered(packet.id, code, pdu.direction, out);
            }
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Radius {
    fn request(&mut self, packet: &Packet<'_>, direction: Direction, out: &mut Sink<'_>) {
        out.initiator_sends(direction);
        out.request(call(packet.code), u32::from(packet.id), Object::NONE);
        let mut mechanism = None;
        for attribute in packet.attributes() {
            mechanism = mechanism.or(match (attribute.kind, attribute.microsoft(), attribute.eap()) {
                (2, ..) => {
                    out.secret(SecretKind::Password, attribute.at.clone());
                    Some(("PAP over RADIUS", Soundness::Weak))
                }
                (3, ..) => Some(("CHAP", Soundness::Weak)),
                (_, Some(1), _) => Some(("MS-CHAPv1", Soundness::Weak)),
                (_, Some(25), _) => Some(("MS-CHAPv2", Soundness::Weak)),
                (.., Some(method)) => eap(method),
                _ => None,
            });
            if attribute.kind == 32 {
                out.identity(Subject::Sender, Attribute::Hostname, attribute.value, Confidence::Medium);
            }
        }
        self.pending.rotate_left(1);
        if let Some(slot) = self.pending.last_mut() {
            *slot = Some(Request { direction, id: packet.id, code: packet.code, mechanism });
        }
    }

    fn answered(&mut self, id: u8, code: u8, direction: Direction, out: &mut Sink<'_>) {
        let waiting = |r: &Request| r.id == id && r.direction != direction;
        let slot = self.pending.iter_mut().rev().find(|slot| slot.as_ref().is_some_and(waiting));
        let Some(request) = slot.and_then(Option::take).filter(|r| r.code == 1) else { return };
        let stage = match code {
            2 => Stage::Completed,
            3 => Stage::Refused,
            _ => Stage::Negotiated,
        };
        if code != 11 {
            let kind = ServiceKind::Directory;
            self.told.tell(Security::Service { kind, stage: Stage::Completed }, out);
        }
        if let Some((name, soundness)) = request.mechanism {
            self.told.tell(Security::Mechanism { name: name.into(), soundness, stage }, out);
        }
    }
}

/// EAP methods (IANA). Identity and refusals of a method are no proof of anything.
fn eap(method: u8) -> Option<(&'static str, Soundness)> {
    Some(match method {
        4 => ("EAP-MD5", Soundness::Weak),
        6 => ("EAP-GTC", Soundness::Weak),
        13 => ("EAP-TLS", Soundness::Sound),
        17 => ("EAP-LEAP", Soundness::Weak),
        21 => ("EAP-TTLS", Soundness::Unknown),
        25 => ("PEAP", Soundness::Unknown),
        26 => ("EAP-MSCHAPv2", Soundness::Weak),
        43 => ("EAP-FAST", Soundness::Unknown),
        55 => ("TEAP", Soundness::Unknown),
        _ => return None,
    })
}
