//! Cases of DCE/RPC, built by an encoder of our own.

use ringwall_model::{Operation, Operations, Security};

use super::{CarriedCall, PROTOCOL};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, stream};
use crate::{
    Answered, Direction,
    Direction::{Backward, Forward},
    Event, Match, Sample,
};

const MAPPER: u128 = 0xe1af8308_5d1f_11c9_91a4_08002b14a0fa;
const OPC: u128 = 0x39c13a52_011e_11d0_9675_0020afd8adb3;
const DEVICE: u128 = 0xdea00001_6c97_11d1_8271_00a02442df7d;

fn uuid(number: u128) -> Vec<u8> {
    let mut bytes = number.to_be_bytes();
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    bytes.to_vec()
}

/// A packet of a connection, little-endian, with a trailer of authentication of that level.
fn packet(kind: u8, call: u8, level: Option<u8>, body: &[u8]) -> Vec<u8> {
    let trailer = level.map_or(Vec::new(), |level| [&[10, level, 0, 0, 1, 0, 0, 0][..], &[7; 4]].concat());
    let length = u16::try_from(16 + body.len() + trailer.len()).unwrap();
    let check = if level.is_some() { 4 } else { 0 };
    let head = [&[5, 0, kind, 3, 0x10, 0, 0, 0][..], &length.to_le_bytes(), &[check, 0, call, 0, 0, 0]].concat();
    [&head[..], body, &trailer].concat()
}

fn bind(interface: u128, level: Option<u8>) -> Vec<u8> {
    let context = [&[1, 0, 1, 0][..], &uuid(interface), &[1, 0, 0, 0], &[9; 20]].concat();
    packet(11, 1, level, &[&[0; 8][..], &[1, 0, 0, 0], &context].concat())
}

fn bound(result: u8) -> Vec<u8> {
    packet(12, 1, None, &[&[0; 8][..], &[3, 0], b"135", &[0; 3], &[1, 0, 0, 0, result, 0, 0, 0], &[9; 20]].concat())
}

fn request(call: u8, operation: u8) -> Vec<u8> {
    packet(0, call, None, &[0, 0, 0, 0, 1, 0, operation, 0, 1, 2, 3])
}

fn response(call: u8) -> Vec<u8> {
    packet(2, call, None, &[0; 12])
}

/// A datagram in either byte order: kind, flags, interface, sequence, operation, number of the piece.
fn datagram(little: bool, kind: u8, flags: u8, interface: u128, numbers: [u8; 3], body: &[u8]) -> Vec<u8> {
    let [sequence, operation, piece] = numbers;
    let id = |number: u128| if little { uuid(number) } else { number.to_be_bytes().to_vec() };
    let short = |n: usize| {
        if little { u16::try_from(n).unwrap().to_le_bytes() } else { u16::try_from(n).unwrap().to_be_bytes() }
    };
    let long = |n: u8| if little { [n, 0, 0, 0] } else { [0, 0, 0, n] };
    let label = if little { 0x10 } else { 0 };
    let head = [&[4, kind, flags, 0, label, 0, 0, 0][..], &id(5), &id(interface), &id(77)].concat();
    let tail = [&[0; 8][..], &long(sequence), &short(operation.into()), &[0xff; 4], &short(body.len())].concat();
    [&head[..], &tail, &short(piece.into()), &[0, 0], body].concat()
}

fn said(events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| PROTOCOL.functions[usize::from(call.row)].name;
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, tag, .. } => Some(format!("? {} {tag}", name(call))),
            Event::Answer { outcome: Answered::Accepted, tag, .. } => Some(format!("+ {tag}")),
            Event::Answer { outcome: Answered::Refused, tag, .. } => Some(format!("- {tag}")),
            Event::Report { call, .. } => Some(format!("! {}", name(call))),
            Event::Security(Security::Channel { secrecy, integrity, stage, suite, .. }) => {
                Some(format!("{suite} {secrecy} {integrity} {stage:?}"))
            }
            Event::Security(Security::Authenticated { by }) => Some(format!("by {by}")),
            Event::Security(Security::Denied { by }) => Some(format!("denied: {by}")),
            Event::Malformed { code, .. } => Some((*code).to_owned()),
            Event::Carry { .. } => Some("carried".to_owned()),
            _ => None,
        })
        .collect()
}

fn connection(messages: &[(Direction, Vec<u8>)]) -> Vec<String> {
    let case: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    survives(&PROTOCOL, &case);
    said(&stream(&PROTOCOL, &case))
}

#[test]
fn calls_are_named_by_the_interface_their_context_stands_for() {
    let case = [(Forward, bind(MAPPER, None)), (Backward, bound(0)), (Forward, request(2, 3)), (Backward, response(2))];
    assert_eq!(connection(&case), ["? Bind 2", "+ 2", "? Map 3", "+ 3"]);
    let case = [(Forward, bind(OPC, None)), (Backward, bound(0)), (Forward, request(2, 4))];
    assert_eq!(connection(&case), ["? Bind 2", "+ 2", "? Call of OPC Classic: data access 3"]);
    let other = connection(&[(Forward, bind(9, None)), (Backward, bound(2)), (Forward, request(2, 4))]);
    assert_eq!(other, ["? Bind 2", "- 2", "? Call of another interface 3"]);
}

