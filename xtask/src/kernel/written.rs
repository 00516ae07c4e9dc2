//! What we write ourselves, of random intents: the kernel's tools must load it, and the kernel decide as we meant.

use std::net::IpAddr;

use ringwall_firewall::{Entry, Group, Intent, Manner, Object, Writer};
use ringwall_model::Addresses;

use super::random::Seed;

/// Takes our chains out of FORWARD again.
pub const EMPTY: &str = "*filter\n:FORWARD ACCEPT [0:0]\n-F FORWARD\nCOMMIT\n";

pub fn nftables(seed: &mut Seed) -> String {
    // What only logs stands in a table of its own; elsewhere it stands before what was there, which we do not know here.
    let manner = if seed.once_in(4) { Manner::OnlyLog } else { Manner::Enforce };
    write("nftables", manner, seed)
}

pub fn iptables(seed: &mut Seed) -> String {
    write("iptables", Manner::Enforce, seed)
}

pub fn ip6tables(seed: &mut Seed) -> String {
    write("ip6tables", Manner::Enforce, seed)
}

fn write(writer: &str, manner: Manner, seed: &mut Seed) -> String {
    let intent = intent(seed);
    Writer::find(writer).map(|writer| writer.render(&intent, manner, None)).unwrap_or_default()
}

fn intent(seed: &mut Seed) -> Intent {
    // Names that a dialect has for words of its own, or would have to cut.
    let names = ["tcp", "accept", "hmi 1", "zone:b", "10.1", "drop } }", &"long".repeat(60)];
    let objects = names.map(|name| Object { name: name.to_owned(), addresses: addresses(seed) });
    let conduits = ["up", "forward", "a:b\" drop"];
    let groups = conduits.map(|conduit| Group {
        conduit: conduit.to_owned(),
        entries: (0..seed.below(4)).map(|at| entry(seed, format!("{conduit}.{at}"))).collect(),
    });
    let (objects, groups) = (objects.to_vec(), groups.to_vec());
    Intent { device: "wall".to_owned(), interfaces: Vec::new(), objects, groups }
}

fn addresses(seed: &mut Seed) -> Addresses {
    let mut set = prefix(seed);
    for _ in 0..seed.below(3) {
        let more = prefix(seed);
        set = set.union(&more);
    }
    set
}

fn prefix(seed: &mut Seed) -> Addresses {
    let (side, host) = (1 + seed.below(2) as u16, seed.below(16) as u16);
    let (address, lengths) = match seed.once_in(3) {
        true => (IpAddr::from([0x2001, 0xdb8, side, 0, 0, 0, 0, host]), [128, 125, 64]),
        false => (IpAddr::from([10, side as u8, 0, host as u8]), [32, 29, 24]),
    };
    Addresses::prefix(address, seed.one(&lengths)).unwrap_or_default()
}

fn entry(seed: &mut Seed, comment: String) -> Entry {
    let protocol = seed.one(&[Some(6), Some(6), Some(17), Some(1), None]);
    let has_ports = matches!(protocol, Some(6 | 17)) && !seed.once_in(4);
    let port = has_ports.then(|| 1_000 + u16::try_from(seed.below(24)).unwrap_or(0));
    let mut one = || usize::try_from(seed.below(7)).unwrap_or(0);
    Entry { source: one(), destination: one(), protocol, port, comment }
}
