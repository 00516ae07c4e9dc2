//! Writers: what is meant for one enforcement point, as text of a dialect. One file each, one row in [`WRITERS`].
//!
//! What is written is read again by the reader of its dialect before anybody gets it ([`Writer::refuted`]).

mod asa;
mod cisco;
mod intent;
mod ios;
mod iptables;
mod names;
mod nftables;
mod proof;

use ringwall_model::{Addresses, Ruleset};

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
    /// What who loads it has to know.
    pub remarks: &'static [&'static str],
    render: fn(&Intent, Manner) -> String,
    /// What is read around the text, to tell what it does.
    frame: fn(&Intent) -> String,
    /// What has to be loaded before it, so that nothing else of a present configuration decides.
    clear: fn(&Ruleset) -> String,
    rollback: fn(&Intent, &str) -> String,
}

impl Writer {
    /// The writer of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        WRITERS.iter().copied().find(|writer| writer.name == name)
    }

    /// The text. With a present configuration of the same dialect it takes out what would go on deciding beside it.
    pub fn render(&self, intent: &Intent, manner: Manner, present: Option<&Ruleset>) -> String {
        let clear = present.filter(|present| manner == Manner::Enforce && present.dialect == self.dialect);
        let clear = clear.map(|present| (self.clear)(present)).unwrap_or_default();
        format!("{clear}{}", (self.render)(intent, manner))
    }

    /// What brings the present configuration back.
    pub fn rollback(&self, intent: &Intent, present: &str) -> String {
        (self.rollback)(intent, present)
    }
}

fn nothing_around(_: &Intent) -> String {
    String::new()
}

fn nothing_before(_: &Ruleset) -> String {
    String::new()
}

/// Every writer.
pub static WRITERS: &[&Writer] = &[
    &Writer {
        name: "nftables",
        dialect: "nftables",
        title: "nftables",
        knows: Knows::Connections,
        family: Family::Both,
        needs_interfaces: false,
        can_only_log: true,
        remarks: &[],
        render: nftables::render,
        frame: nothing_around,
        clear: nftables::clear,
        rollback: |_, present| nftables::rollback(present),
    },
    &Writer {
        name: "iptables",
        dialect: "iptables",
        title: "iptables",
        knows: Knows::Connections,
        family: Family::V4,
        needs_interfaces: false,
        can_only_log: true,
        remarks: &["IPv6 has tables of its own: write those with ip6tables"],
        render: iptables::render_v4,
        frame: nothing_around,
        clear: nothing_before,
        rollback: |_, present| iptables::rollback(present),
    },
    &Writer {
        name: "ip6tables",
        dialect: "iptables",
        title: "ip6tables",
        knows: Knows::Connections,
        family: Family::V6,
        needs_interfaces: false,
        can_only_log: true,
        remarks: &["IPv4 has tables of its own: write those with iptables"],
        render: iptables::render_v6,
        frame: nothing_around,
        clear: nothing_before,
        rollback: |_, present| iptables::rollback(present),
    },
    &Writer {
        name: "asa",
        dialect: "asa",
        title: "Cisco ASA",
        knows: Knows::Connections,
        family: Family::Both,
        needs_interfaces: true,
        can_only_log: false,
        remarks: &["lists bound for what goes out, and connections that inspection announces, stay as they are"],
        render: asa::render,
        frame: asa::frame,
        clear: nothing_before,
        rollback: asa::rollback,
    },
    &Writer {
        name: "ios",
        dialect: "ios",
        title: "Cisco IOS",
        knows: Knows::Packets,
        family: Family::Both,
        needs_interfaces: true,
        can_only_log: false,
        remarks: &[
            "lists know no connections: over other protocols than TCP whoever may answer may send from its port at any time",
            "lists bound for what comes in stay as they are",
        ],
        render: ios::render,
        frame: nothing_around,
        clear: nothing_before,
        rollback: ios::rollback,
    },
];
