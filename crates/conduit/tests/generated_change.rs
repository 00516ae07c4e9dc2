//! What a generated change would do: what opens, what closes, what must not be cut.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use ringwall_conduit::{Generated, Services, Wanted, generate};
use ringwall_firewall::WRITERS;
use ringwall_model::{
    Address, AssetId, BySide, Capture, CaptureIndex, Conversation, ConversationKey, FirstFrames, Foreign, FrameRef,
    Instant, NetworkId, Operation, Parties, Plant, Reading, RolesBy, Ruleset, Transport,
};
use ringwall_plant::{SourceFile, parse};

const PLANT: &str = r#"
name = "Small"
[networks.sis-net]
prefixes = ["10.0.1.0/24"]
[networks.bpcs-net]
prefixes = ["10.0.2.0/24"]
[networks.dmz-net]
prefixes = ["10.0.3.0/24"]
[zones.sis]
kind = "safety"
[zones.bpcs]
kind = "control"
[zones.dmz]
kind = "dmz"
[assets.logic]
zone = "sis"
safety = true
interfaces = [{ network = "sis-net", ip = "10.0.1.1" }]
[assets.hmi]
zone = "bpcs"
interfaces = [{ network = "bpcs-net", ip = "10.0.2.1" }]
[assets.twin]
zone = "bpcs"
interfaces = [{ network = "bpcs-net", ip = "10.0.2.2" }]
[assets.historian]
zone = "dmz"
interfaces = [{ network = "dmz-net", ip = "10.0.3.1" }]
[assets.clock]
zone = "dmz"
role = "time-server"
interfaces = [{ network = "dmz-net", ip = "10.0.3.8" }]
[assets.fw]
[conduits.view]
zones = ["sis", "bpcs"]
assets = ["fw"]
[[conduits.view.allow]]
protocol = "tcp/502"
operations = ["opaque"]
initiator = ["hmi"]
responder = ["logic"]
[conduits.up]
zones = ["bpcs", "dmz"]
assets = ["fw"]
[[conduits.up.allow]]
protocol = "tcp/443"
operations = ["opaque"]
initiator = ["zone:bpcs"]
responder = ["historian"]
[[conduits.up.allow]]
protocol = "tcp/22"
operations = ["opaque"]
initiator = ["historian"]
responder = ["hmi"]
when = "Permit 7"
"#;

fn talk(network: &str, from: &str, to: &str, port: u16, operation: Operation) -> Conversation {
    let frame = |frame| Some(FrameRef { capture: CaptureIndex(0), frame });
    let address = |text| Address::parse(text).unwrap();
    Conversation {
        key: ConversationKey {
            network: NetworkId::parse(network).unwrap(),
            parties: Parties::Session { initiator: address(from), responder: address(to) },
            transport: Transport::Tcp,
            port,
            native: None,
            protocol: Some(Cow::Borrowed("some")),
        },
        vlans: vec![],
        coarse: None,
        roles_by: RolesBy::Handshake,
        operations: [(operation, 3)].into_iter().collect(),
        functions: vec![],
        packets: BySide { from_initiator: 4, from_responder: 3 },
        bytes: BySide { from_initiator: 300, from_responder: 300 },
        first_frames: FirstFrames { from_initiator: frame(10), from_responder: frame(11) },
        first_seen: Instant(1_000_000),
        last_seen: Instant(9_000_000),
        sessions: 1,
        answered_sessions: 1,
        cryptography: vec![],
        rhythm: None,
        remarks: BTreeMap::new(),
    }
}

fn run(more: &str, essential: &str, present: Option<&str>, conversations: Vec<Conversation>) -> Generated {
    let files = [SourceFile::new("plant.toml", format!("{PLANT}{more}")), SourceFile::new("essential.toml", essential)];
    let parsed = parse(&files);
    let plant: Plant = parsed.plant;
    let capture = Capture {
        name: Foreign::from("wire"),
        point: None,
        sha256: None,
        frames: 99,
        first: Some(Instant(0)),
        last: Some(Instant(60_000_000)),
        dropped: None,
        lines: false,
    };
    let reading = Reading { captures: vec![capture], conversations, ..Reading::default() };
    let read = present.map(|text| ringwall_firewall::read("present", text.as_bytes()).ruleset);
    let (services, point) = (Services::new(), AssetId::parse("fw").unwrap());
    let present: Option<&Ruleset> = read.as_ref();
    let wanted = Wanted {
        plant: &plant,
        reading: &reading,
        services: &services,
        point: &point,
        interfaces: &[],
        writer: WRITERS[0],
        present,
    };
    generate(&wanted).unwrap()
}

