//! Calls between two peers: which interface each belongs to, what protects them, and pieces put together.

use ringwall_model::{PeerProof, Security, Soundness, Stage};

use crate::protocols::told::Told;
use crate::{Answered, Carrier, Direction, Object, Pdu, Session, Sink};

use super::call::Call;
use super::connection::{self, Packet};
use super::datagram::{self, Packet as Datagram};
use super::interfaces::{self, Interface};

/// Contexts of a connection that are remembered.
const CONTEXTS_MAX: usize = 32;
/// Bytes of a call that are put together from pieces.
const CALL_BYTES_MAX: usize = 64 << 10;
/// What Windows answers to whoever may not.
const ACCESS_DENIED: u32 = 5;

/// State of a flow.
#[derive(Debug, Default)]
pub struct DceRpc {
    contexts: Vec<(u16, Interface)>,
    /// Kind and level of authentication that was asked for.
    authentication: Option<(u8, u8)>,
    bound: bool,
    /// The last interface seen, and whether another protocol reads it.
    last: Option<(u128, bool)>,
    /// Calls in pieces, by direction.
    pieces: [Option<Pieces>; 2],
    carried: Vec<u8>,
    told: Told,
}

/// A call that came in pieces so far.
#[derive(Debug)]
struct Pieces {
    activity: u128,
    sequence: u32,
    next: u16,
    bytes: Vec<u8>,
}

impl Session for DceRpc {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let read = match pdu.bytes.first() {
            Some(4) => Datagram::read(pdu.bytes).map(|packet| self.datagram(pdu, &packet, out)),
            _ => Packet::read(pdu.bytes).map(|packet| self.packet(pdu.direction, &packet, out)),
        };
        if read.is_none() && !pdu.cut {
            out.malformed("dce-rpc-header", 0);
        }
    }

    fn gap(&mut self, _: Direction) {
        self.pieces = [None, None];
    }

    fn heap_bytes(&self) -> usize {
        let pieces: usize = self.pieces.iter().flatten().map(|p| p.bytes.capacity()).sum();
        let contexts = self.contexts.capacity().saturating_mul(size_of::<(u16, Interface)>());
        [pieces, contexts, self.carried.capacity(), self.told.heap_bytes()].into_iter().fold(0, usize::saturating_add)
    }
}

/// A tag that is not the one that stands for none.
fn tag(number: u32) -> u32 {
    number.wrapping_add(1).max(1)
}

impl DceRpc {
    fn datagram(&mut self, pdu: &Pdu<'_>, packet: &Datagram<'_>, out: &mut Sink<'_>) {
        if !packet.is_whole && !pdu.cut {
            out.malformed("dce-rpc-length", 74);
        }
        match packet.kind {
            datagram::REQUEST => out.initiator_sends(pdu.direction),
            datagram::RESPONSE | datagram::FAULT | datagram::REJECT => out.initiator_sends(pdu.direction.reverse()),
            kind => return out.report(interfaces::packet(kind), Object::NONE),
        }
        let Some((number, last)) = packet.piece else {
            return self.call(packet, packet.body, out);
        };
        let Some(whole) = self.piece(pdu.direction, packet, number, last) else { return };
        self.call(packet, &whole, out);
    }

    /// Adds a piece; gives the call when the last one came and none before it is missing.
    fn piece(&mut self, direction: Direction, packet: &Datagram<'_>, number: u16, last: bool) -> Option<Vec<u8>> {
        let [forward, backward] = &mut self.pieces;
        let slot = if direction == Direction::Forward { forward } else { backward };
        let (activity, sequence) = (packet.activity, packet.sequence);
        if number == 0 {
            *slot = Some(Pieces { activity, sequence, next: 0, bytes: Vec::new() });
        }
        let pieces = slot.as_mut().filter(|p| p.activity == activity && p.sequence == sequence && p.next == number)?;
        if pieces.bytes.len().saturating_add(packet.body.len()) > CALL_BYTES_MAX {
            *slot = None;
            return None;
        }
        pieces.next = pieces.next.saturating_add(1);
        pieces.bytes.extend_from_slice(packet.body);
        if last { slot.take().map(|p| p.bytes) } else { None }
    }

