//! Why a level is what it is, what would raise it, and which questions are worth an answer.

use serde::{Deserialize, Serialize};

use crate::{
    CountermeasureId, CriterionId, EvidenceId, Foreign, FoundationalRequirement, Grade, Instant, ObservationPointId,
    Place, ProductId, RequirementId, ScopeId, SecurityLevel, UnitId, Verdict,
};

/// By what something can be found out, cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// Somebody claims it; it lacks an artefact, or an assessor who accepts it.
    Accept,
    /// It was shown, and that has expired.
    Renew,
    /// Looking at the system or its documents.
    Document,
    /// Reading a configuration.
    Configuration,
    /// Trying it.
    Test,
    /// Watching the wire for long enough, from where all of it is seen.
    Capture,
    /// Declaring assets: rows on assets have no unit before.
    Declare,
}

/// How a capture can show something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Watch {
    /// Days to watch; 0 where one exchange is enough.
    pub days: u32,
    /// Declared observation points that see it.
    pub points: Vec<ObservationPointId>,
}

/// One thing to do, for one criterion and the units it is missing for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// Something speaks against it: it has to be mended before it can be shown.
    pub mend: bool,
    /// By what it is found out most cheaply.
    pub means: Means,
    /// Where the evidence has to stand: the scope itself, or that of the component that provides the row.
    pub scope: ScopeId,
    /// For which units.
    pub units: Vec<UnitId>,
    /// Units that lean on them for the row, where others do.
    pub on_behalf_of: Vec<UnitId>,
    /// Row.
    pub requirement: RequirementId,
    /// Criterion; none where assets must be declared first.
    pub criterion: Option<CriterionId>,
    /// Lowest grade that decides.
    pub grade: Grade,
    /// What shows it must be newer than what speaks against it.
    pub newer_than: Option<Instant>,
    /// What speaks against it, is claimed, or has expired.
    pub evidence: Vec<EvidenceId>,
    /// How a capture can show it, where one can.
    pub watch: Option<Watch>,
    /// The row falls away where this condition is shown to be absent.
    pub unless: Option<String>,
}

/// A row that keeps a level from the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowReason {
    /// Row.
    pub requirement: RequirementId,
    /// Its title.
    pub title: String,
    /// Lowest level that asks for it.
    pub sl_min: SecurityLevel,
    /// Answer.
    pub verdict: Verdict,
    /// The judge's reason.
    pub basis: String,
    /// What speaks against it and is not closed.
    pub against: Vec<EvidenceId>,
    /// Everything that touches it.
    pub evidence: Vec<EvidenceId>,
}

/// A row that counts as satisfied by compensation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompensationReason {
    /// Row.
    pub requirement: RequirementId,
    /// By which countermeasure.
    pub by: CountermeasureId,
    /// Up to which level.
    pub up_to: SecurityLevel,
    /// Where it is declared.
    pub place: Place,
}

/// Why one scope stands at a level of one foundational requirement, and what would raise it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Zone or conduit.
    pub scope: ScopeId,
    /// What it is called.
    pub name: Foreign,
    /// Foundational requirement.
    pub fr: FoundationalRequirement,
    /// Target.
    pub target: Option<SecurityLevel>,
    /// Demonstrated; none where no row is judged here.
    pub demonstrated: Option<SecurityLevel>,
    /// Demonstrated without compensation.
    pub without_compensation: Option<SecurityLevel>,
    /// Ceiling.
    pub ceiling: Option<SecurityLevel>,
    /// From statements alone.
    pub claimed: Option<SecurityLevel>,
    /// Rows decided.
    pub decided: u32,
    /// Rows judged here.
    pub applicable: u32,
    /// The next level; none at 4, or where no row is judged here.
    pub next: Option<SecurityLevel>,
    /// Rows that keep it from the next level, in catalogue order.
    pub caps: Vec<RowReason>,
    /// All of these together raise the demonstrated level to the next; cheapest first.
    pub steps: Vec<Step>,
    /// Rows that are not met and keep the ceiling where it is.
    pub ceiling_caps: Vec<RequirementId>,
    /// Rows that stand compensated.
    pub compensated: Vec<CompensationReason>,
    /// Evidence that has expired and would be missed.
    pub stale: Vec<EvidenceId>,
    /// Rows that statements alone would satisfy and that are not demonstrated, up to the claimed level.
    pub claimed_only: Vec<RequirementId>,
    /// Disputed rows the level hangs on.
    pub disputed: Vec<RequirementId>,
    /// Rows judged in the zones a conduit joins.
    pub elsewhere: Vec<RequirementId>,
}

/// Whether an answer can change a level up to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearing {
    /// It is in the way of the next level somewhere.
    Next,
    /// It is asked below a target, beyond the next level.
    Later,
    /// Where it is asked, the row stands compensated: it bears on the level without compensation alone.
    Compensated,
    /// No: where it is asked, a row that is not met caps the ceiling below.
    BehindCeiling,
    /// No: its row is asked above every target.
    AboveTarget,
}

impl Bearing {
    /// True when an answer can change a level up to a target.
    pub fn matters(self) -> bool {
        self <= Self::Compensated
    }
}

/// Who can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answerer {
    /// Who runs the plant.
    Owner,
    /// The second person who accepts what another stated.
    Assessor,
    /// Who made the product: what it can do is enough for the row.
    Vendor,
}

impl Answerer {
    /// The word used in pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Assessor => "assessor",
            Self::Vendor => "vendor",
        }
    }
}

/// Some units of one scope that a question is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    /// Where the evidence has to stand.
    pub scope: ScopeId,
    /// Units.
    pub units: Vec<UnitId>,
}

/// One question: the criteria of a row that are found out alike, over all units of one product, or of one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Row.
    pub requirement: RequirementId,
    /// Criteria; empty: which assets are there?
    pub criteria: Vec<CriterionId>,
    /// In the catalogue's words.
    pub text: String,
    /// The product all its units are of, where it is asked of a product.
    pub product: Option<ProductId>,
    /// Of what it is asked.
    pub of: Vec<Asked>,
    /// Scopes and foundational requirements whose levels it touches.
    pub cells: Vec<(ScopeId, FoundationalRequirement)>,
    /// Of these, how many rise with this answer alone.
    pub raises: u32,
    /// Of these, how many wait for it at their next level.
    pub blocks: u32,
    /// Whether it can matter.
    pub bearing: Bearing,
    /// Rows that are not met and cap the ceiling below, where that is why it cannot.
    pub behind: Vec<RequirementId>,
    /// Who can answer.
    pub answerer: Answerer,
    /// By what it is found out most cheaply.
    pub means: Means,
    /// How a capture can show it, where one can.
    pub watch: Option<Watch>,
    /// Statements that claim it already, or that have expired.
    pub evidence: Vec<EvidenceId>,
}
