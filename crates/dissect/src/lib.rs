//! Capture formats as bytes, the flow engine, and the protocols: bytes to conversations and facts.
//!
//! Pure: no file, clock or thread. `formats/` cuts capture files into frames, `engine/` follows flows, `protocols/`
//! understands them; `logs/` reads what other programs wrote of them. Only the table [`PROTOCOLS`] knows which protocols exist.

#[cfg(test)]
extern crate self as ringwall_dissect;

mod crc;
mod cursor;
pub mod engine;
pub mod formats;
pub mod link;
pub mod logs;
mod mstp;
mod protocol;
mod protocols;
mod recent;
mod sink;
#[cfg(test)]
mod testing;

pub use cursor::Cursor;
pub use protocol::{
    ANY_CODE, Basis, Call, Carrier, Direction, Framing, Function, Match, Pdu, Protocol, Sample, Session, Signature,
};
pub use protocols::PROTOCOLS;
pub use sink::{Answered, EVENTS_MAX, Event, Events, Listener, Native, Object, Sink, Subject, VALUE_BYTES_MAX};
