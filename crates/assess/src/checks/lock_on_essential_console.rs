//! Something is set that shuts people out of an essential console.

use ringwall_model::{Lock, Plant, Severity};

use super::{Check, Findings, Look, touched};

pub(super) static CHECK: Check = Check {
    code: "lock-on-essential-console",
    title: "an essential console can lock its operator out",
    explanation: "An operator who has mistyped a password, or looked away for ten minutes, must still be able to trip the plant. Consoles \
        from which an essential function is performed are exempt from lockout and session lock, and guarded another way. The \
        check looks for consoles of essential functions (`consoles`) for which `locks` names one. A row that is met by such a \
        lock is met, with its constraint violated, and no sign-off passes it. Engineering sessions that lock, and consoles for \
        which no lock is named, raise nothing.",
    severity: Severity::Stop,
    authority: "IEC 62443-3-3:2013 clause 4, requirement",
    requirements: &["SR 1.11", "SR 2.5"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (function, essential) in &plant.essential_functions {
        for console in &essential.consoles {
            for lock in &console.locks {
                let account = console.account.as_ref().map(|name| format!(" of account {}", name.terminal()));
                let message = format!(
                    "{}{} can shut people out of `{}`, from which the essential function `{function}` is performed",
                    lock.word(),
                    account.unwrap_or_default(),
                    console.asset
                );
                let rows = touched(plant, &console.asset, row_of(*lock)).collect();
                findings.constrain(&console.place, message, HELP, true, rows);
            }
        }
    }
}

const HELP: &str = "exempt this console and guard it another way: a locked room, somebody always present, a badge";

/// The row that asks for such a lock.
fn row_of(lock: Lock) -> &'static str {
    match lock {
        Lock::Lockout => "SR 1.11",
        Lock::SessionLock => "SR 2.5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, essential, plant_with, rows};
    use ringwall_model::{AssetId, EssentialConsole, Span, ZoneKind};

    fn locked(locks: &[Lock]) -> Plant {
        let asset = AssetId::from_foreign("a");
        let console = EssentialConsole { place: Span::default(), asset, account: None, locks: locks.to_vec() };
        essential(plant_with(ZoneKind::Control, |_| ()), |function| function.consoles.push(console.clone()))
    }

    #[test]
    fn lockout_and_session_lock_on_an_essential_console_are_found_with_the_row_they_meet() {
        let both = locked(&[Lock::Lockout, Lock::SessionLock]);
        assert_eq!(codes(&CHECK, &both), [CHECK.code; 2]);
        assert_eq!(rows(&CHECK, &both), ["SR 1.11 of a in zone:z", "SR 2.5 of a in zone:z"]);
    }

    #[test]
    fn a_console_without_a_lock_raises_nothing() {
        assert!(codes(&CHECK, &locked(&[])).is_empty());
        assert!(codes(&CHECK, &plant_with(ZoneKind::Control, |_| ())).is_empty());
    }
}
