//! A packet as somebody asks about it: what is not said may be anything.

use std::net::IpAddr;

use ringwall_model::{Addresses, ConnectionState, FlagTest, Foreign, Names, PacketMatch, Ranges, Ruleset, States, Way};

use super::{
    evaluate::{RuleAt, evaluate},
    judge::{Judge, Set},
    named::leaves_at,
    packet::{TCP, protocol_number},
    space::Space,
};

/// What is asked: `in=eth0 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new`, and `out`, `sport`, `icmp`, `flags`, `way`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Which way; through where it is not said, to the device where it has the destination and nothing is said of where it leaves.
    pub way: Option<Way>,
    /// Interface or zone it comes in at.
    pub incoming: Option<String>,
    /// Interface or zone it goes out at.
    pub outgoing: Option<String>,
    /// Source.
    pub source: Option<IpAddr>,
    /// Destination.
    pub destination: Option<IpAddr>,
    /// Protocol.
    pub protocol: Option<u8>,
    /// Source port.
    pub source_port: Option<u16>,
    /// Destination port.
    pub destination_port: Option<u16>,
    /// ICMP type, and code where given.
    pub icmp: Option<(u8, Option<u8>)>,
    /// State of the connection.
    pub state: Option<ConnectionState>,
    /// TCP flags.
    pub flags: Option<u8>,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It passes.
    Permit,
    /// It does not pass.
    Deny,
    /// It cannot be told.
    Unknown,
}

impl Decision {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Deny => "deny",
            Self::Unknown => "unknown",
        }
    }
}

/// A decision, the rules that made it, and why it is no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// The rules that decided, in order.
    pub rules: Vec<RuleAt>,
    /// In plain words.
    pub reason: String,
}

impl Query {
    /// Reads one line of `key=value` words.
    pub fn parse(line: &str) -> Result<Self, String> {
        let mut query = Self::default();
        for word in line.split_whitespace() {
            let (key, value) = word.split_once('=').ok_or_else(|| said(word, "is not key=value"))?;
            query.set(key, value).ok_or_else(|| said(word, "is not understood"))??;
        }
        Ok(query)
    }

    fn set(&mut self, key: &str, value: &str) -> Option<Result<(), String>> {
        let wrong = || said(value, "is out of range or of the wrong kind");
        let done = match key {
            "in" => store(&mut self.incoming, Some(value.to_owned())),
            "out" => store(&mut self.outgoing, Some(value.to_owned())),
            "src" => store(&mut self.source, value.parse().ok()),
            "dst" => store(&mut self.destination, value.parse().ok()),
            "proto" => store(&mut self.protocol, protocol_number(value)),
            "sport" => store(&mut self.source_port, value.parse().ok()),
            "dport" => store(&mut self.destination_port, value.parse().ok()),
            "icmp" => store(&mut self.icmp, icmp(value)),
            "state" => store(&mut self.state, ConnectionState::parse(value)),
            "flags" => store(&mut self.flags, flags(value)),
            "way" => store(&mut self.way, Way::ALL.into_iter().find(|way| way.word() == value)),
            _ => return None,
        };
        Some(if done { Ok(()) } else { Err(wrong()) })
    }

    fn way(&self, ruleset: &Ruleset) -> Way {
        let own = self.outgoing.is_none() && self.destination.is_some_and(|to| ruleset.is_own(to));
        self.way.unwrap_or(if own { Way::ToDevice } else { Way::Through })
    }

    /// The packets that are asked about.
    fn packets(&self, ruleset: &Ruleset, space: &Space) -> (Way, PacketMatch) {
        let way = self.way(ruleset);
        let one = |address: Option<IpAddr>| address.map(Addresses::one);
        let leaves = self.outgoing.clone().or_else(|| leaves_at(ruleset, way, self.destination));
        let is_tcp = self.protocol == Some(TCP);
        let flags = self.flags.or(match self.state {
            Some(ConnectionState::New) => Some(2),
            Some(ConnectionState::Established) => Some(16),
            _ => None,
        });
        let test = flags.filter(|_| is_tcp).map(|value| FlagTest { mask: 0xff, value, negated: false });
        let types = |(kind, code): (u8, Option<u8>)| {
            let first = u16::from(kind) << 8;
            Ranges::between(first | u16::from(code.unwrap_or(0)), first | u16::from(code.unwrap_or(0xff)))
        };
        let packets = PacketMatch {
            incoming: self.incoming.as_deref().map(|name| space.standing_for(name)),
            outgoing: leaves.as_deref().map(|name| space.standing_for(name)),
            source: one(self.source),
            destination: one(self.destination),
            protocol: self.protocol.map(Ranges::one),
            source_port: self.source_port.map(Ranges::one),
            destination_port: self.destination_port.map(Ranges::one),
            icmp: self.icmp.map(types),
            state: self.state.map(|state| States::from_iter([state])),
            flags: test.into_iter().collect(),
        };
        (way, packets)
    }

    /// A packet that opens a connection comes from a port of its own choice, where none is said.
    fn opens(&self) -> bool {
        let has_ports = self.protocol.is_some_and(|p| ringwall_model::PORT_PROTOCOLS.contains(&p));
        has_ports && self.source_port.is_none() && self.state.is_none_or(|state| state == ConnectionState::New)
    }
}

/// Ports a client is given where it asks for none (RFC 6056 section 3.2).
const CLIENT_PORTS: (u16, u16) = (1_024, 65_535);

