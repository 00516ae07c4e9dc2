//! Frames from the far side of a diode on its near side.
//!
//! A return path is a frame whose source is in the far zone, or is the receiving half, seen on the near side. The near
//! half's own TCP is none; nor is an exchange that another conduit allows, or one whose far side was seen here only behind
//! the devices of another conduit: that came through them, whether they should have let it or not.

use ringwall_model::{
    Address, AssetId, Conduit, ConduitId, Conversation, DataDirection, Enforcement, FrameRef, Mac, NetworkId, Plant,
    Reading, Side, Whereabouts, Whose,
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
    reading: &Reading,
    conversation: &Conversation,
    (initiator, responder): (&Whose, &Whose),
) -> Option<Against<'a>> {
    let parties = conversation.key.parties;
    let near = whereabouts.zone_of_network(&conversation.key.network)?;
    let sides = [(Side::Initiator, parties.first(), initiator), (Side::Responder, parties.second(), responder)];
    plant.conduits.iter().find_map(|(id, conduit)| {
        let direction = one_way(conduit).filter(|d| d.from == *near)?;
        sides.iter().find_map(|(side, address, whose)| {
            let (frames, first) = sent(conversation, *side);
            let far = whose.zone.as_ref() == Some(&direction.to)
                || is_receiving_half(plant, whereabouts, conduit, direction, whose);
            let first = first.filter(|_| far && frames > 0)?;
            let elsewhere = came_through_another(plant, reading, &conversation.key.network, *address, (id, direction));
            (!elsewhere).then_some(Against { conduit: id, side: *side, first, frames })
        })
    })
}

fn sent(conversation: &Conversation, side: Side) -> (u64, Option<FrameRef>) {
    let (frames, first) = (&conversation.packets, &conversation.first_frames);
    match side {
        Side::Initiator => (frames.from_initiator, first.from_initiator),
        Side::Responder => (frames.from_responder, first.from_responder),
    }
}

/// On this network the address was only seen in frames of devices that belong to another conduit between the same zones.
fn came_through_another(
    plant: &Plant,
    reading: &Reading,
    network: &NetworkId,
    address: Address,
    (own, direction): (&ConduitId, &DataDirection),
) -> bool {
    let Address::Ip(ip) = address else { return false };
    let others = plant
        .conduits
        .iter()
        .filter(|(id, c)| *id != own && c.zones.contains(&direction.from) && c.zones.contains(&direction.to));
    let devices: Vec<&AssetId> = others.flat_map(|(_, conduit)| &conduit.assets).collect();
    let is_theirs = |mac: Mac| {
        let interfaces = devices.iter().filter_map(|id| plant.assets.get(*id)).flat_map(|asset| &asset.interfaces);
        interfaces.clone().any(|i| i.network == *network && i.mac == Some(mac))
    };
    let mut carriers = reading.bindings.iter().filter(|b| b.network == *network && b.ip == ip).peekable();
    carriers.peek().is_some() && carriers.all(|binding| is_theirs(binding.mac))
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
