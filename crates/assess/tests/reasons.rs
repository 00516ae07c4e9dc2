//! Laws of reasons over random plants: what is said to raise a level does, what is said not to matter does not, and no
//! level changes without a cause.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod world;

use std::collections::{BTreeMap, BTreeSet};

use ringwall_assess::{Context, Reasons, Watchable, assess, declared, difference, index};
use ringwall_model::{
    Assessment, Cause, CriterionId, Difference, Evidence, EvidenceId, EvidenceKind, Explanation,
    FoundationalRequirement, Grade, Instant, Maker, Means, Outcome, Place, Question, ScopeAssessment, ScopeId,
    SecurityLevel, StatementId, Step, UnitId,
};

use world::{CATALOGUE, Dice, World};

/// Random worlds a law is tried on.
#[expect(clippy::disallowed_methods, reason = "a soak asks for more cases than a test run")]
fn cases() -> u64 {
    std::env::var("RINGWALL_SOAK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(250)
}

/// What a soak once found a law broken by: an asset at home in several scopes, one that provides a row for others, a
/// countermeasure over what is left. Tried each time.
const FOUND: [u64; 10] = [255, 299, 1459, 1776, 1920, 3674, 4791, 5671, 10_351, 19_394];

fn seeds() -> impl Iterator<Item = u64> {
    (0..cases()).chain(FOUND)
}

fn answer(world: &World) -> Assessment {
    assess(&world.plant, &CATALOGUE, world.set.clone(), Context::default(), world.at)
}

fn reasoned<T>(world: &World, ask: impl FnOnce(&Reasons<'_>) -> T) -> T {
    let (index, assessment) = (index(&world.plant, &CATALOGUE, &world.set), answer(world));
    let watchable = BTreeMap::from([(CriterionId::new("SR 5.1/one"), Watchable { days: 1, per_asset: false })]);
    ask(&Reasons::new(&world.plant, &CATALOGUE, &index, &assessment, &watchable))
}

fn questions(world: &World) -> Vec<Question> {
    reasoned(world, |reasons| reasons.questions())
}

fn explanations(world: &World) -> Vec<Explanation> {
    reasoned(world, |reasons| {
        let all = reasons.scopes().flat_map(|s| FoundationalRequirement::ALL.map(|fr| reasons.explain(s, fr)));
        all.collect()
    })
}

fn scopes(assessment: &Assessment) -> impl Iterator<Item = &ScopeAssessment> {
    assessment.zones.iter().chain(&assessment.conduits)
}

fn demonstrated(assessment: &Assessment, scope: &ScopeId, fr: FoundationalRequirement) -> Option<SecurityLevel> {
    scopes(assessment).find(|s| s.scope == *scope).and_then(|s| s.sl_demonstrated.0.level(fr))
}

fn said(number: usize, scope: &ScopeId, criteria: &[CriterionId], units: &[UnitId], at: Instant) -> Evidence {
    Evidence {
        id: EvidenceId(format!("answer-{number}").into()),
        scope: scope.clone(),
        criteria: criteria.to_vec(),
        units: units.to_vec(),
        outcome: Outcome::Supports,
        kind: EvidenceKind::Examined,
        grade: Grade::Examined,
        observed_at: at,
        valid_until: None,
        place: Place::Whole,
        sha256: None,
        maker: Maker::Statement(StatementId::from_foreign(&format!("answer-{number}"))),
        text: String::new(),
    }
}

fn followed(world: &World, steps: &[Step]) -> World {
    let mut world = world.clone();
    for (number, step) in steps.iter().enumerate() {
        let criteria = step.criterion.as_slice();
        let shown = said(number, &step.scope, criteria, &step.units, world.at);
        world.set.evidence.push(Evidence { grade: step.grade, ..shown }.into());
    }
    world
}

/// No evidence can undo what is dated later than the instant judged, and nothing shows what nobody declared.
fn can_be_followed(explanation: &Explanation, at: Instant) -> bool {
    let possible = |step: &Step| step.means != Means::Declare && step.newer_than.is_none_or(|newest| newest < at);
    explanation.next.is_some() && explanation.steps.iter().all(possible)
}

#[test]
fn following_every_step_raises_the_level_and_leaving_one_out_does_not() {
    let (mut followed_all, mut mended) = (0, 0);
    for seed in seeds() {
        let mut dice = Dice::new(seed);
        let world = World::random(&mut dice);
        for explanation in explanations(&world) {
            let (scope, fr, next) = (&explanation.scope, explanation.fr, explanation.next);
            if !can_be_followed(&explanation, world.at) {
                continue;
            }
            let raised = answer(&followed(&world, &explanation.steps));
            assert!(demonstrated(&raised, scope, fr) >= next, "{explanation:#?}\n{world:#?}");
            assert!(!explanation.steps.is_empty(), "something kept it from {next:?}\n{explanation:#?}");
            followed_all += 1;
            mended += u64::from(explanation.steps.iter().any(|step| step.mend));
            // A compensation may cover what is left.
            if world.plant.countermeasures.is_empty() {
                let mut most = explanation.steps.clone();
                most.remove(usize::try_from(dice.below(most.len() as u64)).unwrap());
                let left = answer(&followed(&world, &most));
                assert_eq!(demonstrated(&left, scope, fr), explanation.demonstrated, "{explanation:#?}\n{world:#?}");
            }
        }
    }
    assert!(followed_all > cases() && mended > cases() / 4, "{followed_all} followed, {mended} of them mended");
}

#[test]
fn an_explanation_accounts_for_its_level() {
    for seed in seeds() {
        let world = World::random(&mut Dice::new(seed));
        for explanation in explanations(&world) {
            let capped = explanation.ceiling.is_some_and(|ceiling| ceiling < SecurityLevel::FOUR);
            assert_eq!(capped, !explanation.ceiling_caps.is_empty(), "{explanation:#?}");
            assert_eq!(explanation.next.is_some(), !explanation.caps.is_empty(), "{explanation:#?}");
            assert_eq!(explanation.caps.is_empty(), explanation.steps.is_empty(), "{explanation:#?}");
            let ranks: Vec<_> = explanation.steps.iter().map(|s| (s.mend, s.means, s.units.len())).collect();
            assert!(ranks.is_sorted(), "cheapest first: {ranks:?}");
        }
    }
}

fn answered(world: &World, question: &Question, outcome: Outcome) -> World {
    let mut world = world.clone();
    for (number, asked) in question.of.iter().enumerate() {
        let shown = said(number, &asked.scope, &question.criteria, &asked.units, world.at);
        world.set.evidence.push(Evidence { outcome, ..shown }.into());
    }
    world
}

/// Levels no higher than the target; than the next level, where none is set.
fn up_to_target(world: &World, before: &Assessment) -> Vec<Option<SecurityLevel>> {
    let after = answer(world);
    let mut levels = Vec::new();
    for (scope, first) in scopes(&after).zip(scopes(before)) {
        let vectors = [scope.sl_demonstrated, scope.sl_demonstrated_without_compensation, scope.sl_ceiling];
        for fr in FoundationalRequirement::ALL {
            let next = first.sl_demonstrated.0.level(fr).and_then(|level| SecurityLevel::new(level.get() + 1));
            let wanted = first.sl_target.0.level(fr).or(next);
            levels.extend(vectors.map(|vector| vector.0.level(fr).min(wanted)));
        }
    }
    levels
}

#[test]
fn no_answer_to_a_question_that_does_not_matter_changes_a_level_up_to_its_target() {
    let mut tried = 0;
    for seed in seeds() {
        let world = World::random(&mut Dice::new(seed));
        let before = answer(&world);
        for question in questions(&world).iter().filter(|q| !q.bearing.matters() && !q.criteria.is_empty()) {
            for outcome in [Outcome::Supports, Outcome::Contradicts] {
                let after = answered(&world, question, outcome);
                let [was, is] = [&world, &after].map(|world| up_to_target(world, &before));
                assert_eq!(was, is, "{outcome:?} {question:#?}\n{world:#?}");
                tried += 1;
            }
        }
    }
    assert!(tried > cases(), "{tried}");
}

#[test]
fn an_answer_alone_raises_as_many_levels_as_its_question_says() {
    let mut raised = 0;
    for seed in seeds() {
        let world = World::random(&mut Dice::new(seed));
        let before = answer(&world);
        for question in questions(&world).iter().filter(|question| question.raises > 0) {
            let after = answer(&answered(&world, question, Outcome::Supports));
            let rose =
                question.cells.iter().filter(|(s, fr)| demonstrated(&after, s, *fr) > demonstrated(&before, s, *fr));
            assert!(rose.count() >= question.raises as usize, "{question:#?}\n{world:#?}");
            raised += question.raises;
        }
    }
    assert!(u64::from(raised) > cases() / 10, "{raised}");
}

#[test]
fn nothing_that_keeps_a_level_open_goes_unasked() {
    for seed in seeds() {
        let world = World::random(&mut Dice::new(seed));
        let questions = questions(&world);
        let mut asked: BTreeSet<(&CriterionId, &ScopeId, &UnitId)> = BTreeSet::new();
        for question in &questions {
            for of in &question.of {
                for unit in &of.units {
                    let new = question.criteria.iter().all(|criterion| asked.insert((criterion, &of.scope, unit)));
                    assert!(new, "asked twice: {question:#?}");
                }
            }
        }
        for explanation in explanations(&world) {
            for step in explanation.steps.iter().filter(|step| !step.mend && step.means != Means::Declare) {
                let criterion = step.criterion.as_ref().unwrap();
                let all = step.units.iter().all(|unit| asked.contains(&(criterion, &step.scope, unit)));
                assert!(all, "{step:#?}\n{questions:#?}");
            }
        }
    }
}

/// Watching a conduit shows nothing of a zone, nor of an asset.
#[test]
fn watching_is_offered_for_what_it_can_show() {
    let mut offered = 0;
    for seed in seeds() {
        for step in explanations(&World::random(&mut Dice::new(seed))).iter().flat_map(|explanation| &explanation.steps)
        {
            let whole_conduit = matches!(step.units.as_slice(), [UnitId::Scope(ScopeId::Conduit(_))]);
            let watchable = step.criterion.as_ref().is_some_and(|id| id.as_str() == "SR 5.1/one");
            assert_eq!(step.watch.is_some(), watchable && whole_conduit, "{step:#?}");
            assert!(step.means != Means::Capture || step.watch.is_some(), "{step:#?}");
            offered += u64::from(step.means == Means::Capture);
        }
    }
    assert!(offered > cases() / 10, "{offered}");
}

fn compare(from: &World, to: &World) -> Difference {
    difference(&answer(from), &answer(to), &CATALOGUE, declared(&from.plant, &to.plant))
}

#[test]
fn an_answer_does_not_differ_from_itself() {
    for seed in seeds() {
        let world = World::random(&mut Dice::new(seed));
        let same = compare(&world, &world);
        assert!(same.is_empty(), "{same:#?}");
    }
}

/// A world in which one thing changed, and whether it is a thing declared.
fn changed(dice: &mut Dice, world: &World) -> (World, bool) {
    let mut changed = world.clone();
    match dice.below(5) {
        0 if !changed.set.evidence.is_empty() => {
            let at = usize::try_from(dice.below(changed.set.evidence.len() as u64)).unwrap();
            changed.set.evidence.remove(at);
        }
        1 => changed.at = dice.day(),
        2 => changed.set.not_applicable.clear(),
        3 => {
            changed.plant = World::random(dice).plant;
            return (changed, true);
        }
        _ => changed.set.evidence.push(world::evidence(dice, 100).into()),
    }
    (changed, false)
}

#[test]
fn no_level_changes_without_a_cause() {
    let mut levels = 0;
    for seed in seeds() {
        let mut dice = Dice::new(seed);
        let world = World::random(&mut dice);
        let (other, is_declared) = changed(&mut dice, &world);
        let difference = compare(&world, &other);
        let (before, after) = (answer(&world), answer(&other));
        for change in &difference.levels {
            assert!(!change.causes.is_empty(), "{change:#?}");
            assert!(!change.causes.contains(&Cause::Declaration), "{change:#?}\n{world:#?}\n{other:#?}");
            let declares = change.causes.iter().any(|cause| matches!(cause, Cause::Declared { .. }));
            assert!(is_declared || !declares, "{change:#?}");
        }
        levels += difference.levels.len() as u64;
        let listed = difference.levels.iter().filter(|change| change.level == ringwall_model::WhichLevel::Demonstrated);
        assert_eq!(listed.count(), demonstrated_changes(&before, &after));
        assert!(difference.rows.iter().all(|row| !row.causes.is_empty()));
    }
    assert!(levels > cases() / 4, "{levels}");
}

fn demonstrated_changes(before: &Assessment, after: &Assessment) -> usize {
    let all: BTreeSet<&ScopeId> = scopes(before).chain(scopes(after)).map(|scope| &scope.scope).collect();
    let differs = |(scope, fr): &(&ScopeId, FoundationalRequirement)| {
        demonstrated(before, scope, *fr) != demonstrated(after, scope, *fr)
    };
    all.into_iter().flat_map(|scope| FoundationalRequirement::ALL.map(|fr| (scope, fr))).filter(differs).count()
}

#[test]
fn a_difference_is_the_same_the_other_way_round_with_signs_changed() {
    for seed in seeds() {
        let mut dice = Dice::new(seed);
        let world = World::random(&mut dice);
        let (other, _) = changed(&mut dice, &world);
        let (there, back) = (compare(&world, &other), compare(&other, &world));
        let ends = |d: &Difference| d.levels.iter().map(|c| (c.scope.clone(), c.fr, c.level)).collect::<Vec<_>>();
        assert_eq!(ends(&there), ends(&back));
        assert_eq!(there.rows.len(), back.rows.len());
        assert!(there.levels.iter().zip(&back.levels).all(|(one, other)| (one.from, one.to) == (other.to, other.from)));
    }
}
