//! What a plant declares.

pub(crate) mod asset;
mod conduit;
mod configuration;
mod countermeasure;
mod drawing;
mod essential;
mod firmware;
mod network;
mod observation;
mod people;
mod product;
mod risk;
mod statement;
mod zone;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};

pub use asset::{ApprovedService, Asset, AssetInterface, Behind, Criticality};
pub use conduit::{Allowance, Conduit, DataDirection, Enforcement, Failure, Party};
pub use configuration::ConfigurationSource;
pub use countermeasure::{Allocation, Compensation, Countermeasure, CountermeasureKind, PositiveCheck};
pub use drawing::{Drawing, Pin};
pub use essential::{EssentialConsole, EssentialFlow, EssentialFunction, EssentialService, EssentialServiceKind, Lock};
pub use network::{AccessPoint, AccessPointKind, AddressMapping, Network, NetworkKind, Prefix};
pub use observation::{Method, ObservationPoint, Window};
pub use people::{Person, PersonRole};
pub use product::{Able, Capability, Product};
pub use risk::Scenario;
pub use statement::{Artefact, Rating, STATEMENT_VALID_DAYS, Statement};
pub use zone::{Zone, ZoneKind};

use crate::{
    AccessPointId, AssetId, ConduitId, CountermeasureId, EssentialFunctionId, Foreign, Instant, NetworkId,
    ObservationPointId, PersonId, ProductId, ScenarioId, ScopeId, StatementId, ZoneId,
};

/// The plant folder as nouns. Every reference in it has been resolved, or reported and left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plant {
    /// What the plant is called.
    pub name: Foreign,
    /// Site, area, unit.
    pub site: Foreign,
    /// Area within the site.
    pub area: Foreign,
    /// Unit within the area.
    pub unit: Foreign,
    /// The system under consideration, in the engineer's words.
    pub system_under_consideration: Foreign,
    /// Networks.
    pub networks: BTreeMap<NetworkId, Network>,
    /// Zones.
    pub zones: BTreeMap<ZoneId, Zone>,
    /// Conduits.
    pub conduits: BTreeMap<ConduitId, Conduit>,
    /// Assets.
    pub assets: BTreeMap<AssetId, Asset>,
    /// Access points.
    pub access_points: BTreeMap<AccessPointId, AccessPoint>,
    /// People and roles.
    pub people: BTreeMap<PersonId, Person>,
    /// Essential functions.
    pub essential_functions: BTreeMap<EssentialFunctionId, EssentialFunction>,
    /// Risk scenarios.
    pub scenarios: BTreeMap<ScenarioId, Scenario>,
    /// Statements.
    pub statements: BTreeMap<StatementId, Statement>,
    /// Countermeasures.
    pub countermeasures: BTreeMap<CountermeasureId, Countermeasure>,
    /// Rows met by another component.
    pub allocations: Vec<Allocation>,
    /// Component types and their capability sheets.
    pub products: BTreeMap<ProductId, Product>,
    /// Where captures were taken and what can be seen from there.
    pub observation_points: BTreeMap<ObservationPointId, ObservationPoint>,
    /// Where the configurations of firewalls come from, by the firewall's asset.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub firewalls: BTreeMap<AssetId, ConfigurationSource>,
    /// Where the configurations of switches and other devices come from, by the device's asset.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub devices: BTreeMap<AssetId, ConfigurationSource>,
    /// What people decided about the drawing.
    #[serde(default)]
    pub drawing: Drawing,
    /// Old ids that still name something.
    pub renamed: BTreeMap<String, String>,
}

impl Plant {
    /// The zones and conduits a declared asset belongs to. Exactly one is right; with more, all of them.
    pub fn scopes_of(&self, id: &AssetId) -> BTreeSet<ScopeId> {
        let Some(asset) = self.assets.get(id) else { return BTreeSet::new() };
        let zones = asset.zones.iter().cloned().map(ScopeId::Zone);
        let named = asset.conduits.iter().cloned().map(ScopeId::Conduit);
        let listing = self.conduits.iter().filter(|(_, conduit)| conduit.assets.contains(id));
        zones.chain(named).chain(listing.map(|(id, _)| ScopeId::Conduit(id.clone()))).collect()
    }

    /// True when a declared asset belongs to a zone or conduit, among others or not.
    pub fn belongs(&self, id: &AssetId, scope: &ScopeId) -> bool {
        self.assets.get(id).is_some_and(|asset| match scope {
            ScopeId::Zone(zone) => asset.zones.contains(zone),
            ScopeId::Conduit(conduit) => {
                let lists = self.conduits.get(conduit).is_some_and(|conduit| conduit.assets.contains(id));
                lists || asset.conduits.contains(conduit)
            }
        })
    }

    /// What [`Self::scopes_of`] says of every declared asset, in one pass over the plant.
    pub fn homes(&self) -> BTreeMap<&AssetId, BTreeSet<ScopeId>> {
        let own = |asset: &Asset| {
            let zones = asset.zones.iter().cloned().map(ScopeId::Zone);
            zones.chain(asset.conduits.iter().cloned().map(ScopeId::Conduit)).collect()
        };
        let mut homes: BTreeMap<&AssetId, BTreeSet<ScopeId>> =
            self.assets.iter().map(|(id, asset)| (id, own(asset))).collect();
        for (id, conduit) in &self.conduits {
            for asset in &conduit.assets {
                if let Some(homes) = homes.get_mut(asset) {
                    homes.insert(ScopeId::Conduit(id.clone()));
                }
            }
        }
        homes
    }

    /// The plant as it was known at an instant: a statement that is accepted later is not accepted yet.
    pub fn known_at(&self, at: Instant) -> Cow<'_, Self> {
        let is_early = |statement: &Statement| statement.accepted_at.is_some_and(|accepted| accepted > at);
        if !self.statements.values().any(is_early) {
            return Cow::Borrowed(self);
        }
        let mut known = self.clone();
        for statement in known.statements.values_mut().filter(|statement| is_early(statement)) {
            (statement.accepted_by, statement.accepted_at) = (None, None);
        }
        Cow::Owned(known)
    }

    /// The zones a scope touches: itself, or those a conduit joins.
    pub fn zones_of(&self, scope: &ScopeId) -> BTreeSet<ZoneId> {
        match scope {
            ScopeId::Zone(id) => BTreeSet::from([id.clone()]),
            ScopeId::Conduit(id) => {
                self.conduits.get(id).map(|c| c.zones.iter().cloned().collect()).unwrap_or_default()
            }
        }
    }
}
