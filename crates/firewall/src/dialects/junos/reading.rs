//! Filters and policies, and the points packets come by.

use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, FirewallInterface, Foreign, Names, PacketMatch, Point, Rule, Ruleset, Unread,
    Way,
};

use super::{
    applications::Applications,
    books::Books,
    filter::Filters,
    forwarding::forwarding,
    host, not_followed,
    policies::{self, World},
    zones::{self, Unit, Zones},
};
use crate::{
    Account, braces,
    commands::Beside,
    policy::{by_default, chain, named, point, with_state},
    tree::Tree,
    unread, words,
};

/// What one command says of the packets of a policy.
const BESIDE: Beside = Beside {
    under: |path| {
        let is_match = |three: &[String]| matches!(three, [a, _, b] if a == "policy" && b == "match");
        path.windows(3).position(is_match)?.checked_add(3)
    },
    keys: &[&["source-address", "destination-address", "application"]],
};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    account.lines().iter().for_each(|(line, _)| account.understood(*line));
    let written = braces::read(account, BESIDE);
    let tree = &written.tree;
    let units = zones::units(tree);
    let filtered = units.iter().filter(|unit| is_filtered(tree, unit.unit)).map(|unit| unit.name(tree)).collect();
    let (zones, books) = (Zones::new(tree, filtered), Books::new(tree));
    let mut reading = Reading { account, tree, chains: Vec::new(), points: Vec::new(), unread: Vec::new() };
    for (line, why) in &written.refused {
        reading.unknown(*line, "line-not-understood", why, &Way::ALL, PacketMatch::any());
    }
    for one in not_followed::not_followed(tree, &books) {
        one.lines.iter().for_each(|line| reading.account.spoken_for(*line));
        reading.unknown(one.line, "not-followed", one.why, &one.ways, one.packets);
    }
    let filters = Filters::new(tree, reading.account, &mut reading.chains);
    units.iter().for_each(|unit| reading.bindings(*unit, &filters));
    match tree.has(0, &["security", "policies"]) || tree.has(0, &["security", "zones"]) {
        true => {
            let applications = Applications::new(tree);
            reading.zones(&World { tree, zones: &zones, books: &books, applications: &applications });
        }
        false if units.is_empty() => {
            let why = "the text has no interfaces: where its filters are bound is not known";
            reading.unknown(1, "no-interfaces", why, &Way::ALL, PacketMatch::any());
        }
        false => {}
    }
    let (chains, points, unread) = (reading.chains, reading.points, reading.unread);
    let mut interfaces: Vec<FirewallInterface> =
        units.iter().map(|unit| zones::interface(tree, *unit, &zones, account)).collect();
    interfaces.sort_by(|a, b| a.name.cmp(&b.name));
    let version = tree.value(0, &["version"]).map(Foreign::from);
    let forwarding = forwarding(tree, account);
    Ruleset { version, interfaces, chains, points, unread, forwarding, ..Ruleset::default() }
}

/// True where a filter of packets is bound to a unit.
fn is_filtered(tree: &Tree, unit: usize) -> bool {
    ["inet", "inet6"].iter().any(|family| tree.has(unit, &["family", family, "filter"]))
}

struct Reading<'a, 'b, 't> {
    account: &'a mut Account<'b>,
    tree: &'t Tree,
    chains: Vec<Chain>,
    points: Vec<Point>,
    unread: Vec<Unread>,
}

