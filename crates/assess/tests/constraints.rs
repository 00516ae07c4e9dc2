//! What essential functions do not bear (3-3 clause 4), case by case.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod cases;
mod world;

use cases::{asked, compensated, contradiction, fault, plant, support, zone};
use ringwall_assess::{Cell, Context, assess, index};
use ringwall_model::{
    AssetId, Compensation, ConduitId, CriterionId, EssentialConsole, EssentialFlow, EssentialFunction,
    EssentialFunctionId, Evidence, EvidenceSet, Foreign, Lock, Plant, RequirementId, Severity, Span, Verdict,
};
use world::{CATALOGUE, day};

/// Asset `p` is an essential console with a session lock.
fn essential(mut plant: Plant) -> Plant {
    let (asset, locks) = (AssetId::from_foreign("p"), vec![Lock::SessionLock]);
    let console = EssentialConsole { place: Span::default(), asset, account: None, locks };
    let function = EssentialFunction {
        place: Span::default(),
        name: Foreign::default(),
        assets: Vec::new(),
        flows: Vec::new(),
        consoles: vec![console],
        services: Vec::new(),
        longest_outage_s: None,
        approved_by: None,
    };
    plant.essential_functions.insert(EssentialFunctionId::from_foreign("f"), function);
    plant
}

fn lock(evidence: Evidence) -> Evidence {
    Evidence { criteria: vec![CriterionId::new("SR 2.5/one")], ..evidence }
}

#[test]
fn a_row_met_by_a_lock_on_an_essential_console_is_met_with_its_constraint_violated() {
    let row = asked(&essential(plant()), "SR 2.5", &[lock(support())], day(12));
    assert_eq!(row.verdict, Verdict::Met);
    assert_eq!(row.constraint.unwrap().finding, "lock-on-essential-console");
    assert_eq!(asked(&plant(), "SR 2.5", &[lock(support())], day(12)).constraint, None);
    for evidence in [&[][..], &[lock(contradiction())]] {
        assert_eq!(asked(&essential(plant()), "SR 2.5", evidence, day(12)).constraint, None, "it does not stand");
    }
}

#[test]
fn what_a_row_would_violate_is_known_before_it_is_met() {
    let cell = Cell { scope: zone("a"), requirement: RequirementId::new("SR 2.5") };
    let asked = |plant: &Plant| index(plant, &CATALOGUE, &EvidenceSet::default()).constraint(&cell).cloned();
    assert_eq!(asked(&essential(plant())).unwrap().finding, "lock-on-essential-console");
    assert_eq!(asked(&plant()), None);
}

#[test]
fn a_console_that_is_no_unit_of_the_row_violates_nothing() {
    let mut sealed = essential(plant());
    sealed.assets.get_mut("p").unwrap().lacks = vec![ringwall_model::Unit::HumanInterface];
    let row = asked(&sealed, "SR 2.5", &[lock(support())], day(12));
    assert_eq!((row.verdict, row.constraint), (Verdict::NotApplicable, None));
}

#[test]
fn a_compensation_does_not_lift_a_constraint() {
    let of_lock = |terms: &mut Compensation| terms.requirements = vec![RequirementId::new("SR 2.5")];
    let row = asked(&essential(compensated(of_lock)), "SR 2.5", &[lock(fault())], day(12));
    assert_eq!(row.compensated.map(|compensated| compensated.up_to.get()), Some(2));
    assert!(row.constraint.is_some());
}

#[test]
fn a_flow_that_fail_close_would_cut_is_found_once_the_row_is_met_though_nothing_is_declared() {
    let mut plant = essential(plant());
    let function = plant.essential_functions.values_mut().next().unwrap();
    function.consoles.clear();
    function.flows.push(EssentialFlow {
        place: Span::default(),
        from: AssetId::from_foreign("p"),
        to: AssetId::from_foreign("q"),
        conduit: Some(ConduitId::from_foreign("ab")),
        fallback: None,
    });
    let stops = |evidence: Vec<Evidence>| {
        let set = EvidenceSet::from_iter(evidence);
        let answer = assess(&plant, &CATALOGUE, set, Context::default(), day(12));
        answer
            .findings
            .into_iter()
            .filter(|f| f.severity == Severity::Stop)
            .map(|f| f.code.into_owned())
            .collect::<Vec<_>>()
    };
    assert!(stops(Vec::new()).is_empty());
    let shut = Evidence { criteria: vec![CriterionId::new("SR 5.2 RE 3/one")], ..support() };
    assert_eq!(stops(vec![shut]), ["essential-flow-can-be-cut"]);
}
