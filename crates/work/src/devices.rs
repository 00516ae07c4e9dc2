//! Configurations read for what they say of the device itself.

use std::collections::BTreeMap;
use std::path::Path;

use ringwall_firewall::DeviceRead;
use ringwall_model::{AssetId, ConfigurationSource, DeviceSettings, Diagnostic, Foreign, Place, Plant, Severity, Span};

use crate::{WorkError, configurations};

/// Where the configurations of switches and other devices lie.
const OWN: &str = "devices";
/// Where those of firewalls lie: they say something of their devices too.
const FIREWALLS: &str = "firewalls";

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Devices {
    /// What each says.
    pub(crate) settings: Vec<DeviceSettings>,
    /// Remarks on the configurations in the folder `devices/`; those on firewalls are made where packets are looked at.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads the configurations of a plant folder.
pub(crate) fn of_folder(folder: &Path, plant: &Plant) -> Result<Devices, WorkError> {
    let mut devices = Devices::default();
    for path in configurations::paths(folder, OWN) {
        let DeviceRead { settings, diagnostics } = read(plant, &plant.devices, OWN, &path)?;
        devices.diagnostics.extend(diagnostics);
        devices.diagnostics.extend(settings.asset.is_none().then(|| nobodys(&settings.file)));
        devices.settings.push(settings);
    }
    for path in configurations::paths(folder, FIREWALLS) {
        let DeviceRead { settings, .. } = read(plant, &plant.firewalls, FIREWALLS, &path)?;
        devices.settings.extend((!settings.dialect.is_empty()).then_some(settings));
    }
    devices.diagnostics.extend(missing(folder, &plant.devices));
    Ok(devices)
}

fn read(
    plant: &Plant,
    sources: &BTreeMap<AssetId, ConfigurationSource>,
    own: &str,
    path: &Path,
) -> Result<DeviceRead, WorkError> {
    let file = configurations::read(path)?;
    let name = configurations::name(own, path);
    let mut read = ringwall_firewall::read_device(&name, &file.bytes);
    read.settings.sha256 = Some(file.sha256);
    if let Some((asset, taken)) = configurations::placed(plant, sources, own, &name) {
        read.settings.asset = Some(asset.clone());
        read.settings.taken = taken;
    }
    Ok(read)
}

fn nobodys(file: &Foreign) -> Diagnostic {
    let place = Place::File(Span { file: file.clone(), line: 1, column: 1, length: 0 });
    let message =
        format!("{} is declared for no asset and named for none, so what it shows is not counted", file.terminal());
    Diagnostic::new("configuration-of-nobody", Severity::Warning, place, message)
        .help("declare it in devices.toml, or name the file for its asset")
}

/// Declared, and not there.
fn missing(folder: &Path, sources: &BTreeMap<AssetId, ConfigurationSource>) -> Vec<Diagnostic> {
    let names: Vec<String> =
        configurations::paths(folder, OWN).iter().map(|path| configurations::name(OWN, path)).collect();
    let is_there = |source: &ConfigurationSource| {
        let file = source.file.raw();
        names.iter().any(|name| name == file || name.strip_prefix("devices/") == Some(file))
    };
    let absent = sources.iter().filter(|(_, source)| !is_there(source));
    let remark = |(asset, source): (&AssetId, &ConfigurationSource)| {
        let message = format!("the configuration of `{asset}` is not there: devices/{}", source.file.terminal());
        Diagnostic::new("configuration-missing", Severity::Warning, Place::File(source.place.clone()), message)
            .help("put the file into the folder devices/, or take the entry out")
    };
    absent.map(remark).collect()
}
