//! The drawing in words, for those who cannot see it.

use ringwall_model::Foreign;

use crate::request::shown;
use crate::scene::Scene;
use crate::{Detail, Layer};

/// The title of the drawing.
pub(crate) fn title(scene: &Scene<'_>) -> Foreign {
    Foreign::from(format!("Zones and conduits: {}", shown(&scene.plant().name)))
}

/// What stands in which band, what each zone and conduit is, in the order of their ids.
pub(crate) fn whole(scene: &Scene<'_>) -> Foreign {
    let plant = scene.plant();
    let (detail, layer) = (scene.request.detail, scene.request.layer);
    let shows = match layer {
        Layer::Target => "targets",
        Layer::Levels => "targets and levels",
        Layer::Traffic => "traffic seen",
        Layer::Disagreements => "disagreements with the declaration",
    };
    let assets = match detail {
        Detail::Zones => "without assets",
        Detail::Counts => "with assets counted by role",
        Detail::Assets => "with every asset",
    };
    let mut words = format!(
        "Zone-and-conduit drawing of {}: {} zones and {} conduits {assets}, with {shows}.",
        shown(&plant.name),
        plant.zones.len(),
        plant.conduits.len()
    );
    for band in 0..=crate::scene::CONTROL {
        let here: Vec<&str> = scene
            .roots
            .iter()
            .filter(|zone| crate::scene::band(scene, zone) == band)
            .map(|zone| zone.as_str())
            .collect();
        if !here.is_empty() {
            words.push_str(&format!(" {}: {}.", crate::scene::band_words(band), here.join(", ")));
        }
    }
    Foreign::from(words)
}
