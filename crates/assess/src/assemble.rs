//! Assembles the answer for a plant: scopes, levels, findings, remarks.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, ConduitId, Diagnostic, Evidence, EvidenceSet, Finding, Foreign, Input, Instant, METHOD, Maker, NOTICE,
    Outcome, PacketCounts, Place, Plant, RequirementId, RowVerdict, ScopeAssessment, ScopeId, Severity, Sight,
    SlTarget, Witness,
};

use crate::{
    cell::Cell,
    checks::{self, Declared},
    components::{Components, FirmwareSeen, components, without_sheet},
    enabled,
    index::{Index, index},
    judge::judge_cell,
    levels::{Judged, Sums},
    remarks::remarks,
    shared,
};

/// What stands in an assessment beside the verdicts, as others found it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Exchanges that disagree with the declaration.
    pub witnesses: Vec<Witness>,
    /// Findings of others than the checks.
    pub findings: Vec<Finding>,
    /// What could be seen.
    pub sight: Vec<Sight>,
    /// Account of frames.
    pub packets: PacketCounts,
    /// Inputs with their hashes.
    pub inputs: Vec<Input>,
    /// Firmware seen on the wire.
    pub firmware_seen: FirmwareSeen,
    /// Hash of the table of evidence rules.
    pub rules_sha256: Box<str>,
    /// Remarks on the inputs.
    pub diagnostics: Vec<Diagnostic>,
}

/// What every cell came to.
pub(crate) type Verdicts<'i> = BTreeMap<&'i Cell, RowVerdict>;

/// Judges a plant at an instant. Pure: equal inputs give equal answers, whatever their order.
pub fn assess(
    plant: &Plant,
    catalogue: &Catalogue,
    evidence: EvidenceSet,
    context: Context,
    at: Instant,
) -> Assessment {
    assess_indexed(plant, catalogue, &index(plant, catalogue, &evidence), context, at)
}

/// The same, by an index made of plant, catalogue and evidence.
pub fn assess_indexed(
    plant: &Plant,
    catalogue: &Catalogue,
    index: &Index,
    context: Context,
    at: Instant,
) -> Assessment {
    let verdicts: Verdicts<'_> = index.cell_indices().map(|cell| (&cell.key, judge_cell(cell, at))).collect();
    let violated = index.violated(&verdicts);
    let shared_services = shared::services(index, &verdicts);
    let mut remarks = remarks(index, &verdicts, at);
    let (zones, mut conduits) = scope_assessments(plant, catalogue, index, verdicts);
    let witnesses = share_witnesses(context.witnesses, &mut conduits);
    let mut found = components(plant, catalogue, &context.firmware_seen, at);
    enabled::compare(&mut found, plant, catalogue, &zones.iter().chain(&conduits).collect::<Vec<_>>());
    let Components { components, sheets, diagnostics: on_sheets, .. } = found;
    remarks.extend(context.diagnostics.into_iter().chain(on_sheets));
    Assessment {
        format: Cow::Borrowed("ringwall-assessment"),
        version: 1,
        method: Cow::Borrowed(METHOD),
        at,
        plant: plant.name.clone(),
        witnesses,
        findings: findings([
            checks::run(&Declared { plant, catalogue, at }),
            context.findings,
            outside(index),
            violated,
            overclaimed(plant, &zones, &conduits),
        ]),
        zones,
        conduits,
        components,
        components_without_sheet: without_sheet(plant),
        sheets,
        shared_services,
        evidence: index.evidence.clone(),
        sight: context.sight,
        packets: context.packets,
        inputs: sorted(context.inputs),
        catalogue_sha256: catalogue.sha256().into(),
        rules_sha256: context.rules_sha256,
        diagnostics: remarks.into_iter().collect(),
        notice: Cow::Borrowed(NOTICE),
    }
}

/// Sums up every scope: the zones, and the conduits.
fn scope_assessments(
    plant: &Plant,
    catalogue: &Catalogue,
    index: &Index,
    verdicts: Verdicts<'_>,
) -> (Vec<ScopeAssessment>, Vec<ScopeAssessment>) {
    let places: BTreeMap<&RequirementId, usize> =
        catalogue.requirements().iter().enumerate().map(|(place, row)| (&row.id, place)).collect();
    let mut verdicts = verdicts.into_values();
    let (mut zones, mut conduits) = (Vec::new(), Vec::new());
    for (scope, placed) in &index.scopes {
        let mut rows: Vec<(usize, RowVerdict)> = verdicts
            .by_ref()
            .take(placed.cells.len())
            .map(|verdict| (places.get(&verdict.requirement).copied().unwrap_or(usize::MAX), verdict))
            .collect();
        rows.sort_by_key(|(place, _)| *place);
        let rows = rows.into_iter().map(|(_, verdict)| verdict).collect();
        let answer = scope_assessment(plant, catalogue, scope, rows, placed.elsewhere.clone());
        if matches!(scope, ScopeId::Zone(_)) { zones.push(answer) } else { conduits.push(answer) }
    }
    (zones, conduits)
}