fn essential(to: &str) -> String {
    format!(
        "[essential_functions.view]\nname = \"View\"\nassets = [\"hmi\"]\nflows = [{{ from = \"hmi\", to = \"{to}\" }}]\n"
    )
}

fn cut(generated: &Generated) -> Vec<String> {
    generated.cuts.iter().map(|cut| format!("{}: {}", cut.conduit, cut.text)).collect()
}

#[test]
fn a_flow_that_an_essential_function_needs_is_never_cut() {
    assert_eq!(cut(&run("", &essential("logic"), None, vec![])), Vec::<String>::new());
    let found = cut(&run("", &essential("clock"), None, vec![]));
    assert_eq!(found, ["up: essential function view needs hmi → clock"]);
}

#[test]
fn what_serves_an_essential_function_and_can_have_no_rule_is_told() {
    let more = "[[conduits.up.allow]]\nprotocol = \"wonder\"\noperations = [\"opaque\"]\ninitiator = [\"hmi\"]\nresponder = [\"clock\"]\nessential = \"view\"\n";
    let generated = run(more, &essential("logic"), None, vec![]);
    assert!(cut(&generated)[0].contains("what serves it has no rule"), "{:?}", generated.cuts);
    assert_eq!(generated.left_out.len(), 2, "{:?}", generated.left_out);
}

#[test]
fn redundant_members_on_two_sides_that_could_not_reach_each_other_are_told() {
    let more = |zone: &str, ip: &str, net: &str| {
        format!(
            "[assets.a]\nzone = \"bpcs\"\nredundancy_group = \"r\"\ninterfaces = [{{ network = \"bpcs-net\", ip = \"10.0.2.9\" }}]\n\
             [assets.b]\nzone = \"{zone}\"\nredundancy_group = \"r\"\ninterfaces = [{{ network = \"{net}\", ip = \"{ip}\" }}]\n"
        )
    };
    let found = cut(&run(&more("dmz", "10.0.3.9", "dmz-net"), "", None, vec![]));
    assert_eq!(found, ["up: a and b are redundant, and stand on two sides of fw"]);
    assert!(cut(&run(&more("bpcs", "10.0.2.8", "bpcs-net"), "", None, vec![])).is_empty());
}

#[test]
fn time_and_what_a_safety_zone_asks_for_go_on_and_what_comes_into_a_safety_zone_undeclared_does_not() {
    let asks_time = talk("bpcs-net", "10.0.2.2", "10.0.3.8", 123, Operation::Read);
    let sets_time = talk("bpcs-net", "10.0.2.1", "10.0.3.1", 37, Operation::Time);
    let from_safety = talk("sis-net", "10.0.1.1", "10.0.2.2", 502, Operation::Read);
    let into_safety = talk("sis-net", "10.0.2.2", "10.0.1.1", 502, Operation::Write);
    let declared = talk("sis-net", "10.0.2.1", "10.0.1.1", 502, Operation::Time);
    let found = run("", "", None, vec![asks_time, sets_time, from_safety, into_safety, declared]);
    let texts = cut(&found);
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(texts.iter().any(|t| t.starts_with("up: time: 10.0.2.2 → 10.0.3.8 tcp/123 was answered")), "{texts:?}");
    assert!(texts.iter().any(|t| t.starts_with("view: safety: 10.0.1.1 → 10.0.2.2")), "{texts:?}");
}

#[test]
fn a_permit_window_gets_no_standing_rule() {
    let generated = run("", "", None, vec![]);
    let comments: Vec<&str> = generated.intent.entries().map(|entry| entry.comment.as_str()).collect();
    assert_eq!(comments, ["up.1", "view.1"]);
    assert!(generated.left_out[0].why.contains("under permit"), "{:?}", generated.left_out);
}

#[test]
fn a_conduit_that_physics_holds_gets_no_rule() {
    let more = "[conduits.diode]\nzones = [\"sis\", \"dmz\"]\ndata_direction = \"sis -> dmz\"\nenforced = \"physical\"\nassets = [\"fw\"]\n";
    let generated = run(more, "", None, vec![]);
    assert!(generated.left_out.iter().any(|left| left.why.starts_with("physics holds it")));
    assert!(generated.intent.groups.iter().all(|group| group.conduit != "diode"));
}

