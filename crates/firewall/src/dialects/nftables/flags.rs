//! Tests of TCP flags.

use ringwall_model::FlagTest;

use super::tokens::Cursor;
use crate::words;

pub(super) fn flags(cursor: &mut Cursor<'_>) -> Result<FlagTest, String> {
    if cursor.take("&") {
        let mask = flag_list(cursor)?;
        let negated = cursor.take("!=");
        if !negated && !cursor.take("==") {
            return Err("the flags are compared with nothing".to_owned());
        }
        return Ok(FlagTest { mask, value: flag_list(cursor)?, negated });
    }
    if cursor.take("!") {
        return Ok(FlagTest { mask: flag_list(cursor)?, value: 0, negated: false });
    }
    let (is_exact, negated) = (cursor.take("=="), cursor.take("!="));
    let value = flag_list(cursor)?;
    if cursor.take("/") {
        return Ok(FlagTest { mask: flag_list(cursor)?, value, negated });
    }
    Ok(match is_exact || negated {
        true => FlagTest { mask: 0xff, value, negated },
        // A list of flags alone: any of them is set.
        false => FlagTest { mask: value, value: 0, negated: true },
    })
}

fn flag_list(cursor: &mut Cursor<'_>) -> Result<u8, String> {
    let in_parentheses = cursor.take("(");
    let mut bits = flag(cursor)?;
    while matches!(cursor.word(), "|" | ",") {
        cursor.next();
        bits |= flag(cursor)?;
    }
    if in_parentheses && !cursor.take(")") {
        return Err("a parenthesis is not closed".to_owned());
    }
    Ok(bits)
}

fn flag(cursor: &mut Cursor<'_>) -> Result<u8, String> {
    const FLAGS: [&str; 8] = ["fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"];
    let token = cursor.next().ok_or("a flag is missing")?;
    let number =
        token.text.strip_prefix("0x").map_or_else(|| token.text.parse().ok(), |hex| u8::from_str_radix(hex, 16).ok());
    let at = FLAGS.iter().position(|flag| *flag == token.text);
    let named = at.and_then(|at| 1_u8.checked_shl(u32::try_from(at).ok()?));
    named.or(number).ok_or_else(|| format!("{} is not a TCP flag", words::shown(&token.text)))
}
