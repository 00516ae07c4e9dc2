//! What an entry of an access list becomes: a rule, and what is said of an entry that is not understood or not decided.

use ringwall_model::{Action, Foreign, PacketMatch, Rule};

use super::Entry;
use crate::{Account, words};

/// The rule of an entry as it was read, or of all packets where it was not: of these nothing is known then.
pub(crate) fn rule(
    account: &mut Account<'_>,
    line: u32,
    list: &str,
    permits: bool,
    read: Result<Entry, String>,
) -> Rule {
    let action = if permits { Action::Permit } else { Action::Deny };
    let (entry, action) = match read {
        Ok(entry) => (entry, action),
        Err(why) => {
            let message = format!("{why}; packets this entry may be about are unknown");
            account.diagnose(line, "rule-not-understood", message, "correct the entry, or take it out");
            (Entry { matches: vec![PacketMatch::any()], undecided: vec![why], ..Entry::default() }, Action::Unknown)
        }
    };
    if !entry.undecided.is_empty() && action != Action::Unknown {
        let shown: Vec<String> = entry.undecided.iter().map(|u| words::shown(u)).collect();
        let message = format!("{} is not decided; packets this entry may be about are unknown", shown.join(", "));
        let help = "declare the object, or state what the condition does";
        account.diagnose(line, "condition-not-decided", message, help);
    }
    account.understood(line);
    Rule {
        place: account.place(line),
        name: Foreign::from(list),
        matches: entry.matches,
        certain: entry.undecided.is_empty(),
        action,
        logs: entry.logs,
        hits: None,
        by_default: None,
    }
}
