//! Cases of OPC UA, built by an encoder of our own.

use ringwall_model::{Attribute, PeerProof, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{security, stream_of, told};
use crate::{Direction, Event, Match, Object, Sample};

/// A chunk: type, place, and what follows the size.
fn chunk(kind: &[u8; 3], place: u8, rest: &[&[u8]]) -> Vec<u8> {
    let rest = rest.concat();
    let mut bytes = kind.to_vec();
    bytes.push(place);
    bytes.extend(u32::try_from(rest.len() + 8).unwrap().to_le_bytes());
    bytes.extend(rest);
    bytes
}

fn text(value: &str) -> Vec<u8> {
    octets(value.as_bytes())
}

fn octets(value: &[u8]) -> Vec<u8> {
    [&u32::try_from(value.len()).unwrap().to_le_bytes()[..], value].concat()
}

const NULL: [u8; 4] = [0xFF; 4];

fn hello() -> Vec<u8> {
    chunk(b"HEL", b'F', &[&[0; 20], &text("opc.tcp://plc:4840")])
}

fn acknowledge() -> Vec<u8> {
    chunk(b"ACK", b'F', &[&[0; 20]])
}

/// An opening under a policy, with its certificate.
fn open(policy: &str, certificate: &[u8], body: &[u8]) -> Vec<u8> {
    let uri = format!("http://opcfoundation.org/UA/SecurityPolicy#{policy}");
    chunk(b"OPN", b'F', &[&[1, 0, 0, 0], &text(&uri), &octets(certificate), &NULL, &[1, 0, 0, 0, 1, 0, 0, 0], body])
}

/// A message with a request id.
fn message(request: u8, body: &[u8]) -> Vec<u8> {
    piece(b'F', request, body)
}

fn piece(place: u8, request: u8, body: &[u8]) -> Vec<u8> {
    chunk(b"MSG", place, &[&[1, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, request, 0, 0, 0], body])
}

fn type_id(id: u16) -> Vec<u8> {
    [&[1, 0][..], &id.to_le_bytes()].concat()
}

/// A request of a service: type id, header with token 7, fields.
fn request(id: u16, fields: &[u8]) -> Vec<u8> {
    [&type_id(id)[..], &[1, 1, 7, 0], &[0; 8], &[5, 0, 0, 0], &[0; 4], &NULL, &[0; 4], &[0, 0, 0], fields].concat()
}

/// An answer of a service with its result.
fn answer(id: u16, result: u32, fields: &[u8]) -> Vec<u8> {
    [&type_id(id)[..], &[0; 8], &[5, 0, 0, 0], &result.to_le_bytes(), &[0], &NULL, &[0, 0, 0], fields].concat()
}

/// The fields of `ActivateSession` with a token.
fn activate(kind: u16, token: &[u8]) -> Vec<u8> {
    [&NULL[..], &NULL, &NULL, &NULL, &type_id(kind), &[1], &octets(token), &NULL, &NULL].concat()
}

fn password(algorithm: &[u8]) -> Vec<u8> {
    [&text("user")[..], &text("admin"), &text("admin"), algorithm].concat()
}

/// Nodes as `Read` and `Write` name them: number in namespace 4, its value, no index.
fn node(number: u16) -> Vec<u8> {
    [&[1, 4][..], &number.to_le_bytes(), &[13, 0, 0, 0], &NULL].concat()
}

fn read_request(nodes: &[Vec<u8>]) -> Vec<u8> {
    let nodes: Vec<Vec<u8>> = nodes.iter().map(|n| [&n[..], &[0, 0], &NULL].concat()).collect();
    let count = u32::try_from(nodes.len()).unwrap();
    request(631, &[&[0; 12][..], &count.to_le_bytes(), &nodes.concat()].concat())
}

fn write_request(number: u16) -> Vec<u8> {
    request(673, &[&[1, 0, 0, 0][..], &node(number), &[1, 6, 42, 0, 0, 0]].concat())
}

fn write_answer(status: u32) -> Vec<u8> {
    answer(676, 0, &[&[1, 0, 0, 0][..], &status.to_le_bytes(), &NULL].concat())
}

type Messages = Vec<(Direction, Vec<u8>)>;

/// Greeting, opening and activation on an unprotected channel.
fn activated(token: &[u8]) -> Messages {
    vec![
        (Forward, hello()),
        (Backward, acknowledge()),
        (Forward, open("None", &[], &request(446, &[]))),
        (Backward, open("None", &[], &answer(449, 0, &[]))),
        (Forward, message(2, &request(467, token))),
        (Backward, message(2, &answer(470, 0, &[]))),
    ]
}

fn channels(events: &[(Event, String)]) -> Vec<(String, Stage, PeerProof, Soundness)> {
    let channel = |s| match s {
        Security::Channel { version, suite, stage, peer, soundness, .. } => {
            Some((format!("{version} {suite}"), stage, peer, soundness))
        }
        _ => None,
    };
    security(events).into_iter().filter_map(channel).collect()
}

#[test]
fn discovery_on_an_unprotected_channel_claims_no_channel() {
    let mut messages = activated(&[]);
    messages.truncate(4);
    messages.push((Forward, message(2, &request(428, &[]))));
    messages.push((Backward, message(2, &answer(431, 0, &[0; 4]))));
    let events = stream_of(&PROTOCOL, &messages);
    assert_eq!(told(&PROTOCOL, &events)[2..4], ["? OpenSecureChannelRequest", "+ OpenSecureChannelResponse"]);
    assert_eq!(told(&PROTOCOL, &events)[4..], ["? GetEndpointsRequest", "+ GetEndpointsResponse"]);
    assert_eq!(security(&events), []);
}

#[test]
fn an_anonymous_session_is_told_with_its_channel_and_again_when_it_writes() {
    let mut messages = activated(&activate(321, &text("anonymous")));
    messages.push((Forward, message(3, &write_request(50))));
    messages.push((Backward, message(3, &write_answer(0))));
    let events = stream_of(&PROTOCOL, &messages);
    let channel = ("OPC UA None None".to_owned(), Stage::Completed, PeerProof::None, Soundness::Weak);
    assert_eq!(channels(&events), [channel]);
    let anonymous = |changing| Security::Anonymous { human: false, changing, stage: Stage::Completed };
    assert!(security(&events).contains(&anonymous(false)));
    assert_eq!(security(&events).last(), Some(&anonymous(true)));
    let object = Object { kind: "ns 4 node", first: 50, last: 50 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, tag: 3, .. } if *o == object)));
}

