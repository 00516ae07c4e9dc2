//! Tables, chains and rules.

use std::collections::BTreeSet;

use ringwall_model::{Addresses, ChainEnd, Foreign, PacketMatch, Point, Ruleset, Span, Unread, Way};

use super::{forwarding::forwarding, tokens::tokens, translates::translates};
use crate::{Account, chains::Chains, unread};

/// Built-in chains in the order packets come by them: table, chain, ways, before the translation.
pub(super) const POINTS: [(&str, &str, &[Way], bool); 14] = [
    ("raw", "PREROUTING", &[Way::Through, Way::ToDevice], true),
    ("mangle", "PREROUTING", &[Way::Through, Way::ToDevice], true),
    ("raw", "OUTPUT", &[Way::FromDevice], true),
    ("mangle", "OUTPUT", &[Way::FromDevice], true),
    ("mangle", "INPUT", &[Way::ToDevice], false),
    ("filter", "INPUT", &[Way::ToDevice], false),
    ("security", "INPUT", &[Way::ToDevice], false),
    ("mangle", "FORWARD", &[Way::Through], false),
    ("filter", "FORWARD", &[Way::Through], false),
    ("security", "FORWARD", &[Way::Through], false),
    ("filter", "OUTPUT", &[Way::FromDevice], false),
    ("security", "OUTPUT", &[Way::FromDevice], false),
    ("mangle", "POSTROUTING", &[Way::Through, Way::FromDevice], false),
    ("nat", "POSTROUTING", &[Way::Through, Way::FromDevice], false),
];

/// Chains in which destinations are translated.
const TRANSLATIONS: [(&str, &[Way]); 2] =
    [("PREROUTING", &[Way::Through, Way::ToDevice]), ("OUTPUT", &[Way::FromDevice])];

const TABLES: [&str; 5] = ["filter", "nat", "mangle", "raw", "security"];

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let is_v6 = family_is_v6(&lines);
    let mut reading = Reading::new(account, is_v6, translates(&lines));
    for (number, line) in lines {
        reading.line(number, line);
    }
    reading.finish()
}

/// By the heading of the export, else by the addresses in it, else by a match that only IPv6 tables have.
fn family_is_v6(lines: &[(u32, &str)]) -> bool {
    let headings = lines.iter().map(|(_, line)| line.trim_start()).filter(|line| line.starts_with('#'));
    if let Some(heading) = headings.into_iter().find(|line| line.contains("tables-save")) {
        return heading.contains("ip6tables-save");
    }
    let rules = || lines.iter().map(|(_, line)| line.trim_start()).filter(|line| line.starts_with(['-', '[']));
    let addresses = rules().flat_map(str::split_whitespace).filter_map(|word| word.split('/').next()?.parse().ok());
    match addresses.map(|address: std::net::IpAddr| address.is_ipv6()).next() {
        Some(is_v6) => is_v6,
        None => rules().any(|line| line.contains("--icmpv6-type")),
    }
}

pub(super) struct Reading<'a, 'b> {
    pub(super) account: &'a mut Account<'b>,
    pub(super) is_v6: bool,
    /// Destinations may be translated.
    pub(super) translates: bool,
    /// The table rules belong to.
    pub(super) table: Option<String>,
    /// The line at which a table was opened that is not committed yet.
    pub(super) open: Option<u32>,
    pub(super) seen: BTreeSet<String>,
    pub(super) chains: Chains,
    pub(super) unread: Vec<Unread>,
}

