//! The answer: which level each zone and conduit demonstrates, and why not more.

use std::collections::BTreeMap;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, Evidence, EvidenceId, Finding, FoundationalRequirement, NOTICE, Outcome, Requirement, RowVerdict,
    ScopeAssessment, Severity, Verdict, Witness, WitnessKind,
};

use crate::{Align, Block, Cell, Column, Document, HeatMap, Line, Reach, Row, Section, Table, Tone};

/// Most violations and blockers named on the first screen; all of them are in the page and in JSON.
const FIRST_SCREEN_MAX: usize = 8;

/// A row that keeps scopes from their target, as the judge ranks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockerLine {
    /// Requirement id and title.
    pub requirement: String,
    /// Scopes in which it is not met, each with the reason.
    pub not_met: Vec<(String, String)>,
    /// Scopes in which it is not decided.
    pub unknown: Vec<String>,
}

/// The assessment as a document: heat map, blockers, violations, findings, sight; detail down to evidence.
pub fn assessment(catalogue: &Catalogue, answer: &Assessment, blockers: &[BlockerLine]) -> Document {
    let mut blocks = vec![Block::Heat(HeatMap::of(&answer.zones, &answer.conduits))];
    blocks.extend(verdict_in_words(answer));
    blocks.extend(sign_off(answer));
    blocks.extend(top_blockers(blockers));
    blocks.extend(violations(answer));
    blocks.extend(findings(answer));
    blocks.extend(sight(answer));
    blocks.extend(detail(catalogue, answer));
    blocks.extend(inputs(answer));
    Document {
        title: Line::text("Security levels demonstrated: ").foreign(&answer.plant),
        subtitle: Line::text(format!("method {}, at {}", answer.method, answer.at)),
        blocks,
        notice: NOTICE,
    }
}

fn scopes(answer: &Assessment) -> impl Iterator<Item = (&'static str, &ScopeAssessment)> {
    let zones = answer.zones.iter().map(|z| ("zone", z));
    zones.chain(answer.conduits.iter().map(|c| ("conduit", c)))
}

fn verdict_in_words(answer: &Assessment) -> Option<Block> {
    let cells: Vec<_> =
        scopes(answer).flat_map(|(_, s)| FoundationalRequirement::ALL.map(|fr| Cell::of(s, fr))).collect();
    let count = |reach: Reach| cells.iter().filter(|c| c.reach == reach).count();
    let asked = cells.len().saturating_sub(count(Reach::NotAsked));
    (asked > 0).then(|| {
        Block::Paragraph(Line::text(format!(
            "of {asked} targets, {} are demonstrated, {} are open (not enough evidence yet), {} cannot be reached as the plant stands",
            count(Reach::Reached),
            count(Reach::Open),
            count(Reach::Blocked)
        )))
    })
}

/// What puts an essential function at stake stands before everything else that is to be done.
fn sign_off(answer: &Assessment) -> Option<Block> {
    let stops = answer.findings.iter().filter(|f| f.severity == Severity::Stop).count();
    let rows = scopes(answer).flat_map(|(_, s)| &s.verdicts).filter(|row| row.constraint.is_some()).count();
    let stands = match rows {
        0 => String::new(),
        1 => "; 1 row stands with its constraint violated".to_owned(),
        rows => format!("; {rows} rows stand with their constraint violated"),
    };
    let findings = if stops == 1 { "finding puts" } else { "findings put" };
    let words = format!("not to be signed off: {stops} {findings} an essential function at stake{stands}");
    (stops > 0).then(|| Block::Paragraph(Line::default().toned(words, Tone::Bad)))
}

fn top_blockers(blockers: &[BlockerLine]) -> Vec<Block> {
    if blockers.is_empty() {
        return Vec::new();
    }
    let line = |b: &BlockerLine| {
        let (sign, tone) = if b.not_met.is_empty() { ("unknown", Tone::Open) } else { ("not met", Tone::Bad) };
        let broken: Vec<_> = b.not_met.iter().map(|(scope, reason)| format!("{scope} ({reason})")).collect();
        let open = match (b.not_met.is_empty(), b.unknown.len()) {
            (true, _) => b.unknown.join(", "),
            (false, 0) => String::new(),
            (false, n) => format!("; unknown in {n} more"),
        };
        Line::default()
            .toned(format!("{sign} "), tone)
            .toned(b.requirement.clone(), Tone::Strong)
            .then(format!(" in {}{open}", broken.join(", ")))
    };
    vec![
        Block::heading("What stands in the way"),
        Block::List(blockers.iter().take(FIRST_SCREEN_MAX).map(line).collect()),
    ]
}

