//! What captures show: frames, assets, conversations.

mod happenings;
mod unknown;

use std::collections::BTreeMap;

use ringwall_model::{Address, Conversation, ConversationKey, NOTICE, ObservedAsset, Parties, Reading, Severity, Side};

use crate::{Assets, Block, Column, Document, Line, Row, Table, Tone};

/// Most rows a table of the terminal answer shows; the rest is counted, and is whole in JSON.
const ROWS_MAX: usize = 40;
/// Conversations shown of those nobody recognised.
const UNRECOGNISED_MAX: usize = 10;

/// What was read, asset by asset and conversation by conversation; `summary` keeps the counts only.
pub fn discovery(reading: &Reading, assets: Assets<'_>, summary: bool) -> Document {
    let mut blocks = vec![Block::Paragraph(account(reading))];
    if !reading.packets.unread_reasons.is_empty() {
        let reasons = reading.packets.unread_reasons.iter().map(|(why, n)| format!("{n} {why}"));
        blocks.push(Block::Paragraph(Line::text(format!("not read: {}", reasons.collect::<Vec<_>>().join(", ")))));
    }
    blocks.push(Block::Table(protocols(reading)));
    if !summary {
        blocks.push(Block::heading("Assets"));
        if assets.count == 0 && !reading.conversations.is_empty() {
            let why = "None: what was seen is between addresses that name no device, as those by which a machine speaks to itself.";
            blocks.push(Block::Paragraph(Line::text(why)));
        } else {
            blocks.extend(limited(asset_table(reading, assets), assets.count, "assets"));
        }
        blocks.extend(happenings::neighbours(reading, assets.neighbours));
        blocks.extend(happenings::events(reading, assets.events));
        blocks.push(Block::heading("Conversations with operations"));
        let conversations = conversations(reading);
        let count = conversations.rows.len();
        blocks.extend(limited(conversations, count, "conversations"));
        blocks.extend(unrecognised(reading));
        blocks.extend(unknown::looking_industrial(reading, assets));
    }
    blocks.extend(remarks(reading, assets));
    Document {
        title: Line::text("What the captures show"),
        subtitle: Line::text(format!(
            "{}, {}, {}, {}",
            counted(reading.captures.len(), "capture"),
            counted(reading.packets.total, "frame"),
            counted(assets.count, "asset"),
            counted(reading.conversations.len(), "conversation")
        )),
        blocks,
        notice: NOTICE,
    }
}

