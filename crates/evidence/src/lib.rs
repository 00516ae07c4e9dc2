//! The evidence rules: facts, witnesses, sheets and statements become evidence for or against criteria.
//!
//! Rules match what was proved ([`ringwall_model::Security`], operations, outcomes, witnesses), never a protocol's name.
//! Every rule is a file in `rules/` and a row in [`RULES`]. Nothing here knows a file, a clock or how conduits are
//! compared: witnesses come from who does.

mod boundary;
mod changes;
mod clock;
mod conditions;
mod derive;
mod essential;
mod inputs;
mod links;
mod out;
mod proof;
mod rules;
mod scene;
mod sheets;
mod shown;
mod standing;
mod statements;
#[cfg(test)]
mod testing;

pub use derive::derive;
pub use inputs::Inputs;
pub use out::Out;
pub use rules::{Effect, RULES, Rule, rules_sha256};