fn all_witnesses(answer: &Assessment) -> Vec<&Witness> {
    answer.conduits.iter().flat_map(|c| &c.witnesses).chain(&answer.witnesses).collect()
}

fn violations(answer: &Assessment) -> Vec<Block> {
    let witnesses = all_witnesses(answer);
    let (broken, rest): (Vec<_>, Vec<_>) = witnesses
        .into_iter()
        .partition(|w| w.answered && w.kind != WitnessKind::Undecided || w.kind == WitnessKind::ReturnPath);
    let mut blocks = vec![Block::heading("Conduits broken")];
    if broken.is_empty() {
        blocks.push(Block::Paragraph(Line::text(nothing_broken(answer))));
    } else {
        blocks.push(Block::List(
            broken.iter().map(|w| Line::default().toned("violation ", Tone::Bad).then(w.text.clone())).collect(),
        ));
    }
    if !rest.is_empty() {
        blocks.push(Block::Paragraph(Line::text(format!(
            "{} more were only tried, or cannot be decided from these captures:",
            rest.len()
        ))));
        blocks.push(Block::List(rest.iter().take(FIRST_SCREEN_MAX).map(|w| Line::text(w.text.clone())).collect()));
    }
    blocks
}

/// Without a capture nothing could be seen to break a conduit: that is no all-clear.
fn nothing_broken(answer: &Assessment) -> &'static str {
    match answer.sight.is_empty() {
        true => "not known: without a capture nothing can be seen to break a conduit",
        false => "no exchange in these captures breaks a declared conduit",
    }
}

/// Gravest first. Notes make no answer weaker: they are told in the detail.
fn findings(answer: &Assessment) -> Vec<Block> {
    let (notes, grave): (Vec<_>, Vec<_>) = answer.findings.iter().partition(|f| f.severity == Severity::Note);
    let mut blocks = Vec::new();
    if !grave.is_empty() {
        blocks.push(Block::heading("Findings"));
        blocks.push(Block::List(grave.into_iter().map(finding).collect()));
    }
    if !notes.is_empty() {
        let summary = Line::text(format!("Notes on what is declared and claimed ({})", notes.len()));
        let blocks_of_notes = vec![Block::List(notes.into_iter().map(finding).collect())];
        blocks.push(Block::Detail(Section { anchor: "notes".to_owned(), summary, blocks: blocks_of_notes }));
    }
    blocks
}

fn finding(finding: &Finding) -> Line {
    let tone = if finding.severity >= Severity::Error { Tone::Bad } else { Tone::Open };
    let stop = if finding.severity == Severity::Stop { "stop " } else { "" };
    Line::default()
        .toned(format!("{stop}{}", finding.code), tone)
        .then(format!(" {}: {} ", finding.place.terminal(), finding.message))
        .toned(format!("[{}]", finding.authority), Tone::Muted)
}

fn sight(answer: &Assessment) -> Vec<Block> {
    let mut blocks = vec![Block::heading("What could be seen")];
    if answer.sight.is_empty() {
        blocks.push(Block::Paragraph(Line::text(
            "no capture was given: the answer rests on statements and sheets alone, and nothing on the wire could contradict them",
        )));
        return blocks;
    }
    let row = |s: &ringwall_model::Sight| Row {
        anchor: None,
        cells: vec![
            Line::default().foreign(&s.capture),
            Line::text(s.point.as_ref().map_or_else(|| "not declared".to_owned(), ToString::to_string)),
            Line::text(s.frames.to_string()),
            Line::text(s.first.map(|t| t.to_string()).unwrap_or_default()),
            Line::text(s.last.map(|t| t.to_string()).unwrap_or_default()),
        ],
    };
    blocks.push(Block::Table(Table {
        columns: vec![
            Column::left("capture"),
            Column::left("observation point"),
            Column { title: "frames", align: Align::Right },
            Column::left("from"),
            Column::left("until"),
        ],
        rows: answer.sight.iter().map(row).collect(),
    }));
    let warnings = answer.diagnostics.iter().filter(|d| d.severity >= Severity::Warning);
    let lines: Vec<_> = warnings
        .map(|d| {
            Line::default().toned(d.code.to_string(), Tone::Code).then(format!(
                " {}: {}",
                d.place.terminal(),
                d.message
            ))
        })
        .collect();
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    blocks
}

