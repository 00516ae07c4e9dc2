//! Static routes of virtual routers, routing protocols and translations.

use ringwall_model::Forwarding;

use crate::{Account, forwarding::Ways, tree::Tree};

/// Rules of every rulebase are looked at for translations; `rulebases` are their places, `root` is below which a device stands.
pub(super) fn forwarding(tree: &Tree, root: usize, rulebases: &[usize], account: &Account<'_>) -> Option<Forwarding> {
    let mut ways = Ways::default();
    let routers = ["virtual-router", "logical-router"].iter().filter_map(|kind| tree.find(root, &["network", kind]));
    let routers: Vec<usize> = routers.flat_map(|at| tree.children(at)).collect();
    for router in &routers {
        ways.of_router(tree, *router, account);
    }
    if let Some(second) = routers.get(1) {
        // Each virtual router has a table of its own.
        ways.further(account, tree.line(*second));
    }
    for rulebase in rulebases {
        for rules in ["nat", "pbf"] {
            let Some(first) = tree.find(*rulebase, &[rules, "rules"]).and_then(|at| tree.children(at).first().copied())
            else {
                continue;
            };
            match rules {
                "nat" => ways.translation(account, tree.line(first)),
                _ => ways.further(account, tree.line(first)),
            }
        }
    }
    ways.done()
}

impl Ways {
    fn of_router(&mut self, tree: &Tree, router: usize, account: &Account<'_>) {
        for family in ["ip", "ipv6"] {
            let listed = tree.find(router, &["routing-table", family, "static-route"]);
            for at in listed.map_or_else(Vec::new, |at| tree.children(at)) {
                let hop = ["ip-address", "ipv6-address"].iter().find_map(|kind| tree.value(at, &["nexthop", kind]));
                let (to, interface) = (tree.value(at, &["destination"]), tree.value(at, &["interface"]));
                self.route(account, tree.line(at), to.unwrap_or_default(), hop, interface);
            }
        }
        for protocol in ["bgp", "ospf", "ospfv3", "rip"] {
            let enabled = tree.find(router, &["protocol", protocol, "enable", "yes"]);
            enabled.into_iter().for_each(|at| self.further(account, tree.line(at)));
        }
        if tree.has(router, &["vrf"]) {
            self.further(account, tree.line(router));
        }
    }
}
