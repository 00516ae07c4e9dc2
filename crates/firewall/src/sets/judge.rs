//! A ruleset with its sets: what it permits, refuses, and leaves unknown.

use ringwall_model::{PacketMatch, Ruleset, Way};

use super::{
    bdd::Node,
    describe::{self, Block},
    encode::Encoder,
    packet::Packet,
    transfer::Transfer,
    uses::{RuleUse, unbound},
};

/// A set of packets of one [`Judge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set(pub(crate) Node);

/// Room in which rulesets are worked out one after the other: what is known of sets is kept from one to the next.
#[derive(Debug, Default)]
pub struct Room(Option<Encoder>);

/// Holds packets and sets of packets against a ruleset.
#[derive(Debug)]
pub struct Judge<'a> {
    pub(crate) ruleset: &'a Ruleset,
    pub(crate) encoder: Encoder,
    domain: Node,
    may_pass: Node,
    may_drop: Node,
}

impl<'a> Judge<'a> {
    /// Works the ruleset out. `further` are names of interfaces to tell apart beside those it names itself.
    pub fn new(ruleset: &'a Ruleset, further: &[String]) -> Self {
        Self::within(Room::default(), ruleset, further)
    }

    /// Works the ruleset out in room that was used before.
    pub fn within(room: Room, ruleset: &'a Ruleset, further: &[String]) -> Self {
        let mut encoder = match room.0 {
            Some(encoder) => encoder.again(ruleset, further),
            None => Encoder::new(ruleset, further),
        };
        let domain = encoder.domain();
        let (may_pass, may_drop) = Transfer::new(ruleset, &mut encoder).run();
        let (may_pass, may_drop) = match encoder.bdd.is_exhausted() {
            // Too large to be worked out: nothing is known.
            true => (domain, domain),
            false => (encoder.bdd.and(may_pass, domain), encoder.bdd.and(may_drop, domain)),
        };
        Self { ruleset, encoder, domain, may_pass, may_drop }
    }

    /// Gives the room back, for the next ruleset.
    pub fn into_room(self) -> Room {
        Room(Some(self.encoder))
    }

