//! Statements that decide nothing, and what they say beside.

use super::{rule::Draft, tokens::Cursor, verdict::rest};

/// Words with which a statement begins that decides nothing.
pub(super) fn statement_word(word: &str) -> bool {
    matches!(
        word,
        "counter"
            | "log"
            | "comment"
            | "notrack"
            | "masquerade"
            | "snat"
            | "dup"
            | "flow"
            | "add"
            | "update"
            | "delete"
    )
}

/// Takes a statement off the front that decides nothing.
pub(super) fn statement(cursor: &mut Cursor<'_>, draft: &mut Draft) -> bool {
    let word = cursor.word();
    if !statement_word(word) {
        return false;
    }
    cursor.next();
    match word {
        "counter" => counter(cursor, draft),
        "log" => {
            draft.logs = true;
            while matches!(cursor.word(), "prefix" | "level" | "flags" | "group" | "snaplen" | "queue-threshold") {
                cursor.next();
                cursor.next();
                while cursor.take(",") {
                    cursor.next();
                }
            }
        }
        "comment" => draft.comment = cursor.next().map(|t| t.text.clone()).unwrap_or_default(),
        "flow" => {
            cursor.next();
            cursor.next();
        }
        "add" | "update" | "delete" => dynamic(cursor, draft),
        _ => {
            rest(cursor);
        }
    }
    true
}

fn counter(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    if cursor.take("name") {
        cursor.next();
        return;
    }
    if cursor.take("packets") {
        draft.hits = cursor.next().and_then(|t| t.text.parse().ok());
        let _ = cursor.take("bytes");
        cursor.next();
    }
}

/// `add @seen { ip saddr limit rate 3/minute }`: a limit in it is a condition.
fn dynamic(cursor: &mut Cursor<'_>, draft: &mut Draft) {
    cursor.next();
    if !cursor.take("{") {
        return;
    }
    if cursor.block().is_none_or(|block| block.tokens.iter().any(|t| matches!(t.word(), "limit" | "ct" | "quota"))) {
        draft.undecided.push("a limit for each element".to_owned());
    }
}
