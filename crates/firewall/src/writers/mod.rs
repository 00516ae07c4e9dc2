//! Writers: what is meant for one enforcement point, as text of a dialect. One file each, one row in [`WRITERS`].
//!
//! What is written is read again by the reader of its dialect before anybody gets it ([`Writer::refuted`]).

mod asa;
mod cisco;
mod fortios;
mod insertion;
mod inspection;
mod intent;
mod ios;
mod iptables;
mod names;
mod nftables;
mod opnsense;
mod panos;
mod panos_xml;
mod proof;
mod suricata;
mod zeek;

use ringwall_model::{Addresses, PacketMatch, Ruleset};

pub use inspection::{About, Alert, INSPECTORS, Inspection, Inspector, Parser};
pub use intent::{Entry, Group, Intent, Knows, Object};

/// Whether what is not meant is refused, or only logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// What is not meant is refused and logged.
    Enforce,
    /// Nothing is refused: what would be is logged.
    OnlyLog,
}

impl Manner {
    /// What stands at the head of the text.
    fn said(self) -> &'static str {
        match self {
            Self::Enforce => "what its conduits declare may open a connection, and nothing else",
            Self::OnlyLog => "refuses nothing; logs what its conduits do not declare",
        }
    }

    /// How the log lines of what is not meant begin.
    fn prefix(self) -> &'static str {
        match self {
            Self::Enforce => "ringwall-denied",
            Self::OnlyLog => "ringwall-would-deny",
        }
    }
}

/// Addresses a text decides about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
    /// Both.
    Both,
}

impl Family {
    /// Every address of it.
    pub fn addresses(self) -> Addresses {
        match self {
            Self::V4 => Addresses::all_v4(),
            Self::V6 => Addresses::all_v6(),
            Self::Both => Addresses::all(),
        }
    }
}

/// What a device is configured with now.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    /// Its text.
    pub text: &'a str,
    /// What that says.
    pub ruleset: &'a Ruleset,
}

/// How a dialect is written.
#[derive(Debug)]
pub struct Writer {
    /// What it is asked for by.
    pub name: &'static str,
    /// The dialect that reads it.
    pub dialect: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What its rules look at.
    pub knows: Knows,
    /// What it decides about.
    pub family: Family,
    /// Its rules are bound to interfaces by name.
    pub needs_interfaces: bool,
    /// It can log what would be refused without deciding anything.
    pub can_only_log: bool,
    /// On a present configuration that goes on deciding: what lets through what is meant before that, and logs what it lets through
    /// beyond. None where nothing is known of its rules.
    watch: Option<fn(&Intent, &Present<'_>) -> Option<Watch>>,
    /// What who loads it has to know.
    pub remarks: &'static [&'static str],
    /// True where a rule can be about this protocol.
    holds: fn(Option<u8>) -> bool,
    render: fn(&Intent, Manner) -> String,
    /// The text with what the device has around it, to tell what it does.
    frame: fn(&Intent, &str) -> String,
    /// Packets of which the text says all, of either family.
    domain: fn(&Intent) -> Vec<PacketMatch>,
    /// A text as it is loaded on a present configuration, so that nothing else of that goes on deciding.
    onto: fn(&Present<'_>, String) -> String,
    rollback: fn(&Intent, Manner, &str) -> String,
}

/// A present configuration that goes on deciding, with the logs that tell what of it is not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What is to be loaded.
    pub text: String,
    /// The configuration as it is then.
    pub after: String,
}

impl Writer {
    /// The writer of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        WRITERS.iter().copied().find(|writer| writer.name == name)
    }

    /// True where this dialect has a rule for what a protocol carries; none: any protocol.
    pub fn holds(&self, protocol: Option<u8>) -> bool {
        (self.holds)(protocol)
    }

    /// The text. With a present configuration of the same dialect it takes out what would go on deciding beside it.
    pub fn render(&self, intent: &Intent, manner: Manner, present: Option<Present<'_>>) -> String {
        let text = (self.render)(intent, manner);
        match present.filter(|now| manner == Manner::Enforce && now.ruleset.dialect == self.dialect) {
            Some(present) => (self.onto)(&present, text),
            None => text,
        }
    }

    /// What is not meant can be logged without refusing it, on a present configuration at least.
    pub fn can_watch(&self) -> bool {
        self.can_only_log || self.watch.is_some()
    }

    /// The variant that only logs, of a dialect whose rules decide where they log: it is for this present configuration alone.
    pub fn watch(&self, intent: &Intent, present: &Present<'_>) -> Option<Watch> {
        self.watch.filter(|_| present.ruleset.dialect == self.dialect).and_then(|watch| watch(intent, present))
    }

    /// What brings the present configuration back.
    pub fn rollback(&self, intent: &Intent, manner: Manner, present: &str) -> String {
        (self.rollback)(intent, manner, present)
    }
}

fn alone(_: &Intent, text: &str) -> String {
    text.to_owned()
}

fn as_it_is(_: &Present<'_>, text: String) -> String {
    text
}

fn every_protocol(_: Option<u8>) -> bool {
    true
}

fn every_packet(_: &Intent) -> Vec<PacketMatch> {
    vec![PacketMatch::any()]
}

/// Every writer.
pub static WRITERS: &[&Writer] = &[
    &nftables::WRITER,
    &iptables::WRITER_V4,
    &iptables::WRITER_V6,
    &asa::WRITER,
    &ios::WRITER,
    &fortios::WRITER,
    &panos::WRITER,
    &panos_xml::WRITER,
    &opnsense::WRITER,
    &opnsense::WRITER_PFSENSE,
];
