//! Long configurations: for each pair of zones the part that can touch it is found by an index, and worked out by itself.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_firewall::{Index, Judge, Room, of_way};
use ringwall_model::{
    Addresses, Conduit, ConnectionState, Conversation, Disagreement, PacketMatch, Ruleset, States, Way, Whereabouts,
    ZoneId,
};

use super::{
    Firewall, Run, Views,
    addresses::{ZoneAddresses, allowed},
    seen,
};
use crate::Declared;

/// Pairs of zones of a conduit that are worked out with it; of one that joins more each is by itself.
const PAIRS_MAX: usize = 16;

/// Pairs of classes, as places in the index.
type Pair = (usize, usize);

/// What a long configuration shows, and whether nothing undeclared may open a connection through it. Where that would need the
/// whole to be worked out it is said to be open.
pub(super) fn held(
    views: &Views<'_>,
    firewall: &Firewall<'_>,
    zones: &ZoneAddresses,
    declared: &Declared<'_>,
) -> (Vec<Disagreement>, bool) {
    let classes: Vec<_> = zones.zones().map(|(_, set)| set.clone()).collect();
    let index = Index::new(firewall.ruleset, &classes);
    let mut parts = Parts {
        views,
        firewall,
        zones,
        declared,
        ids: zones.zones().map(|(id, _)| id).collect(),
        index,
        room: Room::default(),
        found: Vec::new(),
    };
    let is_closed = parts.boundaries();
    parts.observed();
    parts.device();
    (parts.found, is_closed)
}

struct Parts<'a> {
    views: &'a Views<'a>,
    firewall: &'a Firewall<'a>,
    zones: &'a ZoneAddresses,
    declared: &'a Declared<'a>,
    /// The zones, by their places in the index.
    ids: Vec<&'a ZoneId>,
    index: Index<'a>,
    /// Neighbouring parts are about the same addresses and ports: what one worked out of them the next need not.
    room: Room,
    found: Vec<Disagreement>,
}

