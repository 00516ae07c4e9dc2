//! What is weak about the rules themselves.

use std::collections::BTreeSet;

use ringwall_firewall::RuleUse;
use ringwall_model::{
    Action, Addresses, ConnectionState, Disagreement, NamePattern, Names, PacketMatch, Rule, Ruleset, Span, States,
};

use super::{Run, boundary::LOOPBACK, found::of_rules};

/// Rules named in one remark.
pub(super) const NAMED_MAX: usize = 20;

impl Run<'_> {
    /// What the rules show one by one.
    pub(super) fn weak(&mut self) {
        let chains = &self.firewall.ruleset.chains;
        let written = chains.iter().flat_map(|chain| &chain.rules).filter(|rule| rule.by_default.is_none());
        let permits: Vec<&Rule> = written.filter(|rule| rule.action == Action::Permit).collect();
        for rule in any_any(self.firewall.ruleset) {
            let text = format!("line {} permits anything from anywhere to anywhere", rule.place.line);
            self.add_rules(
                "any-any",
                vec![rule.place.clone()],
                text,
                "name who may reach whom, and by what".to_owned(),
            );
        }
        for rule in permits.iter().filter(|rule| rule.hits == Some(0)) {
            let text = format!("line {} has never been hit by its own counter", rule.place.line);
            self.add_rules("never-hit", vec![rule.place.clone()], text, format!("remove line {}", rule.place.line));
        }
        let silent: Vec<&Rule> = permits.iter().copied().filter(|rule| !rule.logs && opens(rule)).collect();
        if !silent.is_empty() {
            let text = match silent.len() {
                1 => "1 rule lets connections be opened and writes no log".to_owned(),
                n => format!("{n} rules let connections be opened and write no log"),
            };
            let named = silent.into_iter().take(NAMED_MAX).map(|rule| rule.place.clone()).collect();
            self.add_rules("permit-not-logged", named, text, "log what they permit".to_owned());
        }
    }

    /// Rules that nothing reaches, and rules without which nothing would change.
    pub(super) fn unneeded(&mut self) {
        let ruleset = self.firewall.ruleset;
        for one in self.judge.rule_uses() {
            let Some(chain) = ruleset.chain(one.chain) else { continue };
            let earlier = chain.rules.get(..one.rule).unwrap_or_default();
            let before = || before(chain.rules.get(one.rule), earlier.iter());
            self.found.extend(unneeded(ruleset, one, before));
        }
    }
}

/// What is said of a rule that nothing needs; `before` gives the lines that decide before it.
pub(super) fn unneeded(ruleset: &Ruleset, one: RuleUse, before: impl FnOnce() -> Vec<Span>) -> Option<Disagreement> {
    let rule = ruleset.chain(one.chain)?.rules.get(one.rule)?;
    let is_written = rule.by_default.is_none() && !rule.matches.is_empty();
    if !is_written || (one.is_reached && one.is_needed) {
        return None;
    }
    let line = rule.place.line;
    let mend = format!("remove line {line}");
    let mut rules = vec![rule.place.clone()];
    Some(match one.is_reached {
        false => {
            rules.extend(before());
            let text = format!("line {line} is never reached: lines before it decide about all it is about");
            of_rules(&ruleset.file, "shadowed", rules, text, mend)
        }
        true => {
            let text = format!("without line {line} every packet would fare as it does with it");
            of_rules(&ruleset.file, "redundant", rules, text, mend)
        }
    })
}

/// Lines before a rule that decide about packets it is about, as far as addresses tell.
fn before<'r>(rule: Option<&Rule>, earlier: impl Iterator<Item = &'r Rule>) -> Vec<Span> {
    let Some(rule) = rule else { return Vec::new() };
    earlier.filter(|other| decides_before(rule, other)).map(|other| other.place.clone()).take(NAMED_MAX).collect()
}

/// True when another rule decides about packets a rule is about, as far as addresses tell.
pub(super) fn decides_before(rule: &Rule, other: &Rule) -> bool {
    let meets = |a: &PacketMatch, b: &PacketMatch| {
        let shared = |x: &Option<Addresses>, y: &Option<Addresses>| match (x, y) {
            (Some(x), Some(y)) => !x.intersection(y).is_empty(),
            _ => true,
        };
        shared(&a.source, &b.source) && shared(&a.destination, &b.destination)
    };
    other.action != Action::Pass && other.matches.iter().any(|a| rule.matches.iter().any(|b| meets(a, b)))
}

