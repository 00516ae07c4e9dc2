//! Configurations read for what they say of the device itself: one folder a dialect, one row in [`DEVICE_DIALECTS`].
//!
//! The same text may be read as a firewall's too. Here nothing is asked about packets: only how the device is reached, how people
//! log in, and what it keeps and limits. Every line ends in a setting, is known to say nothing of that, or ends in a diagnostic.

mod asa;
mod found;
mod hios;
mod ios;
mod read;

use ringwall_model::DeviceSettings;

use crate::Account;

pub use read::{DeviceRead, read_device};

/// What a dialect is and how its text is read for settings.
#[derive(Debug)]
pub struct DeviceDialect {
    /// Stable word used in JSON: the name of its folder.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it was written from.
    pub source: &'static str,
    /// How many marks of this dialect, and of no other, a text has; 0 where it is none.
    pub likeness: fn(&str) -> usize,
    /// Reads a text. Lines nobody marks as understood may change anything.
    pub parse: fn(&mut Account<'_>) -> DeviceSettings,
    /// What holds where a line is absent.
    pub defaults: &'static [DeviceDefault],
}

/// What holds because a line is absent.
#[derive(Debug)]
pub struct DeviceDefault {
    /// Stable kebab-case code; settings that come from it carry it.
    pub code: &'static str,
    /// What is absent, and what holds then.
    pub absent: &'static str,
    /// Versions it is known of; in every other, and where none is stated, it is unknown.
    pub versions: &'static str,
    /// Where the vendor says so.
    pub source: &'static str,
}

/// Every dialect.
pub static DEVICE_DIALECTS: &[&DeviceDialect] = &[&ios::DIALECT, &asa::DIALECT, &hios::DIALECT];
