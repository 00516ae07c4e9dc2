//! Names a plant uses that the catalogue or the table of rules must know: a statement on a row that does not exist would
//! speak for nothing, and a contradiction would be lost.

use ringwall_catalogue::{Catalogue, Entry};
use ringwall_model::{
    Capability, CriterionId, Diagnostic, Foreign, Place, Plant, Requirement, RequirementId, Severity, Span,
};
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
    for capability in plant.products.values().flat_map(|product| &product.capabilities) {
        check.sheet_line(capability);
    }
    check.found
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

    /// Sheets name rows of the system and of components. A catalogue of the user's own may know no component.
    fn sheet_line(&mut self, line: &Capability) {
        if self.catalogue.components().is_empty() && !line.requirement.as_str().starts_with("SR ") {
            return;
        }
        match self.catalogue.entry(line.requirement.as_str()) {
            Some(Entry::Row(row)) => line.criteria.iter().for_each(|id| self.criterion_of(row, id, &line.place)),
            Some(Entry::Placeholder(placeholder)) => {
                let message = format!("{} is no row: {}", placeholder.id, placeholder.advice());
                self.say("requirement-without-row", message, None, &line.place);
            }
            Some(Entry::Constraint(constraint)) => {
                let message = format!("{} has no level, so no sheet answers it", constraint.id);
                self.say("requirement-without-row", message, None, &line.place);
            }
            Some(Entry::Process(row)) => {
                let message = format!("{} asks how people work, which no sheet of a product answers", row.id);
                self.say("requirement-without-row", message, None, &line.place);
            }
            None => {
                let near = self.catalogue.nearest_entry(line.requirement.as_str()).map(str::to_owned);
                let message = format!("there is no requirement {}", line.requirement);
                self.say("unknown-requirement", message, near.as_deref(), &line.place);
            }
        }
    }

    fn criterion_of(&mut self, row: &Requirement, id: &CriterionId, at: &Span) {
        let slug = |id: &CriterionId| id.as_str().split_once('/').map(|(_, slug)| slug.to_owned());
        if !row.criteria.iter().any(|criterion| slug(&criterion.id) == slug(id)) {
            let known: Vec<&str> = row.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
            let near = nearest(id.as_str(), known).map(str::to_owned);
            self.say("unknown-criterion", format!("there is no criterion {id}"), near.as_deref(), at);
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