fn scope_assessment(
    plant: &Plant,
    catalogue: &Catalogue,
    scope: &ScopeId,
    verdicts: Vec<RowVerdict>,
    elsewhere: Vec<RequirementId>,
) -> ScopeAssessment {
    let mut asked = catalogue.requirements().iter();
    let rows: Vec<Judged<'_>> = verdicts
        .iter()
        .filter_map(|verdict| asked.find(|row| row.id == verdict.requirement).map(|row| Judged { row, verdict }))
        .collect();
    let sums = Sums::of(&rows);
    let (id, name, sl_target) = named(plant, scope);
    ScopeAssessment {
        id,
        scope: scope.clone(),
        name,
        sl_target,
        sl_demonstrated: sums.demonstrated,
        sl_demonstrated_without_compensation: sums.demonstrated_without_compensation,
        sl_ceiling: sums.ceiling,
        sl_claimed: sums.claimed,
        decided: sums.decided,
        applicable: sums.applicable,
        decided_at_sl1: sums.decided_at_sl1,
        disputed: sums.disputed,
        verdicts,
        elsewhere,
        witnesses: Vec::new(),
    }
}

/// Id, name and target as the plant declares them.
fn named(plant: &Plant, scope: &ScopeId) -> (Box<str>, Foreign, SlTarget) {
    let (id, found) = match scope {
        ScopeId::Zone(id) => (id.as_str(), plant.zones.get(id).map(|z| (z.name.clone(), z.sl_target))),
        ScopeId::Conduit(id) => (id.as_str(), plant.conduits.get(id).map(|c| (c.name.clone(), c.sl_target))),
    };
    let (name, target) = found.unwrap_or_default();
    (id.into(), name, target.unwrap_or_default())
}

/// Gives each conduit the witnesses that name it; the others stay.
fn share_witnesses(witnesses: Vec<Witness>, conduits: &mut [ScopeAssessment]) -> Vec<Witness> {
    let mut of_conduit: BTreeMap<Option<ConduitId>, Vec<Witness>> = BTreeMap::new();
    for witness in sorted(witnesses) {
        of_conduit.entry(witness.conduit.clone()).or_default().push(witness);
    }
    for conduit in conduits {
        if let ScopeId::Conduit(id) = &conduit.scope {
            conduit.witnesses = of_conduit.remove(&Some(id.clone())).unwrap_or_default();
        }
    }
    sorted(of_conduit.into_values().flatten().collect())
}

/// Gravest first.
fn findings(all: [Vec<Finding>; 5]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = sorted(all.concat());
    findings.dedup();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings
}

/// What contradicts in a zone that is not judged stays visible: its other end may be, and somebody owns it.
fn outside(index: &Index) -> Vec<Finding> {
    let contradicts = |e: &&Arc<Evidence>| e.outcome == Outcome::Contradicts && !index.scopes.contains_key(&e.scope);
    index.evidence.iter().filter(contradicts).map(|evidence| finding(evidence)).collect()
}

fn finding(evidence: &Evidence) -> Finding {
    let code = match &evidence.maker {
        Maker::Rule(code) => code.clone(),
        Maker::Statement(_) => Cow::Borrowed("statement"),
        Maker::Sheet(_) => Cow::Borrowed("capability-sheet"),
    };
    let requirements: BTreeSet<_> = evidence.criteria.iter().map(|c| c.requirement()).collect();
    Finding {
        code,
        severity: Severity::Warning,
        authority: METHOD.to_owned(),
        place: evidence.place.clone(),
        message: format!(
            "{} (in {}, outside the system under consideration, so no level hangs on it)",
            evidence.text, evidence.scope
        ),
        help: "tell who answers for that side, and look whether the side inside gave cause for it".to_owned(),
        requirements: requirements.into_iter().collect(),
    }
}

/// People say more than can be shown: the difference is a finding of its own.
fn overclaimed(plant: &Plant, zones: &[ScopeAssessment], conduits: &[ScopeAssessment]) -> Vec<Finding> {
    let more = |s: &&ScopeAssessment| !s.sl_demonstrated.0.reaches(&s.sl_claimed.0);
    zones.iter().chain(conduits).filter(more).map(|scope| claimed_only(plant, scope)).collect()
}

fn claimed_only(plant: &Plant, scope: &ScopeAssessment) -> Finding {
    let place = match &scope.scope {
        ScopeId::Zone(id) => plant.zones.get(id).map(|zone| zone.place.clone()),
        ScopeId::Conduit(id) => plant.conduits.get(id).map(|conduit| conduit.place.clone()),
    };
    Finding {
        code: Cow::Borrowed("claimed-not-demonstrated"),
        severity: Severity::Note,
        authority: format!("{METHOD}, method"),
        place: Place::File(place.unwrap_or_default()),
        message: format!(
            "statements alone would give {} {}; {} is demonstrated",
            scope.scope, scope.sl_claimed.0, scope.sl_demonstrated.0
        ),
        help: "have what is claimed accepted with its artefacts, or look at what contradicts it".to_owned(),
        requirements: Vec::new(),
    }
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}
