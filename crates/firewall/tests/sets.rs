//! The diagrams against the obvious evaluator.

mod support;

use ringwall_firewall::{Judge, Packet, Query, evaluate};
use ringwall_model::{Action, Addresses, FlagTest, Names, PacketMatch, Ranges, Ruleset, States};
use support::{NAMES, Seed, cases, packet, ruleset};

/// Exactly this packet.
fn exactly(packet: &Packet) -> PacketMatch {
    let has_ports = matches!(packet.protocol, 6 | 17);
    let is_icmp = matches!(packet.protocol, 1 | 58);
    PacketMatch {
        incoming: Some(Names::one(&packet.incoming)),
        outgoing: Some(Names::one(&packet.outgoing)),
        source: Some(Addresses::one(packet.source)),
        destination: Some(Addresses::one(packet.destination)),
        protocol: Some(Ranges::one(packet.protocol)),
        source_port: has_ports.then(|| Ranges::one(packet.source_port)),
        destination_port: has_ports.then(|| Ranges::one(packet.destination_port)),
        icmp: is_icmp.then(|| Ranges::one(packet.destination_port)),
        state: Some(States::from_iter([packet.state])),
        flags: (packet.protocol == 6)
            .then_some(FlagTest { mask: 0xff, value: packet.flags, negated: false })
            .into_iter()
            .collect(),
    }
}

fn judge(ruleset: &Ruleset) -> Judge<'_> {
    Judge::new(ruleset, &NAMES.map(str::to_owned))
}

#[test]
fn sets_decide_every_packet_as_the_obvious_evaluator_does() {
    let mut seed = Seed(7);
    for _ in 0..cases(60) {
        let ruleset = ruleset(&mut seed);
        let mut judge = judge(&ruleset);
        let (permitted, denied, unknown) = (judge.permitted(), judge.denied(), judge.unknown());
        for _ in 0..40 {
            let packet = packet(&mut seed);
            let outcome = evaluate(&ruleset, &packet).0;
            let one = judge.packets(&[packet.way], &[exactly(&packet)]);
            assert_eq!(judge.size(one), 1, "{packet:?}");
            let expected = match (outcome.may_pass, outcome.may_drop) {
                (true, false) => permitted,
                (false, true) => denied,
                _ => unknown,
            };
            let there = judge.and(one, expected);
            assert!(there == one, "{outcome:?} {packet:?}\n{ruleset:#?}");
        }
    }
}

#[test]
fn a_witness_of_a_set_is_decided_as_the_set_says() {
    let mut seed = Seed(11);
    for _ in 0..cases(60) {
        let ruleset = ruleset(&mut seed);
        let mut judge = judge(&ruleset);
        for (set, expected) in
            [(judge.permitted(), (true, false)), (judge.denied(), (false, true)), (judge.unknown(), (true, true))]
        {
            let Some(packet) = judge.witness(set) else {
                assert!(judge.is_empty(set));
                continue;
            };
            let outcome = evaluate(&ruleset, &packet).0;
            assert_eq!((outcome.may_pass, outcome.may_drop), expected, "{packet:?}\n{ruleset:#?}");
        }
    }
}

#[test]
fn permitted_denied_and_unknown_are_every_packet_once() {
    let mut seed = Seed(13);
    for _ in 0..cases(60) {
        let ruleset = ruleset(&mut seed);
        let mut judge = judge(&ruleset);
        let (permitted, denied, unknown) = (judge.permitted(), judge.denied(), judge.unknown());
        let known = judge.or(permitted, denied);
        let (all, twice, rest) = (judge.or(known, unknown), judge.and(permitted, denied), judge.and(known, unknown));
        assert!(all == judge.everything() && judge.is_empty(twice) && judge.is_empty(rest));
    }
}

#[test]
fn what_rules_permit_is_decided_by_them_and_is_all_that_any_rule_permits() {
    let mut seed = Seed(17);
    for _ in 0..cases(60) {
        let ruleset = ruleset(&mut seed);
        let mut judge = judge(&ruleset);
        let permitted = judge.permitted();
        let each = judge.permitting(permitted);
        let mut by_rules = judge.nothing();
        for (chain, rule, packets) in each {
            let rule = &ruleset.chain(chain).unwrap().rules[rule];
            let packet = judge.witness(packets).unwrap();
            let (outcome, rules) = evaluate(&ruleset, &packet);
            assert!((outcome.may_pass, outcome.may_drop) == (true, false), "{packet:?}\n{ruleset:#?}");
            assert!(rules.iter().any(|decided| decided.place == rule.place), "{rule:?} {packet:?}\n{ruleset:#?}");
            by_rules = judge.or(by_rules, packets);
        }
        let rest = judge.without(permitted, by_rules);
        if let Some(packet) = judge.witness(rest) {
            let decided = evaluate(&ruleset, &packet).1;
            let rules = ruleset.chains.iter().flat_map(|chain| &chain.rules);
            let mut permits = rules.filter(|rule| rule.action == Action::Permit);
            let named = permits.find(|rule| decided.iter().any(|known| known.place == rule.place));
            assert!(named.is_none(), "{named:?} {packet:?}\n{ruleset:#?}");
        }
    }
}

#[test]
fn the_rules_that_can_touch_a_question_answer_it_as_all_rules_do() {
    let mut seed = Seed(19);
    for _ in 0..cases(60) {
        let ruleset = ruleset(&mut seed);
        let mut whole = judge(&ruleset);
        for _ in 0..6 {
            let packet = packet(&mut seed);
            let query = Query {
                way: Some(packet.way),
                source: Some(packet.source),
                destination: Some(packet.destination),
                protocol: Some(packet.protocol),
                destination_port: matches!(packet.protocol, 6 | 17).then_some(packet.destination_port),
                state: Some(packet.state),
                ..Query::default()
            };
            let slice = query.slice(&ruleset);
            let (part, all) = (judge(&slice).decide(&query), whole.decide(&query));
            assert_eq!(part.decision, all.decision, "{query:?}");
        }
    }
}
