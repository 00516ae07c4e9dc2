//! Variables: their values put where they are used.

use std::collections::BTreeMap;

use super::tokens::{Cursor, Token};

/// Puts the values of variables where they are used; their definitions stay, for the account.
pub(super) fn expanded(tokens: Vec<Token>) -> Vec<Token> {
    let mut values: BTreeMap<String, Vec<Token>> = BTreeMap::new();
    let mut out: Vec<Token> = Vec::new();
    let mut cursor = Cursor::new(&tokens);
    while let Some(token) = cursor.peek() {
        let mut ahead = cursor;
        if ahead.take("define") {
            let name = ahead.next().map(|t| t.text.clone()).unwrap_or_default();
            if ahead.take("=") {
                let value = ahead.statement().iter().flat_map(|t| substituted(t, &values)).collect();
                values.insert(name, value);
            }
        }
        // A text whose variables grow without end is read no further.
        if out.len() < TOKENS_MAX {
            out.extend(substituted(token, &values));
        }
        cursor.next();
    }
    out
}

/// Most tokens a text grows to by its variables.
const TOKENS_MAX: usize = 20_000_000;

fn substituted(token: &Token, values: &BTreeMap<String, Vec<Token>>) -> Vec<Token> {
    let value = token.word().strip_prefix('$').and_then(|name| values.get(name));
    match value.filter(|value| value.len() < 100_000) {
        Some(value) => value.iter().map(|t| Token { line: token.line, ..t.clone() }).collect(),
        None => vec![token.clone()],
    }
}
