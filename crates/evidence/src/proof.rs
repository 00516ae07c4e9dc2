//! Whether somebody proved who they are.

use ringwall_model::{PeerProof, Security, Soundness, Stage};

/// Somebody proved something, however weakly: the weakness is another rule's to say.
pub(crate) fn is_proof(security: &Security) -> bool {
    match security {
        Security::Login { stage, .. } | Security::Mechanism { stage, .. } => *stage == Stage::Completed,
        Security::Channel { peer, soundness, stage, .. } => {
            *peer != PeerProof::None && *soundness != Soundness::Weak && *stage >= Stage::Negotiated
        }
        Security::Authenticated { .. } => true,
        Security::Certificate { .. }
        | Security::TimeReply { .. }
        | Security::Anonymous { .. }
        | Security::Denied { .. }
        | Security::HostKey { .. }
        | Security::Interactive { .. }
        | Security::SessionToken { .. }
        | Security::Service { .. }
        | Security::Wireless { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completed_mechanism_is_a_proof_and_an_offered_one_is_none() {
        let by = |stage| Security::Mechanism { name: "any".into(), soundness: Soundness::Weak, stage };
        assert!(is_proof(&by(Stage::Completed)) && !is_proof(&by(Stage::Negotiated)));
    }

    #[test]
    fn whoever_was_let_in_as_nobody_proved_nothing() {
        assert!(!is_proof(&Security::Anonymous { human: false, changing: true, stage: Stage::Completed }));
    }
}
