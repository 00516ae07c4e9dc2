//! One policy of a domain, and one of its local-in policies.

use ringwall_model::{Action, Addresses, Names, PacketMatch};

use super::{objects::Objects, text::Entry};
use crate::policy::{Policy, named};

/// What the names of interfaces in policies mean.
#[derive(Debug)]
pub(super) struct Zones {
    /// Zones with their interfaces.
    pub(super) members: Vec<(String, Vec<String>)>,
}

impl Zones {
    /// The interfaces of names; none for any. A zone is its own name and those of its interfaces.
    pub(super) fn names(&self, words: &[String]) -> Option<Names> {
        if words.iter().any(|word| word == "any") {
            return None;
        }
        let members = |word: &String| self.members.iter().find(|(zone, _)| zone == word).map(|(_, list)| list);
        let all = words.iter().flat_map(|word| std::iter::once(word).chain(members(word).into_iter().flatten()));
        Some(named(all.map(String::as_str)))
    }
}

/// Settings that do not change which packets a policy is about, nor what becomes of those that open a connection.
const ASIDE: [&str; 80] = [
    "action",
    "anti-replay",
    "application-list",
    "auto-asic-offload",
    "av-profile",
    "block-notification",
    "capture-packet",
    "casi-profile",
    "cifs-profile",
    "comments",
    "custom-log-fields",
    "delay-tcp-npu-session",
    "diffserv-copy",
    "diffserv-forward",
    "diffserv-reverse",
    "diffservcode-forward",
    "diffservcode-rev",
    "dlp-profile",
    "dlp-sensor",
    "dnsfilter-profile",
    "dsri",
    "dstaddr",
    "dstaddr-negate",
    "dstaddr6",
    "dstaddr6-negate",
    "dstintf",
    "dynamic-shaping",
    "emailfilter-profile",
    "file-filter-profile",
    "firewall-session-dirty",
    "fixedport",
    "geoip-anycast",
    "global-label",
    "icap-profile",
    "inspection-mode",
    "intf",
    "ippool",
    "ips-sensor",
    "label",
    "logtraffic",
    "logtraffic-start",
    "match-vip",
    "name",
    "nat",
    "np-acceleration",
    "per-ip-shaper",
    "permit-any-host",
    "poolname",
    "poolname6",
    "profile-group",
    "profile-protocol-options",
    "profile-type",
    "replacemsg-override-group",
    "rtp-addr",
    "rtp-nat",
    "schedule-timeout",
    "send-deny-packet",
    "service",
    "session-ttl",
    "spamfilter-profile",
    "srcaddr",
    "srcaddr-negate",
    "srcaddr6",
    "srcaddr6-negate",
    "srcintf",
    "ssh-filter-profile",
    "ssl-ssh-profile",
    "status",
    "tcp-mss-receiver",
    "tcp-mss-sender",
    "tcp-session-without-syn",
    "timeout-send-rst",
    "traffic-shaper",
    "traffic-shaper-reverse",
    "utm-status",
    "uuid",
    "videofilter-profile",
    "voip-profile",
    "waf-profile",
    "webfilter-profile",
];

/// A list of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// `firewall policy`.
    Policies,
    /// `firewall policy6`: the addresses are of IPv6.
    Policies6,
    /// `firewall local-in-policy`.
    LocalIn,
    /// `firewall local-in-policy6`.
    LocalIn6,
}

/// Reads one; none where it is switched off.
pub(super) fn policy(entry: &Entry, list: List, zones: &Zones, objects: &Objects) -> Option<Policy> {
    if entry.word("status") == "disable" {
        return None;
    }
    let is_local = matches!(list, List::LocalIn | List::LocalIn6);
    let mut undecided = conditions(entry);
    let (from, to) = if is_local { ("intf", "") } else { ("srcintf", "dstintf") };
    for key in [from, to].into_iter().filter(|key| !key.is_empty() && entry.words(key).is_empty()) {
        undecided.push(format!("{key} is missing"));
    }
    let incoming = zones.names(entry.words(from)).filter(|_| !entry.words(from).is_empty());
    let outgoing = zones.names(entry.words(to)).filter(|_| !entry.words(to).is_empty());
    let families: &[(bool, &str, &str)] = match list {
        List::Policies6 | List::LocalIn6 => &[(true, "srcaddr", "dstaddr")],
        List::LocalIn => &[(false, "srcaddr", "dstaddr")],
        List::Policies => &[(false, "srcaddr", "dstaddr"), (true, "srcaddr6", "dstaddr6")],
    };
    let mut ends = Vec::new();
    for (v6, source, destination) in families {
        if entry.words(source).is_empty() && entry.words(destination).is_empty() {
            continue;
        }
        let mut side = |key: &str| side(entry, key, *v6, objects, &mut undecided);
        let (source, destination) = (Some(side(source)), Some(side(destination)));
        ends.push(PacketMatch {
            incoming: incoming.clone(),
            outgoing: outgoing.clone(),
            source,
            destination,
            ..PacketMatch::any()
        });
    }
    if ends.is_empty() {
        undecided.push("its addresses are missing".to_owned());
        ends.push(PacketMatch { incoming, outgoing, ..PacketMatch::any() });
    }
    let services = services(entry, objects, &mut undecided);
    let action = match entry.word("action") {
        "accept" => Action::Permit,
        "deny" | "" => Action::Deny,
        _ => Action::Unknown,
    };
    let name = if entry.word("name").is_empty() { &entry.name } else { entry.word("name") };
    let logs = entry.word("logtraffic") == "all";
    Some(Policy { line: entry.line, name: name.to_owned(), ends, services, undecided, action, logs })
}

/// What narrows a policy and is not followed.
fn conditions(entry: &Entry) -> Vec<String> {
    let mut undecided = Vec::new();
    for (key, setting) in &entry.settings {
        let value = setting.words.first().map_or("", String::as_str);
        let says_nothing =
            ASIDE.contains(&key.as_str()) || value == "disable" || (key == "schedule" && value == "always");
        if !says_nothing {
            undecided.push(format!("{key} {value}"));
        }
    }
    undecided.extend(entry.inner.iter().map(|section| section.path.clone()));
    undecided
}

/// The addresses of one side: every one of the family where they are not known.
fn side(entry: &Entry, key: &str, v6: bool, objects: &Objects, undecided: &mut Vec<String>) -> Addresses {
    let every = if v6 { Addresses::all_v6() } else { Addresses::all_v4() };
    let (found, unknown) = objects.addresses(entry.words(key), v6);
    undecided.extend(unknown.iter().map(|name| format!("{key} {name}")));
    if entry.words(key).is_empty() {
        undecided.push(format!("{key} is missing"));
        return every;
    }
    match found {
        Some(set) if entry.enables(&format!("{key}-negate")) => every.without(&set),
        Some(set) => set,
        None => every,
    }
}

fn services(entry: &Entry, objects: &Objects, undecided: &mut Vec<String>) -> Vec<PacketMatch> {
    let (found, unknown) = objects.services(entry.words("service"));
    undecided.extend(unknown.iter().map(|name| format!("service {name}")));
    if entry.words("service").is_empty() {
        undecided.push("service is missing".to_owned());
        return vec![PacketMatch::any()];
    }
    if entry.enables("service-negate") {
        return vec![PacketMatch::any()];
    }
    found.unwrap_or_else(|| vec![PacketMatch::any()])
}
