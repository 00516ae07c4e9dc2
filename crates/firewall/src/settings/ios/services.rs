//! Services over the network, shared strings, secrets, time, logs and copies.

use ringwall_model::{DeviceFact, Foreign, Kept};

use super::{
    PAGES, REMOTE_TRANSPORT,
    lines::{Line, Transport},
    reading::Reading,
};

/// How a secret is kept, by the type that stands before it.
pub(super) fn kept(words: &[&str]) -> Kept {
    match words {
        ["7", _, ..] => Kept::Reversible,
        ["0", _, ..] => Kept::Readable,
        ["4" | "5" | "6" | "8" | "9", _, ..] => Kept::Hidden,
        _ => Kept::Readable,
    }
}

impl Reading<'_, '_> {
    /// `snmp-server ...`: shared strings, and programs that prove who they are.
    pub(super) fn programs(&mut self, number: u32, words: &[&str]) {
        let fact = match words {
            ["community", _, rest @ ..] => Some(shared_string(rest)),
            ["group", _, "v3", level, ..] => {
                let encrypted = *level == "priv";
                Some(DeviceFact::Programs { authenticated: encrypted || *level == "auth", encrypted })
            }
            ["user", rest @ ..] => weak_user(rest),
            _ => None,
        };
        match fact {
            Some(fact) => self.found.say(self.account, number, fact),
            None => self.account.understood(number),
        }
    }

    /// Words behind `username`, `enable` and keys of servers.
    pub(super) fn secret(&mut self, number: u32, of: &str, words: &[&str]) {
        let at = words.iter().position(|word| matches!(*word, "password" | "secret" | "key"));
        let (kind, rest) = match at.map(|at| words.split_at(at)) {
            Some((_, [kind, rest @ ..])) => (*kind, rest),
            _ => return self.account.understood(number),
        };
        let rest = if rest.first() == Some(&"level") { rest.get(2..).unwrap_or_default() } else { rest };
        let kept = if kind == "secret" && rest.first() != Some(&"0") { Kept::Hidden } else { kept(rest) };
        self.found.say(self.account, number, DeviceFact::Secret { of: Foreign::from(of), kept });
    }

    /// `ntp ...`.
    pub(super) fn time(&mut self, number: u32, words: &[&str]) {
        match words {
            ["authenticate"] => self.ntp.authenticate = true,
            ["trusted-key", keys @ ..] => self.ntp.trusted.extend(keys.iter().map(|key| (*key).to_owned())),
            ["authentication-key", key, ..] => {
                self.ntp.keys.insert((*key).to_owned());
            }
            ["server" | "peer", rest @ ..] => {
                let at = rest.iter().position(|word| *word == "key");
                let key = at.and_then(|at| rest.get(at.saturating_add(1))).map(|key| (*key).to_owned());
                self.ntp.sources.push((number, key));
            }
            _ => {}
        }
        self.account.understood(number);
    }

    /// What is known when the text is at its end.
    pub(super) fn tell_services(&mut self) {
        self.remote();
        self.pages();
        let ntp = std::mem::take(&mut self.ntp);
        for (line, key) in &ntp.sources {
            let proven = key.as_ref().is_some_and(|key| ntp.keys.contains(key) && ntp.trusted.contains(key));
            let authenticated = ntp.authenticate && proven;
            self.found.say(self.account, *line, DeviceFact::TimeSource { authenticated });
        }
        if let (Some(line), true) = (self.archive.line, self.archive.path && self.archive.by_itself) {
            self.found.say(self.account, line, DeviceFact::AutomaticCopies);
        }
    }

    /// Readable and other logins over the network, by the lines that take them.
    fn remote(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let remote = || lines.iter().filter(|line| line.door == Some(ringwall_model::Door::Remote));
        for line in remote() {
            match line.transport {
                Some((at, transport)) => self.remote_line(at, line, transport),
                None if self.accepts_all() => {
                    let fact = telnet(Some(self.lets_in(line)), line.limited);
                    self.found.by_default(self.account, &REMOTE_TRANSPORT, fact);
                }
                None => {
                    let fact = telnet(None, line.limited);
                    self.found.untold(self.account, &REMOTE_TRANSPORT, Some(line.line), fact);
                }
            }
        }
        self.lines = lines;
    }

    fn remote_line(&mut self, at: u32, line: &Line, transport: Transport) {
        let lets_in = self.lets_in(line);
        self.found.say(self.account, at, telnet(Some(transport.telnet && lets_in), line.limited));
        let (on, limited) = (Some(transport.ssh && lets_in), line.limited);
        let fact = DeviceFact::Service { name: "SSH".into(), on, clear: false, page: false, limited };
        self.found.say(self.account, at, fact);
    }

    /// Whoever knows how gets a prompt there.
    fn lets_in(&self, line: &Line) -> bool {
        !line.no_exec && self.check(line) != Some(ringwall_model::LoginCheck::Shut)
    }

    /// A version in which lines take every transport unless told otherwise.
    fn accepts_all(&self) -> bool {
        let major = self.found.version().and_then(|version| version.split(['.', '(']).next()?.parse::<u32>().ok());
        major.is_some_and(|major| (11..=12).contains(&major))
    }

    fn pages(&mut self) {
        for (known, name, clear) in [(self.pages.0, "HTTP", true), (self.pages.1, "HTTPS", false)] {
            let limited = self.pages_limited;
            let fact = |on| DeviceFact::Service { name: name.into(), on, clear, page: true, limited };
            match known {
                Some((line, on)) => self.found.say(self.account, line, fact(Some(on))),
                None => self.found.untold(self.account, &PAGES, None, fact(None)),
            }
        }
    }
}

fn telnet(on: Option<bool>, limited: bool) -> DeviceFact {
    DeviceFact::Service { name: "Telnet".into(), on, clear: true, page: false, limited }
}

/// `[view NAME] [ro | rw] [ipv6 LIST] [LIST]`, in the order of the release.
fn shared_string(words: &[&str]) -> DeviceFact {
    let words = if words.first() == Some(&"view") { words.get(2..).unwrap_or_default() } else { words };
    let changing = words.iter().any(|word| word.eq_ignore_ascii_case("rw"));
    let is_level = |word: &&&str| word.eq_ignore_ascii_case("ro") || word.eq_ignore_ascii_case("rw");
    let limited = words.iter().any(|word| !is_level(&word));
    DeviceFact::SharedString { changing, factory: false, limited }
}

/// A user of the third version whose proof or secrecy is outdated.
fn weak_user(words: &[&str]) -> Option<DeviceFact> {
    let after = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at.checked_add(1)?).copied()
    };
    let name = match (after("auth"), after("priv")) {
        (_, Some("des" | "3des")) => "DES for a program that manages the device",
        (Some("md5"), _) => "MD5 for a program that manages the device",
        _ => return None,
    };
    Some(DeviceFact::WeakAlgorithm { name: name.into() })
}
