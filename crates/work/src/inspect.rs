//! Rules for what passes inside connections: alerts on what no conduit declares.

use std::collections::BTreeMap;

use ringwall_conduit::{Inspected, Native, Natives};
use ringwall_dissect::PROTOCOLS;
use ringwall_firewall::Inspection;
pub use ringwall_firewall::{INSPECTORS, Inspector};
use ringwall_model::Plant;
use ringwall_report::exchange::{ConduitRules, GenerateDocument, LeftOutLine};

use crate::{
    WorkError, assess,
    generate::{Written, no_point, point},
    plant_folder,
};

/// Writes the rules of a point, for a program that looks inside connections, from what the plant folder declares.
pub fn inspect(request: &assess::Request<'_>, inspector: &Inspector, id: &str) -> Result<Written, WorkError> {
    let sound = plant_folder::sound_plant(request.folder, request.catalogue, request.at)?;
    let plant: Plant = sound.plant.known_at(request.at).into_owned();
    let point = point(&plant, id)?;
    let parsers = (inspector.parsers)();
    let found = ringwall_conduit::inspect(&plant, &natives(), &parsers, &point).ok_or_else(|| no_point(&plant, id))?;
    let text = (inspector.render)(&found.inspection);
    Ok(Written { text, rollback: None, document: document(inspector, id, found), diagnostics: sound.diagnostics })
}

/// Native functions of the protocols that are read.
fn natives() -> Natives {
    let of = |protocol: &ringwall_dissect::Protocol| {
        let native = |function: &ringwall_dissect::Function| Native {
            space: function.space,
            code: function.code,
            name: function.name,
            operations: function.operations,
        };
        (protocol.name, protocol.functions.iter().map(native).collect())
    };
    PROTOCOLS.iter().map(|protocol| of(protocol)).collect()
}

fn document(inspector: &Inspector, id: &str, found: Inspected) -> GenerateDocument {
    let mut document = GenerateDocument::new(id.to_owned(), inspector.title, true);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for alert in &found.inspection.alerts {
        let count = counts.entry(&alert.conduit).or_default();
        *count = count.saturating_add(1);
    }
    let rules = |conduit: &str| counts.get(conduit).copied().unwrap_or_default();
    let conduits = found.conduits.iter().map(ringwall_model::Id::as_str);
    document.conduits = conduits.map(|id| ConduitRules { conduit: id.to_owned(), rules: rules(id) }).collect();
    let left = |left: ringwall_conduit::LeftOut| LeftOutLine {
        conduit: left.conduit,
        place: (&left.place).into(),
        why: left.why,
    };
    document.left_out = found.left_out.into_iter().map(left).collect();
    document.remarks = inspector.remarks.iter().map(|remark| (*remark).to_owned()).collect();
    document.remarks.extend(needed(inspector, &found.inspection));
    document.remarks.push(
        "what stands in answers is not looked at; times, rates and objects of allowances are not told apart".to_owned(),
    );
    for (conduit, protocol, functions) in found.untold {
        let names: Vec<String> = functions.into_iter().collect();
        let text = format!(
            "{conduit}: not declared, or not in every use, and told by no rule, of {protocol}: {}",
            names.join(", ")
        );
        document.remarks.push(text);
    }
    document
}

/// What has to be installed beside the program, for each protocol that is watched for.
fn needed(inspector: &Inspector, inspection: &Inspection) -> Vec<String> {
    let watched = |word: &str| inspection.alerts.iter().any(|alert| alert.about.protocol() == Some(word));
    let parsers = (inspector.parsers)().into_iter().filter(|parser| watched(parser.protocol));
    let needed = parsers.filter_map(|parser| Some((parser.protocol, parser.needs?)));
    let title = inspector.title;
    needed
        .map(|(protocol, plug_in)| format!("{protocol} is told where {title} has {plug_in}, and not otherwise"))
        .collect()
}
