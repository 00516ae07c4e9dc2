//! Zones that stand in one zone, or in none, and the plates that stand with them.

use std::collections::BTreeMap;

use ringwall_model::ZoneId;

use crate::arrange::{Item, Joint, arrange};
use crate::built::Built;
use crate::geometry::Point;
use crate::scene::{Link, Scene, band};
use crate::{interior, plate};

/// Parts with their places.
pub(crate) struct Group {
    /// Ids of the parts: `zone:bpcs`, `conduit:sis-to-bpcs`.
    pub ids: Vec<String>,
    pub parts: Vec<Built>,
    pub at: Vec<Point>,
    pub size: (i32, i32),
    /// Bands with their top and bottom.
    pub bands: Vec<(u8, i32, i32)>,
}

impl Group {
    /// Moves all parts.
    pub fn shift(&mut self, by: Point) {
        for at in &mut self.at {
            *at = Point { x: at.x.saturating_add(by.x), y: at.y.saturating_add(by.y) };
        }
    }

    /// How far its parts reach to the right and down.
    pub fn reach(&self) -> (i32, i32) {
        let ends = || self.at.iter().zip(&self.parts).map(|(at, part)| (at.x + part.size.0, at.y + part.size.1));
        (ends().map(|end| end.0).max().unwrap_or(0), ends().map(|end| end.1).max().unwrap_or(0))
    }

    /// All parts as one.
    pub fn whole(self) -> Built {
        let mut whole = Built { size: self.size, ..Built::default() };
        for (part, at) in self.parts.into_iter().zip(self.at) {
            whole.take(part, at);
        }
        whole
    }
}

/// The group of some zones. `spread` widens distances, in per cent.
pub(crate) fn group(
    scene: &Scene<'_>,
    inside: Option<&ZoneId>,
    zones: &[ZoneId],
    parent: Option<String>,
    spread: i32,
) -> Group {
    let known: Vec<&ZoneId> = zones.iter().filter(|id| scene.zone(id).is_some()).collect();
    let build = |id: &&ZoneId| Some(interior::build(scene, id, scene.zone(id)?, parent.clone(), spread));
    let mut parts: Vec<Built> = known.iter().filter_map(build).collect();
    let band = |id: &ZoneId| if inside.is_none() { band(scene, id) } else { 0 };
    let items: Vec<Item> =
        known.iter().zip(&parts).map(|(id, part)| Item { size: part.size, band: band(id) }).collect();
    let links: Vec<&Link<'_>> = scene.links.iter().filter(|link| link.inside.as_ref() == inside).collect();
    let plates: Vec<Built> = links.iter().map(|link| plate::build(scene, link, parent.clone())).collect();
    let index: BTreeMap<&ZoneId, usize> = known.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let joints: Vec<Joint> = links
        .iter()
        .zip(&plates)
        .map(|(link, plate)| Joint { size: plate.size, members: members(scene, link, inside, &index) })
        .collect();
    let arranged = arrange(&items, &joints, spread);
    let ids = known.iter().map(|id| format!("zone:{id}")).chain(links.iter().map(|link| link.id.clone())).collect();
    parts.extend(plates);
    let at = [arranged.items, arranged.joints].concat();
    Group { ids, parts, at, size: arranged.size, bands: arranged.bands }
}

/// The parts of the group that hold the zones of a link.
fn members(
    scene: &Scene<'_>,
    link: &Link<'_>,
    inside: Option<&ZoneId>,
    index: &BTreeMap<&ZoneId, usize>,
) -> Vec<usize> {
    let towards = |zone: &ZoneId| index.get(&scene.child_towards(inside, zone)?).copied();
    let mut members: Vec<usize> = link.zones.iter().filter_map(towards).collect();
    members.sort_unstable();
    members.dedup();
    members
}
