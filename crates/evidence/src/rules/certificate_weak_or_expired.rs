//! Data flowed over a certificate that was out of date, or weak.

use ringwall_model::{
    Conversation, Grade, Instant, PresentedCertificate, ScopeId, Security, SecurityFact, Side, Stage, Unit, UnitId,
};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
};

const VALIDITY: &[&str] = &["SR 1.9/validity-checked"];
const KEY: &[&str] = &["SR 4.3/sound-keys"];
const HASH: &[&str] = &["SR 4.3/sound-algorithms"];
const IDENTITY: &[&str] = &["SR 1.9/identity-mapped"];
const MANAGED: &[&str] = &["SR 1.8/issued-and-managed"];

pub(super) static RULE: Rule = Rule {
    code: "certificate-weak-or-expired",
    title: "data flowed over a weak or expired certificate",
    explanation: "When data flows after a certificate that had expired, or was not valid yet, the side that relies on it \
        does not check validity; that side is contradicted, not the one that presented it, of which it is only shown that \
        its certificate was not renewed in time. A leaf with a short key, or \
        signed with a broken hash, contradicts sound cryptography on the channel. A certificate that was refused shows \
        the opposite and raises nothing; one that issued itself is only shown as such, and not even that where its \
        fingerprint is pinned in the declaration of the asset that presents it. Times are corrected by the observation \
        point's clock, and a certificate counts as expired only if it was by every reading of them.",
    criteria: &[
        ("SR 1.9/validity-checked", Effect::Contradicts),
        ("SR 4.3/sound-keys", Effect::Contradicts),
        ("SR 4.3/sound-algorithms", Effect::Contradicts),
        ("SR 1.9/identity-mapped", Effect::Contributes),
        ("SR 1.8/issued-and-managed", Effect::Contributes),
    ],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "the clock of the capture may be wrong",
        "a pinned leaf is trusted by its fingerprint, not by its issuer",
        "the hash by which a root or a self-issued certificate signs itself proves nothing and protects nothing",
        "a rejected certificate shows that validity is checked",
        "newer protocol versions hide certificates from this point",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        for fact in &conversation.cryptography {
            let Security::Certificate { certificate, stage: Stage::Completed } = &fact.security else { continue };
            if certificate.position != 0 {
                continue;
            }
            let (presenting, relying) =
                if certificate.by == Side::Initiator { (&initiator, &responder) } else { (&responder, &initiator) };
            let channel = scene.channel(&initiator, &responder);
            Leaf { scene, conversation, fact, certificate, presenting, relying, channel }.judge(out);
        }
    }
}

/// A leaf certificate over which data flowed.
struct Leaf<'s> {
    scene: &'s Scene<'s>,
    conversation: &'s Conversation,
    fact: &'s SecurityFact,
    certificate: &'s PresentedCertificate,
    presenting: &'s Party,
    relying: &'s Party,
    channel: Option<ScopeId>,
}

impl Leaf<'_> {
    fn judge(&self, out: &mut Out<'_>) {
        if let Some(words) = self.out_of_date() {
            out.add_at(self.relying, |scope, unit| self.sighting("", VALIDITY, scope, unit, &words));
            out.add_at(self.presenting, |scope, unit| self.sighting("managed", MANAGED, scope, unit, &words));
        }
        if self.certificate.self_issued && !self.is_pinned() {
            let words = "issued by itself and not pinned in the declaration";
            out.add_at(self.relying, |scope, unit| self.sighting("self-issued", IDENTITY, scope, unit, words));
        }
        let Some(channel) = &self.channel else { return };
        let whole = UnitId::Scope(channel.clone());
        if let Some(words) = weak_key(self.certificate) {
            out.add(self.sighting("key", KEY, channel.clone(), whole.clone(), &words));
        }
        if let Some(words) = weak_hash(self.certificate) {
            out.add(self.sighting("hash", HASH, channel.clone(), whole, &words));
        }
    }

    /// Out of date by every reading of the clocks: at its last use for the end, at its first for the beginning.
    fn out_of_date(&self) -> Option<String> {
        let PresentedCertificate { not_before, not_after, .. } = self.certificate;
        if self.scene.clock.earliest(self.fact.last_seen) > *not_after {
            return Some(format!("expired on {}", date(*not_after)));
        }
        (self.scene.clock.latest(self.fact.first_seen) < *not_before)
            .then(|| format!("valid from {} only", date(*not_before)))
    }

    fn is_pinned(&self) -> bool {
        let declared = self.scene.inputs.plant.assets.get(&self.presenting.asset);
        declared.is_some_and(|asset| {
            asset.pinned_certificates.iter().any(|pin| pin.eq_ignore_ascii_case(&self.certificate.fingerprint))
        })
    }

    fn sighting(
        &self,
        part: &'static str,
        criteria: &'static [&'static str],
        scope: ScopeId,
        unit: UnitId,
        words: &str,
    ) -> Sighting {
        let SecurityFact { first, last_seen, count, .. } = *self.fact;
        let (presenting, relying) = (&self.presenting.asset, &self.relying.asset);
        let subject = self.certificate.subject.terminal();
        let port = self.conversation.key.port;
        let text = format!(
            "certificate `{subject}` of {presenting} ({}, port {port}), {words}, was accepted by {relying} and data flowed",
            self.presenting.address
        );
        Sighting { part, criteria, scope, unit, first, last_seen, count, text }
    }
}

