//! Names a plant uses that the catalogue or the table of rules must know: a statement on a row that does not exist would
//! speak for nothing, and a contradiction would be lost.

use ringwall_catalogue::Catalogue;
use ringwall_model::{CriterionId, Diagnostic, Foreign, Place, Plant, RequirementId, Severity, Span};
use ringwall_plant::{Sources, nearest};

/// A diagnostic for every requirement, criterion and rule that does not exist.
pub fn unknown(plant: &Plant, catalogue: &Catalogue, sources: &Sources) -> Vec<Diagnostic> {
    let mut check = Check { catalogue, sources, found: Vec::new() };
    for statement in plant.statements.values() {
        check.row(&statement.requirement, &statement.place);
        statement.criteria.iter().for_each(|c| check.criterion(c, &statement.place));
    }
    for allocation in &plant.allocations {
        check.row(&allocation.requirement, &allocation.place);
    }
    for countermeasure in plant.countermeasures.values() {
        let Some(compensation) = &countermeasure.compensation else { continue };
        compensation.requirements.iter().for_each(|r| check.row(r, &countermeasure.place));
        compensation.falsified_by.iter().for_each(|rule| check.rule(rule, &countermeasure.place));
    }
    for product in plant.products.values() {
        product
            .capabilities
            .iter()
            .filter(|c| is_of_part(&c.requirement))
            .for_each(|c| check.row(&c.requirement, &c.place));
    }
    check.found
}

/// Sheets may also name rows of 4-2, which reach 3-3 through the crosswalk.
fn is_of_part(id: &RequirementId) -> bool {
    id.as_str().starts_with("SR ")
}

struct Check<'a> {
    catalogue: &'a Catalogue,
    sources: &'a Sources,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn row(&mut self, id: &RequirementId, at: &Span) {
        if self.catalogue.requirement(id.as_str()).is_none() {
            let near = self.catalogue.nearest(id.as_str()).map(str::to_owned);
            self.say("unknown-requirement", format!("there is no requirement {id}"), near.as_deref(), at);
        }
    }

    fn criterion(&mut self, id: &CriterionId, at: &Span) {
        if self.catalogue.criterion(id.as_str()).is_none()
            && self.catalogue.requirement(id.requirement().as_str()).is_some()
        {
            let near = self.catalogue.nearest(id.as_str()).map(str::to_owned);
            self.say("unknown-criterion", format!("there is no criterion {id}"), near.as_deref(), at);
        }
    }

    fn rule(&mut self, rule: &Foreign, at: &Span) {
        let codes = || ringwall_evidence::RULES.iter().map(|r| r.code);
        if !codes().any(|code| code == rule.raw()) {
            let message = format!("there is no evidence rule {}", rule.terminal());
            self.say("unknown-evidence-rule", message, nearest(rule.raw(), codes()), at);
        }
    }

    fn say(&mut self, code: &'static str, message: String, near: Option<&str>, at: &Span) {
        let mut diagnostic = Diagnostic::new(code, Severity::Error, Place::File(at.clone()), message);
        diagnostic.excerpt = self.sources.excerpt(at);
        diagnostic.help = near.map(|n| format!("did you mean {n}?"));
        self.found.push(diagnostic);
    }
}
