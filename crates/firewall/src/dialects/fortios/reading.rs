//! Domains, their chains, and the points packets come by.

use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, FirewallInterface, Foreign, PacketMatch, Point, Rule, Ruleset, Unread, Way,
};

use super::{
    around::{self, Port},
    forwarding::forwarding,
    objects::Objects,
    policy::{List, policy},
    text::{self, Configuration},
};
use crate::{
    Account,
    policy::{but, by_default, chain, named, point, with_state},
    unread, words,
};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    lines.iter().for_each(|(line, _)| account.understood(*line));
    let configuration = text::read(account);
    let ports = around::ports(&configuration);
    let mut reading = Reading {
        account,
        configuration: &configuration,
        ports: &ports,
        chains: Vec::new(),
        points: Vec::new(),
        unread: Vec::new(),
    };
    reading.refusals();
    let domains = reading.domains();
    for domain in &domains {
        reading.domain(domain, domains.len() > 1);
    }
    if domains.len() > 1 {
        reading.elsewhere();
    }
    let (chains, points, unread) = (reading.chains, reading.points, reading.unread);
    let mut interfaces: Vec<FirewallInterface> = ports.iter().map(|port| around::interface(port, account)).collect();
    interfaces.sort_by(|a, b| a.name.cmp(&b.name));
    let version = configuration.version.as_deref().map(Foreign::from);
    let forwarding = forwarding(&configuration, account);
    Ruleset { version, interfaces, chains, points, unread, forwarding, ..Ruleset::default() }
}

struct Reading<'a, 'b, 'c> {
    account: &'a mut Account<'b>,
    configuration: &'c Configuration,
    ports: &'c [Port<'c>],
    chains: Vec<Chain>,
    points: Vec<Point>,
    unread: Vec<Unread>,
}

/// The domain of texts that name none.
const ROOT: &str = "root";

