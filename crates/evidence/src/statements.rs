//! Statements: what people attest, weighed by what stands behind it.

use std::{collections::BTreeSet, sync::Arc};

use ringwall_model::{
    CriterionId, Diagnostic, Evidence, EvidenceId, EvidenceKind, EvidenceSet, Grade, Maker, NotApplicableClaim,
    Outcome, PersonId, PersonRole, Place, Plant, Rating, Requirement, Severity, Statement, StatementId, UnitId,
};

use crate::inputs::Inputs;

/// Adds what the statements of a plant say.
pub(crate) fn statements(inputs: &Inputs<'_>, set: &mut EvidenceSet, remarks: &mut BTreeSet<Diagnostic>) {
    for (id, statement) in &inputs.plant.statements {
        let Some(row) = inputs.catalogue.requirement(statement.requirement.as_str()) else {
            remarks.insert(unknown_row(inputs, id, statement));
            continue;
        };
        if statement.not_applicable {
            set.not_applicable.push(claim(inputs.plant, id, statement, row));
        }
        let Some(rating) = statement.rating else { continue };
        let criteria = criteria(id, statement, row, remarks);
        remarks.extend(units_amiss(inputs.plant, id, statement, row));
        if !criteria.is_empty() {
            set.evidence.push(Arc::new(evidence(inputs.plant, (id, statement), rating, criteria)));
        }
    }
}

fn evidence(
    plant: &Plant,
    (id, statement): (&StatementId, &Statement),
    rating: Rating,
    criteria: Vec<CriterionId>,
) -> Evidence {
    let outcome = if rating == Rating::Fully { Outcome::Supports } else { Outcome::Contradicts };
    Evidence {
        id: EvidenceId(format!("statement:{id}").into()),
        scope: statement.scope.clone(),
        criteria,
        units: statement.units.iter().cloned().map(UnitId::Asset).collect(),
        outcome,
        kind: statement.kind,
        grade: grade(plant, statement),
        observed_at: statement.made_at,
        valid_until: (outcome == Outcome::Supports).then(|| statement.holds_until()),
        place: Place::File(statement.place.clone()),
        sha256: statement.artefact.as_ref().and_then(|artefact| artefact.sha256.clone()),
        maker: Maker::Statement(id.clone()),
        text: words(statement, rating),
    }
}

fn words(statement: &Statement, rating: Rating) -> String {
    let rating = match rating {
        Rating::Fully => "fully",
        Rating::Partially => "partially",
        Rating::Minimal => "minimally",
        Rating::None => "not at all",
    };
    let by = &statement.made_by;
    let artefact = statement.artefact.as_ref();
    let behind = artefact.map(|a| format!(", on {} {}", a.reference.terminal(), a.at.terminal())).unwrap_or_default();
    format!("stated by {by}: fulfilled {rating}{}", behind.trim_end())
}

/// A statement claims. With an artefact, and accepted by a second person as assessor, it is examined; so accepted, with
/// the recorded result of a test, it is verified.
pub(crate) fn grade(plant: &Plant, statement: &Statement) -> Grade {
    if statement.artefact.is_none() || !is_accepted(plant, statement) {
        return Grade::Claimed;
    }
    let tested = statement.kind == EvidenceKind::Tested && !statement.result.is_empty();
    if tested { Grade::Verified } else { Grade::Examined }
}

/// Accepted by an assessor who did not make it, and not before it was made.
fn is_accepted(plant: &Plant, statement: &Statement) -> bool {
    let in_order = statement.accepted_at.is_none_or(|accepted| statement.made_at <= accepted);
    let assessor = statement.accepted_by.as_ref().filter(|id| has_role(plant, id, PersonRole::Assessor));
    in_order && assessor.is_some_and(|id| *id != statement.made_by)
}

fn has_role(plant: &Plant, id: &PersonId, role: PersonRole) -> bool {
    plant.people.get(id).is_some_and(|person| person.roles.contains(&role))
}

