//! Declared against observed, on a small plant: what is allowed stays silent, what is not gets one witness.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use ringwall_conduit::{Comparison, UNDECLARED, compare};
use ringwall_model::{
    Address, Binding, BindingBy, BySide, Capture, CaptureIndex, Conversation, ConversationKey, FirstFrames, Foreign,
    FrameRef, FunctionUse, HopCounts, Instant, Inventory, Mac, MessageKind, NetworkId, ObjectRange, Operation,
    OperationCounts, Operations, Parties, Plant, Reading, RolesBy, Side, Transport, WitnessKind,
};
use ringwall_plant::{SourceFile, parse};

const PLANT: &str = r#"
name = "Small"
[networks.near-net]
prefixes = ["10.0.1.0/24"]
[networks.far-net]
prefixes = ["10.0.2.0/24"]
[networks.side-net]
prefixes = ["10.0.3.0/24"]
[zones.near]
kind = "control"
[zones.far]
kind = "dmz"
[zones.side]
kind = "control"
[assets.plc]
zone = "near"
interfaces = [{ network = "near-net", ip = "10.0.1.1" }]
[assets.hmi]
zone = "near"
interfaces = [{ network = "near-net", ip = "10.0.1.2" }]
[assets.historian]
zone = "far"
interfaces = [{ network = "far-net", ip = "10.0.2.1" }]
[assets.jump]
zone = "far"
interfaces = [{ network = "far-net", ip = "10.0.2.9" }]
[assets.reader]
zone = "side"
interfaces = [{ network = "side-net", ip = "10.0.3.1" }]
[assets.tx]
interfaces = [{ network = "near-net", ip = "10.0.1.50" }]
[assets.rx]
interfaces = [{ network = "far-net", ip = "10.0.2.50" }]
[networks.bus]
[assets.boiler]
zone = "near"
interfaces = [{ network = "bus", station = 5 }]
[assets.station-clock]
zone = "side"
interfaces = [{ network = "bus", station = 0 }]
[assets.fw]
interfaces = [{ network = "near-net", mac = "00:09:0f:00:00:fe", ip = "10.0.1.254" }, { network = "far-net", ip = "10.0.2.254" }]
[conduits.diode]
zones = ["near", "far"]
data_direction = "near -> far"
enforced = "physical"
assets = ["tx", "rx"]
[[conduits.diode.allow]]
protocol = "udp/5140"
operations = ["opaque"]
initiator = ["tx"]
responder = ["rx"]
[conduits.maintenance]
zones = ["near", "far"]
enforced = "rule"
assets = ["fw"]
[[conduits.maintenance.allow]]
protocol = "ssh"
operations = ["session", "opaque"]
initiator = ["jump"]
responder = ["hmi"]
[conduits.reading]
zones = ["side", "near"]
[[conduits.reading.allow]]
protocol = "modbus"
operations = ["read"]
initiator = ["reader"]
responder = ["plc"]
objects = [{ kind = "holding-register", first = 0, last = 99 }]
"#;

