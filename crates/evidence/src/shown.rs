//! A security fact of a session with both its sides: what most rules look at.

use ringwall_model::{Conversation, ScopeId, Security, SecurityFact, UnitId};

use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
};

/// A part of a rule and the criteria it speaks of there; all of one effect. The main part has no name.
pub(crate) type What = (&'static str, &'static [&'static str]);

/// A fact, the session that shows it and who took part.
pub(crate) struct Shown<'s> {
    pub(crate) conversation: &'s Conversation,
    pub(crate) fact: &'s SecurityFact,
    pub(crate) initiator: &'s Party,
    pub(crate) responder: &'s Party,
}

impl Shown<'_> {
    /// Adds what it shows at a party, in every scope the party belongs to.
    pub(crate) fn add_at(&self, out: &mut Out<'_>, party: &Party, what: What, text: &str) {
        out.add_at(party, |scope, unit| self.sighting(what, scope, unit, text));
    }

    /// Adds what it shows of a scope as a whole.
    pub(crate) fn add_to(&self, out: &mut Out<'_>, scope: ScopeId, what: What, text: &str) {
        out.add(self.sighting(what, scope.clone(), UnitId::Scope(scope), text));
    }

    fn sighting(&self, (part, criteria): What, scope: ScopeId, unit: UnitId, text: &str) -> Sighting {
        let SecurityFact { first, last_seen, count, .. } = *self.fact;
        Sighting { part, criteria, scope, unit, first, last_seen, count, text: text.to_owned() }
    }
}

/// Shows every wanted fact of every session. Who took part is looked up only where there is one.
pub(crate) fn each_fact(scene: &Scene<'_>, is_wanted: impl Fn(&Security) -> bool, mut show: impl FnMut(&Shown<'_>)) {
    for conversation in &scene.inputs.reading.conversations {
        let wanted: Vec<_> = conversation.cryptography.iter().filter(|fact| is_wanted(&fact.security)).collect();
        let session = if wanted.is_empty() { None } else { scene.session(conversation) };
        let Some((initiator, responder)) = session else { continue };
        for fact in wanted {
            show(&Shown { conversation, fact, initiator: &initiator, responder: &responder });
        }
    }
}
