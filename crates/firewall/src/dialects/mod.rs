//! Dialects: one folder each, one row in [`DIALECTS`].

mod asa;
mod checkpoint;
mod csv;
pub(crate) mod fortios;
mod ios;
mod iptables;
mod junos;
mod nftables;
mod opnsense;
mod panos;

use ringwall_model::Ruleset;

use crate::Account;

/// What a dialect is and how its text is read.
#[derive(Debug)]
pub struct Dialect {
    /// Stable word used in JSON: the name of its folder.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it was written from.
    pub source: &'static str,
    /// How many marks of this dialect, and of no other, a text has; 0 where it is none.
    pub likeness: fn(&str) -> usize,
    /// Reads a text. Lines nobody marks as understood make every packet unknown.
    pub parse: fn(&mut Account<'_>) -> Ruleset,
    /// What holds where a line is absent.
    pub defaults: &'static [Default],
}

/// What happens to packets where a line is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// They pass.
    Permit,
    /// They are dropped.
    Deny,
    /// It depends on what the text does not say: they are unknown.
    Unknown,
}

/// A permission or refusal that holds because a line is absent.
#[derive(Debug)]
pub struct Default {
    /// Stable kebab-case code; rules and unread parts that come from it carry it.
    pub code: &'static str,
    /// What is absent.
    pub absent: &'static str,
    /// What then happens.
    pub then: Then,
    /// Versions it is known of.
    pub versions: &'static str,
    /// Where the vendor says so.
    pub source: &'static str,
}

/// Every dialect.
pub static DIALECTS: &[&Dialect] = &[
    &iptables::DIALECT,
    &nftables::DIALECT,
    &opnsense::DIALECT,
    &asa::DIALECT,
    &ios::DIALECT,
    &fortios::DIALECT,
    &junos::DIALECT,
    &panos::DIALECT,
    &checkpoint::DIALECT,
    &csv::DIALECT,
];
