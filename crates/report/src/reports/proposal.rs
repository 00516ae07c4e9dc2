//! What was seen and is declared nowhere, for people to take over one by one.

use ringwall_model::NOTICE;

use crate::{
    Block, Document, Line, Tone,
    exchange::{ProposalDocument, ProposedLine},
};

/// Lines of one kind that are shown; the rest is counted, and is whole in JSON.
const SHOWN_MAX: usize = 40;

/// What may be accepted, what is never proposed and why, what logs say, and how long was watched.
pub fn proposal(proposal: &ProposalDocument) -> Document {
    let mut blocks = Vec::new();
    let (open, closed): (Vec<_>, Vec<_>) = proposal.entries.iter().partition(|one| one.not_proposed.is_none());
    section(&mut blocks, "Seen, declared nowhere: accept it where it is meant to be", open.into_iter().map(entry));
    section(&mut blocks, "Seen, declared nowhere, and not proposed", closed.into_iter().map(entry));
    let logged = proposal.logged.iter().map(|one| {
        let port = one.port.map(|port| format!(" port {port}")).unwrap_or_default();
        Line::text(format!(
            "{} to {}, protocol {}{port}: {} lines",
            one.source, one.destination, one.protocol, one.count
        ))
    });
    section(&mut blocks, "Logged, and in no entry: capture it to see what it does", logged);
    if proposal.logs_unread > 0 {
        let text = format!("{} lines of our rules in the logs could not be read.", proposal.logs_unread);
        blocks.push(Block::Paragraph(Line::text(text)));
    }
    let watched = proposal.watched.iter().map(|one| {
        let window = one.first.zip(one.last).map_or_else(|| "no frame".to_owned(), |(a, b)| format!("{a} to {b}"));
        Line::default().foreign(&one.capture).then(format!(": {window}"))
    });
    section(&mut blocks, "Watched", watched);
    let text = "In which modes of operation (start-up, shutdown, upset, maintenance) is stated nowhere: what happens in one that was not \
                watched is missing here, and what was seen need not be meant.";
    blocks.push(Block::Paragraph(Line::text(text)));
    Document {
        title: Line::text("A proposal from what was seen"),
        subtitle: Line::text("Nothing of it is declared until somebody accepts it."),
        blocks,
        notice: NOTICE,
    }
}

fn section(blocks: &mut Vec<Block>, heading: &'static str, lines: impl Iterator<Item = Line>) {
    let mut lines: Vec<Line> = lines.collect();
    if lines.is_empty() {
        return;
    }
    blocks.push(Block::heading(format!("{heading} ({})", lines.len())));
    let rest = lines.len().saturating_sub(SHOWN_MAX);
    lines.truncate(SHOWN_MAX);
    if rest > 0 {
        lines.push(Line::text(format!("and {rest} more, in the answer as JSON")));
    }
    blocks.push(Block::List(lines));
}

fn entry(one: &ProposedLine) -> Line {
    let operations: Vec<&str> = one.operations.iter().map(ringwall_model::Operation::word).collect();
    let conduit = one.conduit.as_ref().map(|conduit| format!(" over {conduit}")).unwrap_or_default();
    let plural = if one.exchanges == 1 { "" } else { "s" };
    let why = one.not_proposed.map(|why| format!("; not proposed: {why}")).unwrap_or_default();
    Line::default()
        .toned(one.entry.clone(), Tone::Strong)
        .then(format!(
            ": {}, {} to {}{conduit}; seen in {} exchange{plural}, {} frames, {} to {}, first in ",
            operations.join(" "),
            one.from,
            one.to,
            one.exchanges,
            one.frames,
            one.first,
            one.last
        ))
        .foreign(&one.capture)
        .then(format!(" frame {}; {} lines of logs{why}", one.frame, one.logged))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_anything_seen_it_says_that_nothing_is_declared_by_it() {
        let page = proposal(&ProposalDocument::new());
        assert_eq!(page.blocks.len(), 1);
        assert_eq!(page, proposal(&ProposalDocument::new()));
    }
}
