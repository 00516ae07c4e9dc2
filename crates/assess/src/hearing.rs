//! The hearing of a row: what everything told in a cell comes to, criterion by criterion, for all units at once.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use ringwall_model::{AssetId, Criterion, Evidence, EvidenceKind, Outcome, UnitId, Units, Verdict};

use crate::{
    cell::{CellIndex, Provider},
    weigh::{Bar, Support, Weight, is_contradiction, weigh},
};

/// What was told in a cell, with the place of every unit it names worked out once for all criteria.
pub(crate) struct Told<'c> {
    cell: &'c CellIndex,
    pieces: Vec<Piece<'c>>,
    /// For each criterion of the row, the pieces that speak of it.
    of_criterion: Vec<Vec<usize>>,
    /// For each unit, who provides the row for it; empty where every unit does so itself.
    providers: Vec<Option<&'c BTreeSet<Provider>>>,
}

/// A piece of evidence in a cell.
struct Piece<'c> {
    evidence: &'c Evidence,
    /// It stands in the scope of the cell; otherwise it was seen where a provider is.
    own: bool,
    /// Places of the units it names, sorted.
    units: Vec<usize>,
    /// Units it names which the row does not know here.
    strangers: Vec<&'c UnitId>,
}

impl Piece<'_> {
    fn is_of_everyone(&self) -> bool {
        self.own && self.evidence.units.is_empty()
    }
}

impl<'c> Told<'c> {
    pub(crate) fn in_cell(cell: &'c CellIndex) -> Self {
        let pieces: Vec<Piece<'c>> = cell.heard.iter().map(|evidence| piece(cell, evidence)).collect();
        let speak_of = |criterion: &Criterion| {
            let speaks = |(_, piece): &(usize, &Piece<'c>)| piece.evidence.criteria.contains(&criterion.id);
            pieces.iter().enumerate().filter(speaks).map(|(at, _)| at).collect()
        };
        let of_criterion = cell.row.criteria.iter().map(speak_of).collect();
        let providers = match cell.providers.is_empty() {
            true => Vec::new(),
            false => cell.units.iter().map(|unit| cell.providers.get(unit)).collect(),
        };
        Self { cell, of_criterion, pieces, providers }
    }

    /// Hears every criterion.
    pub(crate) fn hear(&self, bar: &Bar) -> Hearing<'c> {
        let mut hearing = Hearing { cell: self.cell, criteria: Vec::new() };
        let mut units = Vec::new();
        for at in 0..self.of_criterion.len() {
            let answer = match self.told_before(at).and_then(|before| hearing.criteria.get(before)) {
                Some(answer) => answer.clone(),
                None => self.answer(at, bar, &mut units),
            };
            hearing.criteria.push(answer);
        }
        hearing
    }

    /// The verdict alone.
    pub(crate) fn verdict(&self, bar: &Bar, claimed_away: bool) -> Verdict {
        let (mut contradicted, mut open) = (false, self.of_criterion.is_empty());
        let mut units = Vec::new();
        for at in (0..self.of_criterion.len()).filter(|at| self.told_before(*at).is_none()) {
            let heard = self.heard(at, bar);
            if heard.is_empty() {
                open |= !self.cell.units.is_empty();
                continue;
            }
            let mut against = BTreeSet::new();
            self.weigh(&heard, bar, &mut units, &mut against);
            contradicted |= units.iter().any(|unit| unit.contradicted);
            contradicted |= !self.strangers(&heard, bar, &mut against).is_empty();
            open |= units.iter().any(|unit| unit.is_open(self.cell));
        }
        verdict(self.cell, contradicted, claimed_away, open)
    }

    /// An earlier criterion of which the same was told, and which is answered the same.
    fn told_before(&self, at: usize) -> Option<usize> {
        let told = self.of_criterion.get(at);
        self.of_criterion.iter().take(at).position(|other| Some(other) == told)
    }

