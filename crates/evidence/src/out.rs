//! Where a rule puts what it infers. Sightings of one thing become one piece of evidence with its first place.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use ringwall_model::{
    CriterionId, DeviceSettings, Diagnostic, Evidence, EvidenceId, EvidenceKind, Foreign, FrameRef, Grade, Instant,
    Maker, Outcome, PermittedView, Place, ScopeId, Severity, Span, Taken, UnitId,
};

use crate::{
    rules::{Effect, Rule},
    scene::{Party, Scene},
};

/// What a rule says it saw, for one unit in one scope.
pub(crate) struct Sighting {
    /// Names one of several things a rule can see at a unit; empty for the main one.
    pub(crate) part: &'static str,
    /// Criteria it speaks of, as the rule's descriptor lists them; all with one effect.
    pub(crate) criteria: &'static [&'static str],
    pub(crate) scope: ScopeId,
    pub(crate) unit: UnitId,
    /// First frame that shows it.
    pub(crate) first: FrameRef,
    /// When it was last seen, by the capture's clock.
    pub(crate) last_seen: Instant,
    pub(crate) count: u64,
    /// In plain words, without counts.
    pub(crate) text: String,
}

/// The configuration that shows something.
struct Configuration<'a> {
    file: &'a Foreign,
    taken: &'a Taken,
    sha256: &'a Option<Box<str>>,
}

/// Collects what one rule infers.
pub struct Out<'s> {
    scene: &'s Scene<'s>,
    rule: &'static Rule,
    seen: BTreeMap<(&'static str, ScopeId, UnitId), Sighting>,
    diagnostics: BTreeSet<Diagnostic>,
    configured: Vec<Evidence>,
}

impl<'s> Out<'s> {
    pub(crate) fn new(scene: &'s Scene<'s>, rule: &'static Rule) -> Self {
        Self { scene, rule, seen: BTreeMap::new(), diagnostics: BTreeSet::new(), configured: Vec::new() }
    }

    /// Adds a sighting to those of the same part, scope and unit: first place, last time, sum of counts. The words are
    /// those of the first.
    pub(crate) fn add(&mut self, sighting: Sighting) {
        let key = (sighting.part, sighting.scope.clone(), sighting.unit.clone());
        let Some(known) = self.seen.get_mut(&key) else {
            self.seen.insert(key, sighting);
            return;
        };
        let (last_seen, count) = (known.last_seen.max(sighting.last_seen), known.count.saturating_add(sighting.count));
        if (sighting.first, &sighting.text) < (known.first, &known.text) {
            *known = sighting;
        }
        (known.last_seen, known.count) = (last_seen, count);
    }

    /// Adds a sighting at a party, in every scope it belongs to; a remark where it belongs to none.
    pub(crate) fn add_at(&mut self, party: &Party, sighting: impl Fn(ScopeId, UnitId) -> Sighting) {
        if party.scopes.is_empty() {
            self.homeless(party);
        }
        for scope in &party.scopes {
            self.add(sighting(scope.clone(), UnitId::Asset(party.asset.clone())));
        }
    }

    fn homeless(&mut self, party: &Party) {
        let message = format!("{}: {} is in no zone, so what it shows is not counted", self.rule.code, party.address);
        let place = ringwall_model::Place::Whole;
        let remark = Diagnostic::new("evidence-without-zone", Severity::Warning, place, message);
        self.diagnostics.insert(remark.help("declare the asset, or its network's other assets in one zone"));
    }

