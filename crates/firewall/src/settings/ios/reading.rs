//! Lines on the first column, and what belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{DeviceFact, DeviceSettings};

use super::{aside::OTHER, lines::Line, ports::Port};
use crate::{Account, cisco::end_of_text, settings::found::Found};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> DeviceSettings {
    let lines = account.lines();
    let mut reading = Reading {
        account,
        found: Found::default(),
        block: Block::None,
        text_end: None,
        lines: Vec::new(),
        port: None,
        new_model: None,
        lists: BTreeMap::new(),
        pages: (None, None),
        pages_limited: false,
        ntp: Ntp::default(),
        archive: Archive::default(),
    };
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

/// What indented lines belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    None,
    Line,
    Port,
    /// A server of accounts.
    Server,
    Archive,
    /// Something that says nothing of the device.
    Other,
}

/// Time, until the text is at its end.
#[derive(Debug, Default)]
pub(super) struct Ntp {
    pub(super) authenticate: bool,
    pub(super) trusted: BTreeSet<String>,
    pub(super) keys: BTreeSet<String>,
    pub(super) sources: Vec<(u32, Option<String>)>,
}

/// Copies of the configuration.
#[derive(Debug, Default)]
pub(super) struct Archive {
    pub(super) line: Option<u32>,
    pub(super) path: bool,
    pub(super) by_itself: bool,
}

/// A line, and whether a service is on.
type Known = Option<(u32, bool)>;

/// What is known of a text so far.
pub(super) struct Reading<'a, 'b> {
    pub(super) account: &'a mut Account<'b>,
    pub(super) found: Found,
    block: Block,
    /// A text lasts until this comes again.
    text_end: Option<String>,
    pub(super) lines: Vec<Line>,
    pub(super) port: Option<Port>,
    pub(super) new_model: Known,
    pub(super) lists: BTreeMap<String, (u32, Vec<String>)>,
    /// Readable pages, and others.
    pub(super) pages: (Known, Known),
    pub(super) pages_limited: bool,
    pub(super) ntp: Ntp,
    pub(super) archive: Archive,
}

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
        if let Some(end) = &self.text_end {
            if line.contains(end.as_str()) {
                self.text_end = None;
            }
            return self.account.understood(number);
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_inner = line.starts_with([' ', '\t']);
        match words.as_slice() {
            [] => self.account.understood(number),
            [first, ..] if first.starts_with('!') => self.account.understood(number),
            words if is_inner && self.block != Block::None => self.inner(number, words),
            words => self.top(number, words),
        }
    }

    fn inner(&mut self, number: u32, words: &[&str]) {
        match self.block {
            Block::Line => self.of_line(number, words),
            Block::Port => self.of_port(number, words),
            Block::Server => match words {
                ["key", ..] | ["server-private", .., "key", _] | ["server-private", .., "key", _, _] => {
                    self.secret(number, "a server of accounts", words);
                }
                _ => self.account.understood(number),
            },
            Block::Archive => {
                match words {
                    ["path", ..] => self.archive.path = true,
                    ["time-period", _] | ["write-memory"] => self.archive.by_itself = true,
                    _ => {}
                }
                self.account.understood(number);
            }
            Block::None | Block::Other => self.account.understood(number),
        }
    }

    fn top(&mut self, number: u32, words: &[&str]) {
        self.close_port();
        self.block = Block::Other;
        match words {
            ["version", version, ..] => {
                self.found.state_version(number, version);
                self.account.understood(number);
            }
            ["line", rest @ ..] => {
                self.lines.push(Line::new(number, rest));
                self.open(number, Block::Line);
            }
            ["interface", rest @ ..] => {
                self.port = Port::new(number, rest);
                self.open(number, Block::Port);
            }
            ["archive"] => {
                self.archive.line = Some(number);
                self.open(number, Block::Archive);
            }
            ["aaa", "group", ..] | ["radius" | "tacacs", "server", ..] => self.open(number, Block::Server),
            ["radius-server" | "tacacs-server", rest @ ..] => self.secret(number, "a server of accounts", rest),
            ["radius" | "tacacs", ..] => self.account.understood(number),
            ["aaa", rest @ ..] => self.accounts(number, rest),
            ["login", rest @ ..] => self.logins(number, rest),
            ["banner", kind, rest @ ..] => self.banner(number, kind, rest),
            ["snmp-server", rest @ ..] => self.programs(number, rest),
            ["username", name, rest @ ..] => self.secret(number, name, rest),
            ["enable", rest @ ..] => self.secret(number, "enable", rest),
            ["ntp", rest @ ..] => self.time(number, rest),
            ["sntp", "server", ..] => {
                self.found.say(self.account, number, DeviceFact::TimeSource { authenticated: false });
            }
            ["logging", "host", ..] => self.found.say(self.account, number, DeviceFact::LogCollector),
            ["logging", address] if address.parse::<std::net::IpAddr>().is_ok() => {
                self.found.say(self.account, number, DeviceFact::LogCollector);
            }
            ["logging" | "privilege" | "security", ..] => self.account.understood(number),
            ["ip", "http", rest @ ..] => self.page(number, rest, true),
            ["ip", "ssh", "version", "1"] => {
                let name = "version 1 of SSH".into();
                self.found.say(self.account, number, DeviceFact::WeakAlgorithm { name });
            }
            ["no", rest @ ..] => self.taken_back(number, rest),
            [first, ..] if OTHER.iter().any(|word| first.eq_ignore_ascii_case(word)) => self.account.understood(number),
            _ => self.found.refuse(self.account, number),
        }
    }

    fn open(&mut self, number: u32, block: Block) {
        self.account.understood(number);
        self.block = block;
    }

    fn page(&mut self, number: u32, words: &[&str], on: bool) {
        match words {
            ["server"] => self.pages.0 = Some((number, on)),
            ["secure-server"] => self.pages.1 = Some((number, on)),
            ["access-class", ..] => self.pages_limited = on,
            _ => {}
        }
        self.account.understood(number);
    }

    /// What a `no` says: that something is as it is by default, or that an earlier line is taken back.
    fn taken_back(&mut self, number: u32, words: &[&str]) {
        match words {
            ["ip", "http", rest @ ..] => self.page(number, rest, false),
            ["aaa", "new-model"] => {
                self.new_model = Some((number, false));
                self.account.understood(number);
            }
            ["aaa", "authentication", ..]
            | ["banner" | "username" | "archive" | "line", ..]
            | ["login", "block-for", ..]
            | ["ntp", "authenticate" | "server", ..]
            | ["snmp-server", "community", ..] => self.found.refuse(self.account, number),
            _ => self.account.understood(number),
        }
    }

    fn banner(&mut self, number: u32, kind: &str, rest: &[&str]) {
        self.account.understood(number);
        // What is shown at a prompt may come after the login, except this.
        if kind == "login" {
            self.found.say(self.account, number, DeviceFact::Notice { pages: false });
        }
        self.begin_text(rest);
    }

    /// A text begins behind its delimiter.
    pub(super) fn begin_text(&mut self, words: &[&str]) {
        self.text_end = end_of_text(words).filter(|_| !words.is_empty());
    }

    fn finish(mut self) -> DeviceSettings {
        self.close_port();
        self.tell_services();
        self.tell_logins();
        self.found.finish()
    }
}
