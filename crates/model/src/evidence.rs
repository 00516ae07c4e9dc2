//! Evidence: what speaks for or against a criterion, with a place to look.

use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConduitId, CountermeasureId, CriterionId, EvidenceKind, Instant, Place, StatementId, ZoneId};

/// What is judged: a zone or a conduit. Serialised as `zone:bpcs`, `conduit:bpcs-to-historian`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeId {
    /// A zone.
    Zone(ZoneId),
    /// A conduit.
    Conduit(ConduitId),
}

impl fmt::Display for ScopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zone(id) => write!(f, "zone:{id}"),
            Self::Conduit(id) => write!(f, "conduit:{id}"),
        }
    }
}

impl Serialize for ScopeId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ScopeId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let parsed = match text.split_once(':') {
            Some(("zone", id)) => ZoneId::parse(id).map(Self::Zone),
            Some(("conduit", id)) => ConduitId::parse(id).map(Self::Conduit),
            _ => None,
        };
        parsed.ok_or_else(|| serde::de::Error::custom("not a scope: zone:ID or conduit:ID"))
    }
}

/// One unit a row is judged on. Serialised as `asset:plc-101`, `zone:bpcs`, `conduit:bpcs-to-historian`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitId {
    /// An asset (its human interface, machine interface, accounts or the whole, as the row says).
    Asset(AssetId),
    /// The scope itself (its boundary, channel, wireless use or the whole).
    Scope(ScopeId),
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asset(id) => write!(f, "asset:{id}"),
            Self::Scope(scope) => scope.fmt(f),
        }
    }
}

impl Serialize for UnitId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UnitId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if let Some(id) = text.strip_prefix("asset:").and_then(AssetId::parse) {
            return Ok(Self::Asset(id));
        }
        let scope = ScopeId::deserialize(serde::de::value::StrDeserializer::<D::Error>::new(&text))?;
        Ok(Self::Scope(scope))
    }
}

/// Which way a piece of evidence speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// For the criterion.
    Supports,
    /// Shown, never decides.
    Contributes,
    /// Against the criterion. Never expires; blocks until closed.
    Contradicts,
}

/// How much a piece of evidence weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// A statement.
    Claimed,
    /// A statement with an artefact, accepted by a second person as assessor.
    Examined,
    /// Made by a sufficient rule, or a site test with recorded result.
    Verified,
}

impl Grade {
    /// The word used in JSON and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Examined => "examined",
            Self::Verified => "verified",
        }
    }
}

/// Who or what made a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "maker", content = "id", rename_all = "kebab-case")]
pub enum Maker {
    /// An evidence rule, by its code.
    Rule(Cow<'static, str>),
    /// A statement.
    Statement(StatementId),
    /// A capability sheet, by product id.
    Sheet(crate::ProductId),
}

/// Id of a piece of evidence: stable for the same input (maker, scope, unit and criterion), never a number that shifts.
/// A copy shares the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EvidenceId(pub Arc<str>);

/// One piece of evidence: one criterion or several, one unit or several, one outcome.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// Id.
    pub id: EvidenceId,
    /// Scope whose cells it touches.
    pub scope: ScopeId,
    /// Criteria it speaks of.
    pub criteria: Vec<CriterionId>,
    /// Units it speaks of; empty: every unit of the scope.
    pub units: Vec<UnitId>,
    /// Which way.
    pub outcome: Outcome,
    /// Where it comes from.
    pub kind: EvidenceKind,
    /// How much it weighs.
    pub grade: Grade,
    /// When it was seen or said.
    pub observed_at: Instant,
    /// Until when it supports; a contradiction has none.
    pub valid_until: Option<Instant>,
    /// Where to look.
    pub place: Place,
    /// Hash of the file it stands in, where known.
    pub sha256: Option<Box<str>>,
    /// Who made it.
    pub maker: Maker,
    /// In plain words; foreign text in it is already escaped for a terminal.
    pub text: String,
}

/// A statement that a row does not apply in a scope, with what is needed for it to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotApplicableClaim {
    /// Statement it comes from.
    pub statement: StatementId,
    /// Scope.
    pub scope: ScopeId,
    /// Row.
    pub requirement: crate::RequirementId,
    /// Approved by the asset owner and accepted by an assessor who is another person.
    pub approved_and_accepted: bool,
    /// When it was made.
    pub made_at: Instant,
    /// Until when it holds.
    pub valid_until: Instant,
    /// Where to look.
    pub place: Place,
}

/// Something seen that shows a condition holds in a scope: a claim that the row does not apply falls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConditionSeen {
    /// Scope.
    pub scope: ScopeId,
    /// Condition word of the catalogue.
    pub condition: Cow<'static, str>,
    /// When.
    pub observed_at: Instant,
    /// Where to look.
    pub place: Place,
    /// In plain words.
    pub text: String,
}

/// All the judge is given beside plant and catalogue. Order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceSet {
    /// Evidence from rules, statements and sheets. Each piece stands once, however many name it.
    pub evidence: Vec<Arc<Evidence>>,
    /// Claims that rows do not apply.
    pub not_applicable: Vec<NotApplicableClaim>,
    /// Conditions seen.
    pub conditions: Vec<ConditionSeen>,
    /// Remarks made while deriving it.
    pub diagnostics: Vec<crate::Diagnostic>,
}

impl FromIterator<Evidence> for EvidenceSet {
    fn from_iter<I: IntoIterator<Item = Evidence>>(evidence: I) -> Self {
        Self { evidence: evidence.into_iter().map(Arc::new).collect(), ..Self::default() }
    }
}

/// A compensating countermeasure that may count in a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CompensationRef(pub CountermeasureId);
