//! A statement that was relied on no longer holds.

use ringwall_model::{DAY_US, Instant, Plant, Rating, Severity, Statement};

use super::{Check, Declared, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "statement-expired",
    title: "a statement that was relied on has expired",
    explanation: "What somebody looked at once does not stay true by itself. The check looks for statements that were accepted, and whose \
        time has passed with no newer one in their place: it says what they held, where and until when, so that the drop of a \
        level has a name. A statement that contradicts never expires: past its date it is told as stale, and it blocks until a \
        newer statement says that the row is fulfilled. Claims that nobody accepted held nothing and raise nothing.",
    severity: Severity::Warning,
    authority: "ringwall-sla/1, method",
    requirements: &["ZCR 5.8"],
    look: Look::Declared(run),
};

fn run(declared: &Declared<'_>, findings: &mut Findings) {
    let Declared { plant, at, .. } = *declared;
    for (id, statement) in plant.statements.iter().filter(|(_, s)| s.holds_until() <= at) {
        let row = named(declared, statement);
        let (scope, ended) = (&statement.scope, ago(statement.holds_until(), at));
        if contradicts(statement) {
            if !replaced(plant, statement, at, |newer| newer.rating == Some(Rating::Fully)) {
                let message = format!(
                    "`{id}` says that {row} is not fulfilled in {scope}; its time passed {ended}, and it still blocks"
                );
                findings.add(
                    &statement.place,
                    message,
                    "look again, and state what you find; a newer statement replaces it",
                );
            }
        } else if statement.accepted_by.is_some() && !replaced(plant, statement, at, |newer| holds(newer, at)) {
            let held = if statement.not_applicable { "that it does not apply: " } else { "" };
            let message = format!(
                "`{id}` held {held}{row} in {scope}; its time passed {ended}, and nothing newer stands in its place"
            );
            findings.add(&statement.place, message, "look again and state it anew, or let the row be unknown");
        }
    }
}

fn named(declared: &Declared<'_>, statement: &Statement) -> String {
    let id = statement.requirement.as_str();
    declared.catalogue.requirement(id).map_or_else(|| id.to_owned(), |row| format!("{id} {}", row.title))
}

fn ago(ended: Instant, at: Instant) -> String {
    let days = at.0.saturating_sub(ended.0).div_euclid(DAY_US);
    format!("{days} day{} ago, on {}", if days == 1 { "" } else { "s" }, ended.date())
}

fn contradicts(statement: &Statement) -> bool {
    statement.rating.is_some_and(|rating| rating != Rating::Fully)
}

/// In its time, accepted, and not against.
fn holds(statement: &Statement, at: Instant) -> bool {
    at < statement.holds_until() && statement.accepted_by.is_some() && !contradicts(statement)
}

/// True when a newer statement by now speaks of the same row, for all that this one speaks of.
fn replaced(plant: &Plant, old: &Statement, at: Instant, counts: impl Fn(&Statement) -> bool) -> bool {
    let same = |new: &&Statement| new.scope == old.scope && new.requirement == old.requirement;
    let newer = |new: &&Statement| old.made_at < new.made_at && new.made_at <= at;
    let wide = |new: &&Statement| within(&old.units, &new.units) && within(&old.criteria, &new.criteria);
    plant.statements.values().filter(same).filter(newer).filter(wide).any(counts)
}

/// An empty list means all.
fn within<T: PartialEq>(narrow: &[T], wide: &[T]) -> bool {
    wide.is_empty() || !narrow.is_empty() && narrow.iter().all(|item| wide.contains(item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{statement, told_at};
    use ringwall_model::{PersonId, StatementId};

    fn day(day: i64) -> Instant {
        Instant(day * DAY_US)
    }

    /// Statements made on these days, each valid for ten; told on a day.
    fn told(made: &[(i64, Rating, bool)], at: i64) -> Vec<String> {
        let mut plant = Plant::default();
        for (number, (made_at, rating, accepted)) in made.iter().enumerate() {
            let statement = Statement {
                rating: Some(*rating),
                made_at: day(*made_at),
                valid_until: Some(day(made_at + 10)),
                accepted_by: accepted.then(|| PersonId::from_foreign("assessor")),
                ..statement()
            };
            plant.statements.insert(StatementId::from_foreign(&format!("s{number}")), statement);
        }
        told_at(&CHECK, &plant, day(at))
    }

    #[test]
    fn an_accepted_statement_past_its_time_is_told_with_what_it_held() {
        assert_eq!(
            told(&[(0, Rating::Fully, true)], 12),
            [
                "`s0` held SR 2.8 Auditable events in zone:z; its time passed 2 days ago, on 1970-01-11, and nothing newer stands in its place"
            ]
        );
    }

    #[test]
    fn a_contradiction_past_its_time_is_told_as_stale_until_a_newer_one_replaces_it() {
        assert!(told(&[(0, Rating::Partially, false)], 12)[0].contains("still blocks"));
        assert!(told(&[(0, Rating::Partially, false), (5, Rating::Fully, true)], 12).is_empty());
    }

    #[test]
    fn one_in_its_time_one_that_was_renewed_and_a_mere_claim_raise_nothing() {
        assert!(told(&[(0, Rating::Fully, true)], 9).is_empty());
        assert!(told(&[(0, Rating::Fully, true), (8, Rating::Fully, true)], 12).is_empty());
        assert!(told(&[(0, Rating::Fully, false)], 12).is_empty());
    }

    #[test]
    fn a_newer_claim_or_a_narrower_statement_does_not_replace() {
        assert_eq!(told(&[(0, Rating::Fully, true), (8, Rating::Fully, false)], 12).len(), 1);
        assert!(within(&[1], &[]) && within(&[1], &[1, 2]) && !within(&[], &[1]) && !within(&[1, 3], &[1, 2]));
    }
}
