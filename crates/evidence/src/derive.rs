//! Everything the judge is given, from everything that was read.

use std::{collections::BTreeSet, sync::Arc};

use ringwall_model::{Diagnostic, Evidence, EvidenceSet, Foreign, Place, Severity};

use crate::{
    conditions::conditions,
    inputs::Inputs,
    out::Out,
    rules::{RULES, Rule},
    scene::Scene,
    sheets::sheets,
    statements::statements,
};

/// Derives evidence, claims and conditions, each list sorted. Pure: equal inputs give equal evidence.
pub fn derive(inputs: &Inputs<'_>) -> EvidenceSet {
    let scene = Scene::new(inputs);
    let mut set = EvidenceSet { conditions: conditions(&scene), ..EvidenceSet::default() };
    let mut remarks: BTreeSet<Diagnostic> = unknown_falsifiers(inputs).into_iter().collect();
    for rule in RULES {
        let (evidence, diagnostics) = run(rule, &scene);
        set.evidence.extend(evidence.into_iter().map(Arc::new));
        remarks.extend(diagnostics);
    }
    statements(inputs, &mut set, &mut remarks);
    sheets(inputs, &mut set.evidence, &mut remarks);
    set.evidence.sort();
    set.not_applicable.sort_by(|a, b| a.statement.cmp(&b.statement));
    set.diagnostics = remarks.into_iter().collect();
    set
}

/// Runs one rule.
pub(crate) fn run(rule: &'static Rule, scene: &Scene<'_>) -> (Vec<Evidence>, BTreeSet<Diagnostic>) {
    let mut out = Out::new(scene, rule);
    (rule.run)(scene, &mut out);
    out.finish()
}

/// A compensation whose falsifier is no rule could never be shown not to work.
fn unknown_falsifiers(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let known = |code: &Foreign| RULES.iter().any(|rule| rule.code == code.raw());
    let countermeasures = inputs.plant.countermeasures.iter();
    let falsifiers =
        countermeasures.filter_map(|(id, c)| Some((id, c, c.compensation.as_ref()?.falsified_by.as_ref()?)));
    let unknown = falsifiers.filter(|(_, _, code)| !known(code));
    let remark = |(id, c, code): (_, &ringwall_model::Countermeasure, &Foreign)| {
        let message =
            format!("compensation `{id}` names the falsifier `{}`, which is no evidence rule", code.terminal());
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        Diagnostic::new("falsifier-unknown", Severity::Warning, Place::File(c.place.clone()), message)
            .help(format!("name one of {}", rules.join(", ")))
    };
    unknown.map(remark).collect()
}
