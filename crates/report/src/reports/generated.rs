//! What was generated for an enforcement point, and what putting it in force would change.

use ringwall_model::{Instant, NOTICE};

use crate::{
    Block, Column, Document, Line, Row, Table, Tone,
    exchange::{ChangesLine, ClosingLine, GenerateDocument, RuleLine},
};

/// Changes of one kind that are shown; the rest is counted, and is whole in JSON.
const SHOWN_MAX: usize = 20;

/// Rules by conduit, what has none, what opens and what closes, and how long that was watched.
pub fn generated(generated: &GenerateDocument) -> Document {
    let mut blocks = vec![Block::Table(conduits(generated))];
    let left_out = generated.left_out.iter().map(|left| {
        Line::text(format!("{}: ", left.conduit))
            .foreign(&left.place.file)
            .then(format!(":{}: {}", left.place.line, left.why))
    });
    section(&mut blocks, "Declared, and without a rule", left_out.collect());
    let cuts =
        generated.cuts.iter().map(|cut| Line::text(format!("{}: {}; {}", cut.conduit, cut.text, cut.place.terminal())));
    section(&mut blocks, "Must go on, and would be cut", cuts.collect());
    if let Some(changes) = &generated.changes {
        changed(&mut blocks, changes);
        watched(&mut blocks, generated, !changes.closes.is_empty());
    }
    section(&mut blocks, "To know before it is loaded", generated.remarks.iter().cloned().map(Line::text).collect());
    let manner = if generated.only_log {
        "refuses nothing and logs what is not declared"
    } else {
        "lets through what is declared, and nothing else"
    };
    Document {
        title: Line::text(format!("What {} is to let through", generated.point)),
        subtitle: Line::text(format!(
            "For {}: it {manner}. Ringwall writes it, and loads it nowhere.",
            generated.dialect
        )),
        blocks,
        notice: NOTICE,
    }
}

fn section(blocks: &mut Vec<Block>, heading: &'static str, mut lines: Vec<Line>) {
    if lines.is_empty() {
        return;
    }
    let rest = lines.len().saturating_sub(SHOWN_MAX);
    blocks.push(Block::heading(format!("{heading} ({})", lines.len())));
    lines.truncate(SHOWN_MAX);
    if rest > 0 {
        lines.push(Line::text(format!("and {rest} more, in the answer as JSON")));
    }
    blocks.push(Block::List(lines));
}

fn conduits(generated: &GenerateDocument) -> Table {
    let row = |one: &crate::exchange::ConduitRules| Row {
        anchor: None,
        cells: vec![Line::text(one.conduit.clone()), Line::text(one.rules.to_string())],
    };
    Table {
        columns: vec![Column::left("conduit"), Column::right("rules")],
        rows: generated.conduits.iter().map(row).collect(),
    }
}

fn changed(blocks: &mut Vec<Block>, changes: &ChangesLine) {
    let opens = changes.opens.iter().map(|open| {
        let upward = if open.upward { "; from a less trusted zone to a more trusted one, as declared" } else { "" };
        Line::text(format!("{}: {}{upward}", open.entry, open.extent.join("; ")))
    });
    section(blocks, "Opens: declared, and blocked now", opens.collect());
    section(blocks, "Closes: passes now, and is not declared", changes.closes.iter().map(closes).collect());
    if changes.further {
        blocks.push(Block::Paragraph(Line::text("More closes than is told here.")));
    }
    let text = format!(
        "Unchanged: {} of the rules are there already; {} lines permit only what is declared{}.",
        changes.unchanged,
        changes.stay.len(),
        if changes.stay.is_empty() { String::new() } else { format!(" ({})", lines(&changes.stay)) }
    );
    blocks.push(Block::Paragraph(Line::text(text)));
}

fn closes(closing: &ClosingLine) -> Line {
    let verb = if closing.whole { "goes" } else { "is narrowed" };
    let of = if closing.rules.is_empty() { "no line".to_owned() } else { format!("line {}", lines(&closing.rules)) };
    let unclear = if closing.unclear { ", which may pass now" } else { "" };
    let hits = closing
        .hits
        .map_or_else(|| "its hits are not counted".to_owned(), |hits| format!("hit {hits} times by its own counter"));
    let seen = match (closing.seen, closing.first.zip(closing.last)) {
        (0, _) => "not seen in what was watched".to_owned(),
        (n, Some((first, last))) => {
            format!(
                "seen in {n} exchange{}, {} frames, {}",
                if n == 1 { "" } else { "s" },
                closing.frames,
                between(first, last)
            )
        }
        (n, None) => format!("seen in {n} exchanges, {} frames", closing.frames),
    };
    let proposed = match (closing.seen, closing.not_proposed) {
        (0, _) => String::new(),
        (_, Some(why)) => format!("; to declare it is not proposed: {why}"),
        (_, None) => "; if it is meant to be, declare it and write again".to_owned(),
    };
    Line::default()
        .toned(format!("{of} {verb}"), Tone::Strong)
        .then(format!("{unclear}: {}; {hits}; {seen}{proposed}", closing.extent.join("; ")))
}

fn lines(rules: &[RuleLine]) -> String {
    let shown: Vec<String> = rules.iter().take(SHOWN_MAX).map(|rule| rule.line.to_string()).collect();
    let more = rules.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn between(first: Instant, last: Instant) -> String {
    format!("{first} to {last}")
}

/// How long was watched, and that nobody has said in which modes of operation.
fn watched(blocks: &mut Vec<Block>, generated: &GenerateDocument, closes: bool) {
    if !closes {
        return;
    }
    let list = generated.watched.iter().map(|one| {
        let window =
            one.first.zip(one.last).map_or_else(|| "no frame".to_owned(), |(first, last)| between(first, last));
        Line::default().foreign(&one.capture).then(format!(": {window}"))
    });
    let list: Vec<Line> = list.collect();
    if list.is_empty() {
        let text = "Nothing was watched: whether anybody uses what closes is not known. Load the variant that only logs first.";
        blocks.push(Block::Paragraph(Line::text(text)));
        return;
    }
    section(blocks, "Watched", list);
    let text = "In which modes of operation (start-up, shutdown, upset, maintenance) is stated nowhere: what is used in one that was \
                not watched closes too. Load the variant that only logs first.";
    blocks.push(Block::Paragraph(Line::text(text)));
}