/// An asset owner who did not say so approves, an assessor who is neither of the two accepts.
fn claim(plant: &Plant, id: &StatementId, statement: &Statement, row: &Requirement) -> NotApplicableClaim {
    let owner = statement.approved_by.as_ref().filter(|id| has_role(plant, id, PersonRole::AssetOwner));
    let approved = owner.is_some_and(|id| *id != statement.made_by) && statement.approved_by != statement.accepted_by;
    NotApplicableClaim {
        statement: id.clone(),
        scope: statement.scope.clone(),
        requirement: row.id.clone(),
        approved_and_accepted: approved && is_accepted(plant, statement),
        made_at: statement.made_at,
        valid_until: statement.holds_until(),
        place: Place::File(statement.place.clone()),
    }
}

/// The criteria a statement names; all of the row where it names none, and none where it names only unknown ones.
fn criteria(
    id: &StatementId,
    statement: &Statement,
    row: &Requirement,
    remarks: &mut BTreeSet<Diagnostic>,
) -> Vec<CriterionId> {
    let all = row.criteria.iter().map(|criterion| criterion.id.clone());
    if statement.criteria.is_empty() {
        return all.collect();
    }
    let (known, unknown): (Vec<_>, Vec<_>) =
        statement.criteria.iter().cloned().partition(|named| row.criteria.iter().any(|c| c.id == *named));
    let known_here: Vec<String> = all.map(|criterion| criterion.to_string()).collect();
    remarks.extend(unknown.iter().map(|criterion| {
        let message = format!("statement `{id}` names `{criterion}`, which {} does not have", row.id);
        remark("statement-unknown-criterion", statement, message).help(format!("it has {}", known_here.join(", ")))
    }));
    known
}

fn unknown_row(inputs: &Inputs<'_>, id: &StatementId, statement: &Statement) -> Diagnostic {
    let wanted = &statement.requirement;
    let message = format!("statement `{id}` names `{wanted}`, which is not in the catalogue; it has no effect");
    let remark = remark("statement-unknown-requirement", statement, message);
    match inputs.catalogue.nearest(wanted.as_str()) {
        Some(nearest) => remark.help(format!("did you mean `{nearest}`?")),
        None => remark,
    }
}

/// Assets that a statement names although the row is judged on the scope as a whole, or that are not in its scope.
fn units_amiss(plant: &Plant, id: &StatementId, statement: &Statement, row: &Requirement) -> Vec<Diagnostic> {
    if !statement.units.is_empty() && !row.unit.is_per_asset() {
        let message = format!("statement `{id}` names assets, but {} is judged on the {}", row.id, row.unit.word());
        return vec![remark("statement-needs-no-units", statement, message).help("leave out `units`")];
    }
    let away = statement.units.iter().filter(|asset| !plant.belongs(asset, &statement.scope));
    let remarks = away.map(|asset| {
        let message = format!("statement `{id}` names `{asset}`, which is not in {}", statement.scope);
        remark("statement-unit-elsewhere", statement, message)
    });
    remarks.collect()
}

