//! Rules for what passes inside connections: alerts on what no conduit declares.

use std::collections::BTreeMap;

use ringwall_conduit::{Inspected, Native, Natives};
use ringwall_dissect::PROTOCOLS;
use ringwall_firewall::suricata::{PARSERS, render};
use ringwall_model::Plant;
use ringwall_report::exchange::{ConduitRules, GenerateDocument, LeftOutLine};

use crate::{
    WorkError, assess,
    generate::{Written, no_point, point},
    plant_folder,
};

/// What the rules are asked for by.
pub const SURICATA: &str = "suricata";

/// Writes the rules of a point from what the plant folder declares.
pub fn inspect(request: &assess::Request<'_>, id: &str) -> Result<Written, WorkError> {
    let sound = plant_folder::sound_plant(request.folder, request.catalogue, request.at)?;
    let plant: Plant = sound.plant.known_at(request.at).into_owned();
    let point = point(&plant, id)?;
    let found = ringwall_conduit::inspect(&plant, &natives(), PARSERS, &point).ok_or_else(|| no_point(&plant, id))?;
    let text = render(&found.inspection);
    Ok(Written { text, rollback: None, document: document(id, found), diagnostics: sound.diagnostics })
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

fn document(id: &str, found: Inspected) -> GenerateDocument {
    let mut document = GenerateDocument::new(id.to_owned(), "Suricata", true);
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
    document.remarks = vec![
        "the parsers of these protocols are switched off in Suricata until its configuration says otherwise, and look at the ports it names".to_owned(),
        "what stands in answers is not looked at; times, rates and objects of allowances are not told apart".to_owned(),
    ];
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
