//! Rules: conditions up to the target.

use ringwall_model::{Action, ChainEnd, Foreign, Rule};

use super::{
    condition::Conditions,
    reading::{POINTS, Reading},
    target::{Target, target},
};
use crate::words;

impl Reading<'_, '_> {
    pub(super) fn rule(&mut self, number: u32, chain: &str, words: &[String], hits: Option<u64>, first: bool) {
        let table = self.current();
        if self.chains.find(&table, chain).is_none() {
            // A list of commands may use the built-in chains without saying so: their policy is not told.
            let is_built_in = self.table.is_none() && POINTS.iter().any(|p| p.0 == table && p.1 == chain);
            if !is_built_in {
                return self.refuse(number, "the chain is not declared", "export all tables with iptables-save");
            }
            let place = self.account.place(number);
            self.chains.declare(&table, chain, place, ChainEnd::Unknown);
        }
        let mut conditions = Conditions::new(self.is_v6, self.translates);
        let (target, wrong) = self.words(&table, words, &mut conditions);
        let decides = !matches!(target, (Action::Pass, _));
        let wrong = wrong.or(conditions.wrong.take());
        let certain = wrong.is_none() && (conditions.undecided.is_empty() || !decides);
        match &wrong {
            Some(wrong) => self.account.diagnose(
                number,
                "rule-not-understood",
                format!("{wrong}; packets this rule may be about are unknown"),
                "correct the rule, or take it out to see what the rest permits",
            ),
            None if !certain => self.account.diagnose(
                number,
                "condition-not-decided",
                format!(
                    "the condition {} is not decided; packets it may be about are unknown",
                    shown(&conditions.undecided)
                ),
                "what it looks at is not in a packet alone; a statement can say what it does",
            ),
            None => self.account.understood(number),
        }
        let (action, logs) = if wrong.is_some() { (Action::Unknown, false) } else { target };
        let rule = Rule {
            place: self.account.place(number),
            name: Foreign::from(conditions.comment),
            matches: conditions.matches,
            certain,
            action,
            logs,
            hits,
            by_default: None,
        };
        self.chains.add(&table, chain, rule, first);
    }

    /// Reads conditions up to the target: what it does, and what is wrong.
    fn words(
        &mut self,
        table: &str,
        words: &[String],
        conditions: &mut Conditions,
    ) -> ((Action, bool), Option<String>) {
        let mut rest = words;
        let mut does = (Action::Pass, false);
        while let Some((word, after)) = rest.split_first() {
            let (negated, from) = if word == "!" { (true, after) } else { (false, rest) };
            let mut from = from;
            if conditions.take(&mut from, negated) {
                rest = from;
                continue;
            }
            match (word.as_str(), after) {
                ("-j" | "--jump", [name, options @ ..]) => {
                    let (own, further) = own_options(options);
                    if let Some(extra) = own.first().filter(|_| takes_no_options(name)) {
                        return (does, Some(format!("{} is not understood behind {name}", words::shown(extra))));
                    }
                    does = self.jump(table, name, own);
                    rest = further;
                }
                ("-g" | "--goto", [name, further @ ..]) => {
                    does = (Action::Goto { chain: self.chains.place(table, name) }, false);
                    rest = further;
                }
                ("-c" | "--set-counters", [_, _, further @ ..]) => rest = further,
                _ => return (does, Some(format!("{} is not understood", words::shown(word)))),
            }
        }
        (does, None)
    }

    fn jump(&mut self, table: &str, name: &str, options: &[String]) -> (Action, bool) {
        match target(name, options) {
            Target::Does { action, logs } => (action, logs),
            Target::Chain(name) => (Action::Call { chain: self.chains.place(table, &name) }, false),
        }
    }
}

/// The options of a target: up to a further condition of the rule.
fn own_options(words: &[String]) -> (&[String], &[String]) {
    const CONDITIONS: [&str; 8] = ["!", "-m", "-s", "-d", "-i", "-o", "-p", "-c"];
    let end = words.iter().position(|word| CONDITIONS.contains(&word.as_str())).unwrap_or(words.len());
    words.split_at(end)
}

fn takes_no_options(target: &str) -> bool {
    matches!(target, "ACCEPT" | "DROP" | "RETURN" | "NOTRACK" | "TRACE")
}

fn shown(conditions: &[String]) -> String {
    let all: Vec<String> = conditions.iter().map(|c| words::shown(c)).collect();
    all.join(", ")
}
