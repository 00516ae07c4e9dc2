//! Assessing a plant folder: read, compare, derive evidence, judge.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use ringwall_assess::{Blocker, Context, FirmwareSeen, Index};
use ringwall_catalogue::Catalogue;
use ringwall_conduit::Comparison;
use ringwall_evidence::{Inputs, derive, rules_sha256};
use ringwall_model::{
    Assessment, Capture, ConduitId, DeviceSettings, Diagnostic, EvidenceSet, Foreign, FoundationalRequirement, Input,
    Instant, Inventory, PermittedView, Plant, Reading, Sight, Verdict, WitnessKind,
};
use ringwall_plant::SourceFile;
use ringwall_report::{Cell, Reach, reports::BlockerLine};

use crate::discover::{self, Options};
use crate::{
    WorkError, conduits, devices,
    placement::{Placements, without_point},
    plant_folder,
};

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The plant folder.
    pub folder: &'a Path,
    /// Captures beside those of the folder.
    pub captures: &'a [PathBuf],
    /// The instant judged for.
    pub at: Instant,
    /// The catalogue judged by.
    pub catalogue: &'a Catalogue,
    /// How captures are read.
    pub options: Options,
}

/// The answer, with what it was made of.
#[derive(Debug)]
pub struct Assessed {
    /// The answer.
    pub assessment: Assessment,
    /// What stands in the way, first things first.
    pub blockers: Vec<Blocker>,
    /// Remarks on the folder and the captures, for a terminal.
    pub diagnostics: Vec<Diagnostic>,
}

/// All that is judged, before it is.
#[derive(Debug)]
pub struct Prepared {
    /// What the folder declares.
    pub plant: Plant,
    /// What speaks for and against.
    pub evidence: EvidenceSet,
    /// What stands in the answer beside the verdicts.
    pub context: Context,
    /// Operations that a conduit allows and that were seen, by conduit.
    pub allowed: BTreeMap<ConduitId, u64>,
}

/// Assesses.
pub fn assess(request: &Request<'_>) -> Result<Assessed, WorkError> {
    let Prepared { plant, evidence, context, .. } = prepare(request)?;
    let index = ringwall_assess::index(&plant, request.catalogue, &evidence);
    Ok(judge(request, &plant, &index, context))
}

/// A plant folder and what its captures show.
#[derive(Debug)]
pub struct Seen {
    /// What the folder declares, as it was known at the instant.
    pub plant: Plant,
    /// What the captures carried.
    pub reading: Reading,
    /// The assets behind it.
    pub inventory: Inventory,
    /// Remarks on the folder.
    pub diagnostics: Vec<Diagnostic>,
    pub(crate) files: Vec<SourceFile>,
}

/// Reads the folder and its captures.
pub fn seen(request: &Request<'_>) -> Result<Seen, WorkError> {
    let sound = plant_folder::sound_plant(request.folder, request.catalogue, request.at)?;
    let captures = captures_of(request);
    let placements = Placements::new(&sound.plant, request.folder);
    let (reading, inventory) = match captures.is_empty() {
        true => (Reading::default(), Inventory::default()),
        false => {
            let options = Options { hash: true, ..request.options };
            let read = discover::discover(&captures, &placements, Some(&sound.plant), &options, None)?;
            (read.reading, read.inventory)
        }
    };
    let plant = sound.plant.known_at(request.at).into_owned();
    Ok(Seen { plant, reading, inventory, diagnostics: sound.diagnostics, files: sound.files })
}

/// Reads, compares, and derives evidence.
pub fn prepare(request: &Request<'_>) -> Result<Prepared, WorkError> {
    let Seen { plant, reading, inventory, diagnostics, files } = seen(request)?;
    let firewalls = conduits::held(&plant, &reading, conduits::of_folder(request.folder)?, diagnostics);
    let devices = devices::of_folder(request.folder, &plant)?;
    let inputs = inputs(&files, &reading, &firewalls.views, &devices.settings);
    let comparison = ringwall_conduit::compare(&plant, &reading, &inventory);
    let (witnesses, catalogue) = (&comparison.witnesses, request.catalogue);
    let evidence = derive(&Inputs {
        plant: &plant,
        reading: &reading,
        inventory: &inventory,
        witnesses,
        firewalls: &firewalls.views,
        devices: &devices.settings,
        catalogue,
    });
    let allowed = comparison.allowed.clone();
    let remarks = firewalls.diagnostics.into_iter().chain(devices.diagnostics).collect();
    let context = context(remarks, &reading, &inventory, comparison, inputs);
    Ok(Prepared { plant, evidence, context, allowed })
}

