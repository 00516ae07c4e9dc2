//! The page behind each number: scope by scope, foundational requirement by foundational requirement, the reasons, the
//! rows, and the evidence they rest on. What several rows share stands once: the words of a row, a set of units, a piece
//! of evidence.

use std::collections::BTreeMap;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, Evidence, EvidenceId, Explanation, FoundationalRequirement, Requirement, RowVerdict, ScopeAssessment,
    ScopeId, UnitId, Verdict,
};

use crate::{
    Block, Cell, Column, HeatMap, Line, Row, Section, Table, Tone,
    once::{Once, criteria, one_line},
    reasoning::{self, Fullness},
    view::{
        View, evidence_line, evidence_name, evidence_text, listed, reach_tone, scopes, slug, unit_name, units_count,
        verdict_tone, verdict_words,
    },
};

/// With more scopes than this, criteria are named by their ids in each scope.
const SCOPES_IN_FULL_MAX: usize = 60;
/// Everything behind the map. `explanations` are those of each scope and foundational requirement.
pub(crate) fn detail(catalogue: &Catalogue, answer: &Assessment, explanations: &[Explanation]) -> Vec<Block> {
    let view = View::new(catalogue, answer);
    let many = scopes(answer).count() > SCOPES_IN_FULL_MAX;
    let reasons: BTreeMap<(&ScopeId, FoundationalRequirement), &Explanation> =
        explanations.iter().map(|explanation| ((&explanation.scope, explanation.fr), explanation)).collect();
    let fullness = if many { Fullness::ById } else { Fullness::Full };
    let page = Page { catalogue, view, reasons, fullness };
    let mut blocks = vec![Block::heading("Zones and conduits")];
    blocks.extend(scopes(answer).map(|scope| Block::Detail(page.scope(scope))));
    blocks.push(Block::heading("What rows ask"));
    blocks.push(Block::Detail(page.rows(answer)));
    blocks
}

struct Page<'a> {
    catalogue: &'a Catalogue,
    view: View<'a>,
    reasons: BTreeMap<(&'a ScopeId, FoundationalRequirement), &'a Explanation>,
    fullness: Fullness,
}

/// A row and its answer in one scope.
type Answered<'a> = (&'a Requirement, &'a RowVerdict);

impl<'a> Page<'a> {
    fn scope(&self, scope: &'a ScopeAssessment) -> Section {
        let mut once = Once { scope: scope.scope.to_string(), ..Once::default() };
        let mut blocks = vec![Block::Paragraph(Line::default().toned(vectors(scope), Tone::Code))];
        for fr in FoundationalRequirement::ALL {
            let rows = self.answered(scope, fr);
            blocks.push(Block::Detail(self.level(scope, fr, &rows, &mut once)));
        }
        if !scope.elsewhere.is_empty() {
            blocks.push(Block::Paragraph(Line::text(format!(
                "judged in the zones it joins: {}",
                listed(&scope.elsewhere)
            ))));
        }
        blocks.extend(self.shared(&once));
        Section { anchor: once.scope, summary: summary(scope), blocks }
    }

