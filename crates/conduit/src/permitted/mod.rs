//! What a firewall permits, against what is declared and what was observed.

pub(crate) mod addresses;
pub(crate) mod boundary;
mod changes;
mod found;
mod kept;
mod openings;
mod outside;
mod parts;
mod rules;
pub(crate) mod seen;
mod uses;

use std::collections::BTreeSet;

use ringwall_firewall::Judge;
use ringwall_model::{AssetId, Conduit, ConduitId, Disagreement, PermittedView, Plant, Reading, Ruleset, ZoneId};

pub use addresses::Services;
pub use changes::Proposed;
pub use kept::Kept;
pub use openings::openings;

use crate::Declared;
use addresses::{ZoneAddresses, names};

/// The views a firewall is held against.
#[derive(Clone, Copy, Debug)]
pub struct Views<'a> {
    /// What is declared.
    pub plant: &'a Plant,
    /// What was observed.
    pub reading: &'a Reading,
    /// Where protocols usually answer.
    pub services: &'a Services,
}

/// A firewall's configuration, and the declared asset it is of.
#[derive(Clone, Copy, Debug)]
pub struct Firewall<'a> {
    /// What it permits.
    pub ruleset: &'a Ruleset,
    /// The asset, where it is declared.
    pub asset: Option<&'a AssetId>,
}

/// What a firewall's configuration shows: everything in which it disagrees with the views, and what is weak by itself, sorted. Which
/// rules of one longer than [`WHOLE_MAX`] nothing needs is asked of [`Kept::unneeded`].
/// What is said is about this enforcement point alone.
pub fn held(views: &Views<'_>, firewall: &Firewall<'_>) -> PermittedView {
    if firewall.ruleset.rule_count() > WHOLE_MAX {
        return Kept::new(views, firewall.asset).held(firewall.ruleset);
    }
    let (zones, declared) = (ZoneAddresses::new(views.plant), Declared::new(views.plant));
    let (found, is_closed) = whole(views, firewall, &zones, &declared);
    view(firewall, found, is_closed)
}

/// What was found out of a configuration, put together.
fn view(firewall: &Firewall<'_>, found: Vec<Disagreement>, is_closed: bool) -> PermittedView {
    let ruleset = firewall.ruleset;
    let mut disagreements: Vec<Disagreement> = found.into_iter().map(found::settled).collect();
    disagreements.sort();
    disagreements.dedup();
    PermittedView {
        file: ruleset.file.clone(),
        sha256: None,
        asset: firewall.asset.cloned(),
        taken: ruleset.taken.clone(),
        is_understood: ruleset.lines.diagnosed == 0 && ruleset.unread.is_empty() && !ruleset.dialect.is_empty(),
        is_closed,
        disagreements,
    }
}

/// Works the whole configuration out at once.
fn whole(
    views: &Views<'_>,
    firewall: &Firewall<'_>,
    zones: &ZoneAddresses,
    declared: &Declared<'_>,
) -> (Vec<Disagreement>, bool) {
    let mut run = Run::new(views, firewall, zones, declared);
    run.boundaries();
    run.outside();
    run.observed();
    run.weak();
    run.unneeded();
    let is_closed = run.is_closed();
    (run.found, is_closed)
}

/// Rules up to which a configuration is worked out whole; a longer one by the part that can touch what is asked.
pub const WHOLE_MAX: usize = 4_000;

/// One firewall against the views.
struct Run<'a> {
    views: &'a Views<'a>,
    firewall: &'a Firewall<'a>,
    judge: Judge<'a>,
    zones: &'a ZoneAddresses,
    declared: &'a Declared<'a>,
    found: Vec<Disagreement>,
}

impl<'a> Run<'a> {
    fn new(
        views: &'a Views<'a>,
        firewall: &'a Firewall<'a>,
        zones: &'a ZoneAddresses,
        declared: &'a Declared<'a>,
    ) -> Self {
        let judge = Judge::new(firewall.ruleset, &names(views.plant, firewall.asset));
        Self { views, firewall, judge, zones, declared, found: Vec::new() }
    }

    /// The conduits this firewall is an enforcement point of; all, where it is no declared asset of one.
    fn conduits(&self) -> Vec<(&'a ConduitId, &'a Conduit)> {
        own_conduits(self.views.plant, self.firewall.asset)
    }

    /// The conduit that joins two zones: of several the first that this firewall is an enforcement point of.
    fn joins(&self, from: &ZoneId, to: &ZoneId) -> Option<&'a ConduitId> {
        let joining = self.declared.joining(from, to);
        let is_own = |c: &Conduit| {
            self.firewall.asset.is_some_and(|asset| c.assets.contains(asset) || c.enforcement_points.contains(asset))
        };
        let found = joining.iter().find(|(_, conduit)| is_own(conduit)).or(joining.first());
        found.map(|(id, _)| *id)
    }

    /// Zones between which it decides.
    fn decides_between(&self) -> Vec<ZoneId> {
        decides_between(self.views.plant, self.firewall.asset, self.zones)
    }
}

/// The conduits an asset is an enforcement point of; all, where it is no declared asset of one.
fn own_conduits<'a>(plant: &'a Plant, asset: Option<&AssetId>) -> Vec<(&'a ConduitId, &'a Conduit)> {
    let is_own =
        |c: &Conduit| asset.is_some_and(|asset| c.assets.contains(asset) || c.enforcement_points.contains(asset));
    let own: Vec<_> = plant.conduits.iter().filter(|(_, conduit)| is_own(conduit)).collect();
    if own.is_empty() { plant.conduits.iter().collect() } else { own }
}

/// Zones between which an asset decides.
fn decides_between(plant: &Plant, asset: Option<&AssetId>, zones: &ZoneAddresses) -> Vec<ZoneId> {
    let own = own_conduits(plant, asset);
    let joined: BTreeSet<&ZoneId> = own.iter().flat_map(|(_, conduit)| &conduit.zones).collect();
    let is_known = own.len() < plant.conduits.len() || asset.is_some();
    zones.zones().map(|(id, _)| id.clone()).filter(|zone| !is_known || joined.contains(zone)).collect()
}
