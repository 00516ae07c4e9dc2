//! Bytes of a configuration to a ruleset.

use std::borrow::Cow;

use ringwall_model::{Diagnostic, Foreign, PacketMatch, Place, Ruleset, Severity, Span, Unread, Way};

use crate::{Account, DIALECTS, Dialect};

/// Longest configuration that is read.
pub const BYTES_MAX: usize = 64 << 20;

/// What reading a configuration gives: always a ruleset, and everything that is to be said about it.
#[derive(Debug)]
pub struct Read {
    /// The ruleset.
    pub ruleset: Ruleset,
    /// Remarks, by line.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a configuration: the dialect is found by the content.
pub fn read(file: &str, bytes: &[u8]) -> Read {
    let (text, damage) = decode(file, bytes);
    let mut likely: Vec<(usize, &'static Dialect)> =
        DIALECTS.iter().map(|dialect| ((dialect.likeness)(&text), *dialect)).filter(|(n, _)| *n > 0).collect();
    likely.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let mut account = Account::new(file, &text);
    let mut ruleset = match likely.first() {
        Some((_, dialect)) => Ruleset { dialect: Cow::Borrowed(dialect.name), ..(dialect.parse)(&mut account) },
        None => Ruleset::default(),
    };
    ruleset.file = Foreign::from(file);
    // Of a text in no dialect one remark speaks for every line.
    if !likely.is_empty() {
        unseen(&mut account, &mut ruleset);
    }
    let (lines, mut diagnostics) = account.finish();
    ruleset.lines = lines;
    match likely.as_slice() {
        [] => diagnostics.push(not_recognised(file, &text, lines.total)),
        [_] => {}
        [first, second, ..] => diagnostics.push(two_dialects(file, first.1, second.1)),
    }
    if let Some(damage) = damage {
        ruleset.unread.push(everything(place(file, 1), "the file is damaged"));
        diagnostics.push(damage);
    }
    if likely.len() != 1 {
        ruleset.unread.push(everything(place(file, 1), "the dialect of the file is not certain"));
    }
    Read { ruleset, diagnostics }
}

/// A line that no part of the dialect spoke about could do anything.
fn unseen(account: &mut Account<'_>, ruleset: &mut Ruleset) {
    for line in account.unseen() {
        let help = "take the line out to see what the rest permits, or report the dialect and version";
        account.diagnose(line, "line-not-understood", "the line is not understood; it could affect any packet", help);
        if ruleset.unread.last().is_none_or(|known| known.why != LINE_NOT_UNDERSTOOD) {
            ruleset.unread.push(everything(account.place(line), LINE_NOT_UNDERSTOOD));
        }
    }
}

const LINE_NOT_UNDERSTOOD: &str = "a line is not understood";

/// Nothing can be said about any packet.
fn everything(place: Span, why: &str) -> Unread {
    Unread { place, why: why.to_owned(), ways: Way::ALL.to_vec(), matches: vec![PacketMatch::any()] }
}

fn place(file: &str, line: u32) -> Span {
    Span { file: Foreign::from(file), line, column: 1, length: 0 }
}

/// UTF-8, or UTF-16 by its byte order mark; anything else is read as far as it goes and said to be damaged.
pub(crate) fn decode<'a>(file: &str, bytes: &'a [u8]) -> (Cow<'a, str>, Option<Diagnostic>) {
    let cut = bytes.get(..BYTES_MAX).unwrap_or(bytes);
    let text = match cut {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(wide(rest, u16::from_be_bytes)),
        _ => String::from_utf8_lossy(cut),
    };
    let bad_line = text.lines().position(|line| line.contains(['\u{fffd}', '\0']));
    let remark = |line: usize, message: String, help: &str| {
        let place = place(file, u32::try_from(line).unwrap_or(u32::MAX));
        Diagnostic::new("file-damaged", Severity::Error, Place::File(place), message).help(help)
    };
    let damage = match bad_line {
        _ if bytes.len() > cut.len() => {
            Some(remark(1, format!("only the first {BYTES_MAX} bytes are read"), "split the configuration by device"))
        }
        Some(at) => Some(remark(
            at.saturating_add(1),
            "the text is not UTF-8 here; nothing of the file is called safe".to_owned(),
            "export it again as UTF-8",
        )),
        None => None,
    };
    (text, damage)
}

fn wide(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => order([*a, *b]),
        _ => 0xfffd,
    });
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// Texts people take for a configuration: words of a line, what it is, and what to export in place of it.
const ALIKE: [(&str, &str, &str); 6] = [
    ("Chain INPUT (", "a listing of iptables -L, which leaves conditions out", "write it with iptables-save -c"),
    ("Chain FORWARD (", "a listing of iptables -L, which leaves conditions out", "write it with iptables-save -c"),
    ("iptables -A", "a script, which is not run here", "write what it loads with iptables-save -c"),
    ("IPTABLES -A", "a script, which is not run here", "write what it loads with iptables-save -c"),
    ("Status: active", "what ufw says of itself", "write what it loads with iptables-save -c and ip6tables-save -c"),
    ("IP access list ", "a listing of lists without where they are bound", "write it with show running-config"),
];

fn not_recognised(file: &str, text: &str, lines: u32) -> Diagnostic {
    let alike = ALIKE.iter().find(|(words, ..)| text.lines().any(|line| line.contains(words)));
    if let Some((_, what, instead)) = alike {
        let message = format!("the text is {what}; none of its lines ({lines}) is read, and every packet is unknown");
        return Diagnostic::new("dialect-not-recognised", Severity::Error, Place::File(place(file, 1)), message)
            .help(*instead);
    }
    let known: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.title).collect();
    let message = format!(
        "the text is in no dialect that is read, none of its lines ({lines}) is understood; every packet is unknown"
    );
    Diagnostic::new("dialect-not-recognised", Severity::Error, Place::File(place(file, 1)), message)
        .help(format!("export the whole configuration of one device; read are {}", known.join(", ")))
}

fn two_dialects(file: &str, first: &Dialect, second: &Dialect) -> Diagnostic {
    let message = format!("the text looks like {} and like {}; every packet is unknown", first.title, second.title);
    Diagnostic::new("two-dialects", Severity::Error, Place::File(place(file, 1)), message)
        .help("keep the configuration of each device in a file of its own")
}
