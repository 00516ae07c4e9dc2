//! Claims that frames speak against.
//!
//! Saying by ARP that an address is one's own costs nothing and is how traffic is drawn to somebody else; sending from it is what
//! an address is for. So a claim counts for less than frames where all of this is seen: who claims does send, but from other
//! addresses only; one other device sends from this one meanwhile, on the same VLAN; and that one passes nothing on as a router
//! does, whose frames carry the addresses of others. Who is seen to send nothing may be heard in one direction only: its claim stands.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Address, Binding, BindingBy};

use crate::carried::{Carried, Forwards, Joined};
use crate::devices::{are_ports, is_assigned};
use crate::home::is_link_local;
use crate::nodes::Nodes;

/// Senders from one address that are looked at.
const SENDERS_MAX: usize = 32;

/// Pairs of MAC node and IP node.
#[derive(Debug, Default)]
pub(crate) struct Refuted {
    claims: BTreeSet<(usize, usize)>,
    senders: BTreeSet<(usize, usize)>,
}

impl Refuted {
    /// From bindings sorted by MAC and IP node, and what each MAC node was seen with, sorted by it.
    pub(crate) fn of(joined: &[Joined<'_>], carried: &[Carried], nodes: &Nodes<'_>) -> Self {
        let of_one = joined.chunk_by(|a, b| a.mac == b.mac).zip(carried);
        let claims: Vec<&Joined<'_>> = of_one.flat_map(|(joined, carried)| unsent(joined, *carried)).collect();
        let senders = senders(joined, &claims, carried);
        let mut refuted = Self::default();
        for claim in claims {
            let meanwhile =
                senders.get(&claim.ip).into_iter().flatten().filter(|sender| is_rival(claim, sender, nodes));
            let rivals: BTreeSet<usize> = meanwhile.map(|sender| sender.mac).collect();
            if let (1, Some(sender)) = (rivals.len(), rivals.first()) {
                refuted.claims.insert((claim.mac, claim.ip));
                refuted.senders.insert((*sender, claim.ip));
            }
        }
        refuted
    }

    /// True where there is one.
    pub(crate) fn are_any(&self) -> bool {
        !self.claims.is_empty()
    }

    /// The claim of a MAC node to an IP node is one of them.
    pub(crate) fn holds(&self, mac: usize, ip: usize) -> bool {
        self.claims.contains(&(mac, ip))
    }

    /// The MAC node is who sends from the IP node instead.
    pub(crate) fn is_kept_by(&self, mac: usize, ip: usize) -> bool {
        self.senders.contains(&(mac, ip))
    }
}

/// Claims of one MAC address to addresses it never sends from, where it sends from others. A lease is not its own word.
fn unsent<'j, 'a>(of_one: &'j [Joined<'a>], carried: Carried) -> impl Iterator<Item = &'j Joined<'a>> {
    let sends = of_one.iter().any(|j| is_sent(j));
    let by_ip = of_one.chunk_by(|a, b| a.ip == b.ip).filter(move |_| sends && !carried.answers_for_others());
    by_ip.filter(|of_ip| of_ip.iter().all(|j| j.binding.by == BindingBy::Resolution)).flatten().filter(|j| counts(j))
}

/// Who sends from the addresses that are claimed, but for those that pass on what others send.
fn senders<'j, 'a>(
    joined: &'j [Joined<'a>],
    claims: &[&Joined<'_>],
    carried: &[Carried],
) -> BTreeMap<usize, Vec<&'j Joined<'a>>> {
    let mut senders: BTreeMap<usize, Vec<&Joined<'_>>> = claims.iter().map(|claim| (claim.ip, Vec::new())).collect();
    if senders.is_empty() {
        return senders;
    }
    for sent in joined.iter().filter(|j| is_sent(j)) {
        let Some(of_ip) = senders.get_mut(&sent.ip).filter(|of_ip| of_ip.len() < SENDERS_MAX) else { continue };
        if !passes_on(carried, sent.mac) {
            of_ip.push(sent);
        }
    }
    senders
}

fn is_sent(joined: &Joined<'_>) -> bool {
    joined.binding.by == BindingBy::Frame && counts(joined)
}

fn counts(joined: &Joined<'_>) -> bool {
    let ip = joined.binding.ip;
    !joined.away && ip.is_ipv4() && !ip.is_unspecified() && !is_link_local(ip)
}

fn passes_on(carried: &[Carried], mac: usize) -> bool {
    let of_mac = carried.binary_search_by_key(&mac, |c| c.mac).ok().and_then(|at| carried.get(at));
    of_mac.and_then(Carried::forwards).is_some_and(|Forwards { sure, .. }| sure)
}

