//! Countermeasures and allocations.

use ringwall_model::{CountermeasureKind, Person, PersonId, PersonRole, Plant, ZoneId};

use super::statements::{role, units};
use crate::{
    circles::Circles,
    codes,
    node::{Entry, Node},
    sink::Sink,
};

pub(super) fn find(plant: &Plant, circles: &Circles, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
    let compensates = node.word("kind") == Some(CountermeasureKind::Compensating);
    match node.node("compensation") {
        None if compensates && !node.flawed => {
            let draft = sink.draft(&codes::COMPENSATES_NOTHING, entry.key_at, "it does not say what it compensates");
            let help = format!(
                "add [countermeasures.{}.compensation] with zone or conduit, requirements and up_to",
                entry.key
            );
            sink.push(draft.help(help).requirement("ZCR 5.12"));
        }
        Some(compensation) if compensates => {
            incomplete(compensation, sink);
            accepted(plant, compensation, sink);
            rests(circles, entry, compensation, sink);
            units(plant, compensation, sink);
        }
        _ => {}
    }
}

fn incomplete(node: &Node, sink: &mut Sink<'_>) {
    let needed = ["accepted_by", "accepted_at", "expires", "check", "falsified_by"];
    let missing: Vec<String> = needed.iter().filter(|key| !node.has(key)).map(|key| format!("`{key}`")).collect();
    if !missing.is_empty() && !node.flawed {
        let message = format!("the compensation does not count without {}", missing.join(", "));
        let draft = sink.draft(&codes::COMPENSATION_INCOMPLETE, node.at, message);
        sink.push(
            draft.help("it needs an accepted residual risk, an end, a recurring check and what would disprove it"),
        );
    }
    if let (Some(accepted), Some(expires)) = (node.instant("accepted_at"), node.instant("expires"))
        && expires < accepted
    {
        let message = format!("it expires at {expires}, before it was accepted at {accepted}");
        let draft = sink.draft(&codes::ENDS_BEFORE_START, node.at("expires"), message);
        sink.push(draft.help("an expired compensation compensates nothing; correct one of the two dates"));
    }
    let check = node.node("check");
    if let (Some(check), Some(expires)) = (check, node.instant("expires"))
        && let Some(passed) = check.instant("last_passed").filter(|passed| expires <= *passed)
    {
        let message = format!("the check was passed at {passed}, when the compensation had ended at {expires}");
        let draft = sink.draft(&codes::CHECKED_AFTER_END, check.at("last_passed"), message);
        sink.push(draft.help("correct one of the two dates, or have the residual risk accepted anew with a later end"));
    }
}

/// Who accepts the residual risk answers for it.
fn accepted(plant: &Plant, node: &Node, sink: &mut Sink<'_>) {
    role(plant, node, "accepted_by", (PersonRole::AssetOwner, "asset-owner", &codes::NOT_OWNER), sink);
    let (zone, by): (Option<ZoneId>, Option<PersonId>) = (node.id("zone"), node.id("accepted_by"));
    let owner = zone.as_ref().and_then(|zone| plant.zones.get(zone)?.owner.as_ref());
    let is_owner = |person: &Person| person.roles.contains(&PersonRole::AssetOwner);
    let (Some(zone), Some(by), Some(owner)) = (&zone, by, owner) else { return };
    if by != *owner && plant.people.get(owner).is_some_and(is_owner) && plant.people.get(&by).is_some_and(is_owner) {
        let message = format!("`{by}` accepted the residual risk, but `{owner}` answers for zone `{zone}`");
        let draft = sink.draft(&codes::NOT_ACCOUNTABLE, node.at("accepted_by"), message);
        sink.push(
            draft.help(format!("let `{owner}` accept it, or correct the owner of the zone")).requirement("ZCR 5.11"),
        );
    }
}

/// A compensation stands in for what is missing; nothing stands in for what it stands on.
fn rests(circles: &Circles, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
    let Some((row, other)) = circles.compensations.get(entry.key.as_str()) else { return };
    let message = match other.as_str() == entry.key {
        true => format!("`{other}` compensates {row}, on which it rests itself"),
        false => format!("`{}` rests on {row}, which `{other}` compensates", entry.key),
    };
    let draft = sink.draft(&codes::COMPENSATION_CIRCLE, node.at("rests_on"), message);
    let help = format!("meet {row} itself, or choose a countermeasure that works without it");
    sink.push(draft.help(help).requirement("ZCR 5.12"));
}

pub(super) fn find_allocations(plant: &Plant, circles: &Circles, root: &Node, sink: &mut Sink<'_>) {
    for node in root.nodes("allocations") {
        units(plant, node, sink);
        if circles.allocations.contains(&sink.sources.span(node.at)) {
            circular(node, sink);
        }
    }
}

fn circular(node: &Node, sink: &mut Sink<'_>) {
    let (Some(row), Some(provider)) = (node.text("requirement"), node.text("provided_by")) else { return };
    let message = match node.texts("units").any(|unit| unit == provider) {
        true => format!("`{provider}` is named to meet {row} for itself"),
        false => format!("nobody meets {row} in the end: others meet it for `{provider}`, by way of this allocation"),
    };
    let draft = sink.draft(&codes::ALLOCATION_CIRCLE, node.at("provided_by"), message);
    sink.push(draft.help("name the component that really meets it, and allocate it no further from there"));
}