fn remark(code: &'static str, statement: &Statement, message: String) -> Diagnostic {
    Diagnostic::new(code, Severity::Warning, Place::File(statement.place.clone()), message)
        .requirement(statement.requirement.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, statement};
    use ringwall_model::{Artefact, RequirementId};

    fn derived(change: impl Fn(&mut Statement)) -> EvidenceSet {
        let mut world = World::two_zones();
        let mut statement = statement("zone:bpcs", "SR 1.5", Rating::Fully);
        change(&mut statement);
        world.plant.statements.insert(StatementId::from_foreign("st-1"), statement);
        world.derive()
    }

    fn examined(statement: &mut Statement) {
        statement.artefact = Some(Artefact { reference: "manual".into(), at: "page 3".into(), sha256: None });
        statement.accepted_by = Some(PersonId::from_foreign("assessor"));
    }

    #[test]
    fn fully_supports_every_criterion_of_the_row_and_the_others_contradict() {
        let set = derived(|_| ());
        assert_eq!((set.evidence[0].outcome, set.evidence[0].criteria.len()), (Outcome::Supports, 5));
        for rating in [Rating::Partially, Rating::Minimal, Rating::None] {
            let set = derived(|statement| statement.rating = Some(rating));
            assert_eq!((set.evidence[0].outcome, set.evidence[0].valid_until), (Outcome::Contradicts, None));
        }
    }

    #[test]
    fn grades_rise_with_what_stands_behind() {
        let grade = |change: &dyn Fn(&mut Statement)| derived(change).evidence[0].grade;
        assert_eq!(grade(&|_| ()), Grade::Claimed);
        assert_eq!(grade(&examined), Grade::Examined);
        let tested = |statement: &mut Statement| {
            examined(statement);
            statement.kind = EvidenceKind::Tested;
        };
        assert_eq!(grade(&tested), Grade::Examined);
        let recorded = |statement: &mut Statement| {
            tested(statement);
            statement.result = "passed".into();
        };
        assert_eq!(grade(&recorded), Grade::Verified);
    }

    #[test]
    fn nobody_accepts_a_statement_of_their_own_without_the_role_or_before_it_is_made() {
        let grade = |change: &dyn Fn(&mut Statement)| {
            let both = |statement: &mut Statement| {
                examined(statement);
                change(statement);
            };
            derived(both).evidence[0].grade
        };
        assert_eq!(grade(&|s| s.made_by = PersonId::from_foreign("assessor")), Grade::Claimed);
        assert_eq!(grade(&|s| s.accepted_by = Some(PersonId::from_foreign("owner"))), Grade::Claimed);
        assert_eq!(grade(&|s| s.accepted_at = Some(ringwall_model::Instant(0))), Grade::Claimed);
        assert_eq!(grade(&|s| s.artefact = None), Grade::Claimed);
    }

    #[test]
    fn what_is_accepted_later_is_a_claim_until_then() {
        let mut world = World::two_zones();
        let mut statement = statement("zone:bpcs", "SR 1.5", Rating::Fully);
        examined(&mut statement);
        let accepted = statement.made_at.plus_days(7);
        statement.accepted_at = Some(accepted);
        world.plant.statements.insert(StatementId::from_foreign("st-1"), statement.clone());
        let plant = world.plant.clone();
        let grade = |at| {
            let mut then = World::two_zones();
            then.plant = plant.known_at(at).into_owned();
            then.derive().evidence[0].grade
        };
        assert_eq!(grade(statement.made_at.plus_days(6)), Grade::Claimed);
        assert_eq!(grade(accepted), Grade::Examined);
    }

    #[test]
    fn a_claim_needs_the_owner_and_an_assessor_who_is_somebody_else() {
        let approved = |approved: Option<&str>, accepted: Option<&str>| {
            let set = derived(|s| {
                (s.not_applicable, s.rating) = (true, None);
                s.approved_by = approved.map(PersonId::from_foreign);
                s.accepted_by = accepted.map(PersonId::from_foreign);
            });
            assert!(set.evidence.is_empty());
            set.not_applicable[0].approved_and_accepted
        };
        assert!(approved(Some("owner"), Some("assessor")));
        assert!(!approved(Some("owner"), None) && !approved(None, Some("assessor")));
        assert!(!approved(Some("both"), Some("both")) && !approved(Some("assessor"), Some("owner")));
        let by_its_author = derived(|s| {
            (s.not_applicable, s.rating) = (true, None);
            s.made_by = PersonId::from_foreign("owner");
            (s.approved_by, s.accepted_by) = (Some(s.made_by.clone()), Some(PersonId::from_foreign("assessor")));
        });
        assert!(!by_its_author.not_applicable[0].approved_and_accepted);
    }

    #[test]
    fn an_unknown_row_or_criterion_has_no_effect_and_is_told() {
        let set = derived(|statement| statement.requirement = RequirementId::new("SR 1.55"));
        assert!(set.evidence.is_empty());
        assert_eq!(set.diagnostics[0].code, "statement-unknown-requirement");
        let set = derived(|statement| statement.criteria.push(CriterionId::new("SR 1.5/nothing")));
        assert!(set.evidence.is_empty());
        assert_eq!(set.diagnostics[0].code, "statement-unknown-criterion");
    }
}
