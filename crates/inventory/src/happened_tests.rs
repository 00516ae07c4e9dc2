use ringwall_model::{
    Address, Attribute, Binding, Confidence, EventKind, Instant, Security, SecurityFact, Stage, Transport,
};

use crate::build;
use crate::testing::{Scene, declare, declare_network, during, ip, mac};

const ROUTER: &str = "00:07:7c:00:00:01";
const OTHER: &str = "00:07:7c:00:00:91";

/// Claims of addresses: whose, which, from and until which second.
fn claims(of: &[(&str, &str, [i64; 2])]) -> Scene {
    let scene = of.iter().fold(Scene::new(), |scene, (who, which, _)| scene.arp(who, which));
    during(scene, of.iter().map(|(_, _, seconds)| *seconds))
}

/// The MAC address an IP address stands with.
fn owner(scene: &Scene, address: &str) -> String {
    let inventory = build(&scene.reading, None);
    let interfaces = || inventory.assets.iter().flat_map(|asset| &asset.interfaces);
    let of = interfaces().find(|interface| interface.ips.contains(&ip(address))).unwrap();
    of.mac.unwrap().to_string()
}

#[test]
fn an_address_claimed_in_passing_is_that_of_who_has_it_otherwise() {
    let scene =
        claims(&[(ROUTER, "10.0.0.1", [0, 100]), (ROUTER, "10.0.0.6", [10, 20]), (OTHER, "10.0.0.6", [50, 50])]);
    assert_eq!(owner(&scene, "10.0.0.6"), OTHER);
    assert_eq!(owner(&scene, "10.0.0.1"), ROUTER);
    let alone = claims(&[(ROUTER, "10.0.0.1", [0, 100]), (ROUTER, "10.0.0.6", [10, 20])]);
    assert_eq!(owner(&alone, "10.0.0.6"), ROUTER, "nobody else claims it");
}

#[test]
fn an_address_that_comes_later_is_told_with_the_one_before() {
    let of = [(ROUTER, "10.0.0.1", [0, 30]), (ROUTER, "10.0.0.6", [10, 20]), (ROUTER, "10.0.0.7", [40, 50])];
    let told = build(&claims(&of).reading, None).events;
    let claimed: Vec<_> = told
        .iter()
        .map(|event| match event.kind {
            EventKind::AddressClaimed { ip, before } => (ip.to_string(), before.to_string(), event.first_seen.0),
            _ => panic!("{event:?}"),
        })
        .collect();
    let expected = [("10.0.0.6", "10.0.0.1", 10_000_000), ("10.0.0.7", "10.0.0.1", 40_000_000)];
    assert_eq!(claimed, expected.map(|(ip, before, at)| (ip.to_owned(), before.to_owned(), at)));
    assert!(told.iter().all(|event| event.by == Address::Mac(mac(ROUTER))));
}

#[test]
fn ports_of_one_device_claim_for_all_of_it() {
    let port = "00:07:7c:00:00:02";
    let of = [(ROUTER, "10.0.0.1", [0, 30]), (ROUTER, "10.0.0.7", [40, 90]), (port, "10.0.0.7", [60, 90])];
    let named = |scene: Scene, who: &str| scene.told(who, Attribute::Hostname, "right", Confidence::High, "lldp");
    let told = build(&named(named(claims(&of), ROUTER), port).reading, None).events;
    assert!(matches!(told.as_slice(), [event] if event.first_seen == Instant(40_000_000)), "{told:?}");
}

#[test]
fn who_answers_for_many_addresses_changed_none() {
    let mut scene = Scene::new();
    for last in 1..=17 {
        scene = scene.arp(ROUTER, &format!("10.0.0.{last}"));
    }
    assert!(build(&scene.reading, None).events.is_empty());
    let shared = Scene::new().arp("00:00:5e:00:01:07", "10.0.0.1").arp("00:00:5e:00:01:07", "10.0.0.2");
    assert!(build(&shared.reading, None).events.is_empty(), "an address that routers share");
}

