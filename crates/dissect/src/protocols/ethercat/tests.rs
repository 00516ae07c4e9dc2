//! Cases of EtherCAT, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::protocols::hostile::survives;
use crate::testing::datagrams;
use crate::{Answered, Event, Match, Native, Object, Sample};

/// A datagram: command, device, offset, data, working counter. `more` follow it.
fn datagram(command: u8, device: u16, offset: u16, data: &[u8], working: u16, more: bool) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap() | if more { 0x8000 } else { 0 };
    let head = [device, offset, length, 0].map(u16::to_le_bytes).concat();
    [&[command, 9][..], &head, data, &working.to_le_bytes()].concat()
}

fn frame(kind: u16, contents: &[u8]) -> Vec<u8> {
    let head = kind << 12 | u16::try_from(contents.len()).unwrap();
    [&head.to_le_bytes()[..], contents, &[0; 12]].concat()
}

fn one(command: u8, device: u16, offset: u16, data: &[u8], working: u16) -> Vec<u8> {
    frame(1, &datagram(command, device, offset, data, working, false))
}

/// A message in a mailbox of 32 bytes.
fn mail(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_le_bytes();
    let mut bytes = [&length[..], &[0, 0, 0, kind], body].concat();
    bytes.resize(32, 0);
    bytes
}

