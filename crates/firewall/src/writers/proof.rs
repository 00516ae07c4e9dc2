//! What was written, read again by the reader of its dialect: exactly what is meant may pass.

use ringwall_model::{ConnectionState, Names, PacketMatch, States, Way};

use super::{Family, Intent, Knows, Manner, Writer};
use crate::{Judge, read};

impl Writer {
    /// Why a text of this dialect does not let through exactly what is meant; none where it does.
    pub fn refuted(&self, intent: &Intent, manner: Manner, text: &str) -> Option<String> {
        let framed = format!("{}{text}", (self.frame)(intent));
        let read = read("what was written", framed.as_bytes());
        let mut judge = Judge::new(&read.ruleset, &intent.interfaces);
        let asked = judge.packets(&[Way::Through], &[self.domain(intent)]);
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

    /// Packets of which the text says all: of its family, at the interfaces it is bound to.
    fn domain(&self, intent: &Intent) -> PacketMatch {
        let named = || Names {
            patterns: intent.interfaces.iter().map(|name| ringwall_model::NamePattern::exact(name)).collect(),
            negated: false,
        };
        let is_bound = self.needs_interfaces.then(named);
        // The connection a packet belongs to is known where a rule may ask for it; elsewhere what it announces is not.
        let certain = States::from_iter([ConnectionState::New, ConnectionState::Established]);
        PacketMatch {
            incoming: is_bound.clone(),
            outgoing: is_bound.filter(|_| self.knows == Knows::Packets),
            state: (self.needs_interfaces && self.knows == Knows::Connections).then_some(certain),
            source: Some(Family::addresses(self.family)),
            ..PacketMatch::any()
        }
    }
}
