//! Checks of the declaration itself: one file each, named for the bad pattern, one row in [`CHECKS`].

use std::borrow::Cow;

use ringwall_model::{Finding, Place, Plant, RequirementId, Severity, Span};

mod address_overlap_within_network;
mod asset_in_no_zone_or_two;
mod conduit_without_enforcement_point;
mod one_way_conduit_with_two_way_protocol;
mod safety_not_separated;
#[cfg(test)]
mod testing;
mod zone_mixes_business_and_control;

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
    /// Who asks for it, and how firmly.
    pub authority: &'static str,
    /// Requirements it touches.
    pub requirements: &'static [&'static str],
    /// Looks at a plant.
    pub run: fn(&Plant, &mut Findings),
}

/// Every check.
pub static CHECKS: [&Check; 6] = [
    &zone_mixes_business_and_control::CHECK,
    &safety_not_separated::CHECK,
    &asset_in_no_zone_or_two::CHECK,
    &address_overlap_within_network::CHECK,
    &conduit_without_enforcement_point::CHECK,
    &one_way_conduit_with_two_way_protocol::CHECK,
];

/// Where a check puts what it finds.
#[derive(Debug)]
pub struct Findings {
    check: &'static Check,
    found: Vec<Finding>,
}

impl Findings {
    /// Adds one, with the place of the declaration.
    pub(crate) fn add(&mut self, place: &Span, message: String, help: &str) {
        self.found.push(Finding {
            code: Cow::Borrowed(self.check.code),
            severity: self.check.severity,
            authority: self.check.authority.to_owned(),
            place: Place::File(place.clone()),
            message,
            help: help.to_owned(),
            requirements: self.check.requirements.iter().map(|id| RequirementId::new(id)).collect(),
        });
    }
}

/// Runs one check.
pub fn run_one(check: &'static Check, plant: &Plant) -> Vec<Finding> {
    let mut findings = Findings { check, found: Vec::new() };
    (check.run)(plant, &mut findings);
    findings.found
}

/// Runs every check, in the order of the table.
pub fn run(plant: &Plant) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| run_one(check, plant)).collect()
}
