//! A change came from a station that nobody declared for it.

use std::collections::BTreeSet;

use ringwall_model::{Asset, Grade, Operation, Operations, Unit, Witness};

use super::{Effect, Rule};
use crate::{
    boundary::add_witness,
    changes::{CHANGES, Changes},
    out::{Out, Sighting},
    scene::{Party, Scene},
    standing::{ENGINEERING_STATION, is_undeclared},
};

const CRITERIA: &[&str] = &["SR 2.1/human-users", "SR 2.1 RE 1/control-actions-refused"];

/// Work that is done from a station meant for it.
const ENGINEERING: Operations = Operations::of(&[Operation::ProgramWrite, Operation::Firmware, Operation::Configure]);

pub(super) static RULE: Rule = Rule {
    code: "change-from-undeclared-station",
    title: "a change from a station that is not declared for it",
    explanation: "A change was accepted from a device that nobody declared, from one in another zone for which no conduit \
        declares it, or, where it loads a program, firmware or configuration, from a station declared with another role \
        than that of the engineering station beside it. Across zones this contradicts the boundary. Within a zone it is \
        shown beside the rows on authorisation and decides nothing, for who sat there is not seen. What a station did \
        never makes it an engineering station. Reading a program back is no change, and a station that a conduit lets in \
        within a permit window is left alone.",
    criteria: &[
        ("SR 5.2/declared-only", Effect::Contradicts),
        ("SR 2.1/human-users", Effect::Contributes),
        ("SR 2.1 RE 1/control-actions-refused", Effect::Contributes),
    ],
    unit: Unit::MachineInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a role inferred from the act: who downloads looks like an engineering station and need not be one",
        "a backup server reads programs; that is no change",
        "an open permit lets a supplier's station in: whether its window was open, no capture tells",
        "an engineering station that took over from a broken one, and was not declared yet",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let across: BTreeSet<_> = undeclared_changes(scene).map(|w| (w.initiator, w.responder)).collect();
    for conversation in &scene.inputs.reading.conversations {
        let Some(changes) = Changes::accepted_in(conversation) else { continue };
        let Some((station, responder)) = scene.session(conversation) else { continue };
        let is_across = across.contains(&(station.address, responder.address));
        let Some(why) = Station { scene, station: &station, responder: &responder, is_across }.strange(&changes) else {
            continue;
        };
        let (words, from) = (changes.words(), station.address);
        let text = format!("{words} from {from}, {why}, accepted by {} ({})", responder.address, responder.asset);
        out.add_at(&responder, |scope, unit| Sighting {
            part: "",
            criteria: CRITERIA,
            scope,
            unit,
            first: changes.first,
            last_seen: conversation.last_seen,
            count: changes.accepted,
            text: text.clone(),
        });
    }
    undeclared_changes(scene).for_each(|witness| add_witness(scene, out, witness));
}

/// Accepted changes across zones that no conduit declares.
fn undeclared_changes<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = &'s Witness> {
    let changed = |w: &&Witness| w.accepted > 0 && is_undeclared(w.kind) && CHANGES.contains(w.operation);
    scene.inputs.witnesses.iter().filter(changed)
}

/// Who changed what.
struct Station<'s> {
    scene: &'s Scene<'s>,
    station: &'s Party,
    responder: &'s Party,
    /// The change crossed a boundary undeclared.
    is_across: bool,
}

impl Station<'_> {
    /// Why it is not a station for these changes; none where it may be.
    fn strange(&self, changes: &Changes) -> Option<String> {
        let Some(declared) = self.scene.declared(self.station) else { return Some("which nobody declared".to_owned()) };
        if self.is_across {
            return Some(format!("{}, for which no conduit declares it", self.station.asset));
        }
        let engineers = !changes.operations.intersection(ENGINEERING).is_empty();
        let role = declared.role.as_ref().filter(|_| engineers && !self.scene.has_permit(self.station))?;
        let another = !is_engineering(declared) && self.has_engineering_station();
        another.then(|| format!("{}, declared as {}", self.station.asset, role.terminal()))
    }

    /// One is declared in a zone of either side.
    fn has_engineering_station(&self) -> bool {
        let (near, far) = (self.scene.zones(self.station), self.scene.zones(self.responder));
        let is_there = |asset: &Asset| asset.zones.iter().any(|zone| near.contains(zone) || far.contains(zone));
        self.scene.inputs.plant.assets.values().any(|asset| is_engineering(asset) && is_there(asset))
    }
}

