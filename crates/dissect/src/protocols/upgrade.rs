//! TLS begun inside another protocol (STARTTLS and its like): what the TLS session proves is told as the protocol's own.
//!
//! Records count as messages of the outer protocol, in a row of its own; channels, certificates and names are passed on.

use super::tls;
use crate::{Direction, Event, Events, Framing, Pdu, Session, Sink};

/// A TLS session inside another.
pub struct Upgrade {
    session: Box<dyn Session>,
    events: Events,
}

impl Default for Upgrade {
    fn default() -> Self {
        Self { session: (tls::PROTOCOL.open)(), events: Events::default() }
    }
}

impl Upgrade {
    /// Reads one record.
    pub fn record(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        self.events.clear();
        self.session.pdu(pdu, &mut Sink::new(&mut self.events));
        for event in &self.events.list {
            match event {
                Event::Security(fact) => out.security(fact.clone()),
                Event::Identity { who, what, value, how } => {
                    out.identity(*who, *what, self.events.bytes(value), *how);
                }
                Event::InitiatorSends(direction) => out.initiator_sends(*direction),
                _ => {}
            }
        }
    }

    /// Bytes were lost.
    pub fn gap(&mut self, direction: Direction) {
        self.session.gap(direction);
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.session.heap_bytes().saturating_add(self.events.arena.capacity())
    }
}

/// Length of the TLS record that starts these bytes, header included.
pub fn record_bytes(bytes: &[u8]) -> Option<usize> {
    match bytes.first_chunk()? {
        [20..=23, 3, 0..=4, high, low] => Some(usize::from(u16::from_be_bytes([*high, *low])).saturating_add(5)),
        _ => None,
    }
}

/// Cuts a record, where one starts here.
pub fn frame(bytes: &[u8]) -> Option<Framing> {
    let total = record_bytes(bytes)?;
    Some(if total <= bytes.len() { Framing::Pdu(total) } else { Framing::Need(total) })
}

#[cfg(test)]
mod tests {
    use ringwall_model::{Security, Stage};

    use crate::protocols::smtp;
    use crate::testing::stream;
    use crate::{Direction, Event};

    /// What a recorded TLS session proves, behind the words that begin one.
    #[test]
    fn a_channel_begun_inside_a_protocol_is_told_as_its_own() {
        let digit = |b: u8| char::from(b).to_digit(16).unwrap() as u8;
        let mut script: Vec<(Direction, Vec<u8>)> = vec![
            (Direction::Forward, b"EHLO x\r\nSTARTTLS\r\n".to_vec()),
            (Direction::Backward, b"250 ok\r\n220 go\r\n".to_vec()),
        ];
        let sample = include_str!("tls/samples/plain-1.2.hex");
        for (direction, hex) in sample.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(' ')) {
            let direction = if direction == ">" { Direction::Forward } else { Direction::Backward };
            script.push((direction, hex.as_bytes().chunks(2).map(|p| digit(p[0]) << 4 | digit(p[1])).collect()));
        }
        let pieces: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
        let mut told: Vec<_> = stream(&smtp::PROTOCOL, &pieces)
            .into_iter()
            .filter_map(|(event, _)| match event {
                Event::Security(Security::Channel { stage, .. }) => Some(("channel", stage)),
                Event::Security(Security::Certificate { stage, .. }) => Some(("certificate", stage)),
                _ => None,
            })
            .collect();
        told.dedup();
        let (offered, agreed, done) = (Stage::Offered, Stage::Negotiated, Stage::Completed);
        assert_eq!(told, [("certificate", offered), ("channel", agreed), ("channel", done), ("certificate", done)]);
    }
}
