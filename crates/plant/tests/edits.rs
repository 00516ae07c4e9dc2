//! Typed edits.
#![allow(clippy::unwrap_used)]

mod folder;

use ringwall_model::{
    Allowance, ApprovedService, Asset, AssetId, AssetInterface, Criticality, EvidenceKind, Foreign, Id, Instant,
    NetworkId, ObjectRange, Operation, Operations, Party, Plant, Rating, RequirementId, ScopeId, SecurityLevel,
    SlTarget, SlVector, Span, Statement, Transport, ZoneId,
};
use ringwall_plant::{Change, Edit, Noun, SourceFile, apply, parse};

const HOSTILE: &str = "x\"\n[zones.evil]\nkind = \"control\" \u{1b}[31m\u{202e}'''\\";

fn refinery() -> Vec<SourceFile> {
    folder::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/full"))
}

fn id<K>(text: &str) -> Id<K> {
    Id::parse(text).unwrap()
}

fn changed(files: &[SourceFile], edits: &[Edit]) -> (Vec<SourceFile>, Plant) {
    let changes = apply(files, edits).unwrap();
    let mut files = files.to_vec();
    for Change { path, text } in changes {
        files.retain(|file| file.path != path);
        files.extend(text.map(|text| SourceFile { path, text }));
    }
    let parsed = parse(&files);
    assert_eq!(parsed.diagnostics, [], "{files:?}");
    (files, parsed.plant)
}

/// Every comment, in order, of all files.
fn comments(files: &[SourceFile]) -> Vec<String> {
    let lines = files.iter().flat_map(|file| file.text.lines());
    let mut comments: Vec<String> = lines.filter_map(|line| line.split_once("# ").map(|(_, c)| c.to_owned())).collect();
    comments.sort();
    comments
}

fn allowance() -> Allowance {
    Allowance {
        place: Span::default(),
        protocol: Some("modbus".into()),
        transport: Some(Transport::Tcp),
        port: Some(1502),
        operations: Operations::of(&[Operation::Read, Operation::ProgramRead]),
        initiator: vec![Party::Zone(id("dmz"))],
        responder: vec![Party::Asset(id("plc-101"))],
        functions: vec![3],
        objects: vec![ObjectRange { kind: "holding-register".into(), first: 0, last: 99 }],
        when: Some(Foreign::from("during turnarounds")),
        rate_per_minute: Some(60),
        essential: None,
        purpose: Foreign::from(HOSTILE),
        information_class: Foreign::from("internal"),
    }
}

fn statement() -> Statement {
    Statement {
        place: Span::default(),
        scope: ScopeId::Zone(id("control")),
        requirement: RequirementId::new("SR 2.8"),
        criteria: Vec::new(),
        units: vec![id("plc-101")],
        rating: Some(Rating::Partially),
        not_applicable: false,
        kind: EvidenceKind::Examined,
        artefact: None,
        result: Foreign::default(),
        made_by: id("engineer"),
        made_at: Instant::parse("2026-11-23T07:30:00.5Z").unwrap(),
        valid_until: Instant::parse("2027-11-23"),
        approved_by: None,
        accepted_by: None,
        accepted_at: None,
        remark: Foreign::from(HOSTILE),
    }
}

fn asset() -> Asset {
    let interface = AssetInterface {
        place: Span::default(),
        network: NetworkId::parse("control-net").unwrap(),
        mac: None,
        ips: vec!["10.10.3.77".parse().unwrap()],
        station: None,
    };
    Asset {
        place: Span::default(),
        name: Foreign::from(HOSTILE),
        zones: vec![id("control")],
        conduits: Vec::new(),
        interfaces: vec![interface],
        behind: None,
        hosted_on: None,
        redundancy_group: Some(Foreign::from("pair")),
        component_types: Vec::new(),
        role: None,
        level: None,
        lacks: Vec::new(),
        criticality: Criticality::High,
        business: false,
        safety: true,
        temporary: true,
        owner: None,
        lifecycle: Foreign::default(),
        product: None,
        serial: None,
        firmware: None,
        pinned_certificates: Vec::new(),
        services: Some(vec![
            ApprovedService { protocol: Some("modbus".into()), transport: None, port: None },
            ApprovedService { protocol: None, transport: Some(Transport::Tcp), port: Some(102) },
        ]),
    }
}

#[test]
fn an_allowance_is_added_and_every_comment_survives() {
    let files = refinery();
    let edit = Edit::AddAllowance { conduit: id("control-to-dmz"), allowance: allowance(), remark: vec![] };
    let (after, plant) = changed(&files, &[edit]);
    let mut last = plant.conduits["control-to-dmz"].allow.last().unwrap().clone();
    last.place = Span::default();
    assert_eq!(last, allowance());
    assert_eq!(comments(&after), comments(&files));
}

