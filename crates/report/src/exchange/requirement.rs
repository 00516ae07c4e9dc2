//! `ringwall explain ID --json`.

use serde::Serialize;

use ringwall_catalogue::{Catalogue, Link, Pair};
use ringwall_model::{
    ComponentType, Criterion, FoundationalRequirement, Requirement, RequirementId, RowConfidence, SecurityLevel, Unit,
};

/// One requirement with its criteria and crosswalks.
#[derive(Serialize)]
pub struct RequirementDocument<'a> {
    format: &'static str,
    version: u32,
    id: &'a RequirementId,
    title: &'a str,
    fr: FoundationalRequirement,
    sl_min: SecurityLevel,
    text: &'a str,
    unit: Unit,
    component_types: &'a [ComponentType],
    condition: Option<&'a str>,
    criteria: &'a [Criterion],
    /// For a component's row: the rows of the system it belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paired_with: Vec<PairView<'a>>,
    crosswalks: Vec<CrosswalkView<'a>>,
    authority: &'a str,
    confidence: RowConfidence,
    provenance: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    capability_suffices: Option<&'a str>,
}

#[derive(Serialize)]
struct PairView<'a> {
    requirement: &'a RequirementId,
    relation: &'a str,
    sl_min: SecurityLevel,
}

#[derive(Serialize)]
pub(super) struct CrosswalkView<'a> {
    source: &'a str,
    target: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    authority: &'a str,
}

impl<'a> RequirementDocument<'a> {
    /// The document of one row.
    pub fn new(catalogue: &'a Catalogue, row: &'a Requirement) -> Self {
        let links = catalogue.crosswalk().of_requirement(row.id.as_str());
        Self {
            format: "ringwall-requirement",
            version: 1,
            id: &row.id,
            title: &row.title,
            fr: row.fr,
            sl_min: row.sl_min,
            text: &row.text,
            unit: row.unit,
            component_types: &row.component_types,
            condition: row.condition.as_deref(),
            criteria: &row.criteria,
            paired_with: catalogue.pairs_of_component(row.id.as_str()).into_iter().map(pair_view).collect(),
            crosswalks: links.into_iter().map(view).collect(),
            authority: &row.authority,
            confidence: row.confidence,
            provenance: &row.provenance,
            capability_suffices: row.capability_suffices.as_deref(),
        }
    }
}

fn pair_view(pair: Pair<'_>) -> PairView<'_> {
    PairView { requirement: &pair.system.id, relation: pair.relation, sl_min: pair.system.sl_min }
}

pub(super) fn view(link: Link<'_>) -> CrosswalkView<'_> {
    CrosswalkView {
        source: &link.source.id,
        target: link.target,
        title: link.title,
        relation: link.relation,
        authority: &link.source.authority,
    }
}
