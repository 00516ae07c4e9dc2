//! The nouns of the drawing: which zone stands in which, what it holds, what joins them.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Asset, AssetId, Conduit, ConduitId, ObservationPointId, Party, Plant, Zone, ZoneId, ZoneKind};

use crate::geometry::{Detail, Layer, Tip};
use crate::request::{Request, Undeclared};

/// Zones inside zones are followed so far.
const NESTING_MAX: usize = 24;

/// What joins zones: a declared conduit, or exchanges that nobody declared.
#[derive(Clone, Copy)]
pub(crate) enum Joined<'a> {
    Conduit(&'a ConduitId, &'a Conduit),
    Undeclared(&'a Undeclared),
}

/// Something with a plate, and the zones it leads to.
pub(crate) struct Link<'a> {
    /// `conduit:sis-to-bpcs`.
    pub id: String,
    pub what: Joined<'a>,
    pub zones: Vec<ZoneId>,
    /// The smallest zone that holds all of them, where there is one: the plate stands inside it.
    pub inside: Option<ZoneId>,
    pub essential: bool,
}

/// A plant arranged for drawing.
pub(crate) struct Scene<'a> {
    pub request: &'a Request<'a>,
    /// Zones in no other.
    pub roots: Vec<ZoneId>,
    children: BTreeMap<ZoneId, Vec<ZoneId>>,
    parents: BTreeMap<ZoneId, ZoneId>,
    assets: BTreeMap<ZoneId, Vec<&'a AssetId>>,
    points: BTreeMap<ZoneId, Vec<&'a ObservationPointId>>,
    essential: BTreeSet<&'a AssetId>,
    pub links: Vec<Link<'a>>,
}

impl<'a> Scene<'a> {
    pub fn new(request: &'a Request<'a>) -> Self {
        let plant = request.plant;
        let parents = parents(plant);
        let mut children: BTreeMap<ZoneId, Vec<ZoneId>> = BTreeMap::new();
        for (child, parent) in &parents {
            children.entry(parent.clone()).or_default().push(child.clone());
        }
        let mut scene = Self {
            request,
            roots: plant.zones.keys().filter(|id| !parents.contains_key(*id)).cloned().collect(),
            children,
            parents,
            assets: assets(plant),
            points: points(plant),
            essential: essential_assets(plant),
            links: Vec::new(),
        };
        scene.links = scene.links();
        scene
    }

