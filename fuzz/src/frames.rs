//! Frames that carry a talk, as its plan wants them.

use ringwall_dissect::{Carrier, Direction, formats::LinkType};

use crate::{
    plan::{Fate, Plan},
    talk::Talk,
};

/// A frame, what it begins with, and microseconds since the one before.
#[derive(Clone, Debug)]
pub struct Frame {
    pub link: LinkType,
    pub bytes: Vec<u8>,
    pub after_us: i64,
}

const ETHERNET: LinkType = LinkType(1);
const WLAN: LinkType = LinkType(105);
const MSTP: LinkType = LinkType(165);
const SYN: u8 = 2;
const FIN: u8 = 1;
const ACK: u8 = 16;

/// The frames of a talk.
pub fn frames(talk: &Talk<'_>) -> Vec<Frame> {
    let carriers = talk.protocol.carriers;
    let carrier = carriers.get(usize::from(talk.flags >> 6) % carriers.len().max(1)).copied();
    let mut wire = Wire { plan: Plan(talk.plan), pause: talk.flag(4), ..Wire::default() };
    match carrier.unwrap_or(Carrier::Tcp(9999)) {
        Carrier::Tcp(port) => wire.stream(talk, port, <[u8]>::to_vec),
        Carrier::Cotp => wire.stream(talk, 102, over_cotp),
        Carrier::DceRpc(_) => wire.stream(talk, 135, <[u8]>::to_vec),
        Carrier::Udp(port) => wire.datagrams(talk, |to, m| (17, udp(port, to, m))),
        Carrier::Ip(number) => wire.datagrams(talk, |_, m| (number, m.to_vec())),
        Carrier::EtherType(kind) => wire.alone(talk, ETHERNET, |to, m| ethernet(to, kind, m)),
        Carrier::Llc(sap) => wire.alone(talk, ETHERNET, |to, m| llc(to, &[sap, sap, 3], m)),
        Carrier::Snap(kind) => {
            let number = kind.to_be_bytes();
            wire.alone(talk, ETHERNET, |to, m| llc(to, &[0xaa, 0xaa, 3, 0, 0, 0x0c, number[0], number[1]], m))
        }
        Carrier::Wlan => wire.alone(talk, WLAN, |_, m| m.to_vec()),
        Carrier::Serial(_) => wire.alone(talk, MSTP, |_, m| m.to_vec()),
    }
    wire.frames
}

#[derive(Default)]
struct Wire<'a> {
    plan: Plan<'a>,
    frames: Vec<Frame>,
    late: Option<Vec<u8>>,
    /// Long silences between messages.
    pause: bool,
    /// What each side has sent so far.
    sent: [u32; 2],
}