const PRESENT: &str = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n\
    [7:9] -A FORWARD -s 10.0.2.1/32 -d 10.0.1.1/32 -p tcp -m tcp --dport 502 -j ACCEPT\n\
    [5:9] -A FORWARD -s 10.0.2.0/24 -d 10.0.3.0/24 -p tcp -m tcp --dport 443 -j ACCEPT\n\
    [3:9] -A FORWARD -s 10.0.3.1/32 -d 10.0.2.1/32 -p tcp -m tcp --dport 23 -j ACCEPT\n\
    COMMIT\n";

#[test]
fn closing_changes_name_their_lines_hits_and_what_was_seen_of_them() {
    let telnet = talk("bpcs-net", "10.0.3.1", "10.0.2.1", 23, Operation::Opaque);
    let changes = run("", "", Some(PRESENT), vec![telnet]).changes.unwrap();
    assert_eq!((changes.unchanged, changes.opens.len(), changes.further), (2, 0, false));
    assert_eq!(changes.stay.iter().map(|place| place.line).collect::<Vec<_>>(), [5]);
    let at =
        |line: u32| changes.closes.iter().find(|closing| closing.rules.iter().any(|rule| rule.line == line)).unwrap();
    let (narrowed, gone) = (at(6), at(7));
    assert!(!narrowed.is_whole && narrowed.hits == Some(5) && narrowed.seen == 0, "{narrowed:?}");
    assert!(narrowed.extent[0].contains("tcp 443"), "{narrowed:?}");
    assert!(gone.is_whole && gone.hits == Some(3), "{gone:?}");
    assert_eq!((gone.seen, gone.frames), (1, 7));
    assert_eq!(gone.between, Some((Instant(1_000_000), Instant(9_000_000))));
    assert!(gone.not_proposed.unwrap().contains("less trusted"), "{gone:?}");
    assert_eq!(changes.watched[0].window, Some((Instant(0), Instant(60_000_000))));
}

#[test]
fn what_is_declared_and_blocked_now_opens_and_says_when_it_goes_to_a_more_trusted_zone() {
    let closed = PRESENT.lines().filter(|line| !line.contains("dport")).collect::<Vec<_>>().join("\n");
    let changes = run("", "", Some(&closed), vec![]).changes.unwrap();
    let opens: Vec<(&str, bool)> = changes.opens.iter().map(|open| (open.entry.as_str(), open.is_upward)).collect();
    assert_eq!(opens, [("up.1", false), ("view.1", true)]);
    // IPv6 has tables of its own, of which nothing is known here.
    assert!(changes.closes.iter().all(|closing| closing.is_unclear), "{:?}", changes.closes);
}

#[test]
fn a_policy_that_accepts_closes_by_the_line_of_the_policy() {
    let open = PRESENT.replace(":FORWARD DROP", ":FORWARD ACCEPT");
    let changes = run("", "", Some(&open), vec![]).changes.unwrap();
    assert!(changes.closes.iter().any(|closing| closing.rules.iter().any(|rule| rule.line == 3)), "{changes:?}");
}

#[test]
fn a_point_of_no_conduit_has_nothing_to_let_through() {
    let plant = parse(&[SourceFile::new("plant.toml", PLANT)]).plant;
    let (reading, services, point) = (Reading::default(), Services::new(), AssetId::parse("hmi").unwrap());
    let wanted = Wanted {
        plant: &plant,
        reading: &reading,
        services: &services,
        point: &point,
        interfaces: &[],
        writer: WRITERS[0],
        present: None,
    };
    assert!(generate(&wanted).is_none());
}

#[test]
fn what_a_dialect_has_no_rule_for_is_left_out_and_told() {
    let more = "[[conduits.up.allow]]\nprotocol = \"ip/47\"\noperations = [\"opaque\"]\n";
    let plant = parse(&[SourceFile::new("plant.toml", format!("{PLANT}{more}"))]).plant;
    let (reading, services, point) = (Reading::default(), Services::new(), AssetId::parse("fw").unwrap());
    let left_out = |name: &str| {
        let writer = ringwall_firewall::Writer::find(name).unwrap();
        let wanted = Wanted {
            plant: &plant,
            reading: &reading,
            services: &services,
            point: &point,
            interfaces: &[],
            writer,
            present: None,
        };
        let left_out = generate(&wanted).unwrap().left_out;
        left_out.iter().filter(|left| left.why.contains("no rule for the protocol")).count()
    };
    assert_eq!(["nftables", "panos"].map(left_out), [0, 1]);
}
