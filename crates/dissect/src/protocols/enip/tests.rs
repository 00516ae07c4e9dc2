//! Cases of EtherNet/IP and CIP, built by an encoder of our own.

use ringwall_model::{Attribute, Confidence, Operation};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, stream};
use crate::{Answered, Direction, Event, Match, Native, Sample, Subject};

/// An encapsulation message.
fn envelope(command: u16, session: u32, context: u64, data: &[u8]) -> Vec<u8> {
    let mut bytes = command.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(session.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(context.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(data);
    bytes
}

fn item(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

/// An unconnected message.
fn unconnected(context: u64, message: &[u8]) -> Vec<u8> {
    envelope(0x6F, 1, context, &[&[0, 0, 0, 0, 5, 0, 2, 0][..], &item(0, &[]), &item(0xB2, message)].concat())
}

/// A connected message.
fn connected(connection: u32, sequence: u16, message: &[u8]) -> Vec<u8> {
    let data = [&sequence.to_le_bytes()[..], message].concat();
    let items = [item(0xA1, &connection.to_le_bytes()), item(0xB1, &data)].concat();
    envelope(0x70, 1, 0, &[&[0, 0, 0, 0, 0, 0, 2, 0][..], &items].concat())
}

/// A request to class and instance.
fn request(service: u8, class: u8, data: &[u8]) -> Vec<u8> {
    [&[service, 2, 0x20, class, 0x24, 1][..], data].concat()
}

fn reply(service: u8, status: u8, data: &[u8]) -> Vec<u8> {
    [&[service | 0x80, 0, status, 0][..], data].concat()
}

/// Messages of a Multiple Service Packet.
fn multiple(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut data = u16::try_from(messages.len()).unwrap().to_le_bytes().to_vec();
    let mut at = 2 + 2 * messages.len();
    for message in messages {
        data.extend(u16::try_from(at).unwrap().to_le_bytes());
        at += message.len();
    }
    data.extend(messages.concat());
    data
}

/// Attributes of an identity.
fn device(name: &str) -> Vec<u8> {
    let mut bytes = vec![1, 0, 14, 0, 54, 0, 16, 20, 0, 0];
    bytes.extend(0x0051_823F_u32.to_le_bytes());
    bytes.push(u8::try_from(name.len()).unwrap());
    bytes.extend(name.bytes());
    bytes
}

/// What was told of messages: `?` asked, `+` accepted, `-` refused, `!` reported or wrong; space and name.
fn told(events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| {
        let function = &PROTOCOL.functions[usize::from(call.row)];
        format!("{} {}", function.space, function.name)
    };
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, .. } => Some(format!("? {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Accepted, .. } => Some(format!("+ {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Refused, .. } => Some(format!("- {}", name(call))),
            Event::Report { call, .. } | Event::Io { call, .. } => Some(format!("! {}", name(call))),
            Event::Malformed { code, .. } => Some(format!("! {code}")),
            _ => None,
        })
        .collect()
}

fn identities(events: &[(Event, String)]) -> Vec<(Attribute, &str)> {
    events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect()
}

/// Tags of requests and of answers, in order.
fn tags(events: &[(Event, String)]) -> (Vec<u32>, Vec<u32>) {
    let requests =
        events.iter().filter_map(|(e, _)| if let Event::Request { tag, .. } = e { Some(*tag) } else { None });
    let answers = events.iter().filter_map(|(e, _)| if let Event::Answer { tag, .. } = e { Some(*tag) } else { None });
    (requests.collect(), answers.collect())
}

#[test]
fn a_listed_identity_tells_maker_model_version_and_serial() {
    let data = [&[1, 0][..], &item(0x0C, &[&[1, 0][..], &[0; 16], &device("1756-ENBT/A"), &[3]].concat())].concat();
    let messages: [(Direction, &[u8]); 2] =
        [(Forward, &envelope(0x63, 0, 7, &[])), (Backward, &envelope(0x63, 0, 7, &data))];
    let events = datagrams(&PROTOCOL, &messages);
    assert_eq!(told(&events), ["? encapsulation List Identity", "+ encapsulation List Identity"]);
    assert_eq!(
        identities(&events),
        [
            (Attribute::Model, "1756-ENBT/A"),
            (Attribute::Vendor, "Rockwell Automation"),
            (Attribute::Firmware, "16.20"),
            (Attribute::Serial, "0051823F")
        ]
    );
}

#[test]
fn a_question_of_older_products_does_not_lose_the_stream() {
    let list = [&[1, 0][..], &item(0x01, &[0; 36])].concat();
    let open = envelope(0x65, 0, 2, &[1, 0, 0, 0]);
    let asked = [envelope(0x01, 0, 1, &[]), open].concat();
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &envelope(0x01, 0, 1, &list))]);
    assert_eq!(
        told(&events),
        ["? encapsulation List Targets", "? encapsulation Register Session", "+ encapsulation List Targets"]
    );
}

