//! `ringwall explain ID --json`.

use serde::Serialize;

use ringwall_catalogue::{Catalogue, Link};
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
    crosswalks: Vec<CrosswalkView<'a>>,
    authority: &'a str,
    confidence: RowConfidence,
    provenance: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    capability_suffices: Option<&'a str>,
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
            crosswalks: links.into_iter().map(view).collect(),
            authority: &row.authority,
            confidence: row.confidence,
            provenance: &row.provenance,
            capability_suffices: row.capability_suffices.as_deref(),
        }
    }
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
