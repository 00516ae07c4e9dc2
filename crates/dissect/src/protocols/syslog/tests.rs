use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::{datagrams, stream};
use crate::{Direction, Direction::Forward as C, Event, Match, Sample};

const OLD: &[u8] = b"<34>Oct 11 22:14:15 plc-7 su: failed\n";
const NEW: &[u8] = b"<165>1 2026-01-02T03:04:05.003Z fw.case evntslog - ID47 - over";
const BARE: &[u8] = b"<13>link up";

fn facts(events: Vec<(Event, String)>) -> Vec<Security> {
    events.into_iter().filter_map(|(e, _)| if let Event::Security(fact) = e { Some(fact) } else { None }).collect()
}

fn hosts(events: &[(Event, String)]) -> Vec<&str> {
    events.iter().filter(|(e, _)| matches!(e, Event::Identity { .. })).map(|(_, t)| t.as_str()).collect()
}

fn service(stage: Stage) -> Security {
    Security::Service { kind: ServiceKind::Logging, stage }
}

#[test]
fn a_datagram_is_a_report_nobody_answers() {
    let case: [(Direction, &[u8]); 3] = [(C, OLD), (C, NEW), (C, BARE)];
    hostile::survives(&PROTOCOL, &case);
    let events = datagrams(&PROTOCOL, &case);
    assert_eq!(hosts(&events), ["plc-7", "fw.case"]);
    let codes: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| if let Event::Report { call, .. } = e { Some(call.code) } else { None })
        .collect();
    assert_eq!(codes, [2, 5, 5]);
    assert_eq!(facts(events), [service(Stage::Offered)]);
}

#[test]
fn counted_messages_over_tcp_are_taken() {
    let counted = [format!("{} ", NEW.len()).as_bytes(), NEW].concat();
    let twice = [counted.as_slice(), &counted].concat();
    hostile::survives(&PROTOCOL, &[(C, &twice)]);
    assert_eq!(facts(stream(&PROTOCOL, &[(C, &counted)])), [service(Stage::Offered)]);
    assert_eq!(facts(stream(&PROTOCOL, &[(C, &twice)])), [service(Stage::Offered), service(Stage::Completed)]);
    assert_eq!(facts(stream(&PROTOCOL, &[(C, OLD), (C, OLD)])), [service(Stage::Offered)], "may be datagrams");
}

#[test]
fn a_time_behind_the_priority_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(OLD, false), Match::Sure);
    assert_eq!(probe(NEW, false), Match::Sure);
    assert_eq!(probe(BARE, true), Match::Sure);
    assert_eq!(probe(BARE, false), Match::No);
    assert_eq!(probe(b"<html>", true), Match::No);
    assert_eq!(probe(b"<192>x", true), Match::No);
}