fn told(frames: &[Vec<u8>]) -> Vec<String> {
    let case: Vec<_> = frames.iter().map(|f| (Forward, f.as_slice())).collect();
    survives(&PROTOCOL, &case);
    let name = |call: &crate::Call| PROTOCOL.functions[usize::from(call.row)].name;
    let of = |object: &Object| if object.kind.is_empty() { String::new() } else { format!(" {:06x}", object.first) };
    datagrams(&PROTOCOL, &case)
        .iter()
        .filter_map(|(event, text)| match event {
            Event::Request { call, object, .. } => Some(format!("? {}{}", name(call), of(object))),
            Event::Answer { call: Some(call), outcome: Answered::Accepted, .. } => Some(format!("+ {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Refused, .. } => Some(format!("- {}", name(call))),
            Event::Report { call, .. } | Event::Io { call, .. } => Some(format!("! {}", name(call))),
            Event::Identity { .. } => Some(text.clone()),
            Event::Malformed { code, .. } => Some((*code).to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_command_counts_with_what_it_touches() {
    let sent = [
        one(7, 0, 0x0000, &[0; 1], 0),
        one(2, 0xffff, 0x0010, &[0xe9, 3], 0),
        one(5, 1001, 0x0120, &[8, 0], 0),
        one(4, 1001, 0x0130, &[0; 2], 0),
        one(5, 1001, 0x0910, &[0; 8], 0),
        one(12, 0, 1, &[1; 6], 0),
        one(5, 1001, 0x0502, &[0, 2, 4, 0, 0, 0], 0),
        one(13, 0, 0x0910, &[0; 4], 0),
        one(0, 0, 0, &[0; 4], 0),
    ];
    let expected = [
        "? BRD: type and features",
        "? APWR: registers",
        "? FPWR: application control",
        "? FPRD: application state",
        "? FPWR: clock registers",
        "! LRW: process data",
        "? FPWR: write identity memory",
        "? ARMW: system time",
        "? NOP",
    ];
    assert_eq!(told(&sent), expected);
}

#[test]
fn what_came_back_tells_what_was_executed_and_by_whom() {
    let first = datagram(5, 1001, 0x0120, &[8, 0], 1, true);
    let back = frame(1, &[first, datagram(5, 1002, 0x0120, &[8, 0], 0, false)].concat());
    assert_eq!(told(std::slice::from_ref(&back)), ["+ FPWR: application control", "- FPWR: application control"]);
    let nobody = one(4, 1002, 0x0130, &[0; 2], 0);
    assert_eq!(told(&[back.clone(), nobody.clone()])[2], "- FPRD: application state");
    // Where both ways have one address.
    let executed = one(4, 1001, 0x0130, &[8, 0], 1);
    let told = told(&[nobody.clone(), executed, nobody]);
    assert_eq!(told, ["? FPRD: application state", "+ FPRD: application state", "? FPRD: application state"]);
    let natives: Vec<Native> = datagrams(&PROTOCOL, &[(Forward, &back)])
        .into_iter()
        .filter_map(|(e, _)| if let Event::Native(n) = e { Some(n) } else { None })
        .collect();
    assert_eq!(natives, [Native::Numbered("station", 1001), Native::Numbered("station", 1002)]);
    let asked = datagrams(&PROTOCOL, &[(Forward, &one(2, 0xfffe, 0x0010, &[1, 0], 0))]);
    assert_eq!(asked[0].0, Event::Native(Native::Numbered("position", 2)));
}

#[test]
fn objects_and_files_in_mailboxes_are_named() {
    let sdo = |service: u8, first: u8, index: u16| {
        mail(3, &[&[0, service << 4, first][..], &index.to_le_bytes(), &[2, 1, 0, 0, 0]].concat())
    };
    let sent = [
        one(5, 1001, 0x1000, &sdo(2, 0x40, 0x1018), 0),
        one(5, 1001, 0x1000, &sdo(2, 0x23, 0x6060), 0),
        one(5, 1001, 0x1000, &sdo(2, 0x2f, 0x1c12), 0),
        one(5, 1001, 0x1000, &sdo(2, 0x80, 0x6060), 0),
        one(5, 1001, 0x1000, &mail(3, &[0, 0x80, 1, 0, 0, 0, 1, 0]), 0),
        one(5, 1001, 0x1000, &mail(4, &[2, 0, 0, 0, 0, 0, b'f']), 0),
        one(5, 1001, 0x1000, &mail(5, &[3, 0x40, 44, 0]), 0),
        one(5, 1001, 0x1000, &mail(2, &[0, 1, 0, 0]), 0),
        one(5, 1001, 0x1000, &[9; 32], 0),
    ];
    let expected = [
        "? FPWR: mailbox",
        "? Upload 101802",
        "? FPWR: mailbox",
        "? Download 606002",
        "? FPWR: mailbox",
        "? Download: communication object 1c1202",
        "? FPWR: mailbox",
        "? Abort 606002",
        "? FPWR: mailbox",
        "? Object information",
        "? FPWR: mailbox",
        "? Write file",
        "? FPWR: mailbox",
        "? Servo parameters: write 00002c",
        "? FPWR: mailbox",
        "? Ethernet frame",
        "! FPWR: process data",
    ];
    assert_eq!(told(&sent), expected);
    let back = [
        one(5, 1001, 0x1000, &sdo(2, 0x40, 0x1018), 1),
        one(4, 1001, 0x1080, &sdo(3, 0x43, 0x1018), 1),
        one(4, 1001, 0x1080, &sdo(3, 0x80, 0x1018), 1),
        one(4, 1001, 0x1080, &mail(3, &[0, 0x10, 0, 0x10, 1, 0]), 1),
        one(4, 1001, 0x1080, &mail(4, &[5, 0, 1, 0, 0, 0]), 1),
    ];
    let expected = [
        "+ FPWR: mailbox",
        "+ FPRD: mailbox",
        "+ Upload",
        "+ FPRD: mailbox",
        "- Abort",
        "+ FPRD: mailbox",
        "! Emergency",
        "+ FPRD: mailbox",
        "- Error",
    ];
    assert_eq!(told(&back), expected);
}

#[test]
fn a_device_is_identified_once_its_memory_was_read() {
    let ask = |word: u8| one(5, 1001, 0x0502, &[0, 1, word, 0, 0, 0], 1);
    let got = |a: u32, b: u32| one(4, 1001, 0x0508, &[a.to_le_bytes(), b.to_le_bytes()].concat(), 1);
    let frames = [ask(8), got(2, 0x044c_2c52), ask(12), got(0x0011_0000, 77), ask(8), got(2, 0x044c_2c52)];
    let said: Vec<String> = told(&frames).into_iter().filter(|t| t.contains("product")).collect();
    assert_eq!(said, ["1001: Beckhoff EK1100, product 0x044c2c52 revision 0x00110000 serial 77"]);
    // A master that does not ask for the serial number.
    let frames = [ask(8), got(2, 0x044c_2c52), ask(12), one(4, 1001, 0x0508, &[1, 0, 0, 0], 1), ask(24)];
    let said: Vec<String> = told(&frames).into_iter().filter(|t| t.contains("product")).collect();
    assert_eq!(said, ["1001: Beckhoff EK1100, product 0x044c2c52 revision 0x00000001"]);
    // Control, address and contents in one, four bytes at a time; busy contents do not count.
    let both = |word: u8, number: u32, busy: u8| {
        one(4, 5, 0x0502, &[&[0, busy, word, 0, 0, 0][..], &number.to_le_bytes()].concat(), 1)
    };
    let frames = [both(8, 9, 0x80), both(8, 0x6a, 0), both(10, 3, 0), both(12, 4, 0), both(14, 0, 0)];
    let said: Vec<String> = told(&frames).into_iter().filter(|t| t.contains("product")).collect();
    assert_eq!(said, ["5: Kollmorgen product 0x00000003 revision 0x00000004"]);
}

#[test]
fn other_frames_are_told_and_damage_is_said() {
    assert_eq!(told(&[frame(4, &[1; 10])]), ["! Network variables"]);
    assert_eq!(told(&[frame(5, &mail(3, &[0, 0x20, 0x40, 0, 0x10, 0, 0]))]), ["! Mailbox", "? Upload 100000"]);
    let short = frame(1, &datagram(4, 1, 0x130, &[0; 2], 0, true));
    assert_eq!(told(std::slice::from_ref(&short)), ["? FPRD: application state", "ethercat-datagram"]);
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&short, true), Match::Weak);
    assert_eq!(probe(&one(4, 1, 0x130, &[0; 2], 0), true), Match::Sure);
    assert_eq!(probe(&one(4, 1, 0x130, &[0; 2], 0), false), Match::No);
    assert_eq!(probe(&frame(7, &[0; 4]), true), Match::No);
}

/// What a read of a device's mailbox brings back.
fn brought(kind: u8, body: &[u8]) -> Vec<(Event, String)> {
    let length = u16::try_from(body.len()).unwrap().to_le_bytes();
    let mailbox = [&length[..], &[0, 0, 0, kind], body, &[0; 8]].concat();
    let bytes = one(4, 1002, 0x1080, &mailbox, 1);
    survives(&PROTOCOL, &[(Forward, &bytes)]);
    datagrams(&PROTOCOL, &[(Forward, &bytes)])
}

#[test]
fn a_device_that_has_objects_of_fsoe_is_a_safety_device() {
    let upload = |command: u8, [low, high]: [u8; 2]| [0, 0x30, command, low, high, 1, 7, 0, 0, 0];
    let safe = |body: &[u8]| brought(3, body).iter().any(|(_, text)| text == "safety");
    assert!(safe(&upload(0x4B, [0x80, 0xF9])));
    assert!(safe(&upload(0x4B, [0x00, 0xE7])));
    assert!(!safe(&upload(0x80, [0x80, 0xF9])), "it has no such object");
    assert!(!safe(&upload(0x4B, [0x18, 0x10])));
}

#[test]
fn who_speaks_in_ethernet_frames_of_a_mailbox_is_told() {
    let source = [2, 0, 0, 0, 0, 9];
    let resolution =
        [&[0xFF; 6][..], &source, &[8, 6, 0, 1, 8, 0, 6, 4, 0, 1], &source, &[10, 0, 0, 9], &[0; 10]].concat();
    let whole = [&[0, 1, 0, 0][..], &resolution].concat();
    let bound = |events: &[(Event, String)]| {
        events.iter().find_map(|(e, _)| if let Event::Binding { ip, .. } = e { Some(ip.to_string()) } else { None })
    };
    let events = brought(2, &whole);
    assert!(events.iter().any(|(_, text)| text == "Ethernet behind EtherCAT: 02:00:00:00:00:09"));
    assert_eq!(bound(&events).as_deref(), Some("10.0.0.9"));
    for (at, value) in [(1, 0), (2, 1), (0, 2)] {
        let mut other = whole.clone();
        other[at] = value;
        assert_eq!(bound(&brought(2, &other)), None, "a piece, or no frame");
    }
}