impl Judge<'_> {
    /// Decides what is asked. Where packets that fit the question fare differently, the answer is unknown, and says on what it depends.
    pub fn decide(&mut self, query: &Query) -> Answer {
        match query.by_its_names(self.ruleset, &self.encoder.space) {
            Ok(query) => self.decide_named(&query),
            Err(why) => unknown(&why),
        }
    }

    fn decide_named(&mut self, query: &Query) -> Answer {
        let (way, packets) = query.packets(self.ruleset, &self.encoder.space);
        let asked = self.packets(&[way], std::slice::from_ref(&packets));
        if self.is_empty(asked) {
            return unknown("there is no such packet: its fields contradict each other");
        }
        let whole = match self.answer(query, asked) {
            answer if answer.decision == Decision::Unknown => self.elsewhere(query, way, &packets).unwrap_or(answer),
            answer => answer,
        };
        if whole.decision == Decision::Unknown && query.opens() {
            let ports = Some(Ranges::between(CLIENT_PORTS.0, CLIENT_PORTS.1));
            let opening = self.packets(&[way], &[PacketMatch { source_port: ports, ..packets }]);
            let answer = self.answer(query, opening);
            if answer.decision != Decision::Unknown {
                let reason = format!("{}; from source ports below 1024 it may fare otherwise", answer.reason);
                return Answer { reason, ..answer };
            }
        }
        whole
    }

    /// Where it is not said by which interface a packet leaves: let through by all but the one it came in at is let through.
    fn elsewhere(&mut self, query: &Query, way: Way, packets: &PacketMatch) -> Option<Answer> {
        let is_open = way == Way::Through && packets.outgoing.is_none();
        // A name that stands for several says nothing of where it came in.
        let own = query.incoming.as_deref().map(Names::one);
        let incoming = packets.incoming.clone().filter(|_| is_open && packets.incoming == own)?;
        let outgoing = Some(Names { negated: !incoming.negated, ..incoming });
        let asked = self.packets(&[way], &[PacketMatch { outgoing, ..packets.clone() }]);
        let answer = self.answer(query, asked);
        let reason = format!("{}; where it leaves by what it came in at it may fare otherwise", answer.reason);
        (answer.decision == Decision::Permit).then_some(Answer { reason, ..answer })
    }

    fn answer(&mut self, query: &Query, asked: Set) -> Answer {
        let (passes, drops) = (self.permitted(), self.denied());
        let (passed, dropped) = (self.and(asked, passes), self.and(asked, drops));
        let unclear = self.unknown();
        let unclear = self.and(asked, unclear);
        let [has_passed, has_dropped, is_unclear] = [passed, dropped, unclear].map(|set| !self.is_empty(set));
        match (has_passed, has_dropped, is_unclear) {
            (true, false, false) => self.told(Decision::Permit, passed, "every such packet is let through"),
            (false, true, false) => self.told(Decision::Deny, dropped, "no such packet is let through"),
            (_, _, true) => {
                let answer = self.told(Decision::Unknown, unclear, "");
                let reason = self.why_unknown(&answer);
                Answer { reason, ..answer }
            }
            _ => {
                let mut rules = self.told(Decision::Unknown, passed, "").rules;
                rules.extend(self.told(Decision::Unknown, dropped, "").rules);
                Answer { decision: Decision::Unknown, rules, reason: depends(query) }
            }
        }
    }

    fn told(&mut self, decision: Decision, packets: Set, reason: &str) -> Answer {
        let witness = self.witness(packets);
        let rules = witness.map(|packet| evaluate(self.ruleset, &packet).1).unwrap_or_default();
        Answer { decision, rules, reason: reason.to_owned() }
    }

    fn why_unknown(&self, answer: &Answer) -> String {
        if self.is_exhausted() {
            return "the policy is too large to be worked out".to_owned();
        }
        let unread = self.ruleset.unread.iter().find(|u| answer.rules.iter().any(|rule| rule.place == u.place));
        match (unread, answer.rules.first()) {
            (Some(unread), _) => unread.why.clone(),
            (None, Some(rule)) => format!("line {} is not fully understood, and would decide", rule.place.line),
            (None, None) => "what decides is not understood".to_owned(),
        }
    }
}

fn depends(query: &Query) -> String {
    let open = [
        ("in", query.incoming.is_none()),
        ("out", query.outgoing.is_none()),
        ("src", query.source.is_none()),
        ("dst", query.destination.is_none()),
        ("proto", query.protocol.is_none()),
        ("sport", query.source_port.is_none()),
        ("dport", query.destination_port.is_none() && query.icmp.is_none()),
        ("state", query.state.is_none()),
        ("flags", query.flags.is_none()),
    ];
    let missing: Vec<&str> = open.into_iter().filter(|(_, is_open)| *is_open).map(|(key, _)| key).collect();
    format!("it depends on what is not said: {}", missing.join(", "))
}

fn unknown(reason: &str) -> Answer {
    Answer { decision: Decision::Unknown, rules: Vec::new(), reason: reason.to_owned() }
}

fn store<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

fn icmp(text: &str) -> Option<(u8, Option<u8>)> {
    match text.split_once('/') {
        Some((kind, code)) => Some((kind.parse().ok()?, Some(code.parse().ok()?))),
        None => Some((text.parse().ok()?, None)),
    }
}

/// Letters of TCP flags, `S` alone or `SA`.
fn flags(text: &str) -> Option<u8> {
    text.chars().try_fold(0, |flags, letter| {
        let at = "FSRPAUEC".find(letter.to_ascii_uppercase())?;
        Some(flags | 1_u8.checked_shl(u32::try_from(at).ok()?)?)
    })
}

pub(super) fn said(text: &str, what: &str) -> String {
    format!("{} {what}", Foreign::from(text).terminal())
}
