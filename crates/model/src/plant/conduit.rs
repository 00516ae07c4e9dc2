//! Conduits and what they allow.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    AssetId, EssentialFunctionId, Foreign, ObjectRange, Operations, PersonId, SlTarget, Span, Transport, ZoneId,
};

/// How a direction is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enforcement {
    /// By physics: a diode. No frame can come back.
    Physical,
    /// By a rule: a firewall forbids initiation the other way; replies are normal.
    Rule,
    /// By intent only.
    None,
}

/// What a conduit does when its boundary device fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// It passes nothing (fail close).
    Closed,
    /// It passes everything.
    Open,
}

/// Where information goes. Who opens a session is a different thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataDirection {
    /// From.
    pub from: ZoneId,
    /// To.
    pub to: ZoneId,
}

/// Who an allowance is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "party", content = "id", rename_all = "kebab-case")]
pub enum Party {
    /// One asset.
    Asset(AssetId),
    /// Any asset of a zone.
    Zone(ZoneId),
}

/// One exchange a conduit allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Where it is declared.
    pub place: Span,
    /// Protocol word (`modbus`); none when a bare transport is named.
    pub protocol: Option<Cow<'static, str>>,
    /// Transport, when given (`udp/5140`, `tcp`).
    pub transport: Option<Transport>,
    /// Port, protocol number or EtherType, when given.
    pub port: Option<u16>,
    /// Operations allowed. `session` comes with any other.
    pub operations: Operations,
    /// Who may initiate; empty: any asset of a joined zone.
    pub initiator: Vec<Party>,
    /// Who may respond; empty: any asset of a joined zone.
    pub responder: Vec<Party>,
    /// Native function codes allowed; empty: all.
    pub functions: Vec<u32>,
    /// Native objects allowed; empty: all.
    pub objects: Vec<ObjectRange>,
    /// Permit window in the engineer's words; allowances with one are judged unknown, never allowed, from a capture.
    pub when: Option<Foreign>,
    /// Highest messages a minute.
    pub rate_per_minute: Option<u32>,
    /// Essential function it serves.
    pub essential: Option<EssentialFunctionId>,
    /// What it is for.
    pub purpose: Foreign,
    /// Class of the information.
    pub information_class: Foreign,
}

/// A grouping of communication between two or more zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduit {
    /// Where it is declared.
    pub place: Span,
    /// What it is called.
    pub name: Foreign,
    /// Zones it joins, two or more, sorted.
    pub zones: Vec<ZoneId>,
    /// Where information goes, when one way only.
    pub data_direction: Option<DataDirection>,
    /// How the direction is held.
    pub enforced: Enforcement,
    /// Its own assets: firewall, switch, diode halves.
    pub assets: Vec<AssetId>,
    /// Which of its assets enforce.
    pub enforcement_points: Vec<AssetId>,
    /// What it does when its boundary device fails, where said.
    pub fails: Option<Failure>,
    /// It can be cut on command, to make an island of a zone.
    pub island_mode: bool,
    /// Target, where set.
    pub sl_target: Option<SlTarget>,
    /// Inside the owner's control.
    pub trusted: bool,
    /// Who monitors it.
    pub monitored_by: Option<PersonId>,
    /// What it allows.
    pub allow: Vec<Allowance>,
}
