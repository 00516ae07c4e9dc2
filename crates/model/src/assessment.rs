//! What the judge answers.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    Address, AssetId, ConduitId, CountermeasureId, CriterionId, Diagnostic, Evidence, EvidenceId, Foreign, FrameRef,
    Instant, Operation, Place, RequirementId, ScopeId, Severity, SlAchieved, SlTarget, SlVector, UnitId, ZoneId,
};

/// Name of the method by which levels are computed, printed with every result.
pub const METHOD: &str = "ringwall-sla/1";

/// The sentence that ends every report, page and document.
pub const NOTICE: &str = "Computed by ringwall-sla/1 from the listed inputs; not a certification, not a conformity statement, not advice on safety; requirement descriptions are Ringwall's own and do not replace the standard.";

/// The answer for a row, a criterion or a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every criterion decided yes for every unit, nothing contradicts.
    Met,
    /// Something contradicts.
    NotMet,
    /// Not decided.
    Unknown,
    /// The row's condition is absent here, or no unit of its kind exists.
    NotApplicable,
}

impl Verdict {
    /// The word used in JSON and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// A list of units. Rows and criteria of a scope mostly name the same ones: they share the list.
pub type Units = Arc<[UnitId]>;

/// The answer for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionVerdict {
    /// Criterion.
    pub id: CriterionId,
    /// Answer over all units.
    pub verdict: Verdict,
    /// Units not decided, sorted.
    pub undecided_units: Units,
    /// Units contradicted, sorted.
    pub contradicted_units: Units,
}

/// The answer for one row in one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowVerdict {
    /// Row.
    pub requirement: RequirementId,
    /// Answer.
    pub verdict: Verdict,
    /// Why, in a few plain words (`contradicted by clear-text-login`, `able, not shown enabled`, `no unit of this kind`).
    pub basis: String,
    /// Answer for each criterion.
    pub criteria: Vec<CriterionVerdict>,
    /// Evidence that touches the row, sorted; ids into [`Assessment::evidence`].
    pub evidence: Vec<EvidenceId>,
    /// Units not decided, over all criteria, sorted.
    pub undecided_units: Units,
    /// What the verdict would be from statements alone.
    pub claimed: Verdict,
    /// Compensated up to this level, by which countermeasure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compensated: Option<Compensated>,
    /// The row stands, but in a way an essential function does not bear (3-3 clause 4): sign-off is blocked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Constraint>,
}

/// An essential function is at stake by the way a row stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Constraint {
    /// Code of the finding among [`Assessment::findings`] that tells more.
    pub finding: Cow<'static, str>,
    /// In plain words.
    pub text: String,
}

/// A row stands compensated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Compensated {
    /// By which countermeasure.
    pub by: CountermeasureId,
    /// Up to which level.
    pub up_to: crate::SecurityLevel,
}

/// Rows of each foundational requirement, counted.
pub type PerRequirement = [u32; 7];

/// A scope's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeAssessment {
    /// Scope id as the engineer wrote it.
    pub id: Box<str>,
    /// Which scope.
    pub scope: ScopeId,
    /// What it is called.
    pub name: Foreign,
    /// Target.
    pub sl_target: SlTarget,
    /// Highest level at which every row is met, not applicable or compensated.
    pub sl_demonstrated: SlAchieved,
    /// The same, without compensation.
    pub sl_demonstrated_without_compensation: SlAchieved,
    /// Highest level at which no row is not met.
    pub sl_ceiling: SlAchieved,
    /// From statements alone.
    pub sl_claimed: SlAchieved,
    /// Rows decided (met or not met or not applicable) over all levels.
    pub decided: PerRequirement,
    /// Rows that can be judged here, over all levels.
    pub applicable: PerRequirement,
    /// Of the rows asked at SL 1, how many are decided; 0 prints `?`.
    pub decided_at_sl1: PerRequirement,
    /// Rows a level hangs on that the catalogue marks disputed.
    pub disputed: Vec<RequirementId>,
    /// Answers row by row, in catalogue order.
    pub verdicts: Vec<RowVerdict>,
    /// Rows judged elsewhere, for a conduit.
    pub elsewhere: Vec<RequirementId>,
    /// For a conduit: exchanges that break what it declares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<Witness>,
}

impl ScopeAssessment {
    /// An empty vector of levels.
    pub fn no_levels() -> SlVector {
        SlVector::default()
    }
}

