//! What the inventory has to say: addresses claimed twice, declarations the wire contradicts, devices nobody declared.

use ringwall_model::{Asset, Diagnostic, Foreign, FrameRef, ObservedAsset, Place, Plant, Reading, Severity};

use crate::devices::DuplicateAddress;

fn place(reading: &Reading, at: FrameRef) -> Place {
    Place::Frame { capture: reading.capture_name(at.capture).clone(), frame: at.frame }
}

/// Two devices claim one address: a mistake, an attack, or a redundancy protocol.
pub fn duplicate(reading: &Reading, found: &DuplicateAddress) -> Option<Diagnostic> {
    let (_, at) = found.claims.iter().next_back()?;
    let macs: Vec<_> = found.claims.keys().map(ToString::to_string).collect();
    let message = format!("{} on {} is claimed by {}", found.ip, found.network, macs.join(" and "));
    Some(
        Diagnostic::new("address-claimed-twice", Severity::Warning, place(reading, *at), message)
            .help("a redundant pair does this on purpose; otherwise one of them is wrong, or not what it seems"),
    )
}

/// What the declaration says of an asset and the wire says otherwise.
pub fn disagreements(reading: &Reading, plant: &Plant, observed: &ObservedAsset) -> Vec<Diagnostic> {
    let Some((id, asset)) = observed.declared.as_ref().and_then(|id| plant.assets.get_key_value(id)) else {
        return Vec::new();
    };
    let pairs = [("serial", &asset.serial, &observed.serial), ("firmware", &asset.firmware, &observed.firmware)];
    let mut found: Vec<_> = pairs
        .into_iter()
        .filter_map(|(what, declared, seen)| {
            let (declared, seen) = (declared.as_ref()?, seen.as_ref()?);
            (declared.raw() != seen.raw()).then(|| differs(reading, id.as_str(), what, declared, seen, observed))
        })
        .collect();
    found.extend(other_mac(reading, id.as_str(), asset, observed));
    found
}

fn differs(
    reading: &Reading,
    id: &str,
    what: &'static str,
    declared: &Foreign,
    seen: &Foreign,
    observed: &ObservedAsset,
) -> Diagnostic {
    let at = observed.evidence.iter().find(|e| e.attribute == what && e.value == *seen).map(|e| place(reading, e.at));
    let message = format!("{id} is declared with {what} {}, and says {} itself", declared.terminal(), seen.terminal());
    Diagnostic::new("declared-differs-from-observed", Severity::Warning, at.unwrap_or(Place::Whole), message)
        .help("correct plant.toml, or find out what answers at that address")
        .requirement("SR 7.8")
}

fn other_mac(reading: &Reading, id: &str, asset: &Asset, observed: &ObservedAsset) -> Option<Diagnostic> {
    let interface = observed.interfaces.iter().find(|seen| {
        let here = asset.interfaces.iter().filter(|d| d.network == seen.network);
        seen.mac.is_some() && here.clone().any(|d| d.mac.is_some()) && !here.clone().any(|d| d.mac == seen.mac)
    })?;
    let at = observed.evidence.iter().find(|e| e.attribute == "mac").map(|e| place(reading, e.at));
    let mac = interface.mac.map(|m| m.to_string()).unwrap_or_default();
    let message = format!("{id} answers on {} with MAC address {mac}, which is not declared", interface.network);
    Some(
        Diagnostic::new("declared-differs-from-observed", Severity::Warning, at.unwrap_or(Place::Whole), message)
            .help("correct plant.toml, or find out what answers at that address")
            .requirement("SR 7.8"),
    )
}

/// A device on a declared network that nobody declared.
pub fn undeclared(reading: &Reading, plant: &Plant, observed: &ObservedAsset) -> Option<Diagnostic> {
    if observed.declared.is_some() {
        return None;
    }
    let interface = observed.interfaces.iter().find(|i| {
        let prefixes = plant.networks.get(&i.network).map(|n| n.prefixes.as_slice());
        prefixes.is_some_and(|p| i.ips.iter().any(|ip| p.iter().any(|prefix| prefix.contains(*ip))))
    })?;
    let at = observed.evidence.iter().map(|e| e.at).min()?;
    let address = interface.ips.first().map(ToString::to_string).unwrap_or_default();
    let message = format!("{address} on {} is a device that nobody declared", interface.network);
    Some(
        Diagnostic::new("undeclared-asset", Severity::Warning, place(reading, at), message)
            .help("declare it in plant.toml with its zone, or find out how it got there")
            .requirement("SR 7.8")
            .requirement("ZCR 3.1"),
    )
}
