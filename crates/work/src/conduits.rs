//! What firewall configurations permit, and where that disagrees with what is declared and observed.

use std::collections::BTreeSet;
use std::io::{BufRead, Read as _, Write};
use std::path::{Path, PathBuf};

use ringwall_conduit::{Firewall, Kept, Services, Views, WHOLE_MAX, openings};
use ringwall_dissect::{Carrier, PROTOCOLS};
use ringwall_firewall::{Answer, Judge, Query, Read};
use ringwall_model::{
    AssetId, ConduitId, Diagnostic, Disagreement, Permitted, PermittedView, Place, Plant, Reachability, Reading,
    Ruleset, Severity, Transport, ZoneId,
};
use ringwall_report::exchange::{DecisionLine, FirewallRead, RuleLine};

use crate::{
    WorkError, assess,
    configurations::{self, Bytes},
};

/// Longest question.
const QUESTION_BYTES_MAX: u64 = 64 << 10;
/// Rules up to which a configuration is worked out whole; beyond, what each question can touch.
const WORKED_OUT_MAX: usize = 1_000;
/// Where the configurations of a plant folder lie.
const OWN: &str = "firewalls";

/// A configuration as it was read, with the hash of its file.
#[derive(Debug)]
pub(crate) struct Taking {
    read: Read,
    sha256: Box<str>,
}

/// Reads the configuration of one firewall, under this name.
fn read_as(path: &Path, name: &str) -> Result<Taking, WorkError> {
    let Bytes { bytes, sha256 } = configurations::read(path)?;
    Ok(Taking { read: ringwall_firewall::read(name, &bytes), sha256 })
}

/// Reads the configuration of one firewall; it is called by its name alone in what is said about it.
pub fn read(path: &Path) -> Result<Read, WorkError> {
    Ok(taking(path)?.read)
}

fn taking(path: &Path) -> Result<Taking, WorkError> {
    read_as(path, &path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
}

/// The configurations in the folder `firewalls/` of a plant folder, sorted by name.
pub(crate) fn of_folder(folder: &Path) -> Result<Vec<Taking>, WorkError> {
    let paths = configurations::paths(folder, OWN);
    paths.iter().map(|path| read_as(path, &configurations::name(OWN, path))).collect()
}

/// Says of a configuration what the plant says of it.
fn placed<'p>(plant: &'p Plant, ruleset: &mut Ruleset) -> Option<&'p AssetId> {
    let (asset, taken) = configurations::placed(plant, &plant.firewalls, OWN, ruleset.file.raw())?;
    ruleset.taken = taken;
    Some(asset)
}

/// Where ISO transport is carried over TCP (RFC 1006 section 2).
const ISO_TRANSPORT_PORT: u16 = 102;

/// Where protocols usually answer.
pub fn services() -> Services {
    let mut services = Services::new();
    for protocol in PROTOCOLS {
        let ports = protocol.carriers.iter().filter_map(|carrier| match carrier {
            Carrier::Tcp(port) => Some((Transport::Tcp, *port)),
            Carrier::Udp(port) => Some((Transport::Udp, *port)),
            Carrier::Ip(number) => Some((Transport::Ip, u16::from(*number))),
            Carrier::Cotp => Some((Transport::Tcp, ISO_TRANSPORT_PORT)),
            _ => None,
        });
        services.insert(protocol.name, ports.collect());
    }
    services
}

/// Firewalls held against the other views.
#[derive(Debug, Default)]
pub struct Compared {
    /// What was read.
    pub rulesets: Vec<Ruleset>,
    /// What each shows.
    pub views: Vec<PermittedView>,
    /// Where they disagree, of all of them, sorted.
    pub disagreements: Vec<Disagreement>,
    /// Disagreements of the present configuration that a proposed one would end, sorted.
    pub mended: Vec<Disagreement>,
    /// What those without a plant let be opened.
    pub permitted: Vec<Permitted>,
    /// What may be reached over several of them.
    pub reach: Reachability,
    /// Remarks on the configurations and the plant.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compared {
    /// What is said of each firewall.
    pub fn firewalls(&self) -> Vec<FirewallRead<'_>> {
        let each = self.rulesets.iter().zip(&self.views);
        each.map(|(ruleset, view)| FirewallRead::new(ruleset, view.asset.as_ref())).collect()
    }
}

