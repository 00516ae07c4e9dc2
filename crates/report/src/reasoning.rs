//! Why a level is what it is, in plain words: what `ringwall why` says and what stands in the page behind each number.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Explanation, FoundationalRequirement, Means, RequirementId, RowReason, SecurityLevel, Step, Verdict, Watch,
};

use crate::{
    Block, Line, Tone,
    view::{View, evidence_line, evidence_name, listed, slug, units_listed, units_words, verdict_tone, verdict_words},
};

/// How fully a criterion is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fullness {
    /// In full.
    Full,
    /// By its id; its words stand once, elsewhere in the page.
    ById,
}

/// An explanation, piece by piece.
pub(crate) fn blocks(
    catalogue: &Catalogue,
    view: &View<'_>,
    explanation: &Explanation,
    fullness: Fullness,
) -> Vec<Block> {
    let mut blocks = vec![Block::List(standing(explanation))];
    blocks.extend(caps(view, explanation, fullness));
    blocks.extend(steps(catalogue, view, explanation, fullness));
    blocks.extend(beside(view, explanation, fullness));
    blocks
}

fn level(level: Option<SecurityLevel>) -> String {
    level.map_or_else(|| "none".to_owned(), |level| level.to_string())
}

fn standing(explanation: &Explanation) -> Vec<Line> {
    let Some(demonstrated) = explanation.demonstrated else { return vec![not_judged(explanation)] };
    let mut lines = vec![
        Line::default()
            .toned(format!("demonstrated {demonstrated}"), Tone::Strong)
            .then(demonstrated_words(explanation)),
        Line::default()
            .toned(format!("ceiling {}", level(explanation.ceiling)), Tone::Strong)
            .then(ceiling_words(explanation)),
    ];
    if explanation.claimed != explanation.demonstrated {
        let claimed = format!("claimed {}", level(explanation.claimed));
        lines.push(Line::default().toned(claimed, Tone::Strong).then(claimed_words(explanation)));
    }
    if !explanation.disputed.is_empty() {
        let rows = format!(
            ": this level hangs on {}, whose own level in the standard is disputed",
            listed(&explanation.disputed)
        );
        lines.push(Line::default().toned("disputed", Tone::Open).then(rows));
    }
    lines
}

fn not_judged(explanation: &Explanation) -> Line {
    let elsewhere = match explanation.elsewhere.is_empty() {
        true => String::new(),
        false => format!("; judged in the zones it joins: {}", listed(&explanation.elsewhere)),
    };
    Line::text(format!("no row of {} is judged in {}{elsewhere}", explanation.fr, explanation.scope))
}

fn demonstrated_words(explanation: &Explanation) -> String {
    let compensated = match explanation.without_compensation == explanation.demonstrated {
        true => String::new(),
        false => format!(", {} without compensation", level(explanation.without_compensation)),
    };
    format!("{compensated}; {} of {} rows decided", explanation.decided, explanation.applicable)
}

fn ceiling_words(explanation: &Explanation) -> String {
    match (explanation.ceiling_caps.is_empty(), explanation.ceiling.map(SecurityLevel::get)) {
        (false, _) => format!(": {} not met", listed(&explanation.ceiling_caps)),
        (true, _) => ": nothing speaks against any row".to_owned(),
    }
}

fn claimed_words(explanation: &Explanation) -> String {
    match explanation.claimed_only.is_empty() {
        true => " by statements alone".to_owned(),
        false => format!(" by statements alone: {} are stated and not demonstrated", listed(&explanation.claimed_only)),
    }
}

fn caps(view: &View<'_>, explanation: &Explanation, fullness: Fullness) -> Vec<Block> {
    let Some(next) = explanation.next else { return nothing_above(explanation) };
    let mut blocks = vec![heading(format!("What keeps it from {next}"))];
    let (against, open): (Vec<&RowReason>, Vec<&RowReason>) =
        explanation.caps.iter().partition(|row| row.verdict == Verdict::NotMet);
    for row in against {
        blocks.push(Block::Paragraph(row_line(row)));
        blocks.push(Block::List(view.evidence(&row.against).map(evidence_line).collect()));
    }
    if !open.is_empty() {
        let line = |row: &&RowReason| match fullness {
            Fullness::Full => row_line(row),
            Fullness::ById => Line::text(format!("{}: {}", row.requirement, row.basis)),
        };
        blocks.push(Block::List(open.iter().map(line).collect()));
    }
    blocks
}

