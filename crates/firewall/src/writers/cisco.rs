//! What the dialects of one maker share: entries of access lists with groups of addresses.

use ringwall_model::{NamePattern, Names};

use super::{
    Entry, Intent,
    intent::{TCP, UDP},
    names::safe_names,
};

/// Longest name of a group, less the mark (Cisco ASA and IOS command references, object-group).
const GROUP_MAX: usize = 56;

/// Names of the groups, each with the mark of this text: a group of another text is never added to.
pub(super) fn groups(intent: &Intent, mark: &str) -> Vec<String> {
    let names = safe_names(intent.objects.iter().map(|object| object.name.as_str()), GROUP_MAX);
    names.into_iter().map(|name| format!("{name}.{mark}")).collect()
}

/// The interfaces lists are bound to.
pub(super) fn bound(intent: &Intent) -> Names {
    Names { patterns: intent.interfaces.iter().map(|name| NamePattern::exact(name)).collect(), negated: false }
}

/// The word of a protocol.
pub(super) fn protocol(entry: &Entry, any: &str) -> String {
    match entry.protocol {
        Some(TCP) => "tcp".to_owned(),
        Some(UDP) => "udp".to_owned(),
        Some(1) => "icmp".to_owned(),
        Some(other) => other.to_string(),
        None => any.to_owned(),
    }
}

/// ` eq 502`, or nothing.
pub(super) fn port(entry: &Entry) -> String {
    entry.port.map(|port| format!(" eq {port}")).unwrap_or_default()
}
