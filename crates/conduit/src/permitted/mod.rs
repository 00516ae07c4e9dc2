//! What a firewall permits, against what is declared and what was observed.

pub(crate) mod addresses;
mod boundary;
mod found;
mod outside;
mod parts;
mod rules;
pub(crate) mod seen;

use ringwall_firewall::Judge;
use ringwall_model::{AssetId, Conduit, ConduitId, Disagreement, PermittedView, Plant, Reading, Ruleset, ZoneId};

pub use addresses::Services;

use crate::Declared;
use addresses::ZoneAddresses;

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

/// What a firewall's configuration shows: everything in which it disagrees with the views, and what is weak by itself, sorted.
/// What is said is about this enforcement point alone.
pub fn held(views: &Views<'_>, firewall: &Firewall<'_>) -> PermittedView {
    let (zones, declared) = (ZoneAddresses::new(views.plant), Declared::new(views.plant));
    let ruleset = firewall.ruleset;
    let (mut found, is_closed) = match ruleset.rule_count() > WHOLE_MAX {
        true => parts::held(views, firewall, &zones, &declared),
        false => whole(views, firewall, &zones, &declared),
    };
    found.sort();
    found.dedup();
    PermittedView {
        file: ruleset.file.clone(),
        sha256: None,
        asset: firewall.asset.cloned(),
        taken: ruleset.taken.clone(),
        is_understood: ruleset.lines.diagnosed == 0 && ruleset.unread.is_empty() && !ruleset.dialect.is_empty(),
        is_closed,
        disagreements: found,
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
    run.rules();
    let is_closed = run.is_closed();
    (run.found, is_closed)
}

/// Rules up to which a configuration is worked out whole; a longer one by the part that can touch what is asked.
const WHOLE_MAX: usize = 4_000;

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
        Self { views, firewall, judge: Judge::new(firewall.ruleset, &[]), zones, declared, found: Vec::new() }
    }

    /// The conduits this firewall is an enforcement point of; all, where it is no declared asset of one.
    fn conduits(&self) -> Vec<(&'a ConduitId, &'a Conduit)> {
        let all = &self.views.plant.conduits;
        let is_own = |c: &Conduit| {
            self.firewall.asset.is_some_and(|asset| c.assets.contains(asset) || c.enforcement_points.contains(asset))
        };
        let own: Vec<_> = all.iter().filter(|(_, conduit)| is_own(conduit)).collect();
        if own.is_empty() { all.iter().collect() } else { own }
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
        let own = self.conduits();
        let joined = |zone: &ZoneId| own.iter().any(|(_, conduit)| conduit.zones.contains(zone));
        let is_known = own.len() < self.views.plant.conduits.len() || self.firewall.asset.is_some();
        self.zones.zones().map(|(id, _)| id.clone()).filter(|zone| !is_known || joined(zone)).collect()
    }
}
