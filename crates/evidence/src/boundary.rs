//! Witnesses at a zone's boundary: what both rules over the comparison of conduits share.

use ringwall_model::{ScopeId, UnitId, Witness, ZoneId};

use crate::{
    out::{Out, Sighting},
    scene::Scene,
};

/// The criterion that an exchange outside the declaration breaks.
pub(crate) const DECLARED_ONLY: &[&str] = &["SR 5.2/declared-only"];

/// Adds a witness at the boundary it crossed and at the conduit it broke, where it names one.
pub(crate) fn add_witness(scene: &Scene<'_>, out: &mut Out<'_>, witness: &Witness) {
    let boundary = ScopeId::Zone(boundary_zone(scene, witness).clone());
    let conduit = witness.conduit.clone().map(ScopeId::Conduit);
    for scope in [boundary].into_iter().chain(conduit) {
        out.add(Sighting {
            part: "",
            criteria: DECLARED_ONLY,
            unit: UnitId::Scope(scope.clone()),
            scope,
            first: witness.at,
            last_seen: witness.last_seen,
            count: witness.count,
            text: witness.text.clone(),
        });
    }
}

/// The responder's zone: exposure belongs there. Where that zone is not judged, the exchange still crossed the
/// initiator's boundary, and would else count nowhere.
fn boundary_zone<'w>(scene: &Scene<'_>, witness: &'w Witness) -> &'w ZoneId {
    let judged = |id: &ZoneId| scene.inputs.plant.zones.get(id).is_some_and(|zone| zone.is_judged());
    if judged(&witness.to_zone) || !judged(&witness.from_zone) { &witness.to_zone } else { &witness.from_zone }
}
