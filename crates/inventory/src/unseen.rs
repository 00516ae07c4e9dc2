//! What is declared and was not seen: information, never a fault.

use std::collections::BTreeSet;

use ringwall_model::{Asset, AssetId, Diagnostic, NetworkId, ObservedAsset, Place, Plant, Reading, Severity};

/// Declared assets that no observed device was matched with, each with what that rests on. Nothing speaks against them: not
/// seen is not absent.
pub(crate) fn remarks(assets: &[ObservedAsset], reading: &Reading, plant: &Plant) -> Vec<Diagnostic> {
    if reading.captures.iter().all(|capture| capture.frames == 0) {
        return Vec::new();
    }
    let seen: BTreeSet<&AssetId> = assets.iter().filter_map(|asset| asset.declared.as_ref()).collect();
    let read: BTreeSet<_> = reading.captures.iter().filter_map(|capture| capture.point.as_ref()).collect();
    let points = plant.observation_points.iter().filter(|(id, _)| read.contains(id));
    let watched: BTreeSet<&NetworkId> = points.flat_map(|(_, point)| &point.sees_networks).collect();
    let unseen = plant.assets.iter().filter(|(id, _)| !seen.contains(id));
    unseen.map(|(id, asset)| remark(id, asset, &watched)).collect()
}

fn remark(id: &AssetId, asset: &Asset, watched: &BTreeSet<&NetworkId>) -> Diagnostic {
    let mut near = asset.interfaces.iter().map(|interface| &interface.network).filter(|n| watched.contains(n));
    let (why, help) = match (asset.interfaces.is_empty(), near.next()) {
        (true, _) => ("it has no declared interface".to_owned(), "declare its interfaces, so that it can be found"),
        (_, None) => (
            "no capture is of a point that sees one of its networks".to_owned(),
            "watch one of its networks to know whether it is there",
        ),
        (_, Some(network)) => (
            format!("it sent nothing that a point on `{network}` recorded"),
            "it may be silent, switched off or gone: look at it",
        ),
    };
    let message = format!("`{id}` is not visible from these observation points: {why}");
    Diagnostic::new("asset-not-seen", Severity::Note, Place::File(asset.place.clone()), message).help(help)
}
