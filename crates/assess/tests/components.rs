//! The component side: SL-C from sheets by 62443-4-2, and *able* beside *enabled*.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod world;

use std::collections::BTreeSet;

use ringwall_assess::{Components, Context, FirmwareSeen, assess, components};
use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Able, Asset, AssetId, Capability, CapabilityAnswer, ComponentAssessment, ComponentType, CriterionId, Evidence,
    EvidenceId, EvidenceKind, EvidenceSet, FoundationalRequirement, Grade, Instant, Maker, Outcome, Place, Plant,
    Product, ProductId, Requirement, RequirementId, ScopeId, SecurityLevel, SheetStanding, Span, StatementId, UnitId,
    Zone, ZoneId, ZoneKind,
};
use world::{Dice, day};

fn line(requirement: &str, able: Able) -> Capability {
    let requirement = RequirementId::new(requirement);
    Capability { place: Span::default(), requirement, criteria: Vec::new(), able, source: "manual, page 4".into() }
}

fn product(capabilities: Vec<Capability>) -> Product {
    Product {
        place: Span::default(),
        vendor: "Acme".into(),
        model: "X1".into(),
        component_types: vec![ComponentType::EmbeddedDevice],
        firmware_from: None,
        firmware_below: None,
        as_of: Some(day(1)),
        capabilities,
    }
}

/// Asset `p` in zone `a`, of a product with this sheet.
fn plant(product: Product) -> Plant {
    let dice = &mut Dice::new(1);
    let mut plant = Plant::default();
    let zone = Zone { kind: ZoneKind::Control, in_suc: true, ..world::zone(dice) };
    plant.zones.insert(ZoneId::from_foreign("a"), zone);
    let asset = Asset {
        zones: vec![ZoneId::from_foreign("a")],
        conduits: Vec::new(),
        component_types: vec![ComponentType::EmbeddedDevice],
        lacks: Vec::new(),
        product: Some(ProductId::from_foreign("x1")),
        ..world::asset(dice)
    };
    plant.assets.insert(AssetId::from_foreign("p"), asset);
    plant.products.insert(ProductId::from_foreign("x1"), product);
    plant
}

fn found(plant: &Plant) -> Components {
    components(plant, Catalogue::embedded(), &FirmwareSeen::new(), day(10))
}

fn only(plant: &Plant) -> ComponentAssessment {
    found(plant).components.pop().unwrap()
}

/// Capability and ceiling of one foundational requirement.
fn interval(product: Product, fr: FoundationalRequirement) -> (u8, u8) {
    let component = only(&plant(product));
    let level = |vector: ringwall_model::SlCapability| vector.0.level(fr).unwrap().get();
    (level(component.sl_capability), level(component.sl_capability_ceiling))
}

/// Every row of a foundational requirement that an embedded device is asked up to a level.
fn all_able(fr: FoundationalRequirement, level: u8) -> Vec<Capability> {
    let asked = Catalogue::embedded().components().iter().filter(|row| {
        row.fr == fr && row.sl_min.get() <= level && row.component_types.contains(&ComponentType::EmbeddedDevice)
    });
    asked.map(|row| line(row.id.as_str(), Able::Yes)).collect()
}

const DC: FoundationalRequirement = FoundationalRequirement::Dc;

#[test]
fn a_row_the_sheet_does_not_mention_is_unknown_and_never_rounds_up() {
    assert_eq!(interval(product(Vec::new()), DC), (0, 4));
    assert_eq!(interval(product(all_able(DC, 1)), DC), (1, 4));
    assert_eq!(interval(product(all_able(DC, 4)), DC), (4, 4));
    let mut without = all_able(DC, 4);
    without.retain(|line| line.requirement.as_str() != "CR 4.2");
    assert_eq!(interval(product(without), DC), (1, 4));
}

#[test]
fn what_it_cannot_do_caps_the_ceiling_whatever_else_the_sheet_says() {
    let mut lines = all_able(DC, 4);
    lines.push(Capability { criteria: vec![CriterionId::new("CR 4.2/all-memories")], ..line("CR 4.2", Able::No) });
    assert_eq!(interval(product(lines.clone()), DC), (1, 1));
    assert_eq!(interval(Product { as_of: None, ..product(lines) }, DC), (0, 1), "not able needs no date, able does");
}

