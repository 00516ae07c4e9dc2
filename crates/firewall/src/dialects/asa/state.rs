//! What is known of a text while its lines are read.

use ringwall_model::{Addresses, Foreign, Unread};

use crate::{Account, chains::Chains, cisco::Objects};

/// What indented lines belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    None,
    Interface,
    Network(String),
    NetworkGroup(String),
    Service(String),
    ServiceGroup(String),
    Other,
}

/// An interface with what only this maker says of it.
#[derive(Debug)]
pub(super) struct Interface {
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) level: Option<u8>,
    /// Nothing goes through it.
    pub(super) is_management: bool,
    pub(super) addresses: Vec<(std::net::IpAddr, u8)>,
}

/// A list bound to an interface, or to all.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) line: u32,
    pub(super) list: String,
    pub(super) incoming: bool,
    /// None: the global list.
    pub(super) interface: Option<String>,
}

/// What is known of a text so far.
pub(super) struct Reading<'a, 'b> {
    pub(super) account: &'a mut Account<'b>,
    pub(super) objects: Objects,
    pub(super) chains: Chains,
    pub(super) entries: Vec<(u32, String, Vec<String>)>,
    pub(super) interfaces: Vec<Interface>,
    pub(super) bound: Vec<Binding>,
    /// Lines that let a service of the device be reached: line, port, source, interface.
    pub(super) management: Vec<(u32, u16, Addresses, String)>,
    pub(super) block: Block,
    pub(super) unread: Vec<Unread>,
    /// Names or addresses that stand for others, with their line.
    pub(super) mapped: Vec<(u32, String)>,
    pub(super) version: Option<Foreign>,
    pub(super) same_between: bool,
    /// Packets may leave where they came in.
    pub(super) same_within: bool,
    /// Interfaces at which sources without a way back are dropped.
    pub(super) doubts: Vec<(u32, String)>,
    /// Interfaces at which tunnels end.
    pub(super) tunnels: Vec<(u32, String)>,
    pub(super) tunnels_filtered: bool,
}

impl<'a, 'b> Reading<'a, 'b> {
    /// Nothing is known yet.
    pub(super) fn new(account: &'a mut Account<'b>) -> Self {
        Self {
            account,
            objects: Objects::default(),
            chains: Chains::default(),
            entries: Vec::new(),
            interfaces: Vec::new(),
            bound: Vec::new(),
            management: Vec::new(),
            block: Block::None,
            unread: Vec::new(),
            mapped: Vec::new(),
            version: None,
            same_between: false,
            same_within: false,
            doubts: Vec::new(),
            tunnels: Vec::new(),
            tunnels_filtered: false,
        }
    }
}
