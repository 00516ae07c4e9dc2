//! One pair of peers.

use ringwall_model::{PeerProof, Security, Soundness, Stage};

use super::{
    ESP, call,
    proposal::{Chosen, Header},
};
use crate::protocols::told::Told;
use crate::{Answered, Direction, Object, Pdu, Session, Sink};

const SA_INIT: u8 = 34;
const AGGRESSIVE: u8 = 4;

/// State of an association.
#[derive(Debug, Default)]
pub struct Ike {
    /// Who sent the first message of an exchange without the responder's number.
    initiator: Option<Direction>,
    chosen: Option<(u8, Chosen)>,
    data: [bool; 2],
    told: Told,
}

impl Session for Ike {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match (Header::read(pdu.bytes).filter(|h| h.is_whole || pdu.cut), pdu.bytes) {
            (Some(header), _) => self.message(&header, pdu.direction, out),
            // A byte that keeps a translation open.
            (None, [0xff]) => {}
            (None, [a, b, c, d, ..]) if [*a, *b, *c, *d] != [0; 4] && pdu.bytes.len() >= 16 => {
                out.report(ESP, Object::NONE);
                self.data(pdu.direction, out);
            }
            _ if pdu.cut => {}
            _ => out.malformed("ike-message", 0),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

impl Ike {
    fn message(&mut self, header: &Header<'_>, direction: Direction, out: &mut Sink<'_>) {
        if !header.is_numbered {
            self.initiator = Some(direction);
            out.initiator_sends(direction);
        }
        let (call, answers) = (call(header.exchange), self.initiator == Some(direction.reverse()));
        match (header.version, header.is_answer) {
            (2, true) => out.answer(header.id, Some(call), Answered::Accepted),
            (2, false) => out.request(call, header.id, Object::NONE),
            _ => out.report(call, Object::NONE),
        }
        let first = matches!(header.exchange, SA_INIT | 2 | AGGRESSIVE) && header.is_numbered;
        if first && answers && self.chosen.is_none() {
            self.choose(header, out);
        }
    }

    fn choose(&mut self, header: &Header<'_>, out: &mut Sink<'_>) {
        let Some(chosen) = header.chosen() else { return };
        if header.exchange == AGGRESSIVE && chosen.pre_shared {
            let name = "IKEv1 aggressive mode with a pre-shared key".into();
            let (soundness, stage) = (Soundness::Weak, Stage::Negotiated);
            self.told.tell(Security::Mechanism { name, soundness, stage }, out);
        }
        self.chosen = Some((header.version, chosen));
        self.channel(Stage::Negotiated, out);
    }

    fn data(&mut self, direction: Direction, out: &mut Sink<'_>) {
        let [forward, backward] = &mut self.data;
        *(if direction == Direction::Forward { forward } else { backward }) = true;
        if self.data == [true; 2] {
            self.channel(Stage::Completed, out);
        }
    }

    /// What protects the data is agreed on under encryption: it may differ from what protects the agreement.
    fn channel(&mut self, stage: Stage, out: &mut Sink<'_>) {
        let (version, suite, soundness) = match (&self.chosen, stage) {
            (_, Stage::Completed) => ("ESP in UDP", "not visible".to_owned(), Soundness::Unknown),
            (Some((2, chosen)), _) => ("IKEv2", chosen.names.clone(), chosen.soundness),
            (Some((_, chosen)), _) => ("IKEv1", chosen.names.clone(), chosen.soundness),
            (None, _) => return,
        };
        let channel = Security::Channel {
            secrecy: true,
            integrity: true,
            peer: PeerProof::Hidden,
            version: version.into(),
            suite: suite.into(),
            soundness,
            stage,
        };
        self.told.tell(channel, out);
    }
}