/// Scope by scope, foundational requirement by foundational requirement, row by row.
fn detail(catalogue: &Catalogue, answer: &Assessment) -> Vec<Block> {
    let evidence: BTreeMap<&EvidenceId, &Evidence> = answer.evidence.iter().map(|e| (&e.id, e)).collect();
    let rows: BTreeMap<&str, &Requirement> = catalogue.requirements().iter().map(|r| (r.id.as_str(), r)).collect();
    scopes(answer).map(|(kind, scope)| Block::Detail(scope_detail(kind, scope, &rows, &evidence))).collect()
}

fn scope_detail(
    kind: &str,
    scope: &ScopeAssessment,
    rows: &BTreeMap<&str, &Requirement>,
    evidence: &BTreeMap<&EvidenceId, &Evidence>,
) -> Section {
    let vectors = format!(
        "SL-T({id}) = {}   demonstrated {}{}   ceiling {}   claimed {}",
        scope.sl_target.0,
        scope.sl_demonstrated.0,
        without_compensation(scope),
        scope.sl_ceiling.0,
        scope.sl_claimed.0,
        id = scope.id
    );
    let mut blocks = vec![Block::Paragraph(Line::default().toned(vectors, Tone::Code))];
    for fr in FoundationalRequirement::ALL {
        let verdicts: Vec<_> = scope
            .verdicts
            .iter()
            .filter_map(|v| rows.get(v.requirement.as_str()).filter(|r| r.fr == fr).map(|r| (*r, v)))
            .collect();
        if !verdicts.is_empty() {
            blocks.push(fr_detail(kind, scope, fr, &verdicts, evidence));
        }
    }
    if !scope.elsewhere.is_empty() {
        let names: Vec<_> = scope.elsewhere.iter().map(ToString::to_string).collect();
        blocks.push(Block::Paragraph(Line::text(format!("judged in the zones it joins: {}", names.join(", ")))));
    }
    if !scope.disputed.is_empty() {
        let names: Vec<_> = scope.disputed.iter().map(ToString::to_string).collect();
        blocks.push(Block::Paragraph(Line::text(format!(
            "a level here hangs on rows whose level is disputed: {}",
            names.join(", ")
        ))));
    }
    Section {
        anchor: format!("{kind}-{}", scope.id),
        summary: Line::text(format!("{kind} {} ", scope.id)).foreign(&scope.name),
        blocks,
    }
}

/// Both numbers, where they differ.
fn without_compensation(scope: &ScopeAssessment) -> String {
    let alone = scope.sl_demonstrated_without_compensation;
    if alone == scope.sl_demonstrated { String::new() } else { format!(" ({} without compensation)", alone.0) }
}

fn fr_detail(
    kind: &str,
    scope: &ScopeAssessment,
    fr: FoundationalRequirement,
    verdicts: &[(&Requirement, &RowVerdict)],
    evidence: &BTreeMap<&EvidenceId, &Evidence>,
) -> Block {
    let cell = Cell::of(scope, fr);
    let at_four = if matches!(fr, FoundationalRequirement::Tre | FoundationalRequirement::Ra) {
        "; SL 4 asks nothing beyond SL 3 here"
    } else {
        ""
    };
    let summary = Line::default()
        .toned(fr.abbreviation(), Tone::Strong)
        .then(format!(
            " {}: target {}, demonstrated..ceiling {} ({}/{} rows decided{at_four}) ",
            fr.name(),
            cell.target_text(),
            cell.interval(),
            cell.decided,
            cell.applicable
        ))
        .toned(cell.sign(), tone_of(cell.reach));
    let blocks =
        verdicts.iter().map(|(row, verdict)| Block::Detail(row_detail(kind, scope, row, verdict, evidence))).collect();
    Block::Detail(Section { anchor: HeatMap::anchor(kind, &scope.id, fr), summary, blocks })
}

fn tone_of(reach: Reach) -> Tone {
    match reach {
        Reach::Reached => Tone::Good,
        Reach::Open => Tone::Open,
        Reach::Blocked => Tone::Bad,
        Reach::NotAsked => Tone::Muted,
    }
}

