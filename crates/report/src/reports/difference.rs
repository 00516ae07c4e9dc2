//! What changed between two assessments, and why.

use std::collections::BTreeMap;

use ringwall_model::{
    Cause, Compensated, Difference, Evidence, EvidenceId, LevelChange, NOTICE, Presence, RowChange, SecurityLevel,
    Verdict,
};

use crate::{
    Block, Document, Line, Tone,
    view::{evidence_line, listed},
};

/// A difference as a document. `evidence` resolves what causes name, from both sides.
pub fn difference(difference: &Difference, evidence: &BTreeMap<&EvidenceId, &Evidence>) -> Document {
    let mut blocks = Vec::new();
    if difference.is_empty() {
        blocks.push(Block::Paragraph(Line::text("nothing changed")));
    }
    blocks
        .extend(section("Levels", difference.levels.iter().flat_map(|change| level_lines(change, evidence)).collect()));
    blocks.extend(section("Verdicts", difference.rows.iter().map(|change| row_line(change, evidence)).collect()));
    blocks.extend(section("Evidence", evidence_lines(difference)));
    blocks.extend(section("Exchanges against the declaration", witness_lines(difference)));
    blocks.extend(section("Findings", finding_lines(difference)));
    blocks.extend(section("Declared", declared_lines(difference)));
    blocks.extend(section("Inputs", input_lines(difference)));
    Document {
        title: Line::text("What changed"),
        subtitle: Line::text(format!("from {} to {}", difference.at_from, difference.at_to)),
        blocks,
        notice: NOTICE,
    }
}

fn section(title: &'static str, lines: Vec<Line>) -> Vec<Block> {
    if lines.is_empty() { Vec::new() } else { vec![Block::heading(title), Block::List(lines)] }
}

fn level(level: Option<SecurityLevel>) -> String {
    level.map_or_else(|| "none".to_owned(), |level| level.to_string())
}

fn level_lines(change: &LevelChange, evidence: &BTreeMap<&EvidenceId, &Evidence>) -> Vec<Line> {
    let (word, tone) = match (change.fell(), change.to > change.from) {
        (true, _) => ("fell", Tone::Bad),
        (_, true) => ("rose", Tone::Good),
        _ => ("changed", Tone::Plain),
    };
    let rows = if change.rows.is_empty() { String::new() } else { format!(" by {}", listed(&change.rows)) };
    vec![
        Line::default()
            .toned(format!("{word} "), tone)
            .toned(format!("{} {} {}", change.scope, change.fr, change.level.word()), Tone::Strong)
            .then(format!(" {} -> {}{rows}", level(change.from), level(change.to)))
            .toned(format!(": {}", causes(&change.causes, evidence)), Tone::Muted),
    ]
}

fn row_line(change: &RowChange, evidence: &BTreeMap<&EvidenceId, &Evidence>) -> Line {
    let word = |verdict: Option<Verdict>| verdict.map_or("not judged", crate::view::verdict_words);
    Line::default()
        .toned(format!("{} {}", change.scope, change.requirement), Tone::Strong)
        .then(format!(" {} ({}) -> {} ({})", word(change.from), change.basis_from, word(change.to), change.basis_to))
        .toned(format!(": {}", causes(&change.causes, evidence)), Tone::Muted)
}

/// Most causes named in a line; JSON names all.
const CAUSES_NAMED_MAX: usize = 4;

fn causes(causes: &[Cause], evidence: &BTreeMap<&EvidenceId, &Evidence>) -> String {
    let mut words: Vec<String> =
        causes.iter().take(CAUSES_NAMED_MAX).map(|cause| cause_words(cause, evidence)).collect();
    if let Some(more) = causes.len().checked_sub(CAUSES_NAMED_MAX).filter(|more| *more > 0) {
        words.push(format!("{more} more causes"));
    }
    words.join("; ")
}

