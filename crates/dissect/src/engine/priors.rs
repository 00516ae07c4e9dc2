//! What a server's port was seen to speak: a belief to begin with, for flows whose start was not seen.

use std::hash::{BuildHasher, Hash, Hasher};

use super::{
    detector::Row,
    key::{FlowCarrier, FlowKey, space},
    networks::NetworkNumber,
    side::End,
};
use crate::link::{Family, RawAddress};

/// Servers remembered in one shard.
const SERVERS_MAX: usize = 32_768;

/// Bits that say of ports whether any server may be remembered there: most ports are clients', who are asked for as well.
const PORT_BITS: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Server {
    network: NetworkNumber,
    family: Family,
    carrier: FlowCarrier,
    address: RawAddress,
    port: u16,
}

impl Hash for Server {
    /// As few words, as for [`FlowKey`].
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (high, low) = self.address.halves();
        state.write_u64(high ^ u64::from(self.port));
        state.write_u64(low);
        state.write_u64(space(self.network, self.family, self.carrier as u8));
    }
}

/// Protocols by server.
///
/// A server is a word: the front of its hash, which is random to whoever sends frames, and its row. That two servers share 56 bits is
/// less likely than a fault of the memory, and what is remembered is a belief to begin with; to keep addresses as well would be another
/// wait for memory in every new flow.
#[derive(Debug)]
pub(crate) struct Priors {
    /// Open places, a power of two; 0 is free, else the hash with a row and one in its last byte.
    words: Vec<u64>,
    used: usize,
    ports: [u64; PORT_BITS / 64],
    state: foldhash::fast::FixedState,
}

const LEAST: usize = 64;
const ROW: u64 = 0xff;

impl Priors {
    pub(crate) fn new(seed: u64) -> Self {
        let state = foldhash::fast::FixedState::with_seed(seed);
        Self { words: vec![0; LEAST], used: 0, ports: [0; PORT_BITS / 64], state }
    }

    /// Remembers what an end of a flow speaks as a server.
    pub(crate) fn learn(&mut self, key: &FlowKey, responder: End, row: Row) {
        let (server, (word, bit)) = (self.hash(key, responder), port_bit(key.port(responder)));
        let at = place(&self.words, server);
        let known = self.words.get(at).is_some_and(|word| *word != 0);
        if !known && self.used >= SERVERS_MAX {
            return;
        }
        if let Some(word) = self.words.get_mut(at) {
            *word = server & !ROW | u64::from(row).saturating_add(1);
        }
        if let Some(word) = self.ports.get_mut(word) {
            *word |= bit;
        }
        if !known {
            self.used = self.used.saturating_add(1);
            if self.used.saturating_mul(2) > self.words.len() {
                self.grow();
            }
        }
    }

    /// What an end of a flow was seen to speak as a server.
    pub(crate) fn row(&self, key: &FlowKey, end: End) -> Option<Row> {
        let (word, bit) = port_bit(key.port(end));
        if self.ports.get(word).is_none_or(|word| word & bit == 0) {
            return None;
        }
        let word = self.words.get(place(&self.words, self.hash(key, end)))?;
        (word & ROW).checked_sub(1).and_then(|row| Row::try_from(row).ok())
    }

    /// The end known as a server, where just one is.
    pub(crate) fn responder(&self, key: &FlowKey) -> Option<End> {
        match (self.row(key, End::Low), self.row(key, End::High)) {
            (Some(_), None) => Some(End::Low),
            (None, Some(_)) => Some(End::High),
            _ => None,
        }
    }

    fn hash(&self, key: &FlowKey, end: End) -> u64 {
        self.state.hash_one(server(key, end))
    }

    fn grow(&mut self) {
        let mut words = vec![0; self.words.len().saturating_mul(2)];
        for word in self.words.iter().filter(|word| **word != 0) {
            let at = place(&words, *word);
            if let Some(free) = words.get_mut(at) {
                *free = *word;
            }
        }
        self.words = words;
    }
}

/// Where the word of a server stands, or would.
fn place(words: &[u64], server: u64) -> usize {
    let mask = words.len().wrapping_sub(1);
    let mut at = (server >> 32) as usize & mask;
    // Half of the places are free.
    while words.get(at).is_some_and(|word| *word != 0 && (word ^ server) & !ROW != 0) {
        at = at.wrapping_add(1) & mask;
    }
    at
}

/// The word and the bit of a port.
fn port_bit(port: u16) -> (usize, u64) {
    let at = usize::from(port) % PORT_BITS;
    (at / 64, 1 << (at % 64))
}

fn server(key: &FlowKey, end: End) -> Server {
    Server {
        network: key.network,
        family: key.family,
        carrier: key.carrier,
        address: key.address(end),
        port: key.port(end),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ringwall_model::Instant;

    use super::{
        super::{Gate, Moment, Networks, Stamp},
        *,
    };
    use crate::link::Headers;

    fn key(server: u32) -> (FlowKey, End) {
        let (networks, mut headers) = (Networks::default(), Headers::default());
        headers.family = Family::V4;
        headers.source = RawAddress::v4([10, 255, 0, 1]);
        headers.destination = RawAddress::v4(server.to_be_bytes());
        headers.destination_port = (server % 7) as u16;
        let moment = Moment { stamp: Stamp::new(0, 1), time: Instant(0) };
        let frame = Gate::new(7, &networks).frame(moment, 0, &headers, 0, 60);
        (frame.key, frame.end.other())
    }

    #[test]
    fn it_remembers_what_each_server_spoke_last_and_no_more_servers_than_it_may() {
        let (mut priors, mut map) = (Priors::new(7), BTreeMap::new());
        let servers = 3 * u32::try_from(SERVERS_MAX).unwrap() / 2;
        for n in 0..2 * servers {
            let server = n.wrapping_mul(7_919) % servers;
            let ((key, end), row) = (key(server), (n % 128) as Row);
            if map.len() < SERVERS_MAX || map.contains_key(&server) {
                map.insert(server, row);
            }
            priors.learn(&key, end, row);
        }
        assert_eq!(map.len(), SERVERS_MAX);
        for server in 0..servers {
            let (key, end) = key(server);
            assert_eq!(priors.row(&key, end), map.get(&server).copied(), "{server}");
        }
    }
}
