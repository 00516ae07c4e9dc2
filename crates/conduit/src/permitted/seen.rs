//! What was observed, against what the configuration permits.

use std::net::IpAddr;

use ringwall_firewall::Set;
use ringwall_model::{
    Address, Addresses, ConnectionState, Conversation, PacketMatch, Place, Ranges, States, Transport, View, Way,
    Whereabouts, ZoneId,
};

use super::{Run, found::Subject};

impl Run<'_> {
    /// Answered exchanges across zones that the configuration would not have let pass.
    pub(super) fn observed(&mut self) {
        let zones = self.decides_between();
        let whereabouts = Whereabouts::new(self.views.plant, None);
        for conversation in self.views.reading.conversations.iter().filter(|c| c.answered_sessions > 0) {
            let Some((from, to)) = crosses(&whereabouts, conversation) else { continue };
            if zones.contains(&from) && zones.contains(&to) {
                self.observed_between(&from, &to, conversation);
            }
        }
    }

    /// One answered exchange from one zone to another.
    pub(super) fn observed_between(&mut self, from: &ZoneId, to: &ZoneId, conversation: &Conversation) {
        let Some(packet) = opening(conversation) else { return };
        let asked = self.judge.packets(&[Way::Through], &[packet]);
        let may_pass = self.judge.may_pass();
        let passes = self.judge.and(asked, may_pass);
        if !self.judge.is_empty(passes) {
            return;
        }
        let subject = Subject {
            code: "observed-but-blocked",
            views: &[View::Observed, View::Permitted],
            conduit: self.joins(from, to),
            between: Some((from, to)),
        };
        self.add(
            &subject,
            asked,
            |what| format!("{from} → {to}: {what} was answered, and the configuration blocks it"),
            |_, _| Some("find the other path, or take the configuration that runs".to_owned()),
        );
    }

    /// The first frame of an observed exchange that is in the set.
    pub(super) fn frame_of(&mut self, packets: Set) -> Option<Place> {
        let reading = self.views.reading;
        let mut first = None;
        for conversation in &reading.conversations {
            let Some(opening) = opening(conversation) else { continue };
            let at = conversation.first_frames.from_initiator.or(conversation.first_frames.from_responder);
            let Some(at) = at.filter(|at| first.is_none_or(|known| *at < known)) else { continue };
            let asked = self.judge.packets(&[Way::Through], &[opening]);
            let shared = self.judge.and(asked, packets);
            if !self.judge.is_empty(shared) {
                first = Some(at);
            }
        }
        first.map(|at| reading.place(at))
    }
}

fn parties(conversation: &Conversation) -> Option<(IpAddr, IpAddr)> {
    match conversation.session()? {
        (Address::Ip(from), Address::Ip(to)) => Some((from, to)),
        _ => None,
    }
}

/// The two zones, where they differ.
pub(crate) fn crosses(whereabouts: &Whereabouts<'_>, conversation: &Conversation) -> Option<(ZoneId, ZoneId)> {
    let (from, to) = parties(conversation)?;
    let zone = |ip| whereabouts.whose(&conversation.key.network, Address::Ip(ip)).zone;
    let (from, to) = (zone(from)?, zone(to)?);
    (from != to).then_some((from, to))
}

/// The packet that opens it.
pub(crate) fn opening(conversation: &Conversation) -> Option<PacketMatch> {
    let (from, to) = parties(conversation)?;
    let port = Some(Ranges::one(conversation.key.port));
    let (protocol, destination_port) = match conversation.key.transport {
        Transport::Tcp => (Some(Ranges::one(6_u8)), port),
        Transport::Udp => (Some(Ranges::one(17_u8)), port),
        Transport::Ip => (port, None),
        Transport::Ethernet | Transport::Serial => return None,
    };
    Some(PacketMatch {
        source: Some(Addresses::one(from)),
        destination: Some(Addresses::one(to)),
        protocol,
        destination_port,
        state: Some(States::from_iter([ConnectionState::New])),
        ..PacketMatch::any()
    })
}