impl<'b> Reading<'_, 'b> {
    fn line(&mut self, number: u32, line: &str) {
        let text = line.trim();
        match text.as_bytes() {
            [] | [b'#', ..] => self.account.understood(number),
            [b'*', ..] => self.table(number, text),
            [b':', ..] => self.declare(number, text),
            _ if text == "COMMIT" => {
                self.open = None;
                self.account.understood(number);
            }
            _ => self.command(number, text),
        }
    }

    fn table(&mut self, number: u32, text: &str) {
        let name = text.trim_start_matches('*').trim();
        if self.open.is_some() {
            self.everything(number, "the table before it is not committed");
        }
        match (TABLES.contains(&name), self.seen.insert(name.to_owned())) {
            (false, _) => {
                self.refuse(number, "there is no such table", "tables are filter, nat, mangle, raw and security")
            }
            (true, false) => {
                let help = "keep iptables-save and ip6tables-save in files of their own";
                self.refuse(number, "the table stands here for the second time", help);
            }
            (true, true) => self.account.understood(number),
        }
        (self.table, self.open) = (Some(name.to_owned()), Some(number));
    }

    /// `:INPUT DROP [0:0]`.
    fn declare(&mut self, number: u32, text: &str) {
        let mut words = text.trim_start_matches(':').split_whitespace();
        let (name, policy) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Some(end) = policy_end(policy) else {
            return self.refuse(
                number,
                "the policy is not ACCEPT, DROP or -",
                "export the tables again with iptables-save",
            );
        };
        self.declare_chain(number, name, end);
    }

    fn declare_chain(&mut self, number: u32, name: &str, end: ChainEnd) {
        let place = self.account.place(number);
        let table = self.current();
        if self.chains.declare(&table, name, place, end) {
            self.account.understood(number);
        } else {
            self.refuse(number, "the chain is declared for the second time", "keep one configuration in a file");
        }
    }

    /// The table rules belong to; filter where none was named.
    pub(super) fn current(&mut self) -> String {
        self.table.clone().unwrap_or_else(|| {
            self.seen.insert("filter".to_owned());
            "filter".to_owned()
        })
    }

    fn command(&mut self, number: u32, text: &str) {
        let (hits, text) = counters(text);
        let Some(mut words) = tokens(text) else {
            return self.refuse(number, "a quoted text is not closed", "the line may be cut; export the tables again");
        };
        if words.first().is_some_and(|word| word == "iptables" || word == "ip6tables") {
            words.remove(0);
        }
        let table_given = words.iter().position(|word| word == "-t" || word == "--table");
        if let Some(at) = table_given {
            let name = words.get(at.saturating_add(1)).cloned().unwrap_or_default();
            words.drain(at..words.len().min(at.saturating_add(2)));
            self.seen.insert(name.clone());
            self.table = Some(name);
        }
        let (verb, rest) = words.split_first().map_or(("", &[][..]), |(verb, rest)| (verb.as_str(), rest));
        let (name, rest) = rest.split_first().map_or(("", &[][..]), |(name, rest)| (name.as_str(), rest));
        match (verb, rest) {
            ("-N" | "--new-chain", []) => self.declare_chain(number, name, ChainEnd::Return),
            ("-P" | "--policy", [policy]) => self.policy(number, name, policy),
            ("-F" | "--flush", []) => self.flush(number, name),
            ("-A" | "--append" | "-I" | "--insert", rule) if holds_another(rule) => {
                self.refuse(number, "several rules stand on one line", "export the tables again, a line for each rule");
            }
            ("-A" | "--append", rule) => self.rule(number, name, rule, hits, false),
            ("-I" | "--insert", rule) if rule.first().is_none_or(|w| w.parse::<u32>().is_err()) => {
                self.rule(number, name, rule, hits, true);
            }
            _ => self.refuse(number, "the command is not understood", "export the tables with iptables-save"),
        }
    }

    fn flush(&mut self, number: u32, name: &str) {
        let table = self.current();
        match self.chains.flush(&table, name) {
            true => self.account.understood(number),
            false => self.refuse(number, "the chain is not declared", "export all tables with iptables-save"),
        }
    }

    fn policy(&mut self, number: u32, name: &str, policy: &str) {
        let table = self.current();
        match (policy_end(policy), self.chains.find(&table, name)) {
            (Some(end), Some(at)) => {
                self.chains.end(at, end);
                self.account.understood(number);
            }
            (Some(end), None) => self.declare_chain(number, name, end),
            (None, _) => {
                self.refuse(number, "the policy is not ACCEPT or DROP", "export the tables with iptables-save")
            }
        }
    }

    pub(super) fn refuse(&mut self, number: u32, message: &str, help: &str) {
        self.account.diagnose(number, "line-not-understood", format!("{message}; it could affect any packet"), help);
        self.everything(number, message);
    }

    pub(super) fn everything(&mut self, number: u32, why: &str) {
        let place = self.account.place(number);
        self.unknown(place, why, &Way::ALL, PacketMatch::any());
    }

    pub(super) fn unknown(&mut self, place: Span, why: &str, ways: &[Way], packets: PacketMatch) {
        unread::note(&mut self.unread, place, why, ways, packets);
    }

    fn finish(mut self) -> Ruleset {
        if let Some(number) = self.open {
            self.refuse(number, "the table is never committed: the text is cut", "export the tables again");
        }
        self.undeclared();
        self.defaults();
        let points = POINTS.iter().filter_map(|(table, chain, ways, before)| {
            let at = self.chains.find(table, chain)?;
            // What becomes of the source behind the filters decides nothing.
            let name = format!("{table} {chain}");
            (*table != "nat").then(|| point(&name, ways, at, *before))
        });
        let points: Vec<Point> = points.collect();
        let translations = TRANSLATIONS.iter().filter_map(|(chain, ways)| {
            self.chains.find("nat", chain).map(|at| point(&format!("nat {chain}"), ways, at, false))
        });
        let translations = translations.collect();
        let (chains, forwarding) = (self.chains.into_chains(), forwarding(self.account));
        Ruleset { points, translations, chains, unread: self.unread, forwarding, ..Ruleset::default() }
    }

    /// Rules that call a chain nobody declared.
    fn undeclared(&mut self) {
        let names: Vec<String> = self.chains.undeclared().map(|c| c.name.terminal().to_string()).collect();
        for (number, line) in self.account.lines() {
            let named = tokens(line).unwrap_or_default();
            if names
                .iter()
                .any(|name| named.windows(2).any(|w| matches!(w, [j, n] if (j == "-j" || j == "-g") && n == name)))
            {
                let help = "export all chains of the table, or name the module of this target";
                self.account.diagnose(
                    number,
                    "chain-not-declared",
                    "the target is no chain of this table and no known target",
                    help,
                );
            }
        }
    }

    /// What the text does not say, and does not follow from it.
    fn defaults(&mut self) {
        let place = self.account.place(1);
        for (chain, way) in [("INPUT", Way::ToDevice), ("FORWARD", Way::Through), ("OUTPUT", Way::FromDevice)] {
            if self.chains.find("filter", chain).is_none() {
                let has_table = self.chains.of_table("filter").next().is_some();
                let code = if has_table { "missing-chain" } else { "missing-filter-table" };
                let why = format!("{code}: the text does not tell the policy of {chain}");
                self.unknown(place.clone(), &why, &[way], PacketMatch::any());
            }
        }
        let other = if self.is_v6 { Addresses::all_v4() } else { Addresses::all_v6() };
        let packets = PacketMatch { source: Some(other), ..PacketMatch::any() };
        self.unknown(place, "missing-other-family: the other address family has tables of its own", &Way::ALL, packets);
    }
}

