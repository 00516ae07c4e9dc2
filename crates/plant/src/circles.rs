//! References that lead in a circle: zones within each other, assets on or behind each other, rows met or compensated in
//! a circle.

mod allocations;
mod compensations;

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{AssetId, CountermeasureId, Plant, RequirementId, Span, ZoneId};

/// What stands in a circle. Whoever follows references may rely on there being none once they are broken.
#[derive(Debug)]
pub(crate) struct Circles {
    pub parents: BTreeSet<ZoneId>,
    pub hosts: BTreeSet<AssetId>,
    pub gateways: BTreeSet<AssetId>,
    /// Where the allocations stand.
    pub allocations: BTreeSet<Span>,
    /// Compensations that rest on a compensated row: which, and who compensates it.
    pub compensations: BTreeMap<CountermeasureId, (RequirementId, CountermeasureId)>,
}

impl Circles {
    /// Finds them all.
    pub fn of(plant: &Plant) -> Self {
        let parents = plant.zones.iter().filter_map(|(id, zone)| Some((id, zone.parent.as_ref()?)));
        let hosts = plant.assets.iter().filter_map(|(id, asset)| Some((id, asset.hosted_on.as_ref()?)));
        let gateways = plant.assets.iter().filter_map(|(id, asset)| Some((id, &asset.behind.as_ref()?.gateway)));
        Self {
            parents: in_a_circle(&parents.collect()),
            hosts: in_a_circle(&hosts.collect()),
            gateways: in_a_circle(&gateways.collect()),
            allocations: allocations::in_circles(plant),
            compensations: compensations::on_compensations(plant),
        }
    }

    /// Takes out the references that lead in circles.
    pub fn break_in(&self, plant: &mut Plant) {
        for (_, zone) in plant.zones.iter_mut().filter(|(id, _)| self.parents.contains(*id)) {
            zone.parent = None;
        }
        for (id, asset) in &mut plant.assets {
            if self.hosts.contains(id) {
                asset.hosted_on = None;
            }
            if self.gateways.contains(id) {
                asset.behind = None;
            }
        }
        plant.allocations.retain(|allocation| !self.allocations.contains(&allocation.place));
        for (_, countermeasure) in
            plant.countermeasures.iter_mut().filter(|(id, _)| self.compensations.contains_key(*id))
        {
            countermeasure.compensation = None;
        }
    }
}

fn in_a_circle<K: Ord + Clone>(next: &BTreeMap<&K, &K>) -> BTreeSet<K> {
    let mut walked: BTreeMap<&K, usize> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for (walk, start) in next.keys().enumerate() {
        let mut at = Some(*start);
        while let Some(id) = at {
            match walked.insert(id, walk) {
                None => at = next.get(id).copied(),
                Some(before) => {
                    if before == walk {
                        collect(next, id, &mut found);
                    }
                    break;
                }
            }
        }
    }
    found
}

fn collect<K: Ord + Clone>(next: &BTreeMap<&K, &K>, start: &K, found: &mut BTreeSet<K>) {
    let mut at = start;
    while found.insert(at.clone()) {
        match next.get(at) {
            Some(other) => at = other,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_and_what_leads_into_it_is_not() {
        let next = BTreeMap::from([(&1, &2), (&2, &3), (&3, &2), (&4, &4), (&5, &6)]);
        assert_eq!(in_a_circle(&next), BTreeSet::from([2, 3, 4]));
    }
}
