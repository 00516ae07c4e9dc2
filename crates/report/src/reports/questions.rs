//! Questions, ordered by what their answers could still change.

use ringwall_catalogue::Catalogue;
use ringwall_model::{Assessment, Bearing, Means, NOTICE, Question, ScopeId, UnitId};

use crate::{
    Block, Document, Line, Tone,
    reasoning::watch_words,
    view::{View, evidence_name, listed, slug, units_words},
};

/// Most scopes named in a line; JSON names all.
const SCOPES_NAMED_MAX: usize = 6;

/// The first `limit` questions that matter; how many do not, and why.
pub fn questions(catalogue: &Catalogue, answer: &Assessment, questions: &[Question], limit: usize) -> Document {
    let view = View::new(catalogue, answer);
    let (asked, omitted): (Vec<&Question>, Vec<&Question>) = questions.iter().partition(|q| q.bearing.matters());
    let mut blocks = vec![Block::Paragraph(Line::text(counted(&asked, limit)))];
    for (number, question) in asked.iter().take(limit).enumerate() {
        blocks.push(title(number.saturating_add(1), question));
        blocks.push(Block::List(lines(&view, question)));
    }
    blocks.extend(left_out(&omitted));
    blocks.push(Block::Paragraph(Line::default().toned(NOT_ASKED, Tone::Muted)));
    Document {
        title: Line::text("Questions worth an answer: ").foreign(&answer.plant),
        subtitle: Line::text(format!("method {}, at {}", answer.method, answer.at)),
        blocks,
        notice: NOTICE,
    }
}

const NOT_ASKED: &str = "What is contradicted is no question: it has to be mended. ringwall why DIR SCOPE FR says what, and where it was seen.";

fn counted(asked: &[&Question], limit: usize) -> String {
    match asked.len() {
        0 => "no question is open that could change a level up to its target".to_owned(),
        1 => "one question is open that could change a level up to its target".to_owned(),
        n if n <= limit => format!("{n} questions are open that could change a level up to its target"),
        n => format!("the first {limit} of {n} questions that could change a level up to its target"),
    }
}

fn title(number: usize, question: &Question) -> Block {
    let slugs: Vec<&str> = question.criteria.iter().map(slug).collect();
    let id = format!("{} {}", question.requirement, slugs.join(", "));
    let text = Line::text(format!("{number}. {} ", question.text)).toned(format!("[{}]", id.trim_end()), Tone::Muted);
    Block::Heading { rank: 3, text, anchor: None }
}

fn lines(view: &View<'_>, question: &Question) -> Vec<Line> {
    let mut lines = vec![Line::text(of_what(question)), Line::text(changes(question)), Line::text(answer(question))];
    let names: Vec<String> = view.evidence(&question.evidence).map(evidence_name).collect();
    if !names.is_empty() {
        let word = if question.means == Means::Renew { "expired" } else { "claimed already" };
        lines.push(Line::text(format!("{word}: {}", names.join("; "))));
    }
    lines
}

fn of_what(question: &Question) -> String {
    let whole = |units: &[UnitId]| matches!(units, [UnitId::Scope(_)]);
    let of = question.of.iter().map(|asked| match whole(&asked.units) {
        true => units_words(&asked.units),
        false => format!("{} in {}", units_words(&asked.units), asked.scope),
    });
    let of: Vec<String> = of.collect();
    let product = question.product.as_ref().map(|id| format!("product {id}: ")).unwrap_or_default();
    format!("of {product}{}", few(&of))
}

fn few(items: &[String]) -> String {
    let mut shown: Vec<String> = items.iter().take(SCOPES_NAMED_MAX).cloned().collect();
    if let Some(more) = items.len().checked_sub(SCOPES_NAMED_MAX).filter(|more| *more > 0) {
        shown.push(format!("{more} more"));
    }
    shown.join("; ")
}

fn changes(question: &Question) -> String {
    let cells: Vec<String> = question.cells.iter().map(|(scope, fr)| cell(scope, *fr)).collect();
    let touches = few(&cells);
    match (question.raises, question.blocks, question.bearing) {
        (0, 0, Bearing::Later) => format!("asked below the target, beyond the next level: {touches}"),
        (0, _, Bearing::Compensated) => {
            format!("stands compensated; bears on the level without compensation: {touches}")
        }
        (0, blocks, _) => format!("in the way of {}: {touches}", levels(blocks)),
        (raises, blocks, _) if raises == blocks => format!("a yes alone raises {}: {touches}", levels(raises)),
        (raises, blocks, _) => {
            format!("a yes alone raises {}, and is in the way of {} in all: {touches}", levels(raises), levels(blocks))
        }
    }
}

fn cell(scope: &ScopeId, fr: ringwall_model::FoundationalRequirement) -> String {
    format!("{scope} {fr}")
}

fn levels(n: u32) -> String {
    if n == 1 { "1 level".to_owned() } else { format!("{n} levels") }
}

/// Who can answer, and what makes the answer *examined*.
fn answer(question: &Question) -> String {
    let watch = question.watch.as_ref().map(|watch| format!("; or {}", watch_words(watch))).unwrap_or_default();
    format!("{} answers; examined by {}{watch}", question.answerer.word(), artefact(question.means))
}

fn artefact(means: Means) -> &'static str {
    match means {
        Means::Accept => "the artefact behind the statement, and acceptance by an assessor who did not make it",
        Means::Renew => "the same artefact, looked at anew, accepted by an assessor who did not make the statement",
        Means::Document => "a document or record with its page, accepted by an assessor who did not make the statement",
        Means::Configuration => {
            "the configuration with its line, accepted by an assessor who did not make the statement"
        }
        Means::Test => "the recorded result of a test, accepted by an assessor who did not make the statement",
        Means::Capture => "a capture",
        Means::Declare => "assets in plant.toml; ringwall discover proposes those that captures show",
    }
}

fn left_out(omitted: &[&Question]) -> Vec<Block> {
    let with = |bearing: Bearing| omitted.iter().filter(move |question| question.bearing == bearing);
    let mut lines = Vec::new();
    let above = with(Bearing::AboveTarget).count();
    if above > 0 {
        lines.push(Line::text(format!("{above} ask for rows above every target they touch")));
    }
    let mut behind: Vec<&ringwall_model::RequirementId> =
        with(Bearing::BehindCeiling).flat_map(|q| &q.behind).collect();
    behind.sort();
    behind.dedup();
    let waiting = with(Bearing::BehindCeiling).count();
    if waiting > 0 {
        lines.push(Line::text(format!(
            "{waiting} wait behind rows that are not met and hold the ceiling below: {}",
            listed(&behind)
        )));
    }
    if lines.is_empty() {
        return Vec::new();
    }
    vec![heading("Left out: no answer could change a level up to its target"), Block::List(lines)]
}

fn heading(text: &'static str) -> Block {
    Block::Heading { rank: 3, text: Line::text(text), anchor: None }
}
