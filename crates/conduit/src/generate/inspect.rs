//! What the connections through one enforcement point are to be watched for: functions no conduit declares between two zones, and
//! anything against a one-way conduit.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_firewall::{About, Alert, Inspection, Object, Parser};
use ringwall_model::{
    Addresses, Allowance, AssetId, Conduit, ConduitId, DataDirection, Enforcement, Operation, Operations, Party, Plant,
    Whereabouts, ZoneId,
};

use super::LeftOut;
use crate::{
    Declared,
    permitted::addresses::{ZoneAddresses, of_asset},
};

/// A native function of a protocol. A code may have several: it does one or another, by what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Native {
    /// Code space within the protocol.
    pub space: &'static str,
    /// Code; the highest for all that are not listed.
    pub code: u32,
    /// Native name.
    pub name: &'static str,
    /// What it does.
    pub operations: Operations,
}

/// Native functions by the word of their protocol.
pub type Natives = BTreeMap<&'static str, Vec<Native>>;

/// What is to be watched for.
#[derive(Debug)]
pub struct Inspected {
    /// What alerts.
    pub inspection: Inspection,
    /// Allowances whose protocol has no parser that tells its functions.
    pub left_out: Vec<LeftOut>,
    /// Conduit, protocol, and functions of it that are not declared, or of which only some uses are, and that no rule tells.
    pub untold: Vec<(ConduitId, &'static str, BTreeSet<String>)>,
    /// Conduits of the point.
    pub conduits: Vec<ConduitId>,
}

/// Decides what is to be watched for at a point. None where no declared conduit has it.
pub fn inspect(plant: &Plant, natives: &Natives, parsers: &[&'static Parser], point: &AssetId) -> Option<Inspected> {
    let holds = |c: &Conduit| c.enforcement_points.contains(point) || c.assets.contains(point);
    let own: Vec<_> = plant.conduits.iter().filter(|(_, conduit)| holds(conduit)).collect();
    if own.is_empty() {
        return None;
    }
    let inspection =
        Inspection { device: point.to_string(), listed: listed(natives, parsers), ..Inspection::default() };
    let conduits = own.iter().map(|(id, _)| (*id).clone()).collect();
    let mut run = Run {
        plant,
        declared: Declared::new(plant),
        zones: ZoneAddresses::new(plant),
        found: Inspected { inspection, left_out: Vec::new(), untold: Vec::new(), conduits },
    };
    let zones: BTreeSet<&ZoneId> = own.iter().flat_map(|(_, conduit)| &conduit.zones).collect();
    run.found.inspection.objects = objects(plant, &run.zones, &zones);
    for (id, conduit) in own {
        run.one_way(id, conduit);
        run.without_parser(id, conduit, parsers);
        for parser in parsers {
            let Some(natives) = natives.get(parser.protocol) else { continue };
            let mut untold = BTreeSet::new();
            for from in &conduit.zones {
                for to in conduit.zones.iter().filter(|to| *to != from) {
                    run.between(id, (from, to), (parser, natives), &mut untold);
                }
            }
            if !untold.is_empty() {
                run.found.untold.push((id.clone(), parser.protocol, untold));
            }
        }
    }
    Some(run.found)
}

/// Codes that have a row, of the protocols that are told.
fn listed(natives: &Natives, parsers: &[&Parser]) -> BTreeMap<(&'static str, &'static str), BTreeSet<u32>> {
    let mut listed: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
    for parser in parsers {
        for native in natives.get(parser.protocol).into_iter().flatten().filter(|native| native.code != u32::MAX) {
            listed.entry((parser.protocol, native.space)).or_default().insert(native.code);
        }
    }
    listed
}

/// The zones and who is in them, by their names.
fn objects(plant: &Plant, addresses: &ZoneAddresses, zones: &BTreeSet<&ZoneId>) -> Vec<Object> {
    let whole = zones.iter().map(|zone| Object { name: format!("zone:{zone}"), addresses: addresses.of(zone) });
    let within = |asset: &&AssetId| plant.assets.get(*asset).is_some_and(|a| a.zones.iter().any(|z| zones.contains(z)));
    let single = plant.assets.keys().filter(within);
    let single = single.map(|asset| Object { name: format!("asset:{asset}"), addresses: of_asset(plant, asset) });
    whole.chain(single).filter(|object| !object.addresses.is_empty()).collect()
}

/// Who asks whom.
type Ends = (Addresses, Addresses);

struct Run<'a> {
    plant: &'a Plant,
    declared: Declared<'a>,
    zones: ZoneAddresses,
    found: Inspected,
}

impl<'a> Run<'a> {
    fn alert(&mut self, conduit: &ConduitId, (source, destination): Ends, about: About) {
        self.found.inspection.alerts.push(Alert { conduit: conduit.to_string(), source, destination, about });
    }

