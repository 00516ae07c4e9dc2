//! What may be reached over several firewalls, as blocks of a report.

use ringwall_model::{Crossing, Reach, ReachAnswer, ReachQuestion, Reachability};

use crate::{Block, Line, Tone};

/// Most answers of one kind that are shown; all are in JSON.
const SHOWN_MAX: usize = 20;

/// Answers by what they say, those that let something through first; nothing where no way leads over several devices.
pub(crate) fn blocks(reach: &Reachability) -> Vec<Block> {
    let mut blocks = Vec::new();
    for answer in [ReachAnswer::Permitted, ReachAnswer::Unknown, ReachAnswer::Blocked] {
        let list: Vec<&Reach> = reach.answers.iter().filter(|one| one.answer == answer).collect();
        if list.is_empty() {
            continue;
        }
        blocks.push(Block::heading(format!("over several firewalls: {} ({})", answer.word(), list.len())));
        list.iter().take(SHOWN_MAX).for_each(|one| blocks.extend(paragraphs(one)));
        if list.len() > SHOWN_MAX {
            let rest = list.len().saturating_sub(SHOWN_MAX);
            blocks.push(Block::Paragraph(Line::text(format!("and {rest} more, in the answer as JSON"))));
        }
    }
    if !reach.missing.is_empty() {
        blocks.push(Block::heading("over several firewalls: nothing is said of"));
        blocks.extend(reach.missing.iter().take(SHOWN_MAX).map(|why| Block::Paragraph(Line::text(why.clone()))));
    }
    blocks
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
    blocks.extend(one.missing.iter().map(|why| Block::Paragraph(Line::text(format!("  not known: {why}")))));
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
