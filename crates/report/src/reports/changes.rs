//! What people changed in a drawing.

use ringwall_diagram::edited::Changes;
use ringwall_model::NOTICE;

use crate::{Block, Document, Line, Tone};

/// Moves, names, what was taken out and put in, and the `drawing.toml` that would keep the moves.
pub fn changes(changes: &Changes, proposed: Option<&str>) -> Document {
    let mut blocks = Vec::new();
    list(
        &mut blocks,
        "Moved, to be pinned",
        changes.moved.iter().map(|moved| {
            let (from, to) = (moved.from, moved.to);
            Line::text(format!("{} from {}, {} to {}, {}", moved.scope, from.x, from.y, to.x, to.y))
        }),
    );
    list(
        &mut blocks,
        "Named otherwise, to be written into the plant by hand",
        changes.renamed.iter().map(|renamed| {
            Line::default()
                .foreign(&renamed.id.as_str().into())
                .then(": ")
                .foreign(&renamed.from)
                .then(" -> ")
                .foreign(&renamed.to)
        }),
    );
    list(&mut blocks, "Taken out", changes.removed.iter().map(|id| Line::default().foreign(&id.as_str().into())));
    list(&mut blocks, "Put in", changes.added.iter().map(|words| Line::default().foreign(words)));
    list(
        &mut blocks,
        "Not kept",
        changes
            .not_kept
            .iter()
            .map(|one| Line::default().foreign(&one.id.as_str().into()).then(format!(": {}", one.why))),
    );
    if changes.is_empty() {
        blocks.push(Block::Paragraph(Line::text("nothing was changed")));
    }
    if let Some(text) = proposed {
        blocks.push(Block::heading("drawing.toml with these places"));
        blocks.push(Block::Lines(text.lines().map(|line| Line::default().foreign(&line.into())).collect()));
    }
    Document {
        title: Line::text("What was changed in the drawing"),
        subtitle: Line::default().toned("for review: nothing in the folder was changed", Tone::Muted),
        blocks,
        notice: NOTICE,
    }
}

fn list(blocks: &mut Vec<Block>, heading: &'static str, lines: impl Iterator<Item = Line>) {
    let lines: Vec<Line> = lines.collect();
    if !lines.is_empty() {
        blocks.push(Block::heading(heading));
        blocks.push(Block::List(lines));
    }
}