    /// Whatever comes from the far side of a diode, or from its receiving half.
    fn one_way(&mut self, id: &ConduitId, conduit: &Conduit) {
        let Some(direction) = conduit.data_direction.as_ref().filter(|_| conduit.enforced == Enforcement::Physical)
        else {
            return;
        };
        let joined_elsewhere = self.declared.joining(&direction.from, &direction.to).len() > 1;
        let far = if joined_elsewhere { Addresses::none() } else { self.zones.of(&direction.to) };
        let halves = conduit.assets.iter().filter(|asset| self.is_receiving(asset, direction));
        let source = halves.fold(far, |all, half| all.union(&of_asset(self.plant, half)));
        let near = self.zones.of(&direction.from);
        if !source.is_empty() && !near.is_empty() {
            self.alert(id, (source, near), About::Anything);
        }
    }

    fn is_receiving(&self, asset: &AssetId, direction: &DataDirection) -> bool {
        let whereabouts = Whereabouts::new(self.plant, None);
        let interfaces = self.plant.assets.get(asset).map(|a| a.interfaces.as_slice()).unwrap_or_default();
        let stands_in = |zone| interfaces.iter().any(|i| whereabouts.zone_of_network(&i.network) == Some(zone));
        stands_in(&direction.to) && !stands_in(&direction.from)
    }

    fn without_parser(&mut self, id: &ConduitId, conduit: &Conduit, parsers: &[&Parser]) {
        for allowance in &conduit.allow {
            let is_told = |word: &str| parsers.iter().any(|parser| parser.protocol == word);
            let why = match allowance.protocol.as_deref() {
                Some(word) if is_told(word) => continue,
                Some(_) => "no parser that is used here tells the functions of its protocol apart",
                None => "it is declared by port alone: what passes there is for a packet filter",
            };
            self.found.left_out.push(LeftOut { conduit: id.clone(), place: allowance.place.clone(), why });
        }
    }

    /// What is not declared from one zone to another in a protocol.
    fn between(
        &mut self,
        id: &ConduitId,
        (from, to): (&ZoneId, &ZoneId),
        (parser, natives): (&Parser, &[Native]),
        untold: &mut BTreeSet<String>,
    ) {
        let whole = (self.zones.of(from), self.zones.of(to));
        let allowed = self.allowed((from, to), parser.protocol);
        // Where a station that answers may seem to ask, it is told from one that asks only where neither may.
        let is_strange =
            allowed.is_empty() && (parser.asker_is_told || self.allowed((to, from), parser.protocol).is_empty());
        if is_strange && !is_empty(&whole) {
            return self.alert(id, whole, About::Protocol { protocol: parser.protocol });
        }
        for (space, code) in codes(natives) {
            let rows: Vec<&Native> = natives.iter().filter(|n| (n.space, n.code) == (space, code)).collect();
            let Some(first) = rows.first() else { continue };
            let uses: Vec<Vec<Ends>> = rows.iter().map(|row| region(&allowed, row)).collect();
            let some = uses.concat();
            let rest = without(whole.clone(), &some);
            let is_partly = uses.iter().any(|own| some.iter().any(|ends| !without(ends.clone(), own).is_empty()));
            let is_told = (parser.tells)(space, code) || (parser.answers)(space, code);
            if is_partly || !rest.is_empty() && !is_told {
                untold.insert(if code == u32::MAX {
                    first.name.to_owned()
                } else {
                    format!("{} ({code})", first.name)
                });
            }
            if (parser.tells)(space, code) {
                let name = first.name;
                let about = About::Function { protocol: parser.protocol, space, code, name };
                rest.into_iter().for_each(|ends| self.alert(id, ends, about));
            }
        }
    }

