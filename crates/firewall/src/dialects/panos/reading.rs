//! Virtual systems, their rulebases in order, and the points packets come by.

use ringwall_model::{Action, Chain, ChainEnd, Foreign, PacketMatch, Point, Rule, Ruleset, Unread, Way};

use super::{
    forwarding::forwarding,
    nat,
    objects::Objects,
    parts::{ASIDE, NOT_FOLLOWED, is_known},
    pbf,
    rules::{is_off, policy},
    source,
    zones::{self, Zones},
};
use crate::{
    Account,
    policy::{by_default, chain, point, to_addresses, with_state},
    tree::Tree,
    unread, words,
};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    account.lines().iter().for_each(|(line, _)| account.understood(*line));
    let (tree, refused) = source::read(account);
    let root = root(&tree);
    let systems = systems(&tree, root);
    let zones: Vec<Zones> = systems
        .iter()
        .map(|system| Zones::new(&tree, system.place, zones_of_rules(&tree, &system.rulebases)))
        .collect();
    let mut reading = Reading { account, tree: &tree, chains: Vec::new(), points: Vec::new(), unread: Vec::new() };
    for (line, why) in refused {
        reading.unknown(line, "line-not-understood", why, &Way::ALL, PacketMatch::any());
    }
    reading.refusals(root);
    for (system, own) in systems.iter().zip(&zones) {
        reading.system(system, own, systems.len() > 1);
    }
    reading.shared_names(&systems, &zones);
    reading.around(&zones);
    let (chains, points, unread) = (reading.chains, reading.points, reading.unread);
    let interfaces = zones::interfaces(&tree, &zones, account);
    let rulebases: Vec<usize> = systems.iter().flat_map(|system| system.rulebases.iter().copied()).collect();
    let forwarding = forwarding(&tree, root, &rulebases, account);
    Ruleset { interfaces, chains, points, unread, forwarding, ..Ruleset::default() }
}

/// The node below which a device's configuration stands: in XML below `devices` and its name.
fn root(tree: &Tree) -> usize {
    let devices = tree.find(0, &["devices"]).map_or_else(Vec::new, |at| tree.children(at));
    match devices.as_slice() {
        [one] => *one,
        _ => 0,
    }
}

/// A virtual system.
struct System {
    name: String,
    place: usize,
    /// Rulebases in the order in which they are asked.
    rulebases: Vec<usize>,
    /// Where objects stand, the nearest first.
    objects: Vec<usize>,
}

fn systems(tree: &Tree, root: usize) -> Vec<System> {
    let all = tree.find(root, &["vsys"]).map_or_else(Vec::new, |at| tree.children(at));
    let with_rules: Vec<usize> =
        all.iter().copied().filter(|at| tree.has(*at, &["rulebase"]) || tree.has(*at, &["zone"])).collect();
    let own = tree.has(root, &["rulebase"]) || tree.has(root, &["zone"]) || with_rules.is_empty();
    let places = with_rules.into_iter().map(|at| (tree.name(at).to_owned(), at));
    let places = own.then(|| (String::new(), root)).into_iter().chain(places);
    places.map(|(name, place)| system(tree, root, name, place)).collect()
}

/// Rules of a management system stand before and behind those of the device.
fn system(tree: &Tree, root: usize, name: String, place: usize) -> System {
    let named = if name.is_empty() { "vsys1" } else { name.as_str() };
    let shared = [tree.find(0, &["shared"]), tree.find(root, &["shared"])];
    let pushed = [
        tree.find(0, &["panorama", "vsys", named]),
        tree.find(root, &["policy", "panorama"]),
        tree.find(place, &["policy", "panorama"]),
    ];
    let behind: Vec<usize> = shared.into_iter().chain([Some(place)]).chain(pushed).flatten().collect();
    let mut outer: Vec<usize> = Vec::new();
    behind.into_iter().for_each(|at| {
        if !outer.contains(&at) {
            outer.push(at);
        }
    });
    let of =
        |key: &'static str, places: &[usize]| places.iter().filter_map(|at| tree.find(*at, &[key])).collect::<Vec<_>>();
    let mut inner = outer.clone();
    inner.reverse();
    let mut rulebases = of("pre-rulebase", &outer);
    rulebases.extend(of("rulebase", &[place]));
    rulebases.extend(of("post-rulebase", &inner));
    let objects = std::iter::once(place).chain(inner.into_iter().filter(|at| *at != place)).collect();
    System { name, place, rulebases, objects }
}

