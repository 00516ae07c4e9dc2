//! Cases of PROFINET IO, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::protocols::dce_rpc::CarriedCall;
use crate::protocols::hostile::survives;
use crate::testing::datagrams;
use crate::{
    Answered, Direction,
    Direction::{Backward, Forward},
    Event,
};

/// The object of device 0x0a01 of whoever has this number: of Siemens', a SCALANCE X200.
fn object(maker: u16) -> u128 {
    0xdea00000_6c97_11d1_8271_00010a010000 | u128::from(maker)
}

fn block(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap();
    [&kind.to_be_bytes()[..], &length.to_be_bytes(), &[1, 0], body].concat()
}

/// A call with its blocks: length and bounds of the array, or status first.
fn call(operation: u16, answer: Option<u32>, little: bool, blocks: &[u8]) -> Vec<u8> {
    let number = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let length = u32::try_from(blocks.len()).unwrap();
    let numbers = [answer.unwrap_or(4096), length, 4096, 0, length].map(number).concat();
    let body = [&numbers[..], blocks].concat();
    let mut bytes = Vec::new();
    let answers = answer.is_some();
    CarriedCall { answers, refuses: false, little, operation, tag: 9, object: object(42), body: &body }
        .write(&mut bytes);
    bytes
}

/// The header of a record: in a request of 64 bytes as in an answer.
fn header(kind: u16, slot: u16, subslot: u16, index: u16) -> Vec<u8> {
    let place = [slot.to_be_bytes(), subslot.to_be_bytes(), [0, 0], index.to_be_bytes()].concat();
    block(kind, &[&[0; 22][..], &place, &[0; 28]].concat())
}

fn identification() -> Vec<u8> {
    let texts = [&b"6ES7 155-6AU01-0BN0 "[..], b"S C-J5K12345678 "].concat();
    block(0x0020, &[&[0, 42][..], &texts, &[0, 3, b'V', 4, 2, 1], &[0; 10]].concat())
}

