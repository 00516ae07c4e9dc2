//! When a compensation counts, clause by clause.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod cases;
mod world;

use cases::{asked, compensated, contradiction, fault, support, unit};
use ringwall_assess::{Context, assess};
use ringwall_model::{AssetId, Compensation, CriterionId, Evidence, EvidenceSet, Foreign, PersonId, Place, Verdict};
use world::{CATALOGUE, day};

fn up_to(change: impl Fn(&mut Compensation), evidence: &[Evidence], at: u64) -> Option<u8> {
    let row = asked(&compensated(change), "SR 1.1", evidence, day(at));
    row.compensated.map(|compensated| compensated.up_to.get())
}

#[test]
fn a_compensation_counts_up_to_its_level_and_the_row_keeps_its_verdict() {
    assert_eq!(up_to(|_| (), &[fault()], 12), Some(2));
    let row = asked(&compensated(|_| ()), "SR 1.1", &[fault()], day(12));
    assert_eq!((row.verdict, row.claimed), (Verdict::NotMet, Verdict::Unknown));
    assert_eq!(up_to(|_| (), &[support()], 12), None, "what is met needs none");
}

#[test]
fn a_compensation_needs_every_one_of_its_terms() {
    let none = |change: &dyn Fn(&mut Compensation)| assert_eq!(up_to(change, &[fault()], 12), None);
    none(&|terms| terms.threat = Foreign::default());
    none(&|terms| terms.vector = Foreign::default());
    none(&|terms| terms.residual_risk = Foreign::default());
    none(&|terms| terms.accepted_by = None);
    none(&|terms| terms.accepted_at = None);
    none(&|terms| terms.expires = None);
    none(&|terms| terms.check = None);
    none(&|terms| terms.falsified_by = None);
}

#[test]
fn only_the_accountable_owner_accepts_the_residual_risk() {
    let by = |who: &str| up_to(|terms| terms.accepted_by = Some(PersonId::from_foreign(who)), &[fault()], 12);
    assert_eq!([by("owner"), by("second"), by("engineer"), by("nobody")], [Some(2), None, None, None]);
    let mut unowned = compensated(|terms| terms.accepted_by = Some(PersonId::from_foreign("second")));
    unowned.zones.get_mut("a").unwrap().owner = None;
    assert!(asked(&unowned, "SR 1.1", &[fault()], day(12)).compensated.is_some(), "any, where the zone names none");
}

#[test]
fn a_compensation_counts_between_acceptance_and_expiry_while_its_check_is_in_time() {
    let at = |at: u64| up_to(|_| (), &[fault()], at);
    assert_eq!([at(7), at(8), at(37), at(38)], [None, Some(2), Some(2), None], "the check");
    assert_eq!(up_to(|terms| terms.accepted_at = Some(day(13)), &[fault()], 12), None);
    assert_eq!(up_to(|terms| terms.expires = Some(day(12)), &[fault()], 12), None);
}

#[test]
fn a_falsified_compensation_stays_so_though_the_contradiction_is_closed() {
    let elsewhere = Evidence { criteria: vec![CriterionId::new("SR 5.1/one")], ..contradiction() };
    let closed = Evidence { criteria: vec![CriterionId::new("SR 5.1/one")], ..support() };
    assert_eq!(up_to(|_| (), &[fault(), elsewhere.clone()], 12), None);
    assert_eq!(up_to(|_| (), &[fault(), elsewhere, closed], 12), None);
}

#[test]
fn a_compensation_covers_every_unit_at_fault_or_none() {
    let units = |ids: &[&str]| ids.iter().map(|id| AssetId::from_foreign(id)).collect::<Vec<_>>();
    assert_eq!(up_to(|terms| terms.units = units(&["p"]), &[fault()], 12), Some(2));
    assert_eq!(up_to(|terms| terms.units = units(&["q"]), &[fault()], 12), None);
    let stranger = Evidence { units: vec![unit("stranger")], ..fault() };
    assert_eq!(up_to(|terms| terms.units = units(&["p"]), &[fault(), stranger], 12), None);
}

#[test]
fn what_a_compensation_lacks_or_has_run_out_of_is_told_with_its_place() {
    let told = |change: &dyn Fn(&mut Compensation), at: u64| {
        let set = EvidenceSet::from_iter([fault()]);
        let answer = assess(&compensated(change), &CATALOGUE, set, Context::default(), day(at));
        let remarks = answer.diagnostics.into_iter().filter(|d| d.code.starts_with("compensation-"));
        remarks.map(|d| (d.code.into_owned(), matches!(d.place, Place::File(_)), d.help.is_some())).collect::<Vec<_>>()
    };
    for (change, at, code) in [
        (&(|terms: &mut Compensation| terms.check = None) as &dyn Fn(&mut Compensation), 12, "compensation-incomplete"),
        (&|_| (), 0, "compensation-not-yet"),
        (&|_| (), 50, "compensation-unchecked"),
        (&|_| (), 200, "compensation-expired"),
        (&|terms: &mut Compensation| terms.falsified_by = Some("other-rule".into()), 12, "compensation-falsified"),
    ] {
        assert_eq!(told(change, at), [(code.to_owned(), true, true)]);
    }
}
