//! Cases of Modbus, built by an encoder of our own.

use ringwall_model::{Attribute, Operation};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, stream};
use crate::{Answered, Event, Match, Native, Object, Sample};

/// A message: header, unit 7, function and data.
pub fn message(transaction: u16, code: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = transaction.to_be_bytes().to_vec();
    bytes.extend([0, 0]);
    bytes.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
    bytes.extend([7, code]);
    bytes.extend(data);
    bytes
}

/// Name and code of every request and answer, in order.
fn told(events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| format!("{} {}", call.code, PROTOCOL.functions[usize::from(call.row)].name);
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, .. } => Some(format!("? {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Accepted, .. } => Some(format!("+ {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Refused, .. } => Some(format!("- {}", name(call))),
            Event::Malformed { code, .. } => Some(format!("! {code}")),
            _ => None,
        })
        .collect()
}

#[test]
fn a_read_names_its_registers_and_its_answer_is_accepted() {
    let request = message(9, 3, &[0, 100, 0, 10]);
    let answer = message(9, 3, &[2, 0, 1]);
    let events = stream(&PROTOCOL, &[(Forward, &request), (Backward, &answer)]);
    assert_eq!(told(&events), ["? 3 Read Holding Registers", "+ 3 Read Holding Registers"]);
    assert_eq!(events[0].0, Event::Native(Native::Unit(7)));
    let object = Object { kind: "holding-register", first: 100, last: 109 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, tag: 9, .. } if *o == object)));
}

#[test]
fn lengths_tell_who_asks_when_the_capture_starts_with_an_answer() {
    let answer = message(1, 4, &[2, 0, 1]);
    let echo = message(2, 6, &[0, 1, 0, 2]);
    let events = stream(&PROTOCOL, &[(Forward, &answer), (Backward, &echo), (Forward, &echo)]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
    assert_eq!(told(&events), ["+ 4 Read Input Registers", "? 6 Write Single Register", "+ 6 Write Single Register"]);
}

#[test]
fn exceptions_refuse_and_acknowledge_accepts() {
    let refused = message(1, 0x90, &[2]);
    let accepted = message(2, 0x90, &[5]);
    let events = stream(&PROTOCOL, &[(Backward, &refused), (Backward, &accepted)]);
    assert_eq!(told(&events), ["- 16 Write Multiple Registers", "+ 16 Write Multiple Registers"]);
}

#[test]
fn a_refused_restart_is_named_by_its_request() {
    let asked = message(3, 8, &[0, 1, 0xFF, 0]);
    let refused = message(3, 0x88, &[1]);
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &refused)]);
    let name = "8 Diagnostics: Restart Communications Option";
    assert_eq!(told(&events), [format!("? {name}"), format!("- {name}")]);
}

#[test]
fn a_segment_may_hold_several_messages_and_a_message_several_segments() {
    let mut bytes = message(1, 1, &[0, 0, 0, 8]);
    bytes.extend(message(2, 2, &[0, 0, 0, 8]));
    let (head, tail) = bytes.split_at(17);
    let events = stream(&PROTOCOL, &[(Forward, head), (Forward, tail)]);
    assert_eq!(told(&events), ["? 1 Read Coils", "? 2 Read Discrete Inputs"]);
}

#[test]
fn read_and_write_in_one_message_is_both_and_spans_both_ranges() {
    let request = message(1, 23, &[0, 10, 0, 2, 0, 50, 0, 1, 2, 0, 1]);
    let events = stream(&PROTOCOL, &[(Forward, &request)]);
    let Some(Event::Request { call, object, .. }) =
        events.iter().map(|(e, _)| e).find(|e| matches!(e, Event::Request { .. }))
    else {
        panic!("no request")
    };
    let operations = PROTOCOL.functions[usize::from(call.row)].operations;
    assert!(operations.contains(Operation::Read) && operations.contains(Operation::Write));
    assert_eq!((object.first, object.last), (10, 50));
}

#[test]
fn files_are_named_by_number_whether_read_or_written() {
    let read = message(1, 20, &[14, 6, 0, 4, 0, 1, 0, 2, 6, 0, 3, 0, 9, 0, 2]);
    let write = message(2, 21, &[9, 6, 0, 5, 0, 1, 0, 1, 0xAB, 0xCD]);
    let events = stream(&PROTOCOL, &[(Forward, &read), (Forward, &write)]);
    let objects: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| if let Event::Request { object, .. } = e { Some(*object) } else { None })
        .collect();
    assert_eq!(objects, [Object { kind: "file", first: 3, last: 4 }, Object { kind: "file", first: 5, last: 5 }]);
}

#[test]
fn identification_yields_maker_order_number_and_version() {
    let mut data = vec![14, 1, 1, 0, 0, 3];
    for (id, text) in [(0u8, "Acme"), (1, "AC-100"), (2, "v2.1")] {
        data.extend([id, u8::try_from(text.len()).unwrap()]);
        data.extend(text.bytes());
    }
    let events = stream(&PROTOCOL, &[(Backward, &message(1, 43, &data))]);
    let told: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    assert_eq!(told, [(Attribute::Vendor, "Acme"), (Attribute::OrderNumber, "AC-100"), (Attribute::Firmware, "v2.1")]);
}

