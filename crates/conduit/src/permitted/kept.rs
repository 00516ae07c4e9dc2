//! What was found out of a configuration, part by part, kept for the next: a part that says the same is not worked out again.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_firewall::{Contents, Index, Room};
use ringwall_model::{
    Addresses, AssetId, Conduit, ConduitId, Conversation, Disagreement, Foreign, PermittedView, Ruleset, Span, Unread,
    Whereabouts, ZoneId,
};

use super::{
    Firewall, Views,
    addresses::{ZoneAddresses, allowed},
    decides_between, own_conduits,
    parts::Parts,
    seen,
    uses::Uses,
    view,
};
use crate::Declared;

/// Pairs of classes of addresses, as places in the index.
pub(super) type Pair = (usize, usize);

/// Different rules that are remembered; beyond, everything is forgotten.
const RULES_MAX: usize = 1_000_000;

/// Configurations of one device held against the same views one after the other. What they say of a part of the plant is worked out
/// once, whatever else changes.
#[derive(Debug)]
pub struct Kept<'a> {
    pub(super) views: &'a Views<'a>,
    pub(super) asset: Option<&'a AssetId>,
    pub(super) zones: ZoneAddresses,
    pub(super) declared: Declared<'a>,
    /// The zones, by their places in the index.
    ids: Vec<ZoneId>,
    /// Zones between which the device decides.
    pub(super) decides: BTreeSet<usize>,
    /// Conduits the device enforces, with the pairs of zones they join.
    pub(super) conduits: Vec<(&'a ConduitId, &'a Conduit, Vec<Pair>)>,
    /// Answered conversations between zones that the device decides about.
    pub(super) crossing: BTreeMap<Pair, Vec<&'a Conversation>>,
    pub(super) contents: Contents,
    /// What stood around the rules of the configuration before.
    around: Option<Ruleset>,
    pub(super) parts: BTreeMap<Asked, Part>,
    pub(super) uses: BTreeMap<Pair, Uses>,
    /// Neighbouring parts are about the same addresses and ports: what one worked out of them the next need not.
    pub(super) room: Room,
}

/// What a part is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    /// A conduit, by its place.
    Conduit(usize),
    /// A pair of zones.
    Pair(Pair),
    /// A zone outside and one inside.
    Across(Pair),
    /// What was seen between two zones.
    Observed(Pair),
    /// The device itself.
    Device,
}

/// What was found out of a part.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What its rules say: chains, and numbers of what is said.
    pub(super) said: Vec<(usize, u32)>,
    /// Pairs that were done with it.
    pub(super) with: Vec<Pair>,
    /// The lines of its rules, then those around all rules.
    pub(super) lines: Vec<Span>,
    pub(super) found: Vec<Disagreement>,
    pub(super) is_closed: bool,
    pub(super) across: BTreeSet<Pair>,
}

/// What is known of a part, with the lines it has now.
pub(super) struct Known {
    pub(super) found: Vec<Disagreement>,
    pub(super) is_closed: bool,
    pub(super) across: BTreeSet<Pair>,
}

impl<'a> Kept<'a> {
    /// For configurations of one device.
    pub fn new(views: &'a Views<'a>, asset: Option<&'a AssetId>) -> Self {
        let (zones, declared) = (ZoneAddresses::new(views.plant), Declared::new(views.plant));
        let classes: Vec<_> = zones.zones().map(|(_, set)| set.clone()).collect();
        let ids: Vec<ZoneId> = zones.zones().map(|(id, _)| id.clone()).collect();
        let decided: BTreeSet<ZoneId> = decides_between(views.plant, asset, &zones).into_iter().collect();
        let decides = (0..ids.len()).filter(|at| ids.get(*at).is_some_and(|id| decided.contains(id))).collect();
        let mut kept = Self {
            views,
            asset,
            zones,
            declared,
            ids,
            decides,
            conduits: Vec::new(),
            crossing: BTreeMap::new(),
            contents: Contents::new(&classes),
            around: None,
            parts: BTreeMap::new(),
            uses: BTreeMap::new(),
            room: Room::default(),
        };
        kept.crossing = kept.crossing();
        let own = own_conduits(views.plant, asset).into_iter();
        kept.conduits = own.map(|(id, conduit)| (id, conduit, kept.pairs_of(conduit))).collect();
        kept
    }

    /// What a configuration shows: everything in which it disagrees with the views, and what is weak by itself but for what rules
    /// are good for, sorted.
    pub fn held(&mut self, ruleset: &Ruleset) -> PermittedView {
        self.settle(ruleset);
        let firewall = Firewall { ruleset, asset: self.asset };
        let (index, lines) = (Index::within(&mut self.contents, ruleset), around(ruleset));
        let mut parts = Parts { kept: self, firewall: &firewall, index, lines, found: Vec::new() };
        let is_closed = parts.all();
        view(&firewall, parts.found, is_closed)
    }