/// Another device, at the same time and place. Ports of one device answer for each other.
fn is_rival(claim: &Joined<'_>, sender: &Joined<'_>, nodes: &Nodes<'_>) -> bool {
    let address = |joined: &Joined<'_>| nodes.list.get(joined.mac).map(|node| node.address);
    let (Some(Address::Mac(a)), Some(Address::Mac(b))) = (address(claim), address(sender)) else { return false };
    let apart = claim.mac != sender.mac && is_assigned(a) && is_assigned(b) && !are_ports(a, b) && !are_ports(b, a);
    apart && claim.binding.vlans == sender.binding.vlans && overlap(claim.binding, sender.binding)
}

/// The two were seen at the same time.
pub(crate) fn overlap(a: &Binding, b: &Binding) -> bool {
    a.first_seen <= b.last_seen && b.first_seen <= a.last_seen
}

#[cfg(test)]
mod tests {
    use crate::build;
    use crate::testing::{Scene, during};
    use ringwall_model::EventKind;

    const PLC: &str = "00:1b:1b:00:00:04";
    const PC: &str = "00:0c:29:00:00:05";
    const STRANGER: &str = "c8:5b:76:00:00:06";

    /// Which addresses each asset has, by asset.
    fn assets(scene: &Scene) -> Vec<String> {
        let text = |asset: &ringwall_model::ObservedAsset| {
            let ips = asset.interfaces.iter().flat_map(|i| i.ips.iter().map(ToString::to_string)).collect::<Vec<_>>();
            format!("{} {}", asset.id, ips.join(" "))
        };
        build(&scene.reading, None).assets.iter().map(text).collect()
    }

    /// A stranger says that both addresses are its own, and sends from a third.
    fn attacked() -> Scene {
        let stranger = Scene::new().arp(STRANGER, "10.0.0.4").arp(STRANGER, "10.0.0.5").carried(STRANGER, "10.0.0.9");
        stranger.carried(PC, "10.0.0.5").arp(PLC, "10.7.7.7").carried(PLC, "10.0.0.4").carried(PLC, "10.7.7.7")
    }

    #[test]
    fn an_address_is_that_of_who_sends_from_it_where_who_claims_it_sends_from_another() {
        let expected = [
            "mac:00:0c:29:00:00:05 10.0.0.5",
            "mac:00:1b:1b:00:00:04 10.0.0.4 10.7.7.7",
            "mac:c8:5b:76:00:00:06 10.0.0.9",
        ];
        assert_eq!(assets(&attacked()), expected);
        let inventory = build(&attacked().reading, None);
        let roles = inventory.assets.iter().flat_map(|a| &a.evidence).filter(|e| e.attribute == "role");
        assert_eq!(roles.count(), 0, "none of them passes anything on");
        let rests_on = inventory.assets[0].evidence.iter().find_map(|e| e.reason.as_deref());
        assert_eq!(rests_on, Some("its frames carried 10.0.0.5, and who claims it sent from other addresses only"));
        let with = |event: &ringwall_model::Event| match event.kind {
            EventKind::AddressContested { with, .. } => Some(with.to_string()),
            _ => None,
        };
        let contested: Vec<String> = inventory.events.iter().filter_map(with).collect();
        assert_eq!(contested.len(), 2, "{:?}", inventory.events);
        assert!(contested.contains(&PC.to_owned()) && contested.contains(&PLC.to_owned()));
    }

    #[test]
    fn a_claim_stands_where_who_claims_is_heard_to_send_nothing_or_who_sends_passes_on_what_others_send() {
        let silent = Scene::new().arp(PLC, "10.0.0.4").carried(PC, "10.0.0.4").carried(PC, "10.0.0.5");
        assert!(assets(&silent).contains(&"mac:00:1b:1b:00:00:04 10.0.0.4".to_owned()));
        let routed = Scene::new().arp(PLC, "10.0.0.4").carried(PLC, "10.0.0.8").carried(PC, "10.0.0.4");
        let routed = routed.carried(PC, "10.0.0.5").carried(PC, "10.0.0.6");
        assert!(assets(&routed).contains(&"mac:00:1b:1b:00:00:04 10.0.0.4".to_owned()));
        let sends_too = attacked().carried(STRANGER, "10.0.0.5");
        assert!(
            assets(&sends_too).iter().any(|a| a.starts_with("mac:c8:5b:76:00:00:06 10.0.0.5")),
            "{:?}",
            assets(&sends_too)
        );
    }

    #[test]
    fn one_after_the_other_neither_speaks_against_the_other() {
        let moved = Scene::new().arp(PLC, "10.0.0.4").carried(PLC, "10.0.0.8").carried(PC, "10.0.0.4");
        let moved = during(moved, [[0, 9], [0, 90], [10, 90]]);
        assert!(assets(&moved).iter().any(|a| a.starts_with("mac:00:1b:1b:00:00:04 10.0.0.4")), "{:?}", assets(&moved));
    }
}
