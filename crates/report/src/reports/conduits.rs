//! What firewalls permit, against what is declared and observed.

use std::collections::BTreeMap;

use ringwall_model::{Disagreement, LineAccount, NOTICE, Permitted, PermittedBy, Way};

use crate::{
    Block, Column, Document, Line, Row, Table, Tone,
    exchange::{FirewallRead, Found},
};

/// Most disagreements of one kind that are shown; the rest is counted, and is whole in JSON.
const SHOWN_MAX: usize = 20;
/// Most rules that let connections be opened, each way.
const PERMITTED_SHOWN_MAX: usize = 50;

/// The firewalls read, and every disagreement with its packet, line and frame.
pub fn conduits(firewalls: &[FirewallRead<'_>], all: Found<'_>) -> Document {
    let found = all.disagreements;
    if firewalls.is_empty() {
        return nothing_read();
    }
    let mut lines = LineAccount::default();
    firewalls.iter().for_each(|firewall| lines += firewall.lines);
    let mut blocks = vec![Block::Table(table(firewalls))];
    blocks.extend(permitted(all.permitted));
    let mut kinds: BTreeMap<&str, Vec<&Disagreement>> = BTreeMap::new();
    found.iter().for_each(|one| kinds.entry(&one.code).or_default().push(one));
    for (code, list) in &kinds {
        blocks.push(Block::heading(format!("{code} ({})", list.len())));
        for one in list.iter().take(SHOWN_MAX) {
            blocks.extend(paragraphs(one));
        }
        if list.len() > SHOWN_MAX {
            let rest = list.len().saturating_sub(SHOWN_MAX);
            blocks.push(Block::Paragraph(Line::text(format!("and {rest} more, in the answer as JSON"))));
        }
    }
    if !all.mended.is_empty() {
        blocks.push(Block::heading(format!("would be mended ({})", all.mended.len())));
        for one in all.mended.iter().take(SHOWN_MAX) {
            blocks.push(Block::Paragraph(Line::text(one.text.clone())));
        }
    }
    blocks.extend(crate::reach::blocks(all.reach));
    Document {
        title: Line::text("What the firewalls permit"),
        subtitle: Line::text(format!(
            "{} of {} lines understood, {} with a diagnostic; {} disagreements. Each is about one enforcement point alone.",
            lines.understood,
            lines.total,
            lines.diagnosed,
            found.len()
        )),
        blocks,
        notice: NOTICE,
    }
}

/// No configuration says nothing of what is permitted: neither that all is well, nor that it is not.
fn nothing_read() -> Document {
    let remedy = "Put exports of the enforcement points into firewalls/, named for their assets, and say in firewalls.toml when, by whom \
                  and from which device each was taken; or name one with --firewall.";
    Document {
        title: Line::text("What the firewalls permit"),
        subtitle: Line::text("Not known: no configuration of a firewall was given."),
        blocks: vec![Block::Paragraph(Line::text(remedy))],
        notice: NOTICE,
    }
}

fn table(firewalls: &[FirewallRead<'_>]) -> Table {
    let row = |firewall: &FirewallRead<'_>| {
        let asset = firewall.asset.map_or("not declared".to_owned(), ToString::to_string);
        let dialect = if firewall.dialect.is_empty() { "not recognised" } else { firewall.dialect };
        let cells = vec![
            Line::default().foreign(firewall.file),
            Line::text(asset),
            Line::text(dialect.to_owned()),
            Line::text(firewall.rules.to_string()),
            Line::text(format!("{}/{}", firewall.lines.understood, firewall.lines.total)),
            Line::default().toned(
                if firewall.claim { "a claim" } else { "taken from the device" },
                if firewall.claim { Tone::Open } else { Tone::Good },
            ),
        ];
        Row { anchor: None, cells }
    };
    Table {
        columns: vec![
            Column::left("file"),
            Column::left("asset"),
            Column::left("dialect"),
            Column::right("rules"),
            Column::right("lines understood"),
            Column::left("standing"),
        ],
        rows: firewalls.iter().map(row).collect(),
    }
}

/// What may be opened, each way with the rules that let it.
fn permitted(all: &[Permitted]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (way, title) in
        [(Way::Through, "may be opened through it"), (Way::ToDevice, "may be opened to the device itself")]
    {
        let of_way: Vec<&Permitted> = all.iter().filter(|one| one.way == way).collect();
        if of_way.is_empty() {
            continue;
        }
        blocks.push(Block::heading(format!("{title} ({})", of_way.len())));
        for one in of_way.iter().take(PERMITTED_SHOWN_MAX) {
            blocks.extend(opened(one));
        }
        if let Some(rest @ 1..) = of_way.len().checked_sub(PERMITTED_SHOWN_MAX) {
            blocks.push(Block::Paragraph(Line::text(format!("and {rest} more, in the answer as JSON"))));
        }
    }
    blocks
}

fn opened(one: &Permitted) -> Vec<Block> {
    let by = match &one.by {
        PermittedBy::Rule(rule) => Line::default().foreign(&rule.file).then(format!(":{}", rule.line)),
        PermittedBy::NoRule => Line::default().foreign(&one.firewall).then(": no rule refuses it"),
        PermittedBy::Unknown => {
            Line::default().foreign(&one.firewall).toned(": whether it is permitted cannot be told", Tone::Open)
        }
    };
    let mut blocks = vec![Block::Paragraph(by)];
    let more = (!one.is_whole).then(|| "and more".to_owned());
    let each = one.extent.iter().cloned().chain(more);
    blocks.extend(each.map(|block| Block::Paragraph(Line::text(format!("  {block}")))));
    if one.by == PermittedBy::Unknown {
        let text = format!("  for example {}; --decide says why", one.packet);
        blocks.push(Block::Paragraph(Line::default().toned(text, Tone::Muted)));
    }
    blocks
}

fn paragraphs(one: &Disagreement) -> Vec<Block> {
    let mut first = Line::text(one.text.clone());
    if let Some(rule) = one.rules.first() {
        first = first.then("; ").foreign(&rule.file).then(format!(":{}", rule.line));
    }
    let mut blocks = vec![Block::Paragraph(first)];
    let frame = one.frame.as_ref().map(|frame| format!("; observed in {}", frame.terminal())).unwrap_or_default();
    if let Some(packet) = &one.packet {
        let exchanges = if one.size == 1 { "exchange" } else { "exchanges" };
        let text = format!("  for example {packet}; {} {exchanges}{frame}", one.size);
        blocks.push(Block::Paragraph(Line::default().toned(text, Tone::Muted)));
    }
    if let Some(mend) = &one.mend {
        blocks.push(Block::Paragraph(Line::text(format!("  mends it: {mend}"))));
    }
    blocks
}