fn security(tree: &Tree, rulebase: usize) -> Vec<usize> {
    tree.find(rulebase, &["security", "rules"]).map_or_else(Vec::new, |at| tree.children(at))
}

/// Zones that rules name.
fn zones_of_rules(tree: &Tree, rulebases: &[usize]) -> Vec<String> {
    let rules = rulebases.iter().flat_map(|at| security(tree, *at));
    let named = rules.flat_map(|at| [tree.values(at, &["from"]), tree.values(at, &["to"])].concat());
    let mut found: Vec<String> = named.filter(|name| *name != "any").map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
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

    /// A part of the text is not followed, and may decide about any packet.
    fn refuse(&mut self, at: usize, why: &str) {
        self.tree.lines(at).into_iter().for_each(|line| self.account.spoken_for(line));
        self.unknown(self.tree.line(at), "not-followed", why, &Way::ALL, PacketMatch::any());
    }

    fn refusals(&mut self, root: usize) {
        let tree = self.tree;
        let places = if root == 0 { vec![0] } else { vec![0, root] };
        for (key, why) in NOT_FOLLOWED {
            places.iter().filter_map(|at| tree.find(*at, &[key])).for_each(|at| self.refuse(at, why));
        }
        let devices = tree.find(0, &["devices"]).map_or_else(Vec::new, |at| tree.children(at));
        if let [_, second, ..] = devices.as_slice() {
            self.refuse(*second, "the text has several devices");
        }
        if let Some(at) = tree.find(root, &["network", "shared-gateway"]) {
            self.refuse(at, "shared gateways are not followed");
        }
        let systems = tree.find(root, &["vsys"]).map_or_else(Vec::new, |at| tree.children(at));
        let shared = places.iter().filter_map(|at| tree.find(*at, &["shared"]));
        for at in
            places.iter().copied().chain(systems).chain(shared).flat_map(|at| tree.children(at)).collect::<Vec<_>>()
        {
            if !is_known(tree.name(at)) {
                self.refuse(at, "the part is not followed");
            }
        }
    }

    fn system(&mut self, system: &System, zones: &Zones, is_one_of_several: bool) {
        let tree = self.tree;
        let objects = Objects::new(tree, &system.objects);
        let line = system.rulebases.first().map_or(1, |at| tree.line(*at));
        let place = self.account.place(line);
        let mut rules = with_state(&place);
        let known: Vec<&str> = zones.all.iter().map(|zone| zone.name.as_str()).collect();
        if is_one_of_several {
            let packets = PacketMatch { outgoing: Some(zones.outside()), ..PacketMatch::any() };
            rules.push(by_default(&place, "other-vsys", Action::Unknown, packets, true));
        }
        for (line, packets) in system.rulebases.iter().flat_map(|at| pbf::discards(tree, *at, &objects)) {
            let rule = by_default(&self.account.place(line), "pbf", Action::Deny, packets, false);
            rules.push(Rule { by_default: None, ..rule });
        }
        for rulebase in &system.rulebases {
            for strange in tree.children(*rulebase).into_iter().filter(|at| !ASIDE.contains(&tree.name(*at))) {
                self.refuse(strange, "the rulebase is not followed");
            }
            for at in security(tree, *rulebase).into_iter().filter(|at| !is_off(tree, *at)) {
                rules.push(policy(tree, at, zones, &objects).rule(self.account));
            }
            for (line, destinations) in nat::destinations(tree, *rulebase, &objects) {
                let why = "a destination that is translated is not followed";
                let ways = [Way::Through, Way::ToDevice];
                self.unknown(line, "translation-not-followed", why, &ways, to_addresses(destinations));
            }
        }
        rules.extend(self.defaults(system, zones, &known));
        let name = format!("rules {}", system.name);
        let applies = PacketMatch { incoming: Some(zones.names(&known)), ..PacketMatch::any() };
        self.points.push(point(name.trim(), &[Way::Through], vec![applies], self.chains.len()));
        self.chains.push(chain(&place, name.trim(), rules, ChainEnd::Unknown));
    }

    /// What no rule decided: allowed within a zone, denied between zones, unless the text says otherwise.
    fn defaults(&self, system: &System, zones: &Zones, known: &[&str]) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (name, is_within, usual) in
            [("intrazone-default", true, Action::Permit), ("interzone-default", false, Action::Deny)]
        {
            let place = ["default-security-rules", "rules", name];
            let said = system.rulebases.iter().find_map(|at| self.tree.find(*at, &place));
            let action = match said.map(|at| self.tree.values(at, &["action"])).as_deref() {
                None | Some([]) => usual,
                Some(["allow"]) => Action::Permit,
                Some(["deny" | "drop" | "reset-client" | "reset-server" | "reset-both"]) => Action::Deny,
                Some(_) => Action::Unknown,
            };
            let line = self.account.place(said.map_or(1, |at| self.tree.line(at)));
            for zone in known {
                let incoming = Some(zones.names(&[*zone]));
                let outgoing = Some(if is_within { zones.names(&[*zone]) } else { zones.others(Some(known), zone) });
                let packets = PacketMatch { incoming, outgoing, ..PacketMatch::any() };
                let rule = by_default(&line, name, action.clone(), packets, true);
                rules.push(Rule { by_default: rule.by_default.filter(|_| said.is_none()), ..rule });
            }
        }
        rules
    }

    /// A zone of one name in two systems cannot be told from the other.
    fn shared_names(&mut self, systems: &[System], zones: &[Zones]) {
        for (at, own) in zones.iter().enumerate() {
            for zone in &own.all {
                let twice =
                    zones.iter().skip(at.saturating_add(1)).any(|other| other.all.iter().any(|z| z.name == zone.name));
                if twice {
                    let line = systems.get(at).map_or(1, |system| self.tree.line(system.place));
                    let why = "a zone of this name stands in two virtual systems";
                    let packets = PacketMatch {
                        incoming: Some(crate::policy::named([zone.name.as_str()])),
                        ..PacketMatch::any()
                    };
                    self.unknown(line, "zone-twice", why, &[Way::Through], packets);
                }
            }
        }
    }

    /// What comes in where no zone is, and what is for the device or from it.
    fn around(&mut self, zones: &[Zones]) {
        let place = self.account.place(1);
        let words = zones
            .iter()
            .flat_map(|own| own.all.iter().flat_map(|zone| std::iter::once(&zone.name).chain(&zone.members)));
        let outside = crate::policy::but(
            words.map(|word| Foreign::from(word.as_str())).collect::<Vec<_>>().iter().map(Foreign::raw),
        );
        let applies = PacketMatch { incoming: Some(outside), ..PacketMatch::any() };
        self.points.push(point("no zone", &[Way::Through], vec![applies], self.chains.len()));
        self.chains.push(chain(&place, "no-zone", Vec::new(), ChainEnd::Unknown));
        self.points.push(point("the firewall", &[Way::ToDevice, Way::FromDevice], Vec::new(), self.chains.len()));
        self.chains.push(chain(&place, "to-the-firewall", with_state(&place), ChainEnd::Unknown));
    }
}
