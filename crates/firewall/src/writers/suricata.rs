//! Suricata: rules that alert on functions of industrial protocols, by the parsers that the program has for them. They refuse nothing.
//!
//! Only what a parser tells is written. A match on bytes would need to know where in a stream a message begins, which no rule does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ringwall_model::Addresses;

use super::{
    inspection::{About, Alert, Inspection},
    names::safe,
};

/// What a parser of the program tells (Suricata User Guide 7.0: Modbus Keyword, DNP3 Keywords, ENIP/CIP Keywords).
#[derive(Debug)]
pub struct Parser {
    /// The protocol's word, which is also the program's.
    pub protocol: &'static str,
    /// Who opens the connection asks in it. Elsewhere a station may open it and answer.
    pub opener_asks: bool,
    /// What its connections go over.
    transports: &'static [&'static str],
    /// Which of its packets ask.
    flow: &'static str,
    /// Keywords of a function by its code space and code; empty where it cannot tell.
    tells: fn(&str, u32) -> Vec<String>,
}

impl Parser {
    /// True where it can tell this function from all others.
    pub fn tells(&self, space: &str, code: u32) -> bool {
        !(self.tells)(space, code).is_empty()
    }
}

/// Every parser that is used.
pub static PARSERS: &[Parser] = &[
    Parser {
        protocol: "dnp3",
        opener_asks: false,
        transports: &["tcp"],
        flow: "established,to_server",
        // From 129 on a station answers (IEEE 1815, section 4.4).
        tells: |space, code| match (space, code) {
            ("function", 1..=128) => vec![format!("dnp3_func:{code};")],
            _ => Vec::new(),
        },
    },
    Parser {
        protocol: "enip",
        opener_asks: true,
        transports: &["tcp", "udp"],
        flow: "to_server",
        tells: |space, code| match (space, code) {
            ("encapsulation", 0..=0xFFFF) => vec![format!("enip_command:{code};")],
            ("cip", 0..=0x7F) => vec![format!("cip_service:{code};")],
            _ => Vec::new(),
        },
    },
    Parser {
        protocol: "modbus",
        opener_asks: true,
        transports: &["tcp"],
        flow: "established,to_server",
        tells: |space, code| match (space, code) {
            ("function", 0..=127) => vec![format!("modbus:function {code};")],
            // Codes the specification does not define, and those it leaves to makers.
            ("function", u32::MAX) => ["unassigned", "user"].map(|kind| format!("modbus:function {kind};")).to_vec(),
            _ => Vec::new(),
        },
    },
];

/// Addresses in one list of a rule, so that a rule stays within what the program reads (8,192 bytes).
const LISTED_MAX: usize = 80;
/// Numbers of rules that are for local use, and how many of them.
const SID_FIRST: u32 = 1_000_000;
const SIDS: u32 = 1_000_000;

/// Writes the rules.
pub fn render(inspection: &Inspection) -> String {
    let mut text = format!(
        "# {}: alerts on what its conduits do not declare, and refuses nothing\n\
         # For Suricata 7.0 or later, whose configuration has to switch these parsers on (app-layer.protocols): {}.\n",
        safe(&inspection.device, 100),
        PARSERS.iter().map(|parser| parser.protocol).collect::<Vec<_>>().join(", ")
    );
    let (mut conduit, mut taken) = ("", BTreeSet::new());
    for alert in &inspection.alerts {
        if alert.conduit != conduit {
            conduit = &alert.conduit;
            let _ = writeln!(text, "# conduit {}", safe(conduit, 100));
        }
        for (transport, keywords) in keywords(alert) {
            for from in listed(&alert.source) {
                for to in listed(&alert.destination) {
                    let message = message(alert);
                    let body = format!("{transport} {from} any -> {to} any (msg:\"{message}\"; {keywords}");
                    let _ = writeln!(text, "alert {body} sid:{}; rev:1;)", number(&body, &mut taken));
                }
            }
        }
    }
    text
}

