//! Requests of a connection that wait for their answers.
//!
//! A CIP reply does not say which class it comes from; without its request its meaning, and whether it holds an identity,
//! is unknown. Tags for the engine are given here, because one encapsulation message may hold many requests.

use std::collections::VecDeque;

use crate::Native;

/// Which exchange a message belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// Unconnected: the sender context.
    Context(u64),
    /// Connected: the connection, as far as it is known, and the sequence count.
    Sequence(u32, u16),
    /// PCCC: the transaction number.
    Transaction(u16),
}

/// Place of a message in its exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The encapsulation message itself.
    Encapsulation,
    /// The message it carries.
    Message,
    /// One of the messages in a Multiple Service Packet, by index.
    Inner(u16),
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub exchange: Exchange,
    pub place: Place,
    /// Tag given to the engine.
    pub tag: u32,
    /// Class addressed.
    pub class: Option<u16>,
    /// Service, or function of PCCC.
    pub service: u8,
    /// Attribute addressed.
    pub attribute: Option<u16>,
    /// Module addressed.
    pub native: Native,
}

/// Most requests kept; the oldest are forgotten. Many more than a Multiple Service Packet of 500 bytes holds.
const ASKED_MAX: usize = 64;

/// Requests that wait, oldest first.
#[derive(Debug, Default)]
pub struct Waiting {
    asked: VecDeque<Asked>,
    last_tag: u32,
}

impl Waiting {
    /// A tag that no recent request has.
    pub fn tag(&mut self) -> u32 {
        self.last_tag = self.last_tag.wrapping_add(1).max(1);
        self.last_tag
    }

    /// Forgets what an exchange still waits for: it starts anew.
    pub fn start(&mut self, exchange: Exchange) {
        self.asked.retain(|a| a.exchange != exchange);
    }

    /// Adds a request.
    pub fn ask(&mut self, asked: Asked) {
        if self.asked.len() >= ASKED_MAX {
            self.asked.pop_front();
        }
        self.asked.push_back(asked);
    }

    /// Takes the request at a place of an exchange.
    pub fn take(&mut self, exchange: Exchange, place: Place) -> Option<Asked> {
        // Answers are mostly for what was asked last; what was never answered lies in front.
        let at = self.asked.iter().rposition(|a| a.exchange == exchange && a.place == place)?;
        self.asked.remove(at)
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.asked.capacity().saturating_mul(size_of::<Asked>())
    }
}
