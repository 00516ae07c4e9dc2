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
