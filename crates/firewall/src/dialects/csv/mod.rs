//! A table of rules as comma-separated values, for devices whose own export is not read.
//!
//! The first line names the columns: `in`, `out`, `src`, `dst`, `proto`, `sport`, `dport`, `state`, `action`, `log`, `comment`, of which `src`, `dst` and
//! `action` must be there. The first row that fits a packet decides. An empty cell and `any` stand for everything; several values stand
//! with spaces between them, `!` before a cell is all but that. Addresses are `10.1.0.0/16`, `10.1.2.3` or `10.1.2.3-10.1.2.9`;
//! ports `502` or `1024-65535`; states those of a connection; actions `permit` and `deny`.

mod reading;
mod row;

#[cfg(test)]
mod tests;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "csv",
    title: "a table of rules (CSV with in, out, src, dst, proto, sport, dport, state, action, log, comment)",
    source: "this project: docs/reference/firewalls.md; RFC 4180 for the form",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "no-row",
            absent: "a row that fits: the table does not say what the device then does",
            then: Then::Unknown,
            versions: "every",
            source: "this project: a last row of any to any says it",
        },
        Default {
            code: "no-state-column",
            absent: "a state in a row: it is about packets of every state",
            then: Then::Unknown,
            versions: "every",
            source: "this project: a row for established packets says what becomes of answers",
        },
    ],
};

fn likeness(text: &str) -> usize {
    let header = text.lines().find(|line| !reading::is_remark(line));
    let columns = header.map(row::columns).unwrap_or_default();
    let has = |name: &str| columns.iter().any(|column| column == name);
    let is_table = has("src") && has("dst") && has("action");
    if is_table { columns.iter().filter(|column| row::COLUMNS.contains(&column.as_str())).count() } else { 0 }
}
