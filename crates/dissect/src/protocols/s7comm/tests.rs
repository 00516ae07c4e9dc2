//! Cases of S7 communication, built by an encoder of our own.

use ringwall_model::{Attribute, Operation, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::datagrams;
use crate::{Answered, Event, Match, Object, Sample};

/// A message: kind, reference, error of an answer, parameters and data.
fn message(kind: u8, reference: u16, error: Option<u16>, parameters: &[u8], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x32, kind, 0, 0];
    bytes.extend(reference.to_be_bytes());
    bytes.extend(u16::try_from(parameters.len()).unwrap().to_be_bytes());
    bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(error.map(u16::to_be_bytes).into_iter().flatten());
    bytes.extend(parameters);
    bytes.extend(data);
    bytes
}

fn job(reference: u16, parameters: &[u8], data: &[u8]) -> Vec<u8> {
    message(1, reference, None, parameters, data)
}

fn done(reference: u16, error: u16, parameters: &[u8], data: &[u8]) -> Vec<u8> {
    message(3, reference, Some(error), parameters, data)
}

/// User data of a group; `more` of an answer.
fn userdata(reference: u16, kind: u8, group: u8, function: u8, answer: Option<(u8, u8, u16)>, data: &[u8]) -> Vec<u8> {
    let mut parameters = vec![0, 1, 0x12, 4, 0x11, kind << 4 | group, function, 0];
    if let Some((unit, more, error)) = answer {
        parameters[3] = 8;
        parameters[4] = 0x12;
        parameters.extend([unit, more]);
        parameters.extend(error.to_be_bytes());
    }
    let mut payload = vec![0xFF, 9];
    payload.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    payload.extend(data);
    message(7, reference, None, &parameters, &payload)
}

/// A variable: size in the code of the protocol, count, block, area, byte.
fn variable(size: u8, count: u16, block: u16, area: u8, byte: u32) -> Vec<u8> {
    let mut item = vec![0x12, 10, 0x10, size];
    item.extend(count.to_be_bytes());
    item.extend(block.to_be_bytes());
    item.push(area);
    item.extend(&(byte << 3).to_be_bytes()[1..]);
    item
}

fn request(events: &[(Event, String)]) -> (&'static str, Object) {
    let Some(Event::Request { call, object, .. }) =
        events.iter().map(|(e, _)| e).find(|e| matches!(e, Event::Request { .. }))
    else {
        panic!("no request in {events:?}")
    };
    (PROTOCOL.functions[usize::from(call.row)].name, *object)
}

fn outcomes(events: &[(Event, String)]) -> Vec<Answered> {
    events
        .iter()
        .filter_map(|(e, _)| if let Event::Answer { outcome, .. } = e { Some(*outcome) } else { None })
        .collect()
}

#[test]
fn a_read_names_its_area_and_several_areas_are_said_to_be_several() {
    let one = [&[4, 1][..], &variable(2, 10, 0, 0x83, 20)].concat();
    let events = datagrams(&PROTOCOL, &[(Forward, &job(1, &one, &[]))]);
    assert_eq!(request(&events), ("Read Var", Object { kind: "merker", first: 20, last: 29 }));
    let two = [&[4, 2][..], &variable(2, 10, 7, 0x84, 20), &variable(2, 1, 9, 0x84, 0)].concat();
    assert_eq!(
        request(&datagrams(&PROTOCOL, &[(Forward, &job(1, &two, &[]))])).1,
        Object { kind: "db", first: 7, last: 9 }
    );
    let mixed = [&[5, 2][..], &variable(2, 10, 7, 0x84, 20), &variable(2, 1, 0, 0x82, 0)].concat();
    assert_eq!(request(&datagrams(&PROTOCOL, &[(Forward, &job(1, &mixed, &[]))])).1.kind, "several-areas");
}