    /// The ruleset.
    pub fn ruleset(&self) -> &'a Ruleset {
        self.ruleset
    }

    /// True where the policy was too large to be worked out: every packet is unknown.
    pub fn is_exhausted(&self) -> bool {
        self.encoder.bdd.is_exhausted()
    }

    /// How many nodes its diagram has.
    pub fn nodes(&self) -> usize {
        self.encoder.bdd.len()
    }

    /// Every packet.
    pub fn everything(&self) -> Set {
        Set(self.domain)
    }

    /// No packet.
    pub fn nothing(&self) -> Set {
        Set(Node::NONE)
    }

    /// Packets that surely pass.
    pub fn permitted(&mut self) -> Set {
        Set(self.encoder.bdd.without(self.may_pass, self.may_drop))
    }

    /// Packets that surely do not pass.
    pub fn denied(&mut self) -> Set {
        Set(self.encoder.bdd.without(self.may_drop, self.may_pass))
    }

    /// Packets about which the configuration, as far as it is understood, does not decide.
    pub fn unknown(&mut self) -> Set {
        Set(self.encoder.bdd.and(self.may_pass, self.may_drop))
    }

    /// Packets that may pass: permitted or unknown.
    pub fn may_pass(&self) -> Set {
        Set(self.may_pass)
    }

    /// The packets of these ways that any of the matches is about.
    pub fn packets(&mut self, ways: &[Way], matches: &[PacketMatch]) -> Set {
        let (ways, about) = (self.encoder.ways(ways), self.encoder.any(matches));
        Set(self.encoder.both(&[about, ways, self.domain]))
    }

    /// Packets in either.
    pub fn or(&mut self, a: Set, b: Set) -> Set {
        Set(self.encoder.bdd.or(a.0, b.0))
    }

    /// Packets in both.
    pub fn and(&mut self, a: Set, b: Set) -> Set {
        Set(self.encoder.bdd.and(a.0, b.0))
    }

    /// Packets in the first alone.
    pub fn without(&mut self, a: Set, b: Set) -> Set {
        Set(self.encoder.bdd.without(a.0, b.0))
    }

    /// True for no packet.
    pub fn is_empty(&self, set: Set) -> bool {
        set.0 == Node::NONE
    }

    /// What each rule that permits or refuses is good for.
    pub fn rule_uses(&mut self) -> Vec<RuleUse> {
        self.rule_uses_for(self.everything(), &unbound(self.ruleset))
    }

    /// What each rule that permits or refuses is good for, as far as these packets go. Of a part of a ruleset chains that are bound or
    /// called in the whole are not `unbound`.
    pub fn rule_uses_for(&mut self, packets: Set, unbound: &[usize]) -> Vec<RuleUse> {
        let uses = Transfer::new(self.ruleset, &mut self.encoder).uses(packets.0, unbound);
        if self.is_exhausted() { Vec::new() } else { uses }
    }

    /// Of these packets, those each rule that permits decides about: the places of its chain and of it, and they. Where packets pass
    /// several chains, one rule of each is told.
    pub fn permitting(&mut self, packets: Set) -> Vec<(usize, usize, Set)> {
        let each = Transfer::new(self.ruleset, &mut self.encoder).permitting(packets.0);
        if self.is_exhausted() {
            Vec::new()
        } else {
            each.into_iter().map(|(at, place, hit)| (at, place, Set(hit))).collect()
        }
    }

    /// True when every packet of the first set is in the second.
    pub fn is_subset(&mut self, a: Set, b: Set) -> bool {
        self.encoder.bdd.without(a.0, b.0) == Node::NONE
    }

    /// One packet of a set; the same for equal sets.
    pub fn witness(&mut self, set: Set) -> Option<Packet> {
        describe::witness(&mut self.encoder, set.0)
    }

    /// The set as few blocks: at most so many, and whether they are the whole of it.
    pub fn blocks(&mut self, set: Set, most: usize) -> (Vec<Block>, bool) {
        describe::blocks(&mut self.encoder, set.0, most)
    }

    /// The packets of a set as any other device may look at them: their addresses, protocol, ports and flags. Nothing is said of
    /// interfaces, ways and states, for these are each device's own.
    pub fn carry(&mut self, set: Set, into: &mut Judge<'_>) -> Set {
        let (own, other) = (self.encoder.space.fields, into.encoder.space.fields);
        let headers = self.encoder.bdd.forget(set.0, own.way.first, own.state.last());
        let moved = into.encoder.bdd.take(&self.encoder.bdd, headers, (own.family.first, other.family.first));
        Set(into.encoder.bdd.and(moved, into.domain))
    }

    /// How many exchanges it holds: pairs of addresses with protocol and destination port or ICMP type; saturating.
    pub fn size(&mut self, set: Set) -> u128 {
        let fields = self.encoder.space.fields;
        let once = self.encoder.counted_once();
        let bdd = &mut self.encoder.bdd;
        let exchanges = bdd.forget(set.0, fields.way.first, fields.state.last());
        let exchanges = bdd.forget(exchanges, fields.source_port.first, fields.flags.last());
        let exchanges = bdd.and(exchanges, once);
        bdd.count(exchanges, fields.family.first, fields.source_port.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    #[test]
    fn in_used_room_a_ruleset_means_what_it_means_by_itself() {
        let head = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n";
        let rules = [
            "-A FORWARD -s 10.0.1.0/24 -p tcp -m tcp --dport 502 -j ACCEPT\n",
            "-A FORWARD -d 10.0.2.7/32 -p udp -j ACCEPT\n-A INPUT -p icmp -j ACCEPT\n",
            // Other names of interfaces: the room is emptied.
            "-A FORWARD -i eth0 -o eth1 -s 10.0.1.0/24 -p tcp -m tcp --dport 502 -j ACCEPT\n",
            "-A FORWARD -i eth1 -o eth0 -m conntrack --ctstate NEW -j ACCEPT\n",
            "-A FORWARD -s 10.0.1.0/24 -p tcp -m tcp --dport 502 -j ACCEPT\n",
        ];
        let mut room = Room::default();
        for rules in rules {
            let ruleset = read("f", format!("{head}{rules}COMMIT\n").as_bytes()).ruleset;
            let of = |judge: &mut Judge<'_>| {
                let permitted = judge.permitted();
                (judge.size(permitted), judge.witness(permitted), judge.blocks(permitted, 9))
            };
            let mut used = Judge::within(room, &ruleset, &[]);
            let found = of(&mut used);
            assert!(found.0 > 0);
            assert_eq!(found, of(&mut Judge::new(&ruleset, &[])), "{rules}");
            room = used.into_room();
        }
    }
}
