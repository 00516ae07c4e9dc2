//! Things said to have happened later than now. What now is, the caller says.

use ringwall_model::{Diagnostic, Instant, Place, Plant, Span};

use crate::{codes, source::Sources};

/// A warning for every instant of the past that lies after `now`: a slip of the pen, or a wrong clock.
pub fn future_instants(plant: &Plant, sources: &Sources, now: Instant) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut look = |place: &Span, what: &str, at: Option<Instant>| {
        if let Some(at) = at.filter(|at| *at > now) {
            found.push(warning(sources, place, &format!("{what} {at}, which is later than now, {now}")));
        }
    };
    for statement in plant.statements.values() {
        look(&statement.place, "the statement was made at", Some(statement.made_at));
        look(&statement.place, "the statement was accepted at", statement.accepted_at);
    }
    for countermeasure in plant.countermeasures.values() {
        let Some(compensation) = &countermeasure.compensation else { continue };
        look(&countermeasure.place, "the residual risk was accepted at", compensation.accepted_at);
        let passed = compensation.check.as_ref().and_then(|check| check.last_passed);
        look(&countermeasure.place, "the check was last passed at", passed);
    }
    for product in plant.products.values() {
        look(&product.place, "the capability sheet was made at", product.as_of);
    }
    found
}

fn warning(sources: &Sources, place: &Span, message: &str) -> Diagnostic {
    let code = &codes::IN_FUTURE;
    let mut diagnostic = Diagnostic::new(code.name, code.severity, Place::File(place.clone()), message);
    diagnostic.excerpt = sources.excerpt(place);
    diagnostic.help("correct the date, or the clock, or the instant the assessment is made for")
}