    fn answered(&self, scope: &'a ScopeAssessment, fr: FoundationalRequirement) -> Vec<Answered<'a>> {
        let known = |answer: &'a RowVerdict| Some((self.view.row(&answer.requirement)?, answer));
        scope.verdicts.iter().filter_map(known).filter(|(row, _)| row.fr == fr).collect()
    }

    fn level(
        &self,
        scope: &'a ScopeAssessment,
        fr: FoundationalRequirement,
        rows: &[Answered<'a>],
        once: &mut Once<'a>,
    ) -> Section {
        let cell = Cell::of(scope, fr);
        let summary = Line::default()
            .toned(fr.abbreviation(), Tone::Strong)
            .then(format!(
                " {}: target {}, demonstrated..ceiling {} ({}/{} rows decided) ",
                fr.name(),
                cell.target_text(),
                cell.interval(),
                cell.decided,
                cell.applicable
            ))
            .toned(cell.sign(), reach_tone(cell.reach));
        let mut blocks = vec![Block::Paragraph(Line::default().link("map", "up to the map"))];
        if let Some(explanation) = self.reasons.get(&(&scope.scope, fr)) {
            blocks.extend(reasoning::blocks(self.catalogue, &self.view, explanation, self.fullness));
        }
        if !rows.is_empty() {
            blocks.push(Block::Heading { rank: 3, text: Line::text("Every row"), anchor: None });
            blocks.push(self.table(&scope.scope, fr, rows, once));
        }
        Section { anchor: HeatMap::anchor(&scope.scope, fr), summary, blocks }
    }

    /// Rows with something to tell one by one; those of which nothing is known yet, together.
    fn table(&self, scope: &ScopeId, fr: FoundationalRequirement, rows: &[Answered<'a>], once: &mut Once<'a>) -> Block {
        let (told, silent): (Vec<_>, Vec<_>) = rows.iter().copied().partition(|(_, answer)| has_something(answer));
        let mut lines: Vec<Row> =
            told.into_iter().map(|(row, answer)| self.row(scope, fr, row, answer, once)).collect();
        let mut together: BTreeMap<(&str, &[UnitId]), Vec<Answered<'_>>> = BTreeMap::new();
        for (row, answer) in silent {
            together.entry((&answer.basis, &answer.undecided_units)).or_default().push((row, answer));
        }
        lines.extend(
            together.into_iter().map(|((basis, units), rows)| silent_row(scope, fr, basis, units, &rows, once)),
        );
        match self.fullness {
            Fullness::Full => {
                let columns = ["answer", "row", "why", "criteria", "evidence"].map(Column::left).to_vec();
                Block::Table(Table { columns, rows: lines })
            }
            Fullness::ById => Block::Lines(lines.into_iter().map(one_line).collect()),
        }
    }

    fn row(
        &self,
        scope: &ScopeId,
        fr: FoundationalRequirement,
        row: &Requirement,
        answer: &'a RowVerdict,
        once: &mut Once<'a>,
    ) -> Row {
        let compensated =
            answer.compensated.as_ref().map(|c| format!(", compensated up to SL {} by {}", c.up_to, c.by));
        let name = Line::default().mark_to(row_anchor(scope, fr, row), row.id.as_str(), row.id.as_str());
        Row {
            anchor: None,
            cells: vec![
                Line::default().toned(verdict_words(answer.verdict), verdict_tone(answer.verdict)),
                name.then(format!(" {} (SL {})", row.title, row.sl_min)),
                violated(Line::text(format!("{}{}", answer.basis, compensated.unwrap_or_default())), answer),
                criteria(answer, once),
                self.evidence(answer, once),
            ],
        }
    }

    /// Each piece by name; where there are many scopes, by numbers in the scope's list.
    fn evidence(&self, answer: &'a RowVerdict, once: &mut Once<'a>) -> Line {
        let pieces: Vec<(usize, &Evidence)> =
            self.view.evidence(&answer.evidence).map(|piece| (once.number(piece), piece)).collect();
        let list = format!("{}/evidence", once.scope);
        if self.fullness == Fullness::ById {
            let numbers: Vec<usize> = pieces.iter().map(|(number, _)| *number).collect();
            return if numbers.is_empty() { Line::default() } else { Line::default().link(list, listed(&numbers)) };
        }
        let line = |line: Line, (at, (number, piece)): (usize, &(usize, &Evidence))| {
            let line = if at == 0 { line } else { line.then("; ") };
            line.link(format!("{list}/{number}"), evidence_name(piece))
        };
        pieces.iter().enumerate().fold(Line::default(), line)
    }

    fn shared(&self, once: &Once<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !once.sets.is_empty() {
            let mut sets: Vec<(&usize, &&[UnitId])> = once.sets.iter().map(|(units, number)| (number, units)).collect();
            sets.sort();
            let line = |(number, units): (&usize, &&[UnitId])| {
                let names: Vec<String> = units.iter().map(unit_name).collect();
                Line::default()
                    .mark(format!("{}/units/{number}", once.scope), units_count(units))
                    .then(format!(": {}", names.join(", ")))
            };
            let lines = sets.into_iter().map(line).collect();
            blocks.push(fold(format!("{}/units", once.scope), "Units named above".to_owned(), Block::List(lines)));
        }
        if !once.evidence.is_empty() {
            let mut pieces: Vec<(usize, EvidenceId)> =
                once.evidence.iter().map(|(id, number)| (*number, (*id).clone())).collect();
            pieces.sort();
            let lines = pieces.iter().flat_map(|(number, id)| {
                self.view.evidence(std::slice::from_ref(id)).map(|piece| self.entry(once, *number, piece))
            });
            let lines: Vec<Line> = lines.collect();
            let summary = format!("Evidence ({})", pieces.len());
            blocks.push(match self.fullness {
                Fullness::Full => fold(format!("{}/evidence", once.scope), summary, Block::List(lines)),
                Fullness::ById => fold(format!("{}/evidence", once.scope), summary, Block::Lines(lines)),
            });
        }
        blocks
    }

    fn entry(&self, once: &Once<'_>, number: usize, piece: &Evidence) -> Line {
        match self.fullness {
            Fullness::Full => {
                let mark = Line::default().mark(format!("{}/evidence/{number}", once.scope), format!("{number}."));
                Line([mark.then(" ").0, evidence_line(piece).0].concat())
            }
            Fullness::ById => Line::text(format!("{number}. {}", evidence_text(piece))),
        }
    }

    /// What each row asks, once.
    fn rows(&self, answer: &Assessment) -> Section {
        let mut ids: Vec<_> =
            scopes(answer).flat_map(|scope| &scope.verdicts).map(|answer| &answer.requirement).collect();
        ids.sort();
        ids.dedup();
        let rows: std::collections::BTreeSet<&str> = ids.into_iter().map(|id| id.as_str()).collect();
        let mut blocks = Vec::new();
        for row in self.catalogue.requirements().iter().filter(|row| rows.contains(row.id.as_str())) {
            let text = Line::text(format!("{} {} (from SL {})", row.id, row.title, row.sl_min));
            blocks.push(Block::Heading { rank: 3, text, anchor: Some(row.id.to_string()) });
            blocks.push(Block::Paragraph(Line::text(row.text.clone())));
            let line = |c: &ringwall_model::Criterion| {
                Line::default().toned(slug(&c.id).to_owned(), Tone::Code).then(format!(": {}", c.text))
            };
            blocks.push(Block::List(row.criteria.iter().map(line).collect()));
        }
        Section {
            anchor: "rows".to_owned(),
            summary: Line::text("Rows and their criteria, in Ringwall's own words"),
            blocks,
        }
    }
}

fn vectors(scope: &ScopeAssessment) -> String {
    format!(
        "SL-T({id}) = {}   demonstrated {}{}   ceiling {}   claimed {}",
        scope.sl_target.0,
        scope.sl_demonstrated.0,
        without_compensation(scope),
        scope.sl_ceiling.0,
        scope.sl_claimed.0,
        id = scope.id
    )
}

/// Both numbers, where they differ.
fn without_compensation(scope: &ScopeAssessment) -> String {
    let alone = scope.sl_demonstrated_without_compensation;
    if alone == scope.sl_demonstrated { String::new() } else { format!(" ({} without compensation)", alone.0) }
}

/// Says of a row that it stands by what an essential function does not bear.
fn violated(line: Line, answer: &RowVerdict) -> Line {
    let Some(constraint) = &answer.constraint else { return line };
    let words = format!("; constraint violated, sign-off blocked: {} [{}]", constraint.text, constraint.finding);
    line.toned(words, Tone::Bad)
}

fn summary(scope: &ScopeAssessment) -> Line {
    let disputed = match scope.disputed.is_empty() {
        true => String::new(),
        false => format!(" (a level hangs on disputed rows: {})", listed(&scope.disputed)),
    };
    let kind = if matches!(scope.scope, ScopeId::Zone(_)) { "zone" } else { "conduit" };
    let named = Line::text(format!("{kind} {} ", scope.id)).foreign(&scope.name);
    if disputed.is_empty() { named } else { named.toned(disputed, Tone::Open) }
}

fn has_something(answer: &RowVerdict) -> bool {
    answer.verdict != Verdict::Unknown || !answer.evidence.is_empty() || answer.compensated.is_some()
}

/// `zone:bpcs/IAC/SR 1.1`.
fn row_anchor(scope: &ScopeId, fr: FoundationalRequirement, row: &Requirement) -> String {
    format!("{}/{}", HeatMap::anchor(scope, fr), row.id)
}

fn silent_row<'a>(
    scope: &ScopeId,
    fr: FoundationalRequirement,
    basis: &str,
    units: &'a [UnitId],
    rows: &[Answered<'_>],
    once: &mut Once<'a>,
) -> Row {
    let mut names = Line::default();
    for (at, (row, _)) in rows.iter().enumerate() {
        names = if at == 0 { names } else { names.then(", ") };
        names = names.mark_to(row_anchor(scope, fr, row), row.id.as_str(), row.id.as_str());
    }
    Row {
        anchor: None,
        cells: vec![
            Line::default().toned(verdict_words(Verdict::Unknown), Tone::Open),
            names,
            Line::text(basis.to_owned()),
            once.units(Line::text("none decided: "), units),
            Line::default(),
        ],
    }
}

fn fold(anchor: String, summary: String, block: Block) -> Block {
    Block::Detail(Section { anchor, summary: Line::text(summary), blocks: vec![block] })
}
