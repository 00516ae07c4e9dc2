//! Lines of a message (RFC 9112): how it starts, and the fields that matter.

use super::method;
use crate::Call;

/// A request line: method and target. None where it is not one.
pub fn request(line: &[u8]) -> Option<(Call, &[u8])> {
    let line = line.trim_ascii_end();
    let line = line.strip_suffix(b"HTTP/1.1").or_else(|| line.strip_suffix(b"HTTP/1.0"))?.strip_suffix(b" ")?;
    let end = line.iter().position(|b| *b == b' ')?;
    let (word, target) = line.split_at_checked(end)?;
    let good =
        (1..=20).contains(&word.len()) && word.iter().all(|b| b.is_ascii_uppercase() || matches!(b, b'-' | b'_'));
    (good && target.len() > 1).then(|| (method(word), target))
}

/// A status line. None where it is not one.
pub fn status(line: &[u8]) -> Option<u16> {
    match line.strip_prefix(b"HTTP/1.")? {
        [b'0' | b'1', b' ', a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..]
            if matches!(rest.first(), None | Some(b' ' | b'\r')) =>
        {
            let digit = |d: u8| u16::from(d.saturating_sub(b'0'));
            Some(digit(*a).saturating_mul(100).saturating_add(digit(*b).saturating_mul(10)).saturating_add(digit(*c)))
        }
        _ => None,
    }
}

/// A field's name and value.
pub fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = line.iter().position(|b| *b == b':')?;
    let (name, rest) = line.split_at_checked(at)?;
    Some((name, rest.get(1..)?.trim_ascii()))
}

/// What the fields of a message say of its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// Bytes of the body.
    pub length: Option<u64>,
    /// The body comes in chunks.
    pub chunked: bool,
    /// The body may hold the fields of a form.
    pub form: bool,
}

impl Fields {
    /// Takes note of a field.
    pub fn note(&mut self, name: &[u8], value: &[u8]) {
        if name.eq_ignore_ascii_case(b"content-length") {
            self.length = number(value, 10);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.chunked = value.to_ascii_lowercase().ends_with(b"chunked");
        } else if name.eq_ignore_ascii_case(b"content-type") {
            let value = value.to_ascii_lowercase();
            self.form =
                value.starts_with(b"application/x-www-form-urlencoded") || value.starts_with(b"application/json");
        }
    }
}

/// The size a chunk begins with.
pub fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|b| *b == b';').next()?.trim_ascii();
    number(digits, 16)
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let text = str::from_utf8(digits).ok().filter(|t| (1..=15).contains(&t.len()) && !t.starts_with('+'))?;
    u64::from_str_radix(text, radix).ok()
}