/// The head of each rule and what it looks at.
fn keywords(alert: &Alert) -> Vec<(&'static str, String)> {
    let parser = |word: &str| PARSERS.iter().find(|parser| parser.protocol == word);
    match alert.about {
        About::Anything => vec![("ip", String::new())],
        About::Protocol { protocol } => {
            let Some(parser) = parser(protocol) else { return Vec::new() };
            // Once a connection.
            let once = format!("flowbits:isnotset,ringwall.{protocol}; flowbits:set,ringwall.{protocol};");
            let keywords = format!("flow:{}; app-layer-protocol:{protocol}; {once}", parser.flow);
            parser.transports.iter().map(|transport| (*transport, keywords.clone())).collect()
        }
        About::Function { protocol, space, code, .. } => {
            let Some(parser) = parser(protocol) else { return Vec::new() };
            let one = |keyword: String| (parser.protocol, format!("flow:{}; {keyword}", parser.flow));
            (parser.tells)(space, code).into_iter().map(one).collect()
        }
    }
}

fn message(alert: &Alert) -> String {
    let conduit = safe(&alert.conduit, 60);
    match alert.about {
        About::Anything => format!("ringwall {conduit}: against the one way that is declared"),
        About::Protocol { protocol } => format!("ringwall {conduit}: {protocol} is not declared here"),
        About::Function { protocol, code: u32::MAX, name, .. } => {
            format!("ringwall {conduit}: {protocol} {} is not declared here", plain(name))
        }
        About::Function { protocol, code, name, .. } => {
            format!("ringwall {conduit}: {protocol} {} ({code}) is not declared here", plain(name))
        }
    }
}

/// A name without what ends or escapes in a message.
fn plain(name: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || " -_/.,".contains(*c);
    name.chars().filter(is_plain).collect()
}

/// Lists of addresses, each short enough for a rule.
fn listed(addresses: &Addresses) -> Vec<String> {
    let all: Vec<String> = addresses.prefixes().iter().map(ToString::to_string).collect();
    all.chunks(LISTED_MAX).map(|some| format!("[{}]", some.join(","))).collect()
}

/// A number that changes with the rule and not with those around it (FNV-1a, 32 bits); the next free one where two agree.
fn number(body: &str, taken: &mut BTreeSet<u32>) -> u32 {
    let hash = body.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let numbers = (0..SIDS).map(|step| SID_FIRST.saturating_add((hash % SIDS).saturating_add(step) % SIDS));
    let free = numbers.into_iter().find(|number| !taken.contains(number)).unwrap_or_default();
    taken.insert(free);
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(about: About) -> Alert {
        let one = |text: &str| Addresses::one(text.parse().unwrap());
        let conduit = "up\"; sid:1; \n".to_owned();
        Alert { conduit, source: one("10.0.0.1"), destination: one("2001:db8::1"), about }
    }

    #[test]
    fn a_rule_is_one_line_with_a_number_of_its_own_whatever_the_conduit_is_called() {
        let function = |code| About::Function { protocol: "modbus", space: "function", code, name: "Write \"; all" };
        let alerts = vec![
            alert(function(6)),
            alert(function(u32::MAX)),
            alert(About::Protocol { protocol: "enip" }),
            alert(About::Anything),
        ];
        let text = render(&Inspection { device: "fw\nalert".to_owned(), alerts });
        let rules: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rules.len(), 6, "{text}");
        let numbers: BTreeSet<&str> =
            rules.iter().map(|rule| rule.split_once(" sid:").unwrap().1.split_once(';').unwrap().0).collect();
        assert_eq!(numbers.len(), 6, "{text}");
        let first = "alert modbus [10.0.0.1/32] any -> [2001:db8::1/128] any (msg:\"ringwall up___sid_1___: modbus Write  all (6) \
                     is not declared here\"; flow:established,to_server; modbus:function 6; sid:";
        assert!(rules[0].starts_with(first), "{}", rules[0]);
    }

    #[test]
    fn a_number_stays_when_other_rules_come_and_go() {
        let one = |alerts: Vec<Alert>| render(&Inspection { device: "fw".to_owned(), alerts });
        let (first, second) = (alert(About::Anything), alert(About::Protocol { protocol: "modbus" }));
        let both = one(vec![first, second.clone()]);
        assert_eq!(both.lines().last(), one(vec![second]).lines().last());
    }

    #[test]
    fn answers_and_what_no_parser_tells_have_no_rule() {
        let told = |word: &str, space: &str, code| {
            PARSERS.iter().find(|parser| parser.protocol == word).unwrap().tells(space, code)
        };
        assert!(told("dnp3", "function", 3) && !told("dnp3", "function", 130) && !told("dnp3", "link", 1));
        assert!(told("enip", "cip", 0x4D) && !told("enip", "pccc", 0x0F00) && !told("modbus", "function", 300));
    }
}
