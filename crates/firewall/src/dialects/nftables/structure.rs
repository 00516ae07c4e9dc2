//! Tables, chains, hooks.

use std::collections::BTreeSet;

use ringwall_model::{ChainEnd, PacketMatch, Ruleset, Unread, Way};

use super::{
    forwarding::forwarding,
    hooks::{Hook, order, priority_of},
    placed::Pending,
    sets::Sets,
    tokens::{Cursor, Token, tokens},
    variables::expanded,
};
use crate::{Account, chains::Chains, unread};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let text: String = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
    let json = text.trim_start().starts_with('{').then(|| super::json::statements(&text)).flatten();
    let all = match &json {
        Some(statements) => tokens(&statements.iter().map(|(line, text)| (*line, text.as_str())).collect::<Vec<_>>()),
        None => tokens(&lines),
    };
    let spoken: BTreeSet<u32> = all.iter().filter(|t| t.word() != ";").map(|t| t.line).collect();
    lines.iter().filter(|(line, _)| !spoken.contains(line)).for_each(|(line, _)| account.understood(*line));
    let all = expanded(all);
    let translating = |token: &Token| matches!(token.word(), "dnat" | "redirect" | "tproxy");
    let translates =
        all.windows(2).any(|pair| matches!(pair, [before, this] if before.word() != "status" && translating(this)));
    let mut reading = Reading {
        account,
        chains: Chains::default(),
        sets: Sets::default(),
        hooks: Vec::new(),
        pending: Vec::new(),
        dormant: BTreeSet::new(),
        unread: Vec::new(),
        has_begun: false,
        translates,
    };
    reading.top(&mut Cursor::new(&all));
    let ruleset = reading.finish();
    Ruleset { forwarding: forwarding(account, &all), ..ruleset }
}

pub(super) struct Reading<'a, 'b> {
    pub(super) account: &'a mut Account<'b>,
    pub(super) chains: Chains,
    pub(super) sets: Sets,
    pub(super) hooks: Vec<Hook>,
    pub(super) pending: Vec<Pending>,
    /// Tables that are switched off.
    pub(super) dormant: BTreeSet<String>,
    pub(super) unread: Vec<Unread>,
    pub(super) has_begun: bool,
    /// Destinations may be translated.
    pub(super) translates: bool,
}

/// A chain that hangs on a hook of its own, or on several.
const FAMILIES: [&str; 6] = ["ip", "ip6", "inet", "arp", "bridge", "netdev"];

impl Reading<'_, '_> {
    fn top(&mut self, cursor: &mut Cursor<'_>) {
        loop {
            cursor.skip_ends();
            let Some(token) = cursor.peek() else { return };
            let line = token.line;
            match token.word() {
                "table" => {
                    cursor.next();
                    self.table(cursor, line);
                }
                "flush" if !self.has_begun => self.understood(&cursor.statement()),
                "define" | "redefine" | "undefine" => self.understood(&cursor.statement()),
                "include" => self.include(cursor, line),
                "delete" | "flush" | "destroy" => self.take_out(&cursor.statement()),
                "add" | "create" | "insert" => {
                    let first = token.word() == "insert";
                    cursor.next();
                    self.add(cursor, line, first);
                }
                _ => {
                    let statement = cursor.statement();
                    if statement.is_empty() {
                        cursor.next();
                    }
                    self.refuse(line, "the statement is not understood", "export the ruleset with nft list ruleset");
                }
            }
        }
    }

    /// `delete table inet filter`, `flush chain inet filter forward`: what stands before it counts no more.
    fn take_out(&mut self, statement: &[Token]) {
        let mut cursor = Cursor::new(statement);
        let line = cursor.next().map_or(1, |token| token.line);
        let is_flush = statement.first().is_some_and(|token| token.word() == "flush");
        let object = cursor.next().map(|t| t.word().to_owned()).unwrap_or_default();
        let (_, table) = Self::name(&mut cursor);
        let chain = cursor.next().map(|t| t.text.clone());
        match (object.as_str(), chain) {
            ("chain", Some(chain)) if self.chains.find(&table, &chain).is_some() => {
                self.emptied(&table, |name| name == chain, is_flush);
            }
            ("table", None) => {
                self.emptied(&table, |_| true, is_flush);
                if !is_flush {
                    self.sets.forget(&table);
                    self.dormant.remove(&table);
                }
            }
            _ => return self.refuse(line, "what is taken out is not here", "export the ruleset with nft list ruleset"),
        }
        self.understood(statement);
    }

