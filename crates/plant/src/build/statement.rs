//! Statements.

use ringwall_model::{Artefact, EvidenceKind, Foreign, Instant, PersonId, Rating, RequirementId, Statement};

use super::{Build, sorted};
use crate::{
    codes,
    node::{Entry, Node},
};

impl Build<'_, '_> {
    /// A statement that supports something is left out when it has a flaw. One that contradicts is kept, and the list
    /// of its units too: without them it speaks of every unit.
    pub(super) fn statement(&mut self, entry: &Entry, node: &Node) -> Option<Statement> {
        let before = self.sink.flaws();
        let scope = self.scope(node);
        let requirement = RequirementId::new(node.text("requirement")?);
        let criteria = self.criteria(node, &requirement);
        let rating: Option<Rating> = node.word("rating");
        let not_applicable = self.not_applicable(entry, node, rating);
        let flawed = node.flawed || self.sink.flaws() != before;
        let made_at = node.instant("made_at")?;
        let made_by: PersonId = node.id("made_by")?;
        let acceptance = self.acceptance(node, &made_by, made_at);
        let approved_by = self.approval(node, &made_by);
        let contradicts = rating.is_some_and(|rating| rating != Rating::Fully);
        (contradicts || !flawed).then_some(())?;
        Some(Statement {
            place: self.span(entry.key_at),
            scope: scope?,
            requirement,
            criteria,
            units: sorted(node.ids("units")),
            rating,
            not_applicable,
            kind: node.word("kind").unwrap_or(EvidenceKind::Attested),
            artefact: node.node("artefact").and_then(artefact),
            result: node.foreign("result"),
            made_by,
            made_at,
            valid_until: node.instant("valid_until"),
            approved_by,
            accepted_by: acceptance.clone().map(|(by, _)| by),
            accepted_at: acceptance.and_then(|(_, at)| at),
            remark: node.foreign("remark"),
        })
    }

    fn not_applicable(&mut self, entry: &Entry, node: &Node, rating: Option<Rating>) -> bool {
        let said = node.boolean("not_applicable").unwrap_or(false);
        if said && rating.is_some() {
            let message = "the statement gives a rating and says that the row does not apply";
            let draft = self.sink.draft(&codes::RATED_NOT_APPLICABLE, node.at("not_applicable"), message);
            self.sink.push(draft.help("keep one of the two: what does not apply has no rating"));
        }
        if !said && rating.is_none() && !node.flawed {
            let message = "the statement has neither `rating` nor `not_applicable = true`";
            let draft = self.sink.draft(&codes::SAYS_NOTHING, entry.key_at, message);
            self.sink.push(draft.help("add `rating = \"fully\"` (or partially, minimal, none)"));
        }
        said && rating.is_none()
    }

    /// Who accepted and when, unless that cannot be.
    fn acceptance(&mut self, node: &Node, made_by: &PersonId, made_at: Instant) -> Option<(PersonId, Option<Instant>)> {
        let by: PersonId = node.id("accepted_by")?;
        let at = node.instant("accepted_at");
        if by == *made_by {
            let message = format!("`{by}` made this statement and cannot accept it");
            let draft = self.sink.draft(&codes::ACCEPTED_BY_MAKER, node.at("accepted_by"), message);
            self.sink.push(draft.help("let a second person accept it as assessor; until then it is a claim"));
            return None;
        }
        if let Some(early) = at.filter(|at| *at < made_at) {
            let message = format!("accepted at {early}, before it was made at {made_at}");
            let draft = self.sink.draft(&codes::ACCEPTED_EARLY, node.at("accepted_at"), message);
            self.sink.push(draft.help("accept the statement as it now stands; until then it is a claim"));
            return None;
        }
        if let (Some(late), Some(until)) = (at, node.instant("valid_until"))
            && until <= late
        {
            let message = format!("accepted at {late}, when it was valid only until {until}");
            let draft = self.sink.draft(&codes::ACCEPTED_LATE, node.at("accepted_at"), message);
            self.sink.push(draft.help("let the statement be made anew and accept that; until then it is a claim"));
            return None;
        }
        Some((by, at))
    }

    /// Who approved that the row does not apply, unless it is whoever says so.
    fn approval(&mut self, node: &Node, made_by: &PersonId) -> Option<PersonId> {
        let by: PersonId = node.id("approved_by")?;
        if by != *made_by {
            return Some(by);
        }
        let message = format!("`{by}` made this statement and cannot approve it");
        let draft = self.sink.draft(&codes::APPROVED_BY_MAKER, node.at("approved_by"), message);
        self.sink.push(draft.help("let another asset owner approve it; until then it does not count"));
        None
    }
}

fn artefact(node: &Node) -> Option<Artefact> {
    Some(Artefact {
        reference: Foreign::from(node.text("reference")?),
        at: node.foreign("at"),
        sha256: node.text("sha256").map(|text| text.to_ascii_lowercase().into()),
    })
}