#[test]
fn a_remark_stands_above_the_allowance_it_is_about_and_is_a_comment_whatever_it_says() {
    let remark = vec!["accepted by \"x\"\n[zones.y]".to_owned(), "twice".to_owned()];
    let edit = |remark| Edit::AddAllowance { conduit: id("control-to-dmz"), allowance: allowance(), remark };
    let (files, bare) = (refinery(), changed(&refinery(), &[edit(vec![])]).1);
    let (after, plant) = changed(&files, &[edit(remark)]);
    assert_eq!(plant.zones.keys().collect::<Vec<_>>(), bare.zones.keys().collect::<Vec<_>>());
    assert_eq!(comments(&after).len(), comments(&files).len() + 2);
    let text = &after.iter().find(|file| file.path == "plant.toml").unwrap().text;
    assert!(text.contains("\n# twice\n[[conduits.control-to-dmz.allow]]\n"), "{text}");
    // In a list in brackets too.
    let plain = "name = \"x\"\n[zones.a]\n[zones.b]\n[assets.plc-101]\nzone = \"a\"\n[conduits.c]\nzones = [\"a\", \"b\"]\nallow = [{ protocol = \"ssh\", operations = [\"session\"] }]\n";
    let files = [SourceFile::new("plant.toml", plain)];
    let bare = Allowance { initiator: vec![], responder: vec![], ..allowance() };
    let edit = Edit::AddAllowance { conduit: id("c"), allowance: bare, remark: vec!["twice".to_owned()] };
    let changes = apply(&files, &[edit]).unwrap();
    let text = changes[0].text.as_ref().unwrap();
    assert!(text.contains("\n  # twice\n  {"), "{text}");
    assert_eq!(parse(&[SourceFile::new("plant.toml", text.as_str())]).plant.conduits["c"].allow.len(), 2);
}

#[test]
fn a_target_is_set_in_place_in_either_kind_of_file() {
    let files = refinery();
    let target = SlTarget(SlVector::uniform(SecurityLevel::FOUR));
    for scope in [ScopeId::Zone(id("control")), ScopeId::Zone(id("turbine")), ScopeId::Conduit(id("control-to-dmz"))] {
        let (after, plant) = changed(&files, &[Edit::SetTarget { scope: scope.clone(), target }]);
        let found = match &scope {
            ScopeId::Zone(zone) => plant.zones[zone].sl_target,
            ScopeId::Conduit(conduit) => plant.conduits[conduit].sl_target,
        };
        assert_eq!(found, Some(target));
        assert_eq!(comments(&after), comments(&files));
    }
}

#[test]
fn a_statement_comes_and_goes() {
    let files = refinery();
    let add = Edit::AddStatement { id: id("new.one"), statement: statement() };
    let (with, plant) = changed(&files, &[add]);
    let mut found = plant.statements["new.one"].clone();
    found.place = Span::default();
    assert_eq!(found, statement());
    assert_eq!(comments(&with), comments(&files));
    let (without, plant) = changed(&with, &[Edit::RemoveStatement { id: id("new.one") }]);
    assert!(!plant.statements.contains_key("new.one"));
    assert_eq!(comments(&without), comments(&files));
}

#[test]
fn the_first_statement_of_all_makes_the_file() {
    let files: Vec<SourceFile> = refinery().into_iter().filter(|file| file.path != "statements.toml").collect();
    let (after, plant) = changed(&files, &[Edit::AddStatement { id: id("one"), statement: statement() }]);
    assert_eq!(plant.statements.len(), 1);
    assert_eq!(after.len(), files.len() + 1);
}

#[test]
fn a_removed_statement_takes_only_its_own_comment_along() {
    let text = "# About this file.\n\n# About one.\n[statements.one]\nzone = \"control\"\nrequirement = \"SR 2.8\"\n\
                rating = \"none\"\nmade_by = \"engineer\"\nmade_at = 2026-11-23\n\n# The end.\n";
    let mut files = refinery();
    files.retain(|file| file.path != "statements.toml");
    files.push(SourceFile::new("statements.toml", text));
    let (after, _) = changed(&files, &[Edit::RemoveStatement { id: id("one") }]);
    let left = &after.iter().find(|file| file.path == "statements.toml").unwrap().text;
    assert_eq!(left.as_str(), "# About this file.\n\n# The end.\n");
}

#[test]
fn an_asset_is_added_with_any_name() {
    let (after, plant) = changed(&refinery(), &[Edit::AddAsset { id: id("plc:7.a"), asset: asset() }]);
    let mut found = plant.assets[&AssetId::parse("plc:7.a").unwrap()].clone();
    found.place = Span::default();
    found.interfaces.iter_mut().for_each(|i| i.place = Span::default());
    assert_eq!(found, asset());
    assert!(!plant.zones.contains_key("evil"));
    assert_eq!(comments(&after), comments(&refinery()));
}

