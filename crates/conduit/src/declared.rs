//! The declaration, indexed by the pair of zones an exchange crosses.

use std::collections::BTreeMap;

use ringwall_model::{Conduit, ConduitId, Plant, ZoneId};

use crate::allowances::Allowances;

type Joining<'a> = Vec<(&'a ConduitId, &'a Conduit)>;

/// Declared conduits, ready to be asked.
#[derive(Debug)]
pub struct Declared<'a> {
    joins: BTreeMap<&'a ZoneId, BTreeMap<&'a ZoneId, Joining<'a>>>,
    pub(crate) allowances: Allowances<'a>,
    pub(crate) plant: &'a Plant,
}

impl<'a> Declared<'a> {
    /// Indexes the conduits of a plant.
    pub fn new(plant: &'a Plant) -> Self {
        let mut joins: BTreeMap<_, BTreeMap<_, Joining<'a>>> = BTreeMap::new();
        for (id, conduit) in &plant.conduits {
            for a in &conduit.zones {
                for b in conduit.zones.iter().filter(|b| *b != a) {
                    joins.entry(a).or_default().entry(b).or_default().push((id, conduit));
                }
            }
        }
        Self { joins, allowances: Allowances::new(plant.conduits.iter()), plant }
    }

    /// The conduits that join two zones, sorted by id.
    pub fn joining(&self, from: &ZoneId, to: &ZoneId) -> &[(&'a ConduitId, &'a Conduit)] {
        self.joins.get(from).and_then(|to_zones| to_zones.get(to)).map_or(&[], Vec::as_slice)
    }
}