/// Why an exchange stands against what is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WitnessKind {
    /// A conduit joins the zones, but does not allow this.
    NotAllowed,
    /// No conduit joins the zones.
    NoConduit,
    /// A frame from the far side on the near side of a one-way conduit.
    ReturnPath,
    /// Declared in objects, times or rates that the capture cannot decide, or opaque.
    Undecided,
}

/// A concrete exchange that disagrees with the declaration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Witness {
    /// Why.
    pub kind: WitnessKind,
    /// Conduit it breaks, where one joins the zones.
    pub conduit: Option<ConduitId>,
    /// Zone of the initiator.
    pub from_zone: ZoneId,
    /// Zone of the responder.
    pub to_zone: ZoneId,
    /// Initiator's address.
    pub initiator: Address,
    /// Initiator's asset, where known.
    pub initiator_asset: Option<AssetId>,
    /// Responder's address.
    pub responder: Address,
    /// Responder's asset, where known.
    pub responder_asset: Option<AssetId>,
    /// Protocol word, or `tcp/1234`.
    pub protocol: Cow<'static, str>,
    /// Operation.
    pub operation: Operation,
    /// The exchange was answered (an attempt is not access).
    pub answered: bool,
    /// Messages, or frames where no message was understood.
    pub count: u64,
    /// Of which accepted.
    pub accepted: u64,
    /// Capture of the first.
    pub capture: Foreign,
    /// Frame of the first.
    pub frame: u64,
    /// The same place, for joining.
    #[serde(skip)]
    pub at: FrameRef,
    /// When it was first seen.
    pub first_seen: Instant,
    /// When it was last seen.
    pub last_seen: Instant,
    /// In plain words.
    pub text: String,
}

/// Something a check or the comparison found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Stable kebab-case code, the check's name.
    pub code: Cow<'static, str>,
    /// How grave.
    pub severity: Severity,
    /// Who says so (`IEC 62443-3-2:2020 ZCR 3.3`).
    pub authority: String,
    /// Where to look.
    pub place: Place,
    /// What is wrong; foreign text already escaped.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Requirements it touches.
    pub requirements: Vec<RequirementId>,
}

/// An input the assessment rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    /// Name relative to the plant folder, or the capture's name.
    pub name: Foreign,
    /// SHA-256, lower-case hex.
    pub sha256: Box<str>,
}

/// What could be seen, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// Capture.
    pub capture: Foreign,
    /// Observation point, where declared.
    pub point: Option<crate::ObservationPointId>,
    /// Frames.
    pub frames: u64,
    /// First frame.
    pub first: Option<Instant>,
    /// Last frame.
    pub last: Option<Instant>,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// `ringwall-assessment`.
    pub format: Cow<'static, str>,
    /// Version of the format.
    pub version: u32,
    /// [`METHOD`].
    pub method: Cow<'static, str>,
    /// The instant it holds for.
    pub at: Instant,
    /// Plant.
    pub plant: Foreign,
    /// Zones in the system under consideration, sorted by id.
    pub zones: Vec<ScopeAssessment>,
    /// Conduits, sorted by id.
    pub conduits: Vec<ScopeAssessment>,
    /// Exchanges between zones that no conduit joins.
    pub witnesses: Vec<Witness>,
    /// What components can do by their sheets, sorted by id.
    #[serde(default)]
    pub components: Vec<crate::ComponentAssessment>,
    /// Declared assets of judged scopes that name no product, so that nothing is known of what they can do.
    #[serde(default)]
    pub components_without_sheet: u32,
    /// The sheets those answers rest on, sorted by product and component types.
    #[serde(default)]
    pub sheets: Vec<crate::SheetAssessment>,
    /// Components that others lean on, sorted by id.
    #[serde(default)]
    pub shared_services: Vec<crate::SharedService>,
    /// Findings, gravest first.
    pub findings: Vec<Finding>,
    /// Evidence the verdicts name, sorted by id.
    pub evidence: Vec<Arc<Evidence>>,
    /// What could be seen.
    pub sight: Vec<Sight>,
    /// Frames read, where captures were given.
    pub packets: crate::PacketCounts,
    /// Inputs with their hashes.
    pub inputs: Vec<Input>,
    /// Hash of the catalogue, lower-case hex.
    pub catalogue_sha256: Box<str>,
    /// Hash of the table of evidence rules.
    pub rules_sha256: Box<str>,
    /// Remarks on the inputs.
    pub diagnostics: Vec<Diagnostic>,
    /// [`NOTICE`].
    pub notice: Cow<'static, str>,
}
