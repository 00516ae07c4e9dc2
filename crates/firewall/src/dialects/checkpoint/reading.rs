//! Pages of a rulebase, layers, and the points packets come by.

use std::collections::BTreeMap;

use ringwall_model::{Action, Chain, ChainEnd, PacketMatch, Ranges, Rule, Ruleset, Span, Unread, Way};

use super::{
    forwarding::forwarding,
    gateway,
    objects::Objects,
    rules::{self, flattened, is_off},
};
use crate::{
    Account,
    json::{self, Json},
    matches,
    policy::{Policy, by_default, chain, point, to_addresses, to_ports, with_state},
    unread, words,
};

/// Reads a text.
pub(super) fn parse(account: &mut Account<'_>) -> Ruleset {
    let lines = account.lines();
    lines.iter().for_each(|(line, _)| account.understood(*line));
    let text: String = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
    let mut reading = Reading { account, unread: Vec::new() };
    if !text.trim_start().starts_with(['{', '[']) {
        let why = "no-policy: the settings of a gateway do not say what it lets through";
        let place = reading.account.place(1);
        unread::note(&mut reading.unread, place, why, &Way::ALL, PacketMatch::any());
        let unread = reading.unread;
        let (interfaces, forwarding) = (gateway::interfaces(account), forwarding(account));
        return Ruleset { interfaces, unread, forwarding, ..Ruleset::default() };
    }
    let document = match json::parse(&text) {
        Ok(document) => document,
        Err((line, why)) => {
            let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            reading.unknown(line.min(last), "file-cut", why, &Way::ALL, PacketMatch::any());
            return Ruleset { unread: reading.unread, ..Ruleset::default() };
        }
    };
    let (chains, count) = reading.layers(&document);
    let points = vec![
        point("access layer", &[Way::Through], Vec::new(), 0),
        point("the gateway", &[Way::ToDevice, Way::FromDevice], Vec::new(), count),
    ];
    Ruleset { chains, points, unread: reading.unread, ..Ruleset::default() }
}

struct Reading<'a, 'b> {
    account: &'a mut Account<'b>,
    unread: Vec<Unread>,
}

/// A layer: the parts of its rulebase that the pages hold.
#[derive(Default)]
struct Layer<'d> {
    pages: Vec<&'d Json>,
}

impl Reading<'_, '_> {
    fn unknown(&mut self, line: u32, code: &'static str, why: &str, ways: &[Way], packets: PacketMatch) {
        let message = format!("{}; packets it could affect are unknown", words::shown(why));
        let help = "ask for the whole rulebase with its dictionary again; a statement can say what the rest does";
        self.account.diagnose(line, code, message, help);
        unread::note(&mut self.unread, self.account.place(line), why, ways, packets);
    }