fn plant(text: &str) -> Plant {
    let parsed = parse(&[SourceFile::new("plant.toml", text)]);
    let errors: Vec<_> = parsed.diagnostics.iter().filter(|d| d.severity >= ringwall_model::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    parsed.plant
}

fn ip(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn frame(frame: u64) -> FrameRef {
    FrameRef { capture: CaptureIndex(0), frame }
}

fn talk(
    network: &str,
    from: &str,
    to: &str,
    transport: Transport,
    port: u16,
    protocol: Option<&'static str>,
) -> Conversation {
    Conversation {
        key: ConversationKey {
            network: NetworkId::parse(network).unwrap(),
            parties: Parties::Session { initiator: ip(from), responder: ip(to) },
            transport,
            port,
            native: None,
            protocol: protocol.map(Cow::Borrowed),
        },
        vlans: vec![],
        coarse: None,
        roles_by: RolesBy::Handshake,
        operations: OperationCounts::NONE,
        functions: vec![],
        packets: BySide { from_initiator: 3, from_responder: 3 },
        bytes: BySide { from_initiator: 300, from_responder: 300 },
        first_frames: FirstFrames { from_initiator: Some(frame(10)), from_responder: Some(frame(11)) },
        first_seen: Instant(0),
        last_seen: Instant(1),
        sessions: 1,
        answered_sessions: 1,
        cryptography: vec![],
        rhythm: None,
        remarks: BTreeMap::new(),
    }
}

fn function(operation: Operation, count: u64, accepted: u64, objects: &[(u32, u32)]) -> FunctionUse {
    let range = |&(first, last): &(u32, u32)| ObjectRange { kind: Cow::Borrowed("holding-register"), first, last };
    FunctionUse {
        code: 3,
        space: Cow::Borrowed("function"),
        name: Cow::Borrowed("Some Function"),
        operations: Operations::of(&[operation]),
        technique: None,
        from: Side::Initiator,
        kind: MessageKind::Request,
        count,
        accepted,
        refused: 0,
        unanswered: count - accepted,
        first: frame(12),
        first_accepted: (accepted > 0).then(|| frame(13)),
        objects: objects.iter().map(range).collect(),
        objects_complete: true,
    }
}

fn run(conversations: Vec<Conversation>) -> Comparison {
    run_with(conversations, vec![])
}

fn run_with(conversations: Vec<Conversation>, bindings: Vec<Binding>) -> Comparison {
    let capture = Capture {
        name: Foreign::from("wire"),
        point: None,
        sha256: None,
        frames: 99,
        first: None,
        last: None,
        dropped: None,
        lines: false,
    };
    let reading = Reading { captures: vec![capture], conversations, bindings, ..Reading::default() };
    compare(&plant(PLANT), &reading, &Inventory::default())
}

fn kinds(found: &Comparison) -> Vec<(WitnessKind, Operation)> {
    found.witnesses.iter().map(|w| (w.kind, w.operation)).collect()
}

#[test]
fn inside_a_zone_nothing_has_to_be_declared() {
    let mut inside = talk("near-net", "10.0.1.2", "10.0.1.1", Transport::Tcp, 502, Some("modbus"));
    inside.functions = vec![function(Operation::Write, 5, 5, &[])];
    assert_eq!(kinds(&run(vec![inside])), []);
}

#[test]
fn reading_what_is_declared_is_allowed_and_opening_the_session_comes_with_it() {
    let mut read = talk("side-net", "10.0.3.1", "10.0.1.1", Transport::Tcp, 502, Some("modbus"));
    read.functions = vec![function(Operation::Read, 5, 5, &[(10, 20)]), function(Operation::Session, 1, 1, &[])];
    assert_eq!(kinds(&run(vec![read])), []);
}

#[test]
fn a_write_is_not_declared_by_a_read_and_the_witness_names_it() {
    let mut write = talk("side-net", "10.0.3.1", "10.0.1.1", Transport::Tcp, 502, Some("modbus"));
    write.functions = vec![function(Operation::Write, 4, 3, &[(10, 10)])];
    let found = run(vec![write]);
    let witness = &found.witnesses[0];
    assert_eq!((witness.kind, witness.accepted, witness.frame), (WitnessKind::NotAllowed, 3, 12));
    assert!(
        witness.text.contains("not declared by reading") && witness.text.contains("accepted 3 times"),
        "{}",
        witness.text
    );
}

#[test]
fn on_a_bus_messages_are_judged_by_who_is_at_which_number_and_what_runs_it_is_not() {
    let talk = |port, protocol, operation| {
        let mut talk = talk("bus", "station 0", "station 5", Transport::Serial, port, Some(protocol));
        talk.functions = vec![function(operation, 4, 4, &[])];
        run(vec![talk])
    };
    assert_eq!(kinds(&talk(0, "mstp", Operation::Session)), []);
    let found = talk(5, "bacnet", Operation::Write);
    assert_eq!(kinds(&found), [(WitnessKind::NotAllowed, Operation::Write)]);
    assert!(found.witnesses[0].text.contains("station-clock") || found.witnesses[0].text.contains("station 0"));
}

#[test]
fn objects_outside_the_declared_range_are_not_allowed_and_unlisted_ones_are_undecided() {
    let with = |objects: &[(u32, u32)], complete| {
        let mut read = talk("side-net", "10.0.3.1", "10.0.1.1", Transport::Tcp, 502, Some("modbus"));
        read.functions = vec![FunctionUse { objects_complete: complete, ..function(Operation::Read, 5, 5, objects) }];
        kinds(&run(vec![read]))
    };
    assert_eq!(with(&[(90, 110)], true), [(WitnessKind::NotAllowed, Operation::Read)]);
    assert_eq!(with(&[(0, 9)], false), [(WitnessKind::Undecided, Operation::Read)]);
    assert_eq!(with(&[(0, 9)], true), []);
}

#[test]
fn the_wrong_station_is_not_covered_by_an_allowance_for_another() {
    let shell = talk("far-net", "10.0.2.1", "10.0.1.2", Transport::Tcp, 22, Some("ssh"));
    assert_eq!(kinds(&run(vec![shell])), [(WitnessKind::NotAllowed, Operation::Opaque)]);
}

#[test]
fn zones_that_no_conduit_joins_have_no_conduit() {
    let across = talk("side-net", "10.0.3.1", "10.0.2.1", Transport::Tcp, 443, None);
    assert_eq!(kinds(&run(vec![across])), [(WitnessKind::NoConduit, Operation::Opaque)]);
}

#[test]
fn what_the_sending_half_pushes_through_the_diode_is_allowed() {
    let mut push = talk("near-net", "10.0.1.50", "10.0.2.50", Transport::Udp, 5140, None);
    push.packets.from_responder = 0;
    push.first_frames.from_responder = None;
    push.answered_sessions = 0;
    assert_eq!(kinds(&run(vec![push])), []);
}

#[test]
fn a_frame_of_the_far_zone_on_the_near_side_of_the_diode_is_one_return_path() {
    let mut back = talk("near-net", "10.0.2.1", "10.0.1.50", Transport::Udp, 5140, None);
    back.packets.from_responder = 0;
    back.answered_sessions = 0;
    let found = run(vec![back]);
    assert_eq!(kinds(&found), [(WitnessKind::ReturnPath, Operation::Opaque)]);
    assert_eq!((found.witnesses[0].conduit.as_ref().unwrap().as_str(), found.witnesses[0].frame), ("diode", 10));
}

#[test]
fn the_same_frames_seen_on_the_far_side_too_are_no_second_violation() {
    let see = |network| {
        let mut back = talk(network, "10.0.2.1", "10.0.1.50", Transport::Udp, 5140, None);
        back.packets.from_responder = 0;
        back.answered_sessions = 0;
        back
    };
    assert_eq!(kinds(&run(vec![see("near-net"), see("far-net")])), [(WitnessKind::ReturnPath, Operation::Opaque)]);
}

#[test]
fn an_answer_through_the_diode_is_a_return_path_too() {
    let answered = talk("near-net", "10.0.1.50", "10.0.2.50", Transport::Udp, 9999, None);
    let found = run(vec![answered]);
    assert_eq!(kinds(&found), [(WitnessKind::ReturnPath, Operation::Opaque)]);
    assert_eq!(found.witnesses[0].initiator, ip("10.0.2.50"), "the far side is named as who sends");
}

#[test]
fn far_frames_that_another_conduit_allows_are_no_return_path() {
    let session = talk("near-net", "10.0.2.9", "10.0.1.2", Transport::Tcp, 22, Some("ssh"));
    assert_eq!(kinds(&run(vec![session])), []);
}

/// `address` was seen on the near network in frames of `mac`.
fn carried(mac: &str, address: &str) -> Binding {
    Binding {
        network: NetworkId::parse("near-net").unwrap(),
        mac: Mac::parse(mac).unwrap(),
        ip: address.parse().unwrap(),
        vlans: vec![],
        by: BindingBy::Frame,
        at: frame(10),
        first_seen: Instant(0),
        last_seen: Instant(1),
        hops: HopCounts::default(),
    }
}

#[test]
fn what_came_out_of_the_firewall_beside_the_diode_is_undeclared_and_no_return_path() {
    let session = || talk("near-net", "10.0.2.1", "10.0.1.1", Transport::Tcp, 22, Some("ssh"));
    let by_firewall = carried("00:09:0f:00:00:fe", "10.0.2.1");
    let found = run_with(vec![session()], vec![by_firewall.clone()]);
    assert_eq!(kinds(&found), [(WitnessKind::NotAllowed, Operation::Opaque)]);
    assert_eq!(found.witnesses[0].conduit.as_ref().unwrap().as_str(), "maintenance");
    // Once also seen in frames of its own, it has a way past both.
    let found = run_with(vec![session()], vec![by_firewall, carried("18:66:da:00:00:01", "10.0.2.1")]);
    assert_eq!(kinds(&found), [(WitnessKind::ReturnPath, Operation::Opaque)]);
}

#[test]
fn the_sending_halfs_own_tcp_on_its_own_side_is_no_return_path() {
    let own = talk("near-net", "10.0.1.2", "10.0.1.50", Transport::Tcp, 5140, None);
    assert_eq!(kinds(&run(vec![own])), []);
}

#[test]
fn two_points_that_see_the_same_exchange_give_one_witness() {
    let see = |network| {
        let mut write = talk(network, "10.0.3.1", "10.0.1.1", Transport::Tcp, 502, Some("modbus"));
        write.functions = vec![function(Operation::Write, 2, 2, &[])];
        write
    };
    assert_eq!(run(vec![see("side-net"), see("near-net")]).witnesses.len(), 1);
}

#[test]
fn an_address_of_nobody_crosses_the_boundary_undeclared_and_is_said() {
    let stranger = talk("near-net", "203.0.113.7", "10.0.1.1", Transport::Tcp, 502, Some("modbus"));
    let found = run(vec![stranger]);
    assert_eq!(kinds(&found), [(WitnessKind::NoConduit, Operation::Opaque)]);
    assert_eq!(found.witnesses[0].from_zone.as_str(), UNDECLARED);
    assert_eq!(found.diagnostics[0].code, "address-in-no-zone");
}
