//! Disagreements with their packet, rules, size and extent.

use std::borrow::Cow;

use ringwall_firewall::{Set, evaluate};
use ringwall_model::{ConduitId, Disagreement, Foreign, Span, View, Way, ZoneId};

use super::Run;

/// Blocks a disagreement is written out as.
const BLOCKS_MAX: usize = 4;
/// Steps in which deciding rules are looked for.
const RULES_MAX: usize = 12;

/// What a disagreement is about, before its packets are looked at.
pub(super) struct Subject<'a> {
    pub(super) code: &'static str,
    pub(super) views: &'a [View],
    pub(super) conduit: Option<&'a ConduitId>,
    pub(super) between: Option<(&'a ZoneId, &'a ZoneId)>,
}

/// Stands for the line of the first rule until that is known for good: no text of ours or of others has it.
const LINE: &str = "\u{0}";

/// The same with the line of its first rule written out.
pub(super) fn settled(found: Disagreement) -> Disagreement {
    let line = || match found.rules.first() {
        Some(rule) => format!("line {}", rule.line),
        None => "what no rule decides".to_owned(),
    };
    let mend =
        found.mend.as_ref().map(|mend| if mend.contains(LINE) { mend.replace(LINE, &line()) } else { mend.clone() });
    Disagreement { mend, ..found }
}

impl Run<'_> {
    /// Adds a disagreement about a set of packets; nothing where it is empty. `text` and `mend` are given the first block and rule.
    pub(super) fn add(
        &mut self,
        subject: &Subject<'_>,
        packets: Set,
        text: impl FnOnce(&str) -> String,
        mend: impl FnOnce(&str, &str) -> Option<String>,
    ) {
        let Some(packet) = self.judge.witness(packets) else { return };
        let rules = self.deciding(packets);
        let (blocks, is_whole) = self.judge.blocks(packets, BLOCKS_MAX);
        let mut extent: Vec<String> = blocks.iter().map(ringwall_firewall::Block::text).collect();
        let first = extent.first().cloned().unwrap_or_default();
        if !is_whole {
            extent.push("and more".to_owned());
        }
        let found = Disagreement {
            code: Cow::Borrowed(subject.code),
            conduit: subject.conduit.cloned(),
            views: subject.views.to_vec(),
            firewall: self.firewall.ruleset.file.clone(),
            from_zone: subject.between.map(|(from, _)| from.clone()),
            to_zone: subject.between.map(|(_, to)| to.clone()),
            frame: self.frame_of(packets),
            size: u64::try_from(self.judge.size(packets)).unwrap_or(u64::MAX),
            text: text(&first),
            mend: mend(&first, LINE),
            packet: Some(packet.words()),
            rules,
            extent,
        };
        self.found.push(found);
    }

    /// The rules that decide about the packets: those of a witness, then of one they are not about, and so on.
    fn deciding(&mut self, packets: Set) -> Vec<Span> {
        let (mut rules, mut rest) = (Vec::new(), packets);
        for _ in 0..RULES_MAX {
            let Some(packet) = self.judge.witness(rest) else { break };
            let decided = evaluate(self.firewall.ruleset, &packet).1;
            for rule in &decided {
                if !rules.contains(&rule.place) {
                    rules.push(rule.place.clone());
                }
            }
            let all = self.firewall.ruleset.chains.iter().flat_map(|chain| &chain.rules);
            let about = all.filter(|rule| decided.iter().any(|known| known.place == rule.place));
            let matches: Vec<_> = about.flat_map(|rule| rule.matches.clone()).collect();
            let covered = self.judge.packets(&Way::ALL, &matches);
            let left = self.judge.without(rest, covered);
            if left == rest {
                break;
            }
            rest = left;
        }
        rules
    }

    /// Adds what is said of rules alone.
    pub(super) fn add_rules(&mut self, code: &'static str, rules: Vec<Span>, text: String, mend: String) {
        self.found.push(of_rules(&self.firewall.ruleset.file, code, rules, text, mend));
    }
}

/// What is said of rules alone.
pub(super) fn of_rules(
    file: &Foreign,
    code: &'static str,
    rules: Vec<Span>,
    text: String,
    mend: String,
) -> Disagreement {
    Disagreement {
        code: Cow::Borrowed(code),
        conduit: None,
        views: vec![View::Permitted],
        firewall: file.clone(),
        from_zone: None,
        to_zone: None,
        packet: None,
        rules,
        frame: None,
        size: 0,
        extent: Vec::new(),
        text,
        mend: Some(mend),
    }
}
