//! What firewall configurations permit, and where that disagrees with what is declared and observed.

use std::fs;
use std::io::{BufRead, Read as _, Write};
use std::path::{Path, PathBuf};

use ringwall_conduit::{Firewall, Services, Views, disagreements};
use ringwall_dissect::{Carrier, PROTOCOLS};
use ringwall_firewall::{Answer, Judge, Query, Read};
use ringwall_model::{AssetId, Diagnostic, Disagreement, Plant, Reading, Ruleset, Transport};
use ringwall_report::exchange::{DecisionLine, FirewallRead};

use crate::{WorkError, assess};

/// Longest question.
const QUESTION_BYTES_MAX: u64 = 64 << 10;
/// Most configurations of one plant folder.
const FIREWALLS_MAX: usize = 1_000;

/// Reads the configuration of one firewall, under this name.
fn read_as(path: &Path, name: &str) -> Result<Read, WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let limit = u64::try_from(ringwall_firewall::BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(cannot)?.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(ringwall_firewall::read(name, &bytes))
}

/// Reads the configuration of one firewall; it is called by its name alone in what is said about it.
pub fn read(path: &Path) -> Result<Read, WorkError> {
    read_as(path, &path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
}

/// The configurations in the folder `firewalls/` of a plant folder, sorted by name.
pub fn of_folder(folder: &Path) -> Result<Vec<Read>, WorkError> {
    let own = folder.join("firewalls");
    let Ok(entries) = fs::read_dir(&own) else { return Ok(Vec::new()) };
    let is_wanted = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path.is_file() && !name.starts_with('.') && !name.ends_with(".md")
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(is_wanted).collect();
    paths.sort();
    paths.truncate(FIREWALLS_MAX);
    let name = |path: &Path| format!("firewalls/{}", path.file_name().unwrap_or_default().to_string_lossy());
    paths.iter().map(|path| read_as(path, &name(path))).collect()
}

/// The declared asset a configuration is of: the one its file is named for.
pub fn asset_of<'p>(plant: &'p Plant, ruleset: &Ruleset) -> Option<&'p AssetId> {
    let stem = Path::new(ruleset.file.raw()).file_stem()?.to_string_lossy().into_owned();
    plant.assets.keys().find(|id| id.as_str() == stem)
}

/// Where protocols usually answer.
pub fn services() -> Services {
    let mut services = Services::new();
    for protocol in PROTOCOLS {
        let ports = protocol.carriers.iter().filter_map(|carrier| match carrier {
            Carrier::Tcp(port) => Some((Transport::Tcp, *port)),
            Carrier::Udp(port) => Some((Transport::Udp, *port)),
            _ => None,
        });
        services.insert(protocol.name, ports.collect());
    }
    services
}

/// Firewalls held against the other views.
#[derive(Debug, Default)]
pub struct Compared {
    /// What was read, with the declared asset of each.
    pub firewalls: Vec<(Ruleset, Option<AssetId>)>,
    /// Where they disagree, sorted.
    pub disagreements: Vec<Disagreement>,
    /// Remarks on the configurations and the plant.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compared {
    /// What is said of each firewall.
    pub fn firewalls(&self) -> Vec<FirewallRead<'_>> {
        self.firewalls.iter().map(|(ruleset, asset)| FirewallRead::new(ruleset, asset.as_ref())).collect()
    }
}

/// Compares the firewalls of a plant folder, or these of it, with what it declares and its captures show.
pub fn compare(request: &assess::Request<'_>, further: &[PathBuf]) -> Result<Compared, WorkError> {
    let seen = assess::seen(request)?;
    let reads = match further.is_empty() {
        true => of_folder(request.folder)?,
        false => further.iter().map(|path| read(path)).collect::<Result<_, _>>()?,
    };
    Ok(held(&seen.plant, &seen.reading, reads, seen.diagnostics))
}

/// Looks at single configurations without a plant: what is weak by itself.
pub fn alone(paths: &[PathBuf]) -> Result<Compared, WorkError> {
    let reads = paths.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    Ok(held(&Plant::default(), &Reading::default(), reads, Vec::new()))
}

/// Holds configurations against a plant and a reading.
pub(crate) fn held(plant: &Plant, reading: &Reading, reads: Vec<Read>, diagnostics: Vec<Diagnostic>) -> Compared {
    let services = services();
    let views = Views { plant, reading, services: &services };
    let mut compared = Compared { diagnostics, ..Compared::default() };
    for Read { ruleset, diagnostics } in reads {
        let asset = asset_of(plant, &ruleset);
        compared.disagreements.extend(disagreements(&views, &Firewall { ruleset: &ruleset, asset }));
        compared.diagnostics.extend(diagnostics);
        compared.firewalls.push((ruleset, asset.cloned()));
    }
    compared.disagreements.sort();
    compared
}

/// Decides one packet a line; `answer` is given one decision a line, in the same order.
pub fn decide(
    read: &Read,
    mut questions: impl BufRead,
    mut answer: impl FnMut(&DecisionLine) -> std::io::Result<()>,
) -> Result<(), WorkError> {
    let mut judge = Judge::new(&read.ruleset, &[]);
    loop {
        let mut line = Vec::new();
        let taken = questions.by_ref().take(QUESTION_BYTES_MAX).read_until(b'\n', &mut line)?;
        if taken == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            answer(&decision(&mut judge, text.trim()))?;
        }
    }
}

fn decision(judge: &mut Judge<'_>, question: &str) -> DecisionLine {
    match Query::parse(question) {
        Ok(query) => {
            let Answer { decision, rules, reason } = judge.decide(&query);
            DecisionLine {
                decision: decision.word(),
                rules: rules.iter().map(|rule| (&rule.place).into()).collect(),
                reason,
            }
        }
        Err(reason) => DecisionLine { decision: "unknown", rules: Vec::new(), reason },
    }
}

/// Writes one decision as a line of JSON.
pub fn write_line(out: &mut impl Write, line: &DecisionLine) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