/// A request to an object, with what its arguments begin with.
fn request_of_object(arguments: &[u8]) -> Vec<u8> {
    let mut bytes = packet(0, 2, None, &[&[0, 0, 0, 0, 1, 0, 4, 0][..], &uuid(77), arguments].concat());
    bytes[3] |= 0x80;
    bytes
}

#[test]
fn a_call_whose_interface_was_bound_before_says_so_and_stays_opaque() {
    let told = |bytes: Vec<u8>| connection(&[(Forward, bytes), (Backward, response(2))]);
    let unseen = ["? Call of an interface that was not seen 3", "+ 3"];
    let object = ["? Call of an object (DCOM) whose interface was not seen 3", "+ 3"];
    assert_eq!(told(request(2, 4)), unseen);
    assert_eq!(told(request_of_object(&[&[5, 0, 7, 0][..], &[0; 28]].concat())), object);
    assert_eq!(told(request_of_object(&[0xAB; 32])), unseen, "encrypted");
    for interface in [super::interfaces::UNSEEN, super::interfaces::UNSEEN_OF_OBJECT] {
        let row = &PROTOCOL.functions[usize::from(super::interfaces::call(interface, 4).row)];
        assert_eq!(row.operations, Operations::of(&[Operation::Opaque]));
    }
}

#[test]
fn what_protects_packets_is_told_when_both_agreed_and_again_when_a_call_was_answered() {
    let case = |level| {
        connection(&[
            (Forward, bind(OPC, Some(level))),
            (Backward, bound(0)),
            (Forward, request(2, 4)),
            (Backward, response(2)),
            (Backward, response(3)),
        ])
        .into_iter()
        .filter(|s| !s.starts_with(['?', '+', '-']))
        .collect::<Vec<_>>()
    };
    assert_eq!(case(6), ["NTLM, packet privacy true true Negotiated", "NTLM, packet privacy true true Completed"]);
    assert_eq!(
        case(5),
        ["NTLM, packet integrity false true Negotiated", "NTLM, packet integrity false true Completed"]
    );
    assert_eq!(case(2), ["by NTLM"]);
    assert_eq!(case(1), Vec::<String>::new());
    let refused = connection(&[(Forward, bind(OPC, Some(6))), (Backward, packet(13, 1, None, &[0; 4]))]);
    assert_eq!(refused, ["? Bind 2", "- 2"]);
    let fault = packet(3, 2, None, &[0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0]);
    assert_eq!(connection(&[(Forward, request(2, 4)), (Backward, fault)]).last().unwrap(), "denied: access denied");
}

#[test]
fn only_the_first_piece_of_a_call_counts_and_other_packets_are_told() {
    let mut second = request(2, 4);
    second[3] = 2;
    assert_eq!(
        connection(&[(Forward, request(2, 4)), (Forward, second)]),
        ["? Call of an interface that was not seen 3"]
    );
    assert_eq!(connection(&[(Forward, packet(16, 2, Some(6), &[0; 4]))]), ["! Other packet"]);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[1, 2, 5][..], &request(2, 4)].concat()), Some(3));
}

#[test]
fn a_datagram_of_either_byte_order_is_handed_on_whole() {
    for little in [true, false] {
        let asked = datagram(little, 0, 0x20, DEVICE, [4, 2, 0], b"ask");
        let case = [(Forward, asked.as_slice())];
        survives(&PROTOCOL, &case);
        let events = datagrams(&PROTOCOL, &case);
        let carried =
            CarriedCall { answers: false, refuses: false, little, operation: 2, tag: 5, object: 5, body: b"ask" };
        let mut bytes = Vec::new();
        carried.write(&mut bytes);
        assert_eq!(events.last().unwrap().1, format!("{bytes:02x?}"));
        assert_eq!(CarriedCall::read(&bytes), Some(carried));
        let sample = Sample { bytes: &asked, hinted: false, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample), Match::Sure);
    }
}

#[test]
fn pieces_of_a_datagram_call_are_put_together_in_order() {
    let first = datagram(true, 0, 0x04, DEVICE, [4, 2, 0], b"one");
    let last = datagram(true, 0, 0x06, DEVICE, [4, 2, 1], b"two");
    let events = datagrams(&PROTOCOL, &[(Forward, &first), (Forward, &last)]);
    assert!(events.last().unwrap().1.ends_with("6f, 6e, 65, 74, 77, 6f]"));
    let lone = said(&datagrams(&PROTOCOL, &[(Forward, &last)]));
    assert_eq!(lone, Vec::<String>::new());
    survives(&PROTOCOL, &[(Forward, &first), (Forward, &last)]);
}

#[test]
fn datagrams_of_other_interfaces_are_calls_and_answers() {
    let of = |kind, numbers| datagram(true, kind, 0, MAPPER, numbers, &[0; 4]);
    let case = [
        (Forward, of(0, [4, 3, 0])),
        (Backward, of(2, [4, 3, 0])),
        (Forward, of(0, [5, 9, 0])),
        (Backward, of(3, [5, 9, 0])),
        (Forward, of(1, [6, 0, 0])),
    ];
    let case: Vec<_> = case.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    survives(&PROTOCOL, &case);
    assert_eq!(said(&datagrams(&PROTOCOL, &case)), ["? Map 5", "+ 5", "? Other call 6", "- 6", "! Other packet"]);
}
