//! Laws of the judge over random plants: what may raise an answer, what may not, and that two ways of asking agree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod slow;
mod world;

use std::{collections::BTreeMap, sync::Arc};

use ringwall_assess::{Cell, Change, Context, assess, index, judge};
use ringwall_model::{
    Assessment, EvidenceSet, FoundationalRequirement, Instant, Outcome, RowVerdict, ScopeAssessment, ScopeId,
    SlAchieved, Verdict,
};

use world::{CATALOGUE, Dice, World, day};

/// Random worlds a law is tried on.
#[expect(clippy::disallowed_methods, reason = "a soak asks for more cases than a test run")]
fn cases() -> u64 {
    std::env::var("RINGWALL_SOAK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(250)
}

/// The evaluator is the one law that knows the method from elsewhere: it is asked this many times as often.
const EVALUATED: u64 = 8;

fn over_worlds(law: impl Fn(&mut Dice, &World)) {
    over_so_many_worlds(cases(), law);
}

fn over_so_many_worlds(worlds: u64, law: impl Fn(&mut Dice, &World)) {
    for seed in 0..worlds {
        let mut dice = Dice::new(seed);
        let world = World::random(&mut dice);
        law(&mut dice, &world);
    }
}

fn answer(world: &World) -> Assessment {
    assess(&world.plant, &CATALOGUE, world.set.clone(), Context::default(), world.at)
}

fn scopes(assessment: &Assessment) -> impl Iterator<Item = &ScopeAssessment> {
    assessment.zones.iter().chain(&assessment.conduits)
}

fn levels(scope: &ScopeAssessment) -> [SlAchieved; 4] {
    [scope.sl_demonstrated, scope.sl_demonstrated_without_compensation, scope.sl_ceiling, scope.sl_claimed]
}

/// No level of `higher` is below the same level of `lower`.
#[track_caller]
fn at_least(higher: &World, lower: &World, law: &str) {
    let (higher_answer, lower_answer) = (answer(higher), answer(lower));
    for (above, below) in scopes(&higher_answer).zip(scopes(&lower_answer)) {
        for (above, below) in levels(above).into_iter().zip(levels(below)) {
            assert!(above.0.reaches(&below.0), "{law}: {} is below {}\n{higher:#?}\n{lower:#?}", above.0, below.0);
        }
    }
}

fn supports(set: &EvidenceSet) -> Vec<usize> {
    (0..set.evidence.len()).filter(|at| set.evidence[*at].outcome == Outcome::Supports).collect()
}

#[test]
fn removing_support_never_raises() {
    over_worlds(|dice, world| {
        let mut poorer = world.clone();
        let supports = supports(&world.set);
        if !supports.is_empty() {
            poorer.set.evidence.remove(dice.pick(&supports));
        }
        at_least(world, &poorer, "removing support");
    });
}

#[test]
fn ageing_support_never_raises() {
    over_worlds(|dice, world| {
        let mut older = world.clone();
        for at in supports(&world.set) {
            let evidence = Arc::make_mut(&mut older.set.evidence[at]);
            if evidence.observed_at <= world.at && dice.one_in(2) {
                let days = dice.below(10);
                evidence.observed_at.0 -= day(days).0;
                evidence.valid_until = evidence.valid_until.map(|end| Instant(end.0 - day(days).0));
            } else {
                evidence.valid_until = Some(evidence.valid_until.unwrap_or(day(20)).min(dice.day()));
            }
        }
        at_least(world, &older, "ageing support");
    });
}

#[test]
fn adding_a_contradiction_never_raises() {
    over_worlds(|dice, world| {
        let mut contradicted = world.clone();
        let evidence = world::evidence(dice, 100);
        contradicted.set.evidence.push(ringwall_model::Evidence { outcome: Outcome::Contradicts, ..evidence }.into());
        at_least(world, &contradicted, "adding a contradiction");
    });
}

#[test]
fn seeing_a_condition_never_raises() {
    over_worlds(|dice, world| {
        let mut seen = world.clone();
        seen.set.conditions.push(world::condition(dice));
        at_least(world, &seen, "seeing a condition");
    });
}

#[test]
fn adding_support_never_lowers() {
    over_worlds(|dice, world| {
        let mut richer = world.clone();
        let evidence = world::evidence(dice, 100);
        richer.set.evidence.push(ringwall_model::Evidence { outcome: Outcome::Supports, ..evidence }.into());
        at_least(&richer, world, "adding support");
        richer.set.not_applicable.push(world::claim(dice, 100));
        at_least(&richer, world, "adding a claim");
    });
}

#[test]
fn deleting_a_statement_that_claims_raises_nothing() {
    over_worlds(|dice, world| {
        let mut poorer = world.clone();
        let claims = poorer.set.not_applicable.len();
        if claims > 0 {
            poorer.set.not_applicable.remove(usize::try_from(dice.below(claims as u64)).unwrap());
        }
        at_least(world, &poorer, "deleting a claim");
    });
}

/// The newest of what can speak for a level; what comes later only takes away.
fn newest_support(world: &World) -> Instant {
    let support = world.set.evidence.iter().filter(|e| e.outcome == Outcome::Supports).map(|e| e.observed_at);
    let claims = world.set.not_applicable.iter().map(|claim| claim.made_at);
    let compensations = world.plant.countermeasures.values().filter_map(|c| c.compensation.as_ref());
    let accepted = compensations.flat_map(|c| [c.accepted_at, c.check.as_ref().and_then(|check| check.last_passed)]);
    support.chain(claims).chain(accepted.flatten()).max().unwrap_or_default()
}

#[test]
fn no_passage_of_time_raises() {
    over_worlds(|dice, world| {
        let from = newest_support(world);
        let now = World { at: from.plus_days(u32::try_from(dice.below(10)).unwrap()), ..world.clone() };
        let later = World { at: now.at.plus_days(u32::try_from(dice.below(4000)).unwrap()), ..world.clone() };
        at_least(&now, &later, "passage of time");
    });
}

#[test]
fn order_never_matters() {
    over_worlds(|dice, world| {
        let mut shuffled = world.clone();
        dice.shuffle(&mut shuffled.set.evidence);
        dice.shuffle(&mut shuffled.set.not_applicable);
        dice.shuffle(&mut shuffled.set.conditions);
        dice.shuffle(&mut shuffled.plant.allocations);
        let [one, other] = [world, &shuffled].map(|world| serde_json::to_string(&answer(world)).unwrap());
        assert_eq!(one, other);
    });
}

fn from_scratch(world: &World) -> BTreeMap<Cell, RowVerdict> {
    let index = index(&world.plant, &CATALOGUE, &world.set);
    index.cells().map(|cell| (cell.clone(), judge(&index, cell, world.at))).collect()
}

/// A change of an index, and the same change of the world it was made of.
fn change(dice: &mut Dice, world: &mut World, number: u64) -> Change {
    match dice.below(7) {
        0 if !world.set.evidence.is_empty() => {
            let id = dice.pick(&world.set.evidence).id.clone();
            world.set.evidence.retain(|evidence| evidence.id != id);
            Change::EvidenceRemoved(id)
        }
        1 if !world.set.not_applicable.is_empty() => {
            let statement = dice.pick(&world.set.not_applicable).statement;
            world.set.not_applicable.retain(|claim| claim.statement != statement);
            Change::NotApplicableRemoved(statement)
        }
        2 if !world.set.conditions.is_empty() => {
            let seen = dice.pick(&world.set.conditions);
            world.set.conditions.retain(|other| *other != seen);
            Change::ConditionRemoved(Box::new(seen))
        }
        3 => {
            let claim = world::claim(dice, number);
            world.set.not_applicable.push(claim.clone());
            Change::NotApplicableAdded(Box::new(claim))
        }
        4 => {
            let seen = world::condition(dice);
            world.set.conditions.push(seen.clone());
            Change::ConditionAdded(Box::new(seen))
        }
        5 => {
            let (from, to) = (world.at, day(dice.below(50)));
            world.at = to;
            Change::TimeMoved { from, to }
        }
        _ => {
            let evidence = Arc::new(world::evidence(dice, number));
            world.set.evidence.push(Arc::clone(&evidence));
            Change::EvidenceAdded(evidence)
        }
    }
}

#[test]
fn applying_changes_equals_judging_from_scratch_byte_for_byte() {
    over_worlds(|dice, world| {
        let mut world = world.clone();
        let mut index = index(&world.plant, &CATALOGUE, &world.set);
        let mut verdicts = from_scratch(&world);
        for number in 100..110 {
            let change = change(dice, &mut world, number);
            for cell in index.apply(change.clone()) {
                let verdict = judge(&index, &cell, world.at);
                verdicts.insert(cell, verdict);
            }
            let fresh = from_scratch(&world);
            assert!(verdicts.keys().eq(fresh.keys()));
            for (cell, verdict) in &fresh {
                let [new, kept] = [verdict, &verdicts[cell]].map(|verdict| serde_json::to_string(verdict).unwrap());
                assert_eq!(new, kept, "{cell:?} after {change:?}\n{world:#?}");
            }
        }
    });
}

#[test]
fn a_slow_evaluator_written_from_the_method_agrees() {
    over_so_many_worlds(EVALUATED * cases(), |_, world| {
        let assessment = answer(world);
        let judged: Vec<&ScopeId> = scopes(&assessment).map(|scope| &scope.scope).collect();
        let zones = world.plant.zones.keys().cloned().map(ScopeId::Zone);
        let all = zones.chain(world.plant.conduits.keys().cloned().map(ScopeId::Conduit));
        let expected: Vec<ScopeId> = all.filter(|scope| is_judged(world, scope)).collect();
        assert!(judged.into_iter().eq(&expected));
        for scope in scopes(&assessment) {
            agrees(world, scope);
        }
    });
}

/// Zones outside the system are drawn; so are conduits that join nothing else.
fn is_judged(world: &World, scope: &ScopeId) -> bool {
    let inside =
        |id| world.plant.zones.get(id).is_some_and(|z| z.in_suc && z.kind != ringwall_model::ZoneKind::External);
    match scope {
        ScopeId::Zone(id) => inside(id),
        ScopeId::Conduit(id) => world.plant.conduits[id].zones.iter().any(inside),
    }
}

fn agrees(world: &World, scope: &ScopeAssessment) {
    let mut rows = Vec::new();
    let mut verdicts = scope.verdicts.iter();
    for row in CATALOGUE.requirements() {
        let case = slow::Case { plant: &world.plant, set: &world.set, scope: &scope.scope, row, at: world.at };
        let Some(slow) = case.answer() else {
            assert!(scope.elsewhere.contains(&row.id));
            continue;
        };
        let fast = verdicts.next().unwrap();
        assert_eq!(fast.requirement, row.id);
        let context = || format!("{} in {}: {fast:#?}\n{world:#?}", row.id, scope.scope);
        assert_eq!((fast.verdict, fast.claimed), (slow.verdict, slow.claimed), "{}", context());
        assert_eq!(fast.compensated.as_ref().map(|c| c.up_to), slow.up_to, "{}", context());
        assert_eq!(fast.constraint.is_some(), slow.constrained, "{}", context());
        if slow.verdict != Verdict::NotApplicable {
            let units = fast.criteria.iter().map(|c| {
                let set = |units: &[ringwall_model::UnitId]| units.iter().cloned().collect();
                (c.id.clone(), set(&c.contradicted_units), set(&c.undecided_units))
            });
            assert!(units.eq(slow.criteria.iter().cloned()), "{}", context());
        }
        rows.push((row, slow));
    }
    assert!(verdicts.next().is_none());
    levels_agree(scope, &rows);
}

fn levels_agree(scope: &ScopeAssessment, rows: &[(&ringwall_model::Requirement, slow::Answer)]) {
    type Row = slow::Answer;
    let good = |verdict| matches!(verdict, Verdict::Met | Verdict::NotApplicable);
    let compensated = |row: &Row, level: u8| row.up_to.is_some_and(|up_to| up_to.get() >= level);
    for fr in FoundationalRequirement::ALL {
        let fast = levels(scope).map(|vector| vector.0.level(fr).map(|level| level.get()));
        let slow = [
            slow::level(rows, fr, |row, level| good(row.verdict) || compensated(row, level)),
            slow::level(rows, fr, |row, _| good(row.verdict)),
            slow::level(rows, fr, |row, level| row.verdict != Verdict::NotMet || compensated(row, level)),
            slow::level(rows, fr, |row, _| good(row.claimed)),
        ];
        assert_eq!(fast, slow, "{fr} of {}", scope.scope);
    }
}

#[test]
fn what_an_essential_function_needs_changes_no_verdict_and_no_level() {
    over_worlds(|_, world| {
        let mut free = world.clone();
        free.plant.essential_functions.clear();
        free.plant.assets.values_mut().for_each(|asset| asset.safety = false);
        let (bound, free) = (answer(world), answer(&free));
        for (bound, free) in scopes(&bound).zip(scopes(&free)) {
            assert_eq!(levels(bound), levels(free));
            for (bound, free) in bound.verdicts.iter().zip(&free.verdicts) {
                assert_eq!(free.constraint, None);
                assert_eq!(RowVerdict { constraint: None, ..bound.clone() }, *free);
            }
        }
    });
}

#[test]
fn no_compensation_lifts_a_constraint_and_every_constraint_names_a_finding_that_stops() {
    over_worlds(|_, world| {
        let mut bare = world.clone();
        bare.plant.countermeasures.clear();
        let (answered, bare) = (answer(world), answer(&bare));
        let stops = |code: &str| {
            let named = |f: &&ringwall_model::Finding| f.severity == ringwall_model::Severity::Stop && f.code == code;
            answered.findings.iter().any(|finding| named(&finding))
        };
        for (compensated, bare) in scopes(&answered).zip(scopes(&bare)) {
            for (compensated, bare) in compensated.verdicts.iter().zip(&bare.verdicts) {
                assert!(bare.constraint.is_none() || compensated.constraint == bare.constraint);
                assert_eq!((compensated.verdict, compensated.claimed), (bare.verdict, bare.claimed));
                assert!(compensated.constraint.iter().all(|constraint| stops(&constraint.finding)));
            }
        }
        let stopping = |answer: &Assessment| {
            let stops = answer.findings.iter().filter(|f| f.severity == ringwall_model::Severity::Stop);
            stops.cloned().collect::<std::collections::BTreeSet<_>>()
        };
        assert!(stopping(&answered).is_superset(&stopping(&bare)));
    });
}

#[test]
fn coverage_adds_up() {
    over_worlds(|_, world| {
        for scope in scopes(&answer(world)) {
            let rows = scope.applicable.iter().sum::<u32>() as usize;
            assert_eq!(rows + scope.elsewhere.len(), CATALOGUE.requirements().len());
            assert_eq!(rows, scope.verdicts.len());
            let decided = scope.verdicts.iter().filter(|row| row.verdict != Verdict::Unknown).count();
            assert_eq!(scope.decided.iter().sum::<u32>() as usize, decided);
            for at in 0..7 {
                assert!(scope.decided_at_sl1[at] <= scope.decided[at] && scope.decided[at] <= scope.applicable[at]);
            }
            let [demonstrated, alone, ceiling, _] = levels(scope);
            assert!(ceiling.0.reaches(&demonstrated.0) && demonstrated.0.reaches(&alone.0));
        }
    });
}

/// The laws say little if random worlds never reach an answer.
#[test]
fn random_worlds_reach_every_answer() {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 0..cases() {
        let world = World::random(&mut Dice::new(seed));
        for row in scopes(&answer(&world)).flat_map(|scope| &scope.verdicts) {
            *seen.entry(row.verdict.word().to_owned()).or_default() += 1;
            let strong = row.compensated.is_some();
            *seen.entry(format!("compensated {strong}")).or_default() += 1;
            *seen.entry(format!("constrained {}", row.constraint.is_some())).or_default() += 1;
        }
    }
    for word in ["met", "not-met", "unknown", "not-applicable", "compensated true"] {
        assert!(seen.get(word).is_some_and(|count| *count >= cases() / 10), "{seen:?}");
    }
    assert!(seen.get("constrained true").is_some_and(|count| *count >= cases() / 20), "{seen:?}");
}
