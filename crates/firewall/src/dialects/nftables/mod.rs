//! `nft list ruleset`, files for `nft -f`, and `nft -j list ruleset`.
//!
//! A ruleset is tables of a family, with chains, sets and maps. A base chain hangs on a hook of the packet's way; every
//! base chain a packet comes by must let it pass.

mod aside;
mod flags;
mod forwarding;
mod hooks;
mod json;
mod placed;
mod rule;
mod selector;
mod sets;
mod statements;
mod structure;
mod tokens;
mod variables;
mod verdict;

use super::{Default, Dialect, Then};

pub(super) static DIALECT: Dialect = Dialect {
    name: "nftables",
    title: "nftables",
    source: "nft(8) of nftables 1.0, and the netfilter hooks of Linux",
    likeness,
    parse: structure::parse,
    defaults: &[
        Default {
            code: "no-base-chain",
            absent: "a base chain on a hook: nothing looks at these packets",
            then: Then::Permit,
            versions: "every",
            source: "nft(8), CHAINS: packets are not seen by chains that hang on no hook",
        },
        Default {
            code: "no-policy",
            absent: "the policy of a base chain",
            then: Then::Permit,
            versions: "every",
            source: "nft(8), CHAINS: the policy is accept where none is given",
        },
    ],
};

fn likeness(text: &str) -> usize {
    const FAMILIES: [&str; 6] = ["ip", "ip6", "inet", "arp", "bridge", "netdev"];
    let is_mark = |line: &&str| {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("table"), Some(word)) => FAMILIES.contains(&word) || line.trim_end().ends_with('{'),
            (Some("type"), Some("filter" | "nat" | "route")) => line.contains(" hook "),
            (Some("add"), Some("rule" | "chain" | "table")) => true,
            (Some("flush"), Some("ruleset")) => true,
            _ => false,
        }
    };
    let is_json = text.trim_start().starts_with('{') && text.contains("\"nftables\"");
    text.lines().filter(is_mark).count().saturating_add(usize::from(is_json).saturating_mul(1_000))
}
