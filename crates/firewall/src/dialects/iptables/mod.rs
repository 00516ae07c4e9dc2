//! `iptables-save` and `ip6tables-save`.
//!
//! A text is a list of tables (`*filter`), each with its chains (`:INPUT DROP [0:0]`), rules (`-A`) and `COMMIT`. Lists of
//! commands (`-P`, `-N`, `-A`, `-I`) are read too; without a table they are about `filter`.

mod condition;
mod forwarding;
mod reading;
mod rule;
mod target;
mod tokens;
mod translates;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "iptables",
    title: "iptables-save and ip6tables-save",
    source: "iptables(8), iptables-extensions(8) and iptables-restore(8) of iptables 1.8",
    likeness,
    parse: reading::parse,
    defaults: &[
        Default {
            code: "missing-filter-table",
            absent: "the table filter: it was not exported, or is empty and lets everything pass",
            then: Then::Unknown,
            versions: "every",
            source: "iptables-save(8): tables that were never used are not listed",
        },
        Default {
            code: "missing-chain",
            absent: "a built-in chain of the table filter",
            then: Then::Unknown,
            versions: "every",
            source: "iptables-save(8): every built-in chain of a listed table is written with its policy",
        },
        Default {
            code: "missing-other-family",
            absent: "the tables of the other address family: IPv4 and IPv6 are filtered apart",
            then: Then::Unknown,
            versions: "every",
            source: "ip6tables(8): IPv6 has tables of its own",
        },
        Default {
            code: "no-rule-matches",
            absent: "a rule that decides: the chain's policy does, which is ACCEPT where nobody set another",
            then: Then::Permit,
            versions: "every",
            source: "iptables(8), option -P",
        },
    ],
};

/// Tables begin with a star, chains with a colon and counters; rules begin with a dash and a capital.
fn likeness(text: &str) -> usize {
    const TABLES: [&str; 5] = ["*filter", "*nat", "*mangle", "*raw", "*security"];
    let is_rule = |line: &str| {
        let line = line.split_once("] ").filter(|_| line.starts_with('[')).map_or(line, |(_, rest)| rest);
        ["-A ", "-I ", "-P ", "-N "].iter().any(|verb| line.starts_with(verb))
    };
    let marks = |line: &&str| TABLES.contains(&line.trim_end()) || is_rule(line);
    text.lines().map(str::trim_start).filter(marks).count()
}
