//! Statements that say opposite things of one row at one time.

use std::collections::BTreeMap;

use ringwall_model::{Plant, Rating, RequirementId, ScopeId, Statement, StatementId};

use crate::{
    codes,
    node::{Entry, Node},
    sink::Sink,
};

/// Most statements of one row in one scope that are held against each other.
const COMPARED_MAX: usize = 500;

/// All statements, by what they speak of.
pub(super) struct Said<'p> {
    plant: &'p Plant,
    by_row: BTreeMap<(&'p ScopeId, &'p RequirementId), Vec<(&'p StatementId, &'p Statement)>>,
}

impl<'p> Said<'p> {
    pub fn of(plant: &'p Plant) -> Self {
        let mut by_row: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, statement) in &plant.statements {
            by_row.entry((&statement.scope, &statement.requirement)).or_default().push((id, statement));
        }
        Self { plant, by_row }
    }

    /// The first statement that disagrees with this one.
    fn against(&self, id: &str, statement: &Statement) -> Option<&'p StatementId> {
        let others = self.by_row.get(&(&statement.scope, &statement.requirement))?;
        let others = others.iter().take(COMPARED_MAX).filter(|(other, _)| other.as_str() != id);
        others.filter(|(_, other)| disagree(statement, other)).map(|(other, _)| *other).next()
    }
}

/// Told once, where the claim stands that does not hold beside the other.
pub(super) fn find(said: &Said<'_>, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
    let Some(statement) = said.plant.statements.get(entry.key.as_str()).filter(|s| claims(s)) else { return };
    let Some(other) = said.against(&entry.key, statement) else { return };
    let key = if statement.not_applicable { "not_applicable" } else { "rating" };
    let message = format!(
        "`{}` and `{other}` say opposite things of {} in {}",
        entry.key, statement.requirement, statement.scope
    );
    let help = "remove the one that is wrong, or date the newer one later: a later statement replaces an earlier one";
    sink.push(sink.draft(&codes::STATEMENTS_DISAGREE, node.at(key), message).help(help));
}

fn claims(statement: &Statement) -> bool {
    statement.not_applicable || statement.rating == Some(Rating::Fully)
}

/// A rating and its opposite disagree when made at one instant: otherwise the later one speaks. That a row does not
/// apply disagrees with any rating while both hold.
fn disagree(one: &Statement, other: &Statement) -> bool {
    if one.not_applicable {
        return other.rating.is_some() && one.made_at < other.holds_until() && other.made_at < one.holds_until();
    }
    let opposite = other.rating.is_some_and(|rating| rating != Rating::Fully);
    opposite && one.made_at == other.made_at && meet(&one.units, &other.units) && meet(&one.criteria, &other.criteria)
}

/// An empty list means all.
fn meet<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|item| other.contains(item))
}
