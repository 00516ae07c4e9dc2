use ringwall_model::{Attribute, SecretKind, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn screen(name: &[u8]) -> Vec<u8> {
    [&[4, 0, 3, 0], [0; 16].as_slice(), &(name.len() as u32).to_be_bytes(), name].concat()
}

/// A session up to the choice, then the rest; work both ways at the end.
fn session(version: &[u8], types: &[u8], choice: &[u8], rest: Script) -> Script {
    let mut script = vec![(S, b"RFB 003.008\n".to_vec()), (C, version.to_vec()), (S, types.to_vec())];
    if !choice.is_empty() {
        script.push((C, choice.to_vec()));
    }
    script.extend(rest);
    script
}

fn ready() -> Script {
    vec![(C, vec![1]), (S, screen(b"panel-7")), (C, vec![3; 10]), (S, vec![0; 20])]
}

fn open() -> Script {
    session(b"RFB 003.008\n", &[2, 1, 2], &[1], [vec![(S, vec![0; 4])], ready()].concat())
}

fn challenged(verdict: u8) -> Script {
    let login = vec![(S, vec![9; 16]), (C, vec![8; 16]), (S, vec![0, 0, 0, verdict])];
    session(b"RFB 003.007\n", &[1, 2], &[2], [login, if verdict == 0 { ready() } else { vec![] }].concat())
}

fn old() -> Script {
    session(b"RFB 003.003\n", &[0, 0, 0, 1], &[], ready())
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn anonymous(stage: Stage) -> Security {
    Security::Anonymous { human: true, changing: false, stage }
}

fn interactive() -> [Security; 2] {
    [Stage::Negotiated, Stage::Completed].map(|stage| Security::Interactive { stage })
}

#[test]
fn type_none_is_anonymous_access_once_the_screen_is_described() {
    let [negotiated, completed] = interactive();
    let (offered, done) = (anonymous(Stage::Offered), anonymous(Stage::Completed));
    assert_eq!(facts(&open()), [offered.clone(), done.clone(), negotiated.clone(), completed.clone()]);
    assert_eq!(facts(&open()[..6].to_vec()), [offered], "the screen was never described");
    assert_eq!(facts(&old()), [done, negotiated, completed]);
}

#[test]
fn the_des_log_in_is_weak_and_decided_by_the_verdict() {
    let told = |stage| {
        let secret = Some(SecretKind::Password);
        let login = Security::Login { clear: false, secret, default: false, stage, human: true, changing: false };
        let (name, soundness) = ("VNC authentication".into(), Soundness::Weak);
        [login, Security::Mechanism { name, soundness, stage }]
    };
    assert_eq!(facts(&challenged(0)), [told(Stage::Completed).as_slice(), &interactive()].concat());
    assert_eq!(facts(&challenged(1)), told(Stage::Refused));
}

#[test]
fn other_types_and_losses_claim_nothing() {
    let apple = session(b"RFB 003.889\n", &[2, 30, 35], &[30], vec![(S, vec![7; 60]), (C, vec![1]), (S, screen(b"x"))]);
    assert_eq!(facts(&apple), []);
    let refused = session(b"RFB 003.008\n", &[0], &[], vec![(S, b"\0\0\0\x04busy".to_vec())]);
    assert_eq!(facts(&refused), []);
    assert_eq!(facts(&open()[1..].to_vec()), [], "the server's line is missing");
}

#[test]
fn segments_may_end_anywhere_and_the_screen_has_a_name() {
    let fine: Script =
        open()[..7].iter().flat_map(|(d, b)| b.chunks(1).map(|c| (*d, c.to_vec())).collect::<Vec<_>>()).collect();
    assert_eq!(facts(&fine), facts(&open()[..7].to_vec()));
    let open = open();
    let events = stream(&PROTOCOL, &open.iter().map(|(d, b)| (*d, b.as_slice())).collect::<Vec<_>>());
    let named =
        |(e, t): &(Event, String)| matches!(e, Event::Identity { what: Attribute::Description, .. }) && t == "panel-7";
    assert!(events.iter().any(named));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(C)));
}

#[test]
fn the_first_line_is_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: false });
    assert_eq!(probe(b"RFB 003.008\n"), Match::Sure);
    assert_eq!(probe(b"RFB 00"), Match::More);
    assert_eq!(probe(b"RFB is down\r\n"), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [open(), challenged(0), challenged(1), old()] {
        hostile::survives(&PROTOCOL, &script.iter().map(|(d, b)| (*d, b.as_slice())).collect::<Vec<_>>());
    }
}
