//! What the port that is watched does not show.

use ringwall_model::{Conversation, Diagnostic, Parties, Place, Reading, Severity, Transport};

/// One line on what was seen: half conversations, frames lost, frames seen twice.
pub(crate) fn health(reading: &Reading) -> Diagnostic {
    let sessions: Vec<&Conversation> = reading.conversations.iter().filter(|c| is_answered_by_nature(c)).collect();
    let one_sided = sessions.iter().filter(|c| is_one_sided(c)).count();
    let dropped = reading.captures.iter().filter_map(|c| c.dropped).fold(0_u64, u64::saturating_add);
    let twice = reading.conversations.iter().filter_map(|c| c.remarks.get("redundant-copy"));
    let twice = twice.fold(0_u64, |sum, n| sum.saturating_add(*n));
    let counts = format!(
        "{one_sided} of {} TCP conversations were seen from one side only; {dropped} frames were dropped by the \
         kernel; {twice} came twice",
        sessions.len()
    );
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