fn told(messages: &[(Direction, Vec<u8>)]) -> Vec<String> {
    let case: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    survives(&PROTOCOL, &case);
    let name = |call: &crate::Call| PROTOCOL.functions[usize::from(call.row)].name;
    datagrams(&PROTOCOL, &case)
        .into_iter()
        .filter_map(|(event, text)| match event {
            Event::Request { call, object, .. } => Some(format!("? {} {:04x}", name(&call), object.first)),
            Event::Answer { call, outcome, .. } => {
                let mark = if outcome == Answered::Accepted { '+' } else { '-' };
                Some(format!("{mark} {}", call.as_ref().map_or("", name)))
            }
            Event::Identity { what, .. } if what != Attribute::Vendor => Some(text),
            Event::Malformed { code, .. } => Some(code.to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn records_are_told_apart_by_their_index_and_answers_by_their_header() {
    let ask = |operation, index| (Forward, call(operation, None, false, &header(0x0009, 1, 1, index)));
    let case = [
        ask(2, 0xaff0),
        (Backward, call(2, Some(0), true, &header(0x8009, 1, 1, 0xaff0))),
        ask(2, 0x8030),
        ask(3, 0x0100),
        (Backward, call(3, Some(0xdf80_b000), true, &[])),
        ask(5, 0xf80c),
        (Forward, call(4, None, true, &block(0x0110, &[0; 28]))),
        (Forward, call(1, None, true, &block(0x0114, &[0; 28]))),
        (Backward, call(1, Some(0), true, &block(0x8114, &[0; 28]))),
    ];
    let expected = [
        "? Read: identification aff0",
        "SCALANCE X200",
        "+ Read: identification",
        "? Read: system record 8030",
        "? Write: module record 0100",
        "- ",
        "? Read implicit: diagnosis f80c",
        "? Control 0000",
        "? Release 0000",
        "+ Release",
    ];
    assert_eq!(told(&case), expected);
}

#[test]
fn a_connection_names_who_asks_and_the_modules_expected() {
    let station =
        block(0x0101, &[&[0, 1][..], &[7; 24], &object(42).to_be_bytes(), &[0; 8], &[0, 5], b"plc-1"].concat());
    let submodule = |properties: u8, descriptions: usize| {
        [&[0, 1, 0, 0, 0, 9, 0, properties][..], &[0; 6].repeat(descriptions)].concat()
    };
    let module = |slot: u8, subs: &[Vec<u8>]| {
        let head = [0, 0, 0, 0, 0, slot, 0, 0, 0x12, 0x34, 0, 0, 0, u8::try_from(subs.len()).unwrap()];
        [&head[..], &subs.concat()].concat()
    };
    let modules = [module(1, &[submodule(3, 2), submodule(0, 1)]), module(2, &[submodule(1, 1)])].concat();
    let expected = block(0x0104, &[&[0, 2][..], &modules].concat());
    let case = [(Forward, call(0, None, false, &[station, expected].concat()))];
    let said = told(&case);
    // Both are told by their objects, here by the same.
    let both = ["? Connect 0000", "SCALANCE X200", "SCALANCE X200", "plc-1", "io-controller"];
    assert_eq!(said, [&both[..], &["1: module 0x00001234", "2: module 0x00001234"]].concat());
}

#[test]
fn who_accepts_a_connection_is_controlled() {
    assert_eq!(told(&[(Backward, call(0, Some(0), false, &[]))]), ["+ Connect", "io-device"]);
    assert_eq!(told(&[(Backward, call(0, Some(0xDB81_3C00), false, &[]))]), ["- Connect"]);
}

#[test]
fn an_identification_record_tells_who_answers_or_which_module_it_has() {
    let answer =
        |slot: u16| (Backward, call(2, Some(0), false, &[header(0x8009, slot, 1, 0xaff0), identification()].concat()));
    let own = ["+ Read: identification", "6ES7 155-6AU01-0BN0", "S C-J5K12345678", "3", "V4.2.1"];
    assert_eq!(told(&[answer(0)]), own);
    let module = ["+ Read: identification", "3: 6ES7 155-6AU01-0BN0 serial S C-J5K12345678"];
    assert_eq!(told(&[answer(3)]), module);
}

#[test]
fn what_is_cut_is_said() {
    let mut short = call(2, None, false, &header(0x0009, 1, 1, 1));
    short.truncate(40);
    assert_eq!(told(&[(Forward, short)]), ["profinet-io-arguments"]);
    assert_eq!(
        told(&[(Forward, call(0, None, false, &block(0x0101, &[0; 9])))]),
        ["? Connect 0000", "SCALANCE X200", "profinet-io-block"]
    );
}

/// A write of several records, of which the second holds the parameters of a safety module.
fn written(index: u16, parameters: &[u8]) -> Vec<u8> {
    let sized = |header: Vec<u8>, length: usize| {
        let mut header = header;
        header[36..40].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
        header.resize(64, 0);
        header
    };
    let records = [
        sized(header(0x0008, 0, 1, 0x8071), 5),
        vec![1, 2, 3, 4, 5, 0, 0, 0],
        sized(header(0x0008, 3, 1, index), parameters.len()),
        parameters.to_vec(),
    ]
    .concat();
    [sized(header(0x0008, 0xFFFF, 0xFFFF, 0xE040), records.len()), records].concat()
}

#[test]
fn whoever_writes_and_accepts_parameters_of_a_safety_module_takes_part_in_a_safety_function() {
    let parameters = [0x08, 0x40, 0, 1, 0, 100, 0, 150, 0x00, 0x22];
    let with_second_time = [0x08, 0x50, 0, 1, 0, 100, 0, 150, 0, 200, 0xAB, 0xCD];
    let safe = |index, parameters: &[u8], status| {
        let write = call(3, None, true, &written(index, parameters));
        let answer = call(3, Some(status), true, &header(0x8008, 0xFFFF, 0xFFFF, 0xE040));
        let case = [(Forward, write), (Backward, answer)];
        told(&case);
        let borrowed: Vec<_> = case.iter().map(|(d, m)| (*d, m.as_slice())).collect();
        datagrams(&PROTOCOL, &borrowed).iter().filter(|(_, text)| text == "safety").count()
    };
    assert_eq!(safe(0x0100, &parameters, 0), 2);
    assert_eq!(safe(0x0100, &parameters, 0xDF80_B000), 0, "they were refused");
    assert_eq!(safe(0x0002, &parameters, 0), 2, "their check fits wherever they stand");
    assert_eq!(safe(0x0100, &with_second_time, 0), 2);
    assert_eq!(
        safe(0x0101, &with_second_time, 0),
        0,
        "nothing but their form speaks for them, and they stand elsewhere"
    );
    assert_eq!(safe(0x0100, &[0; 10], 0), 0, "they are none");
}
