//! What firewalls permit, for other programs.

use serde::Serialize;

use ringwall_model::{
    AssetId, ConduitId, Crossing, Diagnostic, Disagreement, Foreign, LineAccount, NOTICE, Permitted, PermittedBy,
    Place, Reach, Reachability, Ruleset, Span, View, ZoneId,
};

/// A rule by its line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleLine {
    /// File, as it is called in the answer.
    pub file: Foreign,
    /// Line, from 1.
    pub line: u32,
}

impl From<&Span> for RuleLine {
    fn from(span: &Span) -> Self {
        Self { file: span.file.clone(), line: span.line }
    }
}

/// The answer to one packet: a line of `ringwall conduits --decide`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionLine {
    /// `permit`, `deny` or `unknown`.
    pub decision: &'static str,
    /// The rules that decided, in order.
    pub rules: Vec<RuleLine>,
    /// In plain words.
    pub reason: String,
}

/// One firewall, as it was read.
#[derive(Clone, Debug, Serialize)]
pub struct FirewallRead<'a> {
    /// File.
    pub file: &'a Foreign,
    /// The declared asset.
    pub asset: Option<&'a AssetId>,
    /// Dialect; empty where none was recognised.
    pub dialect: &'a str,
    /// Version, where the text states one.
    pub version: Option<&'a Foreign>,
    /// It is not said when, by whom, from which device and of which kind it was taken: what it shows is a claim.
    pub claim: bool,
    /// What became of its lines.
    pub lines: LineAccount,
    /// Rules it has.
    pub rules: usize,
}

impl<'a> FirewallRead<'a> {
    /// What is said of a ruleset.
    pub fn new(ruleset: &'a Ruleset, asset: Option<&'a AssetId>) -> Self {
        Self {
            file: &ruleset.file,
            asset,
            dialect: &ruleset.dialect,
            version: ruleset.version.as_ref(),
            claim: ruleset.taken.is_claim(),
            lines: ruleset.lines,
            rules: ruleset.chains.iter().map(|chain| chain.rules.len()).sum(),
        }
    }
}

/// A disagreement, with its rules by their lines.
#[derive(Clone, Debug, Serialize)]
struct DisagreementLine<'a> {
    code: &'a str,
    conduit: Option<&'a ConduitId>,
    views: &'a [View],
    firewall: &'a Foreign,
    from_zone: Option<&'a ZoneId>,
    to_zone: Option<&'a ZoneId>,
    packet: Option<&'a str>,
    rules: Vec<RuleLine>,
    frame: Option<&'a Place>,
    size: u64,
    extent: &'a [String],
    text: &'a str,
    mend: Option<&'a str>,
}

impl<'a> From<&'a Disagreement> for DisagreementLine<'a> {
    fn from(found: &'a Disagreement) -> Self {
        Self {
            code: &found.code,
            conduit: found.conduit.as_ref(),
            views: &found.views,
            firewall: &found.firewall,
            from_zone: found.from_zone.as_ref(),
            to_zone: found.to_zone.as_ref(),
            packet: found.packet.as_deref(),
            rules: found.rules.iter().map(RuleLine::from).collect(),
            frame: found.frame.as_ref(),
            size: found.size,
            extent: &found.extent,
            text: &found.text,
            mend: found.mend.as_deref(),
        }
    }
}

/// Connections that a configuration by itself lets be opened; without a rule where none refuses them, or where that cannot be told.
#[derive(Clone, Debug, Serialize)]
struct PermittedLine<'a> {
    firewall: &'a Foreign,
    way: &'static str,
    decision: &'static str,
    rule: Option<RuleLine>,
    packet: &'a str,
    extent: &'a [String],
    extent_complete: bool,
    size: u64,
}