    /// The chains of all layers, the first of which decides, and behind them that of the gateway itself.
    fn layers(&mut self, document: &Json) -> (Vec<Chain>, usize) {
        let mut pages = Vec::new();
        gather(document, 0, &mut pages);
        let mut objects = Objects::default();
        let (mut layers, mut names) = (Vec::<Layer<'_>>::new(), BTreeMap::<&str, usize>::new());
        pages.iter().for_each(|page| objects.add(page.list_of("objects-dictionary")));
        // Without a dictionary the objects stand in the rules.
        for rule in pages.iter().flat_map(|page| flattened(page.list_of("rulebase"))) {
            ["source", "destination", "service"].into_iter().for_each(|key| objects.add(rule.list_of(key)));
        }
        for (line, addresses) in objects.translated() {
            let why = "an address that stands for another is not followed";
            let packets = to_addresses(Some(addresses.clone()));
            self.unknown(*line, "translation-not-followed", why, &[Way::Through, Way::ToDevice], packets);
        }
        for page in pages {
            let rules = flattened(page.list_of("rulebase"));
            let is_nat = rules.iter().any(|rule| rule.text_of("type").starts_with("nat-"));
            if is_nat {
                self.translations(&rules, &objects);
                continue;
            }
            let at = *names.entry(page.text_of("uid")).or_insert(layers.len());
            if at == layers.len() {
                layers.push(Layer::default());
            }
            if let Some(layer) = layers.get_mut(at) {
                layer.pages.push(page);
            }
        }
        // A layer that a rule goes on in is not one of its own.
        let inner: Vec<&str> = layers.iter().flat_map(|layer| &layer.pages).flat_map(|page| inlined(page)).collect();
        let outer: Vec<usize> = names.iter().filter(|(uid, _)| !inner.contains(*uid)).map(|(_, at)| *at).collect();
        let count = layers.len().saturating_add(1);
        let place = self.account.place(1);
        let mut first = before(&place);
        if outer.is_empty() {
            self.unknown(1, "no-rulebase", "the text has no access rulebase", &Way::ALL, PacketMatch::any());
        }
        // Every layer of a policy must accept.
        if let [_, _, ..] = outer.as_slice() {
            let why = "the text has several layers, and not their order";
            self.unknown(1, "several-layers", why, &Way::ALL, PacketMatch::any());
        }
        let start = outer.first().copied().unwrap_or(0).saturating_add(1);
        let layer = by_default(&place, "access-layer", Action::Goto { chain: start }, PacketMatch::any(), true);
        first.push(Rule { by_default: None, ..layer });
        let mut chains = vec![chain(&place, "policy", first, ChainEnd::Unknown)];
        for layer in &layers {
            chains.push(self.layer(layer, &objects, &names));
        }
        chains.push(chain(&place, "implied-rules", with_state(&place), ChainEnd::Unknown));
        (chains, count)
    }

    fn layer(&mut self, layer: &Layer<'_>, objects: &Objects, names: &BTreeMap<&str, usize>) -> Chain {
        let first = layer.pages.first().map_or(1, |page| page.line);
        let mut made = Vec::new();
        for page in &layer.pages {
            for rule in flattened(page.list_of("rulebase")).into_iter().filter(|rule| !is_off(rule)) {
                made.extend(self.rule(rule, objects, names));
            }
        }
        self.whole(layer, first);
        let said =
            layer.pages.iter().map(|page| page.text_of("implicit-cleanup-action")).find(|action| !action.is_empty());
        let end = match said {
            Some("drop") => ChainEnd::Deny,
            Some("accept") => ChainEnd::Permit,
            _ => ChainEnd::Unknown,
        };
        let name = layer.pages.first().map_or("", |page| page.text_of("name"));
        chain(&self.account.place(first), name, made, end)
    }

    fn rule(&mut self, rule: &Json, objects: &Objects, names: &BTreeMap<&str, usize>) -> Vec<Rule> {
        let mut policy = rules::policy(rule, objects);
        let known = inline(rule).and_then(|uid| names.get(uid));
        // What goes on in a layer of its own is decided there.
        if let (Some(layer), "Inner Layer") = (known, rules::action(rule, objects)) {
            policy.action = Action::Goto { chain: layer.saturating_add(1) };
        }
        let but = windows(&policy, &self.account.place(rule.line));
        but.into_iter().chain([policy.rule(self.account)]).collect()
    }

    /// The pages of a layer hold all its rules, each once and in order.
    fn whole(&mut self, layer: &Layer<'_>, first: u32) {
        let number = |page: &Json, key: &str| page.text_of(key).parse::<u64>().ok();
        let mut next = Some(1);
        for page in &layer.pages {
            let Some((from, to)) = number(page, "from").zip(number(page, "to")) else {
                next = None;
                break;
            };
            next = next.filter(|next| *next == from).and_then(|_| to.checked_add(1));
        }
        let total = layer.pages.first().and_then(|page| number(page, "total"));
        let is_said = layer.pages.iter().any(|page| page.get("total").is_some());
        if is_said && next != total.and_then(|total| total.checked_add(1)) && total != Some(0) {
            let why = "rules of the layer are missing, or stand in another order";
            self.unknown(first, "rules-missing", why, &Way::ALL, PacketMatch::any());
        }
    }

    /// Translations of destinations: what they catch goes elsewhere.
    fn translations(&mut self, listed: &[&Json], objects: &Objects) {
        for rule in listed.iter().filter(|rule| !is_off(rule)) {
            let translated = rule.text_of("translated-destination");
            if matches!(objects.name(translated), "Original" | "") {
                continue;
            }
            let packets = to_addresses(objects.addresses(rule.text_of("original-destination")));
            let why = "a destination that is translated is not followed";
            self.unknown(rule.line, "translation-not-followed", why, &[Way::Through, Way::ToDevice], packets);
        }
    }
}

/// Of all services that a rule accepts, those of X11 may be rejected all the same.
fn windows(policy: &Policy, place: &Span) -> Option<Rule> {
    let is_open = policy.action == Action::Permit && policy.undecided.is_empty();
    let is_any = policy.services.iter().any(|packets| *packets == PacketMatch::any());
    let windows = to_ports(6, Ranges::between(6000_u16, 6063_u16));
    let matches = matches::all(&policy.ends, std::slice::from_ref(&windows)).ok().filter(|_| is_open && is_any)?;
    Some(Rule { matches, ..by_default(place, "x11-in-any", Action::Deny, windows, false) })
}

/// Deepest nesting in which answers are looked for.
const DEPTH_MAX: usize = 6;

/// Every object that has a rulebase, but for the sections in one.
fn gather<'d>(value: &'d Json, depth: usize, found: &mut Vec<&'d Json>) {
    if depth > DEPTH_MAX {
        return;
    }
    if value.get("rulebase").is_some() {
        found.push(value);
    }
    value.list().iter().for_each(|one| gather(one, depth.saturating_add(1), found));
    if let json::Value::Object(pairs) = &value.value {
        let beside = pairs.iter().filter(|(key, _)| key != "rulebase");
        beside.for_each(|(_, one)| gather(one, depth.saturating_add(1), found));
    }
}

fn inline(rule: &Json) -> Option<&str> {
    let layer = rule.get("inline-layer")?;
    Some(if layer.text().is_empty() { layer.text_of("uid") } else { layer.text() })
}

fn inlined(page: &Json) -> Vec<&str> {
    flattened(page.list_of("rulebase")).into_iter().filter_map(inline).collect()
}

/// What comes before the rules: known connections, and what global properties may allow.
fn before(place: &Span) -> Vec<Rule> {
    let mut rules = with_state(place);
    // Control connections of gateways and their management.
    let ports = Ranges::of([(256, 265), (18_181, 18_301)]);
    for protocol in [6, 17] {
        rules.push(by_default(place, "implied-rules", Action::Permit, to_ports(protocol, ports.clone()), false));
    }
    rules
}
