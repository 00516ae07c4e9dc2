//! `ringwall explain ID --json` for a row on processes.

use serde::Serialize;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Heading, MaturityLevel, PrincipalRole, ProcessCheck, ProcessConfidence, ProcessKind, ProcessRequirement,
    RequirementId,
};

use super::requirement::{CrosswalkView, view};

/// One row on processes with its checks, its part's maturity scale and crosswalks.
#[derive(Serialize)]
pub struct ProcessDocument<'a> {
    format: &'static str,
    version: u32,
    id: &'a RequirementId,
    part: &'a str,
    superseded_by: Option<&'a str>,
    kind: ProcessKind,
    headings: &'a [Heading],
    parent: Option<&'a RequirementId>,
    below: Vec<&'a RequirementId>,
    title: &'a str,
    text: &'a str,
    answers: &'a [PrincipalRole],
    checks: &'a [ProcessCheck],
    maturity: &'a [MaturityLevel],
    crosswalks: Vec<CrosswalkView<'a>>,
    crosswalks_of_part: Vec<CrosswalkView<'a>>,
    notices: Vec<&'a str>,
    authority: &'a str,
    confidence: ProcessConfidence,
    provenance: &'a str,
}

impl<'a> ProcessDocument<'a> {
    /// The document of one row.
    pub fn new(catalogue: &'a Catalogue, row: &'a ProcessRequirement) -> Self {
        let processes = catalogue.processes();
        let part = processes.part_of(row);
        Self {
            format: "ringwall-process-requirement",
            version: 1,
            id: &row.id,
            part: &row.part,
            superseded_by: part.and_then(|part| part.superseded_by.as_deref()),
            kind: row.kind,
            headings: &row.headings,
            parent: row.parent.as_ref(),
            below: processes.under(row).map(|below| &below.id).collect(),
            title: &row.title,
            text: &row.text,
            answers: &row.answers,
            checks: &row.checks,
            maturity: part.map_or(&[], |part| &part.maturity),
            crosswalks: processes.crosswalk().of_requirement(row.id.as_str()).into_iter().map(view).collect(),
            crosswalks_of_part: processes.crosswalk().of_requirement(&row.part).into_iter().map(view).collect(),
            notices: processes.notices(row),
            authority: &row.authority,
            confidence: row.confidence,
            provenance: &row.provenance,
        }
    }
}
