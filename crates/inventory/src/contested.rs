//! Addresses that two devices have at once: given twice by mistake, or answered for by one that wants what is meant for the other.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{Address, Binding, BindingBy, Event, EventKind, Mac, NetworkId, Reading};

use crate::devices::{Devices, is_assigned};
use crate::home::is_link_local;
use crate::passing::ADDRESSES_MAX;
use crate::refuted::overlap;

/// Uses of one address that are compared with each other: in a flood of claims the first ones tell enough.
const COMPARED_MAX: usize = 32;

/// What one MAC address does with IPv4 addresses.
#[derive(Debug, Default)]
struct Habits {
    /// It says they are its own.
    claims: BTreeSet<IpAddr>,
    /// It sends from them.
    sends: BTreeSet<IpAddr>,
}

impl Habits {
    /// A router may answer for others, of whom there are many.
    fn answers_for_few(&self) -> bool {
        self.claims.len() <= ADDRESSES_MAX
    }

    /// All it sends is of this address: nothing it passes on for others, as a router does whose own address is another.
    fn has_only(&self, ip: IpAddr) -> bool {
        self.claims.iter().chain(&self.sends).all(|other| *other == ip)
    }
}

/// Every address that a device claims while another has it.
pub(crate) fn events(reading: &Reading, devices: &Devices<'_>) -> Vec<Event> {
    let mut uses: Vec<&Binding> = reading.bindings.iter().filter(|binding| is_use(binding)).collect();
    uses.sort_unstable_by_key(|one| (&one.network, one.ip, one.first_seen, one.at, one.mac));
    let shared = |uses: &&[&Binding]| uses.first().is_some_and(|one| uses.iter().any(|other| other.mac != one.mac));
    let shared: Vec<&[&Binding]> =
        uses.chunk_by(|a, b| (a.ip, &a.network) == (b.ip, &b.network)).filter(shared).collect();
    let habits = habits(reading, &shared);
    shared.into_iter().flat_map(|uses| contested(uses, &habits, devices)).collect()
}

/// An address that a device says is its own, or sends from. What it was lent is what it claims.
fn is_use(binding: &Binding) -> bool {
    let ip = binding.ip;
    let counts = ip.is_ipv4() && !ip.is_unspecified() && !is_link_local(ip);
    counts && binding.by != BindingBy::Lease && is_assigned(binding.mac)
}

fn habits<'a>(reading: &'a Reading, shared: &[&[&'a Binding]]) -> BTreeMap<(&'a NetworkId, Mac), Habits> {
    let who = shared.iter().flat_map(|uses| uses.iter().take(COMPARED_MAX)).map(|one| (&one.network, one.mac));
    let mut habits: BTreeMap<_, Habits> = who.map(|who| (who, Habits::default())).collect();
    for one in reading.bindings.iter().filter(|one| one.ip.is_ipv4() && !one.ip.is_unspecified()) {
        let Some(known) = habits.get_mut(&(&one.network, one.mac)) else { continue };
        match one.by {
            BindingBy::Frame => known.sends.insert(one.ip),
            BindingBy::Resolution | BindingBy::Lease => known.claims.insert(one.ip),
        };
    }
    habits
}

fn contested(uses: &[&Binding], habits: &BTreeMap<(&NetworkId, Mac), Habits>, devices: &Devices<'_>) -> Option<Event> {
    let uses = uses.get(..COMPARED_MAX).unwrap_or(uses);
    let device = |one: &Binding| devices.find(&one.network, Address::Mac(one.mac));
    let is = |one: &Binding, so: fn(&Habits, IpAddr) -> bool| {
        habits.get(&(&one.network, one.mac)).is_some_and(|habits| so(habits, one.ip))
    };
    let claims =
        uses.iter().filter(|one| one.by == BindingBy::Resolution && is(one, |habits, _| habits.answers_for_few()));
    // The claim of who came last is what is new.
    claims.rev().find_map(|claim| {
        let others = uses.iter().filter(|one| device(one) != device(claim) && one.vlans == claim.vlans);
        let other = others
            .filter(|one| overlap(one, claim))
            .find(|one| is(one, Habits::has_only) || devices.refutes(one.mac, claim))?;
        Some(Event {
            first_seen: claim.first_seen.max(other.first_seen),
            last_seen: claim.last_seen.min(other.last_seen),
            network: claim.network.clone(),
            by: Address::Mac(claim.mac),
            at: claim.at.max(other.at),
            kind: EventKind::AddressContested { ip: claim.ip, with: other.mac },
        })
    })
}
