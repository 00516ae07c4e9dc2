//! Countermeasures, compensation and allocation.

use ringwall_model::{
    Allocation, Compensation, Countermeasure, CountermeasureKind, PositiveCheck, RequirementId, SecurityLevel,
};

use super::{Build, sorted};
use crate::{
    codes,
    node::{Entry, Node},
};

impl Build<'_, '_> {
    pub(super) fn countermeasure(&mut self, entry: &Entry, node: &Node) -> Countermeasure {
        let kind = node.word("kind").unwrap_or(CountermeasureKind::Planned);
        Countermeasure {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            kind,
            owner: node.id("owner"),
            cost: node.number("cost"),
            window: node.foreign("window"),
            compensation: node.node("compensation").and_then(|n| self.compensation(n, kind)),
        }
    }

    /// A compensation with a flaw compensates nothing.
    fn compensation(&mut self, node: &Node, kind: CountermeasureKind) -> Option<Compensation> {
        if kind != CountermeasureKind::Compensating {
            let message = "only a countermeasure of kind compensating may compensate";
            let draft = self.sink.draft(&codes::COMPENSATION_MISPLACED, node.at, message);
            self.sink
                .push(draft.help("set kind = \"compensating\", or remove the compensation").requirement("ZCR 5.12"));
            return None;
        }
        let scope = self.scope(node)?;
        if node.flawed {
            return None;
        }
        Some(Compensation {
            scope,
            requirements: sorted(node.texts("requirements").map(RequirementId::new).collect()),
            units: sorted(node.ids("units")),
            up_to: node.number("up_to").and_then(SecurityLevel::new)?,
            rests_on: sorted(node.texts("rests_on").map(RequirementId::new).collect()),
            threat: node.foreign("threat"),
            vector: node.foreign("vector"),
            residual_risk: node.foreign("residual_risk"),
            accepted_by: node.id("accepted_by"),
            accepted_at: node.instant("accepted_at"),
            expires: node.instant("expires"),
            check: node.node("check").and_then(check),
            falsified_by: node.maybe_foreign("falsified_by"),
        })
    }

    /// An allocation with a flaw is left out: without its units it would be for all.
    pub(super) fn allocation(&mut self, node: &Node) -> Option<Allocation> {
        let scope = self.scope(node)?;
        (!node.flawed).then_some(())?;
        Some(Allocation {
            place: self.span(node.at),
            scope,
            requirement: RequirementId::new(node.text("requirement")?),
            units: sorted(node.ids("units")),
            provided_by: node.id("provided_by")?,
        })
    }
}

fn check(node: &Node) -> Option<PositiveCheck> {
    Some(PositiveCheck {
        description: node.foreign("description"),
        every_days: node.number("every_days")?,
        last_passed: node.instant("last_passed"),
    })
}
