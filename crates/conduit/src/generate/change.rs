//! What putting an intent in force would change of the present configuration: what opens, what closes, by which lines.

use std::collections::BTreeSet;

use ringwall_firewall::{Block, Intent, Judge, Set, evaluate};
use ringwall_model::{
    Action, Addresses, ConnectionState, Conversation, Foreign, Instant, NamePattern, Names, PacketMatch, Reading, Rule,
    Span, States, Way, Whereabouts,
};

use super::Wanted;
use crate::{
    Firewall,
    permitted::{
        addresses::{connected, names},
        seen,
    },
    trust::{is_safety, trust},
};

/// Blocks a change is written out as.
const BLOCKS_MAX: usize = 3;
/// Closing changes that are told one by one.
const CLOSINGS_MAX: usize = 200;

/// What changes at one enforcement point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What is declared and does not pass now.
    pub opens: Vec<Opening>,
    /// What passes now, or may, and is not declared.
    pub closes: Vec<Closing>,
    /// Closing changes beyond those told.
    pub further: bool,
    /// Lines of the present configuration that permit only what is declared.
    pub stay: Vec<Span>,
    /// Entries that the present configuration lets through already.
    pub unchanged: usize,
    /// What was watched.
    pub watched: Vec<Watched>,
}

/// Something that passes from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The conduit and the number of its allowance.
    pub entry: String,
    /// It opens the way from a less trusted zone to a more trusted one; only ever because it is declared so.
    pub is_upward: bool,
    /// Of it what does not pass now.
    pub extent: Vec<String>,
}

/// Something that no longer passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The lines that let it through.
    pub rules: Vec<Span>,
    /// They permit nothing else: they go. Otherwise they are narrowed.
    pub is_whole: bool,
    /// Whether it passes now cannot be told for certain.
    pub is_unclear: bool,
    /// What it is.
    pub extent: Vec<String>,
    /// How often the lines were hit, where the configuration tells.
    pub hits: Option<u64>,
    /// Exchanges of it that were seen.
    pub seen: u64,
    /// Their frames.
    pub frames: u64,
    /// The first and the last of them.
    pub between: Option<(Instant, Instant)>,
    /// Why nobody is asked to declare what was seen, where that is so.
    pub not_proposed: Option<&'static str>,
}

/// Traffic that was watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The capture.
    pub capture: Foreign,
    /// Its first and its last frame.
    pub window: Option<(Instant, Instant)>,
}

/// Holds an intent against what is configured.
pub(super) fn changes(wanted: &Wanted<'_>, intent: &Intent, present: &ringwall_model::Ruleset) -> Changes {
    let judge = Judge::new(present, &names(wanted.plant, Some(wanted.point)));
    let mut run = Run { wanted, judge, present, changes: Changes::default() };
    run.opens(intent);
    run.closes(intent);
    run.changes.watched = watched(wanted.reading);
    run.changes
}

fn watched(reading: &Reading) -> Vec<Watched> {
    let one = |capture: &ringwall_model::Capture| Watched {
        capture: capture.name.clone(),
        window: capture.first.zip(capture.last),
    };
    reading.captures.iter().map(one).collect()
}

struct Run<'a> {
    wanted: &'a Wanted<'a>,
    judge: Judge<'a>,
    present: &'a ringwall_model::Ruleset,
    changes: Changes,
}

