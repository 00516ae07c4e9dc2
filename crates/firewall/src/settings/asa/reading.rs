//! Lines of a configuration.

use std::collections::BTreeSet;

use ringwall_model::{DeviceFact, DeviceSettings, Door, Foreign, Kept, LoginCheck};

use super::{CONSOLE_IDLE, CONSOLE_LOGIN, OWN_ACCOUNTS, aside::OTHER};
use crate::{Account, settings::found::Found};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> DeviceSettings {
    let lines = account.lines();
    let mut reading = Reading {
        account,
        found: Found::default(),
        pages: None,
        pages_for: false,
        timeouts: [None; 3],
        telnet: None,
        ssh: None,
        asked: Vec::new(),
        authenticate: false,
        keys: BTreeSet::new(),
        trusted: BTreeSet::new(),
        sources: Vec::new(),
    };
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

struct Reading<'a, 'b> {
    account: &'a mut Account<'b>,
    found: Found,
    /// Pages are served, and to whom is said too.
    pages: Option<u32>,
    pages_for: bool,
    /// Minutes until an idle session ends: by Telnet, by SSH, at the console; 0 never.
    timeouts: [Option<(u32, u32)>; 3],
    telnet: Option<u32>,
    ssh: Option<u32>,
    /// Which login is looked up, whether in a central store, and where it says so.
    asked: Vec<(u32, String, bool)>,
    authenticate: bool,
    keys: BTreeSet<String>,
    trusted: BTreeSet<String>,
    sources: Vec<(u32, Option<String>)>,
}

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => self.account.understood(number),
            // What belongs to a command above says nothing of the device.
            _ if line.starts_with([' ', '\t']) => self.account.understood(number),
            [first, ..] if first.starts_with(['!', ':']) || first.starts_with("Cryptochecksum") => {
                self.account.understood(number);
            }
            words => self.top(number, words),
        }
    }

    fn top(&mut self, number: u32, words: &[&str]) {
        self.account.understood(number);
        match words {
            ["ASA" | "PIX", "Version", version, ..] => self.found.state_version(number, version),
            ["telnet", "timeout", minutes] => self.timeout(0, number, minutes),
            ["ssh", "timeout", minutes] => self.timeout(1, number, minutes),
            ["console", "timeout", minutes] => self.timeout(2, number, minutes),
            ["telnet", _, _, ..] => self.telnet = self.telnet.or(Some(number)),
            ["ssh", "version", "1"] => {
                let fact = DeviceFact::WeakAlgorithm { name: "version 1 of SSH".into() };
                self.found.say(self.account, number, fact);
            }
            ["ssh", address, _, _] if is_address(address) => self.ssh = self.ssh.or(Some(number)),
            ["ssh", ..] => {}
            ["http", "server", "enable", ..] => self.pages = Some(number),
            ["http", address, _, ..] if is_address(address) => self.pages_for = true,
            ["http", ..] => {}
            ["username", name, "password", rest @ ..] => self.secret(number, name, rest),
            ["enable", "password", rest @ ..] => self.secret(number, "enable", rest),
            ["passwd" | "password", rest @ ..] => self.secret(number, "logins over the network", rest),
            ["username" | "password-storage", ..] => {}
            ["aaa", "authentication", which, "console", store, ..] => {
                let is_central = *store != "LOCAL";
                self.asked.push((number, (*which).to_owned(), is_central));
            }
            // Who is at level 15 is never shut out.
            ["aaa", "local", "authentication", "attempts", "max-fail", attempts] => match attempts.parse() {
                Ok(attempts) => {
                    let doors = vec![Door::Console, Door::Remote];
                    let fact =
                        DeviceFact::LoginLimit { attempts, refused_s: None, doors, pages: true, every_account: false };
                    self.found.say(self.account, number, fact);
                }
                Err(_) => self.found.refuse(self.account, number),
            },
            ["aaa", ..] => {}
            ["snmp-server", rest @ ..] => self.programs(number, rest),
            ["banner", "login", ..] => self.found.say(self.account, number, DeviceFact::Notice { pages: false }),
            ["banner", ..] => {}
            ["ntp", rest @ ..] => self.time(number, rest),
            ["logging", "host", ..] => self.found.say(self.account, number, DeviceFact::LogCollector),
            ["logging", ..] => {}
            ["hardware-bypass", "boot-delay", ..] => {}
            ["hardware-bypass", ..] => self.found.say(self.account, number, DeviceFact::FailOpen),
            ["no", "banner" | "username" | "ntp" | "aaa" | "hardware-bypass", ..] => {
                // A script may take back what stands above; a running configuration does not.
                if !words.contains(&"boot-delay") {
                    self.found.refuse(self.account, number);
                }
            }
            ["no", ..] => {}
            [first, ..] if OTHER.contains(first) => {}
            _ => self.found.refuse(self.account, number),
        }
    }

    fn timeout(&mut self, at: usize, number: u32, minutes: &str) {
        match (minutes.parse(), self.timeouts.get_mut(at)) {
            (Ok(minutes), Some(known)) => *known = Some((number, minutes)),
            _ => self.found.refuse(self.account, number),
        }
    }

    fn secret(&mut self, number: u32, of: &str, words: &[&str]) {
        let hidden = ["encrypted", "pbkdf2", "nt-encrypted", "mschap"];
        let is_masked = words.first().is_some_and(|word| word.chars().all(|c| c == '*'));
        if is_masked || words.is_empty() {
            return;
        }
        let kept = if words.iter().any(|word| hidden.contains(word)) { Kept::Hidden } else { Kept::Readable };
        self.found.say(self.account, number, DeviceFact::Secret { of: Foreign::from(of), kept });
    }

    fn programs(&mut self, number: u32, words: &[&str]) {
        let shared = || DeviceFact::SharedString { changing: false, factory: false, limited: true };
        let fact = match words {
            ["community", ..] => Some(shared()),
            ["host", .., "community", _] | ["host", .., "community", _, "version", _] => Some(shared()),
            ["group", _, "v3", level, ..] => {
                let encrypted = *level == "priv";
                Some(DeviceFact::Programs { authenticated: encrypted || *level == "auth", encrypted })
            }
            _ => None,
        };
        if let Some(fact) = fact {
            self.found.say(self.account, number, fact);
        }
    }

    fn time(&mut self, number: u32, words: &[&str]) {
        match words {
            ["authenticate"] => self.authenticate = true,
            ["trusted-key", key] => {
                self.trusted.insert((*key).to_owned());
            }
            ["authentication-key", key, ..] => {
                self.keys.insert((*key).to_owned());
            }
            ["server", rest @ ..] => {
                let at = rest.iter().position(|word| *word == "key");
                let key = at.and_then(|at| rest.get(at.saturating_add(1))).map(|key| (*key).to_owned());
                self.sources.push((number, key));
            }
            _ => {}
        }
    }

    fn finish(mut self) -> DeviceSettings {
        self.tell_services();
        self.tell_sessions();
        self.tell_logins();
        for (line, key) in std::mem::take(&mut self.sources) {
            let proven = key.is_some_and(|key| self.keys.contains(&key) && self.trusted.contains(&key));
            let fact = DeviceFact::TimeSource { authenticated: self.authenticate && proven };
            self.found.say(self.account, line, fact);
        }
        self.found.finish()
    }

    /// Each is reached from the addresses that are told, and from no other.
    fn tell_services(&mut self) {
        let pages = self.pages.filter(|_| self.pages_for);
        for (line, name, clear, page) in
            [(self.telnet, "Telnet", true, false), (self.ssh, "SSH", false, false), (pages, "HTTPS", false, true)]
        {
            if let Some(line) = line {
                let fact = DeviceFact::Service { name: name.into(), on: Some(true), clear, page, limited: true };
                self.found.say(self.account, line, fact);
            }
        }
    }

    fn tell_sessions(&mut self) {
        let [telnet, ssh, console] = self.timeouts;
        let after_s = |minutes: u32| minutes.checked_mul(60).filter(|seconds| *seconds > 0);
        let remote = [telnet.filter(|_| self.telnet.is_some()), ssh.filter(|_| self.ssh.is_some())];
        for (line, minutes) in remote.into_iter().flatten() {
            let fact = DeviceFact::IdleEnd { door: Door::Remote, after_s: after_s(minutes) };
            self.found.say(self.account, line, fact);
        }
        match console {
            Some((line, minutes)) => {
                let fact = DeviceFact::IdleEnd { door: Door::Console, after_s: after_s(minutes) };
                self.found.say(self.account, line, fact);
            }
            None => {
                let fact = DeviceFact::IdleEnd { door: Door::Console, after_s: None };
                self.found.by_default(self.account, &CONSOLE_IDLE, fact);
            }
        }
    }

    fn tell_logins(&mut self) {
        let serial = self.asked.iter().find(|(_, which, _)| which == "serial");
        let check = |central| if central { LoginCheck::CentralAccount } else { LoginCheck::OwnAccount };
        match serial.map(|(line, _, central)| (*line, check(*central))) {
            Some((line, check)) => {
                self.found.say(self.account, line, DeviceFact::Login { door: Door::Console, check });
            }
            None => {
                let fact = DeviceFact::Login { door: Door::Console, check: LoginCheck::Nothing };
                self.found.by_default(self.account, &CONSOLE_LOGIN, fact);
            }
        }
        let central = self.asked.iter().find(|(_, _, central)| *central).map(|(line, ..)| *line);
        match (central, self.asked.first().map(|(line, ..)| *line)) {
            (Some(line), _) => self.found.say(self.account, line, DeviceFact::CentralAccounts),
            (None, Some(line)) => self.found.say(self.account, line, DeviceFact::OwnAccountsOnly),
            (None, None) => self.found.by_default(self.account, &OWN_ACCOUNTS, DeviceFact::OwnAccountsOnly),
        }
    }
}

/// An address, a name for one, or a prefix.
fn is_address(word: &str) -> bool {
    word.split('/').next().is_some_and(|address| address.parse::<std::net::IpAddr>().is_ok())
}