#[test]
fn variables_are_refused_only_when_all_of_them_are() {
    let some = done(1, 0, &[5, 2], &[0x0A, 0xFF]);
    let none = done(2, 0, &[5, 2], &[0x0A, 0x05]);
    let read = done(3, 0, &[4, 2], &[0x0A, 0, 0, 0, 0xFF, 4, 0, 8, 1]);
    let unread = done(4, 0, &[4, 1], &[0x0A, 0, 0, 0]);
    let header = done(5, 0x8104, &[4, 0], &[]);
    let all: Vec<_> = [&some, &none, &read, &unread, &header].map(|m| (Backward, &m[..])).to_vec();
    use Answered::{Accepted, Refused};
    assert_eq!(outcomes(&datagrams(&PROTOCOL, &all)), [Accepted, Refused, Accepted, Refused, Refused]);
}

#[test]
fn a_service_does_what_its_name_says() {
    let delete = b"\x28\0\0\0\0\0\0\xFD\0\x0A\x01\x000A00001P\x05_DELE";
    let events = datagrams(&PROTOCOL, &[(Forward, &job(1, delete, &[]))]);
    assert_eq!(request(&events), ("PI Service: delete block (_DELE)", Object { kind: "db", first: 1, last: 1 }));
    let start = b"\x28\0\0\0\0\0\0\xFD\0\0\x09P_PROGRAM";
    let events = datagrams(&PROTOCOL, &[(Forward, &job(1, start, &[]))]);
    assert_eq!(request(&events).0, "PI Service: start program (P_PROGRAM)");
}

#[test]
fn in_a_download_the_controller_fetches_and_stays_the_responder() {
    let asked = job(1, b"\x1A\0\x01\0\0\0\0\0\x09_0A00012P\x0D1000100000100", &[]);
    let fetched = job(2, b"\x1B\0\0\0\0\0\0\0\x09_0A00012P", &[]);
    let events = datagrams(&PROTOCOL, &[(Forward, &asked), (Backward, &fetched)]);
    assert_eq!(request(&events), ("Request Download", Object { kind: "db", first: 12, last: 12 }));
    let told: Vec<_> = events.iter().filter(|(e, _)| matches!(e, Event::InitiatorSends(_))).map(|(e, _)| e).collect();
    assert_eq!(told, [&Event::InitiatorSends(Forward)]);
}

#[test]
fn an_accepted_password_is_a_clear_log_in_and_its_bytes_are_blanked() {
    let sent = userdata(7, 4, 5, 1, None, &[1, 2, 3, 4, 5, 6, 7, 8]);
    let accepted = userdata(7, 8, 5, 1, Some((0, 0, 0)), &[]);
    let events = datagrams(&PROTOCOL, &[(Forward, &sent), (Backward, &accepted)]);
    let Some(Event::Secret { at, .. }) = events.iter().map(|(e, _)| e).find(|e| matches!(e, Event::Secret { .. }))
    else {
        panic!("no secret")
    };
    assert_eq!(sent[at.clone()], [1, 2, 3, 4, 5, 6, 7, 8]);
    let stages: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Security(Security::Login { stage, clear: true, .. }) => Some(*stage),
            _ => None,
        })
        .collect();
    assert_eq!(stages, [Stage::Offered, Stage::Completed]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Security(Security::Authenticated { .. }))));
}

#[test]
fn a_refused_password_authenticates_nobody() {
    let sent = userdata(7, 4, 5, 1, None, &[0; 8]);
    let refused = userdata(7, 8, 5, 1, Some((0, 0, 0xD602)), &[]);
    let events = datagrams(&PROTOCOL, &[(Forward, &sent), (Backward, &refused)]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Security(Security::Login { stage: Stage::Refused, .. }))));
    assert!(!events.iter().any(|(e, _)| matches!(e, Event::Security(Security::Authenticated { .. }))));
}

/// Records of a component identification.
fn components(records: &[(u16, &str)]) -> Vec<u8> {
    records
        .iter()
        .flat_map(|(index, text)| {
            let mut record = index.to_be_bytes().to_vec();
            record.extend(text.bytes());
            record.resize(34, 0);
            record
        })
        .collect()
}

