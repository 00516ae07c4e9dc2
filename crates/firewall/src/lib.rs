//! Firewall configurations: text to [`ringwall_model::Ruleset`], and exact sets of packets.
//!
//! [`read`] finds the dialect by the content and gives a ruleset, whatever the text: every line ends in a rule, a setting or a
//! diagnostic, and what was not understood makes the packets it could affect *unknown*. [`Judge`] holds packets, one or
//! whole sets of them, against a ruleset. Nothing here knows a zone, a conduit or a file system.

mod account;
mod braces;
mod chains;
mod cisco;
mod commands;
mod dialects;
mod doubt;
mod forwarding;
mod json;
mod matches;
mod objects;
mod policy;
mod read;
mod services;
mod sets;
mod settings;
mod tree;
mod unread;
mod words;
mod writers;
mod xml;

pub use account::{Account, DIAGNOSTICS_MAX};
pub use dialects::{DIALECTS, Default, Dialect, Then};
pub use read::{BYTES_MAX, Read, read};
pub use sets::{
    Answer, Block, Contents, Decision, Index, Judge, Openings, Outcome, Packet, Query, Room, RuleAt, RuleUse, Set,
    Slice, evaluate, of_way, unbound,
};
pub use settings::{DEVICE_DIALECTS, DeviceDefault, DeviceDialect, DeviceRead, read_device};
pub use writers::{
    About, Alert, Entry, Family, Group, INSPECTORS, Inspection, Inspector, Intent, Knows, Manner, Object, Parser,
    Present, WRITERS, Watch, Writer,
};