    /// Forgets what was found out where something beside the rules is another.
    pub(super) fn settle(&mut self, ruleset: &Ruleset) {
        if self.contents.count() > RULES_MAX {
            let classes: Vec<_> = self.zones.zones().map(|(_, set)| set.clone()).collect();
            (self.contents, self.around) = (Contents::new(&classes), None);
        }
        let frame = ruleset.clone_without_rules();
        if !self.around.as_ref().is_some_and(|known| is_alike(known, &frame)) {
            self.parts.clear();
            self.uses.clear();
        }
        self.around = Some(frame);
    }

    /// What is known of a part that says the same, with the lines it has now.
    pub(super) fn known<'l, L: Iterator<Item = &'l Span>>(
        &self,
        asked: &Asked,
        said: &[(usize, u32)],
        with: &[Pair],
        lines: impl FnOnce() -> L,
        file: &Foreign,
    ) -> Option<Known> {
        let part = self.parts.get(asked).filter(|part| part.said == said && part.with == with)?;
        let mut found = part.found.clone();
        if !found.is_empty() {
            let named: BTreeSet<&Span> = part.found.iter().flat_map(|one| &one.rules).collect();
            let mut moved: BTreeMap<&Span, &Span> = BTreeMap::new();
            for (from, to) in part.lines.iter().zip(lines()).filter(|(from, _)| named.contains(from)) {
                // What stood on one line must stand on one line still.
                if moved.insert(from, to).is_some_and(|known| known != to) {
                    return None;
                }
            }
            for one in &mut found {
                one.firewall = file.clone();
                let rules = one.rules.iter().map(|line| moved.get(line).map(|to| (*to).clone()));
                one.rules = rules.collect::<Option<_>>()?;
            }
        }
        Some(Known { found, is_closed: part.is_closed, across: part.across.clone() })
    }

    pub(super) fn ends(&self, (from, to): Pair) -> Option<(&ZoneId, &ZoneId)> {
        self.ids.get(from).zip(self.ids.get(to))
    }

    pub(super) fn place(&self, zone: &ZoneId) -> Option<usize> {
        self.ids.binary_search(zone).ok()
    }

    /// The addresses of a class; the last is what no zone has.
    pub(super) fn class(&self, at: usize) -> Addresses {
        match self.ids.get(at) {
            Some(id) => self.zones.of(id),
            None => self.zones.everyone().complement(),
        }
    }

    fn crossing(&self) -> BTreeMap<Pair, Vec<&'a Conversation>> {
        let whereabouts = Whereabouts::new(self.views.plant, None);
        let mut crossing: BTreeMap<Pair, Vec<&Conversation>> = BTreeMap::new();
        for conversation in self.views.reading.conversations.iter().filter(|c| c.answered_sessions > 0) {
            let ends = seen::crosses(&whereabouts, conversation);
            let pair = ends.and_then(|(from, to)| Some((self.place(&from)?, self.place(&to)?)));
            if let Some(pair) = pair.filter(|(from, to)| self.decides.contains(from) && self.decides.contains(to)) {
                crossing.entry(pair).or_default().push(conversation);
            }
        }
        crossing
    }

    fn pairs_of(&self, conduit: &Conduit) -> Vec<Pair> {
        let places = conduit.zones.iter().filter_map(|zone| self.place(zone));
        // Its own assets may have addresses of no zone.
        let inside = conduit.zones.iter().fold(Addresses::none(), |all, zone| all.union(&self.zones.of(zone)));
        let is_inside = |set: &Option<Addresses>| set.as_ref().is_none_or(|set| set.without(&inside).is_empty());
        let allowed = conduit
            .allow
            .iter()
            .flat_map(|allowance| allowed(self.views.plant, &self.zones, self.views.services, conduit, allowance).0);
        let mut allowed = allowed.filter(|packets| !is_inside(&packets.source) || !is_inside(&packets.destination));
        let elsewhere = allowed.next().map(|_| self.ids.len());
        let places: Vec<usize> = places.chain(elsewhere).collect();
        places.iter().flat_map(|from| places.iter().map(move |to| (*from, *to))).collect()
    }
}

/// Lines that are no rules: where chains stand, and what is not understood.
pub(super) fn around(ruleset: &Ruleset) -> Vec<Span> {
    let chains = ruleset.chains.iter().map(|chain| &chain.place);
    chains.chain(ruleset.unread.iter().map(|unread| &unread.place)).cloned().collect()
}

/// The same stands around the rules, on whichever lines.
pub(super) fn is_alike(a: &Ruleset, b: &Ruleset) -> bool {
    let unread =
        |one: &Unread, other: &Unread| one.ways == other.ways && one.matches == other.matches && one.why == other.why;
    let interfaces = |ruleset: &Ruleset| -> Vec<_> {
        ruleset.interfaces.iter().map(|i| (i.name.clone(), i.addresses.clone())).collect()
    };
    let chains =
        |ruleset: &Ruleset| -> Vec<_> { ruleset.chains.iter().map(|chain| (chain.name.clone(), chain.end)).collect() };
    a.points == b.points
        && a.translations == b.translations
        && chains(a) == chains(b)
        && interfaces(a) == interfaces(b)
        && a.unread.len() == b.unread.len()
        && a.unread.iter().zip(&b.unread).all(|(one, other)| unread(one, other))
}