/// So many doors of one device, so many seconds apart, that did not open.
fn doors(count: u16, apart: i64) -> Scene {
    let mut scene = Scene::new();
    for _ in 0..count {
        scene = scene.unanswered("10.0.0.99", "10.0.0.4", "tcp");
    }
    for (n, door) in (0_u16..).zip(&mut scene.reading.conversations) {
        (door.key.port, door.first_seen) = (n, Instant(i64::from(n) * apart * 1_000_000));
    }
    scene
}

#[test]
fn twenty_doors_that_stay_shut_are_a_scan_with_its_time() {
    let told = build(&doors(20, 2).reading, None).events;
    let [event] = told.as_slice() else { panic!("{told:?}") };
    let targets = vec![Address::parse("10.0.0.4").unwrap()];
    assert_eq!(event.kind, EventKind::Scan { targets, doors: 20 });
    assert_eq!((event.first_seen, event.last_seen), (Instant(0), Instant(38_000_000)));
    assert!(build(&doors(19, 2).reading, None).events.is_empty(), "too few");
    assert!(build(&doors(30, 61).reading, None).events.is_empty(), "too slow");
    let mut opened = doors(20, 2);
    opened.reading.conversations[3].sessions = 1;
    assert!(build(&opened.reading, None).events.is_empty(), "one opened, though no answer was seen");
    let asked = |answered| {
        let mut scene = doors(20, 2);
        for door in &mut scene.reading.conversations {
            (door.key.transport, door.sessions, door.answered_sessions) = (Transport::Udp, 1, answered);
        }
        build(&scene.reading, None).events.len()
    };
    assert_eq!((asked(0), asked(1)), (1, 0), "a datagram is no connection");
}

#[test]
fn two_scans_with_a_pause_between_them_are_two() {
    let mut scene = doors(40, 1);
    scene.reading.conversations.iter_mut().skip(20).for_each(|door| door.first_seen.0 += 3_600_000_000);
    assert_eq!(build(&scene.reading, None).events.len(), 2);
}

/// Sessions with one server within so many seconds.
fn sessions(begun: u64, seconds: i64, fact: Security) -> Scene {
    let mut scene = Scene::new().unanswered("10.0.0.99", "10.0.0.4", "any");
    let talk = &mut scene.reading.conversations[0];
    (talk.sessions, talk.answered_sessions, talk.last_seen) = (begun, begun / 2, Instant(seconds * 1_000_000));
    let at = talk.first_frames.from_initiator.unwrap();
    let (first_seen, last_seen) = (talk.first_seen, talk.last_seen);
    talk.cryptography.push(SecurityFact { security: fact, first: at, first_seen, last_seen, count: begun });
    scene
}

#[test]
fn many_sessions_where_people_log_in_are_a_series() {
    let interactive = || Security::Interactive { stage: Stage::Negotiated };
    let told = build(&sessions(10, 60, interactive()).reading, None).events;
    let [event] = told.as_slice() else { panic!("{told:?}") };
    assert!(matches!(event.kind, EventKind::LoginSeries { begun: 10, answered: 5, port: 502, .. }));
    assert!(build(&sessions(9, 60, interactive()).reading, None).events.is_empty(), "too few");
    assert!(build(&sessions(10, 3600, interactive()).reading, None).events.is_empty(), "as people do all day");
}

#[test]
fn software_that_logs_in_often_is_no_series_until_it_is_refused() {
    let login =
        |stage| Security::Login { clear: true, secret: None, default: false, stage, human: false, changing: false };
    assert!(build(&sessions(100, 60, login(Stage::Completed)).reading, None).events.is_empty());
    assert_eq!(build(&sessions(100, 60, login(Stage::Refused)).reading, None).events.len(), 1);
}

