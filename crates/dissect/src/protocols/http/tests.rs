use ringwall_model::{Attribute, SecretKind, Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Answered, Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script<'a> = &'a [(Direction, &'a [u8])];

const BASIC: &[u8] = b"GET /status HTTP/1.1\r\nHost: plc\r\nAuthorization: Basic dXNlcjpzM2NyZXQ=\r\n\r\n";
const DEFAULT: &[u8] = b"GET / HTTP/1.1\r\nauthorization: basic YWRtaW46YWRtaW4=\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nServer: plc-web/2\r\nContent-Length: 5\r\n\r\nhello";
const DENIED: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
const MOVED: &[u8] = b"HTTP/1.1 301 Moved\r\nLocation: https://plc/\r\nContent-Length: 0\r\n\r\n";
const PLAIN: &[u8] = b"GET /x HTTP/1.1\r\nUser-Agent: hmi/1\r\nCookie: id=77\r\n\r\n";
const FORM: &[u8] = b"POST /in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\n\r\nu=a&password=b1";

fn events(script: Script) -> Vec<(Event, String)> {
    stream(&PROTOCOL, script)
}

fn logins(script: Script) -> Vec<(Stage, bool)> {
    let only = |(event, _)| match event {
        Event::Security(Security::Login { clear: true, human: true, stage, default, .. }) => Some((stage, default)),
        _ => None,
    };
    events(script).into_iter().filter_map(only).collect()
}

fn answers(script: Script) -> Vec<Answered> {
    let only = |(event, _)| if let Event::Answer { outcome, .. } = event { Some(outcome) } else { None };
    events(script).into_iter().filter_map(only).collect()
}

/// The bytes marked as secret, message by message.
fn secrets(script: Script) -> Vec<(SecretKind, String)> {
    let mut found = Vec::new();
    let mut session = (PROTOCOL.open)();
    for (direction, bytes) in script {
        let mut events = crate::Events::default();
        let pdu = crate::Pdu { bytes, direction: *direction, cut: false };
        session.pdu(&pdu, &mut crate::Sink::new(&mut events));
        for event in &events.list {
            if let Event::Secret { kind, at } = event {
                found.push((*kind, String::from_utf8_lossy(&bytes[at.clone()]).trim().to_owned()));
            }
        }
    }
    found
}

#[test]
fn basic_authentication_is_a_login_when_its_own_request_is_answered_well() {
    assert_eq!(logins(&[(C, BASIC), (S, OK)]), [(Stage::Completed, false)]);
    assert_eq!(logins(&[(C, DEFAULT), (S, OK)]), [(Stage::Completed, true)]);
    assert_eq!(logins(&[(C, BASIC), (S, DENIED)]), [(Stage::Refused, false)]);
    assert_eq!(logins(&[(C, BASIC), (S, MOVED)]), [], "a redirect decides nothing");
    assert_eq!(logins(&[(C, BASIC)]), []);
    assert_eq!(logins(&[(C, BASIC), (C, PLAIN), (S, DENIED), (S, OK)]), [(Stage::Refused, false)]);
}

#[test]
fn a_form_with_a_password_is_only_offered() {
    assert_eq!(logins(&[(C, FORM), (S, OK)]), [(Stage::Offered, false)]);
}

const CLOSED: &[u8] = b"GET /plc HTTP/1.1\r\n\r\n";
const OLD: &[u8] = b"GET /plc HTTP/1.1\r\nCookie: lang=de; PHPSESSID=abc\r\n\r\n";
const LEAVE: &[u8] = b"POST /logout HTTP/1.1\r\nCookie: PHPSESSID=abc\r\nContent-Length: 0\r\n\r\n";
const TAKEN_BACK: &[u8] =
    b"HTTP/1.1 302 Found\r\nSet-Cookie: PHPSESSID=deleted; Max-Age=0\r\nContent-Length: 0\r\n\r\n";
const ISSUED: &[u8] = b"HTTP/1.1 200 OK\r\nSet-Cookie: sessionid=77; HttpOnly\r\nContent-Length: 0\r\n\r\n";

fn tokens(script: Script) -> Vec<bool> {
    let only = |(event, _)| match event {
        Event::Security(Security::SessionToken { clear: true, after_end }) => Some(after_end),
        _ => None,
    };
    events(script).into_iter().filter_map(only).collect()
}

#[test]
fn a_sessions_cookie_is_a_token_when_given_out_or_accepted() {
    assert_eq!(tokens(&[(C, CLOSED), (S, ISSUED)]), [false]);
    assert_eq!(tokens(&[(C, OLD), (S, OK)]), [false]);
    assert_eq!(tokens(&[(C, OLD), (S, DENIED)]), [false; 0]);
    assert_eq!(tokens(&[(C, PLAIN), (S, OK)]), [false; 0], "no session's name");
}

#[test]
fn a_token_outlives_its_session_only_where_the_address_is_closed_without_one() {
    let closed = [(C, CLOSED), (S, DENIED)];
    let ended = [(C, LEAVE), (S, TAKEN_BACK), (C, OLD), (S, OK)];
    assert_eq!(tokens(&[closed.as_slice(), &ended].concat()), [true]);
    assert_eq!(tokens(&ended), [false], "anybody may see that page");
    let refused = [closed.as_slice(), &[(C, LEAVE), (S, TAKEN_BACK), (C, OLD), (S, DENIED)]].concat();
    assert_eq!(tokens(&refused), [false; 0]);
    hostile::survives(&PROTOCOL, &ended);
}

#[test]
fn a_refusal_is_denied_and_a_page_is_a_service() {
    let facts = |script: Script| {
        let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
        events(script).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    let web = Security::Service { kind: ServiceKind::Web, stage: Stage::Completed };
    assert_eq!(facts(&[(C, PLAIN), (S, DENIED)]), [Security::Denied { by: "401 Unauthorized".into() }]);
    assert_eq!(facts(&[(C, PLAIN), (S, OK), (C, PLAIN), (S, OK)]), [web]);
    assert_eq!(facts(&[(C, PLAIN)]), []);
}

#[test]
fn secrets_are_marked_wherever_segments_end() {
    let password = |text: &str| (SecretKind::Password, text.to_owned());
    assert_eq!(secrets(&[(C, BASIC)]), [password("Basic dXNlcjpzM2NyZXQ=")]);
    assert_eq!(secrets(&[(C, PLAIN)]), [(SecretKind::Token, "id=77".to_owned())]);
    assert_eq!(secrets(&[(C, FORM)]), [password("b1")]);
    for cut in 1..BASIC.len() {
        let (head, tail) = BASIC.split_at(cut);
        let marked: String = secrets(&[(C, head), (C, tail)]).into_iter().map(|(_, text)| text).collect();
        assert!(
            marked.contains("dXNlcjpzM2NyZXQ=") || (marked.replace("Basic", "").trim() == "dXNlcjpzM2NyZXQ="),
            "{cut}: {marked}"
        );
    }
}

#[test]
fn bodies_are_passed_over_by_length_and_chunks() {
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10;x\r\nHTTP/1.1 500 no\r\r\n0\r\n\r\n";
    let pipelined = [(C, PLAIN), (C, PLAIN), (C, PLAIN), (S, chunked.as_slice()), (S, OK), (S, DENIED)];
    assert_eq!(answers(&pipelined), [Answered::Accepted, Answered::Accepted, Answered::Refused]);
    let bytewise: Vec<(Direction, &[u8])> = pipelined.iter().flat_map(|(d, b)| b.chunks(1).map(|c| (*d, c))).collect();
    assert_eq!(answers(&bytewise), answers(&pipelined));
}

#[test]
fn an_answer_to_head_has_no_body_and_a_tunnel_is_not_read() {
    let head = b"HEAD / HTTP/1.1\r\n\r\n";
    let length_only = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";
    assert_eq!(
        answers(&[(C, head), (S, length_only), (C, PLAIN), (S, DENIED)]),
        [Answered::Accepted, Answered::Refused]
    );
    let connect = b"CONNECT a:443 HTTP/1.1\r\n\r\n";
    assert_eq!(answers(&[(C, connect), (S, b"HTTP/1.1 200 OK\r\n\r\n"), (S, OK)]), [Answered::Accepted]);
}

#[test]
fn methods_are_functions_and_software_is_named() {
    let events = events(&[(C, PLAIN), (S, OK)]);
    let software: Vec<_> = events
        .iter()
        .filter(|(e, _)| matches!(e, Event::Identity { what: Attribute::Software, .. }))
        .map(|(_, t)| t.as_str())
        .collect();
    assert_eq!(software, ["hmi/1", "plc-web/2"]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { call, .. } if *call == super::method(b"GET"))));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(C)));
}

#[test]
fn a_start_line_is_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: false });
    assert_eq!(probe(PLAIN), Match::Sure);
    assert_eq!(probe(OK), Match::Sure);
    assert_eq!(probe(b"GET /a/very/long"), Match::More);
    assert_eq!(probe(b"OPTIONS rtsp://cam/ RTSP/1.0\r\n"), Match::No);
    assert_eq!(probe(b"GETTING STARTED\r\n"), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [[(C, BASIC), (S, OK)], [(C, DEFAULT), (S, DENIED)], [(C, FORM), (S, MOVED)]] {
        hostile::survives(&PROTOCOL, &script);
    }
}
