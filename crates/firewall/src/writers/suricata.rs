//! Suricata: rules that alert on functions of industrial protocols, by the parsers that the program has for them. They refuse nothing.
//!
//! Only what a parser tells is written. A match on bytes would need to know where in a stream a message begins, which no rule does.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ringwall_model::Addresses;

use super::{
    inspection::{About, Alert, Inspection, Inspector, Parser},
    names::safe,
};

/// How the rules are asked for.
pub(super) static INSPECTOR: Inspector = Inspector {
    name: "suricata",
    title: "Suricata",
    parsers: || ROWS.iter().map(|row| &row.parser).collect(),
    remarks: &[
        "the parsers of these protocols are switched off in Suricata until its configuration says otherwise, and look at the ports it names",
    ],
    render,
};

/// A parser of the program, whose word for it is the protocol's (Suricata User Guide 7.0: Modbus Keyword, DNP3 Keywords,
/// ENIP/CIP Keywords).
#[derive(Debug)]
struct Row {
    parser: Parser,
    /// What its connections go over.
    transports: &'static [&'static str],
    /// Which of its packets ask.
    flow: &'static str,
    /// Keywords of a function by its code space and code; empty where it cannot tell.
    keywords: fn(&str, u32) -> Vec<String>,
}

/// Every parser that is used.
static ROWS: [Row; 3] = [
    Row {
        parser: Parser {
            // From 129 on a station answers (IEEE 1815, section 4.4).
            answers: |space, code| space == "function" && (129..=255).contains(&code),
            ..parser("dnp3", false, |space, code| !dnp3(space, code).is_empty())
        },
        transports: &["tcp"],
        flow: "established,to_server",
        keywords: dnp3,
    },
    Row {
        parser: parser("enip", true, |space, code| !enip(space, code).is_empty()),
        transports: &["tcp", "udp"],
        flow: "to_server",
        keywords: enip,
    },
    Row {
        parser: parser("modbus", true, |space, code| !modbus(space, code).is_empty()),
        transports: &["tcp"],
        flow: "established,to_server",
        keywords: modbus,
    },
];

const fn parser(protocol: &'static str, asker_is_told: bool, tells: fn(&str, u32) -> bool) -> Parser {
    Parser { protocol, asker_is_told, needs: None, tells, answers: |_, _| false }
}

fn dnp3(space: &str, code: u32) -> Vec<String> {
    match (space, code) {
        ("function", 1..=128) => vec![format!("dnp3_func:{code};")],
        _ => Vec::new(),
    }
}

fn enip(space: &str, code: u32) -> Vec<String> {
    match (space, code) {
        ("encapsulation", 0..=0xFFFF) => vec![format!("enip_command:{code};")],
        ("cip", 0..=0x7F) => vec![format!("cip_service:{code};")],
        _ => Vec::new(),
    }
}

fn modbus(space: &str, code: u32) -> Vec<String> {
    match (space, code) {
        ("function", 0..=127) => vec![format!("modbus:function {code};")],
        // Codes the specification does not define, and those it leaves to makers.
        ("function", u32::MAX) => ["unassigned", "user"].map(|kind| format!("modbus:function {kind};")).to_vec(),
        _ => Vec::new(),
    }
}

/// Addresses in one list of a rule, so that a rule stays within what the program reads (8,192 bytes).
const LISTED_MAX: usize = 80;
/// Numbers of rules that are for local use, and how many of them.
const SID_FIRST: u32 = 1_000_000;
const SIDS: u32 = 1_000_000;

/// Writes the rules.
fn render(inspection: &Inspection) -> String {
    let mut text = format!(
        "# {}: alerts on what its conduits do not declare, and refuses nothing\n\
         # For Suricata 7.0 or later, whose configuration has to switch these parsers on (app-layer.protocols): {}.\n",
        safe(&inspection.device, 100),
        ROWS.iter().map(|row| row.parser.protocol).collect::<Vec<_>>().join(", ")
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
                    let message = alert.message();
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
    let row = |word: &str| ROWS.iter().find(|row| row.parser.protocol == word);
    match alert.about {
        About::Anything => vec![("ip", String::new())],
        About::Protocol { protocol } => {
            let Some(row) = row(protocol) else { return Vec::new() };
            // Once a connection.
            let once = format!("flowbits:isnotset,ringwall.{protocol}; flowbits:set,ringwall.{protocol};");
            let keywords = format!("flow:{}; app-layer-protocol:{protocol}; {once}", row.flow);
            row.transports.iter().map(|transport| (*transport, keywords.clone())).collect()
        }
        About::Function { protocol, space, code, .. } => {
            let Some(row) = row(protocol) else { return Vec::new() };
            let one = |keyword: String| (protocol, format!("flow:{}; {keyword}", row.flow));
            (row.keywords)(space, code).into_iter().map(one).collect()
        }
    }
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
        let text = render(&Inspection { device: "fw\nalert".to_owned(), alerts, ..Inspection::default() });
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
        let one = |alerts: Vec<Alert>| render(&Inspection { device: "fw".to_owned(), alerts, ..Inspection::default() });
        let (first, second) = (alert(About::Anything), alert(About::Protocol { protocol: "modbus" }));
        let both = one(vec![first, second.clone()]);
        assert_eq!(both.lines().last(), one(vec![second]).lines().last());
    }

    #[test]
    fn answers_and_what_no_parser_tells_have_no_rule() {
        let told = |word: &str, space: &str, code| {
            let row = ROWS.iter().find(|row| row.parser.protocol == word).unwrap();
            (row.parser.tells)(space, code)
        };
        assert!(told("dnp3", "function", 3) && !told("dnp3", "function", 130) && !told("dnp3", "link", 1));
        assert!(told("enip", "cip", 0x4D) && !told("enip", "pccc", 0x0F00) && !told("modbus", "function", 300));
    }
}