/// Compares the firewalls of a plant folder, or these of it, with what it declares and its captures show.
pub fn compare(request: &assess::Request<'_>, further: &[PathBuf]) -> Result<Compared, WorkError> {
    let seen = assess::seen(request)?;
    let reads = match further.is_empty() {
        true => of_folder(request.folder)?,
        false => further.iter().map(|path| taking(path)).collect::<Result<_, _>>()?,
    };
    let compared = held(&seen.plant, &seen.reading, reads, seen.diagnostics);
    let compared = with_unneeded(&seen.plant, &seen.reading, compared);
    let reach = reach(&seen.plant, &seen.reading, &compared);
    Ok(Compared { reach, ..compared })
}

/// Holds a proposed configuration against the present one of the same firewall: what would open and close, and which disagreements
/// come and go. The present one is the one given, else that of the folder for the asset the proposed file is named for.
pub fn proposed(request: &assess::Request<'_>, present: &[PathBuf], proposed: &Path) -> Result<Compared, WorkError> {
    let seen = assess::seen(request)?;
    let mut after = taking(proposed)?;
    let mut reads = match present {
        [] => of_folder(request.folder)?,
        given => given.iter().map(|path| taking(path)).collect::<Result<_, _>>()?,
    };
    let named = placed(&seen.plant, &mut after.read.ruleset);
    let is_its = |taking: &mut Taking| named.is_some() && placed(&seen.plant, &mut taking.read.ruleset) == named;
    let at = match reads.len() {
        1 => Some(0),
        _ => reads.iter_mut().position(is_its),
    };
    let before = at.map(|at| reads.swap_remove(at));
    let mut before = before.ok_or_else(|| WorkError::NoPresent(proposed.to_path_buf()))?;
    let asset = placed(&seen.plant, &mut before.read.ruleset);
    let services = services();
    let views = Views { plant: &seen.plant, reading: &seen.reading, services: &services };
    let mut kept = Kept::new(&views, asset);
    let (old, new) = (kept.held(&before.read.ruleset), kept.held(&after.read.ruleset));
    let changes = kept.proposed(&before.read.ruleset, &after.read.ruleset);
    let beyond = |these: &PermittedView, those: &PermittedView| -> Vec<Disagreement> {
        let known: BTreeSet<_> = those.disagreements.iter().map(matter).collect();
        let shown = these.disagreements.iter().filter(|one| one.packet.is_some());
        shown.filter(|one| !known.contains(&matter(one))).cloned().collect()
    };
    let mut compared = Compared { mended: beyond(&old, &new), diagnostics: seen.diagnostics, ..Compared::default() };
    compared.disagreements = changes.changes;
    compared.disagreements.extend(beyond(&new, &old));
    if changes.further {
        compared.diagnostics.push(cut());
    }
    for (Taking { read, sha256 }, view) in [(before, old), (after, new)] {
        compared.views.push(PermittedView { sha256: Some(sha256), ..view });
        compared.diagnostics.extend(read.diagnostics);
        compared.rulesets.push(read.ruleset);
    }
    Ok(compared)
}

/// What a disagreement is about, wherever its rules stand.
fn matter(one: &Disagreement) -> (&str, Option<&ConduitId>, Option<&ZoneId>, Option<&ZoneId>, &[String]) {
    (one.code.as_ref(), one.conduit.as_ref(), one.from_zone.as_ref(), one.to_zone.as_ref(), &one.extent)
}

fn cut() -> Diagnostic {
    let message = "the proposed configuration differs for more pairs of zones than were compared".to_owned();
    Diagnostic::new("changes-cut", Severity::Warning, Place::Whole, message).help("change less at a time")
}

/// Looks at single configurations without a plant: what they let be opened, and what is weak by itself.
pub fn alone(paths: &[PathBuf]) -> Result<Compared, WorkError> {
    let reads = paths.iter().map(|path| taking(path)).collect::<Result<_, _>>()?;
    let (plant, reading) = (Plant::default(), Reading::default());
    let mut compared = with_unneeded(&plant, &reading, held(&plant, &reading, reads, Vec::new()));
    for ruleset in compared.rulesets.iter().filter(|ruleset| !ruleset.dialect.is_empty()) {
        match openings(ruleset) {
            Some(permitted) => compared.permitted.extend(permitted),
            None => compared.diagnostics.push(too_long(ruleset)),
        }
    }
    Ok(compared)
}

