//! Somebody scanned, flooded, or claimed another's address.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, Binding, BindingBy, Conversation, FrameRef, Grade, Instant, NetworkId, Parties, ScopeId, Transport, Unit,
    UnitId, ZoneId,
};

use super::{Effect, Rule};
use crate::{
    links::is_shared,
    out::{Out, Sighting},
    scene::Scene,
    standing::SCANNER,
};

const CRITERIA: &[&str] = &["SR 6.2/alarms-reach-people", "SR 7.1/essential-under-flood"];

/// So many targets that never answered, within [`SCAN_US`], are a scan.
const SCAN_TARGETS_MIN: usize = 20;
const SCAN_US: i64 = 60_000_000;

/// So many broadcast frames a second, for a second at least, are a storm.
const STORM_FRAMES_PER_SECOND: i128 = 1000;
const STORM_US_MIN: i128 = 1_000_000;

/// A MAC address that claims more than this answers for others.
const CLAIMS_MAX: usize = 16;

pub(super) static RULE: Rule = Rule {
    code: "disturbance-on-network",
    title: "a scan, a storm or a disputed address",
    explanation: "One device tried twenty or more doors within a minute that did not answer, sent a thousand broadcast \
        frames a second, or claims an address at the same time as another. Monitoring should have reported it to \
        somebody, and essential functions should have borne it: it is shown beside both rows as a question, and decides \
        nothing. A declared scanner, a station that a conduit lets in within a permit window, members of a redundancy \
        group, addresses that redundancy protocols share, and one claim after the other (a device replaced, a failover) \
        raise nothing.",
    criteria: &[
        ("SR 6.2/alarms-reach-people", Effect::Contributes),
        ("SR 7.1/essential-under-flood", Effect::Contributes),
    ],
    unit: Unit::Zone,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a test during maintenance: declare the scanner, or its permit window",
        "a redundancy protocol moves addresses and shares them",
        "a router that answers for others claims what is not its own",
        "a station that looks for devices which are switched off",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    scans(scene, out);
    storms(scene, out);
    disputes(scene, out);
}

fn add(out: &mut Out<'_>, part: &'static str, zone: ZoneId, (first, last_seen): (FrameRef, Instant), text: &str) {
    let scope = ScopeId::Zone(zone);
    let (unit, text) = (UnitId::Scope(scope.clone()), text.to_owned());
    out.add(Sighting { part, criteria: CRITERIA, scope, unit, first, last_seen, count: 1, text });
}

/// Doors that did not open, by who tried them.
fn scans(scene: &Scene<'_>, out: &mut Out<'_>) {
    let mut tried: BTreeMap<(&NetworkId, Address), Vec<&Conversation>> = BTreeMap::new();
    for conversation in scene.inputs.reading.conversations.iter().filter(|c| is_closed_door(c)) {
        tried.entry((&conversation.key.network, conversation.key.parties.first())).or_default().push(conversation);
    }
    for ((network, address), mut doors) in tried.into_iter().filter(|(_, doors)| doors.len() >= SCAN_TARGETS_MIN) {
        doors.sort_by_key(|door| door.first_seen);
        let scanner = scene.party_at(network, address, None);
        if !is_burst(&doors) || scene.role(&scanner) == Some(SCANNER) || scene.has_permit(&scanner) {
            continue;
        }
        let text =
            format!("{address} ({}) tried {} doors and was answered at none of them", scanner.asset, doors.len());
        for (zone, seen) in zones_of_targets(scene, &doors) {
            add(out, "scan", zone, seen, &text);
        }
    }
}

/// A session that was asked for and never answered. Each has its own target: address, transport and port.
fn is_closed_door(conversation: &Conversation) -> bool {
    conversation.session().is_some()
        && matches!(conversation.key.transport, Transport::Tcp | Transport::Udp)
        && conversation.answered_sessions == 0
        && conversation.packets.from_initiator > 0
}

/// Enough of them began within the time; they are sorted by it.
fn is_burst(doors: &[&Conversation]) -> bool {
    doors.windows(SCAN_TARGETS_MIN).any(|run| match (run.first(), run.last()) {
        (Some(first), Some(last)) => last.first_seen.0.saturating_sub(first.first_seen.0) <= SCAN_US,
        _ => false,
    })
}

fn zones_of_targets(scene: &Scene<'_>, doors: &[&Conversation]) -> BTreeMap<ZoneId, (FrameRef, Instant)> {
    let mut zones: BTreeMap<ZoneId, (FrameRef, Instant)> = BTreeMap::new();
    for door in doors {
        let Some((_, target)) = scene.session(door) else { continue };
        let first = door.first_frames.from_initiator.unwrap_or_default();
        for zone in scene.zones(&target) {
            let known = zones.entry(zone).or_insert((first, door.last_seen));
            *known = (known.0.min(first), known.1.max(door.last_seen));
        }
    }
    zones
}