impl Run<'_> {
    fn opens(&mut self, intent: &Intent) {
        let new = Some(States::from_iter([ConnectionState::New]));
        let Wanted { plant, point, .. } = *self.wanted;
        let firewall = Firewall { ruleset: self.present, asset: Some(point) };
        for entry in intent.entries() {
            let packets = intent.packets(entry);
            let at = |set: &Option<Addresses>| set.as_ref().and_then(|set| connected(plant, &firewall, set));
            let (incoming, outgoing) = (at(&packets.source), at(&packets.destination));
            let packets = PacketMatch { state: new, incoming, outgoing, ..packets };
            let meant = self.judge.packets(&[Way::Through], std::slice::from_ref(&packets));
            let permitted = self.judge.permitted();
            let opens = self.judge.without(meant, permitted);
            if self.judge.is_empty(opens) {
                self.changes.unchanged = self.changes.unchanged.saturating_add(1);
                continue;
            }
            let is_upward = self.is_upward(&packets);
            let extent = self.extent(opens);
            self.changes.opens.push(Opening { entry: entry.comment.clone(), is_upward, extent });
        }
    }

    /// The interfaces the configuration names; any where it names none.
    fn interfaces(&self) -> Option<Names> {
        let named = self.present.interfaces.iter();
        let patterns: Vec<_> = named.map(|i| NamePattern { text: i.name.clone(), is_start: false }).collect();
        (!patterns.is_empty()).then_some(Names { patterns, negated: false })
    }

    fn is_upward(&self, packets: &PacketMatch) -> bool {
        let plant = self.wanted.plant;
        let zones = |set: &Option<Addresses>| -> BTreeSet<u8> {
            let owned = plant.assets.iter().filter(|(id, _)| {
                let own = crate::permitted::addresses::of_asset(plant, id);
                set.as_ref().is_some_and(|set| !own.intersection(set).is_empty())
            });
            owned.flat_map(|(_, asset)| &asset.zones).map(|zone| trust(plant, zone)).collect()
        };
        let (from, to) = (zones(&packets.source), zones(&packets.destination));
        from.first().zip(to.last()).is_some_and(|(lowest, highest)| lowest < highest)
    }

    /// What may pass now and is not meant to, by the lines that let it.
    fn closes(&mut self, intent: &Intent) {
        let names = self.interfaces();
        let new = PacketMatch {
            state: Some(States::from_iter([ConnectionState::New])),
            incoming: names.clone(),
            outgoing: names,
            ..PacketMatch::any()
        };
        let opening = self.judge.packets(&[Way::Through], &[new]);
        let meant = self.judge.packets(&[Way::Through], &intent.opening());
        let may_pass = self.judge.may_pass();
        let passing = self.judge.and(opening, may_pass);
        let mut rest = self.judge.without(passing, meant);
        let mut closing_lines = BTreeSet::new();
        while let Some(packet) = self.judge.witness(rest).filter(|_| self.changes.closes.len() < CLOSINGS_MAX) {
            let decided = evaluate(self.present, &packet).1;
            let all = self.present.chains.iter().flat_map(|chain| &chain.rules);
            let rules: Vec<&Rule> = all
                .filter(|rule| matches!(rule.action, Action::Permit | Action::Unknown))
                .filter(|rule| decided.iter().any(|known| known.place == rule.place) && packet_fits(&packet, rule))
                .collect();
            let matches: Vec<PacketMatch> = rules.iter().flat_map(|rule| rule.matches.clone()).collect();
            let about = self.judge.packets(&[Way::Through], &matches);
            let part = self.judge.and(rest, about);
            // Where the end of a chain decides, or a line that was not read, all that is left is one change.
            let part = if self.judge.is_empty(part) { rest } else { part };
            rest = self.judge.without(rest, part);
            let places: Vec<Span> = match rules.is_empty() {
                true => decided.iter().map(|rule| rule.place.clone()).collect(),
                false => rules.iter().map(|rule| rule.place.clone()).collect(),
            };
            closing_lines.extend(places.iter().map(|place| place.line));
            let of_lines = self.judge.and(about, meant);
            let is_whole = !rules.is_empty() && self.judge.is_empty(of_lines);
            let hits = rules.iter().filter_map(|rule| rule.hits).reduce(u64::saturating_add);
            let closing = self.closing(part, places, is_whole, hits);
            self.changes.closes.push(closing);
        }
        self.changes.further = !self.judge.is_empty(rest);
        let permits = self.present.chains.iter().flat_map(|chain| &chain.rules);
        let permits = permits.filter(|rule| rule.action == Action::Permit && rule.by_default.is_none());
        let staying = permits.map(|rule| &rule.place).filter(|place| !closing_lines.contains(&place.line));
        let mut stay: Vec<Span> = staying.cloned().collect();
        stay.sort();
        stay.dedup();
        self.changes.stay = stay;
    }

    fn closing(&mut self, part: Set, mut rules: Vec<Span>, is_whole: bool, hits: Option<u64>) -> Closing {
        rules.sort();
        rules.dedup();
        let unknown = self.judge.unknown();
        let unclear = self.judge.and(part, unknown);
        let mut closing = Closing {
            rules,
            is_whole,
            is_unclear: !self.judge.is_empty(unclear),
            extent: self.extent(part),
            hits,
            seen: 0,
            frames: 0,
            between: None,
            not_proposed: None,
        };
        let whereabouts = Whereabouts::new(self.wanted.plant, None);
        for conversation in &self.wanted.reading.conversations {
            let Some(opening) = seen::opening(conversation) else { continue };
            let asked = self.judge.packets(&[Way::Through], &[opening]);
            let shared = self.judge.and(asked, part);
            if !self.judge.is_empty(shared) && seen::crosses(&whereabouts, conversation).is_some() {
                self.count(&mut closing, &whereabouts, conversation);
            }
        }
        closing
    }

    fn count(&self, closing: &mut Closing, whereabouts: &Whereabouts<'_>, conversation: &Conversation) {
        let frames = conversation.packets.from_initiator.saturating_add(conversation.packets.from_responder);
        closing.seen = closing.seen.saturating_add(1);
        closing.frames = closing.frames.saturating_add(frames);
        let (first, last) = closing.between.unwrap_or((conversation.first_seen, conversation.last_seen));
        closing.between = Some((first.min(conversation.first_seen), last.max(conversation.last_seen)));
        let Some((from, to)) = seen::crosses(whereabouts, conversation) else { return };
        let plant = self.wanted.plant;
        let one_way = crate::Declared::new(plant).joining(&from, &to).iter().any(|(_, c)| c.data_direction.is_some());
        let why = match () {
            () if is_safety(plant, &from) || is_safety(plant, &to) => Some("a safety zone is at one of its ends"),
            () if one_way => Some("a one-way conduit joins its zones"),
            () if trust(plant, &from) < trust(plant, &to) => {
                Some("it goes from a less trusted zone to a more trusted one")
            }
            () => None,
        };
        closing.not_proposed = closing.not_proposed.or(why);
    }

    fn extent(&mut self, set: Set) -> Vec<String> {
        let (blocks, is_whole) = self.judge.blocks(set, BLOCKS_MAX);
        let mut extent: Vec<String> = blocks.iter().map(Block::text).collect();
        if !is_whole {
            extent.push("and more".to_owned());
        }
        extent
    }
}

fn packet_fits(packet: &ringwall_firewall::Packet, rule: &Rule) -> bool {
    rule.matches.iter().any(|packets| packet.fits(packets))
}
