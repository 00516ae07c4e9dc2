//! Services as tables of vendors write them: `tcp 53 udp 53`, `tcp 513:512-1023`, `icmp 8`, `ip 47`.

use ringwall_model::{PacketMatch, Ranges};

use crate::{
    policy::{of_icmp, of_protocol},
    words,
};

/// The packets of a service; none of them where a word is not understood.
pub(crate) fn written(text: &str) -> Vec<PacketMatch> {
    let (mut found, mut kind, mut list) = (Vec::new(), "", Vec::new());
    for word in text.split(' ') {
        if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            found.extend(packets(kind, &list));
            (kind, list) = (word, Vec::new());
        } else {
            list.push(word.to_owned());
        }
    }
    found.extend(packets(kind, &list));
    found
}

fn packets(kind: &str, list: &[String]) -> Vec<PacketMatch> {
    let first = list.first().map_or("", String::as_str);
    match kind {
        "any" => vec![PacketMatch::any()],
        "ip" => first.parse().map(of_protocol).into_iter().collect(),
        "icmp" | "icmp6" => {
            let types = |kind: u16| Ranges::between(kind << 8, kind << 8 | 0xff);
            vec![of_icmp(kind == "icmp6", first.parse().ok().map(types))]
        }
        kind => words::protocol_number(kind).and_then(|number| ranges(number, list)).unwrap_or_default(),
    }
}

/// `80 443-445 513:512-1023`: destination ports, and behind a colon source ports.
pub(crate) fn ranges(protocol: u8, list: &[String]) -> Option<Vec<PacketMatch>> {
    let one = |text: &String| {
        let (to, from) = text.split_once(':').map_or((text.as_str(), None), |(to, from)| (to, Some(from)));
        let source_port = match from {
            Some(from) => Some(numbers(from)?),
            None => None,
        };
        Some(PacketMatch { destination_port: Some(numbers(to)?), source_port, ..of_protocol(protocol) })
    };
    list.iter().map(one).collect()
}

/// `80`, `80-90`.
pub(crate) fn numbers(text: &str) -> Option<Ranges> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse::<u16>().ok()?, last.trim().parse::<u16>().ok()?);
    (first <= last).then(|| Ranges::between(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_stand_behind_their_protocol_and_source_ports_behind_a_colon() {
        let found = written("tcp 513:512-1023 80 udp 53 icmp 8 ip 47");
        assert_eq!(found.len(), 5);
        assert_eq!(found[0].source_port, Some(Ranges::between(512_u16, 1_023_u16)));
        assert_eq!((numbers("9-1"), numbers("70000"), numbers("x")), (None, None, None));
    }
}