impl Reading<'_, '_, '_> {
    /// Domains whose policies are in the text. Without any named all is one.
    fn domains(&self) -> Vec<String> {
        let mut named: Vec<String> = self.configuration.domains.clone();
        let deciding = self.configuration.sections.keys().filter(|(_, path)| path.starts_with("firewall "));
        named.extend(deciding.map(|(domain, _)| domain.clone()).filter(|domain| !domain.is_empty()));
        named.sort();
        named.dedup();
        if named.is_empty() { vec![String::new()] } else { named }
    }

    fn refusals(&mut self) {
        for (line, why) in &self.configuration.refused {
            self.unknown(*line, "line-not-understood", why, &Way::ALL, PacketMatch::any());
        }
        let other = self.ports.iter().find(|port| self.ports.first().is_some_and(|first| first.domain != port.domain));
        if let Some(port) = other.filter(|_| self.configuration.domains.is_empty()) {
            let why = "the policies of a virtual domain are not in the text";
            self.unknown(port.entry.line, "domain-missing", why, &Way::ALL, PacketMatch::any());
        }
        for (line, lines, why) in around::not_followed(self.configuration) {
            lines.into_iter().for_each(|line| self.account.spoken_for(line));
            self.unknown(line, "section-not-followed", why, &Way::ALL, PacketMatch::any());
        }
    }

    fn unknown(&mut self, line: u32, code: &'static str, why: &str, ways: &[Way], packets: PacketMatch) {
        let message = format!("{}; packets it could affect are unknown", words::shown(why));
        let help = "a statement can say what it does; or export without it to see the rest";
        self.account.diagnose(line, code, message, help);
        unread::note(&mut self.unread, self.account.place(line), why, ways, packets);
    }

    /// Names of the interfaces of a domain.
    fn own(&self, domain: &str) -> Vec<&str> {
        let is_own =
            |port: &&Port<'_>| port.domain == domain || domain.is_empty() || (port.domain.is_empty() && domain == ROOT);
        self.ports.iter().filter(is_own).map(|port| port.entry.name.as_str()).collect()
    }

    fn domain(&mut self, domain: &str, is_one_of_several: bool) {
        let objects = Objects::new(self.configuration, domain);
        let zones = around::zones(self.configuration, domain);
        for (line, packets) in around::translations(self.configuration, domain) {
            let why = "a destination that is translated is not followed";
            self.unknown(line, "translation-not-followed", why, &[Way::Through, Way::ToDevice], packets);
        }
        let place = self.account.place(self.configuration.section(domain, "firewall policy").map_or(1, |s| s.line));
        let mut rules = with_state(&place);
        rules.extend(self.before(domain, is_one_of_several));
        for entry in self.configuration.entries(domain, "system zone").iter().filter(|e| e.word("intrazone") == "allow")
        {
            let names = zones.names(std::slice::from_ref(&entry.name));
            let within = PacketMatch { incoming: names.clone(), outgoing: names, ..PacketMatch::any() };
            let rule = by_default(&self.account.place(entry.line), "intrazone", Action::Permit, within, true);
            rules.push(Rule { by_default: None, ..rule });
        }
        for (path, list) in [("firewall policy", List::Policies), ("firewall policy6", List::Policies6)] {
            let policies = self.configuration.entries(domain, path);
            let read = policies.iter().filter_map(|entry| policy(entry, list, &zones, &objects));
            rules.extend(read.map(|policy| policy.rule(self.account)));
        }
        let applies = self.applies(domain, is_one_of_several);
        let at = self.chains.len();
        self.chains.push(chain(&place, &name("policies", domain), rules, ChainEnd::Deny));
        self.points.push(point(&name("policies", domain), &[Way::Through], applies.clone(), at));
        let mut local = with_state(&place);
        for (path, list) in [("firewall local-in-policy", List::LocalIn), ("firewall local-in-policy6", List::LocalIn6)]
        {
            for entry in self.configuration.entries(domain, path) {
                let Some(policy) = policy(entry, list, &zones, &objects) else { continue };
                let rule = policy.rule(self.account);
                // What is accepted is still answered only where the device serves it.
                let action = if rule.action == Action::Permit {
                    Action::Goto { chain: at.saturating_add(2) }
                } else {
                    rule.action.clone()
                };
                local.push(Rule { action, ..rule });
            }
        }
        local.push(by_default(
            &place,
            "local-in",
            Action::Goto { chain: at.saturating_add(2) },
            PacketMatch::any(),
            true,
        ));
        self.chains.push(chain(&place, &name("local-in", domain), local, ChainEnd::Unknown));
        let served = around::management(self.configuration, self.ports, self.account);
        self.chains.push(chain(&place, &name("management", domain), served, ChainEnd::Unknown));
        self.points.push(point(&name("local-in", domain), &[Way::ToDevice], applies, at.saturating_add(1)));
    }

    /// What is settled before any policy is asked.
    fn before(&self, domain: &str, is_one_of_several: bool) -> Vec<Rule> {
        let mut rules = Vec::new();
        let first = self.account.place(1);
        if is_one_of_several {
            let elsewhere = PacketMatch { outgoing: Some(but(self.own(domain))), ..PacketMatch::any() };
            rules.push(by_default(&first, "inter-vdom", Action::Unknown, elsewhere, true));
        }
        let groups = groups_of_multicast();
        let packets = PacketMatch { destination: Some(groups), ..PacketMatch::any() };
        rules.push(by_default(&first, "multicast", Action::Unknown, packets, true));
        for port in self.ports {
            let Some(line) = around::asks_who(port.entry) else { continue };
            let packets = PacketMatch { incoming: Some(named([port.entry.name.as_str()])), ..PacketMatch::any() };
            let rule = by_default(&self.account.place(line), "log-in-first", Action::Deny, packets, false);
            rules.push(Rule { by_default: None, ..rule });
        }
        for name in self.own(domain) {
            let (incoming, outgoing) = (Some(named([name])), Some(named([name])));
            let back = PacketMatch { incoming, outgoing, ..PacketMatch::any() };
            rules.push(by_default(&first, "traffic-redirect", Action::Unknown, back, true));
        }
        rules
    }

    /// What comes in at the interfaces of a domain.
    fn applies(&self, domain: &str, is_one_of_several: bool) -> Vec<PacketMatch> {
        let at = || PacketMatch { incoming: Some(named(self.own(domain))), ..PacketMatch::any() };
        is_one_of_several.then(at).into_iter().collect()
    }

    /// With several domains an interface of none of them is not known.
    fn elsewhere(&mut self) {
        let known = self.ports.iter().map(|port| port.entry.name.as_str());
        let applies = vec![PacketMatch { incoming: Some(but(known)), ..PacketMatch::any() }];
        let place = self.account.place(1);
        self.points.push(point("other interfaces", &[Way::Through, Way::ToDevice], applies, self.chains.len()));
        self.chains.push(chain(&place, "other interfaces", Vec::new(), ChainEnd::Unknown));
    }
}

/// RFC 5771 and RFC 4291 section 2.7.
fn groups_of_multicast() -> Addresses {
    let every = ["224.0.0.0/4", "ff00::/8"].into_iter().filter_map(words::address);
    every.fold(Addresses::none(), |all, one| all.union(&one))
}

fn name(list: &str, domain: &str) -> String {
    if domain.is_empty() { list.to_owned() } else { format!("{list} {domain}") }
}
