//! The sections of a configuration that decide about packets.

use std::collections::BTreeMap;

use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, ConnectionState, FirewallInterface, Foreign, NamePattern, Names, PacketMatch,
    Point, Ranges, Rule, Ruleset, Span, States, Unread, Way,
};

use super::{
    alias::Aliases,
    forwarding::forwarding,
    rule::{World, draft},
};
use crate::{
    Account, words,
    xml::{self, Element},
};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    let text: String = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
    let (root, broken) = xml::parse(&text);
    lines.iter().for_each(|(line, _)| account.understood(*line));
    let aliases = Aliases::new(&root);
    let interfaces = interfaces(account, &root);
    let groups = groups(&root);
    let mut reading = Reading { account, root: &root, rules: Sides::default(), unread: Vec::new() };
    if let Some(broken) = broken {
        let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        reading.everything(broken.line.min(last), "file-cut", &format!("{}: the text is cut or damaged", broken.why));
    }
    let world = World { aliases: &aliases, interfaces: &interfaces, groups: &groups };
    reading.filter(&world);
    reading.elsewhere();
    reading.translations(&world);
    let mut ruleset = reading.finish(&interfaces);
    ruleset.forwarding = forwarding(&root, account);
    ruleset.interfaces = interfaces;
    ruleset.interfaces.sort_by(|a, b| a.name.cmp(&b.name));
    ruleset
}

fn interfaces(account: &Account<'_>, root: &Element) -> Vec<FirewallInterface> {
    let listed = root.child("interfaces").map_or(&[][..], |list| &list.children);
    let mut found = Vec::new();
    for element in listed {
        let address = |address: &str, length: &str| {
            let address: std::net::IpAddr = element.text_of(address).parse().ok()?;
            Some((address, element.text_of(length).parse().ok()?))
        };
        found.push(FirewallInterface {
            place: account.place(element.lines.0),
            name: Foreign::from(element.name.as_str()),
            label: Foreign::from(element.text_of("descr")),
            addresses: [address("ipaddr", "subnet"), address("ipaddrv6", "subnetv6")].into_iter().flatten().collect(),
        });
    }
    found
}

fn groups(root: &Element) -> BTreeMap<String, Vec<String>> {
    let listed = root.child("ifgroups").map_or(&[][..], |list| &list.children);
    let members = |group: &Element| group.text_of("members").split([' ', ',']).map(str::to_owned).collect();
    listed.iter().map(|group| (group.text_of("ifname").to_owned(), members(group))).collect()
}

/// Rules for what comes in and for what goes out; quick ones in order, the others behind them from last to first.
#[derive(Debug, Default)]
struct Sides {
    incoming: [Vec<Rule>; 2],
    outgoing: [Vec<Rule>; 2],
}

struct Reading<'a, 'b, 'e> {
    account: &'a mut Account<'b>,
    root: &'e Element,
    rules: Sides,
    unread: Vec<Unread>,
}

/// Where the newer rules of OPNsense stand.
const NEW_RULES: [&str; 4] = ["OPNsense", "Firewall", "Filter", "rules"];

