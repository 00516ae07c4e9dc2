//! Where secrets stand in a line or a body, and what Basic authentication shows.

use memchr::memmem;
use ringwall_model::SecretKind;

use super::headers;
use crate::protocols::credentials::{self, Typed};

/// Fields that carry a session or a key.
const TOKEN_FIELDS: [&[u8]; 8] = [
    b"cookie",
    b"set-cookie",
    b"x-api-key",
    b"x-auth-token",
    b"x-csrf-token",
    b"authentication-info",
    b"authorization",
    b"proxy-authorization",
];

/// Names of form fields and parameters that hold a password. Longer names end with them, too.
const PASSWORD_NAMES: [&[u8]; 6] = [b"password", b"passwd", b"passwort", b"kennwort", b"pwd", b"pass"];

/// Longest user and password in Basic authentication that are compared with what makers ship.
const PAIR_BYTES_MAX: usize = 96;

/// What kind of secret a field line holds and where its value starts. Works on an unfinished line as well.
pub fn in_field(line: &[u8]) -> Option<(SecretKind, usize)> {
    let (name, value) = headers::field(line)?;
    if !TOKEN_FIELDS.iter().any(|f| name.eq_ignore_ascii_case(f)) {
        return None;
    }
    let kind = if basic(name, value).is_some() { SecretKind::Password } else { SecretKind::Token };
    Some((kind, name.len().saturating_add(1)))
}

/// Where the value of the first password parameter starts in a target or a body.
pub fn in_text(text: &[u8]) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let value = |name: &[u8]| {
        let at = memmem::find(&lower, name)?.saturating_add(name.len());
        let rest = lower.get(at..)?;
        // `name=`, `"name":` or `"name" :`.
        let quoted = usize::from(rest.first() == Some(&b'"'));
        let blank = usize::from(rest.get(quoted) == Some(&b' '));
        let sign = rest.get(quoted.saturating_add(blank))?;
        matches!(sign, b'=' | b':').then(|| at.saturating_add(quoted).saturating_add(blank).saturating_add(1))
    };
    PASSWORD_NAMES.iter().filter_map(|name| value(name)).min()
}

/// The encoded pair of a field of Basic authentication.
pub fn basic<'a>(name: &[u8], value: &'a [u8]) -> Option<&'a [u8]> {
    let ours = name.eq_ignore_ascii_case(b"authorization") || name.eq_ignore_ascii_case(b"proxy-authorization");
    let (scheme, rest) = value.split_at_checked(5).filter(|_| ours)?;
    let encoded = rest.strip_prefix(b" ")?.trim_ascii();
    scheme.eq_ignore_ascii_case(b"basic").then_some(encoded)
}

/// The pair is one that a maker ships.
pub fn is_default(encoded: &[u8]) -> bool {
    let mut pair = [0; PAIR_BYTES_MAX];
    let Some(length) = credentials::decode(encoded, &mut pair) else { return false };
    let pair = pair.get(..length).unwrap_or_default();
    let Some(colon) = pair.iter().position(|b| *b == b':') else { return false };
    match pair.split_at_checked(colon) {
        Some((user, [_, password @ ..])) => Typed::pair(user, password).is_default(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipped_pair_is_known_and_others_are_not() {
        assert!(is_default(b"YWRtaW46YWRtaW4="));
        assert!(!is_default(b"YWRtaW46czNjcmV0"));
        assert!(!is_default(b"%%%"));
    }

    #[test]
    fn passwords_are_found_in_forms_targets_and_objects() {
        assert_eq!(in_text(b"user=a&Password=b"), Some(16));
        assert_eq!(in_text(b"{\"user\":\"a\",\"pwd\": \"b\"}"), Some(18));
        assert_eq!(in_text(b"bypass the password field"), None);
    }
}