impl Reading<'_, '_, '_> {
    fn unknown(&mut self, line: u32, code: &'static str, why: &str, ways: &[Way], packets: PacketMatch) {
        let message = format!("{}; packets it could affect are unknown", words::shown(why));
        let help = "a statement can say what it does; or export without it to see the rest";
        self.account.diagnose(line, code, message, help);
        unread::note(&mut self.unread, self.account.place(line), why, ways, packets);
    }

    /// The filters bound to a unit.
    fn bindings(&mut self, unit: Unit, filters: &Filters) {
        for family in ["inet", "inet6"] {
            let Some(at) = self.tree.find(unit.unit, &["family", family, "filter"]) else { continue };
            for child in self.tree.children(at) {
                let (key, names) = (self.tree.name(child), self.tree.names(child));
                let line = self.tree.line(child);
                let places: Option<Vec<usize>> = names.iter().map(|name| filters.find(family, name)).collect();
                let bound = (key, places.filter(|places| !places.is_empty()));
                match bound {
                    ("input" | "output", Some(places)) if places.len() == 1 => {
                        self.bind(unit, family, key == "input", places.first().copied().unwrap_or_default());
                    }
                    ("input-list" | "output-list", Some(places)) => {
                        let chain = self.list(line, &places);
                        self.bind(unit, family, key == "input-list", chain);
                    }
                    _ => self.unbound(unit, line, family),
                }
            }
            // One filter and a list of them stand in each other's place.
            for way in ["input", "output"] {
                let list = format!("{way}-list");
                if let (Some(_), Some(at)) = (self.tree.find(at, &[way]), self.tree.find(at, &[&list])) {
                    self.unbound(unit, self.tree.line(at), family);
                }
            }
        }
    }

    fn unbound(&mut self, unit: Unit, line: u32, family: &str) {
        let name = unit.name(self.tree);
        let why = "what is bound here is not declared, or is bound twice";
        let source = Some(family_of(family));
        for (incoming, outgoing) in [(Some(named([name.as_str()])), None), (None, Some(named([name.as_str()])))] {
            let packets = PacketMatch { incoming, outgoing, source: source.clone(), ..PacketMatch::any() };
            self.unknown(line, "filter-not-declared", why, &Way::ALL, packets);
        }
    }

    /// One chain of several filters: what none of them decides is discarded.
    fn list(&mut self, line: u32, places: &[usize]) -> usize {
        let rules: Vec<Rule> =
            places.iter().filter_map(|at| self.chains.get(*at)).flat_map(|chain| chain.rules.clone()).collect();
        let place = self.account.place(line);
        self.chains.push(chain(&place, "list", rules, ChainEnd::Deny));
        self.chains.len().saturating_sub(1)
    }

    fn bind(&mut self, unit: Unit, family: &str, incoming: bool, chain: usize) {
        let name = unit.name(self.tree);
        let is_own = self.tree.name(unit.interface) == "lo0";
        let at = |names: Names| match incoming {
            true => PacketMatch { incoming: Some(names), ..PacketMatch::any() },
            false => PacketMatch { outgoing: Some(names), ..PacketMatch::any() },
        };
        let packets = if is_own { PacketMatch::any() } else { at(named([name.as_str()])) };
        let ways: &[Way] = match (is_own, incoming) {
            (true, true) => &[Way::ToDevice],
            (true, false) => &[Way::FromDevice],
            (false, true) => &[Way::Through, Way::ToDevice],
            (false, false) => &[Way::Through],
        };
        let applies = PacketMatch { source: Some(family_of(family)), ..packets };
        if !is_own && !incoming {
            let place = self.account.place(self.tree.line(unit.unit));
            let why = "own-output: not every model holds what it sends itself against the filters of its outputs";
            unread::note(&mut self.unread, place, why, &[Way::FromDevice], applies.clone());
        }
        let label = format!("{} {name}", if incoming { "input" } else { "output" });
        self.points.push(point(&label, ways, vec![applies], chain));
    }

    /// Policies between zones, and what the device answers.
    fn zones(&mut self, world: &World<'_>) {
        let at = self.tree.find(0, &["security", "policies"]).map_or(1, |at| self.tree.line(at));
        let place = self.account.place(at);
        let mut rules = with_state(&place);
        if !self.tree.has(0, &["security", "forwarding-options", "family", "inet6", "mode", "flow-based"]) {
            let six = PacketMatch { source: Some(Addresses::all_v6()), ..PacketMatch::any() };
            rules.push(by_default(&place, "ipv6-mode", Action::Deny, six, false));
        }
        let others = Names { negated: true, ..world.zones.known() };
        for (incoming, outgoing) in [(Some(others.clone()), None), (None, Some(others.clone()))] {
            let packets = PacketMatch { incoming, outgoing, ..PacketMatch::any() };
            rules.push(by_default(&place, "no-zone", Action::Unknown, packets, true));
        }
        for policy in policies::read(world) {
            rules.push(policy.rule(self.account));
        }
        let end = match self.tree.values(0, &["security", "policies", "default-policy"]).as_slice() {
            [] | ["deny-all"] => ChainEnd::Deny,
            ["permit-all"] => ChainEnd::Permit,
            _ => ChainEnd::Unknown,
        };
        self.points.push(point("policies", &[Way::Through], Vec::new(), self.chains.len()));
        self.chains.push(chain(&place, "policies", rules, end));
        let mut own = with_state(&place);
        own.extend(host::host_inbound(self.tree, world.zones, self.account));
        self.points.push(point("host-inbound", &[Way::ToDevice], Vec::new(), self.chains.len()));
        self.chains.push(chain(&place, "host-inbound", own, ChainEnd::Unknown));
    }
}

fn family_of(family: &str) -> Addresses {
    if family == "inet6" { Addresses::all_v6() } else { Addresses::all_v4() }
}
