//! What the judge decides, case by case, as decision 0003 says it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod cases;
mod world;

use std::slice::from_ref;

use cases::{asked, contradiction, judged, plant, support, unit, zone};
use ringwall_assess::{Context, assess, blockers};
use ringwall_model::{
    Allocation, Allowance, AssetId, ComponentType, CriterionId, Evidence, EvidenceId, EvidenceKind, EvidenceSet,
    FoundationalRequirement, Grade, LeaningCell, NotApplicableClaim, Outcome, Party, Place, Plant, RequirementId,
    RowVerdict, SecurityLevel, SlTarget, SlVector, Span, StatementId, Units, Verdict, ZoneId,
};
use world::{CATALOGUE, day};

fn words(verdict: &RowVerdict) -> (&str, &str) {
    (verdict.verdict.word(), &verdict.basis)
}

#[test]
fn support_counts_from_when_it_was_seen_until_it_expires() {
    let at = |at| asked(&plant(), "SR 1.1", &[support()], day(at)).verdict;
    assert_eq!([9, 10, 19, 20].map(at), [Verdict::Unknown, Verdict::Met, Verdict::Met, Verdict::Unknown]);
}

#[test]
fn one_criterion_or_one_unit_short_is_unknown() {
    let half = Evidence { criteria: vec![CriterionId::new("SR 1.1/one")], ..support() };
    let verdict = asked(&plant(), "SR 1.1", &[half], day(12));
    assert_eq!(
        (words(&verdict), &verdict.undecided_units),
        (("unknown", "not shown for 1 of 1 units"), &Units::from([unit("p")]))
    );
    let elsewhere = Evidence { units: vec![unit("q")], ..support() };
    assert_eq!(asked(&plant(), "SR 1.1", &[elsewhere], day(12)).verdict, Verdict::Unknown);
}

#[test]
fn a_claim_decides_nothing_but_counts_as_claimed() {
    let claim = Evidence { grade: Grade::Claimed, ..support() };
    let verdict = asked(&plant(), "SR 1.1", &[claim], day(12));
    assert_eq!((words(&verdict), verdict.claimed), (("unknown", "claimed, not examined"), Verdict::Met));
}

#[test]
fn what_only_contributes_decides_nothing() {
    let hint = Evidence { outcome: Outcome::Contributes, ..support() };
    assert_eq!(asked(&plant(), "SR 1.1", &[hint], day(12)).verdict, Verdict::Unknown);
}

#[test]
fn being_able_is_not_being_enabled_save_where_the_catalogue_says_so() {
    let able = Evidence { kind: EvidenceKind::Capability, ..support() };
    let verdict = asked(&plant(), "SR 1.1", from_ref(&able), day(12));
    assert_eq!(words(&verdict), ("unknown", "able, not shown enabled here"));
    let enough = Evidence { criteria: vec![CriterionId::new("SR 1.2/one")], ..able };
    assert_eq!(asked(&plant(), "SR 1.2", &[enough], day(12)).verdict, Verdict::Met);
}

#[test]
fn a_contradiction_blocks_whatever_its_date_and_grade() {
    for (observed_at, grade) in [(day(0), Grade::Claimed), (day(900), Grade::Verified)] {
        let against = Evidence { observed_at, grade, units: vec![unit("p")], ..contradiction() };
        let ended = Evidence { valid_until: None, observed_at: day(0), ..support() };
        let verdict = asked(&plant(), "SR 1.1", &[against, ended], day(12));
        assert_eq!(words(&verdict), ("not-met", "contradicted by telling-rule"));
    }
}

#[test]
fn newer_support_of_the_same_grade_closes_it_for_good_and_an_equal_time_does_not() {
    let closed = [contradiction(), support()];
    assert_eq!(asked(&plant(), "SR 1.1", &closed, day(12)).verdict, Verdict::Met);
    assert_eq!(asked(&plant(), "SR 1.1", &closed, day(400)).verdict, Verdict::Unknown);
    assert_eq!(asked(&plant(), "SR 1.1", &closed[..1], day(12)).verdict, Verdict::NotMet);
    let equal = Evidence { observed_at: day(10), ..contradiction() };
    assert_eq!(asked(&plant(), "SR 1.1", &[equal, support()], day(12)).verdict, Verdict::NotMet);
    let stronger = Evidence { grade: Grade::Verified, ..contradiction() };
    assert_eq!(asked(&plant(), "SR 1.1", &[stronger, support()], day(12)).verdict, Verdict::NotMet);
}

