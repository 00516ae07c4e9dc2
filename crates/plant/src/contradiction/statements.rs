//! Statements: who, when, and for which units.

use ringwall_model::{AssetId, EvidenceKind, Person, PersonId, PersonRole, Plant, ScopeId};

use crate::{
    codes::{self, Code},
    node::{Entry, Node},
    sink::Sink,
};

pub(super) fn find(plant: &Plant, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
    if let (Some(made), Some(until)) = (node.instant("made_at"), node.instant("valid_until"))
        && until <= made
    {
        let message = format!("valid until {until}, not after it was made at {made}");
        let draft = sink.draft(&codes::ENDS_BEFORE_MADE, node.at("valid_until"), message);
        sink.push(draft.help("a statement that has ended supports nothing; correct one of the two dates"));
    }
    acceptance(plant, node, sink);
    approval(plant, entry, node, sink);
    let is_test = node.word("kind") == Some(EvidenceKind::Tested);
    if is_test && node.foreign("result").is_empty() {
        let draft = sink.draft(&codes::TEST_WITHOUT_RESULT, node.at("kind"), "the test has no recorded result");
        sink.push(draft.help("add `result = \"...\"`: what was tried and what happened"));
    }
    units(plant, node, sink);
}

fn acceptance(plant: &Plant, node: &Node, sink: &mut Sink<'_>) {
    role(plant, node, "accepted_by", (PersonRole::Assessor, "assessor", &codes::NOT_ASSESSOR), sink);
    let (by, at) = (node.has("accepted_by"), node.has("accepted_at"));
    if by != at && !node.flawed {
        let (given, missing) = if by { ("accepted_by", "accepted_at") } else { ("accepted_at", "accepted_by") };
        let message = format!("`{given}` is given and `{missing}` is not");
        sink.push(sink.draft(&codes::ACCEPTANCE_UNDATED, node.at(given), message).help(format!("add `{missing}`")));
    }
}

fn approval(plant: &Plant, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
    role(plant, node, "approved_by", (PersonRole::AssetOwner, "asset-owner", &codes::NOT_OWNER), sink);
    if node.boolean("not_applicable") == Some(true) && !node.has("approved_by") && !node.flawed {
        let message = format!("nobody approved that `{}` does not apply", entry.key);
        let draft = sink.draft(&codes::UNAPPROVED, node.at("not_applicable"), message);
        sink.push(draft.help("add `approved_by`: a person with the role asset-owner"));
    }
    let (approved, accepted) = (node.text("approved_by"), node.text("accepted_by"));
    if let Some(both) = approved.filter(|_| approved == accepted) {
        let message = format!("`{both}` both approves and accepts it");
        let draft = sink.draft(&codes::ONE_FOR_BOTH, node.at("accepted_by"), message);
        sink.push(draft.help("let the asset owner approve and another person accept it as assessor"));
    }
}

pub(super) fn role(
    plant: &Plant,
    node: &Node,
    key: &str,
    (role, word, code): (PersonRole, &str, &Code),
    sink: &mut Sink<'_>,
) {
    let Some(id) = node.id(key) else { return };
    let id: PersonId = id;
    let lacks = |person: &Person| !person.roles.contains(&role);
    if plant.people.get(&id).is_some_and(lacks) {
        let draft = sink.draft(code, node.at(key), format!("`{id}` does not have the role {word}"));
        sink.push(draft.help(format!("add \"{word}\" to the roles of `people.{id}`, or name another person")));
    }
}

/// Units that are not assets of the scope they are named for.
pub(super) fn units(plant: &Plant, node: &Node, sink: &mut Sink<'_>) {
    let zone = node.id("zone").map(ScopeId::Zone);
    let Some(scope) = zone.or_else(|| node.id("conduit").map(ScopeId::Conduit)) else { return };
    for item in node.list("units") {
        let Some(id) = item.text().and_then(AssetId::parse) else { continue };
        if !plant.belongs(&id, &scope) {
            let message = format!("`{id}` is not an asset of {scope}");
            let help = "name assets of that zone or conduit; others are judged where they belong";
            sink.push(sink.draft(&codes::UNIT_OUTSIDE, item.at, message).help(help));
        }
    }
}