fn context(
    mut diagnostics: Vec<Diagnostic>,
    reading: &Reading,
    inventory: &Inventory,
    comparison: Comparison,
    inputs: Vec<Input>,
) -> Context {
    diagnostics.extend(reading.diagnostics.iter().cloned());
    diagnostics.extend(inventory.diagnostics.iter().cloned());
    diagnostics.extend(comparison.diagnostics);
    diagnostics.extend(reading.captures.iter().filter(|c| c.point.is_none()).map(|c| without_point(&c.name)));
    Context {
        witnesses: comparison.witnesses,
        findings: Vec::new(),
        sight: reading.captures.iter().map(sight).collect(),
        packets: reading.packets.clone(),
        firmware_seen: firmware_seen(inventory),
        inputs,
        rules_sha256: rules_sha256().into(),
        diagnostics,
    }
}

/// Judges what was prepared.
pub fn judge(request: &Request<'_>, plant: &Plant, index: &Index, context: Context) -> Assessed {
    let assessment = ringwall_assess::assess_indexed(plant, request.catalogue, index, context, request.at);
    let blockers = ringwall_assess::blockers(&assessment, request.catalogue);
    let diagnostics = assessment.diagnostics.clone();
    Assessed { assessment, blockers, diagnostics }
}

fn firmware_seen(inventory: &Inventory) -> FirmwareSeen {
    let mut seen = FirmwareSeen::new();
    for asset in &inventory.assets {
        if let Some(firmware) = &asset.firmware {
            seen.entry(asset.effective_id().clone()).or_default().insert(firmware.clone());
        }
    }
    seen
}

/// The captures of the folder, then those named.
fn captures_of(request: &Request<'_>) -> Vec<PathBuf> {
    let own = request.folder.join("captures");
    let holds_any = fs::read_dir(&own).is_ok_and(|mut entries| entries.next().is_some());
    own.exists().then_some(own).into_iter().filter(|_| holds_any).chain(request.captures.iter().cloned()).collect()
}

fn sight(capture: &Capture) -> Sight {
    Sight {
        capture: capture.name.clone(),
        point: capture.point.clone(),
        frames: capture.frames,
        first: capture.first,
        last: capture.last,
    }
}

/// Every file the answer rests on, with its hash, sorted by name.
fn inputs(
    files: &[SourceFile],
    reading: &Reading,
    firewalls: &[PermittedView],
    devices: &[DeviceSettings],
) -> Vec<Input> {
    let texts = files
        .iter()
        .map(|f| Input { name: Foreign::from(f.path.as_str()), sha256: hex(&Sha256::digest(f.text.as_bytes())) });
    let captures =
        reading.captures.iter().filter_map(|c| Some(Input { name: c.name.clone(), sha256: c.sha256.clone()? }));
    let configurations =
        firewalls.iter().filter_map(|f| Some(Input { name: f.file.clone(), sha256: f.sha256.clone()? }));
    let devices = devices.iter().filter_map(|d| Some(Input { name: d.file.clone(), sha256: d.sha256.clone()? }));
    let mut inputs: Vec<Input> = texts.chain(captures).chain(configurations).chain(devices).collect();
    inputs.sort();
    // A firewall's configuration is read for its packets and for its device.
    inputs.dedup();
    inputs
}

pub(crate) fn hex(bytes: &[u8]) -> Box<str> {
    bytes.iter().map(|b| format!("{b:02x}")).collect::<String>().into()
}

/// What `--fail-on` may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// A target that is not demonstrated.
    Gap,
    /// An exchange that breaks a declared conduit.
    Violation,
    /// A target that is open for lack of evidence.
    Unknown,
}

/// True when the answer has what is asked for.
pub fn has(answer: &Assessment, what: FailOn) -> bool {
    let scopes = || answer.zones.iter().chain(&answer.conduits);
    let any_cell = |test: &dyn Fn(Reach) -> bool| {
        scopes().any(|s| FoundationalRequirement::ALL.into_iter().any(|fr| test(Cell::of(s, fr).reach)))
    };
    match what {
        FailOn::Gap => any_cell(&|r| matches!(r, Reach::Open | Reach::Blocked)),
        FailOn::Unknown => any_cell(&|r| r == Reach::Open),
        FailOn::Violation => {
            let mut witnesses = scopes().flat_map(|s| &s.witnesses).chain(&answer.witnesses);
            witnesses.any(|w| w.kind == WitnessKind::ReturnPath || (w.answered && w.kind != WitnessKind::Undecided))
        }
    }
}

/// Blockers in the words of a report.
pub fn blocker_lines(blockers: &[Blocker]) -> Vec<BlockerLine> {
    blockers.iter().map(blocker_line).collect()
}

fn blocker_line(blocker: &Blocker) -> BlockerLine {
    let (not_met, unknown): (Vec<_>, Vec<_>) =
        blocker.scopes.iter().partition(|(_, verdict, _)| *verdict == Verdict::NotMet);
    BlockerLine {
        requirement: format!("{} {}", blocker.requirement, blocker.title),
        not_met: not_met.into_iter().map(|(scope, _, reason)| (scope.to_string(), reason.clone())).collect(),
        unknown: unknown.into_iter().map(|(scope, ..)| scope.to_string()).collect(),
    }
}
