//! Parts of a rule that are no condition this dialect decides: where they end, and whether they decide anything.

use ringwall_model::{Addresses, PacketMatch, Ranges};

use super::{selector::Selector, statements::statement_word, tokens::Cursor, verdict::verdict};
use crate::words;

/// One such part: `meta mark 0x5`, `ct mark set 0x7`, `fib saddr . iif oif missing`.
pub(super) struct Part {
    words: Vec<String>,
}

/// Takes a part off the front, up to where the next begins.
pub(super) fn part(cursor: &mut Cursor<'_>) -> Result<Part, String> {
    let mut part = Part { words: Vec::new() };
    while let Some(token) = cursor.peek() {
        // `dnat` and `snat` are words of a status too.
        let is_over = (ends(cursor) && part.words != ["ct", "status"]) || (!part.takes_next() && begins(cursor));
        if is_over && !part.words.is_empty() {
            break;
        }
        cursor.next();
        if token.word() == "{" {
            cursor.block().ok_or("a brace is not closed")?;
        }
        part.words.push(token.text.clone());
    }
    Ok(part)
}

/// Words that a part of two words and more begins with.
const HEADS: [&str; 24] = [
    "meta", "ct", "ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6", "igmp", "ether",
    "vlan", "arp", "rt", "socket", "osf", "exthdr", "ah", "esp", "comp", "gre",
];
/// Words that a part of any length begins with.
const OTHER_HEADS: [&str; 9] = ["fib", "limit", "quota", "numgen", "jhash", "symhash", "meter", "last", "xt"];
/// Words behind which a value, or more of the same field, stands.
const OPEN: [&str; 26] = [
    ".", ",", "set", "map", "&", "|", "^", "and", "or", "xor", "lshift", "rshift", "<<", ">>", "==", "!=", "<", ">",
    "<=", ">=", "/", "(", "-", "jhash", "over", "name",
];
/// Ends of what `fib` is asked for.
const FIB_RESULTS: [&str; 4] = ["oif", "oifname", "type", "check"];

impl Part {
    /// The token belongs to this part whatever it says.
    fn takes_next(&self) -> bool {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        match (words.as_slice(), words.last()) {
            ([], _) => true,
            // A field, and at least a value.
            ([head] | [head, _], _) if HEADS.contains(head) => true,
            (["fib", ..], _) => !self.has_fib_result() || words.last().is_some_and(|last| OPEN.contains(last)),
            (_, Some(last)) => OPEN.contains(last),
            (_, None) => true,
        }
    }

    fn has_fib_result(&self) -> bool {
        let behind = |pair: &[String]| pair.last().is_some_and(|w| FIB_RESULTS.contains(&w.as_str()));
        self.words.windows(2).any(|pair| behind(pair) && pair.first().is_some_and(|w| w != "."))
    }

    /// Setting a mark, a helper or a field that no condition looks at decides nothing; a part is wrong where it changes bytes
    /// that later rules look at.
    pub(super) fn decides_nothing(&self) -> Result<bool, String> {
        let set = self.words.iter().position(|word| word == "set");
        let is_open = |word: &String| OPEN.contains(&word.as_str()) || word == "{";
        match (set, self.words.first()) {
            (Some(at), Some(head)) if head.starts_with('@') && at > 0 => {
                Err("the rule changes what later rules look at".to_owned())
            }
            (Some(at), Some(head)) if HEADS.contains(&head.as_str()) => {
                Ok((2..=4).contains(&at) && !self.words.iter().take(at).any(is_open))
            }
            _ => Ok(false),
        }
    }

    /// The part is about packets whose destination was translated.
    pub(super) fn is_of_translated(&self) -> bool {
        self.words.iter().map(String::as_str).eq(["ct", "status", "dnat"])
    }

    /// What the part takes for granted: a header that is the next one is there.
    pub(super) fn implied(&self) -> PacketMatch {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["ip6", "nexthdr", protocol] if !EXTENSIONS.contains(protocol) => PacketMatch {
                source: Some(Addresses::all_v6()),
                protocol: words::protocol_number(protocol).filter(|n| !EXTENSION_NUMBERS.contains(n)).map(Ranges::one),
                ..PacketMatch::any()
            },
            _ => PacketMatch::any(),
        }
    }

    /// What is shown of it.
    pub(super) fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// Headers of IPv6 behind which another stands (IANA, IPv6 Extension Header Types), and those that hide what follows.
const EXTENSION_NUMBERS: [u8; 9] = [0, 43, 44, 50, 51, 60, 135, 139, 140];
const EXTENSIONS: [&str; 4] = ["hopopt", "esp", "ah", "mh"];

/// What decides, or what no value is, begins here.
fn ends(cursor: &Cursor<'_>) -> bool {
    verdict(&mut { *cursor }).is_some() || statement_word(cursor.word())
}

/// A part begins here.
fn begins(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let word = cursor.word();
    HEADS.contains(&word)
        || OTHER_HEADS.contains(&word)
        || word.starts_with('@')
        || Selector::take(&mut ahead).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialects::nftables::tokens::{Token, tokens};

    fn parts(text: &str) -> Vec<(String, bool)> {
        let all: Vec<Token> = tokens(&[(1, text)]).into_iter().filter(|t| t.word() != ";").collect();
        let mut cursor = Cursor::new(&all);
        let mut found = Vec::new();
        while !cursor.is_at_end() {
            let part = part(&mut cursor).unwrap();
            found.push((part.text(), part.decides_nothing().unwrap()));
        }
        found
    }

    #[test]
    fn a_condition_before_a_mark_that_is_set_stays_a_condition() {
        let found = parts("meta mark 0x5 ct mark set 0x7");
        assert_eq!(found, [("meta mark 0x5".to_owned(), false), ("ct mark set 0x7".to_owned(), true)]);
        assert_eq!(parts("ct mark set ct mark or 0x1"), [("ct mark set ct mark or 0x1".to_owned(), true)]);
        assert_eq!(parts("meta mark set jhash ip saddr . tcp dport mod 2").len(), 1);
        assert!(parts("tcp option maxseg size set rt mtu")[0].1);
        assert!(!parts("tcp option maxseg size 1-500")[0].1);
    }

    #[test]
    fn what_a_route_says_is_no_interface_the_packet_leaves_by() {
        assert_eq!(parts("fib saddr . iif oif missing").len(), 1);
        assert_eq!(parts("fib daddr . oif type local").len(), 1);
        assert_eq!(parts("ct original ip daddr 10.1.1.1").len(), 1);
        assert_eq!(parts("fib daddr type local meta mark 1").len(), 2);
    }

    #[test]
    fn a_verdict_is_never_a_value() {
        let rest = |text: &str| {
            let all: Vec<Token> = tokens(&[(1, text)]).into_iter().filter(|t| t.word() != ";").collect();
            let mut cursor = Cursor::new(&all);
            part(&mut cursor).unwrap();
            cursor.word().to_owned()
        };
        for text in
            ["meta iiftype ether accept", "ct direction original accept", "last accept", "ct state & new accept"]
        {
            assert_eq!(rest(text), "accept", "{text}");
        }
        assert_eq!(rest("ip6 nexthdr tcp tcp dport 22"), "tcp");
    }

    #[test]
    fn bytes_that_are_changed_are_wrong() {
        let all = tokens(&[(1, "@th,16,16 set 80")]);
        assert!(part(&mut Cursor::new(&all)).unwrap().decides_nothing().is_err());
    }
}