fn verdict_tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met => Tone::Good,
        Verdict::NotMet => Tone::Bad,
        Verdict::Unknown => Tone::Open,
        Verdict::NotApplicable => Tone::Muted,
    }
}

fn row_detail(
    kind: &str,
    scope: &ScopeAssessment,
    row: &Requirement,
    verdict: &RowVerdict,
    evidence: &BTreeMap<&EvidenceId, &Evidence>,
) -> Section {
    let slug: String = row.id.as_str().chars().map(|c| if c == ' ' { '-' } else { c }).collect();
    let compensated = verdict.compensated.as_ref().map(|c| format!(", compensated up to SL {} by {}", c.up_to, c.by));
    let summary = Line::default()
        .toned(format!("{} ", verdict.verdict.word()), verdict_tone(verdict.verdict))
        .toned(format!("{} {}", row.id, row.title), Tone::Strong)
        .then(format!(" (SL {}) {}{}", row.sl_min, verdict.basis, compensated.unwrap_or_default()))
        .toned(if verdict.constraint.is_some() { ", constraint violated" } else { "" }, Tone::Bad);
    let mut blocks = vec![Block::Paragraph(Line::text(row.text.clone())), Block::List(criteria(row, verdict))];
    if let Some(constraint) = &verdict.constraint {
        let words = format!("constraint violated, sign-off blocked: {} [{}]", constraint.text, constraint.finding);
        blocks.push(Block::Paragraph(Line::default().toned(words, Tone::Bad)));
    }
    let lines: Vec<_> = verdict.evidence.iter().filter_map(|id| evidence.get(id)).map(|e| evidence_line(e)).collect();
    if lines.is_empty() {
        blocks.push(Block::Paragraph(Line::default().toned("no evidence", Tone::Muted)));
    } else {
        blocks.push(Block::List(lines));
    }
    Section { anchor: format!("{kind}-{}-{slug}", scope.id), summary, blocks }
}

fn criteria(row: &Requirement, verdict: &RowVerdict) -> Vec<Line> {
    let text: BTreeMap<_, _> = row.criteria.iter().map(|c| (&c.id, c.text.as_str())).collect();
    let units = |units: &[ringwall_model::UnitId]| units.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let line = |c: &ringwall_model::CriterionVerdict| {
        let mut line = Line::default()
            .toned(format!("{} ", c.verdict.word()), verdict_tone(c.verdict))
            .then(text.get(&c.id).copied().unwrap_or_default().to_owned());
        if !c.contradicted_units.is_empty() {
            line = line.then(format!(" against: {}", units(&c.contradicted_units)));
        }
        if !c.undecided_units.is_empty() {
            line = line.toned(format!(" undecided: {}", units(&c.undecided_units)), Tone::Muted);
        }
        line
    };
    verdict.criteria.iter().map(line).collect()
}

fn evidence_line(evidence: &Evidence) -> Line {
    let (word, tone) = match evidence.outcome {
        Outcome::Supports => ("supports", Tone::Good),
        Outcome::Contributes => ("contributes", Tone::Muted),
        Outcome::Contradicts => ("contradicts", Tone::Bad),
    };
    let until = evidence.valid_until.map(|t| format!(", until {}", t.date())).unwrap_or_default();
    let (grade, seen, place) = (evidence.grade.word(), evidence.observed_at, evidence.place.terminal());
    Line::default()
        .toned(format!("{word} "), tone)
        .then(evidence.text.clone())
        .toned(format!(" [{grade}, {seen}{until}; {place}]"), Tone::Muted)
}

fn inputs(answer: &Assessment) -> Vec<Block> {
    let mut lines: Vec<_> = answer
        .inputs
        .iter()
        .map(|i| Line::default().foreign(&i.name).toned(format!(" sha256 {}", i.sha256), Tone::Muted))
        .collect();
    lines.push(Line::text(format!("catalogue sha256 {}", answer.catalogue_sha256)));
    lines.push(Line::text(format!("evidence rules sha256 {}", answer.rules_sha256)));
    let summary = Line::text(format!("Inputs this answer rests on ({})", lines.len()));
    vec![Block::Detail(Section { anchor: "inputs".to_owned(), summary, blocks: vec![Block::List(lines)] })]
}