fn too_long(ruleset: &Ruleset) -> Diagnostic {
    let message = format!("{}: what it permits is too much to be listed rule by rule", ruleset.file.terminal());
    let help = "ask of packets with --decide, or give a plant folder: then what passes between its zones is worked out";
    Diagnostic::new("permitted-not-listed", Severity::Note, Place::Whole, message).help(help)
}

/// Holds configurations against a plant and a reading.
pub(crate) fn held(plant: &Plant, reading: &Reading, reads: Vec<Taking>, diagnostics: Vec<Diagnostic>) -> Compared {
    let services = services();
    let views = Views { plant, reading, services: &services };
    let mut compared = Compared { diagnostics, ..Compared::default() };
    for Taking { read: Read { mut ruleset, diagnostics }, sha256 } in reads {
        let asset = placed(plant, &mut ruleset);
        let view = ringwall_conduit::held(&views, &Firewall { ruleset: &ruleset, asset });
        compared.disagreements.extend(view.disagreements.iter().cloned());
        compared.views.push(PermittedView { sha256: Some(sha256), ..view });
        compared.diagnostics.extend(diagnostics);
        compared.rulesets.push(ruleset);
    }
    compared.disagreements.sort();
    compared
}

/// Adds which rules of long configurations nothing needs; of others that is told already.
fn with_unneeded(plant: &Plant, reading: &Reading, mut compared: Compared) -> Compared {
    let services = services();
    let views = Views { plant, reading, services: &services };
    let is_long = |ruleset: &&Ruleset| ruleset.rule_count() > WHOLE_MAX;
    for ruleset in compared.rulesets.iter().filter(is_long) {
        match Kept::new(&views, None).unneeded(ruleset) {
            Some(found) => compared.disagreements.extend(found),
            None => compared.diagnostics.push(interwoven(ruleset)),
        }
    }
    compared.disagreements.sort();
    compared
}

fn interwoven(ruleset: &Ruleset) -> Diagnostic {
    let message = format!("{}: which of its rules nothing needs was not worked out", ruleset.file.terminal());
    let help = "its rules are about too many of the same addresses; split the configuration, or look at a part of it";
    Diagnostic::new("uses-not-worked-out", Severity::Warning, Place::Whole, message).help(help)
}

/// What may be reached over several firewalls in a row.
fn reach(plant: &Plant, reading: &Reading, compared: &Compared) -> Reachability {
    let services = services();
    let views = Views { plant, reading, services: &services };
    let each = compared.rulesets.iter().zip(&compared.views);
    let firewalls: Vec<_> = each.map(|(ruleset, view)| Firewall { ruleset, asset: view.asset.as_ref() }).collect();
    ringwall_conduit::reach(&views, &firewalls)
}

/// Decides one packet a line; `answer` is given one decision a line, in the same order.
pub fn decide(
    read: &Read,
    mut questions: impl BufRead,
    mut answer: impl FnMut(&DecisionLine) -> std::io::Result<()>,
) -> Result<(), WorkError> {
    let ruleset = &read.ruleset;
    let is_long = ruleset.rule_count() > WORKED_OUT_MAX;
    let mut whole = (!is_long).then(|| Judge::new(ruleset, &[]));
    loop {
        let mut line = Vec::new();
        let taken = questions.by_ref().take(QUESTION_BYTES_MAX).read_until(b'\n', &mut line)?;
        if taken == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            answer(&decision(ruleset, whole.as_mut(), text.trim()))?;
        }
    }
}

fn decision(ruleset: &Ruleset, whole: Option<&mut Judge<'_>>, question: &str) -> DecisionLine {
    match Query::parse(question) {
        Ok(query) => {
            let Answer { decision, rules, reason } = match whole {
                Some(judge) => judge.decide(&query),
                None => Judge::new(&query.slice(ruleset), &[]).decide(&query),
            };
            // One rule of a file may stand for several of the ruleset, one an interface.
            let mut rules: Vec<RuleLine> = rules.iter().map(|rule| (&rule.place).into()).collect();
            rules.dedup();
            DecisionLine { decision: decision.word(), rules, reason }
        }
        Err(reason) => DecisionLine { decision: "unknown", rules: Vec::new(), reason },
    }
}

/// Writes one decision as a line of JSON.
pub fn write_line(out: &mut impl Write, line: &DecisionLine) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
