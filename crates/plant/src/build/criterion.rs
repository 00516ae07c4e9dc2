//! Criteria, written in short (`identified`) or in full (`SR 1.1/identified`).

use ringwall_model::{CriterionId, Foreign, RequirementId};

use super::{Build, sorted};
use crate::{codes, node::Node};

impl Build<'_, '_> {
    /// The criteria in full; one of another requirement is reported.
    pub(super) fn criteria(&mut self, node: &Node, requirement: &RequirementId) -> Vec<CriterionId> {
        let mut criteria = Vec::new();
        for item in node.list("criteria") {
            let Some(text) = item.text() else { continue };
            let full = if text.contains('/') { text.to_owned() } else { format!("{requirement}/{text}") };
            let id = CriterionId::new(&full);
            if id.requirement() == *requirement {
                criteria.push(id);
                continue;
            }
            let message = format!("`{}` is no criterion of {requirement}", Foreign::from(text).terminal());
            let draft = self.sink.draft(&codes::BAD_CRITERION, item.at, message);
            self.sink
                .push(draft.help("write the part behind the slash only, or make another statement for the other row"));
        }
        sorted(criteria)
    }
}
