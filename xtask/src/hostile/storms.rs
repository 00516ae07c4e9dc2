//! Streams of frames made to cost a reader more than they cost their sender.

use super::frames::{Ends, ip, tcp, udp};
use crate::kernel::random::Seed;

/// A storm: its name, and its frame of a number.
pub struct Storm {
    pub name: &'static str,
    pub frame: fn(u64, &mut Seed) -> Vec<u8>,
}

pub const STORMS: [Storm; 14] = [
    Storm { name: "segments out of order", frame: out_of_order },
    Storm { name: "one byte a segment", frame: one_byte },
    Storm { name: "connections asked for", frame: syn },
    Storm { name: "addresses behind one router", frame: behind_a_router },
    Storm { name: "one address, many that claim it", frame: claimed_by_all },
    Storm { name: "many addresses, one that claims them", frame: claimed_by_one },
    Storm { name: "fragments of eight bytes", frame: fragments },
    Storm { name: "one pair, all ports", frame: all_ports },
    Storm { name: "lengths that lie", frame: lengths },
    Storm { name: "CIP packets in packets", frame: nested_cip },
    Storm { name: "ASN.1 in ASN.1", frame: nested_asn1 },
    Storm { name: "OPC UA objects in objects", frame: nested_opcua },
    Storm { name: "names that point at names", frame: nested_names },
    Storm { name: "bytes of chance on known ports", frame: chance },
];

const ACK: u8 = 0x18;
const CLIENTS: u64 = 512;

/// A Modbus request to read, of the transaction `n`.
fn modbus(n: u64) -> Vec<u8> {
    [&(n as u16).to_be_bytes()[..], &[0, 0, 0, 6, 1, 3, 0, 0, 0, 10]].concat()
}

/// Requests of recognised connections, each at a place up to 64 kB ahead of the last.
fn out_of_order(n: u64, seed: &mut Seed) -> Vec<u8> {
    let (client, round) = (n % CLIENTS, n / CLIENTS);
    let ends = Ends::of(client, 502);
    let place = if round == 0 { 0 } else { 12 + 12 * seed.below(5_000) as u32 + 7 * u32::from(seed.once_in(9)) };
    tcp(ends, 1_000 + place, 1, ACK, &modbus(round))
}

/// A stream of requests cut into bytes.
fn one_byte(n: u64, _: &mut Seed) -> Vec<u8> {
    let (client, at) = (n % CLIENTS, n / CLIENTS);
    let byte = modbus(at / 12)[(at % 12) as usize];
    tcp(Ends::of(client, 502), 1_000 + at as u32, 1, ACK, &[byte])
}

fn syn(_: u64, seed: &mut Seed) -> Vec<u8> {
    let from = (seed.next() as u32).to_be_bytes();
    let ends = Ends { from, to: [10, 255, 0, 1], from_port: seed.next() as u16, to_port: seed.below(1_024) as u16 };
    tcp(ends, seed.next() as u32, 0, 2, &[])
}

/// Asked for by all the world, through one router.
fn behind_a_router(n: u64, seed: &mut Seed) -> Vec<u8> {
    let mut frame = syn(n, seed);
    frame.splice(6..12, *b"\x00\x1b\x1b\x00\x00\x01");
    frame
}

/// An answer of ARP: `mac` has `ip`.
fn arp(mac: [u8; 6], ip: [u8; 4]) -> Vec<u8> {
    let head = *b"\x08\x06\x00\x01\x08\x00\x06\x04\x00\x02";
    [&[0xff; 6][..], &mac, &head, &mac, &ip, &[0xff; 6], &[10, 255, 0, 1]].concat()
}

fn claimed_by_all(_: u64, seed: &mut Seed) -> Vec<u8> {
    let [a, b, c, d] = (seed.next() as u32).to_be_bytes();
    arp([0x00, 0x1b, a & 0x1f, b, c, d], [10, 255, 0, 2])
}

fn claimed_by_one(_: u64, seed: &mut Seed) -> Vec<u8> {
    arp(*b"\x00\x1b\x1b\x00\x00\x02", (seed.next() as u32).to_be_bytes())
}

/// Pieces of datagrams that never become whole, some over one another.
fn fragments(n: u64, seed: &mut Seed) -> Vec<u8> {
    let ends = Ends::of(n % CLIENTS, 0);
    let offset = 1 + seed.below(8_000) as u16;
    ip(ends, 17, (n / 64) as u16, 0x2000 | offset, &seed.next().to_be_bytes())
}

/// Flows that all belong to one shard, for they are of one pair of addresses.
fn all_ports(n: u64, seed: &mut Seed) -> Vec<u8> {
    let ends = Ends { from_port: n as u16, to_port: (n >> 16) as u16 ^ seed.below(3) as u16, ..Ends::of(1, 0) };
    udp(ends, &modbus(n))
}