impl Reading<'_, '_, '_> {
    fn everything(&mut self, line: u32, code: &'static str, why: &str) {
        let message = format!("{}; every packet is unknown", words::shown(why));
        self.account.diagnose(
            line,
            code,
            message,
            "export the configuration again, or say in a statement what it does",
        );
        let place = self.account.place(line);
        self.unread.push(Unread {
            place,
            why: why.to_owned(),
            ways: Way::ALL.to_vec(),
            matches: vec![PacketMatch::any()],
        });
    }

    fn filter(&mut self, world: &World<'_>) {
        let root = self.root;
        match root.child("filter") {
            Some(filter) => {
                let is_floating = |rule: &&Element| rule.child("floating").is_some_and(|f| f.text != "no");
                let (floating, others): (Vec<_>, Vec<_>) = filter.each("rule").partition(is_floating);
                floating.into_iter().for_each(|rule| self.rule(rule, world, true));
                others.into_iter().for_each(|rule| self.rule(rule, world, false));
            }
            None => self.everything(1, "no-filter", "the section filter is missing"),
        }
    }

    fn rule(&mut self, rule: &Element, world: &World<'_>, floating: bool) {
        if rule.child("disabled").is_some_and(|d| d.text != "0") {
            return;
        }
        let (line, draft) = (rule.lines.0, draft(rule, world));
        let action = match rule.text_of("type") {
            "pass" | "" => Action::Permit,
            "block" | "reject" => Action::Deny,
            "match" => Action::Pass,
            _ => Action::Unknown,
        };
        let certain = draft.undecided.is_empty() && action != Action::Unknown;
        if !certain {
            let shown: Vec<String> = draft.undecided.iter().map(|u| words::shown(u)).collect();
            let message = format!("not decided: {}; packets this rule may be about are unknown", shown.join(", "));
            self.account.diagnose(
                line,
                "condition-not-decided",
                message,
                "the value is filled elsewhere, or is no part of a packet",
            );
        }
        let direction = rule.text_of("direction");
        let quick = !floating || matches!(rule.text_of("quick"), "1" | "yes");
        let mut rules = vec![self.made(rule, draft.matches.clone(), certain, action.clone())];
        if let Some(ports) = draft.doubtful_ports {
            let message = "dstport is no element of a rule; its ports are taken as meant, other ports are unknown";
            self.account.diagnose(line, "element-not-known", message, "write the port inside destination");
            let narrow =
                draft.matches.iter().map(|m| PacketMatch { destination_port: Some(ports.clone()), ..m.clone() });
            let narrow = self.made(rule, narrow.collect(), certain, action);
            rules.iter_mut().for_each(|wide| wide.certain = false);
            rules.insert(0, narrow);
        }
        for rule in rules {
            if !floating || matches!(direction, "in" | "any" | "") {
                self.rules.add(true, quick, rule.clone());
            }
            if floating && matches!(direction, "out" | "any" | "") {
                self.rules.add(false, quick, outward(rule));
            }
        }
    }

    fn made(&self, rule: &Element, matches: Vec<PacketMatch>, certain: bool, action: Action) -> Rule {
        Rule {
            place: self.account.place(rule.lines.0),
            name: Foreign::from(rule.text_of("descr")),
            matches,
            certain,
            action,
            logs: rule.child("log").is_some_and(|log| log.text != "0"),
            hits: None,
            by_default: None,
        }
    }

    /// Settings beside the rules that decide about packets.
    fn elsewhere(&mut self) {
        let root = self.root;
        let new = root.at(&NEW_RULES).map_or(&[][..], |rules| &rules.children);
        if let Some(rule) = new.iter().find(|rule| rule.text_of("enabled") != "0") {
            self.everything(rule.lines.0, "new-rules", "the rules of the newer rule editor are not read");
        }
        let prevents = root.at(&["OPNsense", "IDS", "general", "ips"]).filter(|ips| ips.text == "1");
        if let Some(ips) = prevents {
            self.everything(ips.lines.0, "intrusion-prevention", "intrusion prevention may drop any packet");
        }
    }

    /// Port forwards: what they catch goes to another destination, which is unknown where it is no single address.
    fn translations(&mut self, world: &World<'_>) {
        let Some(nat) = self.root.child("nat") else { return };
        for rule in nat.each("rule").filter(|rule| rule.child("disabled").is_none()) {
            let line = rule.lines.0;
            let matches = draft(rule, world).matches;
            let message = "port forwards are not followed; packets this one may catch are unknown";
            self.account.diagnose(line, "translation-not-followed", message, "a statement can say where they go");
            let place = self.account.place(line);
            let (why, ways) = ("a port forward is not followed".to_owned(), vec![Way::Through, Way::ToDevice]);
            self.unread.push(Unread { place, why, ways, matches });
        }
        for rule in nat.each("onetoone") {
            self.everything(rule.lines.0, "translation-not-followed", "one-to-one translations are not followed");
        }
    }

    fn finish(mut self, interfaces: &[FirewallInterface]) -> Ruleset {
        let place = self.account.place(self.root.child("filter").map_or(1, |filter| filter.lines.0));
        let mut incoming = self.automatic(&place, interfaces);
        let [quick, mut others] = std::mem::take(&mut self.rules.incoming);
        others.reverse();
        incoming.extend(quick.into_iter().chain(others));
        let [quick, mut others] = std::mem::take(&mut self.rules.outgoing);
        others.reverse();
        let outgoing = established(&place).into_iter().chain(quick).chain(others).collect();
        let chain = |name: &str, rules, end| Chain { place: place.clone(), name: Foreign::from(name), rules, end };
        let point = |name: &str, ways: &[Way], chain| Point {
            name: Foreign::from(name),
            ways: ways.to_vec(),
            applies: Vec::new(),
            chain,
            before_translation: false,
        };
        Ruleset {
            chains: vec![chain("in", incoming, ChainEnd::Deny), chain("out", outgoing, ChainEnd::Permit)],
            points: vec![
                point("in", &[Way::Through, Way::ToDevice], 0),
                point("out", &[Way::Through, Way::FromDevice], 1),
            ],
            unread: self.unread,
            ..Ruleset::default()
        }
    }

    /// What the product adds before the rules of the configuration.
    fn automatic(&self, place: &Span, interfaces: &[FirewallInterface]) -> Vec<Rule> {
        let system = self.root.child("system");
        let mut rules = established(place);
        let mut add = |code: &'static str, action, matches: Vec<PacketMatch>, certain| {
            rules.push(by_default(place, code, action, matches, certain));
        };
        if system.is_none_or(|system| system.child("ipv6allow").is_none()) {
            let packets = PacketMatch { source: Some(Addresses::all_v6()), ..PacketMatch::any() };
            add("ipv6-not-allowed", Action::Deny, vec![packets], true);
        }
        for (ports, is_certain) in lockout_ports(system) {
            if let Some(lan) = interfaces.iter().find(|i| i.name.raw() == "lan").or(interfaces.first()) {
                let own = lan.addresses.iter().fold(Addresses::none(), |all, (a, _)| all.union(&Addresses::one(*a)));
                let packets = PacketMatch {
                    incoming: Some(Names { patterns: vec![NamePattern::exact(lan.name.raw())], negated: false }),
                    destination: (!own.is_empty()).then_some(own),
                    protocol: Some(Ranges::one(6_u8)),
                    destination_port: Some(ports),
                    ..PacketMatch::any()
                };
                add("anti-lockout", Action::Permit, vec![packets], is_certain);
            }
        }
        for (setting, set) in [("blockpriv", private()), ("blockbogons", bogons())] {
            let listed = self.root.child("interfaces").map_or(&[][..], |list| &list.children);
            let on = listed.iter().filter(|i| i.child(setting).is_some_and(|s| s.text != "0"));
            let names: Vec<NamePattern> = on.map(|i| NamePattern::exact(&i.name)).collect();
            if !names.is_empty() {
                let incoming = Some(Names { patterns: names, negated: false });
                let packets = PacketMatch { incoming, source: Some(set), ..PacketMatch::any() };
                // The list of bogons is fetched: only its fixed part is known here.
                add(setting, Action::Deny, vec![packets], true);
            }
        }
        add("automatic-rules", Action::Permit, automatically_allowed(), false);
        rules
    }
}

