//! The recurring check of a compensation is overdue.

use ringwall_model::{Compensation, CountermeasureKind, DAY_US, Instant, PositiveCheck, Severity};

use super::{Check, Declared, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "compensation-check-overdue",
    title: "the check of a compensation is overdue",
    explanation: "A compensation counts while somebody shows, again and again, that it works. Once its check is overdue it counts for \
        nothing, and the levels it carried fall. The check says for how long it has been overdue and which rows it stood in \
        for, or that it was never passed. A compensation that has expired is told as expired, not as overdue.",
    severity: Severity::Warning,
    authority: "ringwall-sla/1, method",
    requirements: &["ZCR 5.12"],
    look: Look::Declared(run),
};

fn run(declared: &Declared<'_>, findings: &mut Findings) {
    let compensating =
        declared.plant.countermeasures.iter().filter(|(_, c)| c.kind == CountermeasureKind::Compensating);
    for (id, countermeasure) in compensating {
        let Some(terms) = countermeasure.compensation.as_ref().filter(|terms| !has_ended(terms, declared.at)) else {
            continue;
        };
        let Some(overdue) = terms.check.as_ref().and_then(|check| overdue(check, declared.at)) else { continue };
        let rows: Vec<&str> = terms.requirements.iter().map(|row| row.as_str()).collect();
        let message = format!(
            "the check of compensation `{id}` {overdue}; until it is passed nothing stands in for {} in {}",
            rows.join(", "),
            terms.scope
        );
        findings.add(
            &countermeasure.place,
            message,
            "make the check, and write down when it was passed: `last_passed`",
        );
    }
}

fn has_ended(terms: &Compensation, at: Instant) -> bool {
    terms.expires.is_some_and(|end| end <= at)
}

/// Since when, in words.
fn overdue(check: &PositiveCheck, at: Instant) -> Option<String> {
    let Some(passed) = check.last_passed else { return Some("was never passed".to_owned()) };
    let due = passed.plus_days(check.every_days);
    let days = at.0.saturating_sub(due.0).div_euclid(DAY_US);
    let word = if days == 1 { "day" } else { "days" };
    (due <= at).then(|| format!("has been overdue for {days} {word}, since {}", due.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{compensation, told_at};
    use ringwall_model::{Countermeasure, CountermeasureId, Foreign, Plant, Span};

    /// A compensation whose check is due every 30 days; told on a day.
    fn told(last_passed: Option<i64>, expires: i64, at: i64) -> Vec<String> {
        let day = |day: i64| Instant(day * DAY_US);
        let check = PositiveCheck { description: "d".into(), every_days: 30, last_passed: last_passed.map(day) };
        let terms = Compensation { check: Some(check), expires: Some(day(expires)), ..compensation() };
        let countermeasure = Countermeasure {
            place: Span::default(),
            name: Foreign::default(),
            kind: CountermeasureKind::Compensating,
            owner: None,
            cost: None,
            window: Foreign::default(),
            compensation: Some(terms),
        };
        let plant = Plant {
            countermeasures: [(CountermeasureId::from_foreign("guard"), countermeasure)].into(),
            ..Plant::default()
        };
        told_at(&CHECK, &plant, day(at))
    }

    #[test]
    fn an_overdue_check_is_told_with_how_long_and_for_what() {
        assert_eq!(
            told(Some(0), 400, 40),
            [
                "the check of compensation `guard` has been overdue for 10 days, since 1970-01-31; until it is passed nothing stands in for SR 1.2 in zone:z"
            ]
        );
        assert!(told(None, 400, 1)[0].contains("was never passed"));
    }

    #[test]
    fn a_check_in_time_and_a_compensation_that_has_ended_raise_nothing() {
        assert!(told(Some(0), 400, 29).is_empty());
        assert!(told(Some(0), 20, 40).is_empty());
    }
}