    fn call(&mut self, packet: &Datagram<'_>, body: &[u8], out: &mut Sink<'_>) {
        let (answers, refuses) = (packet.kind != datagram::REQUEST, packet.kind > datagram::RESPONSE);
        let tag = tag(packet.sequence);
        if self.is_carried(packet.interface) {
            let (operation, object, little) = (packet.operation, packet.object, packet.order.little);
            let call = Call { answers, refuses, little, operation, tag, object, body };
            call.write(&mut self.carried);
            return out.carry(Carrier::DceRpc(packet.interface), &self.carried);
        }
        let call = interfaces::call(interfaces::of(packet.interface), packet.operation);
        match (answers, refuses) {
            (false, _) => out.request(call, tag, Object::NONE),
            (true, false) => out.answer(tag, Some(call), Answered::Accepted),
            (true, true) => out.answer(tag, Some(call), Answered::Refused),
        }
    }

    fn is_carried(&mut self, interface: u128) -> bool {
        match self.last {
            Some((last, carried)) if last == interface => carried,
            _ => {
                let carried = interfaces::is_carried(interface);
                self.last = Some((interface, carried));
                carried
            }
        }
    }

    fn packet(&mut self, direction: Direction, packet: &Packet<'_>, out: &mut Sink<'_>) {
        let tag = tag(packet.call);
        match packet.kind {
            connection::BIND | connection::ALTER => {
                out.initiator_sends(direction);
                self.ask(packet);
                out.request(interfaces::packet(packet.kind), tag, Object::NONE);
            }
            connection::BIND_ACK | connection::ALTER_ACK => {
                let accepted = packet.accepts();
                self.bound |= accepted;
                out.answer(tag, None, if accepted { Answered::Accepted } else { Answered::Refused });
                self.protection(Stage::Negotiated, out);
            }
            connection::BIND_NAK => out.answer(tag, None, Answered::Refused),
            connection::REQUEST if packet.is_first => {
                out.initiator_sends(direction);
                match packet.request() {
                    Some((context, operation)) => {
                        out.request(interfaces::call(self.interface(context, packet), operation), tag, Object::NONE);
                    }
                    None => out.malformed("dce-rpc-request", connection::HEADER),
                }
            }
            connection::RESPONSE if packet.is_first => {
                out.answer(tag, None, Answered::Accepted);
                self.protection(Stage::Completed, out);
            }
            connection::FAULT => {
                out.answer(tag, None, Answered::Refused);
                if packet.status() == Some(ACCESS_DENIED) {
                    self.told.tell(Security::Denied { by: "access denied".into() }, out);
                }
            }
            connection::REQUEST | connection::RESPONSE => {}
            kind => out.report(interfaces::packet(kind), Object::NONE),
        }
    }

    fn ask(&mut self, packet: &Packet<'_>) {
        self.authentication = packet.authentication.or(self.authentication);
        packet.contexts(|number, uuid| {
            self.contexts.retain(|(known, _)| *known != number);
            if self.contexts.len() < CONTEXTS_MAX {
                self.contexts.push((number, interfaces::of(uuid)));
            }
        });
    }

    /// What a context stands for. It may have been bound before the capture began: then a call says of what it is only
    /// where it is an object's.
    fn interface(&self, context: u16, packet: &Packet<'_>) -> Interface {
        match self.contexts.iter().find(|(number, _)| *number == context) {
            Some((_, interface)) => *interface,
            None if packet.is_of_object() => interfaces::UNSEEN_OF_OBJECT,
            None => interfaces::UNSEEN,
        }
    }

    /// What was agreed on, where it protects packets; a call that was answered completes it. A lower level only says who
    /// calls.
    fn protection(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let Some((kind, level)) = self.authentication.filter(|_| self.bound) else { return };
        let fact = match level {
            5 | 6 => Security::Channel {
                secrecy: level == 6,
                integrity: true,
                peer: PeerProof::Hidden,
                version: "DCE/RPC".into(),
                suite: format!("{}, {}", by(kind), if level == 6 { "packet privacy" } else { "packet integrity" })
                    .into(),
                soundness: Soundness::Unknown,
                stage,
            },
            2..=4 if stage == Stage::Completed => Security::Authenticated { by: by(kind).into() },
            _ => return,
        };
        self.told.tell(fact, out);
    }
}

/// Kinds of authentication (MS-RPCE, section 2.2.1.1.7).
fn by(kind: u8) -> &'static str {
    match kind {
        9 => "SPNEGO",
        10 => "NTLM",
        14 => "TLS",
        16 => "Kerberos",
        68 => "Netlogon",
        _ => "another mechanism",
    }
}
