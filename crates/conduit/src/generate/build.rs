//! Declared conduits as entries: one group a conduit, everybody under the name the plant gives them.

use std::collections::BTreeMap;

use ringwall_firewall::{Entry, Group, Intent, Object};
use ringwall_model::{Addresses, Allowance, Conduit, ConduitId, Enforcement, Party, Plant, ZoneId};

use super::{LeftOut, Wanted};
use crate::permitted::addresses::{ZoneAddresses, carried, of_asset};

/// What was built.
#[derive(Debug)]
pub(super) struct Built<'a> {
    pub(super) intent: Intent,
    pub(super) left_out: Vec<LeftOut>,
    /// The conduits this point holds, those held by physics left out.
    pub(super) conduits: Vec<(&'a ConduitId, &'a Conduit)>,
    /// Allowances without an entry.
    pub(super) without: Vec<(&'a ConduitId, &'a Allowance)>,
}

/// Somebody by name.
type Named = (String, Addresses);
/// Parties by the zone they are in; none for assets of a conduit.
type Sides = BTreeMap<Option<ZoneId>, Vec<Named>>;

/// Builds; none where the plant has no conduit with this enforcement point.
pub(super) fn build<'a>(wanted: &Wanted<'a>) -> Option<Built<'a>> {
    let point = wanted.point;
    let holds = |c: &Conduit| c.enforcement_points.contains(point) || c.assets.contains(point);
    let own: Vec<_> = wanted.plant.conduits.iter().filter(|(_, conduit)| holds(conduit)).collect();
    if own.is_empty() {
        return None;
    }
    let mut interfaces = wanted.interfaces.to_vec();
    interfaces.sort();
    interfaces.dedup();
    let mut building = Building {
        wanted,
        zones: ZoneAddresses::new(wanted.plant),
        places: BTreeMap::new(),
        built: Built {
            intent: Intent { device: point.to_string(), interfaces, objects: Vec::new(), groups: Vec::new() },
            left_out: Vec::new(),
            conduits: Vec::new(),
            without: Vec::new(),
        },
    };
    own.into_iter().for_each(|(id, conduit)| building.conduit(id, conduit));
    Some(building.built)
}

struct Building<'a, 'w> {
    wanted: &'w Wanted<'a>,
    zones: ZoneAddresses,
    places: BTreeMap<String, usize>,
    built: Built<'a>,
}

impl<'a> Building<'a, '_> {
    fn conduit(&mut self, id: &'a ConduitId, conduit: &'a Conduit) {
        if conduit.enforced == Enforcement::Physical {
            let why = "physics holds it: no rule is written for it, and none may stand in for it";
            self.built.left_out.push(LeftOut { conduit: id.clone(), place: conduit.place.clone(), why });
            return;
        }
        self.built.conduits.push((id, conduit));
        let mut entries = Vec::new();
        for (number, allowance) in (1..).zip(&conduit.allow) {
            match self.allowance((id, conduit), allowance, number) {
                Ok(more) => entries.extend(more),
                Err(why) => {
                    self.built.left_out.push(LeftOut { conduit: id.clone(), place: allowance.place.clone(), why });
                    self.built.without.push((id, allowance));
                }
            }
        }
        self.built.intent.groups.push(Group { conduit: id.to_string(), entries });
    }

    /// The entries of an allowance, or why it has none.
    fn allowance(
        &mut self,
        (id, conduit): (&ConduitId, &Conduit),
        allowance: &Allowance,
        number: u32,
    ) -> Result<Vec<Entry>, &'static str> {
        if allowance.when.is_some() || allowance.rate_per_minute.is_some() {
            return Err("it holds for a time or a rate, which a standing rule would go beyond: open it under permit");
        }
        let carriers = carried(self.wanted.services, allowance);
        if carriers.is_empty() {
            return Err("no port of its protocol is known, or it is below IP: give transport and port");
        }
        if !carriers.iter().all(|(protocol, _)| self.wanted.writer.holds(*protocol)) {
            return Err("this dialect has no rule for the protocol that carries it");
        }
        let comment = format!("{id}.{number}");
        let from = self.sides(conduit, &allowance.initiator);
        let to = self.sides(conduit, &allowance.responder);
        let mut entries = Vec::new();
        for (zone, initiators) in &from {
            let others = to.iter().filter(|(other, _)| zone.is_none() || *other != zone);
            for (other, responders) in others {
                let name = |side: &str, zone: &Option<ZoneId>, sides: &Sides| match zone {
                    Some(zone) if sides.len() > 1 => format!("{comment}.{side}.{zone}"),
                    _ => format!("{comment}.{side}"),
                };
                let source = self.place(initiators, &name("from", zone, &from));
                let destination = self.place(responders, &name("to", other, &to));
                let (Some(source), Some(destination)) = (source, destination) else { continue };
                let one = |&(protocol, port)| Entry { source, destination, protocol, port, comment: comment.clone() };
                entries.extend(carriers.iter().map(one));
            }
        }
        if entries.is_empty() {
            Err("no address of who asks or answers is declared in the zones it joins")
        } else {
            Ok(entries)
        }
    }

    /// Who is meant, by zone.
    fn sides(&self, conduit: &Conduit, parties: &[Party]) -> Sides {
        let mut sides = Sides::new();
        let every: Vec<Party> = conduit.zones.iter().cloned().map(Party::Zone).collect();
        for party in if parties.is_empty() { &every } else { parties } {
            let (zone, named) = match party {
                Party::Zone(id) => (Some(id.clone()), (format!("zone-{id}"), self.zones.of(id))),
                Party::Asset(id) => (zone_of(self.wanted.plant, id), (id.to_string(), of_asset(self.wanted.plant, id))),
            };
            // A conduit is no way between zones it does not join, whoever it names.
            let is_joined = zone.as_ref().is_none_or(|zone| conduit.zones.contains(zone));
            if is_joined && !named.1.is_empty() {
                sides.entry(zone).or_default().push(named);
            }
        }
        sides
    }

    /// The place of one, or of several together under this name.
    fn place(&mut self, named: &[Named], together: &str) -> Option<usize> {
        let all = named.iter().fold(Addresses::none(), |all, (_, set)| all.union(set));
        let name = match named {
            [] => return None,
            [(name, _)] => name.clone(),
            _ => together.to_owned(),
        };
        let objects = &mut self.built.intent.objects;
        Some(*self.places.entry(name.clone()).or_insert_with(|| {
            objects.push(Object { name, addresses: all });
            objects.len().saturating_sub(1)
        }))
    }
}

fn zone_of(plant: &Plant, asset: &ringwall_model::AssetId) -> Option<ZoneId> {
    plant.assets.get(asset).and_then(|asset| asset.zones.first()).cloned()
}
