//! What is proposed of what was seen, and what never is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use ringwall_conduit::{Hit, ProposedEntry, hits, propose};
use ringwall_model::{
    Address, AssetId, BySide, CaptureIndex, Conversation, ConversationKey, FirstFrames, FrameRef, FunctionUse, Instant,
    Inventory, MessageKind, NetworkId, Operation, Operations, Parties, Party, Reading, RolesBy, Side, Transport,
};
use ringwall_plant::{SourceFile, parse};

const PLANT: &str = r#"
name = "Small"
[networks.sis]
prefixes = ["10.0.1.0/24"]
[networks.bpcs]
prefixes = ["10.0.2.0/24"]
[networks.skid]
prefixes = ["10.0.4.0/24"]
[networks.dmz]
prefixes = ["10.0.3.0/24"]
[zones.sis]
kind = "safety"
[zones.bpcs]
kind = "control"
[zones.skid]
kind = "control"
[zones.dmz]
kind = "dmz"
[assets.logic]
zone = "sis"
interfaces = [{ network = "sis", ip = "10.0.1.1" }]
[assets.hmi]
zone = "bpcs"
interfaces = [{ network = "bpcs", ip = ["10.0.2.1", "10.0.2.2"] }]
[assets.plc]
zone = "skid"
interfaces = [{ network = "skid", ip = "10.0.4.1" }]
[assets.historian]
zone = "dmz"
interfaces = [{ network = "dmz", ip = "10.0.3.1" }]
[assets.fw]
[conduits.view]
zones = ["sis", "bpcs"]
assets = ["fw"]
[conduits.skids]
zones = ["bpcs", "skid"]
assets = ["fw"]
[[conduits.skids.allow]]
protocol = "modbus"
operations = ["read"]
initiator = ["hmi"]
responder = ["plc"]
[conduits.up]
zones = ["bpcs", "dmz"]
assets = ["fw"]
"#;

fn talk(from: &str, to: &str, operations: &[Operation], capture: u32, answered: u64) -> Conversation {
    let frame = FrameRef { capture: CaptureIndex(capture), frame: 10 };
    let address = |text| Address::parse(text).unwrap();
    let function = FunctionUse {
        space: Cow::Borrowed("function"),
        code: 6,
        name: Cow::Borrowed("some"),
        kind: MessageKind::Request,
        from: Side::Initiator,
        operations: Operations::of(operations),
        count: 2,
        accepted: 2,
        refused: 0,
        unanswered: 0,
        first: frame,
        technique: None,
        first_accepted: Some(frame),
        objects: vec![],
        objects_complete: true,
    };
    Conversation {
        key: ConversationKey {
            network: NetworkId::parse("bpcs").unwrap(),
            parties: Parties::Session { initiator: address(from), responder: address(to) },
            transport: Transport::Tcp,
            port: 502,
            native: None,
            protocol: Some(Cow::Borrowed("modbus")),
        },
        vlans: vec![],
        coarse: None,
        roles_by: RolesBy::Handshake,
        operations: operations.iter().map(|one| (*one, 2)).collect(),
        functions: vec![function],
        packets: BySide { from_initiator: 4, from_responder: 3 },
        bytes: BySide { from_initiator: 300, from_responder: 300 },
        first_frames: FirstFrames { from_initiator: Some(frame), from_responder: Some(frame) },
        first_seen: Instant(1_000_000),
        last_seen: Instant(9_000_000),
        sessions: 1,
        answered_sessions: answered,
        cryptography: vec![],
        rhythm: None,
        remarks: BTreeMap::new(),
    }
}

fn proposed(more: &str, conversations: Vec<Conversation>) -> Vec<ProposedEntry> {
    let plant = parse(&[SourceFile::new("plant.toml", format!("{PLANT}{more}"))]).plant;
    propose(&plant, &Reading { conversations, ..Reading::default() }, &Inventory::default())
}

fn why(more: &str, from: &str, to: &str) -> Option<&'static str> {
    let found = proposed(more, vec![talk(from, to, &[Operation::Write], 0, 1)]);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].not_proposed
}

#[test]
fn only_what_is_not_declared_is_proposed_and_two_captures_of_it_count_once() {
    let both = [Operation::Read, Operation::Write, Operation::Session];
    let found = proposed(
        "",
        vec![
            talk("10.0.2.1", "10.0.4.1", &both, 0, 1),
            talk("10.0.2.2", "10.0.4.1", &both, 0, 1),
            talk("10.0.2.1", "10.0.4.1", &both, 1, 1),
            talk("10.0.2.1", "10.0.4.1", &[Operation::Read], 0, 1),
            talk("10.0.2.1", "10.0.4.1", &[Operation::Mode], 0, 0),
        ],
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    let one = &found[0];
    assert_eq!((one.entry.as_str(), one.not_proposed, one.seen), ("hmi/plc/modbus", None, (2, 14)));
    assert_eq!(one.conduit.as_ref().unwrap().as_str(), "skids");
    assert_eq!(one.allowance.operations, Operations::of(&[Operation::Write]));
    assert_eq!(one.allowance.initiator, [Party::Asset(AssetId::parse("hmi").unwrap())]);
    assert_eq!(one.captures.len(), 2);
}

#[test]
fn safety_one_way_conduits_and_openings_to_more_trusted_zones_are_told_and_never_proposed() {
    assert_eq!(why("", "10.0.2.1", "10.0.4.1"), None);
    assert_eq!(why("", "10.0.2.1", "10.0.3.1"), None);
    assert_eq!(why("", "10.0.2.1", "10.0.1.1"), Some("a safety zone or asset has a part in it"));
    assert_eq!(why("", "10.0.3.1", "10.0.2.1"), Some("it goes from a less trusted zone to a more trusted one"));
    assert_eq!(why("", "10.0.2.1", "10.0.4.9"), Some("who has part in it is no declared asset"));
    assert_eq!(why("", "10.0.4.1", "10.0.3.1"), Some("no conduit joins its zones"));
    let second = "[conduits.again]\nzones = [\"bpcs\", \"skid\"]\nassets = [\"fw\"]\n";
    assert!(why(second, "10.0.2.1", "10.0.4.1").unwrap().starts_with("several conduits join"));
    let one_way = format!("{second}data_direction = \"bpcs -> skid\"\nenforced = \"rule\"\n");
    assert_eq!(why(&one_way, "10.0.2.1", "10.0.4.1"), Some("a one-way conduit joins its zones"));
    let safe =
        "[assets.trip]\nzone = \"skid\"\nsafety = true\ninterfaces = [{ network = \"skid\", ip = \"10.0.4.7\" }]\n";
    assert_eq!(why(safe, "10.0.2.1", "10.0.4.7"), Some("a safety zone or asset has a part in it"));
}

#[test]
fn a_hit_counts_for_the_entry_whose_connection_it_is_about() {
    let mut found = proposed("", vec![talk("10.0.2.1", "10.0.4.1", &[Operation::Write], 0, 1)]);
    let line = |port: u16| format!("ringwall-denied IN=a OUT=b SRC=10.0.2.1 DST=10.0.4.1 PROTO=TCP SPT=4 DPT={port}\n");
    let (read, unread) = hits(&(line(502) + &line(503)));
    let counted: Vec<bool> = read.iter().map(|hit: &Hit| found[0].count(hit)).collect();
    assert_eq!((counted, unread, found[0].logged), (vec![true, false], 0, 1));
}