#[test]
fn a_declared_asset_that_was_not_seen_is_said_with_what_that_rests_on() {
    let mut plant = ringwall_model::Plant::default();
    declare_network(&mut plant, "lan", "10.0.0.0/24");
    declare(&mut plant, "plc", "lan", Some(ROUTER), Some("10.0.0.1"));
    declare(&mut plant, "spare", "lan", None, Some("10.0.0.50"));
    let mut scene = claims(&[(ROUTER, "10.0.0.1", [0, 1])]);
    let told = |scene: &Scene| {
        let diagnostics = build(&scene.reading, Some(&plant)).diagnostics;
        diagnostics.into_iter().filter(|d| d.code == "asset-not-seen").map(|d| d.message).collect::<Vec<_>>()
    };
    assert!(told(&scene).is_empty(), "no frame was read");
    scene.reading.captures[0].frames = 2;
    let [message] = &told(&scene)[..] else { panic!("one was not seen") };
    assert!(message.contains("`spare` is not visible") && message.contains("no capture is of a point"));
}

#[test]
fn a_port_that_was_announced_is_told_with_its_device() {
    let told = Attribute::Port;
    let scene = Scene::new().arp(ROUTER, "10.0.0.1").told(ROUTER, told, "Eth 6", Confidence::High, "lldp");
    let neighbours = build(&scene.reading, None).neighbours;
    let [told] = neighbours.as_slice() else { panic!("{neighbours:?}") };
    assert_eq!((told.asset.as_str(), told.port.raw(), told.at.frame), ("mac:00:07:7c:00:00:01", "Eth 6", 2));
}

#[test]
fn a_claim_seen_twice_is_one_span() {
    let mut scene = claims(&[(ROUTER, "10.0.0.1", [0, 10]), (ROUTER, "10.0.0.7", [40, 50])]);
    let again: Binding = scene.reading.bindings[0].clone();
    scene.reading.bindings.push(Binding { last_seen: Instant(60_000_000), vlans: vec![4], ..again });
    let told = build(&scene.reading, None).events;
    assert!(matches!(told.as_slice(), [event] if event.first_seen == Instant(40_000_000)), "{told:?}");
}

/// Who contests which address of whom.
fn contested(scene: &Scene) -> Vec<(String, String, String)> {
    let events = build(&scene.reading, None).events.into_iter();
    let text = |event: ringwall_model::Event| match event.kind {
        EventKind::AddressContested { ip, with } => Some((event.by.to_string(), ip.to_string(), with.to_string())),
        _ => None,
    };
    events.filter_map(text).collect()
}

#[test]
fn who_claims_an_address_that_another_sends_from_meanwhile_contests_it() {
    let scene = Scene::new().carried(OTHER, "10.0.0.6").arp(ROUTER, "10.0.0.6").arp(ROUTER, "10.0.0.7");
    let expected = (ROUTER.to_owned(), "10.0.0.6".to_owned(), OTHER.to_owned());
    assert_eq!(contested(&during(scene, [[0, 90], [10, 20], [10, 20]])), [expected]);
    let twice = || Scene::new().arp(OTHER, "10.0.0.6").arp(ROUTER, "10.0.0.6");
    assert_eq!(contested(&during(twice(), [[0, 90], [10, 20]])).len(), 1, "both say it is theirs");
    assert!(contested(&during(twice(), [[0, 9], [10, 20]])).is_empty(), "one after the other");
}

#[test]
fn a_router_that_passes_frames_on_contests_nothing() {
    let passed_on = Scene::new().arp(OTHER, "10.0.0.6").carried(ROUTER, "10.0.0.6").arp(ROUTER, "10.0.0.1");
    assert!(contested(&during(passed_on, [[0, 90], [0, 90], [0, 90]])).is_empty());
    let mut answers = Scene::new().carried(OTHER, "10.0.0.3");
    for last in 1..=17 {
        answers = answers.arp(ROUTER, &format!("10.0.0.{last}"));
    }
    assert!(contested(&during(answers, [[0, 90]; 18])).is_empty());
}