    pub fn plant(&self) -> &'a Plant {
        self.request.plant
    }

    pub fn zone(&self, id: &ZoneId) -> Option<&'a Zone> {
        self.request.plant.zones.get(id)
    }

    pub fn asset(&self, id: &AssetId) -> Option<&'a Asset> {
        self.request.plant.assets.get(id)
    }

    pub fn children(&self, id: &ZoneId) -> &[ZoneId] {
        self.children.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn assets(&self, id: &ZoneId) -> &[&'a AssetId] {
        self.assets.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn points(&self, id: &ZoneId) -> &[&'a ObservationPointId] {
        self.points.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn is_essential(&self, asset: &AssetId) -> bool {
        self.essential.contains(asset)
    }

    /// A zone and the zones it stands in, inside first.
    pub fn upwards(&self, id: &ZoneId) -> Vec<ZoneId> {
        let up = |zone: &ZoneId| self.parents.get(zone).cloned();
        std::iter::successors(Some(id.clone()), up).take(NESTING_MAX).collect()
    }

    /// Of the zones a zone holds, the one in which another stands.
    pub fn child_towards(&self, container: Option<&ZoneId>, zone: &ZoneId) -> Option<ZoneId> {
        let up = self.upwards(zone);
        match container {
            None => up.last().cloned(),
            Some(container) => {
                let at = up.iter().position(|id| id == container)?;
                up.get(at.checked_sub(1)?).cloned()
            }
        }
    }

    fn links(&self) -> Vec<Link<'a>> {
        let plant = self.request.plant;
        let carried: BTreeSet<&ConduitId> = plant
            .essential_functions
            .values()
            .flat_map(|function| &function.flows)
            .filter_map(|flow| flow.conduit.as_ref())
            .collect();
        let conduits = plant.conduits.iter().map(|(id, conduit)| {
            let essential = carried.contains(id) || conduit.allow.iter().any(|allow| allow.essential.is_some());
            self.link(format!("conduit:{id}"), Joined::Conduit(id, conduit), conduit.zones.clone(), essential)
        });
        let shows = matches!(self.request.layer, Layer::Traffic | Layer::Disagreements);
        let undeclared = self.request.traffic.undeclared.iter().filter(|_| shows).map(|seen| {
            let zones = vec![seen.from.clone(), seen.to.clone()];
            self.link(format!("undeclared:{}+{}", seen.from, seen.to), Joined::Undeclared(seen), zones, false)
        });
        conduits.chain(undeclared).collect()
    }

    fn link(&self, id: String, what: Joined<'a>, mut zones: Vec<ZoneId>, essential: bool) -> Link<'a> {
        zones.retain(|zone| self.request.plant.zones.contains_key(zone));
        zones.sort();
        zones.dedup();
        let inside = self.common(&zones);
        Link { id, what, zones, inside, essential }
    }

    /// The smallest zone in which all stand; one of them may be it.
    fn common(&self, zones: &[ZoneId]) -> Option<ZoneId> {
        let (first, rest) = zones.split_first()?;
        let others: Vec<Vec<ZoneId>> = rest.iter().map(|zone| self.upwards(zone)).collect();
        let own = if rest.is_empty() { 1 } else { 0 };
        self.upwards(first).into_iter().skip(own).find(|zone| others.iter().all(|up| up.contains(zone)))
    }

    /// Lines that end at the edge of a zone.
    pub fn ends_at(&self, id: &ZoneId) -> usize {
        self.links.iter().filter(|link| link.zones.contains(id)).count()
    }

    /// Ends of lines that run inside a zone.
    pub fn ends_inside(&self, id: &ZoneId) -> usize {
        let inside = |link: &&Link<'_>, zone: &&ZoneId| {
            if *zone == id { link.inside.as_ref() == Some(id) } else { self.upwards(zone).contains(id) }
        };
        self.links.iter().map(|link| link.zones.iter().filter(|zone| inside(&link, zone)).count()).sum()
    }

    /// How much of a zone's inside is drawn.
    pub fn detail(&self) -> Detail {
        self.request.detail
    }
}

/// Parents, without those that do not exist or lead in a circle or too deep.
fn parents(plant: &Plant) -> BTreeMap<ZoneId, ZoneId> {
    let up = |id: &ZoneId| plant.zones.get(id)?.parent.clone().filter(|parent| plant.zones.contains_key(parent));
    let ends = |id: &ZoneId| std::iter::successors(Some(id.clone()), up).take(NESTING_MAX + 1).count() <= NESTING_MAX;
    plant.zones.keys().filter(|id| ends(id)).filter_map(|id| Some((id.clone(), up(id)?))).collect()
}

/// Assets of each zone: higher levels first, one role together.
fn assets(plant: &Plant) -> BTreeMap<ZoneId, Vec<&AssetId>> {
    let mut of: BTreeMap<ZoneId, Vec<&AssetId>> = BTreeMap::new();
    for (id, asset) in &plant.assets {
        if let Some(zone) = asset.zones.iter().find(|zone| plant.zones.contains_key(*zone)) {
            of.entry(zone.clone()).or_default().push(id);
        }
    }
    let key = |id: &&AssetId| {
        let asset = plant.assets.get(*id);
        let level = asset.and_then(|asset| asset.level.as_ref()).map_or("", |level| level.raw());
        let role = asset.and_then(|asset| asset.role.as_ref()).map_or("~", |role| role.raw());
        (std::cmp::Reverse(level.to_owned()), role.to_owned(), (*id).clone())
    };
    of.values_mut().for_each(|list| list.sort_by_cached_key(key));
    of
}

/// Observation points by the zone with most interfaces on the networks they see, the first where several have.
fn points(plant: &Plant) -> BTreeMap<ZoneId, Vec<&ObservationPointId>> {
    let mut of: BTreeMap<ZoneId, Vec<&ObservationPointId>> = BTreeMap::new();
    for (id, point) in &plant.observation_points {
        let sees = |network| point.network.as_ref() == Some(network) || point.sees_networks.contains(network);
        let mut counts: BTreeMap<&ZoneId, usize> = BTreeMap::new();
        for asset in plant.assets.values() {
            let seen = asset.interfaces.iter().filter(|interface| sees(&interface.network)).count();
            if let Some(zone) = asset.zones.first().filter(|zone| seen > 0 && plant.zones.contains_key(*zone)) {
                *counts.entry(zone).or_default() += seen;
            }
        }
        let first = counts.iter().max_by_key(|(zone, count)| (**count, std::cmp::Reverse(**zone)));
        if let Some((zone, _)) = first {
            of.entry((*zone).clone()).or_default().push(id);
        }
    }
    of
}

fn essential_assets(plant: &Plant) -> BTreeSet<&AssetId> {
    let functions = plant.essential_functions.values();
    functions
        .flat_map(|function| {
            let ends = function.flows.iter().flat_map(|flow| [&flow.from, &flow.to]);
            function.assets.iter().chain(ends)
        })
        .collect()
}

/// The Purdue level at which a zone is drawn; lower numbers stand higher.
pub(crate) fn band(scene: &Scene<'_>, id: &ZoneId) -> u8 {
    let Some(zone) = scene.zone(id) else { return CONTROL };
    match zone.kind {
        ZoneKind::External | ZoneKind::Business => middle_level(scene, id).unwrap_or(ENTERPRISE),
        ZoneKind::Dmz => DMZ,
        ZoneKind::Supervisory => OPERATIONS.min(middle_level(scene, id).unwrap_or(OPERATIONS)),
        ZoneKind::Safety | ZoneKind::SafetyCombined => CONTROL,
        ZoneKind::Control | ZoneKind::Wireless => middle_level(scene, id).unwrap_or(CONTROL),
        ZoneKind::Temporary => middle_level(scene, id).unwrap_or(SUPERVISION),
    }
}

pub(crate) const ENTERPRISE: u8 = 0;
pub(crate) const DMZ: u8 = 1;
pub(crate) const OPERATIONS: u8 = 2;
pub(crate) const SUPERVISION: u8 = 3;
pub(crate) const CONTROL: u8 = 4;

/// What a band is called.
pub(crate) fn band_words(band: u8) -> &'static str {
    match band {
        ENTERPRISE => "Levels 4-5: enterprise",
        DMZ => "Level 3.5: DMZ",
        OPERATIONS => "Level 3: operations",
        SUPERVISION => "Level 2: supervision",
        _ => "Levels 0-1: control",
    }
}

