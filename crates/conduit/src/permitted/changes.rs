//! What a proposed configuration would change: what would pass that does not, and what would no longer.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ringwall_firewall::{Block, Index, Judge, Packet, Set, evaluate, of_way};
use ringwall_model::{
    Addresses, ConnectionState, Disagreement, PacketMatch, Plant, Ruleset, Span, States, View, Way, ZoneId,
};

use super::{
    Firewall, Kept,
    addresses::{connected, names},
    kept::Pair,
    kept::is_alike,
};

/// Pairs of zones that are compared at most.
const PAIRS_MAX: usize = 20_000;
/// Blocks a change is written out as.
const BLOCKS_MAX: usize = 4;
/// Stands for every class that no rule names alone.
const OTHERS: usize = usize::MAX;

/// What a proposed configuration would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// What would open, surely or perhaps, and what would close, sorted.
    pub changes: Vec<Disagreement>,
    /// There are more pairs of zones than were compared.
    pub further: bool,
}

impl Kept<'_> {
    /// Holds a proposed configuration against the present one, where their rules differ.
    pub fn proposed(&mut self, present: &Ruleset, proposed: &Ruleset) -> Proposed {
        let before = Index::within(&mut self.contents, present);
        let after = Index::within(&mut self.contents, proposed);
        let is_elsewhere = !is_alike(&present.clone_without_rules(), &proposed.clone_without_rules());
        let pairs = differing(&before, &after, is_elsewhere);
        let mut found = Proposed { further: pairs.len() > PAIRS_MAX, ..Proposed::default() };
        let nothing = Ruleset::default();
        let mut plain = Judge::new(&nothing, &[]);
        // What stays inside a zone comes by no device.
        let crossing = pairs.into_iter().filter(|(from, to)| from != to || self.ends((*from, *to)).is_none());
        for pair in crossing.take(PAIRS_MAX).collect::<Vec<_>>() {
            let (old, new) = (before.part(&[pair]), after.part(&[pair]));
            let between = (Way::Through, Some(pair));
            found.changes.extend(self.changes(&mut plain, (&old, &new), between));
        }
        let said = |index: &Index<'_>| index.said(&index.of_way(Way::ToDevice));
        if is_elsewhere || said(&before) != said(&after) {
            let (old, new) = (of_way(present, Way::ToDevice), of_way(proposed, Way::ToDevice));
            found.changes.extend(self.changes(&mut plain, (&old, &new), (Way::ToDevice, None)));
        }
        found.changes.sort();
        found
    }

    /// What opens and what closes for the packets of one way, between one pair of classes where one is named.
    fn changes<'a>(
        &self,
        plain: &mut Judge<'a>,
        (old, new): (&Ruleset, &Ruleset),
        (way, pair): (Way, Option<Pair>),
    ) -> Vec<Disagreement> {
        let ends = pair.and_then(|pair| self.ends(pair));
        let mut sides =
            [old, new].map(|ruleset| Side::new(self.views.plant, Firewall { ruleset, asset: self.asset }, way));
        let mut sets = Vec::new();
        for side in &mut sides {
            let asked = PacketMatch {
                source: pair.map(|(from, _)| self.class(from)),
                destination: pair.map(|(_, to)| self.class(to)),
                ..PacketMatch::any()
            };
            sets.push(side.passing(asked, plain));
        }
        let [old, new] = &mut sides;
        let [(sure_before, may_before), (sure_after, may_after)] = sets.as_slice() else { return Vec::new() };
        let opens = plain.without(*sure_after, *may_before);
        let doubtful = plain.without(*may_after, *may_before);
        let doubtful = plain.without(doubtful, *sure_after);
        let closes = plain.without(*may_before, *may_after);
        let less = plain.and(*sure_before, *may_after);
        let less = plain.without(less, *sure_after);
        let mut found = Vec::new();
        let kinds = [
            ("proposal-opens", true, opens, "would pass"),
            ("proposal-may-open", true, doubtful, "may pass then, which cannot be told"),
            ("proposal-closes", false, closes, "would no longer pass"),
            ("proposal-may-close", false, less, "may no longer pass, which cannot be told"),
        ];
        for (code, opens, set, words) in kinds {
            let Some(packet) = plain.witness(set) else { continue };
            // The lines of the present configuration, then those of the proposed one.
            let (before, after) = (old.decided(&packet, !opens), new.decided(&packet, opens));
            let example = if opens { &after } else { &before }.as_ref().map(|(words, _)| words.clone());
            let lines = [before, after].into_iter().flatten().flat_map(|(_, lines)| lines).collect();
            let (blocks, is_whole) = plain.blocks(set, BLOCKS_MAX);
            let mut extent: Vec<String> = blocks.iter().map(Block::text).collect();
            let what = extent.first().cloned().unwrap_or_default();
            if !is_whole {
                extent.push("and more".to_owned());
            }
            found.push(Disagreement {
                code: Cow::Borrowed(code),
                conduit: ends
                    .and_then(|(from, to)| self.declared.joining(from, to).first())
                    .map(|(id, _)| (*id).clone()),
                views: vec![View::Permitted],
                firewall: new.firewall.ruleset.file.clone(),
                from_zone: ends.map(|(from, _)| from.clone()),
                to_zone: ends.map(|(_, to)| to.clone()),
                packet: example,
                rules: lines,
                frame: None,
                size: u64::try_from(plain.size(set)).unwrap_or(u64::MAX),
                extent,
                text: format!("{}{what} {words}", between(way, ends)),
                mend: None,
            });
        }
        found
    }
}

