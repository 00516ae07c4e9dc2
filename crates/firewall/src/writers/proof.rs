//! What was written, read again by the reader of its dialect: exactly what is meant may pass.

use ringwall_model::{ConnectionState, PacketMatch, Ruleset, States, Way};

use super::{Family, Intent, Manner, Present, Writer};
use crate::{Judge, Set, read};

impl Writer {
    /// Why a text of this dialect does not let through exactly what is meant; none where it does.
    pub fn refuted(&self, intent: &Intent, manner: Manner, text: &str) -> Option<String> {
        let framed = (self.frame)(intent, text);
        let read = read("what was written", framed.as_bytes());
        let mut judge = Judge::new(&read.ruleset, &intent.interfaces);
        let asked = judge.packets(&[Way::Through], &self.domain(intent));
        let unknown = judge.unknown();
        let unclear = judge.and(asked, unknown);
        if let Some(packet) = judge.witness(unclear) {
            let why = read.diagnostics.first().map(|d| format!(": {}", d.message)).unwrap_or_default();
            return Some(format!("whether {} passes cannot be told{why}", packet.words()));
        }
        let wanted = match manner {
            Manner::Enforce => judge.packets(&[Way::Through], &intent.permitted(self.knows)),
            Manner::OnlyLog => asked,
        };
        let (wanted, permitted) = (judge.and(wanted, asked), judge.permitted());
        let (lost, gained) = (judge.without(wanted, permitted), judge.and(asked, permitted));
        let gained = judge.without(gained, wanted);
        let lost = judge.witness(lost).map(|packet| format!("{} is meant to pass and does not", packet.words()));
        lost.or_else(|| judge.witness(gained).map(|packet| format!("{} passes and is not meant to", packet.words())))
    }

    /// Why a configuration that only watches would refuse what passes now, or let more through than passes now and is meant, at
    /// whichever interface; none where it would not.
    pub fn disturbs(&self, intent: &Intent, present: &Present<'_>, after: &str) -> Option<String> {
        let read = read("what was written", after.as_bytes());
        let nothing = Ruleset::default();
        let mut plain = Judge::new(&nothing, &[]);
        let (now, then) = (opening(present.ruleset, &mut plain), opening(&read.ruleset, &mut plain));
        let meant = plain.packets(&[Way::Through], &intent.opening());
        let (lost, gained) = (plain.without(now, then), plain.without(then, now));
        let gained = plain.without(gained, meant);
        let lost = plain.witness(lost).map(|packet| format!("{} passes now and would not", packet.words()));
        lost.or_else(|| {
            plain.witness(gained).map(|packet| format!("{} would pass and is not meant to", packet.words()))
        })
    }

    /// Packets of which the text says all, of its family.
    fn domain(&self, intent: &Intent) -> Vec<PacketMatch> {
        let family = Family::addresses(self.family);
        let of_family = |packets: PacketMatch| {
            let source = packets.source.as_ref().map_or_else(|| family.clone(), |own| own.intersection(&family));
            PacketMatch { source: Some(source), ..packets }
        };
        (self.domain)(intent).into_iter().map(of_family).collect()
    }
}

/// What may open a connection through a device, at some interface.
fn opening(ruleset: &Ruleset, plain: &mut Judge<'_>) -> Set {
    let state = Some(States::from_iter([ConnectionState::New]));
    let new = [PacketMatch { state, ..PacketMatch::any() }];
    let mut judge = Judge::new(ruleset, &[]);
    let (asked, passing) = (judge.packets(&[Way::Through], &new), judge.may_pass());
    let passing = judge.and(asked, passing);
    let (passing, new) = (judge.carry(passing, plain), plain.packets(&[Way::Through], &new));
    plain.and(passing, new)
}

/// Packets that open a connection or belong to one: what one announces is for the device to know.
pub(super) fn known_connections() -> PacketMatch {
    let state = States::from_iter([ConnectionState::New, ConnectionState::Established]);
    PacketMatch { state: Some(state), ..PacketMatch::any() }
}
