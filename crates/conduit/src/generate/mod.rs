//! What an enforcement point is to let through, from what is declared, and what putting it in force would change.
//!
//! Only what is declared is ever written: what was seen and is not declared is told, never let through. A change that would
//! cut what must go on is refused.

mod build;
mod change;
mod inspect;
mod kept;
mod logged;
mod propose;

use ringwall_firewall::{Intent, Writer};
use ringwall_model::{AssetId, ConduitId, Plant, Reading, Ruleset, Span};

pub use change::{Changes, Closing, Opening, Watched};
pub use inspect::{Inspected, Native, Natives, inspect};
pub use kept::Cut;
pub use logged::{Hit, hits};
pub use propose::{ProposedEntry, propose};

use crate::Services;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What is declared.
    pub plant: &'a Plant,
    /// What was observed.
    pub reading: &'a Reading,
    /// Where protocols usually answer.
    pub services: &'a Services,
    /// The enforcement point.
    pub point: &'a AssetId,
    /// Names of its interfaces, where rules are bound to them.
    pub interfaces: &'a [String],
    /// What it is written for; an allowance it has no rule for is left out.
    pub writer: &'static Writer,
    /// What it is configured with now, where that is known.
    pub present: Option<&'a Ruleset>,
}

/// An allowance that no rule of a packet filter can stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The conduit.
    pub conduit: ConduitId,
    /// Where the allowance, or the conduit, is declared.
    pub place: Span,
    /// Why, in plain words.
    pub why: &'static str,
}

/// What is to be written, and what it would do.
#[derive(Debug)]
pub struct Generated {
    /// What may open a connection, and nothing else.
    pub intent: Intent,
    /// Allowances without a rule.
    pub left_out: Vec<LeftOut>,
    /// What must go on and would not: while there is any, nothing may be written.
    pub cuts: Vec<Cut>,
    /// What changes from the present configuration.
    pub changes: Option<Changes>,
}

/// Makes what one enforcement point is to let through. None where no declared conduit has it.
pub fn generate(wanted: &Wanted<'_>) -> Option<Generated> {
    let built = build::build(wanted)?;
    let cuts = kept::cuts(wanted, &built);
    let changes = wanted.present.map(|present| change::changes(wanted, &built.intent, present));
    Some(Generated { intent: built.intent, left_out: built.left_out, cuts, changes })
}