#[test]
fn levels_are_those_of_4_2_where_the_two_parts_differ() {
    let rows = &found(&plant(product(Vec::new()))).sheets[0].rows;
    assert!(rows.iter().any(|row| row.requirement.as_str() == "CR 2.11"));
    let lines: Vec<Capability> = all_able(FoundationalRequirement::Uc, 4)
        .into_iter()
        .filter(|line| line.requirement.as_str() != "CR 2.11")
        .collect();
    assert_eq!(
        interval(product(lines), FoundationalRequirement::Uc),
        (0, 4),
        "CR 2.11 begins at SL 1, SR 2.11 at SL 2"
    );
}

#[test]
fn only_a_row_with_a_condition_can_be_beside_the_point() {
    let answer = |row: &str| {
        let found = found(&plant(product(vec![line(row, Able::NotApplicable)])));
        let answered = found.sheets[0].rows.iter().find(|r| r.requirement.as_str() == row).unwrap().answer;
        (answered, found.diagnostics.iter().map(|d| d.code.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(answer("CR 2.2"), (CapabilityAnswer::NotApplicable, Vec::new()));
    assert_eq!(answer("CR 2.8"), (CapabilityAnswer::Unknown, vec!["sheet-line-without-condition".to_owned()]));
}

#[test]
fn able_needs_every_criterion_a_source_and_a_date_that_has_come() {
    let answer = |product: Product| {
        found(&plant(product)).sheets[0].rows.iter().find(|r| r.requirement.as_str() == "CR 4.3").unwrap().clone()
    };
    let able = || line("CR 4.3", Able::Yes);
    assert_eq!(answer(product(vec![able()])).answer, CapabilityAnswer::Able);
    let part = Capability { criteria: vec![CriterionId::new("CR 4.3/vetted-only")], ..able() };
    let partly = answer(product(vec![part]));
    assert_eq!((partly.answer, partly.undecided.len()), (CapabilityAnswer::Unknown, 2));
    assert_eq!(answer(product(vec![Capability { source: "".into(), ..able() }])).answer, CapabilityAnswer::Unknown);
    let early = answer(Product { as_of: Some(day(11)), ..product(vec![able()]) });
    assert_eq!((early.answer, early.lines[0].counts), (CapabilityAnswer::Unknown, false));
}

#[test]
fn a_sheet_for_other_or_unknown_firmware_says_nothing_of_a_device() {
    let standing = |declared: Option<&str>, seen: &[&str]| {
        let sheet = product(vec![line("CR 4.3", Able::No)]);
        let mut plant = plant(Product { firmware_from: Some("2.0".into()), firmware_below: Some("3".into()), ..sheet });
        plant.assets.get_mut("p").unwrap().firmware = declared.map(Into::into);
        let seen = seen.iter().map(|text| (*text).into()).collect();
        let seen = FirmwareSeen::from([(AssetId::from_foreign("p"), seen)]);
        let component = components(&plant, Catalogue::embedded(), &seen, day(10)).components.pop().unwrap();
        (component.sheet, component.sl_capability_ceiling.0.level(DC).unwrap().get())
    };
    assert_eq!(standing(Some("2.4"), &[]), (SheetStanding::Holds, 0));
    assert_eq!(standing(Some("2.4"), &["2.5"]), (SheetStanding::Holds, 0));
    assert_eq!(standing(Some("3.1"), &[]), (SheetStanding::FirmwareExcluded, 4));
    assert_eq!(standing(None, &[]), (SheetStanding::FirmwareUnknown, 4));
    assert_eq!(standing(Some("2.4"), &["3.1"]), (SheetStanding::FirmwareUnknown, 4), "declared and seen disagree");
}

#[test]
fn a_device_of_more_types_is_asked_more() {
    let mut both = plant(product(Vec::new()));
    both.assets.get_mut("p").unwrap().component_types.push(ComponentType::NetworkDevice);
    let asked = |plant: &Plant| only(plant).applicable.iter().sum::<u32>();
    assert_eq!((asked(&plant(product(Vec::new()))), asked(&both)), (83, 83 + 22));
    let unsaid = Product { component_types: Vec::new(), ..product(Vec::new()) };
    let mut unsaid = plant(unsaid);
    unsaid.assets.get_mut("p").unwrap().component_types.clear();
    assert_eq!(asked(&unsaid), 122);
}

#[test]
fn a_sheet_stands_once_for_all_devices_it_holds_for() {
    let mut several = plant(product(vec![line("CR 4.3", Able::Yes)]));
    let second = several.assets["p"].clone();
    several.assets.insert(AssetId::from_foreign("q"), second);
    let found = found(&several);
    assert_eq!((found.components.len(), found.sheets.len()), (2, 1));
}

fn support(criteria: &[&str]) -> Evidence {
    Evidence {
        id: EvidenceId("support".into()),
        scope: ScopeId::Zone(ZoneId::from_foreign("a")),
        criteria: criteria.iter().map(|id| CriterionId::new(id)).collect(),
        units: vec![UnitId::Asset(AssetId::from_foreign("p"))],
        outcome: Outcome::Supports,
        kind: EvidenceKind::Examined,
        grade: Grade::Examined,
        observed_at: day(5),
        valid_until: None,
        place: Place::Whole,
        sha256: None,
        maker: Maker::Statement(StatementId::from_foreign("st-1")),
        text: String::new(),
    }
}

#[test]
fn able_and_enabled_stand_beside_each_other() {
    let plant = plant(product(vec![line("CR 2.8", Able::Yes), line("CR 7.3", Able::Yes), line("CR 7.7", Able::Yes)]));
    let all = ["SR 2.8/events-recorded", "SR 2.8/fields-complete", "SR 2.8/log-handling-recorded"];
    let against =
        Evidence { id: EvidenceId("against".into()), outcome: Outcome::Contradicts, ..support(&["SR 7.7/others-off"]) };
    let set = EvidenceSet::from_iter([support(&all), against]);
    let answer = assess(&plant, Catalogue::embedded(), set, Context::default(), day(10));
    let component = &answer.components[0];
    let rows = |list: &[ringwall_model::RowIn]| list.iter().map(|row| row.requirement.to_string()).collect::<Vec<_>>();
    assert_eq!(rows(&component.enabled), ["SR 2.8"]);
    assert_eq!(rows(&component.enabling_not_shown), ["SR 7.3"]);
    assert_eq!(rows(&component.able_yet_contradicted), ["SR 7.7"]);
    assert_eq!(answer.components_without_sheet, 0);
}

#[test]
fn a_sheet_raises_no_level_of_a_zone() {
    let lines = FoundationalRequirement::ALL.into_iter().flat_map(|fr| all_able(fr, 4)).collect();
    let answer =
        |plant: &Plant| assess(plant, Catalogue::embedded(), EvidenceSet::default(), Context::default(), day(10));
    let (able, silent) = (answer(&plant(product(lines))), answer(&plant(product(Vec::new()))));
    assert_eq!(able.zones, silent.zones);
    assert_ne!(able.components, silent.components);
}

/// A random sheet: lines on a third of the rows, some of single criteria.
fn random_lines(dice: &mut Dice) -> Vec<Capability> {
    let some: Vec<Requirement> = dice.some(Catalogue::embedded().components(), 2);
    some.iter().map(|row| random_line(dice, row)).collect()
}

fn random_line(dice: &mut Dice, row: &Requirement) -> Capability {
    let able = dice.pick(&[Able::Yes, Able::Yes, Able::Yes, Able::Yes, Able::No, Able::NotApplicable]);
    let ids: Vec<CriterionId> = row.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    let criteria = if dice.one_in(4) { dice.some(&ids, 2) } else { Vec::new() };
    Capability { criteria, ..line(row.id.as_str(), able) }
}

fn over_sheets(law: impl Fn(&mut Dice, Vec<Capability>)) {
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let lines = random_lines(&mut dice);
        law(&mut dice, lines);
    }
}

/// No level of the first is below that of the second.
fn at_least(higher: &ComponentAssessment, lower: &ComponentAssessment) {
    assert!(higher.sl_capability.0.reaches(&lower.sl_capability.0));
    assert!(higher.sl_capability_ceiling.0.reaches(&lower.sl_capability_ceiling.0));
    assert!(lower.sl_capability_ceiling.0.reaches(&lower.sl_capability.0));
}

#[test]
fn adding_an_able_answer_never_lowers_and_removing_one_never_raises() {
    over_sheets(|dice, lines| {
        let row = dice.pick(Catalogue::embedded().components());
        let more = [lines.clone(), vec![line(row.id.as_str(), Able::Yes)]].concat();
        at_least(&only(&plant(product(more))), &only(&plant(product(lines.clone()))));
        let mut fewer = lines.clone();
        let gone = fewer.iter().position(|line| line.able != Able::No);
        gone.map(|at| fewer.remove(at));
        at_least(&only(&plant(product(lines))), &only(&plant(product(fewer))));
    });
}

#[test]
fn adding_a_not_able_answer_never_raises_and_order_never_matters() {
    over_sheets(|dice, lines| {
        let row = dice.pick(Catalogue::embedded().components());
        let more = [lines.clone(), vec![line(row.id.as_str(), Able::No)]].concat();
        at_least(&only(&plant(product(lines.clone()))), &only(&plant(product(more))));
        let mut shuffled = lines.clone();
        dice.shuffle(&mut shuffled);
        assert_eq!(only(&plant(product(lines))), only(&plant(product(shuffled))));
    });
}

/// The slow evaluator of SL-C: each level is asked of each row and each criterion anew.
fn slow(lines: &[Capability], fr: FoundationalRequirement, at: Instant) -> (Option<u8>, Option<u8>) {
    let asked: Vec<&Requirement> = Catalogue::embedded()
        .components()
        .iter()
        .filter(|row| row.fr == fr && row.component_types.contains(&ComponentType::EmbeddedDevice))
        .collect();
    let says = |row: &Requirement, id: &CriterionId, able: Able| {
        let of = |l: &&Capability| l.requirement == row.id && l.able == able;
        lines.iter().filter(of).any(|l| l.criteria.is_empty() || l.criteria.contains(id))
    };
    let dated = day(1) <= at;
    let unable = |row: &Requirement| row.criteria.iter().any(|c| says(row, &c.id, Able::No));
    let beside = |row: &Requirement| {
        row.condition.is_some()
            && dated
            && lines.iter().any(|l| l.requirement == row.id && l.able == Able::NotApplicable)
    };
    let able = |row: &Requirement| dated && row.criteria.iter().all(|c| says(row, &c.id, Able::Yes));
    let highest = |passes: &dyn Fn(&Requirement) -> bool| {
        let holds = |level: &u8| asked.iter().all(|row| row.sl_min.get() > *level || passes(row));
        (0..=4).rev().find(holds).filter(|_| !asked.is_empty())
    };
    (highest(&|row| !unable(row) && (able(row) || beside(row))), highest(&|row| !unable(row)))
}

#[test]
fn a_slow_evaluator_agrees() {
    let mut seen = BTreeSet::new();
    over_sheets(|_, lines| {
        let component = only(&plant(product(lines.clone())));
        for fr in FoundationalRequirement::ALL {
            let level = |vector: ringwall_model::SlCapability| vector.0.level(fr).map(SecurityLevel::get);
            let fast = (level(component.sl_capability), level(component.sl_capability_ceiling));
            assert_eq!(fast, slow(&lines, fr, day(10)), "{fr}: {lines:#?}");
        }
    });
    for seed in 0..200 {
        let lines = random_lines(&mut Dice::new(seed));
        seen.extend(FoundationalRequirement::ALL.map(|fr| slow(&lines, fr, day(10)).1));
    }
    assert!(seen.len() >= 4, "the law says little if sheets never differ: {seen:?}");
}
