//! What a configuration lets be opened by itself, rule by rule: for who has no plant to hold it against.

use std::collections::BTreeMap;

use ringwall_firewall::{Judge, Set};
use ringwall_model::{ConnectionState, PacketMatch, Permitted, PermittedBy, Ruleset, States, Way};

use super::{WHOLE_MAX, rules::opens};

/// Blocks that what one rule lets be opened is written out as.
const BLOCKS_MAX: usize = 8;

/// What may be opened through the device and to it, by the rules that let it, line after line; then what no rule refuses, and what
/// cannot be told. None where the configuration is longer than [`WHOLE_MAX`] rules, or too interwoven to be worked out.
pub fn openings(ruleset: &Ruleset) -> Option<Vec<Permitted>> {
    let mut judge = (ruleset.rule_count() <= WHOLE_MAX).then(|| Judge::new(ruleset, &[]))?;
    let mut found = Vec::new();
    for way in [Way::Through, Way::ToDevice] {
        let new = PacketMatch { state: Some(States::from_iter([ConnectionState::New])), ..PacketMatch::any() };
        let opening = judge.packets(&[way], &[new]);
        let (permitted, unknown) = (judge.permitted(), judge.unknown());
        let (opened, unclear) = (judge.and(opening, permitted), judge.and(opening, unknown));
        // One line may stand for several rules, one an interface.
        let mut by_line = BTreeMap::new();
        let mut rest = opened;
        for (chain, rule, packets) in judge.permitting(opened) {
            rest = judge.without(rest, packets);
            let rule = ruleset.chain(chain).and_then(|chain| chain.rules.get(rule));
            let Some(rule) = rule.filter(|rule| opens(rule)) else { continue };
            let known = by_line.entry(&rule.place).or_insert_with(|| judge.nothing());
            *known = judge.or(*known, packets);
        }
        let rules = by_line.into_iter().map(|(line, packets)| (PermittedBy::Rule(line.clone()), packets));
        let others = [(PermittedBy::NoRule, rest), (PermittedBy::Unknown, unclear)];
        for (by, packets) in rules.chain(others).collect::<Vec<_>>() {
            found.extend(written(&mut judge, ruleset, way, by, packets));
        }
    }
    (!judge.is_exhausted()).then_some(found)
}

fn written(judge: &mut Judge<'_>, ruleset: &Ruleset, way: Way, by: PermittedBy, packets: Set) -> Option<Permitted> {
    let packet = judge.witness(packets)?.words();
    let (blocks, is_whole) = judge.blocks(packets, BLOCKS_MAX);
    // Blocks may differ in what is not written, as flags.
    let mut extent: Vec<String> = blocks.iter().map(ringwall_firewall::Block::text).collect();
    extent.dedup();
    let size = u64::try_from(judge.size(packets)).unwrap_or(u64::MAX);
    Some(Permitted { firewall: ruleset.file.clone(), way, by, packet, extent, is_whole, size })
}
