//! Verdicts at the front of a statement.

use super::{
    rule::Verdict,
    tokens::{Cursor, Token},
};

/// Targets of iptables that decide nothing (iptables-extensions(8)).
const XT_PASSING: [&str; 9] = ["LOG", "NFLOG", "MASQUERADE", "SNAT", "MARK", "CONNMARK", "TCPMSS", "CHECKSUM", "CT"];

/// Takes a verdict off the front.
pub(super) fn verdict(cursor: &mut Cursor<'_>) -> Option<Verdict> {
    let mut ahead = *cursor;
    let found = match ahead.next()?.word() {
        "accept" => Verdict::Accept,
        "drop" => Verdict::Drop,
        "return" => Verdict::Return,
        "continue" => Verdict::Pass,
        "jump" => Verdict::Jump(ahead.next()?.text.clone()),
        "goto" => Verdict::Goto(ahead.next()?.text.clone()),
        "reject" => {
            reject(&mut ahead);
            Verdict::Drop
        }
        "queue" | "redirect" | "tproxy" | "synproxy" | "fwd" => {
            rest(&mut ahead);
            Verdict::Unknown
        }
        // What the tools of iptables write, and these do not know.
        "xt" if ahead.word() == "target" => {
            ahead.next();
            let name = ahead.next().map_or("", |token| token.text.as_str());
            if XT_PASSING.contains(&name) { Verdict::Pass } else { Verdict::Unknown }
        }
        "dnat" => {
            let taken = rest(&mut ahead);
            translation(&taken).unwrap_or(Verdict::Unknown)
        }
        _ => return None,
    };
    *cursor = ahead;
    Some(found)
}

/// `with tcp reset`, `with icmpx type admin-prohibited`.
fn reject(cursor: &mut Cursor<'_>) {
    if cursor.take("with") {
        cursor.next();
        let _ = cursor.take("type");
        cursor.next();
    }
}

/// Everything up to a comment.
pub(super) fn rest<'a>(cursor: &mut Cursor<'a>) -> Vec<&'a Token> {
    let mut taken = Vec::new();
    while let Some(token) = cursor.peek().filter(|t| t.word() != "comment") {
        taken.push(token);
        cursor.next();
    }
    taken
}

/// `to 10.1.1.4:502`, `ip to 10.1.1.4`; anything but one address and one port is not followed.
fn translation(tokens: &[&Token]) -> Option<Verdict> {
    let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
    let value = match words.as_slice() {
        ["to", value] | ["ip" | "ip6", "to", value] => value,
        _ => return None,
    };
    if let Ok(address) = value.parse() {
        return Some(Verdict::Translate { destination: Some(address), port: None });
    }
    if let Some(port) = value.strip_prefix(':') {
        return Some(Verdict::Translate { destination: None, port: Some(port.parse().ok()?) });
    }
    let socket: std::net::SocketAddr = value.parse().ok()?;
    Some(Verdict::Translate { destination: Some(socket.ip()), port: Some(socket.port()) })
}
