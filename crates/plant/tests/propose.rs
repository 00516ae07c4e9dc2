//! A proposed plant.
#![allow(clippy::unwrap_used)]

use ringwall_model::{
    Allowance, AssetId, AssetInterface, ComponentType, ConduitId, Foreign, Mac, NetworkId, Operation, Operations,
    Party, Prefix, Span, ZoneId, ZoneKind,
};
use ringwall_plant::{
    Colour, SourceFile, parse,
    propose::{Proposal, ProposedAsset, ProposedConduit, ProposedNetwork, ProposedZone, plant_toml},
    render_all,
};

const HOSTILE: &str = "x\"\n[zones.evil] # \u{1b}[2J\u{202e}'''\\";

fn seen() -> Allowance {
    Allowance {
        place: Span::default(),
        protocol: Some("modbus".into()),
        transport: None,
        port: None,
        operations: Operations::of(&[Operation::Read, Operation::Write]),
        initiator: vec![Party::Zone(ZoneId::parse("dmz").unwrap())],
        responder: vec![Party::Asset(AssetId::parse("00:1b:1b:aa:bb:cc").unwrap())],
        functions: vec![3, 6],
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::from(HOSTILE),
        information_class: Foreign::default(),
    }
}

fn proposal() -> Proposal {
    let zone =
        |id: &str, kind| ProposedZone { id: ZoneId::parse(id).unwrap(), kind, reasons: vec![HOSTILE.to_owned()] };
    let interface = AssetInterface {
        place: Span::default(),
        network: NetworkId::parse("net").unwrap(),
        mac: Mac::parse("00:1b:1b:aa:bb:cc"),
        ips: vec!["10.0.0.4".parse().unwrap(), "10.0.0.5".parse().unwrap()],
        station: Some(5),
    };
    Proposal {
        name: Foreign::from(HOSTILE),
        remarks: vec!["from control.pcapng".to_owned()],
        networks: vec![ProposedNetwork {
            id: NetworkId::parse("net").unwrap(),
            prefixes: vec![Prefix::parse("10.0.0.0/24").unwrap()],
            reasons: vec!["addresses seen in control.pcapng".to_owned()],
        }],
        zones: vec![zone("control", ZoneKind::Control), zone("dmz", ZoneKind::Dmz)],
        assets: vec![ProposedAsset {
            id: AssetId::parse("00:1b:1b:aa:bb:cc").unwrap(),
            zone: ZoneId::parse("control"),
            name: Some(Foreign::from(HOSTILE)),
            role: Some(Foreign::from("plc")),
            level: Some(Foreign::from("1")),
            component_types: vec![ComponentType::EmbeddedDevice],
            serial: Some(Foreign::from(HOSTILE)),
            firmware: None,
            interfaces: vec![interface],
            reasons: vec!["answers Modbus, first in frame 12".to_owned()],
        }],
        conduits: vec![ProposedConduit {
            id: ConduitId::parse("control-dmz").unwrap(),
            zones: vec![ZoneId::parse("control").unwrap(), ZoneId::parse("dmz").unwrap()],
            reasons: vec!["2 assets talk across".to_owned()],
            seen: vec![(seen(), format!("41 times, first in frame 1207 {HOSTILE}"))],
        }],
    }
}

#[test]
fn a_proposal_parses_and_declares_no_conduit() {
    let text = plant_toml(&proposal());
    let parsed = parse(&[SourceFile::new("plant.toml", text.as_str())]);
    assert_eq!(render_all(&parsed.diagnostics, Colour::Plain), "", "{text}");
    assert!(parsed.plant.conduits.is_empty());
    assert_eq!(parsed.plant.zones.len(), 2);
    let asset = parsed.plant.assets.values().next().unwrap();
    assert_eq!(asset.name.raw(), HOSTILE);
    assert_eq!(asset.interfaces.first().unwrap().ips.len(), 2);
    assert!(text.contains("# answers Modbus, first in frame 12\n[assets.\"00:1b:1b:aa:bb:cc\"]"), "{text}");
}

#[test]
fn what_was_seen_holds_once_its_sign_is_taken_away() {
    let text = plant_toml(&proposal());
    let taken: String = text
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
        .collect();
    let parsed = parse(&[SourceFile::new("plant.toml", taken.as_str())]);
    assert_eq!(render_all(&parsed.diagnostics, Colour::Plain), "", "{taken}");
    let allowed = &parsed.plant.conduits.values().next().unwrap().allow;
    let mut found = allowed.first().unwrap().clone();
    found.place = Span::default();
    assert_eq!(found, seen());
}
