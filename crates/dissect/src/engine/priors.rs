//! What a server's port was seen to speak: a belief to begin with, for flows whose start was not seen.

use std::hash::{Hash, Hasher};

use hashbrown::HashMap;

use super::{
    detector::Row,
    key::{FlowCarrier, FlowKey, space},
    networks::NetworkNumber,
    side::End,
};
use crate::link::{Family, RawAddress};

/// Servers remembered in one shard.
const SERVERS_MAX: usize = 4096;

/// Bits that say of ports whether any server may be remembered there: most ports are clients', who are asked for as well.
const PORT_BITS: usize = 4096;

/// Protocols by server.
#[derive(Debug)]
pub(crate) struct Priors {
    rows: HashMap<Server, Row, foldhash::fast::FixedState>,
    ports: [u64; PORT_BITS / 64],
}

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

impl Priors {
    pub(crate) fn new(seed: u64) -> Self {
        let rows = HashMap::with_hasher(foldhash::fast::FixedState::with_seed(seed));
        Self { rows, ports: [0; PORT_BITS / 64] }
    }

    /// Remembers what an end of a flow speaks as a server.
    pub(crate) fn learn(&mut self, key: &FlowKey, responder: End, row: Row) {
        let server = server(key, responder);
        if self.rows.len() < SERVERS_MAX || self.rows.contains_key(&server) {
            self.rows.insert(server, row);
            let (word, bit) = port_bit(server.port);
            if let Some(word) = self.ports.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// What an end of a flow was seen to speak as a server.
    pub(crate) fn row(&self, key: &FlowKey, end: End) -> Option<Row> {
        let (word, bit) = port_bit(key.port(end));
        if self.ports.get(word).is_none_or(|word| word & bit == 0) {
            return None;
        }
        self.rows.get(&server(key, end)).copied()
    }

    /// The end known as a server, where just one is.
    pub(crate) fn responder(&self, key: &FlowKey) -> Option<End> {
        match (self.row(key, End::Low), self.row(key, End::High)) {
            (Some(_), None) => Some(End::Low),
            (None, Some(_)) => Some(End::High),
            _ => None,
        }
    }
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
