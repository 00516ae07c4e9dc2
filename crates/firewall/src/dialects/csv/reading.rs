//! The table.

use ringwall_model::{ChainEnd, PacketMatch, Ruleset, Way};

use super::row;
use crate::{
    Account,
    policy::{chain, point},
    unread,
};

/// A line that says nothing: empty, or a remark.
pub(super) fn is_remark(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let mut rows = lines.iter().filter(|(_, line)| !is_remark(line));
    let (first, header) = rows.next().copied().unwrap_or((1, ""));
    let (columns, separator) = (row::columns(header), row::separator(header));
    lines.iter().for_each(|(line, _)| account.understood(*line));
    let (mut rules, mut unread) = (Vec::new(), Vec::new());
    for (number, line) in rows {
        let cells = row::cells(line, separator).filter(|cells| cells.len() == columns.len());
        let Some(cells) = cells else {
            let why = "the row has not as many cells as the header, or a quotation is not closed";
            let help = "write one row a line, with a cell for each column";
            account.diagnose(*number, "row-not-understood", format!("{why}; every packet is unknown"), help);
            unread::note(&mut unread, account.place(*number), why, &Way::ALL, PacketMatch::any());
            continue;
        };
        let named: Vec<(&str, &str)> =
            columns.iter().map(String::as_str).zip(cells.iter().map(String::as_str)).collect();
        rules.push(row::policy(*number, &named).rule(account));
    }
    let place = account.place(first);
    Ruleset {
        chains: vec![chain(&place, "table", rules, ChainEnd::Unknown)],
        points: vec![point("table", &Way::ALL, Vec::new(), 0)],
        unread,
        ..Ruleset::default()
    }
}
