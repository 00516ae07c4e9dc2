//! Long configurations: for each pair of zones the part that can touch it is found by an index, and worked out by itself.

use std::collections::BTreeSet;

use ringwall_firewall::{Index, Judge, Slice};
use ringwall_model::{ConnectionState, Disagreement, PacketMatch, Ruleset, Span, States, Way, ZoneId};

use super::{
    Firewall, Kept, Run,
    addresses::names,
    kept::{Asked, Pair, Part},
};

/// Pairs of zones of a conduit that are worked out with it; of one that joins more each is by itself.
const PAIRS_MAX: usize = 16;

/// One configuration, part by part.
pub(super) struct Parts<'k, 'a, 'f> {
    pub(super) kept: &'k mut Kept<'a>,
    pub(super) firewall: &'f Firewall<'f>,
    pub(super) index: Index<'f>,
    /// Lines that are no rules: where chains stand, and what is not understood.
    pub(super) lines: Vec<Span>,
    pub(super) found: Vec<Disagreement>,
}

impl<'f> Parts<'_, '_, 'f> {
    /// What a configuration shows, and whether nothing undeclared may open a connection through it. Where that would need the
    /// whole to be worked out it is said to be open.
    pub(super) fn all(&mut self) -> bool {
        let is_closed = self.boundaries();
        self.observed();
        self.device();
        is_closed
    }

