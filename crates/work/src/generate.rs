//! The configuration of an enforcement point, from what is declared.

use std::path::Path;

use ringwall_conduit::{Changes, Closing, Cut, Generated, Wanted};
use ringwall_firewall::{Intent, Present, Read, Watch};
pub use ringwall_firewall::{Manner, WRITERS, Writer};
use ringwall_model::{AssetId, Diagnostic, Plant, Ruleset, Severity};
use ringwall_plant::nearest;
use ringwall_report::exchange::{
    ChangesLine, ClosingLine, ConduitRules, CutLine, GenerateDocument, LeftOutLine, OpeningLine, WatchedLine,
};

use crate::{WorkError, assess, conduits};

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The plant folder and its captures.
    pub plant: &'a assess::Request<'a>,
    /// The enforcement point.
    pub point: &'a str,
    /// What it is written for.
    pub writer: &'static Writer,
    /// Whether what is not declared is refused.
    pub manner: Manner,
    /// Names of its interfaces; those of the present configuration where none is given.
    pub interfaces: &'a [String],
    /// What it is configured with now.
    pub present: Option<&'a Path>,
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// The configuration.
    pub text: String,
    /// What brings the present one back, where that was given in the same dialect.
    pub rollback: Option<String>,
    /// What it is, and what it would change.
    pub document: GenerateDocument,
    /// Remarks on the folder and the present configuration.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes, and reads again what was written. What would cut a flow that must go on is not written.
pub fn generate(request: &Request<'_>) -> Result<Written, WorkError> {
    let Request { writer, manner, .. } = *request;
    if manner == Manner::OnlyLog && !writer.can_watch() {
        return Err(WorkError::CannotOnlyLog(writer.title));
    }
    let seen = assess::seen(request.plant)?;
    let point = point(&seen.plant, request.point)?;
    let present = request.present.map(present).transpose()?;
    let (text, ruleset) = present.as_ref().map(|(text, read)| (text.as_str(), &read.ruleset)).unzip();
    let interfaces = interfaces(request, ruleset)?;
    let wanted = Wanted {
        plant: &seen.plant,
        reading: &seen.reading,
        services: &conduits::services(),
        point: &point,
        interfaces: &interfaces,
        writer,
        present: ruleset,
    };
    let generated = ringwall_conduit::generate(&wanted).ok_or_else(|| no_point(&seen.plant, request.point))?;
    if generated.intent.groups.is_empty() {
        return Err(WorkError::HeldByPhysics(request.point.to_owned()));
    }
    if manner == Manner::Enforce && !generated.cuts.is_empty() {
        return Err(WorkError::WouldCut(generated.cuts.iter().map(cut).collect()));
    }
    let now = text.zip(ruleset).map(|(text, ruleset)| Present { text, ruleset });
    let written = text_of(writer, manner, &generated.intent, now)?;
    let is_same = ruleset.is_some_and(|present| present.dialect == writer.dialect);
    let rollback = text.filter(|_| is_same).map(|text| writer.rollback(&generated.intent, manner, text));
    let mut document = document(request, generated);
    document.remarks = remarks(request, ruleset);
    let mut diagnostics = seen.diagnostics;
    diagnostics.extend(present.into_iter().flat_map(|(_, read)| read.diagnostics));
    Ok(Written { text: written, rollback, document, diagnostics })
}

/// The text, when it says what is meant.
fn text_of(writer: &Writer, manner: Manner, intent: &Intent, now: Option<Present<'_>>) -> Result<String, WorkError> {
    if manner == Manner::OnlyLog && !writer.can_only_log {
        let watch = now.as_ref().and_then(|now| Some((now, writer.watch(intent, now)?)));
        let (now, Watch { text, after }) = watch.ok_or(WorkError::LogsOnlyBeside(writer.title))?;
        return match writer.disturbs(intent, now, &after) {
            Some(why) => Err(WorkError::NotAsMeant(why)),
            None => Ok(text),
        };
    }
    let own = writer.render(intent, manner, None);
    match writer.refuted(intent, manner, &own) {
        Some(why) => Err(WorkError::NotAsMeant(why)),
        None => Ok(writer.render(intent, manner, now)),
    }
}

pub(crate) fn point(plant: &Plant, id: &str) -> Result<AssetId, WorkError> {
    AssetId::parse(id).filter(|id| plant.assets.contains_key(id)).ok_or_else(|| no_point(plant, id))
}

/// The nearest enforcement point there is.
pub(crate) fn no_point(plant: &Plant, id: &str) -> WorkError {
    let points = plant.conduits.values().flat_map(|conduit| conduit.enforcement_points.iter().chain(&conduit.assets));
    let nearest = nearest(id, points.map(ringwall_model::Id::as_str)).map(str::to_owned);
    WorkError::NoEnforcementPoint { id: id.to_owned(), nearest }
}