    /// What is heard of a criterion.
    fn heard(&self, at: usize, bar: &Bar) -> Vec<&Piece<'c>> {
        let told = self.of_criterion.get(at).into_iter().flatten().filter_map(|at| self.pieces.get(*at));
        told.filter(|piece| bar.hears(piece.evidence)).collect()
    }

    fn answer(&self, at: usize, bar: &Bar, units: &mut Vec<Unit>) -> Answer<'c> {
        let heard = self.heard(at, bar);
        let mut answer = Answer::default();
        if heard.is_empty() {
            // Nothing was told, so nothing is decided: on a large plant, most of it.
            (answer.open, answer.undecided) = (self.cell.units.len(), Units::clone(&self.cell.units));
            return answer;
        }
        self.weigh(&heard, bar, units, &mut answer.against);
        answer.count(self.cell, units);
        let strangers = self.strangers(&heard, bar, &mut answer.against);
        answer.contradict_strangers(strangers);
        answer
    }

    /// Weighs what is heard for every unit of the cell.
    fn weigh(&self, heard: &[&Piece<'c>], bar: &Bar, units: &mut Vec<Unit>, against: &mut BTreeSet<&'c Evidence>) {
        let everyone = support_of_everyone(heard, bar);
        units.clear();
        units.resize(self.cell.units.len(), Unit { support: everyone, contradicted: false });
        support_named(heard, bar, units);
        self.contradict(heard, &everyone, units, against);
        self.let_provide(heard, bar, units, against);
    }

    /// Marks the units with contradictions that nothing closes. What a sheet says of a product does not concern a unit
    /// that has another provide the row.
    fn contradict(
        &self,
        heard: &[&Piece<'c>],
        everyone: &Support,
        units: &mut [Unit],
        against: &mut BTreeSet<&'c Evidence>,
    ) {
        for piece in heard.iter().filter(|piece| piece.own && is_contradiction(piece.evidence)) {
            let of_sheet = piece.evidence.kind == EvidenceKind::Capability;
            let mut mark = |at: usize, unit: &mut Unit| {
                let provided = self.providers.get(at).is_some_and(Option::is_some);
                if !(of_sheet && provided || unit.support.closes(piece.evidence)) {
                    unit.contradicted = true;
                    against.insert(piece.evidence);
                }
            };
            if !piece.is_of_everyone() {
                piece.units.iter().for_each(|at| units.get_mut(*at).into_iter().for_each(|unit| mark(*at, unit)));
            } else if !everyone.closes(piece.evidence) {
                units.iter_mut().enumerate().for_each(|(at, unit)| mark(at, unit));
            }
        }
    }

    /// A unit that provides the row itself is weighed as it is. For one that does not, the provider shows it, and both
    /// can contradict: what was seen at the unit is not undone by another component, save that its product is not able.
    fn let_provide(&self, heard: &[&Piece<'c>], bar: &Bar, units: &mut [Unit], against: &mut BTreeSet<&'c Evidence>) {
        if self.providers.is_empty() {
            return;
        }
        let provided = self.provided(heard, bar);
        for (unit, providers) in units.iter_mut().zip(&self.providers) {
            let Some(providers) = providers else { continue };
            unit.support = Support::default();
            for there in providers.iter().filter_map(|provider| provided.get(&provider.asset)) {
                unit.support.join(&there.support);
                unit.contradicted |= !there.open.is_empty();
                against.extend(&there.open);
            }
        }
    }

    /// What was heard of each provider, weighed.
    fn provided(&self, heard: &[&Piece<'c>], bar: &Bar) -> BTreeMap<&'c AssetId, Weight<'c>> {
        let providers: BTreeSet<&'c Provider> = self.cell.all_providers().collect();
        let mut of_asset: BTreeMap<&AssetId, Vec<&Evidence>> = BTreeMap::new();
        for provider in providers {
            let there = heard.iter().map(|piece| piece.evidence).filter(|e| self.cell.covers_provider(e, provider));
            of_asset.entry(&provider.asset).or_default().extend(there);
        }
        of_asset.into_iter().map(|(asset, told)| (asset, weigh(&told, bar))).collect()
    }

    /// Units that evidence contradicts although the row does not know them here: an undeclared asset, a unit of another
    /// kind. Where the row has no unit at all, what contradicts every unit contradicts the scope.
    fn strangers(&self, heard: &[&Piece<'c>], bar: &Bar, against: &mut BTreeSet<&'c Evidence>) -> BTreeSet<UnitId> {
        let accused = heard.iter().filter(|piece| piece.own && contradicts_stranger(piece.evidence));
        let mut strangers: BTreeSet<UnitId> =
            accused.clone().flat_map(|piece| &piece.strangers).map(|unit| (*unit).clone()).collect();
        let scope = UnitId::Scope(self.cell.scope().clone());
        let whole = self.cell.units.is_empty() && accused.clone().any(|piece| piece.is_of_everyone());
        strangers.extend(whole.then(|| scope.clone()));
        strangers.retain(|unit| {
            let told = told_of_stranger(heard, unit, self.cell.units.is_empty() && *unit == scope);
            let open = weigh(&told, bar).open;
            against.extend(&open);
            !open.is_empty()
        });
        strangers
    }
}

/// One unit while a criterion is heard.
#[derive(Clone, Copy)]
struct Unit {
    support: Support,
    contradicted: bool,
}

impl Unit {
    fn is_open(&self, cell: &CellIndex) -> bool {
        !self.contradicted && (cell.placeholder || !self.support.shown)
    }
}

fn piece<'c>(cell: &'c CellIndex, evidence: &'c Evidence) -> Piece<'c> {
    let own = evidence.scope == *cell.scope();
    let mut piece = Piece { evidence, own, units: Vec::new(), strangers: Vec::new() };
    if own {
        piece.units.reserve_exact(evidence.units.len());
        place_units(&cell.units, &mut piece);
    }
    piece
}

/// Units mostly come sorted, as those of the cell do: each is looked for from where the last one was found.
fn place_units(units: &[UnitId], piece: &mut Piece<'_>) {
    let mut next = 0;
    for unit in &piece.evidence.units {
        match find_from(units, next, unit) {
            Some(at) => {
                piece.units.push(at);
                next = at.saturating_add(1);
            }
            None => piece.strangers.push(unit),
        }
    }
}

/// Looks at a few units that follow, then at all.
fn find_from(units: &[UnitId], from: usize, wanted: &UnitId) -> Option<usize> {
    for (at, unit) in units.iter().enumerate().skip(from).take(8) {
        match unit.cmp(wanted) {
            Ordering::Less => {}
            Ordering::Equal => return Some(at),
            Ordering::Greater => break,
        }
    }
    units.binary_search(wanted).ok()
}

fn support_of_everyone(heard: &[&Piece<'_>], bar: &Bar) -> Support {
    let mut everyone = Support::default();
    for piece in heard.iter().filter(|piece| piece.is_of_everyone()) {
        everyone.join(&Support::of(piece.evidence, bar));
    }
    everyone
}

fn support_named(heard: &[&Piece<'_>], bar: &Bar, units: &mut [Unit]) {
    let contested = heard.iter().any(|piece| is_contradiction(piece.evidence));
    let join = if contested { Support::join } else { Support::join_uncontested };
    for piece in heard.iter().filter(|piece| piece.evidence.outcome == Outcome::Supports) {
        let support = Support::of(piece.evidence, bar);
        for at in &piece.units {
            units.get_mut(*at).into_iter().for_each(|unit| join(&mut unit.support, &support));
        }
    }
}

/// Against a stranger counts what names it; what closes that may speak of every unit.
fn told_of_stranger<'c>(heard: &[&Piece<'c>], unit: &UnitId, is_whole: bool) -> Vec<&'c Evidence> {
    let counts = |piece: &&&Piece<'c>| {
        let (evidence, names) = (piece.evidence, piece.evidence.units.contains(unit));
        let speaks = piece.is_of_everyone() || piece.own && names;
        speaks && (evidence.outcome == Outcome::Supports || contradicts_stranger(evidence) && (names || is_whole))
    };
    heard.iter().filter(counts).map(|piece| piece.evidence).collect()
}

/// What a sheet says of a product does not concern a unit that is none.
fn contradicts_stranger(evidence: &Evidence) -> bool {
    is_contradiction(evidence) && evidence.kind != EvidenceKind::Capability
}

/// What one criterion came to.
#[derive(Clone, Default)]
pub(crate) struct Answer<'c> {
    pub(crate) contradicted: Units,
    pub(crate) undecided: Units,
    /// What contradicts.
    pub(crate) against: BTreeSet<&'c Evidence>,
    /// Units left undecided; of these, those of able products, and those somebody claims.
    open: usize,
    able: usize,
    claimed: usize,
}

impl Answer<'_> {
    fn count(&mut self, cell: &CellIndex, units: &[Unit]) {
        for unit in units.iter().filter(|unit| unit.is_open(cell)) {
            self.open += 1;
            self.able += usize::from(unit.support.able);
            self.claimed += usize::from(unit.support.claimed);
        }
        self.undecided = those(cell, units, |unit| unit.is_open(cell));
        self.contradicted = those(cell, units, |unit| unit.contradicted);
    }

    fn contradict_strangers(&mut self, mut strangers: BTreeSet<UnitId>) {
        if !strangers.is_empty() {
            strangers.extend(self.contradicted.iter().cloned());
            self.contradicted = strangers.into_iter().collect();
        }
    }
}