impl<'a> Parts<'a> {
    /// Asks something of a part of the configuration.
    fn part<T>(&mut self, part: &Ruleset, ask: impl FnOnce(&mut Run<'_>) -> T) -> T {
        let firewall = Firewall { ruleset: part, asset: self.firewall.asset };
        let judge = Judge::within(std::mem::take(&mut self.room), part, &[]);
        let Self { views, zones, declared, .. } = *self;
        let mut run = Run { views, firewall: &firewall, judge, zones, declared, found: Vec::new() };
        let answer = ask(&mut run);
        self.found.append(&mut run.found);
        self.room = run.judge.into_room();
        answer
    }

    /// The places of zones between which this firewall decides.
    fn decides(&mut self) -> BTreeSet<usize> {
        let nothing = self.firewall.ruleset.clone_without_rules();
        let zones: BTreeSet<ZoneId> = self.part(&nothing, |run| run.decides_between().into_iter().collect());
        (0..self.ids.len()).filter(|at| self.ids.get(*at).is_some_and(|id| zones.contains(*id))).collect()
    }

    /// Whatever may open a connection, pair by pair. True where nothing does that is not declared.
    fn boundaries(&mut self) -> bool {
        let (openings, decides) = (self.index.openings(), self.decides());
        let classes = self.index.classes();
        let mut pairs: BTreeSet<Pair> = openings.pairs.clone();
        if openings.any || !openings.from.is_empty() || !openings.to.is_empty() {
            let all = (0..classes).flat_map(|from| (0..classes).map(move |to| (from, to)));
            pairs.extend(all.filter(|(from, to)| openings.holds(*from, *to)));
        }
        let mut sides = Sides { is_closed: true, across: BTreeSet::new() };
        self.conduits(&mut pairs, &decides, &mut sides);
        for pair in pairs {
            let Some(ends) = self.ends(pair) else {
                // To or from addresses of no zone nothing is declared.
                sides.is_closed = false;
                continue;
            };
            let part = self.index.part(&[pair]);
            self.part(&part, |run| sides.pair(run, pair, ends, &decides));
        }
        let Sides { is_closed, across } = sides;
        for (out, zone) in across {
            let part = self.index.part(&[(out, zone), (zone, out)]);
            if let (Some(out), Some(zone)) = (self.ids.get(out).copied(), self.ids.get(zone).copied()) {
                self.part(&part, |run| run.across(out, zone));
            }
        }
        is_closed
    }

    fn ends(&self, (from, to): Pair) -> Option<(&'a ZoneId, &'a ZoneId)> {
        self.ids.get(from).copied().zip(self.ids.get(to).copied())
    }

    /// What conduits declare, and what may go against them; with each the pairs of its zones, which are done then.
    fn conduits(&mut self, pairs: &mut BTreeSet<Pair>, decides: &BTreeSet<usize>, sides: &mut Sides) {
        let nothing = self.firewall.ruleset.clone_without_rules();
        let own: BTreeSet<_> =
            self.part(&nothing, |run| run.conduits().into_iter().map(|(id, _)| id.clone()).collect());
        for (id, conduit) in self.views.plant.conduits.iter().filter(|(id, _)| own.contains(*id)) {
            let of_conduit = self.pairs_of(conduit);
            let is_small = of_conduit.len() <= PAIRS_MAX;
            let mine: Vec<(Pair, _)> = of_conduit
                .iter()
                .filter(|pair| is_small && pairs.contains(*pair))
                .filter_map(|pair| Some((*pair, self.ends(*pair)?)))
                .collect();
            for (pair, _) in &mine {
                pairs.remove(pair);
            }
            let part = self.index.part(&of_conduit);
            self.part(&part, |run| {
                run.blocked(id, conduit);
                run.return_path(id, conduit);
                mine.iter().for_each(|(pair, ends)| sides.pair(run, *pair, *ends, decides));
            });
        }
    }

    fn pairs_of(&self, conduit: &Conduit) -> Vec<Pair> {
        let places = conduit.zones.iter().filter_map(|zone| self.ids.binary_search(&zone).ok());
        // Its own assets may have addresses of no zone.
        let inside = conduit.zones.iter().fold(Addresses::none(), |all, zone| all.union(&self.zones.of(zone)));
        let is_inside = |set: &Option<Addresses>| set.as_ref().is_none_or(|set| set.without(&inside).is_empty());
        let allowed = conduit
            .allow
            .iter()
            .flat_map(|allowance| allowed(self.views.plant, self.zones, self.views.services, conduit, allowance).0);
        let mut allowed = allowed.filter(|packets| !is_inside(&packets.source) || !is_inside(&packets.destination));
        let elsewhere = allowed.next().map(|_| self.ids.len());
        let places: Vec<usize> = places.chain(elsewhere).collect();
        places.iter().flat_map(|from| places.iter().map(move |to| (*from, *to))).collect()
    }

    fn observed(&mut self) {
        let (decides, whereabouts) = (self.decides(), Whereabouts::new(self.views.plant, None));
        let mut crossing: BTreeMap<Pair, Vec<&Conversation>> = BTreeMap::new();
        let place = |id: &ZoneId| self.ids.iter().position(|known| *known == id);
        for conversation in self.views.reading.conversations.iter().filter(|c| c.answered_sessions > 0) {
            let ends = seen::crosses(&whereabouts, conversation);
            let pair = ends.and_then(|(from, to)| Some((place(&from)?, place(&to)?)));
            if let Some(pair) = pair.filter(|(from, to)| decides.contains(from) && decides.contains(to)) {
                crossing.entry(pair).or_default().push(conversation);
            }
        }
        for ((from, to), conversations) in crossing {
            let (Some(source), Some(destination)) = (self.ids.get(from).copied(), self.ids.get(to).copied()) else {
                continue;
            };
            let part = self.index.part(&[(from, to)]);
            self.part(&part, |run| {
                conversations.iter().for_each(|one| run.observed_between(source, destination, one));
            });
        }
    }

    /// What reaches the device itself, and what is weak about the rules.
    fn device(&mut self) {
        let part = of_way(self.firewall.ruleset, Way::ToDevice);
        self.part(&part, |run| {
            run.decides_between().iter().for_each(|zone| run.management(zone));
            run.beyond_baseline();
        });
        // Beyond the bound nothing is worked out for these, so the diagram of no rule will do.
        let nothing = self.firewall.ruleset.clone_without_rules();
        let judge = Judge::new(&nothing, &[]);
        let Self { views, firewall, zones, declared, .. } = *self;
        let mut run = Run { views, firewall, judge, zones, declared, found: Vec::new() };
        run.rules();
        self.found.append(&mut run.found);
    }
}

/// What is found out pair by pair.
struct Sides {
    is_closed: bool,
    /// Zones outside with zones inside between which something may pass.
    across: BTreeSet<Pair>,
}

impl Sides {
    fn pair(&mut self, run: &mut Run<'_>, (from, to): Pair, ends: (&ZoneId, &ZoneId), decides: &BTreeSet<usize>) {
        let is_decided = from != to && decides.contains(&from) && decides.contains(&to);
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
mod tests {
    use super::*;
    use crate::permitted::whole;
    use ringwall_model::{AssetId, Reading};
    use ringwall_plant::{SourceFile, parse};

    const PLANT: &str = r#"
name = "Small"
[networks.a]
prefixes = ["10.0.1.0/24"]
[networks.b]
prefixes = ["10.0.2.0/24"]
[networks.c]
prefixes = ["10.0.3.0/24"]
[networks.d]
prefixes = ["10.0.4.0/24"]
untrusted = true
[zones.a]
kind = "control"
[zones.b]
kind = "dmz"
[zones.c]
kind = "safety"
[zones.d]
kind = "external"
[assets.a1]
zone = "a"
interfaces = [{ network = "a", ip = "10.0.1.1" }]
[assets.b1]
zone = "b"
interfaces = [{ network = "b", ip = "10.0.2.1" }]
[assets.c1]
zone = "c"
interfaces = [{ network = "c", ip = "10.0.3.1" }]
[assets.d1]
zone = "d"
interfaces = [{ network = "d", ip = "10.0.4.1" }]
[assets.fw]
[conduits.up]
zones = ["a", "b"]
data_direction = "a -> b"
enforced = "rule"
assets = ["fw"]
[[conduits.up.allow]]
protocol = "tcp/443"
operations = ["opaque"]
initiator = ["zone:a"]
responder = ["b1"]
[conduits.out]
zones = ["a", "b", "c", "d"]
assets = ["fw"]
[[conduits.out.allow]]
protocol = "tcp/22"
operations = ["opaque"]
initiator = ["b1"]
responder = ["d1"]
"#;

    /// Numbers from a seed (xorshift*, S. Vigna 2016).
    fn below(seed: &mut u64, most: u64) -> u64 {
        *seed ^= *seed >> 12;
        *seed ^= *seed << 25;
        *seed ^= *seed >> 27;
        (seed.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
    }

    fn rules(seed: &mut u64) -> String {
        let policy = if below(seed, 6) == 0 { "ACCEPT" } else { "DROP" };
        let mut text =
            format!("*filter\n:INPUT DROP [0:0]\n:FORWARD {policy} [0:0]\n:OUTPUT DROP [0:0]\n:sub - [0:0]\n");
        for _ in 0..below(seed, 9) {
            let chain = ["FORWARD", "FORWARD", "FORWARD", "INPUT", "sub"][below(seed, 5) as usize];
            let end = |seed: &mut u64| match below(seed, 4) {
                0 => "10.0.0.0/8".to_owned(),
                1 => format!("10.0.{}.1/32", below(seed, 5) + 1),
                _ => format!("10.0.{}.0/24", below(seed, 5) + 1),
            };
            let (from, to) = (end(seed), end(seed));
            let port = [22, 23, 25, 443, 502][below(seed, 5) as usize];
            let target = match (chain, below(seed, 5)) {
                ("FORWARD", 0) => "sub",
                (_, 1) => "DROP",
                _ => "ACCEPT",
            };
            text.push_str(&format!("-A {chain} -s {from} -d {to} -p tcp -m tcp --dport {port} -j {target}\n"));
        }
        text + "COMMIT\n"
    }

    #[test]
    fn by_parts_the_same_is_found_as_when_the_whole_is_worked_out() {
        let plant = parse(&[SourceFile::new("plant.toml", PLANT)]).plant;
        let (reading, services, asset) = (Reading::default(), crate::Services::new(), AssetId::parse("fw").unwrap());
        let views = Views { plant: &plant, reading: &reading, services: &services };
        let (zones, declared) = (ZoneAddresses::new(&plant), Declared::new(&plant));
        let (mut seed, mut count) = (5, 0);
        for _ in 0..60 {
            let text = rules(&mut seed);
            let read = ringwall_firewall::read("f", text.as_bytes());
            let firewall = Firewall { ruleset: &read.ruleset, asset: Some(&asset) };
            let sorted = |mut found: Vec<Disagreement>| {
                // What rules are good for is not worked out by parts.
                found.retain(|one| !matches!(one.code.as_ref(), "shadowed" | "redundant"));
                found.sort();
                found.dedup();
                found
            };
            let (by_parts, closed) = held(&views, &firewall, &zones, &declared);
            let (at_once, really_closed) = whole(&views, &firewall, &zones, &declared);
            let (by_parts, at_once) = (sorted(by_parts), sorted(at_once));
            let differing: Vec<_> = by_parts.iter().zip(&at_once).find(|(a, b)| a != b).into_iter().collect();
            assert!(by_parts == at_once, "{text}{differing:#?}");
            assert!(!closed || really_closed, "{text}");
            count += at_once.len();
        }
        assert!(count > 100);
    }
}