#[test]
fn envelope_and_message_are_counted_each_and_paired_each() {
    let asked = unconnected(9, &request(0x10, 4, &[1]));
    let done = unconnected(9, &reply(0x10, 8, &[]));
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &done)]);
    assert_eq!(
        told(&events),
        [
            "? encapsulation Send RR Data",
            "? cip Assembly: Set Attribute Single",
            "+ encapsulation Send RR Data",
            "- cip Assembly: Set Attribute Single"
        ]
    );
    let (requests, answers) = tags(&events);
    assert_eq!(requests, answers);
    assert_ne!(requests[0], requests[1]);
}

#[test]
fn a_message_for_a_module_names_its_slot_and_its_identity_is_the_module_s() {
    let inner = request(1, 1, &[]);
    let length = u16::try_from(inner.len()).unwrap().to_le_bytes();
    let route = [1, 0, 1, 3];
    let send = request(0x52, 6, &[&[7, 5][..], &length, &inner, &route].concat());
    let done = unconnected(9, &reply(1, 0, &device("1756-L61")));
    let events = stream(&PROTOCOL, &[(Forward, &unconnected(9, &send)), (Backward, &done)]);
    assert_eq!(
        told(&events)[1..],
        [
            "! cip Unconnected Send",
            "? cip Identity: Get Attributes All",
            "+ encapsulation Send RR Data",
            "+ cip Identity: Get Attributes All"
        ]
    );
    assert_eq!(events.iter().filter(|(e, _)| *e == Event::Native(Native::Slot(3))).count(), 2);
    assert_eq!(identities(&events), [(Attribute::Module, "3: 1756-L61, revision 16.20, serial 0051823F")]);
}

#[test]
fn each_service_of_a_packet_counts_and_answers_for_itself() {
    let tag = [&[0x4D, 3][..], b"\x91\x03Tag\0", &[0xC3, 0, 1, 0, 5, 0]].concat();
    let asked = request(0x0A, 2, &multiple(&[request(0x0E, 0xF5, &[]), tag]));
    let done = reply(0x0A, 0x1E, &multiple(&[reply(0x0E, 0, &[1]), reply(0x4D, 0x0F, &[])]));
    let messages: [(Direction, &[u8]); 2] = [(Forward, &connected(1, 5, &asked)), (Backward, &connected(2, 5, &done))];
    let events = stream(&PROTOCOL, &messages);
    assert_eq!(
        told(&events),
        [
            "! encapsulation Send Unit Data",
            "? cip Multiple Service Packet",
            "? cip Get Attribute Single",
            "? cip Write Tag",
            "! encapsulation Send Unit Data",
            "+ cip Multiple Service Packet",
            "+ cip Get Attribute Single",
            "- cip Write Tag"
        ]
    );
    let (requests, answers) = tags(&events);
    assert_eq!(requests, answers);
}

/// A Forward Open to the message router of the module in a slot, and its acceptance.
fn opening(slot: u8) -> (Vec<u8>, Vec<u8>) {
    let mut data = vec![7, 5, 0, 0, 0, 0];
    data.extend(0xAAAA_u32.to_le_bytes());
    data.extend([1, 0, 1, 0, 9, 0, 0, 0]);
    data.extend([0; 17]);
    data.extend([3, 1, slot, 0x20, 2, 0x24, 1]);
    let mut done = 0xBBBB_u32.to_le_bytes().to_vec();
    done.extend(0xAAAA_u32.to_le_bytes());
    done.extend([1, 0, 1, 0, 9, 0, 0, 0]);
    done.extend([0; 10]);
    (request(0x54, 6, &data), reply(0x54, 0, &done))
}

