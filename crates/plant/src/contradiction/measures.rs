//! Countermeasures and allocations.

use ringwall_model::{CountermeasureKind, Plant};

use super::statements::units;
use crate::{
    codes,
    node::{Entry, Node},
    sink::Sink,
};

pub(super) fn find(plant: &Plant, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
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
}

pub(super) fn find_allocations(plant: &Plant, root: &Node, sink: &mut Sink<'_>) {
    for node in root.nodes("allocations") {
        units(plant, node, sink);
    }
}
