//! The account of lines, by dialect.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use ringwall_model::LineAccount;

use super::{files, read};

/// Prints the share of lines understood by dialect; false where a line is lost from the account.
pub fn run(folder: &Path) -> Result<bool> {
    let mut paths = Vec::new();
    files(&folder.join("configs"), &mut paths)?;
    let mut table: BTreeMap<String, (u32, LineAccount)> = BTreeMap::new();
    let (mut is_good, mut unrecognised) = (true, BTreeMap::<String, u32>::new());
    for path in &paths {
        let read = read(path)?;
        let lines = read.ruleset.lines;
        if lines.understood + lines.diagnosed != lines.total {
            println!("firewalls: {}: lines are lost from the account: {lines:?}", path.display());
            is_good = false;
        }
        if read.ruleset.dialect.is_empty() {
            let below = path.strip_prefix(folder.join("configs"))?;
            let first =
                below.components().next().map_or_else(String::new, |c| c.as_os_str().to_string_lossy().into_owned());
            *unrecognised.entry(first).or_default() += 1;
        }
        let dialect = if read.ruleset.dialect.is_empty() { "(not recognised)".into() } else { read.ruleset.dialect };
        let row = table.entry(dialect.into_owned()).or_default();
        row.0 += 1;
        row.1 += lines;
    }
    println!("firewalls: dialect            files   lines  understood  diagnosed");
    for (dialect, (count, lines)) in &table {
        let share = f64::from(lines.understood) * 100.0 / f64::from(lines.total.max(1));
        println!("firewalls: {dialect:<18} {count:>5} {:>7} {:>8.1} %  {:>9}", lines.total, share, lines.diagnosed);
    }
    let listed: Vec<String> = unrecognised.iter().map(|(folder, count)| format!("{folder} {count}")).collect();
    println!("firewalls: files not recognised, by folder: {}", listed.join(", "));
    Ok(is_good)
}
