//! Names a plant uses that the catalogue or the table of rules must know: a statement on a row that does not exist would
//! speak for nothing, and a contradiction would be lost.

use ringwall_catalogue::Catalogue;
use ringwall_model::{CriterionId, Diagnostic, Foreign, Place, Plant, Product, RequirementId, Severity, Span};
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

/// A warning for every asset whose firmware its product's sheet does not cover, and an error for every sheet that covers none.
pub fn sheets_amiss(plant: &Plant, sources: &Sources) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (id, product) in &plant.products {
        let from = product.firmware_from.as_ref();
        if from.is_some_and(|from| ringwall_evidence::in_range(product, from) == Some(false)) {
            let message = format!("the sheet of `{id}` holds {}, which is no firmware at all", range(product));
            let help = "swap `firmware_from` and `firmware_below`, or leave one of them out";
            found.push(told(("sheet-range-empty", Severity::Error), &product.place, message, help, sources));
        }
    }
    for (id, asset) in &plant.assets {
        let (Some(firmware), Some(sheet)) = (&asset.firmware, &asset.product) else { continue };
        let Some(product) = plant.products.get(sheet) else { continue };
        if ringwall_evidence::in_range(product, firmware) == Some(false) {
            let message = format!(
                "`{id}` has firmware {}, but the sheet of `{sheet}` holds {}: nothing in it counts here",
                firmware.terminal(),
                range(product)
            );
            let help = "name a product whose sheet covers this firmware, or correct the version";
            found.push(told(("sheet-excludes-firmware", Severity::Warning), &asset.place, message, help, sources));
        }
    }
    found
}

fn range(product: &Product) -> String {
    let from = product.firmware_from.as_ref().map(|from| format!("from {}", from.terminal()));
    let below = product.firmware_below.as_ref().map(|below| format!("below {}", below.terminal()));
    from.into_iter().chain(below).collect::<Vec<_>>().join(" and ")
}

fn told(
    (code, severity): (&'static str, Severity),
    at: &Span,
    message: String,
    help: &str,
    sources: &Sources,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(code, severity, Place::File(at.clone()), message).help(help);
    diagnostic.excerpt = sources.excerpt(at);
    diagnostic
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

#[cfg(test)]
mod tests {
    use super::*;
    use ringwall_plant::{SourceFile, parse};

    fn told(firmware: &str, from: &str, below: &str) -> Vec<String> {
        let plant = format!(
            "[zones.z]\nkind = \"control\"\n[assets.plc]\nzone = \"z\"\nproduct = \"x\"\nfirmware = \"{firmware}\"\n"
        );
        let product = format!(
            "[products.x]\nvendor = \"v\"\nmodel = \"m\"\nfirmware_from = \"{from}\"\nfirmware_below = \"{below}\"\n"
        );
        let parsed = parse(&[SourceFile::new("plant.toml", plant), SourceFile::new("products/x.toml", product)]);
        let told = sheets_amiss(&parsed.plant, &parsed.sources);
        assert!(told.iter().all(|d| d.excerpt.is_some() && d.help.is_some()));
        told.into_iter().map(|d| format!("{} {}", d.place.terminal(), d.message)).collect()
    }

    #[test]
    fn a_sheet_that_excludes_the_device_is_told_where_the_device_is_declared() {
        assert_eq!(
            told("3.1", "2.0", "3.0"),
            [
                "plant.toml:3:9 `plc` has firmware 3.1, but the sheet of `x` holds from 2.0 and below 3.0: nothing in it counts here"
            ]
        );
    }

    #[test]
    fn a_sheet_of_no_firmware_at_all_is_told_and_one_that_covers_the_device_is_not() {
        assert!(told("2.5", "3.0", "2.0")[0].contains("which is no firmware at all"));
        assert!(told("V2.10", "2.0", "3.0").is_empty());
        assert!(told("unknown", "2.0", "3.0").is_empty(), "what cannot be compared is not excluded");
    }
}