#[test]
fn what_is_cut_or_wrong_is_said_and_still_counted() {
    assert_eq!(told(&datagrams(&PROTOCOL, &[(Forward, &[0, 1, 0])])), ["! modbus-protocol-id"]);
    let mut wrong = message(1, 3, &[0, 0]);
    assert_eq!(told(&datagrams(&PROTOCOL, &[(Forward, &wrong)])), ["! modbus-shape", "? 3 Read Holding Registers"]);
    wrong[5] = 99;
    assert_eq!(told(&datagrams(&PROTOCOL, &[(Forward, &wrong)]))[0], "! modbus-length");
}

#[test]
fn after_a_hole_the_next_message_is_found() {
    let mut bytes = vec![0, 0, 0, 17, 1, 2, 3];
    bytes.extend(message(5, 3, &[0, 0, 0, 1]));
    assert_eq!((PROTOCOL.resync)(Forward, &bytes), Some(7));
}

#[test]
fn other_content_on_port_502_is_not_claimed() {
    let sample = |bytes| Sample { bytes, hinted: true, from_responder: None, whole: false };
    assert_eq!((PROTOCOL.probe)(&sample(b"GET / HTTP/1.1\r\n\r\n")), Match::No);
    assert_eq!((PROTOCOL.probe)(&sample(&[0, 1, 0, 0, 0xFF, 0xFF, 1, 3, 0])), Match::No);
    assert_eq!((PROTOCOL.probe)(&sample(&message(1, 3, &[0, 0, 0, 1]))), Match::Sure);
}

/// Range, id, model number, version, patch, and what is not read up to the name.
fn umas_id(name: &[u8]) -> Vec<u8> {
    let mut data = vec![0, 0xFE, 0x10, 0xFF, 0x5A, 1, 1, 0, 0, 0, 0x70, 2];
    data.extend([0; 12]);
    data.push(u8::try_from(name.len()).unwrap());
    data.extend(name);
    data
}

#[test]
fn umas_is_read_by_its_own_codes_and_an_answer_is_named_by_its_request() {
    let messages = [
        (Forward, message(1, 90, &[0, 2])),
        (Backward, message(1, 90, &umas_id(b"140 CPU 311 10"))),
        (Forward, message(2, 90, &[0, 0x10, 1, 2, 0, 0, 4, b'P', b'C', b'-', b'9'])),
        (Backward, message(2, 90, &[0, 0xFE, 7])),
        (Forward, message(3, 90, &[7, 0x41, 0xFF, 0])),
        (Backward, message(3, 90, &[7, 0xFD, 1])),
        (Forward, message(4, 90, &[7, 0x31, 0, 1])),
        (Forward, message(5, 90, &[7, 0x99])),
        (Backward, message(6, 90, &[7, 0xFE])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let expected = [
        "? 90 UMAS: Read Id",
        "+ 90 UMAS: Read Id",
        "? 90 UMAS: Take Reservation",
        "+ 90 UMAS: Take Reservation",
        "? 90 UMAS: Stop",
        "- 90 UMAS: Stop",
        "? 90 UMAS: Program Block to Controller",
        "? 90 UMAS",
        "+ 90 UMAS",
    ];
    assert_eq!(told(&events), expected);
    let said: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    let model = [(Attribute::Model, "140 CPU 311 10"), (Attribute::Firmware, "2.70"), (Attribute::Hostname, "PC-9")];
    assert_eq!(said, model);
}

#[test]
fn what_umas_says_of_itself_is_believed_only_where_it_reads_like_a_name() {
    let messages = [message(1, 90, &[0, 2]), message(1, 90, &umas_id(&[1, 2, 3]))];
    let events = stream(&PROTOCOL, &[(Forward, &messages[0]), (Backward, &messages[1])]);
    assert!(!events.iter().any(|(e, _)| matches!(e, Event::Identity { .. })));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let case = |code, data: &[u8]| message(1, code, data);
    survives(
        &PROTOCOL,
        &[(Forward, &case(23, &[0, 10, 0, 2, 0, 50, 0, 1, 2, 0, 1])), (Backward, &case(23, &[2, 0, 1]))],
    );
    survives(
        &PROTOCOL,
        &[(Forward, &case(43, &[14, 1, 0])), (Backward, &case(43, &[14, 1, 1, 0, 0, 1, 0, 2, 65, 66]))],
    );
    survives(&PROTOCOL, &[(Forward, &case(21, &[9, 6, 0, 5, 0, 1, 0, 1, 0xAB, 0xCD])), (Backward, &case(0x95, &[2]))]);
    survives(&PROTOCOL, &[(Forward, &case(90, &[0, 2])), (Backward, &case(90, &umas_id(b"140 CPU")))]);
    survives(
        &PROTOCOL,
        &[(Forward, &case(90, &[0, 0x10, 1, 2, 0, 0, 2, b'P', b'C'])), (Backward, &case(90, &[0, 0xFD]))],
    );
}
