//! Configurations whose weaknesses are stated in them: each weak rule must stand in a disagreement.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use ringwall_conduit::{Firewall, Services, Views, held};
use ringwall_model::{Plant, Reading, Ruleset};

use super::read;

/// Words in the comment before a rule that call it weak.
const MARKS: [&str; 4] = ["DANGEROUS", "PROBLEM", "Dangerous", "weak"];

pub fn run(folder: &Path) -> Result<bool> {
    let folder = folder.join("configs/opnsense-ot");
    if !folder.is_dir() {
        return Ok(true);
    }
    let (mut stated, mut missed) = (0, 0);
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "xml") {
            continue;
        }
        let marked = marked(&fs::read_to_string(&path)?);
        let ruleset = read(&path)?.ruleset;
        let (plant, reading, services) = (plant_of(&ruleset), Reading::default(), Services::new());
        let views = Views { plant: &plant, reading: &reading, services: &services };
        let found = held(&views, &Firewall { ruleset: &ruleset, asset: None }).disagreements;
        let lines: BTreeSet<u32> =
            found.iter().filter(|d| d.code != "permit-not-logged").flat_map(|d| &d.rules).map(|r| r.line).collect();
        for line in marked {
            stated += 1;
            if !lines.contains(&line) {
                missed += 1;
                println!("firewalls: {}: the weak rule at line {line} is in no disagreement", path.display());
            }
        }
    }
    println!("firewalls: {stated} rules stated to be weak, {missed} not found");
    Ok(missed == 0)
}

/// Lines of the rules that follow such a comment.
fn marked(text: &str) -> Vec<u32> {
    let mut pending = false;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.contains("<!--") {
            pending = MARKS.iter().any(|mark| line.contains(mark));
        }
        if line.contains("<rule>") && pending {
            found.push(number);
            pending = false;
        }
    }
    found
}

/// A plant in which every network of the firewall is a zone, and no conduit is declared; the rest of the world is outside.
fn plant_of(ruleset: &Ruleset) -> Plant {
    let mut text = "name = \"made\"\n[networks.world]\nprefixes = [\"0.0.0.0/0\"]\n[zones.world]\nkind = \"external\"\nin_suc = false\n\
        [assets.somebody]\nzone = \"world\"\ninterfaces = [{ network = \"world\", ip = \"9.9.9.9\" }]\n"
        .to_owned();
    for interface in &ruleset.interfaces {
        let name = interface.name.raw();
        let Some(prefix) = interface.prefixes().next() else { continue };
        text.push_str(&format!(
            "[networks.{name}]\nprefixes = [\"{prefix}\"]\n[zones.{name}]\nkind = \"control\"\n[assets.host-{name}]\nzone = \"{name}\"\n\
             interfaces = [{{ network = \"{name}\", ip = \"{}\" }}]\n",
            host(prefix.address)
        ));
    }
    ringwall_plant::parse(&[ringwall_plant::SourceFile::new("plant.toml".to_owned(), text)]).plant
}

fn host(address: std::net::IpAddr) -> std::net::IpAddr {
    let (number, bits) = ringwall_model::address_number(address);
    if bits == 32 { ringwall_model::address_v4(number + 77) } else { ringwall_model::address_v6(number + 77) }
}
