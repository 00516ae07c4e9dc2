//! Assembles the answer for a plant: scopes, levels, findings, remarks.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, ConduitId, Diagnostic, Evidence, EvidenceSet, Finding, Foreign, Input, Instant, METHOD, Maker, NOTICE,
    Outcome, PacketCounts, Place, Plant, Requirement, RowVerdict, ScopeAssessment, ScopeId, SecurityLevel, Severity,
    Sight, SlTarget, Verdict, Witness,
};

use crate::{
    cell::Cell,
    checks::{self, Declared},
    index::{Index, index},
    judge::judge,
    levels::{self, Judged},
    remarks::remarks,
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
    /// Hash of the table of evidence rules.
    pub rules_sha256: Box<str>,
    /// Remarks on the inputs.
    pub diagnostics: Vec<Diagnostic>,
}

/// Judges a plant at an instant. Pure: equal inputs give equal answers, whatever their order.
pub fn assess(
    plant: &Plant,
    catalogue: &Catalogue,
    evidence: EvidenceSet,
    context: Context,
    at: Instant,
) -> Assessment {
    let index = index(plant, catalogue, &evidence);
    let verdicts: BTreeMap<Cell, RowVerdict> =
        index.cells().map(|cell| (cell.clone(), judge(&index, cell, at))).collect();
    assemble(plant, catalogue, &index, &verdicts, evidence.diagnostics, context, at)
}

fn assemble(
    plant: &Plant,
    catalogue: &Catalogue,
    index: &Index,
    verdicts: &BTreeMap<Cell, RowVerdict>,
    derived: Vec<Diagnostic>,
    context: Context,
    at: Instant,
) -> Assessment {
    let (mut zones, mut conduits) = (Vec::new(), Vec::new());
    for scope in index.scopes.keys() {
        let answer = scope_assessment(plant, catalogue, index, verdicts, scope);
        if matches!(scope, ScopeId::Zone(_)) { zones.push(answer) } else { conduits.push(answer) }
    }
    let witnesses = share_witnesses(context.witnesses, &mut conduits);
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
            index.violated(verdicts),
            overclaimed(plant, &zones, &conduits),
        ]),
        zones,
        conduits,
        evidence: index.evidence.values().flatten().cloned().collect(),
        sight: context.sight,
        packets: context.packets,
        inputs: sorted(context.inputs),
        catalogue_sha256: catalogue.sha256().into(),
        rules_sha256: context.rules_sha256,
        diagnostics: diagnostics(index, verdicts, [context.diagnostics, derived].concat(), at),
        notice: Cow::Borrowed(NOTICE),
    }
}

fn scope_assessment(
    plant: &Plant,
    catalogue: &Catalogue,
    index: &Index,
    verdicts: &BTreeMap<Cell, RowVerdict>,
    scope: &ScopeId,
) -> ScopeAssessment {
    let verdict = |row: &Requirement| verdicts.get(&Cell { scope: scope.clone(), requirement: row.id.clone() });
    let rows: Vec<Judged<'_>> =
        catalogue.requirements().iter().filter_map(|row| verdict(row).map(|verdict| Judged { row, verdict })).collect();
    let first = SecurityLevel::new(1).unwrap_or_default();
    let (id, name, sl_target) = named(plant, scope);
    ScopeAssessment {
        id,
        scope: scope.clone(),
        name,
        sl_target,
        sl_demonstrated: levels::demonstrated(&rows),
        sl_demonstrated_without_compensation: levels::demonstrated_without_compensation(&rows),
        sl_ceiling: levels::ceiling(&rows),
        sl_claimed: levels::claimed_level(&rows),
        decided: levels::count(&rows, levels::is_decided),
        applicable: levels::count(&rows, |_| true),
        decided_at_sl1: levels::count(&rows, |j| j.row.sl_min <= first && levels::is_decided(j)),
        disputed: levels::disputed(&rows),
        verdicts: rows.iter().map(|judged| judged.verdict.clone()).collect(),
        elsewhere: index.scopes.get(scope).cloned().unwrap_or_default(),
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
    let contradicts = |e: &&Evidence| e.outcome == Outcome::Contradicts && !index.scopes.contains_key(&e.scope);
    index.evidence.values().flatten().filter(contradicts).map(finding).collect()
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

fn diagnostics(
    index: &Index,
    verdicts: &BTreeMap<Cell, RowVerdict>,
    others: Vec<Diagnostic>,
    at: Instant,
) -> Vec<Diagnostic> {
    let answers: Vec<(&Cell, Verdict)> = verdicts.iter().map(|(cell, answer)| (cell, answer.verdict)).collect();
    let mut all = remarks(index, &answers, at);
    all.extend(others);
    all.into_iter().collect()
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list
}