impl Sides {
    fn add(&mut self, incoming: bool, quick: bool, rule: Rule) {
        let side = if incoming { &mut self.incoming } else { &mut self.outgoing };
        let [first, others] = side;
        if quick { first.push(rule) } else { others.push(rule) }
    }
}

/// The rule for what goes out at its interfaces.
fn outward(rule: Rule) -> Rule {
    let turned = rule.matches.iter().map(|m| PacketMatch { incoming: None, outgoing: m.incoming.clone(), ..m.clone() });
    Rule { matches: turned.collect(), ..rule }
}

fn by_default(place: &Span, code: &'static str, action: Action, matches: Vec<PacketMatch>, certain: bool) -> Rule {
    Rule {
        place: place.clone(),
        name: Foreign::from(code),
        matches,
        certain,
        action,
        logs: false,
        hits: None,
        by_default: Some(code.into()),
    }
}

fn established(place: &Span) -> Vec<Rule> {
    let states = States::from_iter([ConnectionState::Established, ConnectionState::Related]);
    let packets = PacketMatch { state: Some(states), ..PacketMatch::any() };
    vec![by_default(place, "keep-state", Action::Permit, vec![packets], true)]
}

/// RFC 1918 and loopback.
fn private() -> Addresses {
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7"]
        .iter()
        .filter_map(|text| words::address(text))
        .fold(Addresses::none(), |all, one| all.union(&one))
}

/// The part of the list of bogons that does not change (RFC 6890).
fn bogons() -> Addresses {
    ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"]
        .iter()
        .filter_map(|text| words::address(text))
        .fold(Addresses::none(), |all, one| all.union(&one))
}

/// DHCP, neighbours of IPv6, CARP: what settings elsewhere let the device answer.
fn automatically_allowed() -> Vec<PacketMatch> {
    let dhcp = Ranges::of([(67, 68), (546, 547)]);
    let one = |protocol: u8| PacketMatch { protocol: Some(Ranges::one(protocol)), ..PacketMatch::any() };
    vec![PacketMatch { destination_port: Some(dhcp), ..one(17) }, one(58), one(112)]
}

/// Ports the anti-lockout rule opens, and whether it is sure to: that of the pages, where it is told; SSH and the way to the
/// pages without encryption depend on more than is read.
fn lockout_ports(system: Option<&Element>) -> Vec<(Ranges, bool)> {
    let text = |path: &[&str]| system.and_then(|s| s.at(path)).map(|element| element.text.trim().to_owned());
    if system.and_then(|s| s.at(&["webgui", "noantilockout"])).is_some() {
        return Vec::new();
    }
    let usual = match text(&["webgui", "protocol"]).as_deref() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    let port = |path: &[&str]| text(path).filter(|port| !port.is_empty()).map(|port| port.parse::<u16>().ok());
    let pages = port(&["webgui", "port"]).unwrap_or(usual);
    let shell = port(&["ssh", "port"]).unwrap_or(Some(22)).unwrap_or(22);
    let open = Ranges::of([22, 80, 443, shell].map(|port| (u128::from(port), u128::from(port))));
    match pages {
        Some(pages) => vec![(Ranges::one(pages), true), (open, false)],
        None => vec![(Ranges::all(16), false)],
    }
}
