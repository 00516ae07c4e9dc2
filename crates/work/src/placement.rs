//! Which observation point a capture file belongs to.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use ringwall_model::{Diagnostic, Foreign, NetworkId, ObservationPoint, ObservationPointId, Place, Plant, Severity};

/// The observation points of a plant, by the files they name.
#[derive(Debug, Default)]
pub struct Placements {
    folder: PathBuf,
    points: Vec<(ObservationPointId, ObservationPoint)>,
}

/// Where a capture was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The observation point, where one names the file.
    pub point: Option<ObservationPointId>,
    /// Network of untagged frames, where declared.
    pub network: Option<NetworkId>,
    /// Network of each VLAN path, outermost id first.
    pub vlans: Vec<(Vec<u16>, NetworkId)>,
}

impl Placements {
    /// No plant: nothing is placed.
    pub fn none() -> Self {
        Self::default()
    }

    /// The points of a plant folder.
    pub fn new(plant: &Plant, folder: &Path) -> Self {
        let points = plant.observation_points.iter().map(|(id, p)| (id.clone(), p.clone())).collect();
        Self { folder: folder.to_path_buf(), points }
    }

    /// The placement of a file: by its path relative to the plant folder, else by its file name where only one point names it.
    pub fn of(&self, file: &Path) -> Placement {
        let relative = file.strip_prefix(&self.folder).ok().map(slashes);
        let by_path = relative.and_then(|path| self.one(|pattern| matches(pattern, &path)));
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let found = by_path.or_else(|| self.one(|pattern| pattern.rsplit('/').next() == Some(name.as_str())));
        found.map(|(id, point)| placement(id, point)).unwrap_or_default()
    }

    fn one(&self, fits: impl Fn(&str) -> bool) -> Option<&(ObservationPointId, ObservationPoint)> {
        let mut found = self.points.iter().filter(|(_, p)| p.captures.iter().any(|c| fits(c.raw())));
        found.next().filter(|_| found.next().is_none())
    }
}

/// A warning for each capture of a plant folder of which no point, or more than one, says that it was taken there.
pub fn unplaced(plant: &Plant, folder: &Path) -> Vec<Diagnostic> {
    let placements = Placements::new(plant, folder);
    let found = ringwall_capture::find(&[folder.join("captures")]).unwrap_or_default();
    let captures = found.iter().map(ringwall_capture::Source::path).filter(|path| is_called_capture(path));
    let unplaced = captures.filter(|path| placements.of(path).point.is_none());
    unplaced.map(|path| without_point(&Foreign::from(slashes(path.strip_prefix(folder).unwrap_or(path))))).collect()
}

/// By its name: nothing is opened here, and a note beside the captures is none.
fn is_called_capture(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".pcap", ".pcapng", ".cap", ".log", ".json"].iter().any(|end| name.ends_with(end))
}

/// What is lost where nobody says where a capture was taken.
pub fn without_point(capture: &Foreign) -> Diagnostic {
    let place = Place::Capture { capture: capture.clone(), offset: None };
    let message = format!("no observation point names the capture {}", capture.terminal());
    Diagnostic::new("capture-without-observation-point", Severity::Warning, place, message)
        .help("say in observation.toml where it was taken; until then it yields inventory and contradictions only")
}

fn placement(id: &ObservationPointId, point: &ObservationPoint) -> Placement {
    let path = |text: &str| text.split('.').map(str::parse).collect::<Result<Vec<u16>, _>>();
    let vlans = point.vlans.iter().filter_map(|(text, network)| path(text).ok().map(|p| (p, network.clone())));
    Placement { point: Some(id.clone()), network: point.network.clone(), vlans: vlans.collect() }
}

fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// `captures/a.pcap`, or `captures/2026-*`.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => path == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_matches_any_rest_and_nothing_else_is_a_pattern() {
        assert!(matches("captures/2026-*", "captures/2026-11/a.pcap") && matches("a.pcap", "a.pcap"));
        assert!(!matches("captures/*", "other/a.pcap") && !matches("a*b", "axb"));
    }

    #[test]
    fn a_capture_is_known_by_its_name_before_it_is_opened() {
        assert!(is_called_capture(Path::new("captures/A.PCAPNG")) && is_called_capture(Path::new("a.pcap.gz")));
        assert!(!is_called_capture(Path::new("captures/README.md")) && !is_called_capture(Path::new("pcap")));
    }
}