fn between(way: Way, ends: Option<(&ZoneId, &ZoneId)>) -> String {
    match (way, ends) {
        (Way::ToDevice, _) => "to the device itself: ".to_owned(),
        (_, Some((from, to))) => format!("{from} → {to}: "),
        (_, None) => "to or from addresses of no zone: ".to_owned(),
    }
}

/// One of two configurations, for the packets of one way.
struct Side<'r> {
    plant: &'r Plant,
    firewall: Firewall<'r>,
    judge: Judge<'r>,
    way: Way,
    asked: PacketMatch,
}

impl<'r> Side<'r> {
    fn new(plant: &'r Plant, firewall: Firewall<'r>, way: Way) -> Self {
        Self {
            plant,
            firewall,
            judge: Judge::new(firewall.ruleset, &names(plant, firewall.asset)),
            way,
            asked: PacketMatch::any(),
        }
    }

    /// What surely opens a connection at some interface, and what may, as any device looks at it.
    fn passing(&mut self, asked: PacketMatch, plain: &mut Judge<'_>) -> (Set, Set) {
        let at = |set: &Option<Addresses>| set.as_ref().and_then(|set| connected(self.plant, &self.firewall, set));
        let (incoming, outgoing) = (at(&asked.source), at(&asked.destination));
        let outgoing = outgoing.filter(|_| self.way == Way::Through);
        let new = Some(States::from_iter([ConnectionState::New]));
        self.asked = PacketMatch { incoming, outgoing, state: new, ..asked };
        let asked = self.judge.packets(&[self.way], std::slice::from_ref(&self.asked));
        let (permitted, passing) = (self.judge.permitted(), self.judge.may_pass());
        let (sure, may) = (self.judge.and(asked, permitted), self.judge.and(asked, passing));
        let new = PacketMatch { state: new, ..PacketMatch::any() };
        let new = plain.packets(&[Way::Through], &[new]);
        let (sure, may) = (self.judge.carry(sure, plain), self.judge.carry(may, plain));
        (plain.and(sure, new), plain.and(may, new))
    }

    /// The packet as this configuration looks at it where it passes, or does not, and the lines that decide.
    fn decided(&mut self, packet: &Packet, passes: bool) -> Option<(String, Vec<Span>)> {
        let exactly = PacketMatch {
            incoming: self.asked.incoming.clone(),
            outgoing: self.asked.outgoing.clone(),
            state: self.asked.state,
            ..packet.headers()
        };
        let asked = self.judge.packets(&[self.way], &[exactly]);
        let wanted = if passes {
            [self.judge.permitted(), self.judge.may_pass()]
        } else {
            [self.judge.denied(), self.judge.unknown()]
        };
        let witness = wanted.into_iter().find_map(|set| {
            let both = self.judge.and(asked, set);
            self.judge.witness(both)
        })?;
        let rules = evaluate(self.firewall.ruleset, &witness).1.into_iter().map(|rule| rule.place).collect();
        Some((witness.words(), rules))
    }
}

