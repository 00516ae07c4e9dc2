//! The map of zones and conduits against the seven foundational requirements.

use std::collections::BTreeMap;

use ringwall_catalogue::Catalogue;
use ringwall_model::{FoundationalRequirement, ScopeAssessment, ScopeId, SecurityLevel};

/// How a cell stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Demonstrated at or above the target.
    Reached,
    /// Not demonstrated, but nothing speaks against it yet.
    Open,
    /// The ceiling is below the target: something must change.
    Blocked,
    /// No target, or target 0.
    NotAsked,
}

/// One scope and one foundational requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Foundational requirement.
    pub fr: FoundationalRequirement,
    /// Target.
    pub target: Option<SecurityLevel>,
    /// Demonstrated; none where no row can be judged here.
    pub demonstrated: Option<SecurityLevel>,
    /// Demonstrated without compensation, where that is less.
    pub without_compensation: Option<SecurityLevel>,
    /// Ceiling.
    pub ceiling: Option<SecurityLevel>,
    /// Nothing at SL 1 is decided.
    pub undecided: bool,
    /// Rows decided.
    pub decided: u32,
    /// Rows judged here.
    pub applicable: u32,
    /// How it stands.
    pub reach: Reach,
    /// It hangs on a row whose own level is disputed.
    pub disputed: bool,
}

impl Cell {
    /// The cell of one foundational requirement.
    pub fn of(scope: &ScopeAssessment, fr: FoundationalRequirement) -> Self {
        let i = fr.index();
        let at = |counts: &[u32; 7]| counts.get(i).copied().unwrap_or(0);
        let target = scope.sl_target.0.level(fr);
        let demonstrated = scope.sl_demonstrated.0.level(fr);
        let without = scope.sl_demonstrated_without_compensation.0.level(fr);
        let ceiling = scope.sl_ceiling.0.level(fr);
        Self {
            fr,
            target,
            demonstrated,
            without_compensation: without.filter(|w| Some(*w) < demonstrated),
            ceiling,
            undecided: at(&scope.decided_at_sl1) == 0 && demonstrated == Some(SecurityLevel::ZERO),
            decided: at(&scope.decided),
            applicable: at(&scope.applicable),
            reach: reach(target, demonstrated, ceiling),
            disputed: false,
        }
    }

    /// `0..1`, `?..2`, `1 (0 without compensation)..2`, `n/a`.
    pub fn interval(&self) -> String {
        let (Some(low), Some(high)) = (self.demonstrated, self.ceiling) else { return "n/a".to_owned() };
        let low = match (self.undecided, self.without_compensation) {
            (true, _) => "?".to_owned(),
            (false, Some(without)) => format!("{low} ({without} without compensation)"),
            (false, None) => low.to_string(),
        };
        format!("{low}..{high}")
    }

    /// `1(0)..2`: the interval, short enough for a column.
    pub fn short(&self) -> String {
        match (self.demonstrated, self.without_compensation, self.ceiling) {
            (Some(low), Some(without), Some(high)) => format!("{low}({without})..{high}"),
            _ => self.interval(),
        }
    }

    /// `2`, or a dash where nothing is asked.
    pub fn target_text(&self) -> String {
        match self.target {
            Some(level) if level > SecurityLevel::ZERO => level.to_string(),
            _ => "-".to_owned(),
        }
    }

    /// One sign that says the same as the colour.
    pub fn sign(&self) -> &'static str {
        match self.reach {
            Reach::Reached => "ok",
            Reach::Open => "?",
            Reach::Blocked => "x",
            Reach::NotAsked => "-",
        }
    }
}

fn reach(target: Option<SecurityLevel>, demonstrated: Option<SecurityLevel>, ceiling: Option<SecurityLevel>) -> Reach {
    match (target, demonstrated, ceiling) {
        (Some(t), Some(d), Some(c)) if t > SecurityLevel::ZERO => match () {
            () if d >= t => Reach::Reached,
            () if c >= t => Reach::Open,
            () => Reach::Blocked,
        },
        _ => Reach::NotAsked,
    }
}

/// One scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatRow {
    /// Which.
    pub scope: ScopeId,
    /// Seven cells in vector order.
    pub cells: Vec<Cell>,
}

impl HeatRow {
    /// `zone` or `conduit`.
    pub fn kind(&self) -> &'static str {
        match self.scope {
            ScopeId::Zone(_) => "zone",
            ScopeId::Conduit(_) => "conduit",
        }
    }

    /// Its id as the engineer wrote it.
    pub fn id(&self) -> &str {
        match &self.scope {
            ScopeId::Zone(id) => id.as_str(),
            ScopeId::Conduit(id) => id.as_str(),
        }
    }
}

/// All scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeatMap {
    /// Zones, then conduits.
    pub rows: Vec<HeatRow>,
}

impl HeatMap {
    /// Zones, then conduits, as the judge sorted them.
    pub fn of(catalogue: &Catalogue, zones: &[ScopeAssessment], conduits: &[ScopeAssessment]) -> Self {
        let frs: BTreeMap<&str, FoundationalRequirement> =
            catalogue.requirements().iter().map(|row| (row.id.as_str(), row.fr)).collect();
        let row = |scope: &ScopeAssessment| {
            let hangs = |fr| scope.disputed.iter().any(|row| frs.get(row.as_str()) == Some(&fr));
            let cell = |fr| Cell { disputed: hangs(fr), ..Cell::of(scope, fr) };
            HeatRow { scope: scope.scope.clone(), cells: FoundationalRequirement::ALL.map(cell).to_vec() }
        };
        Self { rows: zones.iter().chain(conduits).map(row).collect() }
    }

    /// Anchor of the detail of one cell: `zone:bpcs/IAC`.
    pub fn anchor(scope: &ScopeId, fr: FoundationalRequirement) -> String {
        format!("{scope}/{fr}")
    }
}