/// Broadcast frames without end.
fn storms(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Parties::Publication { publisher, group } = conversation.key.parties else { continue };
        if !is_broadcast(group) || !is_storm(conversation) {
            continue;
        }
        let source = scene.party_at(&conversation.key.network, publisher, None);
        let frames = conversation.packets.from_initiator;
        let text = format!("{publisher} ({}) sent {frames} frames to everybody without a pause", source.asset);
        let first = conversation.first_frames.from_initiator.unwrap_or_default();
        for zone in scene.zones(&source) {
            add(out, "storm", zone, (first, conversation.last_seen), &text);
        }
    }
}

/// To everybody. What is sent to a group may be sampled values, which are as many by design.
fn is_broadcast(group: Address) -> bool {
    match group {
        Address::Mac(mac) => mac.0 == [0xff; 6],
        Address::Ip(std::net::IpAddr::V4(ip)) => ip.is_broadcast(),
        // What a bus carries in a second is bounded by its line.
        Address::Ip(std::net::IpAddr::V6(_)) | Address::Station(_) => false,
    }
}

fn is_storm(conversation: &Conversation) -> bool {
    let lasted = i128::from(conversation.last_seen.0) - i128::from(conversation.first_seen.0);
    let frames = i128::from(conversation.packets.from_initiator);
    lasted >= STORM_US_MIN && frames * 1_000_000 >= lasted * STORM_FRAMES_PER_SECOND
}

/// Addresses that two devices claim at the same time.
fn disputes(scene: &Scene<'_>, out: &mut Out<'_>) {
    let many = answering_for_others(scene);
    let mut claims: BTreeMap<(&NetworkId, std::net::IpAddr), Vec<&Binding>> = BTreeMap::new();
    let is_claim = |b: &&Binding| b.by == BindingBy::Resolution && !is_shared(b.mac) && !b.ip.is_unspecified();
    for claim in scene.inputs.reading.bindings.iter().filter(is_claim) {
        if !many.contains(&(&claim.network, claim.mac)) {
            claims.entry((&claim.network, claim.ip)).or_default().push(claim);
        }
    }
    for ((network, ip), claims) in &claims {
        let Some((one, other)) = rivals(scene, claims) else { continue };
        let owner = scene.party_at(network, Address::Ip(*ip), None);
        if scene.declared(&owner).is_some_and(|asset| asset.redundancy_group.is_some()) {
            continue;
        }
        let text = format!("{ip} on {network} is claimed by {} and by {} at the same time", one.mac, other.mac);
        for zone in scene.zones(&owner) {
            add(out, "address", zone, (one.at.max(other.at), one.last_seen.max(other.last_seen)), &text);
        }
    }
}

fn answering_for_others<'s>(scene: &'s Scene<'_>) -> BTreeSet<(&'s NetworkId, ringwall_model::Mac)> {
    let mut claimed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for claim in scene.inputs.reading.bindings.iter().filter(|b| b.by == BindingBy::Resolution) {
        claimed.entry((&claim.network, claim.mac)).or_default().insert(claim.ip);
    }
    claimed.into_iter().filter(|(_, ips)| ips.len() > CLAIMS_MAX).map(|(key, _)| key).collect()
}