fn nothing_above(explanation: &Explanation) -> Vec<Block> {
    match explanation.demonstrated {
        Some(_) => vec![Block::Paragraph(Line::text("there is no level above 4"))],
        None => Vec::new(),
    }
}

fn heading(text: String) -> Block {
    Block::Heading { rank: 3, text: Line::text(text), anchor: None }
}

fn row_line(row: &RowReason) -> Line {
    Line::default()
        .toned(format!("{} ", verdict_words(row.verdict)), verdict_tone(row.verdict))
        .toned(format!("{} {}", row.requirement, row.title), Tone::Strong)
        .then(format!(" (asked from SL {}): {}", row.sl_min, row.basis))
}

fn steps(catalogue: &Catalogue, view: &View<'_>, explanation: &Explanation, fullness: Fullness) -> Vec<Block> {
    let Some(next) = explanation.next.filter(|_| !explanation.steps.is_empty()) else { return Vec::new() };
    let mut blocks = vec![heading(format!("What would raise it to {next}: all of this, cheapest to find out first"))];
    for (number, group) in (1..).zip(explanation.steps.chunk_by(are_one_action)) {
        let Some(first) = group.first() else { continue };
        let words = format!("{number}. {}", action(first, explanation));
        blocks.push(Block::Paragraph(Line::default().toned(words, Tone::Strong)));
        if first.means == Means::Declare {
            continue;
        }
        blocks.push(match fullness {
            Fullness::Full => Block::List(group.iter().map(|step| step_line(view, step)).collect()),
            Fullness::ById => Block::Paragraph(Line::text(short_steps(view, group))),
        });
    }
    let unless = unless(catalogue, &explanation.steps);
    if fullness == Fullness::Full && !unless.is_empty() {
        blocks.push(heading("Unless".to_owned()));
        blocks.push(Block::List(unless));
    }
    blocks
}

fn are_one_action(one: &Step, other: &Step) -> bool {
    (one.mend, one.means, &one.scope, &one.units, &one.on_behalf_of)
        == (other.mend, other.means, &other.scope, &other.units, &other.on_behalf_of)
}

