//! What must go on whatever happens (3-3 clause 4): where a lock, or a gate that shuts, would be the fault.

use ringwall_model::{AssetId, ConduitId, Plant, ZoneKind};

/// An essential function needs the asset, or is performed from it.
pub(crate) fn needs(plant: &Plant, asset: &AssetId) -> bool {
    is_console(plant, asset)
        || plant.essential_functions.values().any(|function| {
            function.assets.contains(asset) || function.flows.iter().any(|f| f.from == *asset || f.to == *asset)
        })
}

/// An essential function is performed from the asset.
pub(crate) fn is_console(plant: &Plant, asset: &AssetId) -> bool {
    plant.essential_functions.values().any(|function| function.consoles.iter().any(|c| c.asset == *asset))
}

/// An essential function needs what crosses the conduit, or it leads to a safety function.
pub(crate) fn crosses(plant: &Plant, conduit: &ConduitId) -> bool {
    let is_safety = |kind| matches!(kind, ZoneKind::Safety | ZoneKind::SafetyCombined);
    let zones = plant.conduits.get(conduit).map_or(&[][..], |conduit| &conduit.zones);
    let flows = || plant.essential_functions.values().flat_map(|function| &function.flows);
    zones.iter().any(|zone| plant.zones.get(zone).is_some_and(|zone| is_safety(zone.kind)))
        || flows().any(|flow| flow.conduit.as_ref() == Some(conduit))
}