fn cause_words(cause: &Cause, known: &BTreeMap<&EvidenceId, &Evidence>) -> String {
    let named = |id: &EvidenceId| {
        let place = known.get(id).map(|piece| format!(" [{}]", piece.place.terminal())).unwrap_or_default();
        format!("{}{place}", ringwall_model::Foreign::from(id.0.as_ref()).terminal())
    };
    match cause {
        Cause::EvidenceCame { evidence } => format!("new evidence {}", named(evidence)),
        Cause::EvidenceWent { evidence } => format!("{} is gone", named(evidence)),
        Cause::EvidenceChanged { evidence } => format!("{} says something else", named(evidence)),
        Cause::EvidenceExpired { evidence, at } => format!("{} expired on {}", named(evidence), at.date()),
        Cause::EvidenceInTime { evidence, counts: true } => format!("{} counts now", named(evidence)),
        Cause::EvidenceInTime { evidence, counts: false } => {
            format!("{} is dated later and does not count yet", named(evidence))
        }
        Cause::ContradictionClosed { evidence, closed: true } => format!("{} was closed", named(evidence)),
        Cause::ContradictionClosed { evidence, closed: false } => format!("{} is open again", named(evidence)),
        Cause::Applicability { from, to } => format!("whether it applies: {from} -> {to}"),
        Cause::Compensation { from, to } => {
            format!("compensation {} -> {}", compensated(from.as_ref()), compensated(to.as_ref()))
        }
        Cause::RowJudged { judged: true } => "judged here now".to_owned(),
        Cause::RowJudged { judged: false } => "no longer judged here".to_owned(),
        Cause::Declared { noun, id, change } => {
            format!("{noun} {} {}", ringwall_model::Foreign::from(id.as_str()).terminal(), presence(*change))
        }
        Cause::Catalogue => "another catalogue".to_owned(),
        Cause::Rules => "another table of evidence rules".to_owned(),
        Cause::Declaration => {
            "what the plant folder declares (see the inputs; two folders can be compared more closely)".to_owned()
        }
    }
}

fn compensated(compensated: Option<&Compensated>) -> String {
    compensated.map_or_else(|| "none".to_owned(), |c| format!("{} up to SL {}", c.by, c.up_to))
}

fn presence(change: Presence) -> &'static str {
    match change {
        Presence::Came => "came",
        Presence::Went => "went",
        Presence::Changed => "changed",
    }
}

fn evidence_lines(difference: &Difference) -> Vec<Line> {
    let moved = difference.evidence.iter().map(|change| {
        let lead = Line::default().toned(format!("{} ", presence(change.change)), Tone::Strong);
        let line = Line([lead.0, evidence_line(&change.evidence).0].concat());
        match change.before.as_ref().filter(|before| **before != change.evidence.text) {
            Some(before) => line.toned(format!("; before: {before}"), Tone::Muted),
            None => line,
        }
    });
    let time = difference.time.iter().map(|change| {
        let word = if change.holds {
            "counts now"
        } else if change.since > difference.at_to {
            "does not count yet"
        } else {
            "expired"
        };
        Line::default()
            .toned(format!("{word} "), Tone::Strong)
            .then(format!(
                "{}, on {} ",
                ringwall_model::Foreign::from(change.evidence.0.as_ref()).terminal(),
                change.since.date()
            ))
            .toned(format!("[{}]", change.place.terminal()), Tone::Muted)
    });
    moved.chain(time).collect()
}

fn witness_lines(difference: &Difference) -> Vec<Line> {
    let line = |change: &ringwall_model::WitnessChange| {
        Line::default().toned(format!("{} ", presence(change.change)), Tone::Strong).then(change.witness.text.clone())
    };
    difference.witnesses.iter().map(line).collect()
}

fn finding_lines(difference: &Difference) -> Vec<Line> {
    let line = |change: &ringwall_model::FindingChange| {
        let finding = &change.finding;
        Line::default().toned(format!("{} ", presence(change.change)), Tone::Strong).then(format!(
            "{} {}: {}",
            finding.code,
            finding.place.terminal(),
            finding.message
        ))
    };
    difference.findings.iter().map(line).collect()
}

fn declared_lines(difference: &Difference) -> Vec<Line> {
    let line = |change: &ringwall_model::DeclarationChange| {
        Line::default()
            .toned(format!("{} ", presence(change.change)), Tone::Strong)
            .then(format!("{} {} ", change.noun, ringwall_model::Foreign::from(change.id.as_str()).terminal()))
            .toned(format!("[{}]", change.place.terminal()), Tone::Muted)
    };
    difference.declarations.iter().map(line).collect()
}

fn input_lines(difference: &Difference) -> Vec<Line> {
    let inputs = difference.inputs.iter().map(|change| {
        Line::default().toned(format!("{} ", presence(change.change)), Tone::Strong).foreign(&change.name)
    });
    let tables = [(difference.catalogue, "the catalogue"), (difference.rules, "the table of evidence rules")];
    let tables = tables.into_iter().filter(|(changed, _)| *changed);
    inputs.chain(tables.map(|(_, name)| Line::default().toned("changed ", Tone::Strong).then(name))).collect()
}