    /// Asks something of a part of the configuration, unless the same was asked of a part that says the same.
    fn part(
        &mut self,
        asked: Asked,
        (slice, of): (&Slice, impl FnOnce(&Index<'f>) -> Ruleset),
        with: Vec<Pair>,
        ask: impl FnOnce(&mut Run<'_>, &mut Sides),
    ) -> (bool, BTreeSet<Pair>) {
        let said = self.index.said(slice);
        let lines = || self.index.lines(slice).chain(&self.lines);
        let file = &self.firewall.ruleset.file;
        if let Some(known) = self.kept.known(&asked, &said, &with, lines, file) {
            self.found.extend(known.found);
            return (known.is_closed, known.across);
        }
        let lines: Vec<Span> = lines().cloned().collect();
        let part = of(&self.index);
        let firewall = Firewall { ruleset: &part, asset: self.firewall.asset };
        let names = names(self.kept.views.plant, self.firewall.asset);
        let judge = Judge::within(std::mem::take(&mut self.kept.room), &part, &names);
        let mut sides = Sides { is_closed: true, across: BTreeSet::new(), decides: &self.kept.decides };
        let Kept { views, zones, declared, .. } = &*self.kept;
        let mut run = Run { views, firewall: &firewall, judge, zones, declared, found: Vec::new() };
        ask(&mut run, &mut sides);
        let (found, room, is_closed, across) = (run.found, run.judge.into_room(), sides.is_closed, sides.across);
        self.kept.room = room;
        self.found.extend(found.iter().cloned());
        self.kept.parts.insert(asked, Part { said, with, lines, found, is_closed, across: across.clone() });
        (is_closed, across)
    }

    fn between(
        &mut self,
        asked: Asked,
        pairs: &[Pair],
        with: Vec<Pair>,
        ask: impl FnOnce(&mut Run<'_>, &mut Sides),
    ) -> (bool, BTreeSet<Pair>) {
        let slice = self.index.slice(pairs);
        self.part(asked, (&slice, |index: &Index<'f>| index.part(pairs)), with, ask)
    }

    /// Whatever may open a connection, pair by pair. True where nothing does that is not declared.
    fn boundaries(&mut self) -> bool {
        let openings = self.index.openings();
        let classes = self.index.classes();
        let mut pairs: BTreeSet<Pair> = openings.pairs.clone();
        let all = || 0..classes;
        let wide = all().filter(|from| openings.any || openings.from.contains(from));
        pairs.extend(wide.flat_map(|from| all().map(move |to| (from, to))));
        pairs.extend(openings.to.iter().flat_map(|to| all().map(move |from| (from, *to))));
        let (mut is_closed, mut across) = self.conduits(&mut pairs);
        for pair in pairs {
            let Some((from, to)) = self.ends(pair) else {
                // To or from addresses of no zone nothing is declared.
                is_closed = false;
                continue;
            };
            let ask = |run: &mut Run<'_>, sides: &mut Sides| sides.pair(run, pair, (&from, &to));
            let (closed, further) = self.between(Asked::Pair(pair), &[pair], Vec::new(), ask);
            is_closed &= closed;
            across.extend(further);
        }
        for (out, zone) in across {
            if let Some((outside, inside)) = self.ends((out, zone)) {
                let ask = |run: &mut Run<'_>, _: &mut Sides| run.across(&outside, &inside);
                self.between(Asked::Across((out, zone)), &[(out, zone), (zone, out)], Vec::new(), ask);
            }
        }
        is_closed
    }

    fn ends(&self, pair: Pair) -> Option<(ZoneId, ZoneId)> {
        self.kept.ends(pair).map(|(from, to)| (from.clone(), to.clone()))
    }

    /// What conduits declare, and what may go against them; with each the pairs of its zones, which are done then.
    fn conduits(&mut self, pairs: &mut BTreeSet<Pair>) -> (bool, BTreeSet<Pair>) {
        let (mut is_closed, mut across) = (true, BTreeSet::new());
        for at in 0..self.kept.conduits.len() {
            let Some((id, conduit, of_conduit)) = self.kept.conduits.get(at).cloned() else { continue };
            let is_small = of_conduit.len() <= PAIRS_MAX;
            let mine: Vec<Pair> = of_conduit.iter().copied().filter(|pair| is_small && pairs.contains(pair)).collect();
            let named: Vec<_> = mine.iter().filter_map(|pair| Some((*pair, self.ends(*pair)?))).collect();
            let mine: Vec<Pair> = named.iter().map(|(pair, _)| *pair).collect();
            for pair in &mine {
                pairs.remove(pair);
            }
            let (closed, further) = self.between(Asked::Conduit(at), &of_conduit, mine, |run, sides| {
                run.blocked(id, conduit);
                run.return_path(id, conduit);
                named.iter().for_each(|(pair, (from, to))| sides.pair(run, *pair, (from, to)));
            });
            is_closed &= closed;
            across.extend(further);
        }
        (is_closed, across)
    }

    fn observed(&mut self) {
        for (pair, conversations) in self.kept.crossing.clone() {
            let Some((from, to)) = self.ends(pair) else { continue };
            self.between(Asked::Observed(pair), &[pair], Vec::new(), |run, _| {
                conversations.iter().for_each(|one| run.observed_between(&from, &to, one));
            });
        }
    }

    /// What reaches the device itself, and what is weak about the rules.
    fn device(&mut self) {
        let slice = self.index.of_way(Way::ToDevice);
        self.part(
            Asked::Device,
            (&slice, |index: &Index<'f>| index.part_of_way(Way::ToDevice)),
            Vec::new(),
            |run, _| {
                run.decides_between().iter().for_each(|zone| run.management(zone));
                run.beyond_baseline();
            },
        );
        // Nothing is worked out for these, so the diagram of no rule will do.
        let nothing = self.firewall.ruleset.clone_without_rules();
        let Kept { views, zones, declared, .. } = &*self.kept;
        let firewall = self.firewall;
        let mut run = Run { views, firewall, judge: Judge::new(&nothing, &[]), zones, declared, found: Vec::new() };
        run.weak();
        self.found.append(&mut run.found);
    }
}

/// What is found out pair by pair.
struct Sides<'d> {
    is_closed: bool,
    /// Zones outside with zones inside between which something may pass.
    across: BTreeSet<Pair>,
    /// Zones between which the firewall decides.
    decides: &'d BTreeSet<usize>,
}

impl Sides<'_> {
    fn pair(&mut self, run: &mut Run<'_>, (from, to): Pair, ends: (&ZoneId, &ZoneId)) {
        let is_decided = from != to && self.decides.contains(&from) && self.decides.contains(&to);
        if is_decided {
            run.undeclared(ends.0, ends.1);
        }
        self.is_closed &= run.is_closed_between(ends.0, ends.1);
        match (run.is_outside(ends.0), run.is_outside(ends.1)) {
            (true, false) if is_decided => self.across.extend([(from, to)]),
            (false, true) if is_decided => self.across.extend([(to, from)]),
            _ => {}
        }
    }
}

impl Run<'_> {
    /// True when whatever may open a connection from one zone to another is declared.
    fn is_closed_between(&mut self, from: &ZoneId, to: &ZoneId) -> bool {
        let new = PacketMatch {
            source: Some(self.zones.of(from)),
            destination: Some(self.zones.of(to)),
            state: Some(States::from_iter([ConnectionState::New])),
            ..PacketMatch::any()
        };
        let opening = self.judge.packets(&[Way::Through], &[new]);
        let may_pass = self.judge.may_pass();
        let (passing, declared) = (self.judge.and(opening, may_pass), self.declared(from, to));
        let beyond = self.judge.without(passing, declared);
        self.judge.is_empty(beyond)
    }
}

#[cfg(test)]
mod tests;