    /// Allowances of every conduit that joins two zones, in a protocol, with whom they are about.
    fn allowed(&self, (from, to): (&ZoneId, &ZoneId), protocol: &str) -> Vec<(Ends, &'a Allowance)> {
        let against = |conduit: &Conduit| {
            let far = conduit.data_direction.as_ref().map(|direction| &direction.to);
            conduit.enforced == Enforcement::Physical && far == Some(from)
        };
        let joining = self.declared.joining(from, to).iter().filter(|(_, conduit)| !against(conduit));
        let all = joining.flat_map(|(_, conduit)| &conduit.allow);
        let own = all.filter(|allowance| allowance.protocol.as_deref() == Some(protocol));
        let ends = |allowance: &Allowance| (self.side(&allowance.initiator, from), self.side(&allowance.responder, to));
        own.map(|allowance| (ends(allowance), allowance)).filter(|(ends, _)| !is_empty(ends)).collect()
    }

    /// Those of a zone that are meant.
    fn side(&self, parties: &[Party], zone: &ZoneId) -> Addresses {
        let own = self.zones.of(zone);
        let meant = |party: &Party| match party {
            Party::Zone(id) if id == zone => own.clone(),
            Party::Asset(id) => of_asset(self.plant, id).intersection(&own),
            Party::Zone(_) => Addresses::none(),
        };
        match parties.is_empty() {
            true => own,
            false => parties.iter().fold(Addresses::none(), |all, party| all.union(&meant(party))),
        }
    }
}

/// Between whom a use of a function is declared: each of its operations is, by one allowance or by several. Times, rates and
/// objects are not told apart: what they may allow does not alert.
fn region(allowed: &[(Ends, &Allowance)], native: &Native) -> Vec<Ends> {
    let mut operations = native.operations.iter().map(|operation| {
        let fitting = allowed.iter().filter(move |(_, allowance)| fits(allowance, native, operation));
        fitting.map(|(ends, _)| ends.clone()).collect::<Vec<Ends>>()
    });
    let first = operations.next().unwrap_or_default();
    operations.fold(first, |left, right| {
        let pairs = left.iter().flat_map(|one| right.iter().map(move |other| both(one, other)));
        pairs.filter(|ends| !is_empty(ends)).collect()
    })
}

/// Opening and keeping a session comes with whatever is allowed in it.
fn fits(allowance: &Allowance, native: &Native, operation: Operation) -> bool {
    let is_listed = allowance.functions.is_empty() || allowance.functions.contains(&native.code);
    match operation {
        Operation::Session => !allowance.operations.is_empty(),
        other => allowance.operations.contains(other) && is_listed,
    }
}

fn both(one: &Ends, other: &Ends) -> Ends {
    (one.0.intersection(&other.0), one.1.intersection(&other.1))
}

/// Code spaces and codes, each once, in their order.
fn codes(natives: &[Native]) -> Vec<(&'static str, u32)> {
    let mut seen = BTreeSet::new();
    natives.iter().map(|native| (native.space, native.code)).filter(|one| seen.insert(*one)).collect()
}

fn is_empty((source, destination): &Ends) -> bool {
    source.is_empty() || destination.is_empty()
}

/// Pairs that are in none of these.
fn without(all: Ends, taken: &[Ends]) -> Vec<Ends> {
    let mut left = vec![all];
    for (from, to) in taken {
        let cut = |(source, destination): Ends| {
            let others = (source.without(from), destination.clone());
            [others, (source.intersection(from), destination.without(to))]
        };
        left = left.into_iter().flat_map(cut).collect();
        left.retain(|ends| !is_empty(ends));
    }
    left.retain(|ends| !is_empty(ends));
    left
}
