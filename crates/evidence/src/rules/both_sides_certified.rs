//! Both sides of a session showed a certificate, and data flowed.

use ringwall_model::{Conversation, Grade, PresentedCertificate, Security, SecurityFact, Side, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{Shown, What},
};

const OWN: What = ("", &["SR 1.2 RE 1/one-identity-each", "SR 1.9/possession-proved"]);
const ISSUED: What = ("issued", &["SR 1.8/issued-and-managed"]);

pub(super) static RULE: Rule = Rule {
    code: "both-sides-certified",
    title: "both sides showed valid certificates and data flowed",
    explanation: "When initiator and responder each present a certificate of their own that is in date, and data then \
        flows, each has an identity in the eyes of the other and has shown that it holds the key. A certificate that \
        an authority issued also shows that there is one. It decides nothing: whether the other side checked what it \
        was shown, and whether the authority is the designated one, cannot be seen. One certificate alone, one out of \
        date, and the same key on both sides say nothing.",
    criteria: &[
        ("SR 1.2 RE 1/one-identity-each", Effect::Contributes),
        ("SR 1.9/possession-proved", Effect::Contributes),
        ("SR 1.8/issued-and-managed", Effect::Contributes),
    ],
    unit: Unit::MachineInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "newer protocol versions hide certificates from this point: not seen is not absent",
        "the peer may not validate what it is shown",
        "a proxy may have shown a certificate of its own",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Some((client, server)) =
            leaf(scene, conversation, Side::Initiator).zip(leaf(scene, conversation, Side::Responder))
        else {
            continue;
        };
        if client.1.key_fingerprint == server.1.key_fingerprint {
            continue;
        }
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        for (leaf, party, other) in [(client, &initiator, &responder), (server, &responder, &initiator)] {
            let shown = Shown { conversation, fact: leaf.0, initiator: &initiator, responder: &responder };
            let subject = leaf.1.subject.terminal();
            let text = format!(
                "{} ({}) showed certificate `{subject}` to {}, which showed one too, and data flowed",
                party.asset, party.address, other.address
            );
            shown.add_at(out, party, OWN, &text);
            if !leaf.1.self_issued {
                shown.add_at(out, party, ISSUED, &text);
            }
        }
    }
}

type Leaf<'s> = (&'s SecurityFact, &'s PresentedCertificate);

/// The first leaf a side used that was in date by every reading of the clocks.
fn leaf<'s>(scene: &Scene<'_>, conversation: &'s Conversation, side: Side) -> Option<Leaf<'s>> {
    conversation.cryptography.iter().find_map(|fact| match &fact.security {
        Security::Certificate { certificate, stage: Stage::Completed }
            if certificate.by == side && certificate.position == 0 && is_in_date(scene, fact, certificate) =>
        {
            Some((fact, certificate.as_ref()))
        }
        _ => None,
    })
}

fn is_in_date(scene: &Scene<'_>, fact: &SecurityFact, certificate: &PresentedCertificate) -> bool {
    let (first, last) = (scene.clock.earliest(fact.first_seen), scene.clock.latest(fact.last_seen));
    certificate.not_before <= first && last <= certificate.not_after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, World, certificate};
    use ringwall_model::{Instant, Outcome};

    fn of(by: Side) -> PresentedCertificate {
        PresentedCertificate { by, key_fingerprint: format!("{by:?}").into(), ..certificate() }
    }

    fn shown(certificates: &[PresentedCertificate]) -> World {
        let mut world = World::two_zones();
        for certificate in certificates {
            let certificate = Box::new(certificate.clone());
            world.fact("hmi", "plc", Security::Certificate { certificate, stage: Stage::Completed });
        }
        world
    }

    #[test]
    fn both_sides_in_date_contribute_at_each() {
        let found = shown(&[of(Side::Initiator), of(Side::Responder)]).run(&RULE);
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|e| e.outcome == Outcome::Contributes));
    }

    #[test]
    fn a_self_issued_one_shows_no_authority() {
        let own = PresentedCertificate { self_issued: true, ..of(Side::Initiator) };
        assert_eq!(shown(&[own, of(Side::Responder)]).ids(&RULE).len(), 3);
    }

    #[test]
    fn one_side_alone_and_an_authority_beside_it_say_nothing() {
        assert!(shown(&[of(Side::Responder)]).ids(&RULE).is_empty());
        let authority = PresentedCertificate { position: 1, ..of(Side::Initiator) };
        assert!(shown(&[of(Side::Responder), authority]).ids(&RULE).is_empty());
    }

    #[test]
    fn one_out_of_date_says_nothing() {
        let expired = PresentedCertificate { not_after: Instant(NOW.0 - 1), ..of(Side::Initiator) };
        assert!(shown(&[expired, of(Side::Responder)]).ids(&RULE).is_empty());
    }

    #[test]
    fn the_same_key_on_both_sides_is_no_identity_of_each() {
        let same = PresentedCertificate { key_fingerprint: of(Side::Responder).key_fingerprint, ..of(Side::Initiator) };
        assert!(shown(&[same, of(Side::Responder)]).ids(&RULE).is_empty());
    }

    #[test]
    fn certificates_that_no_data_followed_say_nothing() {
        let mut world = World::two_zones();
        for by in [Side::Initiator, Side::Responder] {
            world.fact("hmi", "plc", Security::Certificate { certificate: Box::new(of(by)), stage: Stage::Refused });
        }
        assert!(world.ids(&RULE).is_empty());
    }
}
