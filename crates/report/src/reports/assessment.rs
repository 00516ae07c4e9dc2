//! The answer: which level each zone and conduit demonstrates, and why not more.

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, Diagnostic, Explanation, Finding, FoundationalRequirement, NOTICE, Severity, Witness, WitnessKind,
};

use crate::{
    Align, Block, Cell, Column, Document, HeatMap, Line, Reach, Row, Section, Table, Tone,
    components::{components, shared_services},
    detail::detail,
    view::{listed, scopes},
};

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

/// The assessment as a document: heat map, blockers, violations, findings, sight. With the explanations of every scope and
/// foundational requirement, detail down to evidence, as a page shows it; a terminal leaves that to `ringwall why`.
pub fn assessment(
    catalogue: &Catalogue,
    answer: &Assessment,
    blockers: &[BlockerLine],
    explanations: Option<&[Explanation]>,
) -> Document {
    let map = HeatMap::of(catalogue, &answer.zones, &answer.conduits);
    let disputed = disputed(&map, answer);
    let mut blocks = vec![Block::Heat(map)];
    blocks.extend(verdict_in_words(answer));
    blocks.extend(disputed);
    blocks.extend(sign_off(answer));
    blocks.extend(top_blockers(blockers));
    blocks.extend(violations(answer));
    blocks.extend(findings(answer));
    blocks.extend(components(answer));
    blocks.extend(shared_services(answer));
    blocks.extend(sight(answer));
    blocks.extend(explanations.into_iter().flat_map(|explanations| detail(catalogue, answer, explanations)));
    blocks.extend(inputs(answer));
    Document {
        title: Line::text("Security levels demonstrated: ").foreign(&answer.plant),
        subtitle: Line::text(format!("method {}, at {}", answer.method, answer.at)),
        blocks,
        notice: NOTICE,
    }
}

fn verdict_in_words(answer: &Assessment) -> Option<Block> {
    let cells: Vec<_> = scopes(answer).flat_map(|s| FoundationalRequirement::ALL.map(|fr| Cell::of(s, fr))).collect();
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

/// Which levels hang on rows whose own level is disputed.
fn disputed(map: &HeatMap, answer: &Assessment) -> Option<Block> {
    let hanging =
        map.rows.iter().flat_map(|row| row.cells.iter().filter(|cell| cell.disputed).map(move |cell| (row, cell.fr)));
    let levels: Vec<String> = hanging.map(|(row, fr)| format!("{} {fr}", row.scope)).collect();
    let mut rows: Vec<_> = scopes(answer).flat_map(|scope| &scope.disputed).collect();
    rows.sort();
    rows.dedup();
    (!levels.is_empty()).then(|| {
        Block::Paragraph(Line::default().toned("disputed ", Tone::Open).then(format!(
            "{} hang on rows whose own level in the standard is disputed: {}",
            first_few(&levels),
            listed(&rows)
        )))
    })
}

fn first_few(items: &[String]) -> String {
    let shown: Vec<&str> = items.iter().take(FIRST_SCREEN_MAX).map(String::as_str).collect();
    let more = items.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// What puts an essential function at stake stands before everything else that is to be done.
fn sign_off(answer: &Assessment) -> Option<Block> {
    let stops = answer.findings.iter().filter(|f| f.severity == Severity::Stop).count();
    let rows = scopes(answer).flat_map(|scope| &scope.verdicts).filter(|row| row.constraint.is_some()).count();
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
            (true, _) => first_few(&b.unknown),
            (false, 0) => String::new(),
            (false, n) => format!("; unknown in {n} more"),
        };
        Line::default()
            .toned(format!("{sign} "), tone)
            .toned(b.requirement.clone(), Tone::Strong)
            .then(format!(" in {}{open}", first_few(&broken)))
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
    blocks.extend(not_seen(answer));
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

/// Declared and not seen is information, never a fault: it says how much of the plant the wire told of.
fn not_seen(answer: &Assessment) -> Vec<Block> {
    let unseen: Vec<&Diagnostic> = answer.diagnostics.iter().filter(|d| d.code == "asset-not-seen").collect();
    let named: Vec<String> = unseen.iter().filter_map(|d| d.message.split('`').nth(1)).map(str::to_owned).collect();
    let noun = match unseen.len() {
        0 => return Vec::new(),
        1 => "asset is",
        _ => "assets are",
    };
    let counted = format!("{} declared {noun} not visible from these observation points", unseen.len());
    let line = |d: &&Diagnostic| Line::text(format!("{}: {}", d.place.terminal(), d.message));
    let blocks = vec![Block::List(unseen.iter().map(line).collect())];
    let summary = Line::text("Why each was not visible");
    vec![
        Block::Paragraph(Line::text(format!("{counted}: {}", first_few(&named)))),
        Block::Detail(Section { anchor: "not-seen".to_owned(), summary, blocks }),
    ]
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
