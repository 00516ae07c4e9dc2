//! What happened at some time: scans, log-ins in series, addresses that changed hands.

use std::collections::BTreeMap;

use ringwall_model::{Address, Conversation, Event, EventKind, NetworkId, Reading, Security, Stage, Transport};

use crate::{contested, devices::Devices, passing};

/// So many doors that did not open, each within [`PAUSE_US`] of the one before, are a scan.
const DOORS_MIN: usize = 20;
/// A longer pause ends it.
const PAUSE_US: i64 = 60_000_000;

/// So many sessions at a service where people log in, or log-ins that were refused, are a series.
const SESSIONS_MIN: u64 = 10;
/// On average no more than this lies between two of them: people log in, too.
const BETWEEN_US: i64 = 30_000_000;

/// Everything that happened, by time.
pub(crate) fn of(reading: &Reading, devices: &Devices<'_>) -> Vec<Event> {
    let mut events = scans(reading);
    events.extend(reading.conversations.iter().filter_map(series));
    events.extend(passing::events(reading, devices));
    events.extend(contested::events(reading, devices));
    events.sort();
    events
}

fn scans(reading: &Reading) -> Vec<Event> {
    let mut tried: BTreeMap<(&NetworkId, Address), Vec<&Conversation>> = BTreeMap::new();
    for door in reading.conversations.iter().filter(|c| is_closed_door(c)) {
        tried.entry((&door.key.network, door.key.parties.first())).or_default().push(door);
    }
    let mut found = Vec::new();
    for ((network, by), mut doors) in tried.into_iter().filter(|(_, doors)| doors.len() >= DOORS_MIN) {
        doors.sort_by_key(|door| (door.first_seen, door.first_frames.from_initiator));
        let runs = doors.chunk_by(|a, b| b.first_seen.0.saturating_sub(a.first_seen.0) <= PAUSE_US);
        found.extend(runs.filter(|run| run.len() >= DOORS_MIN).filter_map(|run| scan(network, by, run)));
    }
    found
}

/// Asked for and never answered. Each is its own door: address, transport and port. Who sends data over a connection was let
/// in, and where no answer was seen they went another way.
fn is_closed_door(conversation: &Conversation) -> bool {
    let is_shut = match conversation.key.transport {
        Transport::Tcp => conversation.sessions == 0,
        Transport::Udp => conversation.answered_sessions == 0,
        _ => false,
    };
    conversation.session().is_some() && is_shut && conversation.packets.from_initiator > 0
}

fn scan(network: &NetworkId, by: Address, run: &[&Conversation]) -> Option<Event> {
    let first = run.first()?;
    let mut targets: Vec<Address> = run.iter().map(|door| door.key.parties.second()).collect();
    targets.sort();
    targets.dedup();
    Some(Event {
        first_seen: first.first_seen,
        last_seen: run.iter().map(|door| door.first_seen).max()?,
        network: network.clone(),
        by,
        at: first.first_frames.from_initiator?,
        kind: EventKind::Scan { targets, doors: u64::try_from(run.len()).unwrap_or(u64::MAX) },
    })
}

fn series(conversation: &Conversation) -> Option<Event> {
    let (initiator, responder) = conversation.session()?;
    let begun = begun(conversation)?;
    let lasted = conversation.last_seen.0.saturating_sub(conversation.first_seen.0);
    let between = lasted.checked_div(i64::try_from(begun).ok()?)?;
    (begun >= SESSIONS_MIN && between <= BETWEEN_US).then_some(())?;
    Some(Event {
        first_seen: conversation.first_seen,
        last_seen: conversation.last_seen,
        network: conversation.key.network.clone(),
        by: initiator,
        at: conversation.first_frames.from_initiator?,
        kind: EventKind::LoginSeries {
            target: responder,
            transport: conversation.key.transport,
            port: conversation.key.port,
            begun,
            answered: conversation.answered_sessions.min(begun),
        },
    })
}

/// Sessions where people work, each of which asks who they are; elsewhere the log-ins that were refused, for software logs in
/// as often as it likes.
fn begun(conversation: &Conversation) -> Option<u64> {
    let facts = || conversation.cryptography.iter();
    if facts().any(|fact| matches!(fact.security, Security::Interactive { .. })) {
        return Some(conversation.sessions);
    }
    let refused = facts().filter(|fact| matches!(fact.security, Security::Login { stage: Stage::Refused, .. }));
    refused.map(|fact| fact.count).max()
}