impl Wire<'_> {
    fn put(&mut self, link: LinkType, bytes: Vec<u8>, after_us: i64) {
        self.frames.push(Frame { link, bytes, after_us });
    }

    fn ip(&mut self, to: Direction, protocol: u8, payload: &[u8]) {
        let bytes = ip(to, protocol, 0, payload);
        self.put(ETHERNET, bytes, 1_000);
    }

    fn segment(&mut self, to: Direction, port: u16, sequence: u32, flags: u8, payload: &[u8]) {
        let acknowledged = self.sent[side(to.reverse())];
        self.ip(to, 6, &tcp(port, to, sequence, acknowledged, flags, payload));
    }

    fn stream(&mut self, talk: &Talk<'_>, port: u16, wrapped: fn(&[u8]) -> Vec<u8>) {
        self.sent = [1_000, u32::MAX - 20];
        if talk.flag(0) {
            self.handshake(port);
        }
        for (to, message) in &talk.messages {
            if talk.flag(1) && *to == Direction::Backward {
                continue;
            }
            self.silence();
            let message = wrapped(message);
            let mut rest = message.as_slice();
            while !rest.is_empty() {
                let (length, fate) = self.plan.step();
                let (piece, behind) = rest.split_at(length.min(rest.len()).min(1_400));
                rest = behind;
                self.piece(*to, port, piece, fate);
            }
        }
        if let Some(late) = self.late.take() {
            self.put(ETHERNET, late, 1_000);
        }
    }

    fn handshake(&mut self, port: u16) {
        for (to, flags) in [(Direction::Forward, SYN), (Direction::Backward, SYN | ACK)] {
            let at = self.sent[side(to)].wrapping_sub(1);
            self.segment(to, port, at, flags, &[]);
        }
        self.segment(Direction::Forward, port, self.sent[0], ACK, &[]);
    }

    fn piece(&mut self, to: Direction, port: u16, piece: &[u8], fate: Fate) {
        let at = self.sent[side(to)];
        let next = at.wrapping_add(u32::try_from(piece.len()).unwrap_or(0));
        self.sent[side(to)] = next;
        let before = self.late.take();
        match fate {
            Fate::Lost => {}
            Fate::Late => {
                let acknowledged = self.sent[side(to.reverse())];
                self.late = Some(ip(to, 6, 0, &tcp(port, to, at, acknowledged, ACK, piece)));
            }
            Fate::Twice => (0..2).for_each(|_| self.segment(to, port, at, ACK, piece)),
            Fate::Forged => {
                let forged: Vec<u8> = piece.iter().map(|b| !b).collect();
                self.segment(to, port, at, ACK, &forged);
                self.segment(to, port, at, ACK, piece);
            }
            Fate::Acknowledged => {
                let other = self.sent[side(to.reverse())];
                self.segment(to.reverse(), port, other, ACK, &[]);
                self.segment(to, port, at, ACK, piece);
            }
            Fate::Fragmented => {
                let acknowledged = self.sent[side(to.reverse())];
                self.fragments(to, 6, &tcp(port, to, at, acknowledged, ACK, piece));
            }
            Fate::Last => self.segment(to, port, at, ACK | FIN, piece),
            Fate::Again => {
                self.segment(to, port, at, ACK, piece);
                self.handshake(port);
            }
            Fate::Arrives => self.segment(to, port, at, ACK, piece),
        }
        if let Some(before) = before {
            self.put(ETHERNET, before, 1_000);
        }
    }

    fn datagrams(&mut self, talk: &Talk<'_>, packet: impl Fn(Direction, &[u8]) -> (u8, Vec<u8>)) {
        self.each(talk, |wire, to, message, fragmented| {
            let (protocol, payload) = packet(to, message);
            if fragmented {
                wire.fragments(to, protocol, &payload);
            } else {
                wire.ip(to, protocol, &payload);
            }
        });
    }

    fn alone(&mut self, talk: &Talk<'_>, link: LinkType, frame: impl Fn(Direction, &[u8]) -> Vec<u8>) {
        self.each(talk, |wire, to, message, _| wire.put(link, frame(to, message), 1_000));
    }

    /// Sends messages each in one piece; a late one comes behind the next.
    fn each(&mut self, talk: &Talk<'_>, send: impl Fn(&mut Self, Direction, &[u8], bool)) {
        let mut late: Option<(Direction, &[u8])> = None;
        for (to, message) in &talk.messages {
            if talk.flag(1) && *to == Direction::Backward {
                continue;
            }
            self.silence();
            let (length, fate) = self.plan.step();
            let message = message.get(..length.max(64)).unwrap_or(message);
            match fate {
                Fate::Lost => continue,
                Fate::Late if late.is_none() => {
                    late = Some((*to, message));
                    continue;
                }
                Fate::Twice => (0..2).for_each(|_| send(self, *to, message, false)),
                _ => send(self, *to, message, fate == Fate::Fragmented),
            }
            if let Some((to, message)) = late.take() {
                send(self, to, message, false);
            }
        }
    }

    fn silence(&mut self) {
        if self.pause
            && let Some(last) = self.frames.last_mut()
        {
            last.after_us += 400_000_000;
        }
    }

    fn fragments(&mut self, to: Direction, protocol: u8, payload: &[u8]) {
        let middle = (payload.len() / 2).next_multiple_of(8).min(payload.len());
        let (first, second) = payload.split_at(middle);
        let offset = u16::try_from(middle / 8).unwrap_or(0);
        for (field, part) in [(0x2000, first), (offset, second)] {
            let bytes = ip(to, protocol, field, part);
            self.put(ETHERNET, bytes, 1_000);
        }
    }
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self(&[])
    }
}

fn side(to: Direction) -> usize {
    usize::from(to == Direction::Backward)
}

fn ends(to: Direction) -> [[u8; 4]; 2] {
    let (client, server) = ([10, 1, 0, 7], [10, 2, 0, 9]);
    if to == Direction::Forward { [client, server] } else { [server, client] }
}

fn ethernet(to: Direction, kind: u16, payload: &[u8]) -> Vec<u8> {
    let [from, to] = ends(to);
    let mac = |address: [u8; 4]| [&[2, 0][..], &address].concat();
    [&mac(to)[..], &mac(from), &kind.to_be_bytes(), payload].concat()
}

fn llc(to: Direction, head: &[u8], payload: &[u8]) -> Vec<u8> {
    let body = [head, payload.get(..1_400).unwrap_or(payload)].concat();
    ethernet(to, u16::try_from(body.len()).unwrap_or(1_500), &body)
}

fn ip(to: Direction, protocol: u8, fragment: u16, payload: &[u8]) -> Vec<u8> {
    let [from, at] = ends(to);
    let length = u16::try_from(20 + payload.len()).unwrap_or(u16::MAX).to_be_bytes();
    let field = fragment.to_be_bytes();
    let head = [0x45, 0, length[0], length[1], 0, 7, field[0], field[1], 64, protocol, 0, 0];
    ethernet(to, 0x0800, &[&head[..], &from, &at, payload].concat())
}

/// Client and server ports, sender first.
fn ports(port: u16, to: Direction) -> [u8; 4] {
    let [a, b] = 40_123_u16.to_be_bytes();
    let [c, d] = port.to_be_bytes();
    if to == Direction::Forward { [a, b, c, d] } else { [c, d, a, b] }
}

fn udp(port: u16, to: Direction, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(8 + payload.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&ports(port, to)[..], &length, &[0, 0], payload].concat()
}

fn tcp(port: u16, to: Direction, sequence: u32, acknowledged: u32, flags: u8, payload: &[u8]) -> Vec<u8> {
    let numbers = [sequence.to_be_bytes(), acknowledged.to_be_bytes()].concat();
    [&ports(port, to)[..], &numbers, &[0x50, flags, 0xff, 0xff, 0, 0, 0, 0], payload].concat()
}

/// A TPKT with a COTP data unit.
fn over_cotp(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(7 + message.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&[3, 0][..], &length, &[2, 0xf0, 0x80], message].concat()
}
