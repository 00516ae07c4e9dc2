//! Questions as they are asked: criteria found out alike brought together, and the most telling first.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use ringwall_model::{
    Answerer, Asked, Bearing, Criterion, CriterionId, EvidenceId, Means, Question, Requirement, ScopeId, UnitId, Watch,
};

use crate::{
    questions::{Gathered, Group, Key, Level, Waiting},
    reasons::Reasons,
    steps::watch,
};

/// What questions of one row must have in common to be asked as one.
type Alike = (usize, bool, Group, Vec<Asked>, BTreeMap<Level, Bearing>, Means, BTreeSet<EvidenceId>, Option<Watch>);

/// Questions with what waits for each, first things first.
pub(crate) fn asked(reasons: &Reasons<'_>, gathered: BTreeMap<Key, Gathered<'_>>, waiting: &Waiting) -> Vec<Question> {
    let mut together: BTreeMap<Alike, (Vec<Key>, Gathered<'_>)> = BTreeMap::new();
    for (key, question) in gathered {
        let alike = alike(reasons, &key, &question);
        together.entry(alike).or_insert_with(|| (Vec::new(), question)).0.push(key);
    }
    let asked: Vec<(Vec<Key>, Gathered<'_>)> = together.into_values().collect();
    let waiting = by_question(&asked, waiting);
    let mut questions: Vec<(usize, Question)> = Vec::new();
    for (number, (keys, gathered)) in asked.into_iter().enumerate() {
        let (raises, blocks) = counts(number, &gathered, &waiting);
        let row = keys.first().map_or(0, |key| key.row);
        questions.push((row, question(reasons, keys, gathered, raises, blocks)));
    }
    questions.sort_by_key(|(row, q)| (q.bearing, Reverse((q.raises, q.blocks)), q.means, units(q), *row));
    questions.into_iter().map(|(_, question)| question).collect()
}

fn alike(reasons: &Reasons<'_>, key: &Key, question: &Gathered<'_>) -> Alike {
    let Gathered { of, levels, means, evidence, .. } = question;
    let of = asked_of(of);
    let watch = key.criterion.as_ref().and_then(|id| watch(reasons, id, places(&of)));
    (key.row, key.matters, key.group.clone(), of, levels.clone(), *means, evidence.clone(), watch)
}

/// What each level waits for, by the number of the question; none: something no answer helps.
fn by_question<'w>(
    asked: &[(Vec<Key>, Gathered<'_>)],
    waiting: &'w Waiting,
) -> BTreeMap<&'w Level, BTreeSet<Option<usize>>> {
    let numbers: BTreeMap<&Key, usize> =
        asked.iter().enumerate().flat_map(|(number, (keys, _))| keys.iter().map(move |key| (key, number))).collect();
    let number = |key: &Option<Key>| key.as_ref().and_then(|key| numbers.get(key).copied());
    waiting.iter().map(|(level, keys)| (level, keys.iter().map(number).collect())).collect()
}

/// How many levels rise with an answer alone, and how many wait for it. Declaring assets answers nothing yet.
fn counts(number: usize, gathered: &Gathered<'_>, waiting: &BTreeMap<&Level, BTreeSet<Option<usize>>>) -> (u32, u32) {
    let next = gathered.levels.iter().filter(|(_, bearing)| **bearing == Bearing::Next);
    let waits: Vec<_> =
        next.filter_map(|(level, _)| waiting.get(level)).filter(|w| w.contains(&Some(number))).collect();
    let alone = waits.iter().filter(|w| w.len() == 1 && gathered.means != Means::Declare);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (count(alone.count()), count(waits.len()))
}

fn units(question: &Question) -> usize {
    question.of.iter().map(|asked| asked.units.len()).sum()
}

fn question(reasons: &Reasons<'_>, keys: Vec<Key>, gathered: Gathered<'_>, raises: u32, blocks: u32) -> Question {
    let bearing = gathered.levels.values().copied().min().unwrap_or(Bearing::AboveTarget);
    let product = keys.iter().find_map(|key| match &key.group {
        Group::Product(id) => Some(id.clone()),
        Group::Scope(_) => None,
    });
    let ids: BTreeSet<CriterionId> = keys.into_iter().filter_map(|key| key.criterion).collect();
    let criteria: Vec<&Criterion> = gathered.row.criteria.iter().filter(|c| ids.contains(&c.id)).collect();
    let of = asked_of(&gathered.of);
    Question {
        requirement: gathered.row.id.clone(),
        text: text(&criteria),
        criteria: criteria.iter().map(|criterion| criterion.id.clone()).collect(),
        product,
        cells: gathered.levels.into_keys().collect(),
        raises,
        blocks,
        bearing,
        behind: if bearing == Bearing::BehindCeiling { gathered.behind.into_iter().collect() } else { Vec::new() },
        answerer: answerer(gathered.row, gathered.means),
        means: gathered.means,
        watch: criteria.first().and_then(|criterion| watch(reasons, &criterion.id, places(&of))),
        of,
        evidence: gathered.evidence.into_iter().collect(),
    }
}

fn text(criteria: &[&Criterion]) -> String {
    match criteria {
        [] => "Which assets are here? Rows on assets cannot be decided before.".to_owned(),
        criteria => criteria.iter().map(|criterion| criterion.text.as_str()).collect::<Vec<_>>().join(" "),
    }
}

fn asked_of(of: &BTreeMap<ScopeId, BTreeSet<UnitId>>) -> Vec<Asked> {
    let asked = |(scope, units): (&ScopeId, &BTreeSet<UnitId>)| Asked {
        scope: scope.clone(),
        units: units.iter().cloned().collect(),
    };
    of.iter().map(asked).collect()
}

fn places(of: &[Asked]) -> impl Iterator<Item = (&ScopeId, &[UnitId])> {
    of.iter().map(|asked| (&asked.scope, asked.units.as_slice()))
}

fn answerer(row: &Requirement, means: Means) -> Answerer {
    match means {
        Means::Accept => Answerer::Assessor,
        _ if row.capability_suffices.is_some() => Answerer::Vendor,
        _ => Answerer::Owner,
    }
}
