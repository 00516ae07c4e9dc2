//! Frames from the far side of a diode on its near side.
//!
//! A return path is a frame whose source is in the far zone, or is the receiving half, seen on the near side. The near
//! half's own TCP is none; nor is an exchange that another conduit allows.

use ringwall_model::{
    AssetId, Conduit, ConduitId, Conversation, DataDirection, Enforcement, FrameRef, Plant, Side, Whereabouts, Whose,
};

/// A one-way conduit, and the side of this conversation that sends against it.
pub struct Against<'a> {
    /// The conduit.
    pub conduit: &'a ConduitId,
    /// Who sends against it.
    pub side: Side,
    /// First such frame.
    pub first: FrameRef,
    /// How many.
    pub frames: u64,
}

/// The one-way conduit this conversation runs against, if any.
pub fn of<'a>(
    plant: &'a Plant,
    whereabouts: &Whereabouts<'_>,
    conversation: &Conversation,
    initiator: &Whose,
    responder: &Whose,
) -> Option<Against<'a>> {
    let near = whereabouts.zone_of_network(&conversation.key.network)?;
    let sides = [
        (Side::Initiator, initiator, conversation.packets.from_initiator, conversation.first_frames.from_initiator),
        (Side::Responder, responder, conversation.packets.from_responder, conversation.first_frames.from_responder),
    ];
    plant.conduits.iter().find_map(|(id, conduit)| {
        let direction = one_way(conduit).filter(|d| d.from == *near)?;
        sides.iter().find_map(|(side, whose, frames, first)| {
            let far = whose.zone.as_ref() == Some(&direction.to)
                || is_receiving_half(plant, whereabouts, conduit, direction, whose);
            let first = first.filter(|_| far && *frames > 0)?;
            Some(Against { conduit: id, side: *side, first, frames: *frames })
        })
    })
}

fn one_way(conduit: &Conduit) -> Option<&DataDirection> {
    conduit.data_direction.as_ref().filter(|_| conduit.enforced == Enforcement::Physical)
}

/// A conduit's own asset with an interface on a network of the far zone and none on one of the near.
fn is_receiving_half(
    plant: &Plant,
    whereabouts: &Whereabouts<'_>,
    conduit: &Conduit,
    direction: &DataDirection,
    whose: &Whose,
) -> bool {
    let stands_in = |asset: &AssetId, zone| {
        let interfaces = plant.assets.get(asset).map(|a| a.interfaces.as_slice()).unwrap_or_default();
        interfaces.iter().any(|i| whereabouts.zone_of_network(&i.network) == Some(zone))
    };
    let own = whose.asset.as_ref().filter(|asset| conduit.assets.contains(asset));
    own.is_some_and(|asset| stands_in(asset, &direction.to) && !stands_in(asset, &direction.from))
}
