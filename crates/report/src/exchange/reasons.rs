//! `ringwall why --json` and `ringwall questions --json`.

use serde::Serialize;

use ringwall_model::{Assessment, Evidence, EvidenceId, Explanation, Foreign, Instant, NOTICE, Question};

/// Why a level is what it is, with the evidence it names.
#[derive(Serialize)]
pub struct WhyDocument<'a> {
    format: &'static str,
    version: u32,
    method: &'a str,
    at: Instant,
    plant: &'a Foreign,
    #[serde(flatten)]
    explanation: &'a Explanation,
    evidence: Vec<&'a Evidence>,
    notice: &'static str,
}

impl<'a> WhyDocument<'a> {
    /// The document of one explanation.
    pub fn new(answer: &'a Assessment, explanation: &'a Explanation) -> Self {
        let rows = explanation.caps.iter().flat_map(|row| &row.evidence);
        let steps = explanation.steps.iter().flat_map(|step| &step.evidence);
        let named = rows.chain(steps).chain(&explanation.stale).collect();
        Self {
            format: "ringwall-why",
            version: 1,
            method: &answer.method,
            at: answer.at,
            plant: &answer.plant,
            explanation,
            evidence: of(answer, &named),
            notice: NOTICE,
        }
    }
}

/// Questions, ordered by what their answers could still change, with the evidence they name.
#[derive(Serialize)]
pub struct QuestionsDocument<'a> {
    format: &'static str,
    version: u32,
    method: &'a str,
    at: Instant,
    plant: &'a Foreign,
    /// Questions whose answer can change a level up to its target; of these as many as were asked for.
    matter: usize,
    questions: Vec<&'a Question>,
    /// The others, each with why.
    omitted: Vec<&'a Question>,
    evidence: Vec<&'a Evidence>,
    notice: &'static str,
}

impl<'a> QuestionsDocument<'a> {
    /// The document of the first `limit` questions.
    pub fn new(answer: &'a Assessment, questions: &'a [Question], limit: usize) -> Self {
        let (matter, omitted): (Vec<&Question>, Vec<&Question>) = questions.iter().partition(|q| q.bearing.matters());
        let count = matter.len();
        let shown: Vec<&Question> = matter.into_iter().take(limit).collect();
        let named = shown.iter().flat_map(|question| &question.evidence).collect();
        Self {
            format: "ringwall-questions",
            version: 1,
            method: &answer.method,
            at: answer.at,
            plant: &answer.plant,
            matter: count,
            evidence: of(answer, &named),
            questions: shown,
            omitted,
            notice: NOTICE,
        }
    }
}

fn of<'a>(answer: &'a Assessment, named: &std::collections::BTreeSet<&EvidenceId>) -> Vec<&'a Evidence> {
    answer.evidence.iter().map(|piece| &**piece).filter(|piece| named.contains(&piece.id)).collect()
}