fn action(step: &Step, explanation: &Explanation) -> String {
    let of = match (step.on_behalf_of.is_empty(), step.scope == explanation.scope) {
        (true, true) => String::new(),
        (true, false) => format!(" in {}", step.scope),
        (false, _) => format!(" in {}, on which {} lean for the row", step.scope, units_listed(&step.on_behalf_of)),
    };
    let units = format!("{}{of}", units_words(&step.units));
    let words = match step.means {
        Means::Accept => format!("have an assessor accept, with an artefact, what is only claimed for {units}, that"),
        Means::Renew => format!("renew what has expired for {units}, that"),
        Means::Document => {
            format!("look at the system or its documents and record where it is shown, for {units}, that")
        }
        Means::Configuration => format!("read the configuration and keep it, for {units}, that"),
        Means::Test => format!("test and record the result, for {units}, that"),
        Means::Capture => format!("watch the wire, for {units}, that"),
        Means::Declare => format!(
            "declare the assets of {}: rows on assets cannot be decided before; what these have to show comes on top",
            step.scope
        ),
    };
    if step.mend { format!("Mend what speaks against it; then {words}") } else { capital(&words) }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn step_line(view: &View<'_>, step: &Step) -> Line {
    let Some(id) = &step.criterion else { return Line::default() };
    let text = view.criterion(id).map(|criterion| criterion.text.as_str()).unwrap_or_default();
    let mut line = Line::default().toned(id.to_string(), Tone::Code).then(format!(": {text}"));
    let names: Vec<String> = view.evidence(&step.evidence).map(evidence_name).collect();
    if !names.is_empty() {
        line = line.toned(format!(" [{}]", names.join("; ")), Tone::Muted);
    }
    let lead = if step.means == Means::Capture { "" } else { "or " };
    let watch = step.watch.as_ref().map(|watch| format!("{lead}{}", watch_words(watch)));
    let more: Vec<String> = conditions_of_closing(step).into_iter().chain(watch).collect();
    if more.is_empty() { line } else { line.toned(format!(" ({})", more.join("; ")), Tone::Muted) }
}

/// What shows it must outweigh what speaks against it.
fn conditions_of_closing(step: &Step) -> Option<String> {
    let newest = step.newer_than?;
    Some(format!("dated after {newest}, at least {}", step.grade.word()))
}

/// `capture at span-sis for 24 h`.
pub(crate) fn watch_words(watch: &Watch) -> String {
    let long = match watch.days {
        0 => "which one exchange can show".to_owned(),
        days => format!("for {} h", days.saturating_mul(24)),
    };
    match watch.points.is_empty() {
        true => format!("capture {long}, from an observation point still to be declared"),
        false => format!("capture at {} {long}", listed(&watch.points)),
    }
}

/// Rows that need not be shown where their condition is absent.
fn unless(catalogue: &Catalogue, steps: &[Step]) -> Vec<Line> {
    let mut rows: BTreeMap<&str, BTreeSet<&RequirementId>> = BTreeMap::new();
    for step in steps {
        if let Some(condition) = &step.unless {
            rows.entry(condition).or_default().insert(&step.requirement);
        }
    }
    let line = |(condition, rows): (&str, BTreeSet<&RequirementId>)| {
        let rows: Vec<&RequirementId> = rows.into_iter().collect();
        let meaning = catalogue.conditions().get(condition).map(|m| format!(" ({m})")).unwrap_or_default();
        Line::text(format!("{} falls away where {condition} is shown to be absent{meaning}", listed(&rows)))
    };
    rows.into_iter().map(line).collect()
}

/// `SR 1.1 identified, authenticated; SR 1.3 removed`.
fn short_steps(view: &View<'_>, group: &[Step]) -> String {
    let by_row = group.chunk_by(|one, other| one.requirement == other.requirement);
    let words = by_row.filter_map(|steps| {
        let row = &steps.first()?.requirement;
        let slugs: Vec<&str> = steps.iter().filter_map(|step| step.criterion.as_ref()).map(slug).collect();
        let against: BTreeSet<String> =
            steps.iter().flat_map(|s| view.evidence(&s.evidence)).map(evidence_name).collect();
        let against: Vec<String> = against.into_iter().collect();
        let against = if against.is_empty() { String::new() } else { format!(" [{}]", against.join("; ")) };
        Some(format!("{row} {}{against}", slugs.join(", ")))
    });
    words.collect::<Vec<_>>().join("; ")
}

fn beside(view: &View<'_>, explanation: &Explanation, fullness: Fullness) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !explanation.compensated.is_empty() {
        let line = |c: &ringwall_model::CompensationReason| {
            Line::text(format!("{} counts up to SL {} by {} [{}]", c.requirement, c.up_to, c.by, c.place.terminal()))
        };
        blocks.push(heading("Compensation".to_owned()));
        blocks.push(Block::List(explanation.compensated.iter().map(line).collect()));
    }
    let stale: Vec<Line> = view.evidence(&explanation.stale).map(evidence_line).collect();
    if !stale.is_empty() {
        blocks.push(heading("Expired, and missed".to_owned()));
        blocks.push(Block::List(stale));
    }
    // The page says it once for the whole scope.
    let said = fullness == Fullness::ById || explanation.demonstrated.is_none();
    if !explanation.elsewhere.is_empty() && !said {
        blocks.push(Block::Paragraph(
            Line::default()
                .toned(format!("judged in the zones it joins: {}", listed(&explanation.elsewhere)), Tone::Muted),
        ));
    }
    if matches!(explanation.fr, FoundationalRequirement::Tre | FoundationalRequirement::Ra) {
        blocks.push(Block::Paragraph(Line::default().toned("SL 4 asks nothing beyond SL 3 here", Tone::Muted)));
    }
    blocks
}
