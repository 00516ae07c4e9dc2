//! What the port that is watched does not show.

use ringwall_model::{Conversation, Diagnostic, Parties, Place, Reading, Severity, Transport};

/// What reading found out by itself: frames that came twice, a clock that was set.
const TOLD: [&str; 2] = ["frames-twice", "time-steps"];

/// One line on what was seen: half conversations, frames lost, frames seen twice.
pub(crate) fn health(reading: &Reading) -> Diagnostic {
    let sessions: Vec<&Conversation> = reading.conversations.iter().filter(|c| is_answered_by_nature(c)).collect();
    let one_sided = sessions.iter().filter(|c| is_one_sided(c)).count();
    let dropped = reading.captures.iter().filter_map(|c| c.dropped).fold(0_u64, u64::saturating_add);
    let twice = reading.conversations.iter().filter_map(|c| c.remarks.get("redundant-copy"));
    let twice = twice.fold(0_u64, |sum, n| sum.saturating_add(*n));
    let mut counts = format!(
        "{one_sided} of {} TCP conversations were seen from one side only; {dropped} frames were dropped by the \
         kernel; {twice} were redundant copies",
        sessions.len()
    );
    let others = reading.diagnostics.iter().filter(|d| TOLD.contains(&&*d.code));
    others.for_each(|told| counts.extend(["; ", &told.message]));
    let (severity, advice) = match (one_sided.saturating_mul(10) > sessions.len(), dropped > 0) {
        (true, _) => (Severity::Warning, "mirror both directions of the port, and all ports of the redundant path"),
        (false, true) => (Severity::Warning, "watch fewer ports, or on a faster machine: what was dropped is unknown"),
        (false, false) => (Severity::Note, "nothing seems to be missing"),
    };
    Diagnostic::new("port-health", severity, Place::Whole, counts).help(advice)
}

/// TCP in which something was said: whoever sends data is acknowledged.
fn is_answered_by_nature(conversation: &Conversation) -> bool {
    let is_session = matches!(conversation.key.parties, Parties::Session { .. });
    is_session && conversation.key.transport == Transport::Tcp && conversation.sessions > 0
}

fn is_one_sided(conversation: &Conversation) -> bool {
    conversation.packets.from_initiator == 0 || conversation.packets.from_responder == 0
}

#[cfg(test)]
mod tests {
    use ringwall_model::Capture;

    use super::*;

    fn reading(dropped: u64) -> Reading {
        let name = ringwall_model::Foreign::from("eth1");
        let capture = Capture {
            name,
            point: None,
            sha256: None,
            frames: 9,
            first: None,
            last: None,
            dropped: Some(dropped),
            lines: false,
        };
        let diagnostics = vec![Diagnostic::new("frames-twice", Severity::Note, Place::Whole, "7 frames came twice")];
        Reading { captures: vec![capture], diagnostics, ..Reading::default() }
    }

    #[test]
    fn drops_are_a_warning_and_what_came_twice_is_said() {
        let told = health(&reading(3));
        assert_eq!(told.severity, Severity::Warning);
        assert!(told.message.contains("3 frames were dropped") && told.message.contains("7 frames came twice"));
        assert_eq!(health(&reading(0)).severity, Severity::Note);
    }
}