/// The units of a cell for which something holds; a list that all share is not copied.
fn those(cell: &CellIndex, units: &[Unit], holds: impl Fn(&Unit) -> bool) -> Units {
    match units.iter().filter(|unit| holds(unit)).count() {
        0 => Units::default(),
        all if all == units.len() => Units::clone(&cell.units),
        _ => cell.units.iter().zip(units).filter(|(_, unit)| holds(unit)).map(|(id, _)| id.clone()).collect(),
    }
}

/// All criteria of a row, heard for all its units.
pub(crate) struct Hearing<'c> {
    cell: &'c CellIndex,
    pub(crate) criteria: Vec<Answer<'c>>,
}

impl<'c> Hearing<'c> {
    pub(crate) fn verdict(&self, claimed_away: bool) -> Verdict {
        let contradicted = self.criteria.iter().any(|answer| !answer.contradicted.is_empty());
        verdict(self.cell, contradicted, claimed_away, self.criteria.is_empty() || self.open() > 0)
    }

    /// Pairs of unit and criterion left undecided.
    fn open(&self) -> usize {
        self.criteria.iter().map(|answer| answer.open).sum()
    }

    /// True when every such pair is of an able product.
    pub(crate) fn is_able(&self) -> bool {
        self.criteria.iter().all(|answer| answer.able == answer.open)
    }