#[test]
fn being_able_does_not_undo_what_was_seen() {
    let able = Evidence { kind: EvidenceKind::Capability, ..support() };
    assert_eq!(asked(&plant(), "SR 1.1", &[contradiction(), able], day(12)).verdict, Verdict::NotMet);
}

#[test]
fn an_undeclared_asset_contradicts_though_it_is_no_unit() {
    let stranger = Evidence { units: vec![unit("stranger")], ..contradiction() };
    let verdict = asked(&plant(), "SR 1.1", &[stranger, support()], day(12));
    assert_eq!(verdict.verdict, Verdict::Met, "closed by support of every unit");
    let stranger = Evidence { units: vec![unit("stranger")], ..contradiction() };
    let narrow = Evidence { units: vec![unit("p")], ..support() };
    let verdict = asked(&plant(), "SR 1.1", &[stranger, narrow], day(12));
    assert_eq!(*verdict.criteria[0].contradicted_units, [unit("stranger")]);
}

#[test]
fn a_zone_without_assets_is_undecided_and_one_without_the_kind_has_no_unit() {
    let mut empty = plant();
    empty.assets.clear();
    assert_eq!(words(&asked(&empty, "SR 1.1", &[support()], day(12))), ("unknown", "no asset declared in this zone"));
    let mut other = plant();
    other.assets.get_mut("p").unwrap().component_types = vec![ComponentType::NetworkDevice];
    assert_eq!(words(&asked(&other, "SR 1.1 RE 1", &[], day(12))), ("not-applicable", "no unit of this kind"));
}

#[test]
fn a_claim_that_a_row_does_not_apply_stands_until_its_condition_or_a_contradiction_is_seen() {
    let claim = NotApplicableClaim {
        statement: StatementId::from_foreign("na-1"),
        scope: zone("a"),
        requirement: RequirementId::new("SR 1.1 RE 1"),
        approved_and_accepted: true,
        made_at: day(1),
        valid_until: day(30),
        place: Place::Whole,
    };
    let with = |claim: &NotApplicableClaim, evidence: &[Evidence], seen: bool| {
        let condition = ringwall_model::ConditionSeen {
            scope: zone("a"),
            condition: "passwords-in-use".into(),
            observed_at: day(40),
            place: Place::Whole,
            text: String::new(),
        };
        let conditions = if seen { vec![condition] } else { Vec::new() };
        let not_applicable = vec![claim.clone()];
        let set = EvidenceSet { not_applicable, conditions, ..EvidenceSet::from_iter(evidence.iter().cloned()) };
        judged(&plant(), "SR 1.1 RE 1", &set, day(12)).verdict
    };
    assert_eq!(with(&claim, &[], false), Verdict::NotApplicable);
    assert_eq!(with(&claim, &[], true), Verdict::Unknown);
    let against = Evidence { criteria: vec![CriterionId::new("SR 1.1 RE 1/one")], ..contradiction() };
    assert_eq!(with(&claim, &[against], false), Verdict::NotMet);
    assert_eq!(
        with(&NotApplicableClaim { approved_and_accepted: false, ..claim.clone() }, &[], false),
        Verdict::Unknown
    );
    assert_eq!(with(&NotApplicableClaim { valid_until: day(12), ..claim }, &[], false), Verdict::Unknown);
}

fn party(asset: &str) -> Party {
    Party::Asset(AssetId::from_foreign(asset))
}

/// `provider` provides SR 1.1 for the only asset of a zone.
fn allocation(scope: &str, unit: &str, provider: &str) -> Allocation {
    Allocation {
        place: Span::default(),
        scope: zone(scope),
        requirement: RequirementId::new("SR 1.1"),
        units: vec![AssetId::from_foreign(unit)],
        provided_by: AssetId::from_foreign(provider),
    }
}

/// `q` provides SR 1.1 for `p`, and conduit `ab` allows what is given.
fn allocated(allow: Vec<Allowance>) -> Plant {
    let mut plant = plant();
    plant.allocations.push(allocation("a", "p", "q"));
    plant.conduits.get_mut("ab").unwrap().allow = allow;
    plant
}