fn is_all(set: &Option<Addresses>) -> bool {
    set.as_ref().is_none_or(|set| set.v4.is_all(32) || set.v6.is_all(128))
}

/// Rules that permit whatever comes, in chains to which whatever comes is led.
fn any_any(ruleset: &Ruleset) -> Vec<&Rule> {
    let open = open_chains(ruleset).into_iter().filter_map(|at| ruleset.chain(at));
    let permits = |rule: &&Rule| rule.action == Action::Permit && rule.by_default.is_none();
    open.flat_map(|chain| &chain.rules).filter(permits).filter(|rule| rule.matches.iter().any(is_any_any)).collect()
}

/// Chains that are bound somewhere, or that nothing calls, and those they call without asking anything. In other chains a
/// rule that says nothing is about what the calling rule says.
fn open_chains(ruleset: &Ruleset) -> BTreeSet<usize> {
    let calls = |rule: &Rule| match rule.action {
        Action::Call { chain } | Action::Goto { chain } => Some(chain),
        _ => None,
    };
    let called: BTreeSet<usize> = ruleset.chains.iter().flat_map(|chain| &chain.rules).filter_map(calls).collect();
    let bound = ruleset.points.iter().map(|point| point.chain);
    let mut waiting: Vec<usize> = (0..ruleset.chains.len()).filter(|at| !called.contains(at)).chain(bound).collect();
    let mut open = BTreeSet::new();
    while let Some(at) = waiting.pop() {
        if open.insert(at) {
            let rules = ruleset.chain(at).into_iter().flat_map(|chain| &chain.rules);
            waiting.extend(rules.filter(|rule| rule.matches.iter().any(is_any_any)).filter_map(calls));
        }
    }
    open
}

/// Nothing is said of interfaces, addresses, protocols or ports, and connections may be opened.
fn is_any_any(packets: &PacketMatch) -> bool {
    is_all(&packets.source)
        && is_all(&packets.destination)
        && packets.protocol.as_ref().is_none_or(|set| set.is_all(8))
        && packets.destination_port.is_none()
        && packets.icmp.is_none()
        && packets.flags.is_empty()
        && packets.incoming.is_none()
        && packets.outgoing.is_none()
        && packets.state.is_none_or(|states| states.contains(ConnectionState::New))
}

/// It lets connections be opened that others can have a part in.
pub(super) fn opens(rule: &Rule) -> bool {
    let new = States::from_iter([ConnectionState::New]);
    let to_itself = |packets: &PacketMatch| [&packets.incoming, &packets.outgoing].into_iter().any(is_loopback);
    let mut others = rule.matches.iter().filter(|packets| !to_itself(packets));
    others.any(|m| m.state.is_none_or(|states| states.intersection(new) == new))
}

/// Only what the device says to itself comes by there.
fn is_loopback(names: &Option<Names>) -> bool {
    let is_it = |names: &Names| !names.negated && names.patterns == [NamePattern::exact(LOOPBACK)];
    names.as_ref().is_some_and(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<u32> {
        let read = ringwall_firewall::read("fw.rules", text.as_bytes());
        any_any(&read.ruleset).iter().map(|rule| rule.place.line).collect()
    }

    const CHAINS: &str = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n:sub - [0:0]\n";

    #[test]
    fn a_rule_without_conditions_in_a_chain_that_everything_comes_to_is_any_any() {
        assert_eq!(lines(&format!("{CHAINS}-A FORWARD -j ACCEPT\nCOMMIT\n")), [6]);
        assert_eq!(lines(&format!("{CHAINS}-A FORWARD -j sub\n-A sub -j ACCEPT\nCOMMIT\n")), [7]);
    }

    #[test]
    fn behind_a_call_with_conditions_or_on_one_interface_it_is_not() {
        assert!(lines(&format!("{CHAINS}-A FORWARD -s 10.0.0.0/8 -j sub\n-A sub -j ACCEPT\nCOMMIT\n")).is_empty());
        assert!(lines(&format!("{CHAINS}-A OUTPUT -o lo -j ACCEPT\nCOMMIT\n")).is_empty());
    }
}
