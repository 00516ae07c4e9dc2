//! Which protocols a payload could belong to: masks over its first four bytes, built from the rows, leave few probes.

use hashbrown::HashMap;

use crate::{Carrier, Match, Protocol, Sample};

/// Rows of a table.
pub const ROWS_MAX: usize = 128;
/// Signature alternatives of all rows together: the first of each row, and as many further ones. Rows whose further ones do not
/// fit are always candidates.
pub const ALTERNATIVES_MAX: usize = 2 * ROWS_MAX;

/// A set of alternatives: the first of rows, by row; further ones, by their place in the order they were added.
type Alternatives = [u128; 2];

/// A row of the table, by its place.
pub(crate) type Row = u8;

/// A set of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows(u128);

impl Rows {
    pub(crate) fn of(row: Row) -> Self {
        // A table has no more rows than bits.
        Self(1 << (u32::from(row) % u128::BITS))
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn first(self) -> Option<Row> {
        (self.0 != 0).then(|| self.0.trailing_zeros() as Row)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Row> {
        let mut left = self;
        std::iter::from_fn(move || {
            let row = left.first()?;
            left.0 &= left.0.wrapping_sub(1);
            Some(row)
        })
    }
}

/// What carries a payload, as far as detection cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Tcp,
    Udp,
    Ip,
    EtherType,
    Llc,
    Wlan,
    Serial,
    Cotp,
    DceRpc,
}

impl Class {
    fn of(carrier: Carrier) -> (Self, u16) {
        match carrier {
            Carrier::Tcp(port) => (Self::Tcp, port),
            Carrier::Udp(port) => (Self::Udp, port),
            Carrier::Ip(protocol) => (Self::Ip, u16::from(protocol)),
            Carrier::EtherType(kind) => (Self::EtherType, kind),
            Carrier::Llc(dsap) => (Self::Llc, u16::from(dsap)),
            // Numbers of makers are above all access points.
            Carrier::Snap(number) => (Self::Llc, number),
            Carrier::Wlan => (Self::Wlan, 0),
            Carrier::Serial(carries) => (Self::Serial, carries),
            Carrier::Cotp => (Self::Cotp, 0),
            // Which interface it is, `carried` compares whole.
            Carrier::DceRpc(_) => (Self::DceRpc, 0),
        }
    }

    /// The number below was given for one protocol, unlike a port: where it matches, `Weak` is enough.
    pub(crate) fn is_registered(self) -> bool {
        matches!(self, Self::Ip | Self::EtherType | Self::Llc | Self::Wlan | Self::Serial | Self::Cotp | Self::DceRpc)
    }
}

/// Words with a bit for each port.
const PORT_WORDS: usize = 1 << 10;

/// Where classes with ports keep what they know of them.
#[inline]
fn ports(class: Class) -> Option<usize> {
    match class {
        Class::Tcp => Some(0),
        Class::Udp => Some(1),
        _ => None,
    }
}

/// A payload and what is known of where it comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) class: Class,
    pub(crate) from_port: u16,
    pub(crate) to_port: u16,
    /// The sender responds, where that is known without looking at ports.
    pub(crate) from_responder: Option<bool>,
    /// A row that the responder's port was seen to speak.
    pub(crate) prior: Option<Row>,
    pub(crate) whole: bool,
}

/// What the probes say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The first that is sure, hinted ones before others.
    pub(crate) sure: Option<Row>,
    /// Those that could be.
    pub(crate) weak: Rows,
    /// Some need more bytes.
    pub(crate) more: bool,
    /// Those a hint speaks for.
    pub(crate) hinted: Rows,
}