/// Two claims at the same time by two devices, neither of them a conduit's own.
fn rivals<'s>(scene: &Scene<'_>, claims: &[&'s Binding]) -> Option<(&'s Binding, &'s Binding)> {
    let is_rival = |a: &Binding, b: &Binding| {
        if a.mac == b.mac || a.first_seen > b.last_seen || b.first_seen > a.last_seen {
            return false;
        }
        let (one, other) = (scene.device_of(a.mac), scene.device_of(b.mac));
        let is_own = [one, other].into_iter().flatten().any(|id| scene.is_conduits_own(id));
        let is_one_device = one.is_some() && one == other;
        !is_one_device && !is_own
    };
    let pairs =
        claims.iter().enumerate().flat_map(|(i, a)| claims.iter().skip(i.saturating_add(1)).map(move |b| (*a, *b)));
    pairs.into_iter().find(|(a, b)| is_rival(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use ringwall_model::{AssetId, Outcome};

    /// Somebody tries the controller's ports, some each second.
    fn scan(doors: u16, seconds_between: i64) -> World {
        let mut world = World::two_zones();
        let template = world.conversation("10.0.0.77", "plc").clone();
        world.reading.conversations.clear();
        for door in 0..doors {
            let mut conversation = template.clone();
            conversation.key.port = door;
            conversation.answered_sessions = 0;
            conversation.packets.from_initiator = 1;
            conversation.first_seen.0 += i64::from(door) * seconds_between * 1_000_000;
            conversation.first_frames.from_initiator = Some(FrameRef { frame: 40, ..FrameRef::default() });
            world.reading.conversations.push(conversation);
        }
        world
    }

    #[test]
    fn twenty_closed_doors_within_a_minute_contribute() {
        let found = scan(20, 1).run(&RULE);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Contributes));
        assert_eq!(found[0].id.0.as_ref(), "disturbance-on-network.scan:zone:bpcs:control#40");
    }

    #[test]
    fn fewer_doors_slower_ones_and_opened_ones_raise_nothing() {
        assert!(scan(19, 1).ids(&RULE).is_empty());
        assert!(scan(20, 60).ids(&RULE).is_empty());
        let mut world = scan(20, 1);
        world.reading.conversations[0].answered_sessions = 1;
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_declared_scanner_and_one_within_a_permit_window_raise_nothing() {
        let mut world = scan(20, 1);
        world.add_asset("laptop", "bpcs", 77).role = Some(SCANNER.into());
        assert!(world.ids(&RULE).is_empty());
        world.asset("laptop").role = None;
        assert_eq!(world.ids(&RULE).len(), 1);
        world.permit("laptop");
        assert!(world.ids(&RULE).is_empty());
    }

    fn broadcast(frames: u64, seconds: i64, group: &str) -> World {
        let mut world = World::two_zones();
        let conversation = world.conversation("hmi", "plc");
        let (publisher, group) = (conversation.key.parties.first(), Address::parse(group).unwrap());
        conversation.key.parties = Parties::Publication { publisher, group };
        conversation.packets.from_initiator = frames;
        conversation.last_seen = Instant(conversation.first_seen.0 + seconds * 1_000_000);
        world
    }

    #[test]
    fn a_thousand_broadcasts_a_second_contribute_and_fewer_or_sampled_values_do_not() {
        assert_eq!(broadcast(5000, 5, "255.255.255.255").ids(&RULE).len(), 1);
        assert_eq!(broadcast(5000, 5, "ff:ff:ff:ff:ff:ff").ids(&RULE).len(), 1);
        assert!(broadcast(4999, 5, "255.255.255.255").ids(&RULE).is_empty());
        assert!(broadcast(5000, 0, "255.255.255.255").ids(&RULE).is_empty());
        assert!(broadcast(5000, 1, "01:0c:cd:04:00:01").ids(&RULE).is_empty());
    }

    /// Two devices say that the controller's address is theirs.
    fn disputed(first: [i64; 2], second: [i64; 2]) -> World {
        let mut world = World::two_zones();
        world.binding("control", 1, "10.0.0.2", first);
        world.binding("control", 2, "10.0.0.2", second);
        world
    }

    #[test]
    fn two_claims_at_the_same_time_contribute() {
        assert_eq!(disputed([0, 10], [5, 15]).ids(&RULE), ["disturbance-on-network.address:zone:bpcs:control#2"]);
    }

    #[test]
    fn a_failover_a_redundant_pair_and_a_shared_address_raise_nothing() {
        assert!(disputed([0, 10], [11, 20]).ids(&RULE).is_empty());
        let mut world = disputed([0, 10], [5, 15]);
        world.asset("plc").redundancy_group = Some("pair".into());
        assert!(world.ids(&RULE).is_empty());
        let mut world = disputed([0, 10], [5, 15]);
        world.reading.bindings[1].mac.0[..5].copy_from_slice(&[0, 0, 0x5e, 0, 1]);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn two_ports_of_one_device_and_a_conduits_router_raise_nothing() {
        let mut world = disputed([0, 10], [5, 15]);
        let macs: Vec<_> = world.reading.bindings.iter().map(|b| b.mac).collect();
        world.observe("plc", "control", macs[0]);
        world.observe("plc", "control", macs[1]);
        assert!(world.ids(&RULE).is_empty());
        let mut world = disputed([0, 10], [5, 15]);
        world.observe("hmi", "control", macs[1]);
        world.plant.conduits.get_mut("up").unwrap().assets.push(AssetId::from_foreign("hmi"));
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_router_that_answers_for_many_disputes_none() {
        let mut world = disputed([0, 10], [5, 15]);
        for last in 100..117 {
            world.binding("control", 2, &format!("10.0.0.{last}"), [0, 20]);
        }
        assert!(world.ids(&RULE).is_empty());
    }
}
