//! A witness in plain words.

use ringwall_model::{Conversation, Place, WitnessKind};

use crate::exchanges::Seen;

/// The protocol word, or transport and port where none was recognised.
pub fn protocol(conversation: &Conversation) -> String {
    let key = &conversation.key;
    match &key.protocol {
        Some(word) => word.to_string(),
        None => key.transport.wire(key.port),
    }
}

/// `10.10.3.30 → 10.10.1.10 tcp/502, modbus write (Write Single Register): not declared by sis-to-bpcs, accepted 3 times, first in safety frame 120`.
pub fn text(
    conversation: &Conversation,
    seen: &Seen<'_>,
    kind: WitnessKind,
    conduit: Option<&str>,
    place: &Place,
) -> String {
    let key = &conversation.key;
    let function = seen.function.map(|(_, name)| format!(" ({name})")).unwrap_or_default();
    let what = match &key.protocol {
        Some(word) => format!("{word} {}{function}", seen.operation),
        None => "not recognised".to_owned(),
    };
    format!(
        "{} → {} {}, {what}: {}, {}, first in {}",
        key.parties.first(),
        key.parties.second(),
        key.transport.wire(key.port),
        reason(kind, conduit),
        outcome(seen, kind),
        place.terminal(),
    )
}

fn reason(kind: WitnessKind, conduit: Option<&str>) -> String {
    let name = conduit.unwrap_or("any conduit");
    match kind {
        WitnessKind::NotAllowed => format!("not declared by {name}"),
        WitnessKind::NoConduit => "no conduit joins the two zones".to_owned(),
        WitnessKind::ReturnPath => format!("comes back against the one-way conduit {name}"),
        WitnessKind::Undecided => format!("{name} limits objects, times or rates that this capture cannot decide"),
    }
}

fn outcome(seen: &Seen<'_>, kind: WitnessKind) -> String {
    let times = |n: u64| if n == 1 { "once".to_owned() } else { format!("{n} times") };
    if kind == WitnessKind::ReturnPath {
        return format!("{} frame{}", seen.count, if seen.count == 1 { "" } else { "s" });
    }
    match (seen.accepted, seen.answered, seen.function) {
        (0, false, _) => format!("tried {}, not answered", times(seen.count)),
        (0, true, Some(_)) => format!("sent {}, not accepted", times(seen.count)),
        (0, true, None) => format!("answered, {} frame{}", seen.count, if seen.count == 1 { "" } else { "s" }),
        (n, _, _) => format!("accepted {}", times(n)),
    }
}
