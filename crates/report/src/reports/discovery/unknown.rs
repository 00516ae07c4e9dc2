//! What nobody recognised and looks industrial, with what is known of it: its rhythm, and who made what takes part.

use std::collections::BTreeMap;

use ringwall_model::{Address, ConversationKey, Foreign, NetworkId, ObservedAsset, Reading, Rhythm};

use super::{ROWS_MAX, further};
use crate::{Assets, Block, Line};

/// Makers of those who take part, by network and address.
type Makers = BTreeMap<(NetworkId, Address), Option<Foreign>>;

/// A list of such conversations, where there are any.
pub(super) fn looking_industrial(reading: &Reading, assets: Assets<'_>) -> Vec<Block> {
    let all = || reading.conversations.iter().filter_map(|c| Some((&c.key, c.rhythm?)));
    let count = all().count();
    if count == 0 {
        return Vec::new();
    }
    let makers = makers(all().take(ROWS_MAX).map(|(key, _)| key), assets);
    let lines = all().take(ROWS_MAX).map(|(key, rhythm)| line(key, rhythm, &makers)).collect();
    let mut blocks = vec![Block::heading("Unknown, industrial-looking"), Block::List(lines)];
    blocks.extend(further(count.saturating_sub(ROWS_MAX), ""));
    blocks
}

fn makers<'a>(keys: impl Iterator<Item = &'a ConversationKey>, assets: Assets<'_>) -> Makers {
    let mut makers = Makers::new();
    for key in keys {
        for party in [key.parties.first(), key.parties.second()] {
            makers.insert((key.network.clone(), party), None);
        }
    }
    (assets.each)(&mut |asset| note(asset, &mut makers));
    makers
}

fn note(asset: &ObservedAsset, makers: &mut Makers) {
    if asset.vendor.is_none() {
        return;
    }
    for interface in &asset.interfaces {
        for address in interface.addresses() {
            if let Some(maker) = makers.get_mut(&(interface.network.clone(), address)) {
                maker.clone_from(&asset.vendor);
            }
        }
    }
}

fn line(key: &ConversationKey, rhythm: Rhythm, makers: &Makers) -> Line {
    let (whole, part) = (rhythm.entropy_centibits / 100, rhythm.entropy_centibits % 100);
    let (period, unit) = match rhythm.period_us {
        us @ 0..10_000 => (us, "µs"),
        us => (us / 1000, "ms"),
    };
    let party =
        |line: Line, address: Address| match makers.get(&(key.network.clone(), address)).and_then(Option::as_ref) {
            Some(maker) => line.then(format!("{address} (")).foreign(maker).then(")"),
            None => line.then(address.to_string()),
        };
    let line = party(party(Line::default(), key.parties.first()).then(" to "), key.parties.second());
    line.then(format!(
        " by {}: a message every {period} {unit}, {} to {} bytes, {whole}.{part:02} of 4 bits of entropy",
        key.transport.wire(key.port),
        rhythm.payload_least,
        rhythm.payload_most
    ))
}

#[cfg(test)]
mod tests {
    use ringwall_model::{AssetId, Mac, ObservedInterface, Parties, Transport};

    use super::*;

    fn asset(mac: u8, vendor: &str) -> ObservedAsset {
        let interface = ObservedInterface {
            mac: Some(Mac([0, 0, 0, 0, 0, mac])),
            ips: vec![[10, 0, 0, mac].into()],
            network: NetworkId::from_foreign("capture"),
            vlans: Vec::new(),
            station: None,
        };
        ObservedAsset {
            id: AssetId::from_foreign("x"),
            aliases: Vec::new(),
            declared: None,
            matched_by: None,
            interfaces: vec![interface],
            vendor: Some(Foreign::from(vendor.to_owned())),
            model: None,
            firmware: None,
            serial: None,
            order_number: None,
            hostname: None,
            role: None,
            level: None,
            component_types: Vec::new(),
            protocols: Vec::new(),
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_line_names_who_made_what_takes_part_where_that_is_known() {
        let (initiator, responder) = (Address::Ip([10, 0, 0, 1].into()), Address::Ip([10, 0, 0, 2].into()));
        let key = ConversationKey {
            network: NetworkId::from_foreign("capture"),
            parties: Parties::Session { initiator, responder },
            transport: Transport::Udp,
            port: 18_507,
            native: None,
            protocol: None,
        };
        let each = |take: &mut dyn FnMut(&ObservedAsset)| take(&asset(2, "FISHER CONTROLS"));
        let assets = Assets { count: 1, each: &each, neighbours: &[], events: &[], diagnostics: &[] };
        let rhythm = Rhythm { period_us: 250_000, payload_least: 40, payload_most: 44, entropy_centibits: 305 };
        let line = line(&key, rhythm, &makers(std::iter::once(&key), assets));
        let maker = Foreign::from("FISHER CONTROLS".to_owned());
        let with = Line::default().then("10.0.0.1").then(" to ").then("10.0.0.2 (").foreign(&maker).then(")");
        let what = " by udp/18507: a message every 250 ms, 40 to 44 bytes, 3.05 of 4 bits of entropy";
        assert_eq!(line, with.then(what));
    }
}