/// Headers whose lengths are not those of what follows.
fn lengths(n: u64, seed: &mut Seed) -> Vec<u8> {
    let port = seed.one(&[102, 502, 2_404, 4_840, 20_000, 44_818]);
    let mut frame = tcp(Ends::of(n % CLIENTS, port), n as u32, 1, ACK, &[&modbus(n)[..], &[0xff; 40]].concat());
    for _ in 0..3 {
        // The length of the IP packet, that of the TCP header, and those in the first bytes of the payload.
        let at = seed.one(&[14, 16, 17, 46, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63]);
        frame[at] = seed.next() as u8;
    }
    frame
}

/// Multiple Service Packets, each with another in it, in Send RR Data.
fn nested_cip(n: u64, _: &mut Seed) -> Vec<u8> {
    let mut packet = vec![0x01, 2, 0x20, 1, 0x24, 1];
    for _ in 0..60 {
        packet = [&[0x0a, 2, 0x20, 2, 0x24, 1, 1, 0, 4, 0][..], &packet].concat();
    }
    let items =
        [&[0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0xb2, 0][..], &(packet.len() as u16).to_le_bytes(), &packet].concat();
    let header =
        [&[0x6f, 0][..], &(items.len() as u16).to_le_bytes(), &[1, 0, 0, 0, 0, 0, 0, 0], &n.to_le_bytes(), &[0; 4]];
    let message = [header.concat(), items].concat();
    let (client, round) = (n % CLIENTS, n / CLIENTS);
    tcp(Ends::of(client, 44_818), 1_000 + round as u32 * message.len() as u32, 1, ACK, &message)
}

/// Sequences in sequences, as the variable bindings of an SNMP request.
fn nested_asn1(n: u64, _: &mut Seed) -> Vec<u8> {
    let wrap = |tag: u8, inner: &[u8]| {
        let length = (inner.len() as u16).to_be_bytes();
        [&[tag, 0x82][..], &length, inner].concat()
    };
    let mut inner = vec![5, 0];
    for _ in 0..200 {
        inner = wrap(0x30, &inner);
    }
    let numbers = [2, 1, n as u8, 2, 1, 0, 2, 1, 0];
    let pdu = wrap(0xa0, &[&numbers[..], &inner].concat());
    let message = wrap(0x30, &[&[2, 1, 1, 4, 6][..], b"public", &pdu].concat());
    udp(Ends::of(n % CLIENTS, 161), &message)
}

/// A request to read behind a header of which each additional part is an object with another in it.
fn nested_opcua(n: u64, _: &mut Seed) -> Vec<u8> {
    let mut body = vec![0];
    for _ in 0..150 {
        // A two-byte type, a body in bytes, its length.
        body = [&[0, 1, 1][..], &(body.len() as u32).to_le_bytes(), &body].concat();
    }
    let request = [&[1, 0, 0x77, 2][..], &[0, 0], &[0; 8], &[1, 0, 0, 0], &[0; 4], &[0xff; 4], &[0; 4], &body].concat();
    let numbers = [1_u32, 1, n as u32, n as u32].map(u32::to_le_bytes).concat();
    let length = (8 + numbers.len() + request.len()) as u32;
    let message = [b"MSGF", &length.to_le_bytes()[..], &numbers, &request].concat();
    let (client, round) = (n % CLIENTS, n / CLIENTS);
    tcp(Ends::of(client, 4_840), 1_000 + round as u32 * length, 1, ACK, &message)
}

/// Answers whose compressed names each point at the one before.
fn nested_names(n: u64, _: &mut Seed) -> Vec<u8> {
    let mut message = [&(n as u16).to_be_bytes()[..], &[0x81, 0x80, 0, 0, 0, 90, 0, 0, 0, 0]].concat();
    for _ in 0..90 {
        let last = message.len().saturating_sub(16).max(12) as u16;
        message.extend([1, b'a']);
        message.extend((0xc000 | last).to_be_bytes());
        message.extend([0, 1, 0, 1, 0, 0, 0, 60, 0, 2, 10, 0]);
    }
    udp(Ends::of(n % CLIENTS, 53).back(), &message)
}

fn chance(n: u64, seed: &mut Seed) -> Vec<u8> {
    let bytes: Vec<u8> = (0..1 + seed.below(25)).flat_map(|_| seed.next().to_be_bytes()).collect();
    let port =
        seed.one(&[53, 69, 102, 123, 138, 161, 500, 502, 1_089, 2_222, 2_404, 4_840, 9_600, 20_000, 44_818, 47_808]);
    if n.is_multiple_of(2) {
        udp(Ends::of(n % CLIENTS, port), &bytes)
    } else {
        tcp(Ends::of(n % CLIENTS, port), n as u32, 1, ACK, &bytes)
    }
}
