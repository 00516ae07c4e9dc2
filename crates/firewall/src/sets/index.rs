//! Which rules can touch packets between two classes of addresses, for configurations that are too long to be worked out whole.

use std::collections::BTreeSet;

use ringwall_model::{Addresses, ChainEnd, Ruleset, Span, Unread, Way};

use super::{
    classes::Touched,
    contents::{Contents, is_new},
    listed::Listed,
    slice::{of_chains, reached},
};

/// The rules of a ruleset by the classes of addresses they can touch. The last class is every address of none.
#[derive(Debug)]
pub struct Index<'a> {
    ruleset: &'a Ruleset,
    classes: usize,
    /// Rules in their order: chain, place, and the number of what they say.
    rules: Vec<(usize, usize, u32)>,
    may_open: Vec<bool>,
    between: Listed<(usize, usize)>,
    from: Listed<usize>,
    to: Listed<usize>,
    any: Vec<usize>,
    unread: Vec<(Touched, Touched)>,
}

/// Pairs of classes between which a connection may open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings {
    /// The pairs that a rule or an unread line names.
    pub pairs: BTreeSet<(usize, usize)>,
    /// Some may open from this class to any.
    pub from: BTreeSet<usize>,
    /// Some may open from any class to this.
    pub to: BTreeSet<usize>,
    /// Any may open to any.
    pub any: bool,
}

/// Some rules of a ruleset, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice(Vec<usize>);

impl<'a> Index<'a> {
    /// Sorts the rules by classes, which share no address.
    pub fn new(ruleset: &'a Ruleset, classes: &[Addresses]) -> Self {
        Self::within(&mut Contents::new(classes), ruleset)
    }

    /// Sorts the rules by classes, with what is known of rules that say the same.
    pub fn within(contents: &mut Contents, ruleset: &'a Ruleset) -> Self {
        let (mut rules, mut may_open, mut sorted) = (Vec::new(), Vec::new(), Sorted::default());
        // Where destinations change on the way, rules behind look at others than are asked about.
        let is_translated = !ruleset.translations.is_empty();
        for (at, chain) in ruleset.chains.iter().enumerate() {
            for (place, number) in contents.numbers(at, chain).into_iter().enumerate() {
                let (source, destination) = contents.touched(number);
                sorted.add(rules.len(), source, destination.filter(|_| !is_translated));
                may_open.push(contents.may_open(number));
                rules.push((at, place, number));
            }
        }
        Self {
            ruleset,
            classes: contents.classes.len(),
            rules,
            may_open,
            between: Listed::new(sorted.between),
            from: Listed::new(sorted.from),
            to: Listed::new(sorted.to),
            any: sorted.any,
            unread: ruleset.unread.iter().map(|unread| contents.classes.touched(&unread.matches)).collect(),
        }
    }