impl<'a, 'b> Reading<'a, 'b> {
    fn new(account: &'a mut Account<'b>, is_v6: bool, translates: bool) -> Self {
        Self {
            account,
            is_v6,
            translates,
            table: None,
            open: None,
            seen: BTreeSet::new(),
            chains: Chains::default(),
            unread: Vec::new(),
        }
    }
}

/// Behind a rule another begins: which of its words are whose is not known. The value of an option may look so.
fn holds_another(rule: &[String]) -> bool {
    let begins = |word: &str| matches!(word, "-A" | "--append" | "-I" | "--insert");
    rule.windows(2).any(|pair| matches!(pair, [before, word] if begins(word) && !before.starts_with("--")))
}

fn point(name: &str, ways: &[Way], chain: usize, before_translation: bool) -> Point {
    Point { name: Foreign::from(name), ways: ways.to_vec(), applies: Vec::new(), chain, before_translation }
}

fn policy_end(policy: &str) -> Option<ChainEnd> {
    match policy {
        "ACCEPT" => Some(ChainEnd::Permit),
        "DROP" => Some(ChainEnd::Deny),
        "-" => Some(ChainEnd::Return),
        _ => None,
    }
}

/// `[packets:bytes]` in front of a rule.
fn counters(text: &str) -> (Option<u64>, &str) {
    let cut = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match cut.and_then(|(counts, rest)| Some((counts.split_once(':')?.0.parse().ok()?, rest.trim_start()))) {
        Some((packets, rest)) => (Some(packets), rest),
        None => (None, text),
    }
}
