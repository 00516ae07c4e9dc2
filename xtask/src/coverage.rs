//! Line coverage of each protocol's folder by its own cases and the seeds they are mutated from.
//!
//! The tests of the reader are built with the compiler's own instrumentation, and those of one folder run alone; two tools of
//! the toolchain say which lines ran. Lines of the cases do not count. A folder below the least share is a finding.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// Least share of a folder's lines that its cases run, in percent.
const SHARE_MIN_PERCENT: u64 = 80;
/// Files of cases.
const CASES: [&str; 2] = ["tests.rs", "decoded.rs"];

/// Lines of a folder.
#[derive(Debug)]
struct Lines {
    folder: String,
    all: u64,
    run: u64,
}

impl Lines {
    fn percent(&self) -> u64 {
        (self.run * 100).checked_div(self.all).unwrap_or(100)
    }
}

/// Prints the share of every folder, the least first; false where one is below the least share.
pub fn run(only: Option<&str>) -> Result<bool> {
    let Some(tools) = tools()? else {
        println!("coverage: skipped: rustup component add llvm-tools");
        return Ok(true);
    };
    let root = crate::tidy::root().join("crates/dissect");
    let tests = tests(&root)?;
    let work = crate::tidy::root().join("target/coverage");
    fs::create_dir_all(&work)?;
    let wanted =
        folders(&root.join("src/protocols"))?.into_iter().filter(|folder| only.is_none_or(|only| only == folder));
    let mut lines: Vec<Lines> =
        wanted.map(|folder| measure(&tools, &tests, &root, &work, folder)).collect::<Result<_>>()?;
    lines.sort_by_key(|lines| (lines.percent(), lines.folder.clone()));
    print(&lines);
    Ok(lines.iter().all(|lines| lines.percent() >= SHARE_MIN_PERCENT))
}

fn print(lines: &[Lines]) {
    println!("{:<16} {:>6} {:>6} {:>6}", "protocol", "lines", "run", "share");
    for lines in lines {
        let finding = if lines.percent() < SHARE_MIN_PERCENT { "  too few" } else { "" };
        println!("{:<16} {:>6} {:>6} {:>5}%{finding}", lines.folder, lines.all, lines.run, lines.percent());
    }
    let (all, run) = lines.iter().fold((0, 0), |(all, run), lines| (all + lines.all, run + lines.run));
    let share = (run * 100).checked_div(all).unwrap_or(100);
    println!("{} folders, {all} lines, {run} run: {share}%", lines.len());
}

fn folders(path: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(path)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let folders = entries.filter(|path| path.is_dir());
    Ok(folders.filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned())).collect())
}

/// Where the toolchain keeps its tools for profiles; none where that part of it is not installed.
fn tools() -> Result<Option<PathBuf>> {
    let ask = |argument: &[&str]| -> Result<String> {
        let out = Command::new("rustc").args(argument).output()?;
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let version = ask(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let tools = Path::new(&ask(&["--print", "sysroot"])?).join("lib/rustlib").join(host).join("bin");
    Ok(tools.join("llvm-cov").exists().then_some(tools))
}

/// Builds the tests of the reader with instrumentation.
fn tests(root: &Path) -> Result<PathBuf> {
    let out = Command::new("cargo")
        .args(["rustc", "--quiet", "--lib", "--profile", "test", "--message-format=json-render-diagnostics", "--"])
        .args(["-C", "instrument-coverage"])
        .current_dir(root)
        .stderr(std::process::Stdio::inherit())
        .output()?;
    ensure!(out.status.success(), "the tests of the reader do not build");
    let text = String::from_utf8_lossy(&out.stdout);
    let built = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let path = built.filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from)).next_back();
    path.context("no program was built")
}

/// Runs the cases of one folder and counts its lines.
fn measure(tools: &Path, tests: &Path, root: &Path, work: &Path, folder: String) -> Result<Lines> {
    let raw = work.join(format!("{folder}.profraw"));
    let done = Command::new(tests)
        .args(["--quiet", &format!("protocols::{folder}::")])
        .env("LLVM_PROFILE_FILE", &raw)
        .current_dir(root)
        .output()?;
    ensure!(done.status.success(), "{folder}: {}", String::from_utf8_lossy(&done.stdout));
    let profile = work.join(format!("{folder}.profdata"));
    let merge: [&Path; 5] = [Path::new("merge"), Path::new("-sparse"), &raw, Path::new("-o"), &profile];
    run_tool(&tools.join("llvm-profdata"), &merge)?;
    fs::remove_file(&raw)?;
    let sources = root.join("src/protocols").join(&folder);
    let instrumented = format!("--instr-profile={}", profile.display());
    let export: [&Path; 5] =
        [Path::new("export"), Path::new("--summary-only"), Path::new(&instrumented), tests, &sources];
    let answer: Value = serde_json::from_slice(&run_tool(&tools.join("llvm-cov"), &export)?)?;
    fs::remove_file(&profile)?;
    count(folder, &answer)
}

fn run_tool(tool: &Path, arguments: &[&Path]) -> Result<Vec<u8>> {
    let out = Command::new(tool).args(arguments).output().with_context(|| tool.display().to_string())?;
    if !out.status.success() {
        bail!("{}: {}", tool.display(), String::from_utf8_lossy(&out.stderr));
    }
    Ok(out.stdout)
}

/// Sums over the files of a folder, those of its cases left out.
fn count(folder: String, answer: &Value) -> Result<Lines> {
    let files = answer.pointer("/data/0/files").and_then(Value::as_array).context("no files")?;
    let mut lines = Lines { folder, all: 0, run: 0 };
    for file in files {
        let name = file.get("filename").and_then(Value::as_str).context("a file without a name")?;
        if CASES.iter().any(|case| Path::new(name).ends_with(case)) {
            continue;
        }
        let number = |key: &str| file.pointer(&format!("/summary/lines/{key}")).and_then(Value::as_u64);
        lines.all += number("count").context("no lines")?;
        lines.run += number("covered").context("no lines that ran")?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_cases_do_not_count() {
        let file = |name: &str, count: u64, covered: u64| serde_json::json!({"filename": name, "summary": {"lines": {"count": count, "covered": covered}}});
        let files = [file("/x/fox/mod.rs", 20, 10), file("/x/fox/tests.rs", 50, 50), file("/x/fox/session.rs", 20, 20)];
        let lines = count("fox".to_owned(), &serde_json::json!({"data": [{"files": files}]})).unwrap();
        assert_eq!((lines.all, lines.run, lines.percent()), (40, 30, 75));
    }
}