/// The table of protocols, compiled.
#[derive(Debug)]
pub(crate) struct Detector {
    rows: &'static [&'static Protocol],
    /// Alternatives that admit a byte at a place.
    masks: Vec<[Alternatives; 256]>,
    /// Rows that have any.
    masked: Rows,
    /// The row of each further alternative.
    further: Vec<Row>,
    /// Rows that have none, or whose did not fit.
    unmasked: Rows,
    by_class: HashMap<Class, Rows>,
    by_hint: HashMap<(Class, u16), Rows>,
    /// Ports of TCP and of UDP that speak for any row, a bit each.
    hinting: [Vec<u64>; 2],
    /// Rows without signatures: tried only where a hint matches.
    hinted_only: Rows,
}

impl Detector {
    pub(crate) fn new(rows: &'static [&'static Protocol]) -> Self {
        let rows = rows.get(..ROWS_MAX).unwrap_or(rows);
        let mut detector = Self {
            rows,
            masks: vec![[[0; 2]; 256]; 4],
            masked: Rows::default(),
            further: Vec::new(),
            unmasked: Rows::default(),
            by_class: HashMap::new(),
            by_hint: HashMap::new(),
            hinting: std::array::from_fn(|_| vec![0; PORT_WORDS]),
            hinted_only: Rows::default(),
        };
        for (row, protocol) in (0..).zip(rows) {
            detector.add(row, protocol);
        }
        detector
    }

    fn add(&mut self, row: Row, protocol: &Protocol) {
        let this = Rows::of(row);
        for carrier in protocol.carriers {
            let (class, number) = Class::of(*carrier);
            let all = self.by_class.entry(class).or_default();
            *all = all.or(this);
            let hinted = self.by_hint.entry((class, number)).or_default();
            *hinted = hinted.or(this);
            if let Some(word) = ports(class).and_then(|of| self.hinting.get_mut(of)?.get_mut(usize::from(number / 64)))
            {
                *word |= 1 << (number % 64);
            }
        }
        if protocol.signatures.is_empty() {
            self.hinted_only = self.hinted_only.or(this);
            self.unmasked = self.unmasked.or(this);
        }
        for (nth, alternative) in protocol.signatures.iter().enumerate() {
            if nth == 0 {
                self.masked = self.masked.or(this);
                self.admit(0, this.0, alternative);
            } else if self.further.len() < ROWS_MAX {
                self.admit(1, 1 << self.further.len(), alternative);
                self.further.push(row);
            } else {
                self.unmasked = self.unmasked.or(this);
            }
        }
    }

    /// Sets the bit of an alternative in one of the words, at each byte it admits.
    fn admit(&mut self, word: usize, bit: u128, alternative: &[crate::Signature]) {
        for (at, place) in self.masks.iter_mut().enumerate() {
            for (byte, words) in (0..=u8::MAX).zip(place.iter_mut()) {
                let admits =
                    alternative.iter().filter(|s| usize::from(s.at) == at).all(|s| byte & s.mask == s.value & s.mask);
                if let (true, Some(word)) = (admits, words.get_mut(word)) {
                    *word |= bit;
                }
            }
        }
    }

    pub(crate) fn protocol(&self, row: Row) -> Option<&'static Protocol> {
        self.rows.get(usize::from(row)).copied()
    }

    /// Rows a hint speaks for.
    pub(crate) fn hinted(&self, class: Class, port: u16) -> Rows {
        // Nearly all ports speak for nothing.
        let word = ports(class).and_then(|of| self.hinting.get(of)?.get(usize::from(port / 64)));
        if word.is_some_and(|word| word >> (port % 64) & 1 == 0) {
            return Rows::default();
        }
        self.by_hint.get(&(class, port)).copied().unwrap_or_default()
    }

    /// The row that user data on a carrier belongs to: by its interface, else by what the probes say of whole PDUs.
    pub(crate) fn carried(&self, carrier: Carrier, from_responder: bool, bytes: &[u8]) -> Option<Row> {
        let class = Class::of(carrier).0;
        if class == Class::DceRpc {
            let at = self.rows.iter().position(|p| p.carriers.contains(&carrier))?;
            return Row::try_from(at).ok();
        }
        let from_responder = Some(from_responder);
        let question = Question { class, from_port: 0, to_port: 0, from_responder, prior: None, whole: true };
        let verdict = self.probe(&question, bytes);
        verdict.sure.or(verdict.weak.first())
    }

    /// Asks the probes of all rows whose signatures the bytes admit.
    pub(crate) fn probe(&self, question: &Question, bytes: &[u8]) -> Verdict {
        let to = self.hinted(question.class, question.to_port);
        let from = self.hinted(question.class, question.from_port);
        let prior = question.prior.map_or(Rows::default(), Rows::of);
        let hinted = match question.class {
            Class::Cotp | Class::DceRpc => Rows::default(),
            _ => to.or(from).or(prior),
        };
        let eligible = match question.class {
            Class::Ip | Class::EtherType | Class::Llc | Class::Wlan | Class::Serial => hinted,
            class => self.by_class.get(&class).copied().unwrap_or_default().without(self.hinted_only.without(hinted)),
        };
        let admitted = self.admitted(bytes).and(eligible);
        let mut verdict = Verdict { hinted, ..Verdict::default() };
        let (first, others) = (admitted.and(hinted), admitted.without(hinted));
        let hinted = first.iter().map(|row| {
            let this = Rows::of(row);
            let (is_to, is_from) = (!to.and(this).is_empty(), !from.and(this).is_empty());
            (row, true, question.from_responder.or((is_to != is_from).then_some(is_from)))
        });
        for (row, hinted, from_responder) in
            hinted.chain(others.iter().map(|row| (row, false, question.from_responder)))
        {
            let Some(protocol) = self.protocol(row) else { continue };
            let this = Rows::of(row);
            match (protocol.probe)(&Sample { bytes, hinted, from_responder, whole: question.whole }) {
                Match::No => {}
                Match::More => verdict.more |= !question.whole,
                Match::Weak => verdict.weak = verdict.weak.or(this),
                Match::Sure => {
                    verdict.sure = Some(row);
                    return verdict;
                }
            }
        }
        verdict
    }

    /// Rows with an alternative that the first four bytes, as far as they are there, do not exclude.
    fn admitted(&self, bytes: &[u8]) -> Rows {
        let [mut first, mut further]: Alternatives = [u128::MAX; 2];
        for (byte, place) in bytes.iter().zip(&self.masks) {
            if let Some([of_first, of_further]) = place.get(usize::from(*byte)) {
                first &= of_first;
                further &= of_further;
            }
        }
        let rows = self.unmasked.or(self.masked.and(Rows(first)));
        // Bits beyond those in use stay set where there are no bytes.
        let owners = Rows(further).iter().map_while(|at| self.further.get(usize::from(at)));
        owners.fold(rows, |rows, row| rows.or(Rows::of(*row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::toy;

    fn ask(bytes: &[u8], to_port: u16) -> Verdict {
        let question =
            Question { class: Class::Tcp, from_port: 40_000, to_port, from_responder: None, prior: None, whole: false };
        Detector::new(toy::TABLE).probe(&question, bytes)
    }

    #[test]
    fn signatures_leave_only_what_they_admit() {
        let detector = Detector::new(toy::TABLE);
        assert_eq!(detector.admitted(&toy::request(1, 3, 7)).iter().collect::<Vec<_>>(), [toy::POLL]);
        assert!(detector.admitted(b"GET / HTTP/1.1").is_empty());
    }

    #[test]
    fn a_hint_strengthens_but_is_not_needed() {
        assert_eq!(ask(&toy::request(1, 3, 7), toy::PORT).sure, Some(toy::POLL));
        let unhinted = ask(&toy::request(1, 3, 7), 9);
        assert_eq!((unhinted.sure, unhinted.weak), (None, Rows::of(toy::POLL)));
    }

    #[test]
    fn too_few_bytes_ask_for_more() {
        assert!(ask(&toy::request(1, 3, 7)[..2], toy::PORT).more);
    }
}