/// The text of a present configuration, and what it says.
fn present(path: &Path) -> Result<(String, Read), WorkError> {
    let read = conduits::read(path)?;
    Ok((crate::files::text_of(path)?, read))
}

fn interfaces(request: &Request<'_>, present: Option<&Ruleset>) -> Result<Vec<String>, WorkError> {
    if !request.interfaces.is_empty() {
        return Ok(request.interfaces.to_vec());
    }
    let named = present.filter(|present| present.dialect == request.writer.dialect);
    let named: Vec<String> =
        named.into_iter().flat_map(|present| &present.interfaces).map(|i| i.name.raw().to_owned()).collect();
    match named.is_empty() && request.writer.needs_interfaces {
        true => Err(WorkError::NeedsInterfaces(request.writer.title)),
        false => Ok(named),
    }
}

fn cut(cut: &Cut) -> Diagnostic {
    let message = format!("{}: {}; what is declared would cut it", cut.conduit, cut.text);
    let help = "declare it in the conduit it crosses, or take back what makes it one that must go on; --log-only refuses nothing";
    Diagnostic::new("flow-would-be-cut", Severity::Error, cut.place.clone(), message).help(help)
}

fn document(request: &Request<'_>, generated: Generated) -> GenerateDocument {
    let only_log = request.manner == Manner::OnlyLog;
    let mut document = GenerateDocument::new(request.point.to_owned(), request.writer.title, only_log);
    let rules =
        |group: &ringwall_firewall::Group| ConduitRules { conduit: group.conduit.clone(), rules: group.entries.len() };
    document.conduits = generated.intent.groups.iter().map(rules).collect();
    let left = |left: ringwall_conduit::LeftOut| LeftOutLine {
        conduit: left.conduit,
        place: (&left.place).into(),
        why: left.why,
    };
    document.left_out = generated.left_out.into_iter().map(left).collect();
    let cut = |cut: Cut| CutLine { conduit: cut.conduit, place: cut.place, text: cut.text };
    document.cuts = generated.cuts.into_iter().map(cut).collect();
    if let Some(Changes { opens, closes, further, stay, unchanged, watched }) = generated.changes {
        let open = |open: ringwall_conduit::Opening| OpeningLine {
            entry: open.entry,
            upward: open.is_upward,
            extent: open.extent,
        };
        document.changes = Some(ChangesLine {
            opens: opens.into_iter().map(open).collect(),
            closes: closes.into_iter().map(closing).collect(),
            further,
            stay: stay.iter().map(Into::into).collect(),
            unchanged,
        });
        let watched = watched.into_iter().map(|one| {
            let (first, last) = one.window.unzip();
            WatchedLine { capture: one.capture, first, last }
        });
        document.watched = watched.collect();
    }
    document
}

fn closing(closing: Closing) -> ClosingLine {
    let (first, last) = closing.between.unzip();
    ClosingLine {
        rules: closing.rules.iter().map(Into::into).collect(),
        whole: closing.is_whole,
        unclear: closing.is_unclear,
        extent: closing.extent,
        hits: closing.hits,
        seen: closing.seen,
        frames: closing.frames,
        first,
        last,
        not_proposed: closing.not_proposed,
    }
}

fn remarks(request: &Request<'_>, present: Option<&Ruleset>) -> Vec<String> {
    let mut remarks = vec![
        "a packet filter sees who opens what to whom: which operations, functions and objects pass in it, it does not"
            .to_owned(),
        "packets to and from the device itself are left as they are".to_owned(),
    ];
    remarks.extend(request.writer.remarks.iter().map(|remark| (*remark).to_owned()));
    match present {
        None => remarks.push("the present configuration was not given: what changes is not known, and nothing brings it back (--present)".to_owned()),
        Some(present) if present.dialect != request.writer.dialect => {
            remarks.push("the present configuration is of another dialect: nothing here brings it back".to_owned());
        }
        Some(present) if present.lines.diagnosed > 0 => {
            remarks.push(format!("{} lines of the present configuration are not understood: what they let through may close too", present.lines.diagnosed));
        }
        Some(_) => {}
    }
    if request.manner == Manner::OnlyLog && !request.writer.can_only_log {
        remarks.push(
            "the rules that were there go on deciding, and log: what they let through is declared nowhere, but for what ours let through before them"
                .to_owned(),
        );
    }
    if request.manner == Manner::Enforce && request.writer.can_watch() {
        remarks.push(
            "first load the variant that only logs (--log-only), and look at what it logs in every mode of operation"
                .to_owned(),
        );
    }
    remarks
}
