//! One connection.

use ringwall_model::{PeerProof, Security, ServiceKind, Soundness, Stage};

use super::{
    ENCRYPTED, NETBIOS, call_1, call_2,
    packets::{One, Packet, Two},
    setup::{MORE_PROCESSING, Setup},
};
use crate::protocols::told::Told;
use crate::{Answered, Cursor, Direction, Object, Pdu, Session, Sink};

/// Outcomes (MS-ERREF): nothing went wrong, or the answer comes later.
const SUCCESS: u32 = 0;
const PENDING: u32 = 0x103;
const ACCESS_DENIED: u32 = 0xc000_0022;
/// Commands of SMB 2 whose good answer is a file used, and those that changed one.
const FILES: [u16; 4] = [5, 8, 9, 14];
const CHANGES: [u16; 2] = [9, 17];
/// Commands of SMB 1 likewise: open, read, write, NT create, transactions on files.
const OLD_FILES: [u8; 5] = [0x2d, 0x2e, 0x2f, 0xa2, 0x32];
const OLD_CHANGES: [u8; 2] = [0x2f, 0x0b];
/// Commands in one message.
const COMMANDS_MAX: usize = 32;

/// State of a connection.
#[derive(Debug, Default)]
pub struct Smb {
    setup: Setup,
    dialect: u16,
    signed: [bool; 2],
    encrypted: [bool; 2],
    told: Told,
}

impl Session for Smb {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        match Packet::read(pdu.bytes) {
            Some(Packet::One(one)) => self.one(&one, pdu.direction, out),
            Some(Packet::Two(first)) => {
                let commands = std::iter::successors(Some(first), Two::next).take(COMMANDS_MAX);
                for two in commands {
                    self.two(&two, pdu.direction, out);
                }
            }
            Some(Packet::Encrypted) => {
                out.report(ENCRYPTED, Object::NONE);
                mark(&mut self.encrypted, pdu.direction);
                if self.encrypted == [true; 2] {
                    self.channel(true, "AES-CCM or AES-GCM", Soundness::Sound, out);
                }
            }
            Some(Packet::NetBios(_)) => out.report(NETBIOS, Object::NONE),
            None if pdu.cut => {}
            None => out.malformed("smb-message", 0),
        }
    }

    fn gap(&mut self, _: Direction) {
        self.setup = Setup::default();
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}

fn mark([forward, backward]: &mut [bool; 2], direction: Direction) {
    *(if direction == Direction::Forward { forward } else { backward }) = true;
}

impl Smb {
    fn two(&mut self, two: &Two<'_>, direction: Direction, out: &mut Sink<'_>) {
        if !two.is_answer {
            out.initiator_sends(direction);
            out.request(call_2(two.command), two.id, Object::NONE);
            if two.command == 1
                && let Some(token) = part(two.body, 12)
            {
                self.setup.token(token, out);
            }
        } else if two.status != PENDING {
            out.initiator_sends(direction.reverse());
            let good = matches!(two.status, SUCCESS | MORE_PROCESSING | 0x8000_0005 | 0x8000_0006);
            let outcome = if good { Answered::Accepted } else { Answered::Refused };
            out.answer(two.id, Some(call_2(two.command)), outcome);
            self.answer_2(two, out);
        }
        if two.is_signed && two.command > 1 {
            mark(&mut self.signed, direction);
        }
        if self.signed == [true; 2] {
            let suite = if self.dialect >= 0x0300 { "signed with AES" } else { "signed with HMAC-SHA-256" };
            self.channel(false, suite, Soundness::Sound, out);
        }
    }

    fn answer_2(&mut self, two: &Two<'_>, out: &mut Sink<'_>) {
        match (two.command, two.status) {
            (0, SUCCESS) => {
                self.dialect = two.body.get(4..6).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
            }
            (1, status) => {
                if let Some(token) = part(two.body, 4) {
                    self.setup.token(token, out);
                }
                let flags = two.body.get(2..4).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
                self.setup.answer(status, flags, &mut self.told, out);
            }
            (_, ACCESS_DENIED) => self.denied(out),
            (command, SUCCESS) => {
                if FILES.contains(&command) {
                    self.service(ServiceKind::FileTransfer, Stage::Completed, out);
                }
                self.changed(CHANGES.contains(&command), out);
            }
            _ => {}
        }
    }

    fn one(&mut self, one: &One<'_>, direction: Direction, out: &mut Sink<'_>) {
        let (call, tag) = (call_1(one.command), u32::from(one.id));
        if !one.is_answer {
            out.initiator_sends(direction);
            out.request(call, tag, Object::NONE);
            if one.command == 0x73 {
                self.setup.old_request(one.words);
                self.setup.token(one.data, out);
            }
            return;
        }
        out.initiator_sends(direction.reverse());
        let good = matches!(one.status, SUCCESS | MORE_PROCESSING);
        out.answer(tag, Some(call), if good { Answered::Accepted } else { Answered::Refused });
        match (one.command, one.status) {
            // 0xffff: none of the dialects will do.
            (0x72, SUCCESS) if !matches!(one.words.get(..2), None | Some([0xff, 0xff])) => {
                self.service(ServiceKind::FileTransferOutdated, Stage::Negotiated, out);
            }
            (0x73, status) => {
                self.setup.token(one.data, out);
                let guest = one.words.get(4).copied().unwrap_or(0) & 1;
                self.setup.answer(status, u16::from(guest), &mut self.told, out);
            }
            (_, ACCESS_DENIED) => self.denied(out),
            (command, SUCCESS) => {
                if OLD_FILES.contains(&command) {
                    self.service(ServiceKind::FileTransferOutdated, Stage::Completed, out);
                }
                self.changed(OLD_CHANGES.contains(&command), out);
            }
            _ => {}
        }
    }

    fn service(&mut self, kind: ServiceKind, stage: Stage, out: &mut Sink<'_>) {
        self.told.tell(Security::Service { kind, stage }, out);
    }

    fn denied(&mut self, out: &mut Sink<'_>) {
        self.told.tell(Security::Denied { by: "access denied".into() }, out);
    }

    fn changed(&mut self, changed: bool, out: &mut Sink<'_>) {
        if changed && self.setup.anonymous {
            self.told.tell(Security::Anonymous { human: true, changing: true, stage: Stage::Completed }, out);
        }
    }

    /// Both hold the session's key; whom each of them takes the other for cannot be seen.
    fn channel(&mut self, secrecy: bool, suite: &'static str, soundness: Soundness, out: &mut Sink<'_>) {
        let version = match self.dialect {
            0x0202 => "SMB 2.0.2",
            0x0210 => "SMB 2.1",
            0x0300 => "SMB 3.0",
            0x0302 => "SMB 3.0.2",
            0x0311 => "SMB 3.1.1",
            _ => "SMB 2 or 3",
        };
        let (peer, stage) = (PeerProof::Hidden, Stage::Completed);
        let (version, suite) = (version.into(), suite.into());
        self.told.tell(Security::Channel { secrecy, integrity: true, peer, version, suite, soundness, stage }, out);
    }
}

/// The buffer whose offset (from the header's start) and length stand at `at` of a body.
fn part(body: &[u8], at: usize) -> Option<&[u8]> {
    let mut c = Cursor::new(body.get(at..)?);
    let start = usize::from(c.u16_le()?).checked_sub(64)?;
    let length = usize::from(c.u16_le()?);
    body.get(start..start.checked_add(length)?).filter(|b| !b.is_empty())
}
