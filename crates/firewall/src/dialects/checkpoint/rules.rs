//! One access rule.

use ringwall_model::{Action, Addresses, PacketMatch};

use super::objects::Objects;
use crate::{json::Json, policy::Policy};

/// The rules of a rulebase in their order, those of its sections among them.
pub(super) fn flattened(rulebase: &[Json]) -> Vec<&Json> {
    let inner = |one: &'_ Json| one.text_of("type") == "access-section";
    rulebase
        .iter()
        .flat_map(|one| if inner(one) { one.list_of("rulebase").iter().collect() } else { vec![one] })
        .collect()
}

/// True where a rule is switched off.
pub(super) fn is_off(rule: &Json) -> bool {
    rule.get("enabled").is_some_and(|_| !rule.is("enabled"))
}

/// The name of what a rule does.
pub(super) fn action<'o>(rule: &'o Json, objects: &'o Objects) -> &'o str {
    let said = rule.get("action");
    let named = said.map_or("", |action| action.text_of("name"));
    if named.is_empty() { objects.name(said.map_or("", Json::text)) } else { named }
}

/// Reads a rule.
pub(super) fn policy(rule: &Json, objects: &Objects) -> Policy {
    let mut undecided = conditions(rule, objects);
    let mut side = |key: &str| {
        let mut all = Addresses::none();
        let listed = rule.list_of(key);
        for one in listed {
            match objects.addresses(reference(one)) {
                Some(set) => all = all.union(&set),
                None => {
                    undecided.push(format!("{key} {}", objects.name(reference(one))));
                    return None;
                }
            }
        }
        if listed.is_empty() {
            undecided.push(format!("{key} is missing"));
            return None;
        }
        Some(if rule.is(&format!("{key}-negate")) { all.complement() } else { all })
    };
    let (source, destination) = (side("source"), side("destination"));
    let services = services(rule, objects, &mut undecided);
    let action = match action(rule, objects) {
        "Accept" => Action::Permit,
        "Drop" | "Reject" => Action::Deny,
        _ => Action::Unknown,
    };
    let track = rule.get("track");
    let kind = track.and_then(|track| track.get("type")).or(track);
    let kind =
        kind.map_or("", |kind| if kind.text().is_empty() { kind.text_of("name") } else { objects.name(kind.text()) });
    let logs = !matches!(kind, "" | "None");
    let number = rule.text_of("rule-number");
    let name = if rule.text_of("name").is_empty() { format!("rule {number}") } else { rule.text_of("name").to_owned() };
    let ends = vec![PacketMatch { source, destination, ..PacketMatch::any() }];
    Policy { line: rule.line, name, ends, services, undecided, action, logs }
}

fn reference(one: &Json) -> &str {
    if one.text().is_empty() { one.text_of("uid") } else { one.text() }
}

/// What narrows a rule and is not followed.
fn conditions(rule: &Json, objects: &Objects) -> Vec<String> {
    let mut undecided = Vec::new();
    for key in ["vpn", "content", "time", "install-on"] {
        let is_all = |one: &Json| objects.is_any(reference(one)) || objects.name(reference(one)) == "Policy Targets";
        for one in rule.list_of(key).iter().filter(|one| !is_all(one)) {
            undecided.push(format!("{key} {}", objects.name(reference(one))));
        }
    }
    if !matches!(objects.name(rule.text_of("service-resource")), "" | "None") {
        undecided.push("service-resource".to_owned());
    }
    if rule.is("content-negate") {
        undecided.push("content-negate".to_owned());
    }
    if rule.get("action-settings").is_some_and(|settings| settings.is("enable-identity-captive-portal")) {
        undecided.push("a captive portal".to_owned());
    }
    undecided
}

fn services(rule: &Json, objects: &Objects, undecided: &mut Vec<String>) -> Vec<PacketMatch> {
    let listed = rule.list_of("service");
    let mut all = Vec::new();
    for one in listed {
        match objects.services(reference(one)) {
            Some(packets) => all.extend(packets),
            None => undecided.push(format!("service {}", objects.name(reference(one)))),
        }
    }
    let is_known = !listed.is_empty() && listed.iter().all(|one| objects.services(reference(one)).is_some());
    if listed.is_empty() || rule.is("service-negate") {
        undecided.push("service is missing or negated".to_owned());
        return vec![PacketMatch::any()];
    }
    if is_known { all } else { vec![PacketMatch::any()] }
}
