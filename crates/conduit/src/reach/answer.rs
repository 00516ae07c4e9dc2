//! Ways put together to an answer, with a packet and the devices it comes by.

use ringwall_firewall::{Block, Set};
use ringwall_model::{ConduitId, Foreign, Reach, ReachAnswer, ReachQuestion, ZoneId};

use super::walk::{End, Out, Trail, Walk, translates};

/// Blocks an answer is written out as.
const BLOCKS_MAX: usize = 4;
/// Reasons that are named.
const REASONS_MAX: usize = 8;

/// What a question is about, before its packets are followed.
#[derive(Debug)]
pub(super) struct About<'q> {
    pub(super) question: ReachQuestion,
    pub(super) from: &'q ZoneId,
    pub(super) to: Option<&'q ZoneId>,
    pub(super) device: Option<Foreign>,
    pub(super) conduit: Option<&'q ConduitId>,
}

/// The answer of ways that were followed; none where no way leads over more than one device, for what one device does is told of it.
pub(super) fn of(mut walk: Walk<'_, '_>, about: &About<'_>) -> Option<Reach> {
    let trails = std::mem::take(&mut walk.trails);
    if !trails.iter().any(|trail| trail.is_over_several) {
        return None;
    }
    let (mut sure, mut may) = (walk.plain.nothing(), walk.plain.nothing());
    for trail in trails.iter().filter(|trail| trail.end != End::Dropped) {
        sure = walk.plain.or(sure, trail.sure);
        may = walk.plain.or(may, trail.may);
    }
    let mut missing = missing(&walk, &trails);
    let is_exhausted = walk.plain.is_exhausted();
    if is_exhausted {
        missing.push("the sets of packets are too large to be worked out".to_owned());
    }
    let is_permitted = !walk.plain.is_empty(sure) && !is_exhausted;
    let answer = match is_permitted {
        true => ReachAnswer::Permitted,
        false if is_exhausted => ReachAnswer::Unknown,
        // An address that stands for another may lead where nothing was followed.
        false if !walk.plain.is_empty(may) || is_translated(&walk, &trails) => ReachAnswer::Unknown,
        false => ReachAnswer::Blocked,
    };
    let told = if is_permitted { sure } else { may };
    let chosen = chosen(&walk, &trails, answer)?;
    let packets = match (answer, chosen.end == End::Dropped) {
        (ReachAnswer::Permitted, _) => chosen.sure,
        _ => chosen.may,
    };
    let packet = walk.plain.witness(packets);
    let crossings = packet.map(|packet| walk.crossings(chosen, &packet)).unwrap_or_default();
    let (size, extent) = extent(&mut walk, told);
    Some(Reach {
        question: about.question,
        from: about.from.clone(),
        to: about.to.cloned(),
        device: about.device.clone(),
        conduit: about.conduit.cloned(),
        answer,
        crossings,
        size,
        extent,
        missing: if answer == ReachAnswer::Blocked { Vec::new() } else { missing },
    })
}

/// The way that is shown: the shortest on which the answer holds.
fn chosen<'t>(walk: &Walk<'_, '_>, trails: &'t [Trail], answer: ReachAnswer) -> Option<&'t Trail> {
    let holds = |trail: &&Trail| match answer {
        ReachAnswer::Permitted => !walk.plain.is_empty(trail.sure),
        ReachAnswer::Unknown => trail.end != End::Dropped && !walk.plain.is_empty(trail.may),
        ReachAnswer::Blocked => trail.end == End::Dropped,
    };
    // What is for a device on the way is told of it where nothing else is.
    let is_for_device = |trail: &Trail| trail.hops.last().is_some_and(|hop| hop.out == Out::Device);
    trails.iter().filter(holds).min_by_key(|trail| (is_for_device(trail), trail.hops.len())).or(trails.first())
}

fn is_translated(walk: &Walk<'_, '_>, trails: &[Trail]) -> bool {
    let devices = trails.iter().flat_map(|trail| &trail.hops).filter_map(|hop| walk.judges.device(hop.device));
    devices.into_iter().any(|device| translates(device).is_some())
}

/// What would have to be known, each once.
fn missing(walk: &Walk<'_, '_>, trails: &[Trail]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for trail in trails {
        if let End::Stopped(why) = &trail.end {
            found.push(why.clone());
        }
        found.extend(trail.missing.iter().cloned());
    }
    if found.is_empty() {
        let devices = trails.iter().flat_map(|trail| &trail.hops).filter_map(|hop| walk.judges.device(hop.device));
        found.extend(devices.filter_map(translates));
    }
    found.sort();
    found.dedup();
    found.truncate(REASONS_MAX);
    found
}

fn extent(walk: &mut Walk<'_, '_>, packets: Set) -> (u64, Vec<String>) {
    let size = u64::try_from(walk.plain.size(packets)).unwrap_or(u64::MAX);
    let (blocks, is_whole) = walk.plain.blocks(packets, BLOCKS_MAX);
    let mut extent: Vec<String> = blocks.iter().map(Block::text).collect();
    if !is_whole {
        extent.push("and more".to_owned());
    }
    (size, extent)
}
