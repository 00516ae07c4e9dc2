//! How far zones are trusted, by their kind.

use ringwall_model::{Plant, ZoneId, ZoneKind};

/// How far a zone is trusted; the higher the further.
pub(crate) fn trust(plant: &Plant, zone: &ZoneId) -> u8 {
    match plant.zones.get(zone).map(|z| z.kind) {
        Some(ZoneKind::Safety | ZoneKind::SafetyCombined) => 4,
        Some(ZoneKind::Control) => 3,
        Some(ZoneKind::Supervisory) => 2,
        Some(ZoneKind::Dmz) => 1,
        _ => 0,
    }
}

/// True for zones that hold safety functions.
pub(crate) fn is_safety(plant: &Plant, zone: &ZoneId) -> bool {
    plant.zones.get(zone).is_some_and(|z| matches!(z.kind, ZoneKind::Safety | ZoneKind::SafetyCombined))
}
