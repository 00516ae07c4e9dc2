//! What one line tells, in the words of the model.

use std::{borrow::Cow, net::IpAddr};

use ringwall_model::{
    Address, Attribute, Binding, BindingBy, BySide, CaptureIndex, Confidence, Foreign, FrameRef, FunctionUse,
    HopCounts, Identity, Instant, Mac, MessageKind, NetworkId, Operation, Operations, PresentedCertificate, RolesBy,
    Security, SecurityFact, Side, Transport,
};

use super::{
    Taken,
    record::Record,
    sums::{Between, Counted, Sums, What},
};
use crate::{ANY_CODE, Function, PROTOCOLS};

/// Longest name of a function that is taken from a log, in characters.
const NAME_CHARS_MAX: usize = 80;

/// What a line tells goes through this.
#[derive(Debug)]
pub(super) struct Told<'a> {
    sums: &'a mut Sums,
    taken: &'a Taken,
    at: FrameRef,
    /// Times the line names.
    pub(super) first: Option<Instant>,
    pub(super) last: Option<Instant>,
}

/// The two ends of what a line is about.
#[derive(Clone, Debug)]
pub(super) struct Ends {
    pub(super) initiator: IpAddr,
    pub(super) responder: IpAddr,
    pub(super) port: u16,
    pub(super) transport: Transport,
    pub(super) vlans: Vec<u16>,
    pub(super) time: Instant,
}

/// A flow as a log counts it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    pub(super) roles_by: RolesBy,
    pub(super) packets: BySide,
    pub(super) bytes: BySide,
    pub(super) last: Instant,
    /// Which sides sent payload.
    pub(super) payload: [bool; 2],
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Refused,
    /// No answer was seen.
    Unanswered,
    /// The log does not say.
    Untold,
}

/// A message a line names.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) protocol: &'static str,
    pub(super) native: Option<String>,
    pub(super) space: &'static str,
    pub(super) code: u32,
    pub(super) from: Side,
    pub(super) kind: MessageKind,
    pub(super) outcome: Outcome,
    /// The line is an answer, and its request stands on another.
    pub(super) answers: bool,
    /// The code alone does not say what it does; under this name then.
    pub(super) only: Option<String>,
}

impl Message {
    /// A request of the initiator.
    pub(super) fn request(protocol: &'static str, space: &'static str, code: u32, outcome: Outcome) -> Self {
        let (from, kind) = (Side::Initiator, MessageKind::Request);
        Self { protocol, native: None, space, code, from, kind, outcome, answers: false, only: None }
    }
}

impl<'a> Told<'a> {
    pub(super) fn new(sums: &'a mut Sums, taken: &'a Taken, number: u32, line: u64) -> Self {
        let at = FrameRef { capture: CaptureIndex(number), frame: line };
        Self { sums, taken, at, first: None, last: None }
    }

