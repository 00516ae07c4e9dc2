//! Cookies that stand for a session, known by their names; kept as digests only.

use crate::protocols::{credentials::Typed, lines};

/// Parts of the names that frameworks give to a session's cookie.
const SESSION_NAMES: [&[u8]; 5] = [b"sess", b"sid", b"auth", b"token", b"ticket"];
/// Parts of names that only sound like it: a token against forged requests is no session.
const OTHER_NAMES: [&[u8]; 3] = [b"csrf", b"xsrf", b"side"];
/// What an address is called where a session is ended.
const LEAVING: [&[u8]; 5] = [b"logout", b"logoff", b"log-out", b"signout", b"sign-out"];
/// Digests remembered of each kind.
const REMEMBERED: usize = 8;

/// The session's cookie in a request: the digest of its name and value.
pub fn carried(cookies: &[u8]) -> Option<u64> {
    cookies.split(|b| *b == b';').find_map(|pair| pair_digest(pair.trim_ascii()))
}

/// What an answer does with a session's cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Gives one out.
    Issued,
    /// Takes it back.
    Expired,
}

/// Reads a `Set-Cookie`. None where it is not a session's.
pub fn set(value: &[u8]) -> Option<Set> {
    let mut parts = value.split(|b| *b == b';').map(<[u8]>::trim_ascii);
    let pair = parts.next()?;
    let (name, content) = pair.split_at_checked(pair.iter().position(|b| *b == b'=')?)?;
    if !is_session(name) {
        return None;
    }
    let expired = |part: &[u8]| part.eq_ignore_ascii_case(b"max-age=0") || lines::contains(part, b"01 jan 1970");
    let empty = matches!(content, b"=" | b"=\"\"") || content.eq_ignore_ascii_case(b"=deleted");
    Some(if empty || parts.any(expired) { Set::Expired } else { Set::Issued })
}

/// A request to end the session.
pub fn is_leaving(target: &[u8]) -> bool {
    let path = target.split(|b| *b == b'?').next().unwrap_or_default();
    LEAVING.iter().any(|word| lines::contains(path, word))
}

fn pair_digest(pair: &[u8]) -> Option<u64> {
    let (name, value) = pair.split_at_checked(pair.iter().position(|b| *b == b'=')?)?;
    (is_session(name) && value.len() > 1).then(|| Typed::pair(name, value).digest())
}

fn is_session(name: &[u8]) -> bool {
    let has = |words: &[&[u8]]| words.iter().any(|word| lines::contains(name, word));
    has(&SESSION_NAMES) && !has(&OTHER_NAMES)
}

/// Sessions that ended on this connection, and addresses that are closed to whoever shows no session.
#[derive(Debug, Default)]
pub struct Ended {
    tokens: [u64; REMEMBERED],
    guarded: [u64; REMEMBERED],
}

impl Ended {
    /// A session was ended.
    pub fn end(&mut self, token: u64) {
        push(&mut self.tokens, token);
    }

    /// A request without a session was turned away.
    pub fn guard(&mut self, target: u64) {
        push(&mut self.guarded, target);
    }

    /// True when a request with this token should have been turned away: its session had ended, and the address is guarded.
    pub fn should_refuse(&self, token: u64, target: u64) -> bool {
        self.tokens.contains(&token) && self.guarded.contains(&target)
    }
}

fn push(list: &mut [u64; REMEMBERED], digest: u64) {
    if !list.contains(&digest) {
        list.rotate_right(1);
        if let Some(first) = list.first_mut() {
            *first = digest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_of_sessions_are_known_by_name() {
        assert!(carried(b"lang=de; JSESSIONID=abc").is_some());
        assert_ne!(carried(b"sid=1"), carried(b"sid=2"));
        assert_eq!(carried(b"lang=de; csrftoken=abc; sidebar=1"), None);
        assert_eq!(set(b"PHPSESSID=77; path=/"), Some(Set::Issued));
        assert_eq!(set(b"sessionid=x; Max-Age=0"), Some(Set::Expired));
        assert_eq!(set(b"sessionid=; path=/"), Some(Set::Expired));
        assert_eq!(set(b"lang=de"), None);
    }
}
