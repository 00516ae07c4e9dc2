//! What may be reached over several firewalls, as blocks of a report.

use std::collections::BTreeMap;

use ringwall_model::{Crossing, Foreign, Reach, ReachAnswer, ReachQuestion, Reachability, ZoneId};

use crate::{Block, Line, Tone};

/// Most answers of one kind that are shown; all are in JSON.
const SHOWN_MAX: usize = 20;

/// Answers by what they say, those that let something through first; nothing where no way leads over several devices. What is not
/// known is told by what would have to be known.
pub(crate) fn blocks(reach: &Reachability) -> Vec<Block> {
    let mut blocks = Vec::new();
    for answer in [ReachAnswer::Permitted, ReachAnswer::Unknown, ReachAnswer::Blocked] {
        let list: Vec<&Reach> = reach.answers.iter().filter(|one| one.answer == answer).collect();
        if list.is_empty() {
            continue;
        }
        blocks.push(Block::heading(format!("over several firewalls: {} ({})", answer.word(), list.len())));
        let has_reason = |one: &&Reach| answer == ReachAnswer::Unknown && !one.missing.is_empty();
        let alone: Vec<&Reach> = list.into_iter().filter(|one| !has_reason(one)).collect();
        alone.iter().take(SHOWN_MAX).for_each(|one| blocks.extend(paragraphs(one)));
        blocks.extend(further(alone.len()));
        if answer == ReachAnswer::Unknown {
            blocks.extend(reasons(reach, answer));
        }
    }
    let more = reasons(reach, ReachAnswer::Permitted);
    if !more.is_empty() {
        blocks.push(Block::heading("over several firewalls: more may pass than is permitted for sure"));
        blocks.extend(more);
    }
    if !reach.missing.is_empty() {
        blocks.push(Block::heading("over several firewalls: nothing is said of"));
        blocks.extend(reach.missing.iter().take(SHOWN_MAX).map(|why| Block::Paragraph(Line::text(why.clone()))));
        blocks.extend(further(reach.missing.len()));
    }
    blocks
}

/// How many more there are than are shown.
fn further(count: usize) -> Option<Block> {
    let rest = count.saturating_sub(SHOWN_MAX);
    (rest > 0).then(|| Block::Paragraph(Line::text(format!("and {rest} more, in the answer as JSON"))))
}

/// What would have to be known, each with the answers of one kind that hang on it.
fn reasons(reach: &Reachability, answer: ReachAnswer) -> Vec<Block> {
    let mut reasons: BTreeMap<&str, Vec<&Reach>> = BTreeMap::new();
    for one in reach.answers.iter().filter(|one| one.answer == answer) {
        one.missing.iter().for_each(|why| reasons.entry(why).or_default().push(one));
    }
    let mut blocks = Vec::new();
    for (why, list) in reasons.iter().take(SHOWN_MAX) {
        let plural = if list.len() == 1 { "answer" } else { "answers" };
        blocks.push(Block::Paragraph(Line::text(format!("{why} ({} {plural})", list.len()))));
        blocks.push(Block::Paragraph(subjects(list)));
    }
    blocks.extend(further(reasons.len()));
    blocks
}

/// The question answers have in common, and the zone it asks from or the device it asks about.
type Common<'a> = (ReachQuestion, Option<&'a ZoneId>, Option<&'a Foreign>);

/// What answers are about, those with one place in common together.
fn subjects(answers: &[&Reach]) -> Line {
    let mut groups: BTreeMap<Common<'_>, Vec<&str>> = BTreeMap::new();
    for one in answers {
        let (from, to) = (one.from.as_str(), one.to.as_ref().map_or("", |zone| zone.as_str()));
        let conduit = one.conduit.as_ref().map_or("", |conduit| conduit.as_str());
        let (key, member) = match one.question {
            ReachQuestion::ZoneToZone => ((one.question, Some(&one.from), None), to),
            ReachQuestion::Management => ((one.question, None, one.device.as_ref()), from),
            ReachQuestion::ReturnPath => ((one.question, None, None), conduit),
        };
        groups.entry(key).or_default().push(member);
    }
    let mut line = Line::text("  ");
    for (n, ((question, from, device), members)) in groups.iter().take(SHOWN_MAX).enumerate() {
        let (between, members) = (if n > 0 { "; " } else { "" }, members.join(", "));
        line = match (question, from, device) {
            (ReachQuestion::ReturnPath, ..) => line.then(format!("{between}against {members}")),
            (_, Some(from), _) => line.then(format!("{between}{from} → {members}")),
            (_, None, Some(device)) => {
                line.then(format!("{between}managing ")).foreign(device).then(format!(" from {members}"))
            }
            (_, None, None) => line,
        };
    }
    let rest = groups.len().saturating_sub(SHOWN_MAX);
    if rest > 0 { line.then(format!("; and from {rest} more")) } else { line }
}

fn paragraphs(one: &Reach) -> Vec<Block> {
    let mut first = Line::text(one.from.to_string()).then(" → ");
    first = match (&one.to, &one.device) {
        (Some(zone), _) => first.then(zone.to_string()),
        (None, Some(device)) => first.foreign(device),
        (None, None) => first,
    };
    let what = match (one.question, &one.conduit) {
        (ReachQuestion::ReturnPath, Some(conduit)) => format!(", against the one-way conduit {conduit}"),
        (ReachQuestion::Management, _) => ", managing it".to_owned(),
        _ => String::new(),
    };
    first = first.then(format!("{what}: {}", one.answer.word()));
    if let Some(extent) = one.extent.first() {
        first = first.then(format!(", {extent}"));
    }
    let mut blocks = vec![Block::Paragraph(first)];
    if let Some(packet) = one.crossings.iter().find_map(|crossing| crossing.packet.as_ref()) {
        let text = format!("  for example {packet}");
        blocks.push(Block::Paragraph(Line::default().toned(text, Tone::Muted)));
    }
    if !one.crossings.is_empty() {
        blocks.push(Block::Paragraph(way(&one.crossings)));
    }
    blocks
}

/// The devices with the lines that decide there.
fn way(crossings: &[Crossing]) -> Line {
    let mut line = Line::text("  by way of ");
    for (n, crossing) in crossings.iter().enumerate() {
        if n > 0 {
            line = line.then(", then ");
        }
        line = line.foreign(&crossing.firewall);
        let lines: Vec<String> = crossing.rules.iter().map(|rule| rule.line.to_string()).collect();
        if !lines.is_empty() {
            line = line.then(format!(":{}", lines.join(",")));
        }
    }
    line
}
