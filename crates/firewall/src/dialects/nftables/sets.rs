//! Sets and maps: named ones of a table, and those written into a rule.

use std::collections::BTreeMap;

use super::tokens::{Cursor, Token};

/// One element: its key in parts, and what a map gives for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub(super) parts: Vec<Token>,
    pub(super) data: Vec<Token>,
}

/// A set or map.
#[derive(Clone, Debug, Default)]
pub(super) struct Elements {
    pub(super) list: Vec<Element>,
    /// Packets or time change what is in it.
    pub(super) changes: bool,
}

/// Named sets and maps, by table.
#[derive(Debug, Default)]
pub(super) struct Sets {
    named: BTreeMap<(String, String), Elements>,
}

impl Sets {
    pub(super) fn find(&self, table: &str, name: &str) -> Option<&Elements> {
        self.named.get(&(table.to_owned(), name.to_owned()))
    }

    /// Reads the body of a set or map.
    pub(super) fn declare(&mut self, table: &str, name: &str, body: &[Token]) {
        let mut cursor = Cursor::new(body);
        let known = self.named.entry((table.to_owned(), name.to_owned())).or_default();
        while !cursor.is_at_end() {
            cursor.skip_ends();
            let statement = cursor.statement();
            let words: Vec<&str> = statement.iter().map(Token::word).collect();
            match words.as_slice() {
                ["flags", rest @ ..] => {
                    known.changes |= rest.iter().any(|word| matches!(*word, "dynamic" | "timeout"));
                }
                ["timeout" | "gc-interval", ..] => known.changes = true,
                ["elements", "=", ..] => known.list.extend(elements(statement.get(2..).unwrap_or_default())),
                [] => {
                    // A brace that closes nothing.
                    cursor.next();
                }
                _ => {}
            }
        }
    }

    /// Takes the sets of a table out.
    pub(super) fn forget(&mut self, table: &str) {
        self.named.retain(|(of, _), _| of != table);
    }

    /// `add element`.
    pub(super) fn add(&mut self, table: &str, name: &str, body: &[Token]) {
        let known = self.named.entry((table.to_owned(), name.to_owned())).or_default();
        known.list.extend(elements(body));
    }
}

/// The elements between braces; braces inside, as of a variable that is a set itself, do not matter.
pub(super) fn elements(tokens: &[Token]) -> Vec<Element> {
    let flat = tokens.iter().filter(|t| !matches!(t.word(), "{" | "}" | ";"));
    let mut list = vec![Vec::new()];
    for token in flat {
        match token.word() {
            "," => list.push(Vec::new()),
            _ => {
                if let Some(last) = list.last_mut() {
                    last.push(token.clone());
                }
            }
        }
    }
    list.into_iter().filter(|tokens: &Vec<Token>| !tokens.is_empty()).map(|tokens| element(&tokens)).collect()
}

/// Words behind a key that say nothing of what is in the set now.
const REMARKS: [&str; 5] = ["counter", "timeout", "expires", "comment", "limit"];

fn element(tokens: &[Token]) -> Element {
    let colon = tokens.iter().position(|token| token.word() == ":");
    let (key, data) = tokens.split_at(colon.unwrap_or(tokens.len()));
    let end = key.iter().position(|token| REMARKS.contains(&token.word())).unwrap_or(key.len());
    let parts = key.iter().take(end).filter(|token| token.word() != ".").cloned().collect();
    Element { parts, data: data.get(1..).unwrap_or_default().to_vec() }
}