#[test]
fn a_list_in_two_answers_is_read_across_the_cut() {
    let mut data = vec![0, 0x1C, 0, 0, 0, 34, 0, 3];
    data.extend(components(&[(1, "station_1"), (5, "S C-1234"), (7, "CPU 315-2 PN/DP")]));
    let (head, tail) = data.split_at(60);
    let first = userdata(1, 8, 4, 1, Some((3, 1, 0)), head);
    let second = userdata(1, 8, 4, 1, Some((3, 0, 0)), tail);
    let events = datagrams(&PROTOCOL, &[(Backward, &first), (Backward, &second)]);
    let told: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    assert_eq!(
        told,
        [(Attribute::Hostname, "station_1"), (Attribute::Serial, "S C-1234"), (Attribute::Model, "CPU 315-2 PN/DP")]
    );
}

#[test]
fn a_module_list_tells_order_number_and_firmware() {
    let mut data = vec![0, 0x11, 0, 0, 0, 28, 0, 2];
    for (index, text, version) in [(1u8, "6ES7 000-0AA00-0AA0", [0, 3, 0, 1]), (7, "", [b'V', 3, 2, 7])] {
        data.extend([0, index]);
        data.extend(format!("{text:20}").bytes());
        data.extend([0, 0xC0]);
        data.extend(version);
    }
    let events = datagrams(&PROTOCOL, &[(Backward, &userdata(1, 8, 4, 1, Some((0, 0, 0)), &data))]);
    let told: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    assert_eq!(told, [(Attribute::OrderNumber, "6ES7 000-0AA00-0AA0"), (Attribute::Firmware, "V3.2.7")]);
}

#[test]
fn setting_the_clock_is_time_and_reading_it_is_not() {
    let operations = |function| {
        let events = datagrams(&PROTOCOL, &[(Forward, &userdata(1, 4, 7, function, None, &[0; 10]))]);
        let Some(Event::Request { call, .. }) =
            events.iter().map(|(e, _)| e).find(|e| matches!(e, Event::Request { .. }))
        else {
            panic!("no request")
        };
        PROTOCOL.functions[usize::from(call.row)].operations
    };
    assert!(operations(2).contains(Operation::Time));
    assert!(!operations(1).contains(Operation::Time));
}

#[test]
fn results_that_a_controller_pushes_are_reports_and_change_nothing() {
    let pushed = userdata(0, 0, 1, 8, Some((2, 0, 0)), &[0; 6]);
    let stopped = message(7, 0, None, &[1, 0, 0x10, 0x10, 0, 0, 0, 0], &[]);
    let events = datagrams(&PROTOCOL, &[(Backward, &pushed), (Backward, &stopped)]);
    let told: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| {
            if let Event::Report { call, .. } = e { Some(&PROTOCOL.functions[usize::from(call.row)]) } else { None }
        })
        .map(|f| (f.name, f.operations.contains(Operation::Report)))
        .collect();
    assert_eq!(told, [("Modify Variable: result", true), ("Mode Transition: STOP", true)]);
}

#[test]
fn a_message_whose_lengths_agree_is_claimed() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&job(1, &[0xF0, 0, 0, 1, 0, 1, 1, 0xE0], &[])), Match::Sure);
    assert_eq!(probe(&[0x72, 1, 0, 0]), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let read = job(1, &[&[4, 2][..], &variable(2, 10, 7, 0x84, 20), &variable(1, 1, 0, 0x82, 0)].concat(), &[]);
    let answer = done(1, 0, &[4, 2], &[0x0A, 0, 0, 0, 0xFF, 4, 0, 8, 1]);
    survives(&PROTOCOL, &[(Forward, &read), (Backward, &answer)]);
    let delete = job(2, b"\x28\0\0\0\0\0\0\xFD\0\x0A\x01\x000A00001P\x05_DELE", &[]);
    let password = userdata(7, 4, 5, 1, None, &[0; 8]);
    survives(&PROTOCOL, &[(Forward, &delete), (Forward, &password)]);
    let mut list = vec![0, 0x1C, 0, 0, 0, 34, 0, 2];
    list.extend(components(&[(1, "station_1"), (5, "S C-1234")]));
    let (head, tail) = list.split_at(20);
    let first = userdata(1, 8, 4, 1, Some((3, 1, 0)), head);
    let second = userdata(1, 8, 4, 1, Some((3, 0, 0)), tail);
    survives(&PROTOCOL, &[(Backward, &first), (Backward, &second)]);
}