#[test]
fn a_readable_password_is_a_clear_log_in_and_its_place_is_told() {
    let token = activate(324, &password(&NULL));
    let messages = activated(&token);
    let events = stream_of(&PROTOCOL, &messages);
    let login = security(&events).into_iter().find(|s| matches!(s, Security::Login { .. }));
    assert!(matches!(login, Some(Security::Login { clear: true, default: true, stage: Stage::Completed, .. })));
    let places: Vec<&[u8]> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Secret { kind: ringwall_model::SecretKind::Password, at } => messages[4].1.get(at.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(places, [b"admin"]);
}

#[test]
fn an_encrypted_password_is_a_log_in_that_is_not_clear() {
    let events =
        stream_of(&PROTOCOL, &activated(&activate(324, &password(&text("http://www.w3.org/2001/04/xmlenc#rsa-oaep")))));
    assert!(security(&events).iter().any(|s| matches!(s, Security::Login { clear: false, default: false, .. })));
    let secrets = events
        .iter()
        .filter(|(e, _)| matches!(e, Event::Secret { kind, .. } if *kind == ringwall_model::SecretKind::Password));
    assert_eq!(secrets.count(), 0);
}

#[test]
fn a_refused_activation_lets_nobody_in() {
    let mut messages = activated(&activate(327, &[]));
    messages[5] = (Backward, message(2, &answer(397, 0x8021_0000, &[])));
    let events = stream_of(&PROTOCOL, &messages);
    assert_eq!(told(&PROTOCOL, &events).last().unwrap(), "- ServiceFault");
    assert!(matches!(security(&events)[..], [Security::Mechanism { stage: Stage::Refused, .. }]));
}

#[test]
fn a_write_without_the_right_is_refused_and_denied() {
    let mut messages = activated(&activate(321, &[]));
    messages.push((Forward, message(3, &write_request(50))));
    messages.push((Backward, message(3, &write_answer(0x801F_0000))));
    let events = stream_of(&PROTOCOL, &messages);
    assert_eq!(told(&PROTOCOL, &events)[6..], ["? WriteRequest", "- WriteResponse"]);
    assert!(security(&events).contains(&Security::Denied { by: "BadUserAccessDenied".into() }));
    assert!(!security(&events).iter().any(|s| matches!(s, Security::Anonymous { changing: true, .. })));
}

#[test]
fn what_cannot_be_read_on_a_protected_channel_is_opaque_and_the_channel_encrypts() {
    let messages = vec![
        (Forward, open("Basic256Sha256", &[], &[9; 256])),
        (Backward, open("Basic256Sha256", &[], &[9; 256])),
        (Forward, chunk(b"MSG", b'F', &[&[7; 80]])),
        (Backward, chunk(b"MSG", b'C', &[&[7; 80]])),
        (Backward, chunk(b"MSG", b'F', &[&[7; 80]])),
        (Forward, chunk(b"CLO", b'F', &[&[7; 80]])),
    ];
    let events = stream_of(&PROTOCOL, &messages);
    let channel = "Protected channel opening or closing";
    let opaque = "! Message not readable";
    assert_eq!(
        told(&PROTOCOL, &events),
        [&format!("? {channel}"), &format!("+ {channel}"), opaque, opaque, &format!("? {channel}")]
    );
    let name = "OPC UA SignAndEncrypt Basic256Sha256".to_owned();
    let at = |stage| (name.clone(), stage, PeerProof::Both, Soundness::Sound);
    assert_eq!(channels(&events), [at(Stage::Negotiated), at(Stage::Completed)]);
}

#[test]
fn a_readable_message_on_a_protected_channel_is_only_signed() {
    let signed = |body: Vec<u8>| [&body[..], &[0xAA; 20]].concat();
    let messages = vec![
        (Forward, open("Basic128Rsa15", &[], &[9; 256])),
        (Backward, open("Basic128Rsa15", &[], &[9; 256])),
        (Forward, message(2, &signed(read_request(&[node(7)])))),
        (Backward, message(2, &signed(answer(634, 0, &[0; 4])))),
    ];
    let events = stream_of(&PROTOCOL, &messages);
    let at = |stage| ("OPC UA Sign Basic128Rsa15".to_owned(), stage, PeerProof::Both, Soundness::Weak);
    assert_eq!(channels(&events), [at(Stage::Negotiated), at(Stage::Completed)]);
    assert_eq!(told(&PROTOCOL, &events)[2..], ["? ReadRequest", "+ ReadResponse"]);
}

#[test]
fn a_session_whose_opening_was_not_seen_is_unprotected_when_its_requests_bear_no_signature() {
    let messages = |end: &[u8]| -> Messages {
        let read = [&read_request(&[node(7), node(9)])[..], end].concat();
        vec![(Backward, message(2, &read)), (Forward, message(2, &[&answer(634, 0, &[0; 4])[..], end].concat()))]
    };
    let events = stream_of(&PROTOCOL, &messages(&[]));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
    assert_eq!(channels(&events).len(), 1);
    let object = Object { kind: "ns 4 node", first: 7, last: 9 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
    assert_eq!(channels(&stream_of(&PROTOCOL, &messages(&[0xAA; 32]))), [], "a signature follows");
}

#[test]
fn a_message_in_chunks_is_read_once_and_whole() {
    let whole = answer(431, 0, &[&[1, 0, 0, 0][..], &text("opc.tcp://plc"), &application()].concat());
    let (head, tail) = whole.split_at(30);
    let messages = vec![(Backward, piece(b'C', 4, head)), (Backward, piece(b'F', 4, tail))];
    let events = stream_of(&PROTOCOL, &messages);
    assert_eq!(told(&PROTOCOL, &events), ["+ GetEndpointsResponse"]);
    let expected =
        [(Attribute::Software, "Press 4"), (Attribute::Software, "urn:press"), (Attribute::Description, "urn:press:4")];
    assert_eq!(identities(&events), expected);
}

fn application() -> Vec<u8> {
    [&text("urn:press:4")[..], &text("urn:press"), &[2], &text("Press 4")].concat()
}

fn identities(events: &[(Event, String)]) -> Vec<(Attribute, &str)> {
    events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect()
}

/// Standard node `number`, as `Read` names it.
fn standard(number: u16) -> Vec<u8> {
    [&[1, 0][..], &number.to_le_bytes(), &[13, 0, 0, 0], &NULL].concat()
}

fn build_info() -> (Vec<u8>, Vec<u8>) {
    let info = [&text("urn:acme:uri")[..], &text("Acme"), &text("AC-100"), &text("2.1"), &text("7"), &[0; 8]].concat();
    let value = |kind: u16, body: &[u8]| [&[1, 22][..], &type_id(kind), &[1], &octets(body)].concat();
    let results = [&[2, 0, 0, 0][..], &value(340, &info), &[1, 12], &text("v9")].concat();
    (read_request(&[standard(2260), standard(2264)]), answer(634, 0, &results))
}

#[test]
fn build_information_that_was_read_identifies_the_server() {
    let (asked, told) = build_info();
    let events = stream_of(&PROTOCOL, &[(Forward, message(8, &asked)), (Backward, message(8, &told))]);
    let expected = [
        (Attribute::Vendor, "Acme"),
        (Attribute::Model, "AC-100"),
        (Attribute::Firmware, "2.1"),
        (Attribute::Firmware, "v9"),
    ];
    assert_eq!(identities(&events), expected);
}

#[test]
fn a_method_of_the_specification_is_named_and_any_other_is_a_command() {
    let call = |method: &[u8]| request(712, &[&[1, 0, 0, 0][..], &[1, 4, 1, 0], method, &NULL].concat());
    let messages = vec![(Forward, message(1, &call(&type_id(9111)))), (Forward, message(2, &call(&[1, 4, 9, 0])))];
    assert_eq!(told(&PROTOCOL, &stream_of(&PROTOCOL, &messages)), ["? CallRequest: Acknowledge", "? CallRequest"]);
}

#[test]
fn an_anonymous_session_that_only_calls_for_a_refresh_changes_nothing() {
    let call = |number: u16| request(712, &[&[1, 0, 0, 0][..], &[1, 4, 1, 0], &type_id(number), &NULL].concat());
    let done = answer(715, 0, &[&[1, 0, 0, 0][..], &[0; 4], &[0; 4], &[0; 4], &[0; 4]].concat());
    let changing = |number: u16| {
        let mut messages = activated(&activate(321, &[]));
        messages.extend([(Forward, message(3, &call(number))), (Backward, message(3, &done))]);
        security(&stream_of(&PROTOCOL, &messages))
            .iter()
            .any(|s| matches!(s, Security::Anonymous { changing: true, .. }))
    };
    assert!(!changing(3875));
    assert!(changing(9111));
}

#[test]
fn an_error_instead_of_a_greeting_refuses_and_names_its_reason_once() {
    let error = chunk(b"ERR", b'F', &[&0x8012_0000_u32.to_le_bytes(), &text("no")]);
    let events = stream_of(&PROTOCOL, &[(Forward, hello()), (Backward, error.clone()), (Backward, error)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Hello", "- Hello", "! Error"]);
}

#[test]
fn it_is_known_on_any_port_and_found_after_a_hole() {
    let bytes = message(1, &request(826, &NULL));
    let sample = Sample { bytes: &bytes, hinted: false, from_responder: None, whole: false };
    assert_eq!((PROTOCOL.probe)(&sample), Match::Sure);
    let behind = [&[0x4D, 0x53, 0x47][..], &bytes].concat();
    assert_eq!((PROTOCOL.resync)(Forward, &behind), Some(3));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let case = |messages: Messages| {
        let borrowed: Vec<(Direction, &[u8])> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
        survives(&PROTOCOL, &borrowed);
    };
    let mut session = activated(&activate(324, &password(&NULL)));
    session.push((Forward, message(3, &write_request(50))));
    session.push((Backward, message(3, &write_answer(0x801F_0000))));
    case(session);
    let (asked, told) = build_info();
    case(vec![(Forward, message(8, &asked)), (Backward, message(8, &told))]);
    let whole = answer(431, 0, &[&[1, 0, 0, 0][..], &text("opc.tcp://plc"), &application()].concat());
    let (head, tail) = whole.split_at(30);
    case(vec![(Backward, piece(b'C', 4, head)), (Backward, piece(b'F', 4, tail)), (Backward, piece(b'A', 5, &[]))]);
    case(vec![(Forward, open("Basic256Sha256", &[0x30, 3, 2, 1, 1], &[9; 32])), (Forward, message(1, &[7; 60]))]);
}
