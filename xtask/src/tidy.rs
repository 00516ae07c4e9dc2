//! House rules that a machine can hold: dependency directions, tables against folders, words that must not appear.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, Item};

/// Longest source file, in lines, generated ones aside.
const LINES_MAX: usize = 700;

/// Checks every rule and prints what breaks one; true when nothing does.
pub fn run() -> Result<bool> {
    let root = root();
    let mut complaints = Vec::new();
    complaints.extend(layers(&root)?);
    complaints.extend(fences(&root)?);
    complaints.extend(families(&root)?);
    complaints.extend(sources(&root)?);
    if !crate::reference::run(Some("--check"))? {
        complaints.push("a reference page is not as the tables have it".to_owned());
    }
    for complaint in &complaints {
        eprintln!("tidy: {complaint}");
    }
    println!("tidy: {} rule break{}", complaints.len(), if complaints.len() == 1 { "" } else { "s" });
    Ok(complaints.is_empty())
}

/// The workspace, wherever it was checked out.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

fn document(path: &Path) -> Result<DocumentMut> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("{} is not TOML", path.display()))
}

fn table_keys(document: &DocumentMut, name: &str) -> BTreeSet<String> {
    let table = document.get(name).and_then(Item::as_table_like);
    table.map(|t| t.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default()
}

/// Each crate knows what `layers.toml` lets it know, is listed there, and stands in ARCHITECTURE.md.
fn layers(root: &Path) -> Result<Vec<String>> {
    let table = document(&root.join("xtask/layers.toml"))?;
    let allowed = table.get("crates").and_then(Item::as_table_like).context("layers.toml has no [crates]")?;
    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).context("cannot read ARCHITECTURE.md")?;
    let mut complaints = Vec::new();
    let folders = folders(&root.join("crates"))?;
    for name in &folders {
        let Some(row) = allowed.get(name).and_then(Item::as_table_like) else {
            complaints.push(format!("crates/{name} has no row in xtask/layers.toml"));
            continue;
        };
        let knows = row.get("knows").and_then(Item::as_array).context("knows is not a list")?;
        let knows: BTreeSet<_> = knows.iter().filter_map(|k| k.as_str()).map(|k| format!("ringwall-{k}")).collect();
        let manifest = document(&root.join("crates").join(name).join("Cargo.toml"))?;
        for dependency in table_keys(&manifest, "dependencies").into_iter().filter(|d| d.starts_with("ringwall-")) {
            if !knows.contains(&dependency) {
                complaints.push(format!("crates/{name} depends on {dependency}; xtask/layers.toml does not allow it"));
            }
        }
        if !architecture.contains(&format!("| `{name}` |")) {
            complaints.push(format!("ARCHITECTURE.md does not list crates/{name}"));
        }
    }
    let listed = allowed.iter().map(|(name, _)| name.to_owned()).filter(|name| !folders.contains(name));
    complaints.extend(listed.map(|name| format!("xtask/layers.toml lists {name}, which does not exist")));
    Ok(complaints)
}

/// A pure crate is fenced by the root `clippy.toml`: it must not bring its own.
fn fences(root: &Path) -> Result<Vec<String>> {
    let table = document(&root.join("xtask/layers.toml"))?;
    let mut complaints = Vec::new();
    for (name, row) in table.get("crates").and_then(Item::as_table_like).context("layers.toml has no [crates]")?.iter()
    {
        let pure = row.as_table_like().and_then(|r| r.get("pure")).and_then(Item::as_bool).unwrap_or(true);
        let own = root.join("crates").join(name).join("clippy.toml").exists();
        if pure == own {
            let right = if pure { "must not" } else { "must" };
            complaints.push(format!("crates/{name} {right} have a clippy.toml of its own (pure = {pure})"));
        }
    }
    Ok(complaints)
}

/// An open-ended family: where its members live, and the file with its table.
struct Family {
    folder: &'static str,
    table: &'static str,
    /// Members are folders; a file beside them is something they share.
    of_folders: bool,
}

const FAMILIES: [Family; 7] = [
    Family { folder: "crates/dissect/src/protocols", table: "crates/dissect/src/protocols/mod.rs", of_folders: true },
    Family { folder: "crates/evidence/src/rules", table: "crates/evidence/src/rules/mod.rs", of_folders: false },
    Family { folder: "crates/assess/src/checks", table: "crates/assess/src/checks/mod.rs", of_folders: false },
    Family { folder: "crates/firewall/src/dialects", table: "crates/firewall/src/dialects/mod.rs", of_folders: true },
    Family { folder: "crates/firewall/src/settings", table: "crates/firewall/src/settings/mod.rs", of_folders: true },
    Family { folder: "crates/report/src/reports", table: "crates/report/src/reports/mod.rs", of_folders: false },
    Family { folder: "crates/ringwall/src/commands", table: "crates/ringwall/src/commands/mod.rs", of_folders: false },
];

/// Every file or folder of a family is named in its table.
fn families(root: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for family in FAMILIES {
        let table =
            fs::read_to_string(root.join(family.table)).with_context(|| format!("cannot read {}", family.table))?;
        for entry in fs::read_dir(root.join(family.folder))? {
            let path = entry?.path();
            if family.of_folders && !path.is_dir() {
                continue;
            }
            let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
            let uses = table.matches(&format!("{name}::")).count();
            let declared = table.lines().any(|l| {
                l.trim_start_matches("pub(crate) ").trim_start_matches("pub ").starts_with(&format!("mod {name};"))
            });
            let is_member = !matches!(name.as_str(), "mod" | "testing");
            let is_listed = declared && uses > 0;
            if is_member && !is_listed {
                complaints.push(format!("{} is not in the table {}", path.display(), family.table));
            }
        }
    }
    Ok(complaints)
}

/// Words and shapes that must not appear in sources.
fn sources(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in ["crates", "xtask", "fuzz/src", "fuzz/targets"] {
        rust_files(&root.join(folder), &mut files)?;
    }
    let mut complaints = Vec::new();
    // Put together here, so that this file does not break its own rule.
    let left_over =
        [("TO", "DO"), ("FIX", "ME"), ("unimplemen", "ted!"), ("#[ig", "nore")].map(|(a, b)| format!("{a}{b}"));
    for file in files {
        let text = fs::read_to_string(&file)?;
        let shown = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        complaints.extend(left_over.iter().filter(|w| text.contains(w.as_str())).map(|w| format!("{shown} has {w}")));
        if text.lines().count() > LINES_MAX {
            complaints.push(format!("{shown} has more than {LINES_MAX} lines: two ideas in one file?"));
        }
        let knows_system = text.contains("target_os") || text.contains("cfg(unix)") || text.contains("std::os::");
        if knows_system && !shown.starts_with("crates/capture/") && !shown.starts_with("xtask/") {
            complaints.push(format!("{shown} knows the operating system; only capture may"));
        }
    }
    Ok(complaints)
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

fn folders(path: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").exists() {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}