    /// True when somebody claims every such pair.
    pub(crate) fn is_claimed(&self) -> bool {
        self.criteria.iter().all(|answer| answer.claimed == answer.open)
    }

    /// What contradicts, over all criteria.
    pub(crate) fn against(&self) -> BTreeSet<&'c Evidence> {
        self.criteria.iter().flat_map(|answer| &answer.against).copied().collect()
    }

    /// Units that keep the row from being met.
    pub(crate) fn at_fault(&self) -> BTreeSet<UnitId> {
        self.criteria.iter().flat_map(|answer| answer.contradicted.iter().chain(&*answer.undecided)).cloned().collect()
    }

    /// Units not decided, over all criteria, sorted. Criteria mostly have them in common.
    pub(crate) fn undecided(&self) -> Units {
        let Some((first, rest)) = self.criteria.split_first() else { return Units::default() };
        if rest.iter().all(|other| Units::ptr_eq(&other.undecided, &first.undecided)) {
            return Units::clone(&first.undecided);
        }
        let units: BTreeSet<&UnitId> = self.criteria.iter().flat_map(|answer| &*answer.undecided).collect();
        units.into_iter().cloned().collect()
    }
}

/// Met when every criterion is shown for every unit and nothing contradicts.
fn verdict(cell: &CellIndex, contradicted: bool, claimed_away: bool, open: bool) -> Verdict {
    match (contradicted, claimed_away || cell.units.is_empty(), open) {
        (true, _, _) => Verdict::NotMet,
        (_, true, _) => Verdict::NotApplicable,
        (_, _, true) => Verdict::Unknown,
        _ => Verdict::Met,
    }
}
