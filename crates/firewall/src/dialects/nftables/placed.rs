//! Rules that were read, put into their chains.

use ringwall_model::{Action, Foreign, PacketMatch, Rule};

use super::{
    hooks::family_packets,
    rule::{Draft, Verdict, rule},
    structure::Reading,
    tokens::Token,
};
use crate::words;

/// A rule whose sets may stand behind it.
pub(super) struct Pending {
    pub(super) family: String,
    pub(super) table: String,
    pub(super) chain: String,
    pub(super) first: bool,
    pub(super) tokens: Vec<Token>,
}

impl Reading<'_, '_> {
    pub(super) fn rule(&mut self, pending: &Pending) {
        let line = pending.tokens.first().map_or(1, |t| t.line);
        if self.chains.find(&pending.table, &pending.chain).is_none() {
            return self.refuse(line, "the chain of the rule is not declared", "export the whole ruleset");
        }
        let family = family_packets(&pending.family).unwrap_or_default();
        let draft = rule(&pending.tokens, &pending.table, family, &self.sets, self.translates);
        self.understood(&pending.tokens);
        self.remark(line, &draft);
        for rule in self.rules(line, &draft, &pending.table) {
            self.chains.add(&pending.table, &pending.chain, rule, pending.first);
        }
    }

    fn remark(&mut self, line: u32, draft: &Draft) {
        let decides = draft.verdicts.iter().any(|(_, verdict)| *verdict != Verdict::Pass);
        if let Some(wrong) = &draft.wrong {
            let message = format!("{wrong}; packets this rule may be about are unknown");
            self.account.diagnose(line, "rule-not-understood", message, "correct the rule, or take it out");
        } else if decides && !draft.undecided.is_empty() {
            let shown: Vec<String> = draft.undecided.iter().map(|u| words::shown(u)).collect();
            let message = format!("{} is not decided; packets it may be about are unknown", shown.join(", "));
            let help = "what it looks at is not in a packet alone; a statement can say what it does";
            self.account.diagnose(line, "condition-not-decided", message, help);
        }
    }

    fn rules(&mut self, line: u32, draft: &Draft, table: &str) -> Vec<Rule> {
        let verdicts = match draft.wrong {
            Some(_) => vec![(vec![PacketMatch::any()], Verdict::Unknown)],
            None if draft.verdicts.is_empty() => vec![(vec![PacketMatch::any()], Verdict::Pass)],
            None => draft.verdicts.clone(),
        };
        let mut rules = Vec::new();
        for (packets, verdict) in verdicts {
            let joined = crate::matches::all(&draft.matches, &packets);
            let action = if joined.is_ok() { self.action(table, verdict) } else { Action::Unknown };
            rules.push(Rule {
                place: self.account.place(line),
                name: Foreign::from(draft.comment.as_str()),
                matches: joined.unwrap_or_else(|()| draft.matches.clone()),
                certain: draft.wrong.is_none() && draft.undecided.is_empty(),
                action,
                logs: draft.logs,
                hits: draft.hits,
                by_default: None,
            });
        }
        rules
    }

    fn action(&mut self, table: &str, verdict: Verdict) -> Action {
        match verdict {
            Verdict::Accept => Action::Permit,
            Verdict::Drop => Action::Deny,
            Verdict::Return => Action::Return,
            Verdict::Pass => Action::Pass,
            Verdict::Jump(name) => Action::Call { chain: self.chains.place(table, &name) },
            Verdict::Goto(name) => Action::Goto { chain: self.chains.place(table, &name) },
            Verdict::Translate { destination, port } => Action::Translate { destination, port },
            Verdict::Unknown => Action::Unknown,
        }
    }
}
