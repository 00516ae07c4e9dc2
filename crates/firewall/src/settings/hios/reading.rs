//! Lines of a script.

use ringwall_model::{DeviceFact, DeviceSettings, Door, Foreign, Kept, LoginCheck};

use super::{CONSOLE_LOGIN, SERVICES, STRINGS, TIMEOUTS, aside::OTHER};
use crate::{Account, settings::found::Found};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> DeviceSettings {
    let lines = account.lines();
    let mut reading = Reading {
        account,
        found: Found::default(),
        services: [None; 4],
        idle: [None; 4],
        strings: [None; 2],
        policies: None,
        wrong_logins: None,
        refused_s: None,
        collector: None,
        collects: false,
        copies: None,
        has_destination: false,
        console_shut: false,
        guarded: false,
        port: None,
        ports: Vec::new(),
    };
    lines.iter().for_each(|(number, line)| reading.line(*number, line));
    reading.finish()
}

/// A line, and whether something is on.
type Known = Option<(u32, bool)>;

/// The services, in the order of [`Reading::services`]: what people call them, readable, pages.
const SERVICE: [(&str, bool, bool); 4] =
    [("Telnet", true, false), ("SSH", false, false), ("HTTP", true, true), ("HTTPS", false, true)];

/// A physical port so far.
#[derive(Debug, Default)]
struct Port {
    line: u32,
    name: String,
    shut: bool,
    flood_limited: bool,
    guarded: bool,
    tagged: usize,
}

struct Reading<'a, 'b> {
    account: &'a mut Account<'b>,
    found: Found,
    services: [Known; 4],
    /// Minutes until an idle session ends: by Telnet, by SSH, on pages, at the serial interface; 0 never.
    idle: [Option<(u32, u32)>; 4],
    /// Versions 1 and 2 of management by shared strings.
    strings: [Known; 2],
    /// A policy of logins asks a central store, and where it says so.
    policies: Option<(u32, bool)>,
    wrong_logins: Option<(u32, u32)>,
    refused_s: Option<u32>,
    collector: Option<u32>,
    collects: bool,
    copies: Option<u32>,
    has_destination: bool,
    console_shut: bool,
    /// Ports may admit known stations only.
    guarded: bool,
    port: Option<Port>,
    ports: Vec<Port>,
}

impl Reading<'_, '_> {
    fn line(&mut self, number: u32, line: &str) {
        if let Some((_, version)) = line.split_once("Version: HiOS-") {
            self.found.state_version(number, version.trim());
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => self.account.understood(number),
            [first, ..] if first.starts_with('!') => self.account.understood(number),
            ["no", rest @ ..] => self.command(number, rest, false),
            words => self.command(number, words, !matches!(words.last(), Some(&"disable"))),
        }
    }

    fn command(&mut self, number: u32, words: &[&str], on: bool) {
        self.account.understood(number);
        if self.port.is_some() && self.of_port(words, on) {
            return;
        }
        match words {
            ["telnet", "server", ..] => self.service(0, number, on),
            ["ssh", "server", ..] => self.service(1, number, on),
            ["http", "server", ..] => self.service(2, number, on),
            ["https", "server", ..] => self.service(3, number, on),
            ["telnet", "timeout", minutes] => self.idle(0, number, minutes),
            ["ssh", "timeout", minutes] => self.idle(1, number, minutes),
            ["network", "management", "access", "web", "timeout", minutes] => self.idle(2, number, minutes),
            ["cli", "serial-timeout", minutes] => self.idle(3, number, minutes),
            ["snmp", rest @ ..] => self.programs(number, rest, on),
            ["users", rest @ ..] => self.users(number, rest),
            ["authlists", "set-policy", _, methods @ ..] => {
                let central = methods.first().is_some_and(|m| matches!(*m, "radius" | "tacacs" | "ldap"));
                self.policies = self.policies.filter(|(_, known)| *known).or(Some((number, central)));
            }
            ["passwords", "max-login-attempts", count] => match count.parse() {
                Ok(count) => self.wrong_logins = Some((number, count)),
                Err(_) => self.found.refuse(self.account, number),
            },
            ["passwords", "login-attempt-period" | "login-attempts-period", minutes] => {
                self.refused_s = minutes.parse::<u32>().ok().and_then(|m| m.checked_mul(60)).filter(|s| *s > 0);
            }
            ["system", "pre-login-banner", "operation", ..] if on => {
                self.found.say(self.account, number, DeviceFact::Notice { pages: true });
            }
            ["logging", "host", "add", ..] => self.collector = self.collector.or(Some(number)),
            ["logging", "syslog", "operation", ..] => self.collects = on,
            ["config", "remote-backup", "operation", ..] => self.copies = Some(number).filter(|_| on),
            ["config", "remote-backup", "destination", ..] => self.has_destination = true,
            ["sntp", "client", "server", "add", ..] | ["ntp", "client", "server", "add", ..] => {
                self.found.say(self.account, number, DeviceFact::TimeSource { authenticated: false });
            }
            ["physical-interfaces", "serial", "operation", ..] => self.console_shut = !on,
            ["port-security", "operation", ..] => self.guarded = on,
            ["interface", name] => {
                self.close_port();
                self.port = Some(Port { line: number, name: (*name).to_owned(), ..Port::default() });
            }
            ["configure"] | ["vlan", "database"] => {}
            // What belongs to lists, of accounts and of what they open.
            ["authlists" | "appllists", ..] => {}
            [first, ..] if OTHER.contains(first) => {}
            _ => self.found.refuse(self.account, number),
        }
    }

