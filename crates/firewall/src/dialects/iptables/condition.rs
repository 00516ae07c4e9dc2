//! The conditions of a rule.

use ringwall_model::{Addresses, ConnectionState, FlagTest, NamePattern, Names, PacketMatch, Ranges, States};

use crate::words;

/// Conditions as far as they are read.
#[derive(Debug)]
pub(super) struct Conditions {
    /// Any of these.
    pub(super) matches: Vec<PacketMatch>,
    /// Conditions that are not decided: the rule may be about fewer packets.
    pub(super) undecided: Vec<String>,
    /// What is wrong with a condition.
    pub(super) wrong: Option<String>,
    /// Comment of the rule.
    pub(super) comment: String,
    pub(super) is_v6: bool,
    /// Destinations may be translated.
    translates: bool,
}

impl Conditions {
    pub(super) fn new(is_v6: bool, translates: bool) -> Self {
        let family = if is_v6 { Addresses::all_v6() } else { Addresses::all_v4() };
        let packets = PacketMatch { source: Some(family.clone()), destination: Some(family), ..PacketMatch::any() };
        Self { matches: vec![packets], undecided: Vec::new(), wrong: None, comment: String::new(), is_v6, translates }
    }

    /// Takes an option with its arguments off the front of the words; false where it is none of a condition.
    pub(super) fn take(&mut self, words: &mut &[String], negated: bool) -> bool {
        let Some((option, rest)) = words.split_first() else { return false };
        if let Some(taken) = self.known(option, rest, negated) {
            *words = rest.get(taken..).unwrap_or_default();
            return true;
        }
        self.unknown(option, rest, negated, words)
    }

    /// How many arguments a known condition took.
    fn known(&mut self, option: &str, rest: &[String], negated: bool) -> Option<usize> {
        if option == "--comment" {
            self.comment = rest.first().cloned().unwrap_or_default();
            return Some(1);
        }
        // Before iptables 1.4.3 the negation stood behind the option.
        let (rest, negated, taken) = match rest.split_first() {
            Some((mark, rest)) if mark == "!" => (rest, !negated, 2),
            _ => (rest, negated, 1),
        };
        let value = rest.first().map_or("", String::as_str);
        match option {
            "-m" | "--match" => return Some(taken),
            "-s" | "--source" | "--src" => self.addresses(value, negated, |m| &mut m.source),
            "-d" | "--destination" | "--dst" => self.addresses(value, negated, |m| &mut m.destination),
            "--src-range" => self.range(value, negated, |m| &mut m.source),
            "--dst-range" => self.range(value, negated, |m| &mut m.destination),
            "-i" | "--in-interface" => self.interface(value, negated, |m| &mut m.incoming),
            "-o" | "--out-interface" => self.interface(value, negated, |m| &mut m.outgoing),
            "-p" | "--protocol" | "--proto" => self.protocol(value, negated),
            "--sport" | "--source-port" | "--sports" | "--source-ports" => {
                self.ports(value, negated, |m| &mut m.source_port);
            }
            "--dport" | "--destination-port" | "--dports" | "--destination-ports" => {
                self.ports(value, negated, |m| &mut m.destination_port);
            }
            "--ports" | "--port" => self.either_port(value, negated),
            "--icmp-type" | "--icmpv6-type" => self.icmp(value, negated),
            "--state" | "--ctstate" => self.state(value, negated),
            "--syn" => {
                self.flags(FlagTest { mask: 0x17, value: 0x02, negated });
                return Some(0);
            }
            "--tcp-flags" => {
                let tested = rest.get(1).map_or("", String::as_str);
                self.tcp_flags(value, tested, negated);
                return Some(taken.saturating_add(1));
            }
            _ => return None,
        }
        Some(taken)
    }

