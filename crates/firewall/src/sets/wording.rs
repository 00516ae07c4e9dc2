//! Blocks of packets as people write them.

use ringwall_model::{Addresses, ConnectionState, ICMP_PROTOCOLS, PORT_PROTOCOLS, Ranges, States};

use super::{
    describe::Block,
    packet::{ANY_OTHER, TCP, protocol_word},
};

impl Block {
    /// In plain words: `from 10.1.0.0/24 to 10.2.0.4 tcp 502, in eth0`.
    pub fn text(&self) -> String {
        use ringwall_model::Foreign;
        let (from, to) = (prefixes(&self.source), prefixes(&self.destination));
        let family = match (from == ANYWHERE && to == ANYWHERE, self.source.v4.is_empty(), self.source.v6.is_empty()) {
            (true, false, true) => " (IPv4)",
            (true, true, false) => " (IPv6)",
            _ => "",
        };
        let mut text = format!("from {from} to {to}{family} {}", self.service());
        for (word, names) in [("in", &self.incoming), ("out", &self.outgoing)] {
            if !names.is_empty() {
                let name = |name: &String| match name.as_str() {
                    ANY_OTHER => "any other".to_owned(),
                    name => Foreign::from(name).terminal().to_string(),
                };
                let names: Vec<String> = names.iter().map(name).collect();
                text.push_str(&format!(", {word} {}", names.join(" or ")));
            }
        }
        if self.states != States::ALL {
            let states: Vec<&str> = self.states.iter().map(ConnectionState::word).collect();
            text.push_str(&format!(", {}", states.join(" or ")));
        }
        text
    }

    fn service(&self) -> String {
        let numbers = |protocols: &[u8]| protocols.iter().any(|p| self.protocol.contains(u128::from(*p)));
        let mut service = match self.protocol.count() {
            256 => "any protocol".to_owned(),
            n if n > 8 => format!("protocols {}", ranges(&self.protocol)),
            _ => {
                let each = self.protocol.iter().flat_map(|(first, last)| first..=last);
                let words = each.filter_map(|n| u8::try_from(n).ok()).map(protocol_word);
                words.collect::<Vec<_>>().join(" or ")
            }
        };
        if !self.destination_port.is_all(16) && (numbers(&PORT_PROTOCOLS) || numbers(&ICMP_PROTOCOLS)) {
            let only_icmp = !numbers(&PORT_PROTOCOLS);
            let ports = if only_icmp { icmp(&self.destination_port) } else { ranges(&self.destination_port) };
            service.push_str(&format!(" {ports}"));
        }
        if !self.source_port.is_all(16) && numbers(&[TCP, 17]) {
            service.push_str(&format!(" from port {}", ranges(&self.source_port)));
        }
        service
    }
}

/// Every address of a family, or of both.
const ANYWHERE: &str = "anywhere";

fn prefixes(set: &Addresses) -> String {
    let (all, but) = (set.prefixes(), of_family(&set.complement(), set).prefixes());
    match but.len() {
        0 => ANYWHERE.to_owned(),
        n if n < all.len() => format!("anywhere but {}", listed(&but)),
        _ => listed(&all),
    }
}

/// The addresses of the one family that the other set is of.
fn of_family(set: &Addresses, other: &Addresses) -> Addresses {
    let own = |mine: &Ranges, theirs: &Ranges| if theirs.is_empty() { Ranges::none() } else { mine.clone() };
    Addresses { v4: own(&set.v4, &other.v4), v6: own(&set.v6, &other.v6) }
}

fn listed(all: &[ringwall_model::Prefix]) -> String {
    let mut shown: Vec<String> = all.iter().take(PARTS_SHOWN).map(ToString::to_string).collect();
    if all.len() > PARTS_SHOWN {
        shown.push(format!("and {} more", all.len().saturating_sub(PARTS_SHOWN)));
    }
    shown.join(" ")
}

/// Prefixes or ranges written out in one text.
const PARTS_SHOWN: usize = 8;

fn ranges(set: &Ranges) -> String {
    let one = |(first, last): (u128, u128)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    let mut shown: Vec<String> = set.iter().take(PARTS_SHOWN).map(one).collect();
    if set.iter().len() > PARTS_SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(",")
}

/// Types of ICMP, with codes where not all of a type are meant.
fn icmp(set: &Ranges) -> String {
    let one = |(first, last): (u128, u128)| match (first >> 8, last >> 8, first & 0xff, last & 0xff) {
        (a, b, 0, 0xff) if a == b => format!("type {a}"),
        (a, b, 0, 0xff) => format!("types {a}-{b}"),
        (a, b, c, d) if a == b && c == d => format!("type {a}/{c}"),
        (a, b, c, d) => format!("types {a}/{c}-{b}/{d}"),
    };
    set.iter().take(PARTS_SHOWN).map(one).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use crate::{Block, Judge, read, sets::testing::FILTER};

    #[test]
    fn a_block_reads_as_people_write_rules() {
        let read = read("f", FILTER.as_bytes());
        let mut judge = Judge::new(&read.ruleset, &[]);
        let about = ringwall_model::PacketMatch {
            protocol: Some(ringwall_model::Ranges::one(6_u8)),
            state: Some(ringwall_model::States::from_iter([ringwall_model::ConnectionState::New])),
            ..ringwall_model::PacketMatch::any()
        };
        let asked = judge.packets(&[ringwall_model::Way::Through], &[about]);
        let permitted = judge.permitted();
        let set = judge.and(asked, permitted);
        let (blocks, is_whole) = judge.blocks(set, 4);
        assert!(is_whole);
        let texts: Vec<String> = blocks.iter().map(Block::text).collect();
        assert_eq!(texts, ["from 10.1.0.0/24 to anywhere but 10.1.0.7/32 tcp 502,1000-1010, in eth*, new"]);
        assert_eq!(judge.size(set), 256 * ((1 << 32) - 1) * 12);
    }
}