    fn time(&mut self, time: Instant) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = self.last.max(Some(time));
    }

    fn network(&self, vlans: &[u16]) -> NetworkId {
        let listed = self.taken.vlans.iter().find(|(path, _)| path == vlans).map(|(_, network)| network);
        listed.unwrap_or(&self.taken.network).clone()
    }

    fn between(&self, ends: &Ends) -> Between {
        let Ends { initiator, responder, port, transport, .. } = *ends;
        Between { network: self.network(&ends.vlans), initiator, responder, port, transport }
    }

    /// A flow, of a protocol where the log says of which.
    pub(super) fn flow(&mut self, ends: &Ends, protocol: Option<&'static str>, flow: Flow) {
        self.time(ends.time);
        self.time(flow.last);
        let [from_initiator, from_responder] = flow.payload;
        let counted = Counted {
            vlans: ends.vlans.clone(),
            roles_by: flow.roles_by,
            packets: flow.packets,
            bytes: flow.bytes,
            first: self.at,
            first_seen: ends.time,
            last_seen: flow.last,
            sessions: u64::from(from_initiator || from_responder),
            answered: u64::from(from_initiator && from_responder),
        };
        self.sums.count(self.between(ends), protocol.map(Cow::Borrowed), counted);
    }

    /// A message.
    pub(super) fn message(&mut self, ends: &Ends, message: &Message) {
        self.time(ends.time);
        let Some(function) = self.function(message) else { return };
        let whose = (Cow::Borrowed(message.protocol), message.native.as_deref().map(Foreign::from));
        self.sums.add(self.between(ends), whose, ends.time, What::Function(Box::new(function)));
    }

    fn function(&self, message: &Message) -> Option<FunctionUse> {
        let protocol = PROTOCOLS.iter().find(|p| p.name == message.protocol)?;
        let row = row(protocol.functions, message.space, message.code);
        let (name, operations, technique) = match (row, &message.only) {
            (Some((function, true)), Some(_)) | (Some((function, _)), None) => {
                (Cow::Borrowed(function.name), function.operations, function.technique.map(Cow::Borrowed))
            }
            (_, name) => {
                let named = name.as_deref().unwrap_or("unknown");
                let named: String = named.chars().take(NAME_CHARS_MAX).collect();
                let shown = Foreign::from(named).terminal().to_string();
                (Cow::Owned(shown), Operations::of(&[Operation::Opaque]), None)
            }
        };
        let is = |outcome: Outcome| u64::from(message.outcome == outcome);
        Some(FunctionUse {
            code: message.code,
            space: Cow::Borrowed(message.space),
            name,
            operations,
            technique,
            from: message.from,
            kind: message.kind,
            count: u64::from(!message.answers),
            accepted: is(Outcome::Accepted),
            refused: is(Outcome::Refused),
            unanswered: is(Outcome::Unanswered),
            first: self.at,
            first_accepted: (message.outcome == Outcome::Accepted).then_some(self.at),
            // A log that names objects does not name them in our words.
            objects: Vec::new(),
            objects_complete: false,
        })
    }

    /// Something proved.
    pub(super) fn security(&mut self, ends: &Ends, protocol: &'static str, security: Security) {
        self.time(ends.time);
        let (between, at, time) = (self.between(ends), self.at, ends.time);
        let fact = SecurityFact { security, first: at, first_seen: time, last_seen: time, count: 1 };
        self.sums.add(between, (Cow::Borrowed(protocol), None), time, What::Fact(Box::new(fact)));
    }

    /// What a certificate is.
    pub(super) fn certificate(&mut self, certificate: PresentedCertificate, time: Instant) {
        self.time(time);
        self.sums.know(certificate);
    }

    /// Certificates that one side showed, by their hashes, the leaf first.
    pub(super) fn shown(&mut self, ends: &Ends, by: Side, chain: &str) {
        self.time(ends.time);
        self.sums.show(&self.between(ends), by, chain, self.at, ends.time);
    }

    /// Something a device says of itself.
    pub(super) fn identity(&mut self, subject: Address, what: (Attribute, Confidence), value: &str, by: &'static str) {
        let value: String = value.chars().take(crate::VALUE_BYTES_MAX).collect();
        if value.trim().is_empty() {
            return;
        }
        let (network, at) = (self.network(&[]), self.at);
        let (attribute, confidence) = what;
        let value = Foreign::from(value);
        self.sums.identity(Identity { network, subject, attribute, value, confidence, protocol: by.into(), at });
    }

    /// A MAC address with an IP address.
    pub(super) fn bind(&mut self, mac: Mac, ip: IpAddr, vlans: &[u16], by: BindingBy, time: Instant) {
        if mac.is_group() || ip.is_unspecified() || Address::Ip(ip).is_group() {
            return;
        }
        let (network, at, vlans) = (self.network(vlans), self.at, vlans.to_vec());
        self.sums.bind(Binding {
            network,
            mac,
            ip,
            vlans,
            by,
            at,
            first_seen: time,
            last_seen: time,
            hops: HopCounts::default(),
        });
    }
}

/// The row of a code, and whether it is the only one; the first says what the code alone means. Else the row that stands for
/// all codes of the space that have none.
fn row(functions: &'static [Function], space: &str, code: u32) -> Option<(&'static Function, bool)> {
    let mut rows = functions.iter().filter(|f| f.space == space && f.code == code);
    match (rows.next(), rows.next()) {
        (Some(first), second) => Some((first, second.is_none())),
        (None, _) => functions.iter().find(|f| f.space == space && f.code == ANY_CODE).map(|f| (f, true)),
    }
}

/// Seconds since 1970 with decimals, or a date with its time, as an instant.
pub(super) fn instant(text: &str) -> Option<Instant> {
    if let Some(time) = Instant::parse(text) {
        return Some(time);
    }
    // Suricata writes `+0000` where RFC 3339 has `+00:00`.
    if let Some((head, zone)) = text.split_at_checked(text.len().saturating_sub(5))
        && zone.starts_with(['+', '-'])
        && let Some((hours, minutes)) = zone.split_at_checked(3)
    {
        return Instant::parse(&format!("{head}{hours}:{minutes}"));
    }
    microseconds(text).map(Instant)
}

/// Seconds with decimals, in microseconds.
pub(super) fn microseconds(text: &str) -> Option<i64> {
    let (seconds, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = decimals.chars().chain("000000".chars()).take(6).collect();
    let (seconds, fraction): (i64, i64) = (seconds.parse().ok()?, digits.parse().ok()?);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    seconds.checked_mul(1_000_000)?.checked_add(fraction.checked_mul(sign)?)
}

/// The ends of a line of Zeek.
pub(super) fn ends(record: &Record<'_>, transport: Transport) -> Option<Ends> {
    let address = |name: &str| record.get(name)?.parse().ok();
    let vlans = ["vlan", "inner_vlan"].iter().filter_map(|name| record.get(name)?.parse().ok()).collect();
    Some(Ends {
        initiator: address("id.orig_h")?,
        responder: address("id.resp_h")?,
        port: record.get("id.resp_p")?.parse().ok()?,
        transport,
        vlans,
        time: instant(&record.get("ts")?)?,
    })
}
