//! Nothing on a conduit can refuse traffic.

use ringwall_model::{Conduit, Enforcement, Plant, Severity};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "conduit-without-enforcement-point",
    title: "a conduit has no enforcement point",
    explanation: "A conduit that joins zones needs at least one point at which traffic can be refused; without one its \
        declaration is an intention. The check looks for conduits that name no enforcement point. A physical one-way \
        conduit with assets of its own is its own enforcement.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-3:2013 SR 5.2, requirement",
    requirements: &["SR 5.2", "ZCR 6.4"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, conduit) in plant.conduits.iter().filter(|(_, conduit)| !is_enforced(conduit)) {
        let message = format!("conduit `{id}` names no enforcement point");
        findings.add(&conduit.place, message, "name the firewall, switch or gateway that can refuse its traffic");
    }
}

fn is_enforced(conduit: &Conduit) -> bool {
    let physical = conduit.enforced == Enforcement::Physical && !conduit.assets.is_empty();
    physical || !conduit.enforcement_points.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, conduit, plant_with_conduit};
    use ringwall_model::AssetId;

    #[test]
    fn a_conduit_that_names_none_is_found() {
        assert_eq!(codes(&CHECK, &plant_with_conduit(conduit())), [CHECK.code]);
    }

    #[test]
    fn a_firewall_or_a_diode_raises_nothing() {
        let mut firewalled = conduit();
        firewalled.enforcement_points.push(AssetId::from_foreign("fw"));
        assert!(codes(&CHECK, &plant_with_conduit(firewalled)).is_empty());
        let mut diode = conduit();
        diode.enforced = Enforcement::Physical;
        diode.assets.push(AssetId::from_foreign("tx"));
        assert!(codes(&CHECK, &plant_with_conduit(diode)).is_empty());
    }
}