fn is_engineering(asset: &Asset) -> bool {
    asset.role.as_ref().is_some_and(|role| role.raw().trim() == ENGINEERING_STATION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, function, witness};
    use ringwall_model::{Outcome, WitnessKind};

    fn outcomes(world: &World) -> Vec<(String, Outcome)> {
        world.run(&RULE).into_iter().map(|e| (e.scope.to_string(), e.outcome)).collect()
    }

    /// The operator station does something to the controller; an engineering station is declared beside them.
    fn done(operation: Operation) -> World {
        let mut world = World::two_zones();
        world.asset("hmi").role = Some("hmi".into());
        world.add_asset("ews", "bpcs", 4).role = Some(ENGINEERING_STATION.into());
        world.function("hmi", "plc", function(operation, 1));
        world
    }

    #[test]
    fn a_program_from_a_station_of_another_role_contributes() {
        let found = done(Operation::ProgramWrite).run(&RULE);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Contributes));
        assert!(found[0].text.contains("from 10.0.0.1, hmi, declared as hmi,"), "{}", found[0].text);
    }

    #[test]
    fn a_command_from_an_operator_station_says_nothing() {
        assert!(outcomes(&done(Operation::Operate)).is_empty());
    }

    #[test]
    fn a_backup_server_that_reads_programs_says_nothing() {
        assert!(outcomes(&done(Operation::ProgramRead)).is_empty());
    }

    #[test]
    fn without_an_engineering_station_or_a_role_nothing_is_declared_to_break() {
        let mut world = done(Operation::ProgramWrite);
        world.plant.assets.remove("ews");
        assert!(outcomes(&world).is_empty());
        let mut world = done(Operation::ProgramWrite);
        world.asset("hmi").role = None;
        assert!(outcomes(&world).is_empty());
    }

    #[test]
    fn an_open_permit_says_nothing() {
        let mut world = done(Operation::ProgramWrite);
        world.permit("hmi");
        assert!(outcomes(&world).is_empty());
    }

    #[test]
    fn a_device_that_nobody_declared_contributes_whatever_it_looks_like() {
        let mut world = World::two_zones();
        world.function("10.0.0.99", "plc", function(Operation::Write, 1));
        assert_eq!(outcomes(&world), [("zone:bpcs".to_owned(), Outcome::Contributes)]);
    }

    #[test]
    fn a_refused_change_says_nothing() {
        let mut world = World::two_zones();
        world.function("10.0.0.99", "plc", function(Operation::Write, 0));
        assert!(outcomes(&world).is_empty());
    }

    #[test]
    fn across_zones_the_boundary_is_contradicted_too() {
        let mut world = World::two_zones();
        world.function("historian", "plc", function(Operation::Write, 1));
        world.witnesses.push(witness(WitnessKind::NotAllowed));
        let found = outcomes(&world);
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|(_, outcome)| *outcome == Outcome::Contradicts), "{found:?}");
    }

    #[test]
    fn across_zones_within_a_permit_window_or_when_only_read_it_says_nothing() {
        for witness in
            [witness(WitnessKind::Undecided), Witness { operation: Operation::Read, ..witness(WitnessKind::NoConduit) }]
        {
            let mut world = World::two_zones();
            world.function("historian", "plc", function(Operation::Write, 1));
            world.witnesses.push(witness);
            assert!(outcomes(&world).is_empty());
        }
    }
}