    /// Chains of a table lose their rules, those of whole statements, and, where they are deleted, their hooks.
    fn emptied(&mut self, table: &str, is_meant: impl Fn(&str) -> bool, only_flushed: bool) {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|pending: &Pending| pending.table == table && is_meant(&pending.chain));
        self.pending = kept;
        gone.iter().for_each(|pending: &Pending| self.understood(&pending.tokens));
        if only_flushed {
            return;
        }
        self.hooks.retain(|hook| hook.table != table || !is_meant(&hook.chain));
        let names: Vec<String> = self.chains.of_table(table).filter(|name| is_meant(name)).map(str::to_owned).collect();
        let places: Vec<usize> = names.iter().filter_map(|name| self.chains.find(table, name)).collect();
        places.into_iter().for_each(|at| self.chains.end(at, ChainEnd::Return));
    }

    /// `inet filter`, or `filter`, which is of the family ip.
    fn name(cursor: &mut Cursor<'_>) -> (String, String) {
        let family = FAMILIES.iter().find(|family| cursor.take(family)).unwrap_or(&"ip");
        let name = cursor.next().map(|t| t.text.clone()).unwrap_or_default();
        ((*family).to_owned(), format!("{family} {name}"))
    }

    fn table(&mut self, cursor: &mut Cursor<'_>, line: u32) {
        self.has_begun = true;
        let (family, table) = Self::name(cursor);
        self.account.understood(line);
        if !cursor.take("{") {
            return;
        }
        let Some(block) = cursor.block() else {
            return self.refuse(line, "the table is never closed: the text is cut", "export the ruleset again");
        };
        self.account.understood(block.end);
        let mut inside = Cursor::new(block.tokens);
        loop {
            inside.skip_ends();
            if inside.is_at_end() {
                return;
            }
            self.item(&mut inside, &family, &table);
        }
    }

    /// One item of a table.
    fn item(&mut self, cursor: &mut Cursor<'_>, family: &str, table: &str) {
        let Some(token) = cursor.next() else { return };
        let line = token.line;
        match token.word() {
            "chain" => self.chain(cursor, family, table, line),
            "set" | "map" => {
                let name = cursor.next().map(|t| t.text.clone()).unwrap_or_default();
                if let Some(block) = self.opened(cursor, line) {
                    self.sets.declare(table, &name, &block);
                }
            }
            "counter" | "quota" | "limit" | "ct" | "secmark" | "synproxy" | "flowtable" => {
                while !cursor.is_at_end() && !matches!(cursor.word(), "{" | ";") {
                    cursor.next();
                }
                self.opened(cursor, line);
            }
            "comment" | "define" | "redefine" | "undefine" => self.understood_line(cursor, line),
            "include" => self.include(cursor, line),
            "flags" => {
                if cursor.statement().iter().any(|t| t.word() == "dormant") {
                    self.dormant.insert(table.to_owned());
                }
                self.account.understood(line);
            }
            _ => {
                cursor.statement();
                if cursor.word() == "}" {
                    cursor.next();
                }
                self.refuse(
                    line,
                    "the item of the table is not understood",
                    "export the ruleset with nft list ruleset",
                );
            }
        }
    }

    /// Another file is read in at this place.
    fn include(&mut self, cursor: &mut Cursor<'_>, line: u32) {
        cursor.statement();
        let message = "another file is read in here, which is not in the text";
        self.refuse(line, message, "export what is loaded with nft list ruleset");
    }

    fn understood_line(&mut self, cursor: &mut Cursor<'_>, line: u32) {
        self.account.understood(line);
        let statement = cursor.statement();
        self.understood(&statement);
    }

    /// The tokens of a block that is understood as a whole.
    fn opened(&mut self, cursor: &mut Cursor<'_>, line: u32) -> Option<Vec<Token>> {
        self.account.understood(line);
        if !cursor.take("{") {
            return None;
        }
        let Some(block) = cursor.block() else {
            self.refuse(line, "a brace is never closed: the text is cut", "export the ruleset again");
            return None;
        };
        self.understood(block.tokens);
        self.account.understood(block.end);
        Some(block.tokens.to_vec())
    }

    fn chain(&mut self, cursor: &mut Cursor<'_>, family: &str, table: &str, line: u32) {
        let name = cursor.next().map(|t| t.text.clone()).unwrap_or_default();
        self.declare(table, &name, line);
        if !cursor.take("{") {
            return;
        }
        let Some(block) = cursor.block() else {
            return self.refuse(line, "the chain is never closed: the text is cut", "export the ruleset again");
        };
        self.account.understood(block.end);
        let mut inside = Cursor::new(block.tokens);
        loop {
            inside.skip_ends();
            if inside.is_at_end() {
                return;
            }
            let statement = inside.statement();
            if statement.is_empty() {
                inside.next();
                continue;
            }
            self.chain_statement(statement, family, table, &name);
        }
    }

    fn declare(&mut self, table: &str, name: &str, line: u32) {
        if self.chains.find(table, name).is_none() {
            let place = self.account.place(line);
            self.chains.declare(table, name, place, ChainEnd::Return);
        }
        self.account.understood(line);
    }

    fn chain_statement(&mut self, tokens: Vec<Token>, family: &str, table: &str, chain: &str) {
        let words: Vec<&str> = tokens.iter().map(Token::word).collect();
        match words.as_slice() {
            ["type", kind, "hook", hook, rest @ ..] => {
                let priority = rest.iter().position(|w| *w == "priority").map(|at| rest.get(at.saturating_add(1)..));
                let Some(priority) = priority.flatten().and_then(priority_of) else {
                    let line = tokens.first().map_or(1, |t| t.line);
                    return self.refuse(line, "the priority is not understood", "write the priority as a number");
                };
                self.hooks.push(Hook {
                    table: table.to_owned(),
                    chain: chain.to_owned(),
                    kind: (*kind).to_owned(),
                    hook: (*hook).to_owned(),
                    priority,
                });
                self.end(table, chain, ChainEnd::Permit, true);
                self.understood(&tokens);
            }
            ["policy", policy] => {
                let end = if *policy == "drop" { ChainEnd::Deny } else { ChainEnd::Permit };
                self.end(table, chain, end, false);
                self.understood(&tokens);
            }
            ["comment" | "flags" | "device" | "devices" | "define" | "redefine" | "undefine", ..] => {
                self.understood(&tokens)
            }
            ["include", ..] => self.include(&mut Cursor::new(&tokens), tokens.first().map_or(1, |t| t.line)),
            _ => self.pending.push(Pending {
                family: family.to_owned(),
                table: table.to_owned(),
                chain: chain.to_owned(),
                first: false,
                tokens,
            }),
        }
    }

    /// What happens at the end of a base chain; a policy that was given stays.
    fn end(&mut self, table: &str, chain: &str, end: ChainEnd, only_first: bool) {
        let Some(at) = self.chains.find(table, chain) else { return };
        if !only_first || self.chains.end_of(at) == Some(ChainEnd::Return) {
            self.chains.end(at, end);
        }
    }

    /// `add rule inet filter input tcp dport 22 accept` and its like.
    fn add(&mut self, cursor: &mut Cursor<'_>, line: u32, first: bool) {
        self.has_begun = true;
        let object = cursor.next().map(|t| t.word().to_owned()).unwrap_or_default();
        let (family, table) = Self::name(cursor);
        match object.as_str() {
            "table" => self.understood_line(cursor, line),
            "chain" => self.chain(cursor, &family, &table, line),
            "rule" => {
                let chain = cursor.next().map(|t| t.text.clone()).unwrap_or_default();
                let tokens = cursor.statement();
                self.pending.push(Pending { family, table, chain, first, tokens });
            }
            "set" | "map" | "element" => {
                let name = cursor.next().map(|t| t.text.clone()).unwrap_or_default();
                if let Some(block) = self.opened(cursor, line) {
                    match object.as_str() {
                        "element" => self.sets.add(&table, &name, &block),
                        _ => self.sets.declare(&table, &name, &block),
                    }
                }
            }
            _ => {
                cursor.statement();
                self.refuse(line, "the command is not understood", "export the ruleset with nft list ruleset");
            }
        }
    }

    pub(super) fn understood(&mut self, tokens: &[Token]) {
        for token in tokens {
            self.account.understood(token.line);
        }
    }

    pub(super) fn refuse(&mut self, line: u32, message: &str, help: &str) {
        self.account.diagnose(line, "line-not-understood", format!("{message}; it could affect any packet"), help);
        unread::note(&mut self.unread, self.account.place(line), message, &Way::ALL, PacketMatch::any());
    }

    fn finish(mut self) -> Ruleset {
        for pending in std::mem::take(&mut self.pending) {
            self.rule(&pending);
        }
        let called: Vec<String> = self.chains.undeclared().map(|c| c.name.terminal().to_string()).collect();
        if !called.is_empty() {
            let message = format!("a chain is called that is not declared: {}", called.join(", "));
            self.refuse(1, &message, "export the whole ruleset");
        }
        let (mut points, mut translations) = (Vec::new(), Vec::new());
        let mut hooks = std::mem::take(&mut self.hooks);
        hooks.sort_by_key(|hook| (order(&hook.hook), hook.priority));
        for hook in &hooks {
            self.point(hook, &mut points, &mut translations);
        }
        Ruleset { points, translations, chains: self.chains.into_chains(), unread: self.unread, ..Ruleset::default() }
    }
}