    /// How many classes there are, with the one of all other addresses.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The ruleset.
    pub fn ruleset(&self) -> &'a Ruleset {
        self.ruleset
    }

    /// Pairs of classes that rules name, classes that rules to or from any other name, each with no others in mind.
    pub fn named(&self) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
        (self.between.keys().collect(), self.from.keys().collect(), self.to.keys().collect())
    }

    /// The rules that can touch packets between any of these pairs of classes.
    pub fn slice(&self, pairs: &[(usize, usize)]) -> Slice {
        let mut numbers: Vec<usize> = self.any.clone();
        for (from, to) in pairs {
            numbers.extend(self.between.of((*from, *to)).chain(self.from.of(*from)).chain(self.to.of(*to)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        Slice(numbers)
    }

    /// The rules of chains that packets of one way come by.
    pub fn of_way(&self, way: Way) -> Slice {
        let chains = reached(self.ruleset, way);
        Slice(
            (0..self.rules.len())
                .filter(|at| self.rules.get(*at).is_some_and(|(at, ..)| chains.contains(at)))
                .collect(),
        )
    }

    /// What the rules of a slice say: their chains, and numbers that are the same for what says the same.
    pub fn said(&self, slice: &Slice) -> Vec<(usize, u32)> {
        slice.0.iter().filter_map(|at| self.rules.get(*at)).map(|(chain, _, number)| (*chain, *number)).collect()
    }

    /// Where the rules of a slice stand: chain and place in it.
    pub fn rules<'s>(&'s self, slice: &'s Slice) -> impl Iterator<Item = (usize, usize)> + 's {
        slice.0.iter().filter_map(|at| self.rules.get(*at)).map(|(chain, place, _)| (*chain, *place))
    }

    /// The lines of the rules of a slice.
    pub fn lines<'s>(&'s self, slice: &'s Slice) -> impl Iterator<Item = &'a Span> + 's {
        self.rules(slice).filter_map(|(at, place)| Some(&self.ruleset.chain(at)?.rules.get(place)?.place))
    }

    /// The part of the ruleset that decides about packets between any of these pairs of classes. Chains and points stay.
    pub fn part(&self, pairs: &[(usize, usize)]) -> Ruleset {
        let part = Ruleset { unread: self.unread(pairs), ..self.ruleset.clone_without_rules() };
        self.filled(part, &self.slice(pairs))
    }

    /// The part of the ruleset that packets of one way come by.
    pub fn part_of_way(&self, way: Way) -> Ruleset {
        of_chains(self.ruleset, &reached(self.ruleset, way))
    }

    fn filled(&self, mut part: Ruleset, slice: &Slice) -> Ruleset {
        for (at, place) in self.rules(slice) {
            let rule = self.ruleset.chain(at).and_then(|chain| chain.rules.get(place));
            if let (Some(rule), Some(chain)) = (rule, part.chains.get_mut(at)) {
                chain.rules.push(rule.clone());
            }
        }
        part
    }

    fn unread(&self, pairs: &[(usize, usize)]) -> Vec<Unread> {
        let meets = |set: &Touched, class: usize| set.as_ref().is_none_or(|set| set.contains(&class));
        let is_near = |(source, destination): &(Touched, Touched)| {
            pairs.iter().any(|(from, to)| meets(source, *from) && meets(destination, *to))
        };
        let near = self.ruleset.unread.iter().zip(&self.unread).filter(|(_, touched)| is_near(touched));
        near.map(|(unread, _)| unread.clone()).collect()
    }

    /// Between which classes something may open a connection through the device.
    pub fn openings(&self) -> Openings {
        let mut openings = Openings { any: self.opens_by_itself(), ..Openings::default() };
        let may_open = |number: usize| self.may_open.get(number).copied().unwrap_or(true);
        openings.any |= self.any.iter().any(|number| may_open(*number));
        openings.from = self.from.having(may_open).collect();
        openings.to = self.to.having(may_open).collect();
        openings.pairs = self.between.having(may_open).collect();
        let through = |unread: &Unread| unread.ways.contains(&Way::Through) && unread.matches.iter().any(is_new);
        let unread = self.ruleset.unread.iter().zip(&self.unread).filter(|(unread, _)| through(unread));
        unread.for_each(|(_, touched)| openings.add(touched));
        openings
    }

    /// True where the ends of chains, with no rule at all, may let something through.
    fn opens_by_itself(&self) -> bool {
        let through = self.ruleset.points.iter().filter(|point| point.ways.contains(&Way::Through));
        let ends = through.map(|point| self.ruleset.chain(point.chain).map(|chain| chain.end));
        let mut refusing = ends.filter(|end| *end == Some(ChainEnd::Deny));
        refusing.next().is_none()
    }
}

/// Rules under the classes they are about, as they come.
#[derive(Debug, Default)]
struct Sorted {
    between: Vec<((usize, usize), usize)>,
    from: Vec<(usize, usize)>,
    to: Vec<(usize, usize)>,
    any: Vec<usize>,
}

impl Sorted {
    fn add(&mut self, number: usize, source: Option<&[usize]>, destination: Option<&[usize]>) {
        match (source, destination) {
            (None, None) => self.any.push(number),
            (Some(from), None) => self.from.extend(from.iter().map(|class| (*class, number))),
            (None, Some(to)) => self.to.extend(to.iter().map(|class| (*class, number))),
            (Some(from), Some(to)) => {
                from.iter().for_each(|from| self.between.extend(to.iter().map(|to| ((*from, *to), number))));
            }
        }
    }
}

impl Openings {
    fn add(&mut self, touched: &(Touched, Touched)) {
        match touched {
            (None, None) => self.any = true,
            (Some(from), None) => self.from.extend(from),
            (None, Some(to)) => self.to.extend(to),
            (Some(from), Some(to)) => {
                from.iter().for_each(|from| self.pairs.extend(to.iter().map(|to| (*from, *to))));
            }
        }
    }

    /// True where a connection may open from one class to another.
    pub fn holds(&self, from: usize, to: usize) -> bool {
        self.any || self.from.contains(&from) || self.to.contains(&to) || self.pairs.contains(&(from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Judge, read};
    use ringwall_model::PacketMatch;

    #[test]
    fn a_part_decides_between_its_classes_as_the_whole_does() {
        let text = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n:sub - [0:0]\n\
            -A FORWARD -s 10.0.1.0/24 -d 10.0.2.0/24 -p tcp -j sub\n\
            -A FORWARD -s 10.0.1.7/32 -j DROP\n\
            -A FORWARD -s 10.0.0.0/8 -d 10.0.3.9/32 -j ACCEPT\n\
            -A FORWARD -s 10.0.3.0/24 -d 192.0.2.1/32 -j ACCEPT\n\
            -A sub -d 10.0.2.9/32 -j RETURN\n-A sub -p tcp -m tcp --dport 502 -j ACCEPT\nCOMMIT\n";
        let ruleset = read("f", text.as_bytes()).ruleset;
        let class = |n: u8| Addresses::prefix([10, 0, n, 0].into(), 24).unwrap();
        let classes = [class(1), class(2), class(3)];
        let index = Index::new(&ruleset, &classes);
        let mut whole = Judge::new(&ruleset, &[]);
        for from in 0..3 {
            for to in 0..3 {
                let part = index.part(&[(from, to)]);
                let mut judge = Judge::new(&part, &[]);
                let packets = PacketMatch {
                    source: Some(classes[from].clone()),
                    destination: Some(classes[to].clone()),
                    ..PacketMatch::any()
                };
                let of = |judge: &mut Judge<'_>| {
                    let asked = judge.packets(&[Way::Through], std::slice::from_ref(&packets));
                    let (permitted, unknown) = (judge.permitted(), judge.unknown());
                    let (permitted, unknown) = (judge.and(asked, permitted), judge.and(asked, unknown));
                    (judge.size(permitted), judge.size(unknown), judge.blocks(permitted, 5).0)
                };
                assert_eq!(of(&mut judge), of(&mut whole), "{from} {to}");
                let opens = of(&mut whole).0 > 0;
                assert!(!opens || index.openings().holds(from, to), "{from} {to}");
            }
        }
        let named: String = text.lines().filter(|line| !line.contains("sub")).map(|line| format!("{line}\n")).collect();
        let ruleset = read("f", named.as_bytes()).ruleset;
        let openings = Index::new(&ruleset, &classes).openings();
        assert!(openings.holds(2, 3), "the last class is every other address");
        assert!(openings.holds(0, 2) && !openings.holds(1, 0));
    }
}
