//! Requests of a connection that wait for their answers.
//!
//! A CIP reply does not say which class it comes from; without its request its meaning, and whether it holds an identity,
//! is unknown. Tags for the engine are given here, because one encapsulation message may hold many requests.

use crate::{Call, recent::Recent};

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

/// Exchange and place in one word, the exchange in front.
fn key(exchange: Exchange, place: Place) -> u128 {
    let place = match place {
        Place::Encapsulation => 1 << 16,
        Place::Message => 2 << 16,
        Place::Inner(index) => 3 << 16 | u128::from(index),
    };
    front(exchange) | place
}

/// Bits of a key below the exchange.
const PLACE_BITS: u32 = 18;

fn front(exchange: Exchange) -> u128 {
    let (kind, number) = match exchange {
        Exchange::Context(context) => (0, u128::from(context)),
        Exchange::Sequence(connection, count) => (1, u128::from(connection) << 16 | u128::from(count)),
        Exchange::Transaction(number) => (2, u128::from(number)),
    };
    (kind << 64 | number) << PLACE_BITS
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Tag given to the engine.
    pub tag: u32,
    /// Class addressed.
    pub class: Option<u16>,
    /// Service, or function of PCCC.
    pub service: u8,
    /// What that service does there.
    pub call: Call,
    /// Attribute addressed.
    pub attribute: Option<u16>,
    /// Slot of the module addressed.
    pub slot: Option<u8>,
}

/// Most requests kept; the oldest are forgotten. Many more than a Multiple Service Packet of 500 bytes holds.
const ASKED_MAX: u8 = 64;

/// Requests that wait.
#[derive(Debug)]
pub struct Waiting {
    asked: Recent<u128, Asked>,
    last_tag: u32,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { asked: Recent::new(ASKED_MAX), last_tag: 0 }
    }
}

impl Waiting {
    /// A tag that no recent request has.
    pub fn tag(&mut self) -> u32 {
        self.last_tag = self.last_tag.wrapping_add(1).max(1);
        self.last_tag
    }

    /// Adds a request.
    pub fn ask(&mut self, exchange: Exchange, place: Place, asked: Asked) {
        self.asked.push(key(exchange, place), asked);
    }

    /// Takes the request at a place of an exchange: the next in turn, for parts are answered in the order they were asked;
    /// else the newest, for an older one was given up when the exchange began anew.
    pub fn take(&mut self, exchange: Exchange, place: Place) -> Option<Asked> {
        self.asked.take_in_turn(key(exchange, place))
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.asked.memory()
    }
}