fn told(plant: &Plant) -> Vec<String> {
    let answer = assess(plant, &CATALOGUE, EvidenceSet::default(), Context::default(), day(12));
    answer.diagnostics.iter().map(|d| format!("{:?} {}", d.severity, d.code)).collect()
}

#[test]
fn an_allocated_row_is_shown_at_the_provider_in_reach() {
    let mut allocated = allocated(vec![world::allows(vec![party("p")], vec![party("q")])]);
    let there = Evidence { scope: zone("b"), units: vec![unit("q")], ..support() };
    assert_eq!(asked(&plant(), "SR 1.1", from_ref(&there), day(12)).verdict, Verdict::Unknown);
    assert_eq!(asked(&allocated, "SR 1.1", from_ref(&there), day(12)).verdict, Verdict::Met);
    let unable = Evidence { kind: EvidenceKind::Capability, ..contradiction() };
    assert_eq!(asked(&allocated, "SR 1.1", &[there.clone(), unable], day(12)).verdict, Verdict::Met);
    assert_eq!(asked(&allocated, "SR 1.1", &[there.clone(), contradiction()], day(12)).verdict, Verdict::NotMet);
    assert_eq!(told(&allocated), Vec::<String>::new());
    allocated.conduits.clear();
    assert_eq!(asked(&allocated, "SR 1.1", &[there], day(12)).verdict, Verdict::Unknown);
    assert_eq!(told(&allocated), ["Warning allocation-out-of-reach"]);
}

#[test]
fn an_allocation_counts_only_over_what_the_conduit_allows() {
    let there = Evidence { scope: zone("b"), units: vec![unit("q")], ..support() };
    let verdict = |allow| asked(&allocated(allow), "SR 1.1", from_ref(&there), day(12)).verdict;
    let allows = |one: &[Party], other: &[Party]| verdict(vec![world::allows(one.to_vec(), other.to_vec())]);
    let zone_a = Party::Zone(ZoneId::from_foreign("a"));
    assert_eq!(allows(&[party("q")], &[party("p")]), Verdict::Met, "whoever begins");
    assert_eq!(allows(&[zone_a], &[party("q")]), Verdict::Met, "a zone stands for its assets");
    assert_eq!(allows(&[], &[party("q")]), Verdict::Met, "any asset of a joined zone");
    assert_eq!(allows(&[party("p")], &[party("r")]), Verdict::Unknown, "another provider");
    assert_eq!(allows(&[party("r")], &[party("q")]), Verdict::Unknown, "another unit");
    assert_eq!(allows(&[party("p"), party("q")], &[party("r")]), Verdict::Unknown, "both on one side");
    let window = Allowance { when: Some("Sundays".into()), ..world::allows(Vec::new(), Vec::new()) };
    assert_eq!(verdict(vec![window]), Verdict::Unknown, "in a window only");
    assert_eq!(told(&allocated(Vec::new())), ["Warning allocation-not-allowed"]);
}

#[test]
fn an_allocation_in_a_circle_is_an_error_and_counts_for_nothing() {
    let everything = || vec![world::allows(Vec::new(), Vec::new())];
    let there = Evidence { scope: zone("b"), units: vec![unit("q")], ..support() };
    let mut circle = allocated(everything());
    circle.allocations.push(allocation("b", "q", "p"));
    assert_eq!(asked(&circle, "SR 1.1", from_ref(&there), day(12)).verdict, Verdict::Unknown);
    assert_eq!(told(&circle), ["Error circular-allocation", "Error circular-allocation"]);
    let mut longer = allocated(everything());
    let third = longer.assets["p"].clone();
    longer.assets.insert(AssetId::from_foreign("r"), third);
    longer.allocations.extend([allocation("b", "q", "r"), allocation("a", "r", "p")]);
    assert_eq!(asked(&longer, "SR 1.1", from_ref(&there), day(12)).verdict, Verdict::Unknown);
    assert_eq!(told(&longer).iter().filter(|code| code.as_str() == "Error circular-allocation").count(), 3);
    longer.allocations.pop();
    assert!(told(&longer).is_empty(), "a chain is no circle");
}