    /// What is not known takes everything up to the next option, and leaves open what it is about.
    fn unknown<'w>(&mut self, option: &str, rest: &'w [String], negated: bool, words: &mut &'w [String]) -> bool {
        if !option.starts_with('-') || matches!(option, "-j" | "-g" | "--jump" | "--goto" | "-c" | "--set-counters") {
            return false;
        }
        let is_next = |word: &String| word == "!" || (word.starts_with('-') && word.len() > 1);
        let taken = rest.iter().position(is_next).unwrap_or(rest.len());
        let shown: Vec<&str> = rest.iter().take(taken).map(String::as_str).collect();
        let mark = if negated { "! " } else { "" };
        self.undecided.push(format!("{mark}{option} {}", shown.join(" ")).trim_end().to_owned());
        *words = rest.get(taken..).unwrap_or_default();
        true
    }

    fn narrow(&mut self, with: impl Fn(&mut PacketMatch)) {
        self.matches.iter_mut().for_each(with);
    }

    fn refuse(&mut self, what: &str, value: &str) {
        self.wrong.get_or_insert_with(|| format!("{} is not {what}", words::shown(value)));
    }

    fn addresses(&mut self, value: &str, negated: bool, field: fn(&mut PacketMatch) -> &mut Option<Addresses>) {
        let sets: Option<Vec<Addresses>> = value.split(',').map(words::address).collect();
        match sets {
            Some(sets) => {
                let set = sets.iter().fold(Addresses::none(), |all, one| all.union(one));
                self.within(&set, negated, field);
            }
            None => self.refuse("an address with a mask without holes", value),
        }
    }

    fn range(&mut self, value: &str, negated: bool, field: fn(&mut PacketMatch) -> &mut Option<Addresses>) {
        match words::address_range(value) {
            Some(set) => self.within(&set, negated, field),
            None => self.refuse("a range of addresses", value),
        }
    }

    fn within(&mut self, set: &Addresses, negated: bool, field: fn(&mut PacketMatch) -> &mut Option<Addresses>) {
        let set = if negated { set.complement() } else { set.clone() };
        self.narrow(|m| {
            let known = field(m);
            *known = Some(known.as_ref().map_or_else(|| set.clone(), |k| k.intersection(&set)));
        });
    }

    fn interface(&mut self, value: &str, negated: bool, field: fn(&mut PacketMatch) -> &mut Option<Names>) {
        let pattern = match value.strip_suffix('+') {
            Some(start) => NamePattern { text: start.into(), is_start: true },
            None => NamePattern::exact(value),
        };
        if value.is_empty() {
            self.refuse("an interface", value);
        }
        self.narrow(|m| *field(m) = Some(Names { patterns: vec![pattern.clone()], negated }));
    }

    fn protocol(&mut self, value: &str, negated: bool) {
        let set = match value.to_ascii_lowercase().as_str() {
            "all" | "0" => Some(Ranges::all(8)),
            word => words::protocol_number(word).map(Ranges::one),
        };
        let Some(set) = set else { return self.refuse("a protocol", value) };
        let set = if negated { set.complement(8) } else { set };
        self.narrow(|m| m.protocol = Some(set.clone()));
    }

    fn port_set(&mut self, value: &str) -> Option<Ranges> {
        let parts: Option<Vec<Ranges>> = value.split(',').map(|part| words::ports(part, ':')).collect();
        let set = parts.map(|parts| parts.iter().fold(Ranges::none(), |all, one| all.union(one)));
        if set.is_none() {
            self.refuse("a port", value);
        }
        set
    }

    fn ports(&mut self, value: &str, negated: bool, field: fn(&mut PacketMatch) -> &mut Option<Ranges>) {
        let Some(set) = self.port_set(value) else { return };
        let set = if negated { set.complement(16) } else { set };
        self.narrow(|m| {
            let known = field(m);
            *known = Some(known.as_ref().map_or_else(|| set.clone(), |k| k.intersection(&set)));
        });
    }

    /// Source or destination port; negated, neither.
    fn either_port(&mut self, value: &str, negated: bool) {
        if negated {
            self.ports(value, true, |m| &mut m.source_port);
            return self.ports(value, true, |m| &mut m.destination_port);
        }
        let Some(set) = self.port_set(value) else { return };
        let narrowed = |m: &PacketMatch, field: fn(&mut PacketMatch) -> &mut Option<Ranges>| {
            let mut m = m.clone();
            let known = field(&mut m);
            *known = Some(known.as_ref().map_or_else(|| set.clone(), |k| k.intersection(&set)));
            m
        };
        self.matches = self
            .matches
            .iter()
            .flat_map(|m| [narrowed(m, |m| &mut m.source_port), narrowed(m, |m| &mut m.destination_port)])
            .collect();
    }

    fn icmp(&mut self, value: &str, negated: bool) {
        let set = match value {
            "any" | "255" => Some(Ranges::all(16)),
            value => words::icmp(value, self.is_v6),
        };
        let Some(set) = set else { return self.refuse("a type of ICMP", value) };
        let set = if negated { set.complement(16) } else { set };
        self.narrow(|m| m.icmp = Some(set.clone()));
    }

    fn state(&mut self, value: &str, negated: bool) {
        // Where no destination is translated, no packet is in the state of one that was.
        let words = value.split(',').filter(|word| *word != "DNAT" || self.translates);
        let states: Option<Vec<ConnectionState>> = words.map(ConnectionState::parse).collect();
        let Some(states) = states else {
            // SNAT and DNAT are states of their own, across the others.
            return self.undecided.push(format!("--ctstate {value}"));
        };
        let set = States::from_iter(states);
        let set = if negated { set.complement() } else { set };
        self.narrow(|m| m.state = Some(m.state.map_or(set, |known| known.intersection(set))));
    }

    fn tcp_flags(&mut self, mask: &str, value: &str, negated: bool) {
        match (flag_bits(mask), flag_bits(value)) {
            (Some(mask), Some(value)) => self.flags(FlagTest { mask, value, negated }),
            _ => self.refuse("a list of TCP flags", mask),
        }
    }

    fn flags(&mut self, test: FlagTest) {
        self.narrow(|m| m.flags.push(test));
    }
}

fn flag_bits(text: &str) -> Option<u8> {
    const FLAGS: [&str; 8] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
    text.split(',').try_fold(0, |bits, word| match word {
        // As the kernel's module does: the two bits of RFC 3168 are not meant.
        "ALL" => Some(bits | 0x3f),
        "NONE" => Some(bits),
        word => {
            let at = FLAGS.iter().position(|flag| *flag == word)?;
            Some(bits | 1_u8.checked_shl(u32::try_from(at).ok()?)?)
        }
    })
}
