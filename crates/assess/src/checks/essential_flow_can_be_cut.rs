//! A boundary that closes would cut a flow an essential function needs.

use ringwall_model::{ConduitId, EssentialFunctionId, Failure, Plant, RequirementId, ScopeId, Severity, Span};

use super::{Check, Findings, Look, Touched};

pub(super) static CHECK: Check = Check {
    code: "essential-flow-can-be-cut",
    title: "fail close or island mode would cut an essential flow",
    explanation: "A boundary that shuts when it fails, or is shut on command, protects a zone, and takes away whatever an essential \
        function needs from beyond it. The check looks for flows of essential functions over a conduit that `fails` closed or \
        has `island_mode`, and for allowances that serve an essential function there. Where neither is declared, it speaks once \
        the row that asks for it (SR 5.2 RE 2, RE 3) is met for the conduit or for a zone at its ends. A flow with a `fallback` \
        that carries the function while it is cut raises nothing.",
    severity: Severity::Stop,
    authority: "IEC 62443-3-3:2013 clause 4, requirement",
    requirements: &["SR 5.2 RE 2", "SR 5.2 RE 3"],
    look: Look::Plant(run),
};

const HELP: &str = "let the function go on while the conduit is shut, and say how in the `fallback` of the flow; or let this flow pass another way";

/// A flow over a conduit, as far as this check asks.
struct Crossing<'p> {
    place: &'p Span,
    function: &'p EssentialFunctionId,
    conduit: &'p ConduitId,
}

fn run(plant: &Plant, findings: &mut Findings) {
    for crossing in declared(plant).into_iter().chain(allowed(plant)) {
        let Some(conduit) = plant.conduits.get(crossing.conduit) else { continue };
        let cuts = [
            ("SR 5.2 RE 2", "island mode", conduit.island_mode),
            ("SR 5.2 RE 3", "fail close", conduit.fails == Some(Failure::Closed)),
        ];
        for (row, words, declared) in cuts {
            let message = format!(
                "{words} at conduit `{}` would cut a flow that the essential function `{}` needs",
                crossing.conduit, crossing.function
            );
            findings.constrain(crossing.place, message, HELP, declared, rows(plant, crossing.conduit, row));
        }
    }
}

/// Flows that nothing stands in for.
fn declared(plant: &Plant) -> Vec<Crossing<'_>> {
    let mut crossings = Vec::new();
    for (function, essential) in &plant.essential_functions {
        let open = essential.flows.iter().filter(|flow| flow.fallback.is_none());
        crossings.extend(
            open.filter_map(|flow| Some(Crossing { place: &flow.place, function, conduit: flow.conduit.as_ref()? })),
        );
    }
    crossings
}

/// Allowances that serve an essential function over a conduit of which its flows say nothing.
fn allowed(plant: &Plant) -> Vec<Crossing<'_>> {
    let mut crossings = Vec::new();
    for (conduit, declared) in &plant.conduits {
        for allowance in &declared.allow {
            let Some(function) = &allowance.essential else { continue };
            let known = |function: &EssentialFunctionId| {
                let flows = plant.essential_functions.get(function).map(|f| f.flows.as_slice()).unwrap_or_default();
                flows.iter().any(|flow| flow.conduit.as_ref() == Some(conduit))
            };
            if !known(function) {
                crossings.push(Crossing { place: &allowance.place, function, conduit });
            }
        }
    }
    crossings
}

/// A row of a conduit and of the zones it joins.
fn rows(plant: &Plant, conduit: &ConduitId, row: &str) -> Vec<Touched> {
    let scope = ScopeId::Conduit(conduit.clone());
    let zones = plant.zones_of(&scope).into_iter().map(ScopeId::Zone);
    let touched = |scope| Touched { scope, requirement: RequirementId::new(row), asset: None };
    std::iter::once(scope.clone()).chain(zones).map(touched).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{allowance, codes, conduit, essential, plant_with_conduit, rows};
    use ringwall_model::{AssetId, Conduit, EssentialFlow};

    fn over(fallback: Option<&str>, change: impl Fn(&mut Conduit)) -> Plant {
        let mut conduit = conduit();
        change(&mut conduit);
        let flow = EssentialFlow {
            place: Span::default(),
            from: AssetId::from_foreign("a"),
            to: AssetId::from_foreign("b"),
            conduit: Some(ConduitId::from_foreign("c")),
            fallback: fallback.map(Into::into),
        };
        essential(plant_with_conduit(conduit), |function| function.flows.push(flow.clone()))
    }

    #[test]
    fn fail_close_and_island_mode_over_an_essential_flow_are_found() {
        assert_eq!(codes(&CHECK, &over(None, |conduit| conduit.fails = Some(Failure::Closed))), [CHECK.code]);
        assert_eq!(codes(&CHECK, &over(None, |conduit| conduit.island_mode = true)), [CHECK.code]);
    }

    #[test]
    fn an_allowance_that_serves_an_essential_function_is_such_a_flow() {
        let serving =
            ringwall_model::Allowance { essential: Some(EssentialFunctionId::from_foreign("f")), ..allowance() };
        let conduit = Conduit { island_mode: true, allow: vec![serving], ..conduit() };
        assert_eq!(codes(&CHECK, &essential(plant_with_conduit(conduit), |_| ())), [CHECK.code]);
    }

    #[test]
    fn where_nothing_is_declared_the_rows_are_watched_but_nothing_is_raised() {
        let unsaid = over(None, |_| ());
        assert!(codes(&CHECK, &unsaid).is_empty());
        let watched = ["SR 5.2 RE 2", "SR 5.2 RE 3"]
            .map(|row| ["conduit:c", "zone:y", "zone:z"].map(|s| format!("{row} in {s}")));
        assert_eq!(rows(&CHECK, &unsaid), watched.concat());
    }

    #[test]
    fn a_fallback_and_a_conduit_that_stays_open_raise_nothing() {
        let fallback = over(Some("hardwired"), |conduit| conduit.island_mode = true);
        assert!(codes(&CHECK, &fallback).is_empty() && rows(&CHECK, &fallback).is_empty());
        assert!(codes(&CHECK, &over(None, |conduit| conduit.fails = Some(Failure::Open))).is_empty());
    }
}
