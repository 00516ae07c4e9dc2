//! Lists of two assessments, compared.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Assessment, Evidence, EvidenceChange, Finding, FindingChange, Input, InputChange, Instant, Outcome, Presence,
    TimeChange, Witness, WitnessChange,
};

use super::{by_id, joined, without_line};
use crate::weigh::holds;

/// Evidence that came, went, or says something else.
pub(super) fn evidence(from: &Assessment, to: &Assessment) -> Vec<EvidenceChange> {
    let (from, to) = (by_id(from), by_id(to));
    let (from_ids, to_ids) = (refs(&from), refs(&to));
    let mut changes = Vec::new();
    for (_, before, after) in joined(&from_ids, &to_ids) {
        let change = match (before, after) {
            (None, Some(_)) => Presence::Came,
            (Some(_), None) => Presence::Went,
            (Some(before), Some(after)) if !alike(before, after) => Presence::Changed,
            _ => continue,
        };
        let was = |n: usize| before.filter(|_| change == Presence::Changed)?.get(n).map(|piece| piece.text.clone());
        let pieces = after.or(before).into_iter().flatten().enumerate();
        changes.extend(pieces.map(|(n, piece)| EvidenceChange { change, evidence: (*piece).clone(), before: was(n) }));
    }
    changes
}

fn refs<'m, K, V>(map: &'m BTreeMap<&'m K, Vec<V>>) -> BTreeMap<&'m K, &'m [V]>
where
    K: Ord,
{
    map.iter().map(|(key, list)| (*key, list.as_slice())).collect()
}

fn alike(before: &[&Evidence], after: &[&Evidence]) -> bool {
    let still = |pieces: &[&Evidence]| -> BTreeSet<Evidence> {
        pieces.iter().map(|e| Evidence { place: without_line(&e.place), ..(*e).clone() }).collect()
    };
    still(before) == still(after)
}

/// Support that stands on both sides and holds on one only.
pub(super) fn time(from: &Assessment, to: &Assessment) -> Vec<TimeChange> {
    let (before, after) = (by_id(from), by_id(to));
    let (before, after) = (refs(&before), refs(&after));
    let unchanged = joined(&before, &after).into_iter().filter_map(|(_, before, after)| {
        let after = after?;
        alike(before?, after).then_some(after)
    });
    let changes = unchanged.flatten().filter_map(|piece| time_change(piece, from.at, to.at));
    changes.collect::<BTreeSet<_>>().into_iter().collect()
}

fn time_change(piece: &Evidence, from: Instant, to: Instant) -> Option<TimeChange> {
    let (held, is_held) = (holds(piece, from), holds(piece, to));
    if held == is_held || piece.outcome != Outcome::Supports {
        return None;
    }
    let outside = if held { to } else { from };
    let since = if outside < piece.observed_at { piece.observed_at } else { piece.valid_until.unwrap_or(outside) };
    Some(TimeChange { evidence: piece.id.clone(), holds: is_held, since, place: piece.place.clone() })
}

/// Findings that came or went; one that only moved down its file did neither.
pub(super) fn findings(from: &Assessment, to: &Assessment) -> Vec<FindingChange> {
    let still = |finding: &Finding| Finding { place: without_line(&finding.place), ..finding.clone() };
    let keyed = |answer: &'_ Assessment| -> BTreeMap<Finding, Finding> {
        answer.findings.iter().map(|finding| (still(finding), finding.clone())).collect()
    };
    let (before, after) = (keyed(from), keyed(to));
    let came = after.iter().filter(|(key, _)| !before.contains_key(key)).map(|(_, f)| (Presence::Came, f));
    let went = before.iter().filter(|(key, _)| !after.contains_key(key)).map(|(_, f)| (Presence::Went, f));
    let mut changes: Vec<FindingChange> =
        came.chain(went).map(|(change, finding)| FindingChange { change, finding: finding.clone() }).collect();
    changes.sort();
    changes
}

/// Exchanges that came, went, or were seen otherwise.
pub(super) fn witnesses(from: &Assessment, to: &Assessment) -> Vec<WitnessChange> {
    let (before, after) = (exchanges(from), exchanges(to));
    let keys: BTreeSet<&Exchange> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let (change, witness) = match (before.get(key), after.get(key)) {
            (None, Some(witness)) => (Presence::Came, witness),
            (Some(witness), None) => (Presence::Went, witness),
            (Some(one), Some(other)) if same_sight(one) != same_sight(other) => (Presence::Changed, other),
            _ => continue,
        };
        changes.push(WitnessChange { change, witness: (*witness).clone() });
    }
    changes
}

type Exchange =
    (ringwall_model::WitnessKind, Option<String>, String, String, String, String, ringwall_model::Operation);

fn exchanges(answer: &Assessment) -> BTreeMap<Exchange, &Witness> {
    let all = answer.conduits.iter().flat_map(|conduit| &conduit.witnesses).chain(&answer.witnesses);
    let key = |w: &Witness| {
        let conduit = w.conduit.as_ref().map(ToString::to_string);
        let (initiator, responder) = (w.initiator.to_string(), w.responder.to_string());
        let zones = format!("{} {}", w.from_zone, w.to_zone);
        (w.kind, conduit, zones, initiator, responder, w.protocol.to_string(), w.operation)
    };
    all.map(|witness| (key(witness), witness)).collect()
}

fn same_sight(witness: &Witness) -> (bool, u64, u64, &str) {
    (witness.answered, witness.count, witness.accepted, &witness.text)
}

/// Files and captures that came, went, or have other contents.
pub(super) fn inputs(from: &Assessment, to: &Assessment) -> Vec<InputChange> {
    let named = |answer: &Assessment| -> BTreeMap<String, BTreeSet<Input>> {
        let mut named: BTreeMap<String, BTreeSet<Input>> = BTreeMap::new();
        for input in &answer.inputs {
            named.entry(input.name.raw().to_owned()).or_default().insert(input.clone());
        }
        named
    };
    let (before, after) = (named(from), named(to));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let change = |name: &String| match (before.get(name), after.get(name)) {
        (None, _) => Some(Presence::Came),
        (_, None) => Some(Presence::Went),
        (one, other) => (one != other).then_some(Presence::Changed),
    };
    let changes =
        names.into_iter().filter_map(|name| Some(InputChange { name: name.as_str().into(), change: change(name)? }));
    changes.collect()
}