#[test]
fn a_renamed_thing_is_renamed_wherever_it_is_named() {
    let nouns = [
        (Noun::Zone, "control"),
        (Noun::Zone, "turbine"),
        (Noun::Conduit, "control-to-dmz"),
        (Noun::Asset, "plc-101"),
        (Noun::Network, "control-net"),
        (Noun::Person, "engineer"),
        (Noun::Product, "example-plc"),
        (Noun::EssentialFunction, "reactor-shutdown"),
    ];
    for (noun, old) in nouns {
        let files = refinery();
        let new = format!("{old}.new");
        let edit = Edit::Rename { noun, old: old.to_owned(), new: new.clone() };
        let (after, plant) = changed(&files, &[edit]);
        assert_eq!(plant.renamed[old], new);
        let quoted = format!("\"{old}\"");
        // Words may read like ids, and old ids lead on to it.
        let is_other = |line: &str| ["kind =", "roles =", "bpcs ="].iter().any(|start| line.starts_with(start));
        let lines = after.iter().flat_map(|file| file.text.lines());
        let still: Vec<&str> = lines.filter(|line| line.contains(&quoted) && !is_other(line)).collect();
        assert_eq!(still, Vec::<&str>::new(), "{noun:?}");
        assert_eq!(comments(&after), comments(&files));
        let (_, back) = changed(&after, &[Edit::Rename { noun, old: new, new: old.to_owned() }]);
        assert_eq!(back.zones.keys().collect::<Vec<_>>(), parse(&files).plant.zones.keys().collect::<Vec<_>>());
    }
}

#[test]
fn an_edit_that_does_not_fit_changes_nothing_and_says_why() {
    let files = refinery();
    let mut elsewhere = allowance();
    elsewhere.responder = vec![Party::Asset(id("no-such-asset"))];
    let mut half = SlVector::default();
    half.set(ringwall_model::FoundationalRequirement::Iac, Some(SecurityLevel::FOUR));
    let misfits = [
        Edit::AddAllowance { conduit: id("no-such-conduit"), allowance: allowance(), remark: vec![] },
        Edit::AddAllowance { conduit: id("control-to-dmz"), allowance: elsewhere, remark: vec![] },
        Edit::SetTarget { scope: ScopeId::Zone(id("nowhere")), target: SlTarget::default() },
        Edit::SetTarget { scope: ScopeId::Zone(id("control")), target: SlTarget(half) },
        Edit::RemoveStatement { id: id("no-such-statement") },
        Edit::AddAsset { id: id("plc-101"), asset: asset() },
        Edit::Rename { noun: Noun::Zone, old: "control".to_owned(), new: "dmz".to_owned() },
        Edit::Rename { noun: Noun::Zone, old: "nowhere".to_owned(), new: "somewhere".to_owned() },
        Edit::Rename { noun: Noun::Zone, old: "control".to_owned(), new: "a b".to_owned() },
    ];
    for misfit in misfits {
        let good = Edit::AddStatement { id: id("good"), statement: statement() };
        let refused = apply(&files, &[good, misfit.clone()]).unwrap_err();
        assert!(!refused.is_empty() && refused.iter().all(|d| !d.message.is_empty()), "{misfit:?}");
    }
    let broken = [SourceFile::new("plant.toml", "[zones.control\n")];
    let target = SlTarget(SlVector::uniform(SecurityLevel::FOUR));
    assert!(
        apply(&broken, &[Edit::SetTarget { scope: ScopeId::Zone(ZoneId::parse("control").unwrap()), target }]).is_err()
    );
}

#[test]
fn line_ends_and_the_rest_of_the_text_stay_as_they_are() {
    let text = "\u{feff}[zones.a]\r\nkind = \"control\" # why\r\nsl_target = [1,1,1,1,1,1,1]   # from risk\r\n";
    let files = [SourceFile::new("plant.toml", text)];
    let target = SlTarget(SlVector::uniform(SecurityLevel::FOUR));
    let changes = apply(&files, &[Edit::SetTarget { scope: ScopeId::Zone(id("a")), target }]).unwrap();
    let expected = text.replace("[1,1,1,1,1,1,1]", "[4, 4, 4, 4, 4, 4, 4]");
    assert_eq!(changes, [Change { path: "plant.toml".to_owned(), text: Some(expected) }]);
    assert_eq!(apply(&files, &[]).unwrap(), []);
}

#[test]
fn a_pin_is_added_moved_and_leaves_what_stands_beside_it() {
    let mut files = refinery();
    let pin = |scope, x, y| Edit::Pin { scope, x, y };
    let zone = |name: &str| ScopeId::Zone(id(name));
    let edits = [pin(zone("site"), 500, 310), pin(zone("control"), 70, 40)];
    let changes = apply(&files, &edits).unwrap();
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    let text = change.text.clone().unwrap();
    assert!(text.contains("site = { x = 500, y = 310 }") && text.contains("# What the title block says"), "{text}");
    files.retain(|file| file.path != "drawing.toml");
    let changes = apply(&files, &edits).unwrap();
    assert_eq!(
        changes[0].text.as_deref(),
        Some("[pinned_zones]\nsite = { x = 500, y = 310 }\ncontrol = { x = 70, y = 40 }\n")
    );
}