#[test]
fn what_goes_over_a_connection_is_at_the_module_it_leads_to() {
    let (open, opened) = opening(4);
    let stop = request(7, 0x8E, &[]);
    let messages: [(Direction, &[u8]); 4] = [
        (Forward, &unconnected(1, &open)),
        (Backward, &unconnected(1, &opened)),
        (Forward, &connected(0xBBBB, 1, &stop)),
        (Backward, &connected(0xAAAA, 1, &reply(7, 0, &[]))),
    ];
    let events = stream(&PROTOCOL, &messages);
    assert_eq!(told(&events)[1], "? cip Forward Open");
    assert_eq!(told(&events).last().unwrap(), "+ cip Stop");
    assert_eq!(events.iter().filter(|(e, _)| *e == Event::Native(Native::Slot(4))).count(), 2);
    let (requests, answers) = tags(&events);
    assert_eq!(requests.last(), answers.last());
}

/// A safety segment in a connection path, or an object that only safety devices have: a safety function is there.
#[test]
fn what_takes_part_in_a_safety_function_is_told_once_it_was_accepted() {
    let subjects = |asked: &[u8], answered: &[u8]| {
        let case = [(Forward, unconnected(1, asked)), (Backward, unconnected(1, answered))];
        let case: Vec<_> = case.iter().map(|(d, m)| (*d, m.as_slice())).collect();
        let events = stream(&PROTOCOL, &case).into_iter().filter(|(_, text)| text == "safety");
        events
            .filter_map(|(e, _)| if let Event::Identity { who, .. } = e { Some(who) } else { None })
            .collect::<Vec<_>>()
    };
    let (mut open, opened) = opening(4);
    assert_eq!(subjects(&open, &opened), []);
    let path = open.len() - 7;
    open.splice(path.., [6, 1, 4, 0x50, 2, 0, 1, 2, 3, 0x20, 2, 0x24, 1]);
    assert_eq!(subjects(&open, &opened), [crate::Subject::Sender, crate::Subject::Receiver]);
    assert_eq!(subjects(&open, &reply(0x54, 1, &[])), []);
    assert_eq!(subjects(&request(0x0E, 0x39, &[]), &reply(0x0E, 0, &[1])), [crate::Subject::Sender]);
    survives(&PROTOCOL, &[(Forward, &unconnected(1, &open)), (Backward, &unconnected(1, &opened))]);
}

#[test]
fn a_command_inside_execute_pccc_is_counted_in_its_own_space() {
    let id = [7, 1, 0, 9, 0, 0, 0];
    let read = request(0x4B, 0x67, &[&id[..], &[0x0F, 0, 3, 0, 0xA2, 2, 7, 0x89, 0, 0]].concat());
    let done = reply(0x4B, 0, &[&id[..], &[0x4F, 0x10, 3, 0]].concat());
    let events = stream(&PROTOCOL, &[(Forward, &unconnected(1, &read)), (Backward, &unconnected(1, &done))]);
    let told = told(&events);
    assert_eq!(told[2], "? pccc Protected Typed Logical Read, three address fields");
    assert_eq!(told[5], "- pccc Protected Typed Logical Read, three address fields");
    assert!(
        events.iter().any(
            |(e, _)| matches!(e, Event::Request { object, .. } if object.kind == "data-file" && object.first == 7)
        )
    );
}

#[test]
fn producer_consumer_data_is_io_and_claimed_by_its_form() {
    let bytes = [&[2, 0][..], &item(0x8002, &[1, 0, 0, 0, 2, 0, 0, 0]), &item(0xB1, &[1, 0, 9, 9])].concat();
    let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
    assert_eq!(told(&events), ["! io Producer-consumer data"]);
    let sample = Sample { bytes: &bytes, hinted: false, from_responder: None, whole: true };
    assert_eq!((PROTOCOL.probe)(&sample), Match::Sure);
}