/// Pairs of classes for which rules differ.
fn differing(before: &Index<'_>, after: &Index<'_>, everywhere: bool) -> BTreeSet<Pair> {
    let classes = before.classes();
    let differs = |pair: Pair| {
        let said = |index: &Index<'_>| index.said(&index.slice(&[pair]));
        everywhere || said(before) != said(after)
    };
    let (old, new) = (before.named(), after.named());
    let mut pairs: BTreeSet<Pair> = old.0.into_iter().chain(new.0).filter(|pair| differs(*pair)).collect();
    let every = || 0..classes;
    if differs((OTHERS, OTHERS)) {
        pairs.extend(every().flat_map(|from| every().map(move |to| (from, to))));
        return pairs;
    }
    for from in old.1.into_iter().chain(new.1).filter(|from| differs((*from, OTHERS))) {
        pairs.extend(every().map(|to| (from, to)));
    }
    for to in old.2.into_iter().chain(new.2).filter(|to| differs((OTHERS, *to))) {
        pairs.extend(every().map(|from| (from, to)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Views;
    use ringwall_model::{AssetId, Reading};
    use ringwall_plant::{SourceFile, parse};

    const PLANT: &str = r#"
name = "Small"
[networks.a]
prefixes = ["10.0.1.0/24"]
[networks.b]
prefixes = ["10.0.2.0/24"]
[zones.a]
kind = "business"
[zones.b]
kind = "control"
[assets.a1]
zone = "a"
interfaces = [{ network = "a", ip = "10.0.1.1" }]
[assets.b1]
zone = "b"
interfaces = [{ network = "b", ip = "10.0.2.1" }]
[assets.fw]
[conduits.c]
zones = ["a", "b"]
assets = ["fw"]
"#;

    fn proposed(before: &str, after: &str) -> Vec<(String, String, Vec<u32>)> {
        let plant = parse(&[SourceFile::new("plant.toml", PLANT)]).plant;
        let (reading, services, asset) = (Reading::default(), crate::Services::new(), AssetId::parse("fw").unwrap());
        let views = Views { plant: &plant, reading: &reading, services: &services };
        let text = |rules: &str| {
            format!("*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n{rules}COMMIT\n")
        };
        let read = |name, rules| ringwall_firewall::read(name, text(rules).as_bytes()).ruleset;
        let found = Kept::new(&views, Some(&asset)).proposed(&read("old", before), &read("new", after));
        assert!(!found.further);
        let lines = |one: &Disagreement| one.rules.iter().map(|rule| rule.line).collect();
        found.changes.iter().map(|one| (one.code.to_string(), one.text.clone(), lines(one))).collect()
    }

    const WEB: &str = "-A FORWARD -s 10.0.1.0/24 -d 10.0.2.1/32 -p tcp -m tcp --dport 443 -j ACCEPT\n";

    #[test]
    fn what_opens_and_what_closes_is_told_with_its_lines_and_what_stays_is_not() {
        let shell = WEB.replace("443", "22");
        let found = proposed(WEB, &format!("# moved\n{shell}"));
        let codes: Vec<_> = found.iter().map(|(code, ..)| code.as_str()).collect();
        assert_eq!(codes, ["proposal-closes", "proposal-opens"], "{found:?}");
        assert_eq!(found[0].1, "a → b: from 10.0.1.0/24 to 10.0.2.1/32 tcp 443, new would no longer pass");
        assert_eq!(found[1].1, "a → b: from 10.0.1.0/24 to 10.0.2.1/32 tcp 22, new would pass");
        assert_eq!((found[0].2.as_slice(), found[1].2.as_slice()), (&[5, 3][..], &[3, 6][..]));
        assert!(proposed(WEB, &format!("# moved\n{WEB}")).is_empty());
    }

    #[test]
    fn a_policy_that_accepts_and_a_rule_for_the_device_are_changes_too() {
        let found = proposed("", "-A INPUT -s 10.0.1.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.starts_with("to the device itself: from 10.0.1.0/24"), "{found:?}");
        let any = proposed("", "-A FORWARD -j ACCEPT\n");
        assert!(any.iter().any(|(_, text, _)| text.starts_with("a → b:")), "{any:?}");
    }

    #[test]
    fn what_is_not_understood_is_no_opening_for_sure() {
        let found = proposed("", &WEB.replace("-j", "-m nobody --knows x -j"));
        assert_eq!(
            found.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(),
            ["proposal-may-open"],
            "{found:?}"
        );
    }
}