    /// True where the line is about the open port.
    fn of_port(&mut self, words: &[&str], on: bool) -> bool {
        let Some(port) = self.port.as_mut() else { return false };
        match words {
            ["shutdown"] => port.shut = on,
            ["storm-control", "ingress", "broadcast" | "multicast" | "unicast", "operation", ..] => {
                port.flood_limited |= on
            }
            ["port-security", "operation", ..] => port.guarded = on,
            ["vlan", "tagging", _] if on => port.tagged = port.tagged.saturating_add(1),
            ["exit"] => self.close_port(),
            _ => return false,
        }
        true
    }

    fn close_port(&mut self) {
        // Rows of all ports, and of VLANs, are no sockets.
        let is_socket = |name: &str| name.split('/').all(|part| part.parse::<u16>().is_ok()) && name.contains('/');
        self.ports.extend(self.port.take().filter(|port| is_socket(&port.name)));
    }

    fn service(&mut self, at: usize, number: u32, on: bool) {
        if let Some(known) = self.services.get_mut(at) {
            *known = Some((number, on));
        }
    }

    fn idle(&mut self, at: usize, number: u32, minutes: &str) {
        match (minutes.parse(), self.idle.get_mut(at)) {
            (Ok(minutes), Some(known)) => *known = Some((number, minutes)),
            _ => self.found.refuse(self.account, number),
        }
    }

    fn programs(&mut self, number: u32, words: &[&str], on: bool) {
        match words {
            ["access", "version", "v1", ..] => self.strings[0] = Some((number, on)),
            ["access", "version", "v2", ..] => self.strings[1] = Some((number, on)),
            _ => {}
        }
    }

    /// `users ...`: secrets, and what proves programs.
    fn users(&mut self, number: u32, words: &[&str]) {
        let fact = match words {
            // Masked: the device wrote stars.
            ["password", _, secret] if secret.trim_matches('"').chars().all(|c| c == '*') => return,
            ["password", name, _] => DeviceFact::Secret { of: Foreign::from(*name), kept: Kept::Readable },
            ["snmpv3", "authentication", _, "md5"] => {
                DeviceFact::WeakAlgorithm { name: "MD5 for a program that manages the device".into() }
            }
            ["snmpv3", "encryption", _, "des"] => {
                DeviceFact::WeakAlgorithm { name: "DES for a program that manages the device".into() }
            }
            _ => return,
        };
        self.found.say(self.account, number, fact);
    }

    fn finish(mut self) -> DeviceSettings {
        self.close_port();
        self.tell_services();
        self.tell_sessions();
        self.tell_logins();
        for Port { line, name, shut, flood_limited, guarded, tagged } in std::mem::take(&mut self.ports) {
            let guarded = guarded && self.guarded;
            let fact = DeviceFact::Port { name: name.into(), on: !shut, flood_limited, guarded, trunk: tagged > 1 };
            self.found.say(self.account, line, fact);
        }
        if let (Some(line), true) = (self.collector, self.collects) {
            self.found.say(self.account, line, DeviceFact::LogCollector);
        }
        if let (Some(line), true) = (self.copies, self.has_destination) {
            self.found.say(self.account, line, DeviceFact::AutomaticCopies);
        }
        self.found.finish()
    }

    fn tell_services(&mut self) {
        for (known, (name, clear, page)) in self.services.into_iter().zip(SERVICE) {
            let fact = |on| DeviceFact::Service { name: name.into(), on, clear, page, limited: false };
            match known {
                Some((line, on)) => self.found.say(self.account, line, fact(Some(on))),
                None => self.found.untold(self.account, &SERVICES, None, fact(None)),
            }
        }
        for known in self.strings {
            match known {
                Some((line, true)) => {
                    let fact = DeviceFact::SharedString { changing: false, factory: false, limited: false };
                    self.found.say(self.account, line, fact);
                }
                Some((_, false)) => {}
                None => self.found.not_told(self.account, &STRINGS),
            }
        }
    }

    fn tell_sessions(&mut self) {
        let [telnet, ssh, http, https] = self.services.map(|known| known.is_some_and(|(_, on)| on));
        let open = [telnet, ssh, http || https, !self.console_shut];
        for ((idle, door), open) in self.idle.into_iter().zip(DOORS).zip(open) {
            match idle {
                Some((line, minutes)) if open => {
                    let after_s = minutes.checked_mul(60).filter(|seconds| *seconds > 0);
                    self.found.say(self.account, line, DeviceFact::IdleEnd { door, after_s });
                }
                Some(_) => {}
                None if open => self.found.not_told(self.account, &TIMEOUTS),
                None => {}
            }
        }
    }

    fn tell_logins(&mut self) {
        if !self.console_shut {
            let fact = DeviceFact::Login { door: Door::Console, check: LoginCheck::OwnAccount };
            self.found.by_default(self.account, &CONSOLE_LOGIN, fact);
        }
        match self.policies {
            Some((line, true)) => self.found.say(self.account, line, DeviceFact::CentralAccounts),
            Some((line, false)) => self.found.say(self.account, line, DeviceFact::OwnAccountsOnly),
            None => {}
        }
        // The serial interface is exempt, by design.
        if let Some((line, attempts)) = self.wrong_logins.filter(|(_, attempts)| *attempts > 0) {
            let (doors, refused_s) = (vec![Door::Remote], self.refused_s);
            let fact = DeviceFact::LoginLimit { attempts, refused_s, doors, pages: true, every_account: true };
            self.found.say(self.account, line, fact);
        }
    }
}

const DOORS: [Door; 4] = [Door::Remote, Door::Remote, Door::Remote, Door::Console];