#[test]
fn a_reply_whose_request_was_not_seen_is_named_by_its_service_alone() {
    let events = stream(&PROTOCOL, &[(Backward, &unconnected(1, &reply(0x10, 0, &[])))]);
    assert_eq!(told(&events), ["+ encapsulation Send RR Data", "+ cip Set Attribute Single"]);
    let events = stream(&PROTOCOL, &[(Backward, &unconnected(1, &reply(0x4C, 0, &[])))]);
    assert_eq!(told(&events)[1], "+ cip Object-specific service");
    assert!(
        PROTOCOL
            .functions
            .iter()
            .any(|f| f.name == "Object-specific service" && f.operations.contains(Operation::Opaque))
    );
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let (open, opened) = opening(4);
    let tag = [&[0x4D, 3][..], b"\x91\x03Tag\0", &[0xC3, 0, 1, 0, 5, 0]].concat();
    let packet = request(0x0A, 2, &multiple(&[request(0x0E, 0xF5, &[]), tag]));
    let done = reply(0x0A, 0x1E, &multiple(&[reply(0x0E, 0, &[1]), reply(0x4D, 0x0F, &[])]));
    survives(&PROTOCOL, &[(Forward, &unconnected(1, &open)), (Backward, &unconnected(1, &opened))]);
    survives(&PROTOCOL, &[(Forward, &connected(1, 5, &packet)), (Backward, &connected(2, 5, &done))]);
    let list = [&[1, 0][..], &item(0x0C, &[&[1, 0][..], &[0; 16], &device("AB"), &[3]].concat())].concat();
    survives(&PROTOCOL, &[(Forward, &envelope(0x63, 0, 7, &[])), (Backward, &envelope(0x63, 0, 7, &list))]);
    let id = [7, 1, 0, 9, 0, 0, 0];
    let read = request(0x4B, 0x67, &[&id[..], &[0x0F, 0, 3, 0, 0xA2, 2, 7, 0x89, 0, 0]].concat());
    survives(&PROTOCOL, &[(Forward, &unconnected(1, &read))]);
}

/// A Forward Open whose path begins with an electronic key, and its acceptance.
fn keyed(major: u8, code: u8) -> (Vec<u8>, Vec<u8>) {
    let mut data = vec![7, 5, 0, 0, 0, 0];
    data.extend(0xAAAA_u32.to_le_bytes());
    data.extend([1, 0, 1, 0, 9, 0, 0, 0]);
    data.extend([0; 17]);
    data.extend([7, 0x34, 4, 1, 0, 12, 0, code, 0, major, 1, 0x20, 4, 0x24, 1]);
    let (_, opened) = opening(0);
    (request(0x54, 6, &data), opened)
}

#[test]
fn who_accepts_a_key_is_what_the_key_names() {
    let said = |(open, opened): &(Vec<u8>, Vec<u8>)| {
        let messages: [(Direction, &[u8]); 2] = [(Forward, &unconnected(1, open)), (Backward, &unconnected(1, opened))];
        let events = stream(&PROTOCOL, &messages);
        let identity = |(event, text): (Event, String)| match event {
            Event::Identity { who: Subject::Sender, what, how, .. } => Some((what, text, how)),
            _ => None,
        };
        events.into_iter().filter_map(identity).collect::<Vec<_>>()
    };
    let told = |how, texts: &[(Attribute, &str)]| {
        texts.iter().map(|(what, text)| (*what, (*text).to_owned(), how)).collect::<Vec<_>>()
    };
    let both = [(Attribute::Vendor, "Rockwell Automation"), (Attribute::Model, "1756-ENBT/A")];
    assert_eq!(said(&keyed(4, 58)), told(Confidence::Medium, &both));
    assert_eq!(said(&keyed(0x84, 58)), told(Confidence::Low, &both), "what is compatible may answer as well");
    assert_eq!(said(&keyed(4, 255)), told(Confidence::Medium, &both[..1]), "nobody told its name");
    let (open, _) = keyed(4, 58);
    assert_eq!(said(&(open, reply(0x54, 1, &[0; 10]))), [], "refused");
}
