//! Static routes, routing protocols and translations.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways, tree::Tree};

/// Statements by which packets may go ways that static routes do not tell.
const FURTHER: [&[&str]; 9] = [
    &["protocols", "ospf"],
    &["protocols", "ospf3"],
    &["protocols", "bgp"],
    &["protocols", "isis"],
    &["protocols", "rip"],
    &["protocols", "ripng"],
    &["routing-instances"],
    &["routing-options", "generate"],
    &["routing-options", "interface-routes"],
];

pub(super) fn forwarding(tree: &Tree, account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    let lists =
        [&["routing-options", "static", "route"][..], &["routing-options", "rib", "inet6.0", "static", "route"]];
    for at in lists.into_iter().filter_map(|path| tree.find(0, path)).flat_map(|at| tree.children(at)) {
        let hops = tree.values(at, &["next-hop"]);
        let hops = if hops.is_empty() { tree.values(at, &["qualified-next-hop"]) } else { hops };
        for hop in &hops {
            let is_address = hop.parse::<std::net::IpAddr>().is_ok();
            let (via, interface) = if is_address { (Some(*hop), None) } else { (None, Some(*hop)) };
            ways.route(account, tree.line(at), tree.name(at), via, interface);
        }
        if hops.is_empty() {
            ways.further(account, tree.line(at));
        }
    }
    for at in FURTHER.iter().filter_map(|path| tree.find(0, path)) {
        ways.further(account, tree.line(at));
    }
    for at in ["source", "destination", "static"].iter().filter_map(|kind| tree.find(0, &["security", "nat", kind])) {
        ways.translation(account, tree.line(at));
    }
    ways.done()
}
