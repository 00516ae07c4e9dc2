//! Foreign configurations read for what they say of the device itself: the account of lines, by dialect.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use ringwall_model::LineAccount;

use super::files;

/// One dialect of the table.
#[derive(Default)]
struct Row {
    files: u32,
    lines: LineAccount,
    settings: usize,
}

/// Prints the share of lines understood by dialect; false where a line is lost from the account. Firewalls' configurations
/// say something of their devices too.
pub fn run(corpus: &Path) -> Result<bool> {
    let mut paths = Vec::new();
    for folder in [corpus.join("devices"), corpus.join("firewalls/configs")] {
        if folder.is_dir() {
            files(&folder, &mut paths)?;
        }
    }
    let (mut is_good, mut table) = (true, BTreeMap::<String, Row>::new());
    for path in &paths {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let settings = ringwall_firewall::read_device(&name, &fs::read(path)?).settings;
        if settings.lines.understood + settings.lines.diagnosed != settings.lines.total {
            println!("devices: {}: lines are lost from the account: {:?}", path.display(), settings.lines);
            is_good = false;
        }
        if settings.dialect.is_empty() {
            continue;
        }
        let row = table.entry(settings.dialect.into_owned()).or_default();
        row.files += 1;
        row.lines += settings.lines;
        row.settings += settings.settings.len();
    }
    println!("devices: dialect              files   lines  understood  diagnosed  settings");
    for (dialect, Row { files, lines, settings }) in &table {
        let share = f64::from(lines.understood) * 100.0 / f64::from(lines.total.max(1));
        let diagnosed = lines.diagnosed;
        println!("devices: {dialect:<18} {files:>7} {:>7} {share:>9.1} %  {diagnosed:>9}  {settings:>8}", lines.total);
    }
    Ok(is_good)
}
