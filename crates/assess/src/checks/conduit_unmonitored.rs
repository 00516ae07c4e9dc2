//! Nobody monitors a conduit.

use ringwall_model::{Plant, Severity};

use super::{Check, Findings, Look};
use crate::scopes::touches_judged;

pub(super) static CHECK: Check = Check {
    code: "conduit-unmonitored",
    title: "nobody monitors a conduit",
    explanation: "An attack that crosses a conduit is seen there or nowhere. Somebody has to look, and has to be known, or what a sensor \
        or a firewall reports reaches nobody. The check looks for conduits without `monitored_by`. Conduits that join nothing \
        but zones outside the system under consideration are somebody else's to watch.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-3:2013 SR 6.2, requirement",
    requirements: &["SR 6.2", "ZCR 6.4"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, conduit) in plant.conduits.iter().filter(|(_, conduit)| touches_judged(plant, conduit)) {
        if conduit.monitored_by.is_none() {
            let message = format!("nobody is named who monitors conduit `{id}`");
            findings.add(&conduit.place, message, "name who looks at what its devices report: `monitored_by`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, conduit, plant_with_conduit, zone};
    use ringwall_model::{PersonId, ZoneId, ZoneKind};

    #[test]
    fn a_conduit_without_a_watcher_is_found() {
        assert_eq!(codes(&CHECK, &plant_with_conduit(conduit())), [CHECK.code]);
    }

    #[test]
    fn a_watched_one_and_one_outside_the_system_raise_nothing() {
        let watched = ringwall_model::Conduit { monitored_by: Some(PersonId::from_foreign("p")), ..conduit() };
        assert!(codes(&CHECK, &plant_with_conduit(watched)).is_empty());
        let mut outside = plant_with_conduit(conduit());
        outside.zones = ["y", "z"].map(|id| (ZoneId::from_foreign(id), zone(ZoneKind::External))).into();
        assert!(codes(&CHECK, &outside).is_empty());
    }
}
