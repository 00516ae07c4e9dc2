//! What the judge decides, case by case, as decision 0003 says it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod cases;
mod world;

use std::slice::from_ref;

use cases::{asked, contradiction, judged, plant, support, unit, zone};
use ringwall_assess::{Context, assess, blockers};
use ringwall_model::{
    Allocation, AssetId, ComponentType, CriterionId, Evidence, EvidenceId, EvidenceKind, EvidenceSet,
    FoundationalRequirement, Grade, NotApplicableClaim, Outcome, Place, RequirementId, RowVerdict, SecurityLevel,
    SlTarget, SlVector, Span, StatementId, Verdict,
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
        (("unknown", "not shown for 1 of 1 units"), &vec![unit("p")])
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
    assert_eq!(verdict.criteria[0].contradicted_units, [unit("stranger")]);
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
        let (evidence, not_applicable) = (evidence.to_vec(), vec![claim.clone()]);
        let set = EvidenceSet { evidence, not_applicable, conditions, diagnostics: Vec::new() };
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

#[test]
fn an_allocated_row_is_shown_at_the_provider_in_reach() {
    let mut allocated = plant();
    allocated.allocations.push(Allocation {
        place: Span::default(),
        scope: zone("a"),
        requirement: RequirementId::new("SR 1.1"),
        units: vec![AssetId::from_foreign("p")],
        provided_by: AssetId::from_foreign("q"),
    });
    let there = Evidence { scope: zone("b"), units: vec![unit("q")], ..support() };
    assert_eq!(asked(&plant(), "SR 1.1", from_ref(&there), day(12)).verdict, Verdict::Unknown);
    assert_eq!(asked(&allocated, "SR 1.1", from_ref(&there), day(12)).verdict, Verdict::Met);
    let unable = Evidence { kind: EvidenceKind::Capability, ..contradiction() };
    assert_eq!(asked(&allocated, "SR 1.1", &[there.clone(), unable], day(12)).verdict, Verdict::Met);
    assert_eq!(asked(&allocated, "SR 1.1", &[there.clone(), contradiction()], day(12)).verdict, Verdict::NotMet);
    allocated.conduits.clear();
    assert_eq!(asked(&allocated, "SR 1.1", &[there], day(12)).verdict, Verdict::Unknown);
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
    let set = EvidenceSet { evidence: vec![contradiction()], ..EvidenceSet::default() };
    let answer = assess(&plant, &CATALOGUE, set, Context::default(), day(12));
    let blockers = blockers(&answer, &CATALOGUE);
    let listed: Vec<_> = blockers.iter().map(|b| (b.requirement.as_str(), b.verdict.word(), b.scopes.len())).collect();
    assert_eq!(listed, [("SR 1.1", "not-met", 2), ("SR 2.2", "unknown", 3), ("SR 5.1", "unknown", 3)]);
}

#[test]
fn what_does_not_count_is_told() {
    let set = EvidenceSet {
        evidence: vec![support(), Evidence { id: EvidenceId("lost".into()), criteria: Vec::new(), ..support() }],
        ..EvidenceSet::default()
    };
    let answer = assess(&plant(), &CATALOGUE, set, Context::default(), day(1));
    let codes: Vec<&str> = answer.diagnostics.iter().map(|d| d.code.as_ref()).collect();
    assert_eq!(codes, ["evidence-not-yet", "evidence-without-row"]);
}

#[test]
fn what_is_claimed_beyond_what_is_demonstrated_is_a_finding() {
    let claims = CATALOGUE.requirements().iter().flat_map(|row| &row.criteria).map(|criterion| criterion.id.clone());
    let claim = Evidence { grade: Grade::Claimed, criteria: claims.collect(), ..support() };
    let found = |evidence: Vec<Evidence>| {
        let set = EvidenceSet { evidence, ..EvidenceSet::default() };
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
