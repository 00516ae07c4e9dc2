//! Checks of the declaration itself: one file each, named for the bad pattern, one row in [`CHECKS`].

use std::{borrow::Cow, collections::BTreeSet};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Asset, AssetId, Finding, Instant, Place, Plant, RequirementId, ScopeId, Severity, Span, Zone, ZoneId,
};

mod address_overlap_within_network;
mod asset_in_no_zone_or_two;
mod compensation_check_overdue;
mod conduit_bypasses_dmz;
mod conduit_unmonitored;
mod conduit_without_enforcement_point;
mod essential_flow_can_be_cut;
mod external_connection_not_separated;
mod lock_on_essential_console;
mod one_way_conduit_with_two_way_protocol;
mod resource_shared_with_safety;
mod safety_not_separated;
mod scope_characteristics_missing;
mod scope_unobserved;
mod service_in_essential_path;
mod statement_expired;
mod temporary_device_not_separated;
mod temporary_device_without_permit;
#[cfg(test)]
mod testing;
mod wireless_not_separated;
mod zone_mixes_business_and_control;
mod zone_without_owner_or_target;

/// What a check is and how it looks.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Stable kebab-case code: the name of its file.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What it looks for, why that matters, and what it leaves alone.
    pub explanation: &'static str,
    /// How grave what it finds is.
    pub severity: Severity,
    /// Who asks for it, and how firmly: a requirement, a recommendation, good practice, or this program's method.
    pub authority: &'static str,
    /// Requirements it touches.
    pub requirements: &'static [&'static str],
    /// How it looks.
    pub look: Look,
}

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// The plant as it is declared, whenever that is.
    Plant(fn(&Plant, &mut Findings)),
    /// What of the declaration holds at an instant.
    Declared(fn(&Declared<'_>, &mut Findings)),
}

/// A declaration, at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'p> {
    /// The plant.
    pub plant: &'p Plant,
    /// The rows it speaks of.
    pub catalogue: &'p Catalogue,
    /// The instant.
    pub at: Instant,
}

/// Every check: partition, protection of conduits, what must be written down, essential functions, what has run out.
pub static CHECKS: [&Check; 21] = [
    &zone_mixes_business_and_control::CHECK,
    &safety_not_separated::CHECK,
    &temporary_device_not_separated::CHECK,
    &wireless_not_separated::CHECK,
    &external_connection_not_separated::CHECK,
    &asset_in_no_zone_or_two::CHECK,
    &address_overlap_within_network::CHECK,
    &conduit_bypasses_dmz::CHECK,
    &conduit_without_enforcement_point::CHECK,
    &conduit_unmonitored::CHECK,
    &one_way_conduit_with_two_way_protocol::CHECK,
    &temporary_device_without_permit::CHECK,
    &zone_without_owner_or_target::CHECK,
    &scope_characteristics_missing::CHECK,
    &scope_unobserved::CHECK,
    &lock_on_essential_console::CHECK,
    &service_in_essential_path::CHECK,
    &essential_flow_can_be_cut::CHECK,
    &resource_shared_with_safety::CHECK,
    &statement_expired::CHECK,
    &compensation_check_overdue::CHECK,
];

/// Where a check puts what it finds.
#[derive(Debug)]
pub struct Findings {
    check: &'static Check,
    found: Vec<Found>,
}

/// A finding, with the rows that must not be met in the way it tells.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) finding: Finding,
    /// It stands by what is declared; otherwise only once one of its rows stands.
    pub(crate) declared: bool,
    pub(crate) rows: Vec<Touched>,
}

/// A row in a scope: of one unit, or as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Touched {
    pub(crate) scope: ScopeId,
    pub(crate) requirement: RequirementId,
    pub(crate) asset: Option<AssetId>,
}

impl Findings {
    /// Adds one, with the place of the declaration.
    pub(crate) fn add(&mut self, place: &Span, message: String, help: &str) {
        let finding = self.finding(place, message, help);
        self.found.push(Found { finding, declared: true, rows: Vec::new() });
    }

    /// Adds one that says which rows must not be met in this way.
    pub(crate) fn constrain(&mut self, place: &Span, message: String, help: &str, declared: bool, rows: Vec<Touched>) {
        let finding = self.finding(place, message, help);
        self.found.push(Found { finding, declared, rows });
    }

    fn finding(&self, place: &Span, message: String, help: &str) -> Finding {
        Finding {
            code: Cow::Borrowed(self.check.code),
            severity: self.check.severity,
            authority: self.check.authority.to_owned(),
            place: Place::File(place.clone()),
            message,
            help: help.to_owned(),
            requirements: self.check.requirements.iter().map(|id| RequirementId::new(id)).collect(),
        }
    }
}

/// Runs one check.
pub fn run_one(check: &'static Check, declared: &Declared<'_>) -> Vec<Finding> {
    let found = match check.look {
        Look::Plant(run) => look(check, |findings| run(declared.plant, findings)),
        Look::Declared(run) => look(check, |findings| run(declared, findings)),
    };
    found.into_iter().filter(|found| found.declared).map(|found| found.finding).collect()
}

/// Runs every check, in the order of the table.
pub fn run(declared: &Declared<'_>) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| run_one(check, declared)).collect()
}

/// What essential functions do not bear (3-3 clause 4): all that checks of severity *stop* find or would find.
pub(crate) fn constraints(plant: &Plant) -> Vec<Found> {
    let of = |check: &&'static Check| match check.look {
        Look::Plant(run) if check.severity == Severity::Stop => look(check, |findings| run(plant, findings)),
        _ => Vec::new(),
    };
    CHECKS.iter().flat_map(of).collect()
}

fn look(check: &'static Check, run: impl FnOnce(&mut Findings)) -> Vec<Found> {
    let mut findings = Findings { check, found: Vec::new() };
    run(&mut findings);
    findings.found
}

/// A row of every scope an asset belongs to, for that asset.
fn touched(plant: &Plant, asset: &AssetId, requirement: &str) -> impl Iterator<Item = Touched> {
    let requirement = RequirementId::new(requirement);
    let of = move |scope, asset| Touched { scope, requirement: requirement.clone(), asset: Some(asset) };
    plant.scopes_of(asset).into_iter().map(move |scope| of(scope, asset.clone()))
}

/// Assets of a kind that share a zone with assets that are not, save in zones made for that kind.
fn mixed(
    plant: &Plant,
    is_of_kind: impl Fn(&Asset) -> bool,
    is_for_kind: impl Fn(&Zone) -> bool,
) -> Vec<(&AssetId, &Asset, &ZoneId)> {
    let others: BTreeSet<&ZoneId> = plant.assets.values().filter(|a| !is_of_kind(a)).flat_map(|a| &a.zones).collect();
    let of_kind = plant.assets.iter().filter(|(_, asset)| is_of_kind(asset));
    let placed = of_kind.flat_map(|(id, asset)| asset.zones.iter().map(move |zone| (id, asset, zone)));
    let open = |zone: &ZoneId| plant.zones.get(zone).is_some_and(|zone| zone.is_judged() && !is_for_kind(zone));
    placed.filter(|(_, _, zone)| others.contains(zone) && open(zone)).collect()
}

/// True for a zone whose assets all count as safety-related.
fn is_safety(plant: &Plant, id: &ZoneId) -> bool {
    use ringwall_model::ZoneKind::{Safety, SafetyCombined};
    plant.zones.get(id).is_some_and(|zone| matches!(zone.kind, Safety | SafetyCombined))
}