impl<'a> From<&'a Permitted> for PermittedLine<'a> {
    fn from(permitted: &'a Permitted) -> Self {
        let (decision, rule) = match &permitted.by {
            PermittedBy::Rule(rule) => ("permit", Some(RuleLine::from(rule))),
            PermittedBy::NoRule => ("permit", None),
            PermittedBy::Unknown => ("unknown", None),
        };
        Self {
            firewall: &permitted.firewall,
            way: permitted.way.word(),
            decision,
            rule,
            packet: &permitted.packet,
            extent: &permitted.extent,
            extent_complete: permitted.is_whole,
            size: permitted.size,
        }
    }
}

/// What may be reached over several devices, with their rules by their lines.
#[derive(Debug, Serialize)]
struct ReachabilityLines<'a> {
    answers: Vec<ReachLine<'a>>,
    missing: &'a [String],
}

#[derive(Debug, Serialize)]
struct ReachLine<'a> {
    question: &'static str,
    from: &'a ZoneId,
    to: Option<&'a ZoneId>,
    device: Option<&'a Foreign>,
    conduit: Option<&'a ConduitId>,
    answer: &'static str,
    crossings: Vec<CrossingLine<'a>>,
    size: u64,
    extent: &'a [String],
    missing: &'a [String],
}

#[derive(Debug, Serialize)]
struct CrossingLine<'a> {
    firewall: &'a Foreign,
    asset: Option<&'a AssetId>,
    packet: Option<&'a str>,
    rules: Vec<RuleLine>,
}

impl<'a> From<&'a Reachability> for ReachabilityLines<'a> {
    fn from(reach: &'a Reachability) -> Self {
        Self { answers: reach.answers.iter().map(ReachLine::from).collect(), missing: &reach.missing }
    }
}

impl<'a> From<&'a Reach> for ReachLine<'a> {
    fn from(reach: &'a Reach) -> Self {
        let crossing = |one: &'a Crossing| CrossingLine {
            firewall: &one.firewall,
            asset: one.asset.as_ref(),
            packet: one.packet.as_deref(),
            rules: one.rules.iter().map(RuleLine::from).collect(),
        };
        Self {
            question: reach.question.word(),
            from: &reach.from,
            to: reach.to.as_ref(),
            device: reach.device.as_ref(),
            conduit: reach.conduit.as_ref(),
            answer: reach.answer.word(),
            crossings: reach.crossings.iter().map(crossing).collect(),
            size: reach.size,
            extent: &reach.extent,
            missing: &reach.missing,
        }
    }
}

/// What was found out of the firewalls.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Where views disagree, and what a proposed configuration would change.
    pub disagreements: &'a [Disagreement],
    /// Disagreements that a proposed configuration would end.
    pub mended: &'a [Disagreement],
    /// What configurations without a plant let be opened.
    pub permitted: &'a [Permitted],
    /// What may be reached over several firewalls.
    pub reach: &'a Reachability,
}

/// `ringwall conduits --json`.
#[derive(Serialize)]
pub struct ConduitsDocument<'a> {
    format: &'static str,
    version: u32,
    lines: LineAccount,
    firewalls: Vec<FirewallRead<'a>>,
    disagreements: Vec<DisagreementLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mended: Vec<DisagreementLine<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permitted: Vec<PermittedLine<'a>>,
    reachability: ReachabilityLines<'a>,
    diagnostics: &'a [Diagnostic],
    notice: &'static str,
}

impl<'a> ConduitsDocument<'a> {
    /// The document of some firewalls.
    pub fn new(firewalls: Vec<FirewallRead<'a>>, found: Found<'a>, diagnostics: &'a [Diagnostic]) -> Self {
        let mut lines = LineAccount::default();
        firewalls.iter().for_each(|firewall| lines += firewall.lines);
        let disagreements = found.disagreements.iter().map(DisagreementLine::from).collect();
        Self {
            format: "ringwall-conduits",
            version: 1,
            lines,
            firewalls,
            disagreements,
            mended: found.mended.iter().map(DisagreementLine::from).collect(),
            permitted: found.permitted.iter().map(PermittedLine::from).collect(),
            reachability: ReachabilityLines::from(found.reach),
            diagnostics,
            notice: NOTICE,
        }
    }
}