    /// Adds what a configuration shows in a scope. Where it is not said when, by whom, from where and of which kind it was
    /// taken, it is a claim, as old as can be.
    pub(crate) fn add_configured(
        &mut self,
        firewall: &PermittedView,
        scope: &ScopeId,
        criteria: &'static [&'static str],
        place: Place,
        text: String,
    ) {
        self.add_configured_at(firewall, scope, UnitId::Scope(scope.clone()), criteria, place, text);
    }

    /// The same, of one unit of the scope.
    pub(crate) fn add_configured_at(
        &mut self,
        firewall: &PermittedView,
        scope: &ScopeId,
        unit: UnitId,
        criteria: &'static [&'static str],
        place: Place,
        text: String,
    ) {
        let PermittedView { file, taken, sha256, .. } = firewall;
        self.configured(&Configuration { file, taken, sha256 }, ("", criteria), (scope, unit), place, text);
    }

    /// Adds what the configuration of a device shows of it: by part, one piece of evidence for each scope.
    pub(crate) fn add_setting(
        &mut self,
        device: &DeviceSettings,
        (part, criteria): (&'static str, &'static [&'static str]),
        (scope, unit): (&ScopeId, UnitId),
        place: &Span,
        text: String,
    ) {
        let DeviceSettings { file, taken, sha256, .. } = device;
        let place = Place::File(place.clone());
        self.configured(&Configuration { file, taken, sha256 }, (part, criteria), (scope, unit), place, text);
    }

    /// Something to be said that is no evidence.
    pub(crate) fn remark(&mut self, remark: Diagnostic) {
        self.diagnostics.insert(remark);
    }

    fn configured(
        &mut self,
        configuration: &Configuration<'_>,
        (part, criteria): (&str, &'static [&'static str]),
        (scope, unit): (&ScopeId, UnitId),
        place: Place,
        text: String,
    ) {
        let effect = criteria.first().and_then(|id| self.rule.criteria.iter().find(|(known, _)| known == id));
        let Some((_, effect)) = effect else { return };
        let observed_at = configuration.taken.at.unwrap_or(Instant(0));
        let support = *effect != Effect::Contradicts;
        let line = if let Place::File(span) = &place { span.line } else { 0 };
        let dot = if part.is_empty() { "" } else { "." };
        let file: String = configuration.file.raw().chars().map(id_char).collect();
        self.configured.push(Evidence {
            id: EvidenceId(format!("{}{dot}{part}:{scope}:{file}:{line}", self.rule.code).into()),
            scope: scope.clone(),
            criteria: criteria.iter().map(|id| CriterionId::new(id)).collect(),
            units: vec![unit],
            outcome: effect.outcome(),
            kind: EvidenceKind::Configured,
            grade: if configuration.taken.is_claim() { Grade::Claimed } else { self.rule.strength },
            observed_at,
            valid_until: support.then(|| observed_at.plus_days(self.rule.valid_days)),
            place,
            sha256: configuration.sha256.clone(),
            maker: Maker::Rule(Cow::Borrowed(self.rule.code)),
            text,
        });
    }

    /// What the rule inferred.
    pub(crate) fn finish(self) -> (Vec<Evidence>, BTreeSet<Diagnostic>) {
        let seen = self.seen.values().filter_map(|sighting| self.evidence(sighting));
        let evidence = seen.chain(self.configured.iter().cloned()).collect();
        (evidence, self.diagnostics)
    }

    /// A contradiction is as young as its last occurrence can be: what closes it must be newer than all of it. Support
    /// is as old as its last occurrence can be: it closes nothing newer, and expires no later than it should.
    fn evidence(&self, sighting: &Sighting) -> Option<Evidence> {
        let effect = self.effect(sighting)?;
        let clock = &self.scene.clock;
        let last = sighting.last_seen;
        let observed_at = if effect == Effect::Contradicts { clock.latest(last) } else { clock.earliest(last) };
        Some(Evidence {
            id: self.id(sighting),
            scope: sighting.scope.clone(),
            criteria: sighting.criteria.iter().map(|id| CriterionId::new(id)).collect(),
            units: vec![sighting.unit.clone()],
            outcome: effect.outcome(),
            kind: EvidenceKind::Observed,
            grade: self.rule.strength,
            observed_at,
            valid_until: (effect != Effect::Contradicts).then(|| observed_at.plus_days(self.rule.valid_days)),
            place: self.scene.place(sighting.first),
            sha256: self.scene.capture(sighting.first).and_then(|capture| capture.sha256.clone()),
            maker: Maker::Rule(Cow::Borrowed(self.rule.code)),
            text: format!("{}; seen {}, last {observed_at}", sighting.text, times(sighting.count)),
        })
    }

    /// The one effect that the rule's descriptor gives to the criteria.
    fn effect(&self, sighting: &Sighting) -> Option<Effect> {
        let first = sighting.criteria.first()?;
        let effect_of = |id: &str| self.rule.criteria.iter().find(|(known, _)| *known == id).map(|(_, e)| *e);
        let effect = effect_of(first)?;
        sighting.criteria.iter().all(|id| effect_of(id) == Some(effect)).then_some(effect)
    }

    /// Readable, and equal for the same capture, scope and unit whatever else is read.
    fn id(&self, sighting: &Sighting) -> EvidenceId {
        let Sighting { part, scope, unit, first, .. } = sighting;
        let dot = if part.is_empty() { "" } else { "." };
        let unit = if *unit == UnitId::Scope(scope.clone()) { String::new() } else { format!(":{unit}") };
        let capture: String =
            self.scene.inputs.reading.capture_name(first.capture).raw().chars().map(id_char).collect();
        EvidenceId(format!("{}{dot}{part}:{scope}{unit}:{capture}#{}", self.rule.code, first.frame).into())
    }
}

fn id_char(c: char) -> char {
    if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') { c } else { '_' }
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

impl Effect {
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::Sufficient => Outcome::Supports,
            Self::Contributes => Outcome::Contributes,
            Self::Contradicts => Outcome::Contradicts,
        }
    }
}