fn counted(n: impl std::fmt::Display, noun: &str) -> String {
    let n = n.to_string();
    let plural = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

fn account(reading: &Reading) -> Line {
    let packets = &reading.packets;
    let more = match packets.aggregated {
        0 => String::new(),
        n => format!(" and {n} more that came in one with another"),
    };
    Line::text(format!(
        "of {}{more}, {} were dissected, {} understood as transport only, {} not read",
        counted(packets.total, "frame"),
        packets.dissected,
        packets.transport_only,
        packets.unread
    ))
}

fn protocols(reading: &Reading) -> Table {
    let mut sums: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for conversation in &reading.conversations {
        let sum = sums.entry(conversation.key.protocol.as_deref().unwrap_or("unrecognised")).or_default();
        let packets = conversation.packets.from_initiator.saturating_add(conversation.packets.from_responder);
        let messages = conversation.functions.iter().fold(0u64, |n, f| n.saturating_add(f.count));
        for (slot, n) in sum.iter_mut().zip([1, packets, messages]) {
            *slot = slot.saturating_add(n);
        }
    }
    let row = |(word, sum): (&str, [u64; 3])| Row {
        anchor: None,
        cells: std::iter::once(Line::text(word.to_owned()))
            .chain(sum.iter().map(|n| Line::text(n.to_string())))
            .collect(),
    };
    Table {
        columns: vec![
            Column::left("protocol"),
            Column::right("conversations"),
            Column::right("frames"),
            Column::right("messages"),
        ],
        rows: sums.into_iter().map(row).collect(),
    }
}

/// The first assets, as many as are shown.
fn asset_table(reading: &Reading, assets: Assets<'_>) -> Table {
    let mut rows = Vec::new();
    (assets.each)(&mut |asset| {
        if rows.len() < ROWS_MAX {
            rows.push(asset_row(reading, asset));
        }
    });
    Table {
        columns: vec![
            Column::left("asset"),
            Column::left("addresses"),
            Column::left("vendor, model, firmware"),
            Column::left("role (Purdue level)"),
            Column::left("shown in"),
        ],
        rows,
    }
}

fn asset_row(reading: &Reading, asset: &ObservedAsset) -> Row {
    let ips = asset.interfaces.iter().flat_map(|i| i.ips.iter().map(ToString::to_string));
    let macs = asset.interfaces.iter().filter_map(|i| i.mac.map(|m| m.to_string()));
    let stations = asset.interfaces.iter().filter_map(|i| i.station.map(|n| Address::Station(n).to_string()));
    let addresses: Vec<_> = ips.chain(macs).chain(stations).take(4).collect();
    let mut what = Line::default();
    for (i, part) in [&asset.vendor, &asset.model, &asset.firmware].into_iter().flatten().enumerate() {
        what = if i == 0 { what } else { what.then(", ") }.foreign(part);
    }
    if what.0.is_empty() {
        what = Line::text("-");
    }
    let level = asset.level.as_deref().map(|l| format!(" ({l})")).unwrap_or_default();
    let shown = asset.evidence.iter().map(|e| e.at).min();
    let shown = shown.map(|at| frame(reading, at));
    Row {
        anchor: None,
        cells: vec![
            Line::default().toned(asset.effective_id().to_string(), Tone::Code),
            Line::text(addresses.join(" ")),
            what,
            Line::text(format!("{}{level}", asset.role.as_deref().unwrap_or("-"))),
            shown.unwrap_or_default(),
        ],
    }
}

/// A frame, or a line of a log; with its capture's name where there are several.
fn frame(reading: &Reading, at: ringwall_model::FrameRef) -> Line {
    let what = format!("{} {}", if reading.is_line(at) { "line" } else { "frame" }, at.frame);
    match reading.captures.len() {
        0 | 1 => Line::text(what),
        _ => Line::default().foreign(reading.capture_name(at.capture)).then(format!(" {what}")),
    }
}

fn conversations(reading: &Reading) -> Table {
    let with_operations = reading.conversations.iter().filter(|c| !c.operations.is_empty());
    Table {
        columns: vec![
            Column::left("from"),
            Column::left("to"),
            Column::left("over"),
            Column::left("protocol"),
            Column::left("operations"),
        ],
        rows: with_operations.map(conversation_row).collect(),
    }
}

/// What carries it; of one that stands for several by their prefixes, ports are gone as well.
fn over(conversation: &Conversation) -> String {
    let ConversationKey { transport, port, .. } = conversation.key;
    match (conversation.coarse, port) {
        (Some(_), 0) => transport.to_string(),
        _ => transport.wire(port),
    }
}

fn conversation_row(conversation: &Conversation) -> Row {
    let key = &conversation.key;
    let arrow = if matches!(key.parties, Parties::Publication { .. }) { " (group)" } else { "" };
    let operations: Vec<_> = conversation.operations.iter().map(|(o, n)| format!("{o} {n}")).collect();
    let native = key.native.as_ref().map(|n| Line::text(" ").foreign(n)).unwrap_or_default();
    let mut protocol = Line::text(key.protocol.as_deref().unwrap_or("unrecognised").to_owned());
    protocol.0.extend(native.0);
    Row {
        anchor: None,
        cells: vec![
            Line::text(conversation.told(Side::Initiator)),
            Line::text(format!("{}{arrow}", conversation.told(Side::Responder))),
            Line::text(over(conversation)),
            protocol,
            Line::text(operations.join(", ")),
        ],
    }
}

fn limited(mut table: Table, count: usize, what: &str) -> Vec<Block> {
    let more = count.saturating_sub(ROWS_MAX);
    table.rows.truncate(ROWS_MAX);
    std::iter::once(Block::Table(table)).chain(further(more, &format!(" {what}"))).collect()
}

/// Conversations that no protocol claims, those of most frames first: what reading them would need is known to whoever
/// knows their ports.
fn unrecognised(reading: &Reading) -> Vec<Block> {
    let frames = |c: &Conversation| c.packets.from_initiator.saturating_add(c.packets.from_responder);
    let mut left: Vec<_> = reading.conversations.iter().filter(|c| c.key.protocol.is_none()).collect();
    if left.is_empty() {
        return Vec::new();
    }
    left.sort_by_key(|c| std::cmp::Reverse(frames(c)));
    let row = |c: &&Conversation| Row {
        anchor: None,
        cells: vec![
            Line::text(c.told(Side::Initiator)),
            Line::text(c.told(Side::Responder)),
            Line::text(over(c)),
            Line::text(frames(c).to_string()),
            Line::text(c.bytes.from_initiator.saturating_add(c.bytes.from_responder).to_string()),
        ],
    };
    let columns = vec![
        Column::left("from"),
        Column::left("to"),
        Column::left("over"),
        Column::right("frames"),
        Column::right("bytes"),
    ];
    let table = Table { columns, rows: left.iter().take(UNRECOGNISED_MAX).map(row).collect() };
    let mut blocks = vec![Block::heading("Not recognised"), Block::Table(table)];
    blocks.extend(further(left.len().saturating_sub(UNRECOGNISED_MAX), " conversations"));
    blocks
}

/// How many more there are, where there are.
fn further(more: usize, what: &str) -> Option<Block> {
    let told = format!("and {more} more{what}; --json has them all");
    (more > 0).then(|| Block::Paragraph(Line::default().toned(told, Tone::Muted)))
}

fn remarks(reading: &Reading, assets: Assets<'_>) -> Vec<Block> {
    let all = reading.diagnostics.iter().chain(assets.diagnostics);
    let warnings: Vec<_> = all.filter(|d| d.severity >= Severity::Warning).collect();
    if warnings.is_empty() {
        return Vec::new();
    }
    let line = |d: &&ringwall_model::Diagnostic| {
        let line = Line::default().toned(d.code.to_string(), Tone::Code).then(format!(
            " {}: {}",
            d.place.terminal(),
            d.message
        ));
        match &d.help {
            Some(help) => line.toned(format!("; {help}"), Tone::Muted),
            None => line,
        }
    };
    vec![
        Block::heading("To know about these captures"),
        Block::List(warnings.iter().take(ROWS_MAX).map(line).collect()),
    ]
}
