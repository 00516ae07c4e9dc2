//! What captures show beside assets and conversations: who announced itself through which port, and what happened when.

use ringwall_model::{Address, Event, EventKind, Neighbour, Reading};

use super::{counted, frame, limited};
use crate::{Block, Column, Line, Row, Table, Tone};

/// Most targets named in a line.
const TARGETS_MAX: usize = 4;

/// Devices that announced themselves to the other end of a cable.
pub(super) fn neighbours(reading: &Reading, neighbours: &[Neighbour]) -> Vec<Block> {
    if neighbours.is_empty() {
        return Vec::new();
    }
    let row = |told: &Neighbour| Row {
        anchor: None,
        cells: vec![
            Line::default().toned(told.asset.to_string(), Tone::Code),
            Line::default().foreign(&told.port),
            Line::text(told.sender.to_string()),
            Line::text(told.protocol.to_string()),
            frame(reading, told.at),
        ],
    };
    let columns = ["asset", "through its port", "from", "protocol", "shown in"].map(Column::left);
    let table = Table { columns: columns.to_vec(), rows: neighbours.iter().map(row).collect() };
    std::iter::once(Block::heading("Announced to neighbours"))
        .chain(limited(table, neighbours.len(), "ports"))
        .collect()
}

/// Scans, log-ins in series and addresses that changed hands, by time.
pub(super) fn events(reading: &Reading, events: &[Event]) -> Vec<Block> {
    if events.is_empty() {
        return Vec::new();
    }
    let row = |event: &Event| Row {
        anchor: None,
        cells: vec![
            Line::text(event.first_seen.second()),
            Line::text(event.last_seen.second()),
            Line::text(event.by.to_string()),
            Line::text(words(&event.kind)),
            frame(reading, event.at),
        ],
    };
    let columns = ["from", "until", "by", "what", "first shown in"].map(Column::left);
    let table = Table { columns: columns.to_vec(), rows: events.iter().map(row).collect() };
    let told = "Whether any of it was meant is for people to say.";
    let heading = [Block::heading("What happened"), Block::Paragraph(Line::default().toned(told, Tone::Muted))];
    heading.into_iter().chain(limited(table, events.len(), "events")).collect()
}

fn words(kind: &EventKind) -> String {
    match kind {
        EventKind::Scan { targets, doors } => {
            format!("tried {doors} doors of {}, and none of them answered", listed(targets))
        }
        EventKind::LoginSeries { target, transport, port, begun, answered } => format!(
            "began {} where people log in, at {target} {}; {answered} of them were answered",
            counted(begun, "session"),
            transport.wire(*port)
        ),
        EventKind::AddressClaimed { ip, before } => format!("claimed {ip}, known by {before} before"),
        EventKind::AddressContested { ip, with } => format!("claimed {ip} while {with} had it"),
    }
}

fn listed(targets: &[Address]) -> String {
    let named: Vec<String> = targets.iter().take(TARGETS_MAX).map(ToString::to_string).collect();
    match targets.len().saturating_sub(named.len()) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