#[test]
fn a_component_that_provides_for_its_whole_zone_is_judged_as_it_is() {
    let mut plant = plant();
    let second = plant.assets["p"].clone();
    plant.assets.insert(AssetId::from_foreign("r"), second);
    plant.allocations.push(Allocation { units: Vec::new(), ..allocation("a", "p", "r") });
    let on_provider = Evidence { units: vec![unit("r")], ..support() };
    assert_eq!(asked(&plant, "SR 1.1", from_ref(&on_provider), day(12)).verdict, Verdict::Met);
    assert!(told(&plant).is_empty());
    plant.allocations[0].units.push(AssetId::from_foreign("r"));
    assert_eq!(told(&plant), ["Error circular-allocation"]);
}

#[test]
fn who_leans_on_a_component_is_listed_with_what_falls() {
    let plant = allocated(vec![world::allows(Vec::new(), Vec::new())]);
    let there = Evidence { scope: zone("b"), units: vec![unit("q")], ..support() };
    let set = EvidenceSet::from_iter([there]);
    let answer = assess(&plant, &CATALOGUE, set, Context::default(), day(12));
    let services: Vec<_> =
        answer.shared_services.iter().map(|s| (s.asset.as_str(), s.scopes(), s.cells.clone())).collect();
    let (scope, requirement) = (zone("a"), RequirementId::new("SR 1.1"));
    let leaning = LeaningCell { scope, requirement, units: 1, verdict: Verdict::Met };
    assert_eq!(services, [("q", 1, vec![leaning])]);
}

#[test]
fn a_conduit_answers_for_itself_and_names_what_is_judged_elsewhere() {
    let answer = assess(&plant(), &CATALOGUE, EvidenceSet::default(), Context::default(), day(12));
    let conduit = &answer.conduits[0];
    let here: Vec<&str> = conduit.verdicts.iter().map(|row| row.requirement.as_str()).collect();
    assert_eq!(here, ["SR 2.2", "SR 5.1", "SR 5.2", "SR 5.2 RE 3"]);
    assert_eq!(conduit.elsewhere.len(), 7);
    assert_eq!(conduit.sl_demonstrated.0.level(FoundationalRequirement::Iac), None);
}

#[test]
fn the_blockers_of_a_target_come_not_met_before_unknown_and_merged() {
    let mut plant = plant();
    let target = SlTarget(SlVector::uniform(SecurityLevel::new(1).unwrap()));
    plant.zones.values_mut().for_each(|zone| zone.sl_target = Some(target));
    plant.conduits.values_mut().for_each(|conduit| conduit.sl_target = Some(target));
    let set = EvidenceSet::from_iter([contradiction()]);
    let answer = assess(&plant, &CATALOGUE, set, Context::default(), day(12));
    let blockers = blockers(&answer, &CATALOGUE);
    let listed: Vec<_> = blockers.iter().map(|b| (b.requirement.as_str(), b.verdict.word(), b.scopes.len())).collect();
    assert_eq!(listed, [("SR 1.1", "not-met", 2), ("SR 2.2", "unknown", 3), ("SR 5.1", "unknown", 3)]);
}

#[test]
fn what_does_not_count_is_told() {
    let set = EvidenceSet::from_iter([
        support(),
        Evidence { id: EvidenceId("lost".into()), criteria: Vec::new(), ..support() },
    ]);
    let answer = assess(&plant(), &CATALOGUE, set, Context::default(), day(1));
    let codes: Vec<&str> = answer.diagnostics.iter().map(|d| d.code.as_ref()).collect();
    assert_eq!(codes, ["evidence-not-yet", "evidence-without-row"]);
}

#[test]
fn what_is_claimed_beyond_what_is_demonstrated_is_a_finding() {
    let claims = CATALOGUE.requirements().iter().flat_map(|row| &row.criteria).map(|criterion| criterion.id.clone());
    let claim = Evidence { grade: Grade::Claimed, criteria: claims.collect(), ..support() };
    let found = |evidence: Vec<Evidence>| {
        let set = EvidenceSet::from_iter(evidence);
        let answer = assess(&plant(), &CATALOGUE, set, Context::default(), day(12));
        answer
            .findings
            .into_iter()
            .filter(|f| f.code == "claimed-not-demonstrated")
            .map(|f| f.message)
            .collect::<Vec<_>>()
    };
    assert!(found(Vec::new()).is_empty());
    assert!(found(vec![claim])[0].starts_with("statements alone would give zone:a {"));
}
