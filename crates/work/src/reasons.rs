//! Why levels are what they are, which questions are worth an answer, and what changed between two answers.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Read as _};
use std::path::Path;

use ringwall_assess::{Index, Reasons, Watchable, index};
use ringwall_diagram::Diagram;
use ringwall_evidence::{Effect, RULES};
use ringwall_model::{
    Assessment, CriterionId, Difference, Explanation, FoundationalRequirement, Plant, Question, ScopeAssessment,
    ScopeId,
};

use crate::assess::{self, Assessed, Prepared, Request};
use crate::{WorkError, draw};

/// Largest saved answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1 << 30;

/// An answer with all it was made of, to be asked for its reasons.
#[derive(Debug)]
pub struct Opened {
    /// The answer.
    pub assessed: Assessed,
    plant: Plant,
    index: Index,
    watchable: BTreeMap<CriterionId, Watchable>,
}

/// Assesses, and keeps what the answer was made of.
pub fn open(request: &Request<'_>) -> Result<Opened, WorkError> {
    let Prepared { plant, evidence, context, .. } = assess::prepare(request)?;
    let index = index(&plant, request.catalogue, &evidence);
    let assessed = assess::judge(request, &plant, &index, context);
    Ok(Opened { assessed, plant, index, watchable: watchable() })
}

/// Criteria that a rule can show from the wire, and how; of several rules the one that takes the shortest time.
fn watchable() -> BTreeMap<CriterionId, Watchable> {
    let mut watchable: BTreeMap<CriterionId, Watchable> = BTreeMap::new();
    for rule in RULES {
        for (id, _) in rule.criteria.iter().filter(|(_, effect)| *effect == Effect::Sufficient) {
            let new = Watchable { days: rule.window_days, per_asset: rule.unit.is_per_asset() };
            let known = watchable.entry(CriterionId::new(id)).or_insert(new);
            if new.days < known.days {
                *known = new;
            }
        }
    }
    watchable
}

impl Opened {
    fn reasons<'o>(&'o self, request: &Request<'o>) -> Reasons<'o> {
        Reasons::new(&self.plant, request.catalogue, &self.index, &self.assessed.assessment, &self.watchable)
    }

    /// Why one scope stands where it does for one foundational requirement; both as a person types them.
    pub fn why(&self, request: &Request<'_>, scope: &str, fr: &str) -> Result<Explanation, WorkError> {
        let fr = foundational_requirement(fr)?;
        let scope = self.scope(scope)?;
        Ok(self.reasons(request).explain(scope, fr))
    }

    /// The explanations of every scope and foundational requirement.
    pub fn explanations(&self, request: &Request<'_>) -> Vec<Explanation> {
        let reasons = self.reasons(request);
        let of = |scope: &ScopeAssessment| FoundationalRequirement::ALL.map(|fr| reasons.explain(scope, fr));
        reasons.scopes().flat_map(of).collect()
    }

    /// The drawing of the page, with levels; none for a plant too large for one.
    pub fn drawing(&self) -> Option<Diagram> {
        draw::on_page(&self.plant, &self.assessed.assessment)
    }

    /// Every question, or those that touch a scope; what matters most first.
    pub fn questions(&self, request: &Request<'_>, scope: Option<&str>) -> Result<Vec<Question>, WorkError> {
        let scope = scope.map(|scope| self.scope(scope)).transpose()?;
        let mut questions = self.reasons(request).questions();
        if let Some(scope) = scope {
            questions.retain(|question| question.cells.iter().any(|(touched, _)| *touched == scope.scope));
        }
        Ok(questions)
    }

    /// `bpcs`, `zone:bpcs`, `conduit:bpcs-to-historian`.
    fn scope(&self, wanted: &str) -> Result<&ScopeAssessment, WorkError> {
        let answer = &self.assessed.assessment;
        let all = || answer.zones.iter().chain(&answer.conduits);
        let named: Vec<&ScopeAssessment> =
            all().filter(|s| s.id.as_ref() == wanted || s.scope.to_string() == wanted).collect();
        match named.as_slice() {
            [scope] => Ok(scope),
            [] if self.is_outside(wanted) => Err(WorkError::OutsideScope(wanted.to_owned())),
            [] => {
                let ids: Vec<String> = all().flat_map(|s| [s.id.to_string(), s.scope.to_string()]).collect();
                let nearest = ringwall_plant::nearest(wanted, ids.iter().map(String::as_str)).map(str::to_owned);
                Err(WorkError::UnknownScope { id: wanted.to_owned(), nearest })
            }
            _ => Err(WorkError::AmbiguousScope(wanted.to_owned())),
        }
    }

    /// Declared, and not judged.
    fn is_outside(&self, wanted: &str) -> bool {
        let zones = self.plant.zones.keys().cloned().map(ScopeId::Zone);
        let mut all = zones.chain(self.plant.conduits.keys().cloned().map(ScopeId::Conduit));
        all.any(|scope| {
            scope.to_string() == wanted || scope.to_string().split_once(':').is_some_and(|(_, id)| id == wanted)
        })
    }
}

fn foundational_requirement(wanted: &str) -> Result<FoundationalRequirement, WorkError> {
    FoundationalRequirement::parse(wanted).ok_or_else(|| {
        let all = FoundationalRequirement::ALL.map(FoundationalRequirement::abbreviation);
        let nearest = ringwall_plant::nearest(wanted, all).map(str::to_owned);
        WorkError::UnknownFoundationalRequirement { id: wanted.to_owned(), nearest }
    })
}

/// One side of a comparison.
#[derive(Debug)]
pub struct Side {
    /// The answer.
    pub assessment: Assessment,
    /// What the folder declares; none for a saved answer.
    plant: Option<Plant>,
}

/// A side of a comparison: a plant folder to be assessed, or the JSON of an answer.
pub fn side(request: &Request<'_>) -> Result<Side, WorkError> {
    if request.folder.is_file() {
        return Ok(Side { assessment: saved(request.folder)?, plant: None });
    }
    let Prepared { plant, evidence, context, .. } = assess::prepare(request)?;
    let assessed = assess::judge(request, &plant, &index(&plant, request.catalogue, &evidence), context);
    Ok(Side { assessment: assessed.assessment, plant: Some(plant) })
}

fn saved(path: &Path) -> Result<Assessment, WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let file = fs::File::open(path).map_err(cannot)?;
    let answer: Assessment = serde_json::from_reader(BufReader::new(file.take(ANSWER_BYTES_MAX)))
        .map_err(|error| WorkError::NotAnAnswer { path: path.to_path_buf(), why: error.to_string() })?;
    match (answer.format.as_ref(), answer.version) {
        ("ringwall-assessment", 1) => Ok(answer),
        (format, version) => {
            let why = format!("its format is {format}, version {version}");
            Err(WorkError::NotAnAnswer { path: path.to_path_buf(), why })
        }
    }
}

/// What changed from one side to the other.
pub fn difference(from: &Side, to: &Side, request: &Request<'_>) -> Difference {
    let declared = from.plant.as_ref().zip(to.plant.as_ref()).map(|(from, to)| ringwall_assess::declared(from, to));
    ringwall_assess::difference(&from.assessment, &to.assessment, request.catalogue, declared.unwrap_or_default())
}