fn date(instant: Instant) -> String {
    instant.date()
}

/// Below 112 bits of security by current guidance (NIST SP 800-57 part 1).
fn weak_key(certificate: &PresentedCertificate) -> Option<String> {
    let bits = certificate.key_bits;
    let least = match certificate.key.as_ref() {
        "rsa" | "dsa" => 2048,
        "ec" => 224,
        _ => return None,
    };
    (0 < bits && bits < least).then(|| format!("with a {} key of {bits} bits", Word(&certificate.key)))
}

/// What a certificate says of itself needs no signature.
fn weak_hash(certificate: &PresentedCertificate) -> Option<String> {
    let weak = matches!(certificate.signature_hash.as_ref(), "md2" | "md4" | "md5" | "sha1");
    (weak && !certificate.self_issued).then(|| format!("signed with {}", Word(&certificate.signature_hash)))
}

/// An algorithm word, which in a file may be anything.
struct Word<'a>(&'a str);

impl std::fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        ringwall_model::Foreign::from(self.0).terminal().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, World, certificate};
    use ringwall_model::Outcome;

    /// The historian calls the controller, which presents the certificate.
    fn presented(certificate: PresentedCertificate, stage: Stage) -> World {
        let mut world = World::two_zones();
        world.fact("historian", "plc", Security::Certificate { certificate: Box::new(certificate), stage });
        world
    }

    fn expired() -> PresentedCertificate {
        PresentedCertificate { not_after: Instant(NOW.0 - 1), ..certificate() }
    }

    /// What contradicts.
    fn ids(world: &World) -> Vec<String> {
        let found = world.run(&RULE).into_iter().filter(|e| e.outcome == Outcome::Contradicts);
        found.map(|e| e.id.0.to_string()).collect()
    }

    #[test]
    fn an_expired_leaf_contradicts_the_side_that_relies_on_it() {
        let world = presented(expired(), Stage::Completed);
        assert_eq!(ids(&world), ["certificate-weak-or-expired:zone:dmz:asset:historian:control#7"]);
    }

    #[test]
    fn the_side_that_presents_an_expired_leaf_is_only_shown() {
        let found = presented(expired(), Stage::Completed).run(&RULE);
        let at_plc: Vec<_> = found.iter().filter(|e| e.units[0].to_string() == "asset:plc").collect();
        assert_eq!((at_plc.len(), at_plc[0].outcome), (1, Outcome::Contributes));
    }

    #[test]
    fn a_client_certificate_is_relied_on_by_the_responder() {
        let world = presented(PresentedCertificate { by: Side::Initiator, ..expired() }, Stage::Completed);
        assert_eq!(ids(&world), ["certificate-weak-or-expired:zone:bpcs:asset:plc:control#7"]);
    }

    #[test]
    fn an_expired_leaf_that_was_refused_says_nothing() {
        for stage in [Stage::Refused, Stage::Offered, Stage::Negotiated] {
            assert!(ids(&presented(expired(), stage)).is_empty());
        }
    }

    #[test]
    fn one_not_valid_yet_contradicts_too() {
        let early = PresentedCertificate { not_before: Instant(NOW.0 + 1), ..certificate() };
        assert_eq!(ids(&presented(early, Stage::Completed)).len(), 1);
    }

    #[test]
    fn a_clock_that_runs_fast_expires_nothing() {
        let mut world = presented(expired(), Stage::Completed);
        world.plant.observation_points.values_mut().for_each(|point| point.clock_offset_us = 10);
        assert!(ids(&world).is_empty());
    }

    #[test]
    fn a_pinned_self_issued_leaf_raises_nothing_and_another_is_only_shown() {
        let own = PresentedCertificate { self_issued: true, signature_hash: "sha1".into(), ..certificate() };
        let mut world = presented(own, Stage::Completed);
        let found = world.run(&RULE);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Contributes));
        world.plant.assets.get_mut("plc").unwrap().pinned_certificates.push("AB".repeat(32).into());
        assert!(world.run(&RULE).is_empty());
    }

    #[test]
    fn a_weak_key_or_hash_contradicts_the_channel() {
        let short = PresentedCertificate { key: "rsa".into(), key_bits: 1024, ..certificate() };
        assert_eq!(ids(&presented(short, Stage::Completed)), ["certificate-weak-or-expired.key:conduit:up:control#7"]);
        let broken = PresentedCertificate { signature_hash: "md5".into(), ..certificate() };
        assert_eq!(
            ids(&presented(broken, Stage::Completed)),
            ["certificate-weak-or-expired.hash:conduit:up:control#7"]
        );
    }

    #[test]
    fn a_root_above_a_sound_leaf_and_a_sound_leaf_raise_nothing() {
        let root = PresentedCertificate { position: 1, signature_hash: "md5".into(), ..expired() };
        assert!(ids(&presented(root, Stage::Completed)).is_empty());
        assert!(ids(&presented(certificate(), Stage::Completed)).is_empty());
    }
}