/// The level in the middle of those its assets name, its own and those of the zones in it; the higher of two.
fn middle_level(scene: &Scene<'_>, id: &ZoneId) -> Option<u8> {
    let mut bands: Vec<u8> = Vec::new();
    let mut zones = vec![id.clone()];
    while let Some(zone) = zones.pop() {
        zones.extend(scene.children(&zone).iter().cloned());
        let assets = scene.assets(&zone).iter().filter_map(|id| scene.asset(id));
        bands.extend(assets.filter_map(|asset| band_of_level(asset.level.as_ref()?.raw())));
    }
    bands.sort_unstable();
    bands.get(bands.len().checked_sub(1)? / 2).copied()
}

fn band_of_level(level: &str) -> Option<u8> {
    match level.trim().trim_start_matches(['L', 'l']) {
        "0" | "1" => Some(CONTROL),
        "2" => Some(SUPERVISION),
        "3" => Some(OPERATIONS),
        _ => None,
    }
}

/// The tip of a conduit's line at one of its zones: data goes there, or else sessions are opened towards it.
pub(crate) fn tip(scene: &Scene<'_>, what: Joined<'_>, zone: &ZoneId) -> Option<Tip> {
    let conduit = match what {
        Joined::Undeclared(seen) => return (seen.to == *zone).then_some(Tip::Session),
        Joined::Conduit(_, conduit) => conduit,
    };
    if let Some(direction) = &conduit.data_direction {
        return (direction.to == *zone).then_some(Tip::Data);
    }
    let in_zone = |party: &Party| match party {
        Party::Zone(id) => id == zone,
        Party::Asset(id) => scene.asset(id).is_some_and(|asset| asset.zones.contains(zone)),
    };
    let responds = conduit.allow.iter().any(|allow| {
        let any_one = allow.responder.is_empty() && !allow.initiator.iter().all(in_zone);
        allow.responder.iter().any(in_zone) || any_one
    });
    responds.then_some(Tip::Session)
}
