//! Fuzzing with coverage counters on stable Rust: our own cases are what it begins with, and whatever ends a reader is left in
//! a file.
//!
//! The targets are in `fuzz/`, a workspace of its own, built with the counters of LLVM that libFuzzer reads. With `--coverage`
//! what was found is run once more by a build that counts regions, where the tools for it are installed.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// Targets, and their share of the time.
const TARGETS: [(&str, u64); 7] =
    [("engine", 6), ("protocols", 4), ("formats", 2), ("logs", 2), ("certificates", 1), ("plant", 2), ("firewalls", 3)];
/// What makes a build count, for the code of the project and all it uses.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";
/// Seconds of fuzzing where none are asked for.
const SECONDS: u64 = 60;
/// Seconds one input may take by the clock, which a busy machine stretches a thousand times; memory of a target, in MiB.
const INPUT_SECONDS: u64 = 120;
const MEMORY_MIB: u64 = 2_048;
/// Longest input, in bytes.
const INPUT_BYTES: u64 = 16 << 10;

/// What a target did.
#[derive(Debug, Default)]
struct Done {
    executions: u64,
    edges: u64,
    features: u64,
    inputs: u64,
}

/// Fuzzes all targets for so many seconds in all, or one of them.
pub fn run(arguments: &[String]) -> Result<bool> {
    let wanted = Wanted::of(arguments)?;
    if Command::new("c++").arg("--version").output().is_err() {
        println!("fuzz: skipped, a C++ compiler is not here (scripts/install-test-tools.sh)");
        return Ok(true);
    }
    let root = crate::tidy::root();
    let host = host()?;
    build(&root, &host)?;
    let programs = root.join("target/fuzz").join(&host).join("release");
    let work = root.join("target/fuzz/found");
    seed(&root, &programs, &work)?;
    let targets: Vec<_> =
        TARGETS.into_iter().filter(|(name, _)| wanted.only.as_deref().is_none_or(|only| only == *name)).collect();
    ensure!(!targets.is_empty(), "no such target");
    let shares: u64 = targets.iter().map(|(_, share)| share).sum();
    println!("{:<14} {:>8} {:>14} {:>9} {:>10} {:>8}", "fuzz", "seconds", "executions", "edges", "features", "inputs");
    let mut good = true;
    for (name, share) in targets {
        let seconds = (wanted.seconds * share / shares).max(1);
        match fuzz(&programs.join(name), &work.join(name), seconds, wanted.seed) {
            Ok(done) => println!(
                "{name:<14} {seconds:>8} {:>14} {:>9} {:>10} {:>8}",
                done.executions, done.edges, done.features, done.inputs
            ),
            Err(error) => {
                good = false;
                println!("{name}: {error:#}");
            }
        }
    }
    if wanted.coverage {
        coverage(&root, &host, &work)?;
    }
    Ok(good)
}

struct Wanted {
    seconds: u64,
    seed: u64,
    only: Option<String>,
    coverage: bool,
}

impl Wanted {
    fn of(arguments: &[String]) -> Result<Self> {
        let mut wanted = Self { seconds: SECONDS, seed: 1, only: None, coverage: false };
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            let mut value = || rest.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--seconds" => wanted.seconds = value()?.parse()?,
                "--seed" => wanted.seed = value()?.parse()?,
                "--target" => wanted.only = Some(value()?.clone()),
                "--coverage" => wanted.coverage = true,
                other => bail!("fuzz [--seconds N] [--seed N] [--target NAME] [--coverage], not {other}"),
            }
        }
        Ok(wanted)
    }
}

fn host() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_owned())
}

/// With the host named as target, what only the build runs is built without counters.
fn cargo_build(root: &Path, host: &str, flags: &str, target: &str) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--quiet", "--manifest-path"])
        .arg(root.join("fuzz/Cargo.toml"))
        .args(["--target", host, "--target-dir"])
        .arg(root.join(target))
        .env("RUSTFLAGS", flags)
        .status()?;
    ensure!(status.success(), "the targets cannot be built; a C++ compiler is needed (g++)");
    Ok(())
}

fn build(root: &Path, host: &str) -> Result<()> {
    cargo_build(root, host, COUNTERS, "target/fuzz")
}

/// Puts what each target begins with into its folder; what was found before stays.
fn seed(root: &Path, programs: &Path, work: &Path) -> Result<()> {
    let cases = work.join("cases");
    if cases.exists() {
        fs::remove_dir_all(&cases)?;
    }
    fs::create_dir_all(&cases)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .arg("test")
        // Those that are built already: the chore is built as they are.
        .args((!cfg!(debug_assertions)).then_some("--release"))
        .args(["--locked", "--quiet", "--package", "ringwall-dissect", "--lib", "protocols::"])
        .current_dir(root)
        .env("RINGWALL_CASES", &cases)
        .output()?;
    ensure!(output.status.success(), "the cases of protocols do not pass: {}", String::from_utf8_lossy(&output.stdout));
    let status = Command::new(programs.join("seeds")).arg(&cases).arg(root).arg(work).status()?;
    ensure!(status.success(), "no seeds");
    Ok(())
}

fn fuzz(program: &Path, folder: &Path, seconds: u64, seed: u64) -> Result<Done> {
    let (found, broken) = (folder.with_extension("found"), folder.with_extension("broken"));
    fs::create_dir_all(&found)?;
    fs::create_dir_all(&broken)?;
    let output = Command::new(program)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-seed={seed}"))
        .arg(format!("-timeout={INPUT_SECONDS}"))
        .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
        .arg(format!("-max_len={INPUT_BYTES}"))
        .arg(format!("-artifact_prefix={}/", broken.display()))
        .arg("-print_final_stats=1")
        .arg(&found)
        .arg(folder)
        .output()
        .with_context(|| program.display().to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{}", why(&said, &broken));
    Ok(done(&said))
}

/// What libFuzzer said last: `#N DONE cov: E ft: F corp: I/..`, and its sums.
fn done(said: &str) -> Done {
    let number = |text: &str| text.split('/').next().and_then(|n| n.parse().ok()).unwrap_or_default();
    let last = said.lines().rev().find(|line| line.contains(" cov: ")).unwrap_or_default();
    let words: Vec<_> = last.split_whitespace().collect();
    let behind = |word: &str| words.iter().position(|w| *w == word).and_then(|at| words.get(at + 1)).map(|n| number(n));
    let executions = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    Done {
        executions: executions.map(|n| number(n.trim())).unwrap_or_default(),
        edges: behind("cov:").unwrap_or_default(),
        features: behind("ft:").unwrap_or_default(),
        inputs: behind("corp:").unwrap_or_default(),
    }
}

/// Why a target ended, and the file that makes it.
fn why(said: &str, broken: &Path) -> String {
    let lines: Vec<_> = said.lines().collect();
    let at = lines.iter().position(|line| line.contains("panicked at") || line.contains("ERROR: libFuzzer"));
    let cause = at.map(|at| lines[at..].iter().take(3).copied().collect::<Vec<_>>().join(" ")).unwrap_or_default();
    let file = lines.iter().find_map(|line| line.split("Test unit written to ").nth(1)).unwrap_or_default();
    let shown = file.strip_prefix(&format!("{}/", broken.display())).unwrap_or(file);
    format!("{cause} ({} in {})", shown, broken.display())
}

/// Lines and regions of the project that what was found runs through.
fn coverage(root: &Path, host: &str, work: &Path) -> Result<()> {
    let tool = |name: &str| tools(host).map(|folder| folder.join(name)).filter(|path| path.exists());
    let (Some(profdata), Some(cov)) = (tool("llvm-profdata"), tool("llvm-cov")) else {
        println!("coverage: not measured (rustup component add llvm-tools)");
        return Ok(());
    };
    cargo_build(root, host, "-Cinstrument-coverage --cfg fuzzing", "target/fuzz-coverage")?;
    let programs = root.join("target/fuzz-coverage").join(host).join("release");
    let (mut profiles, mut objects) = (Vec::new(), Vec::new());
    for (name, _) in TARGETS {
        let profile = work.join(format!("{name}.profraw"));
        let folder = work.join(name);
        Command::new(programs.join(name))
            .arg("-runs=0")
            .arg(folder.with_extension("found"))
            .arg(&folder)
            .env("LLVM_PROFILE_FILE", &profile)
            .output()?;
        profiles.push(profile);
        objects.push(programs.join(name));
    }
    let merged = work.join("merged.profdata");
    let status = Command::new(profdata).args(["merge", "-sparse", "-o"]).arg(&merged).args(&profiles).status()?;
    ensure!(status.success(), "the counts cannot be joined");
    let mut report = Command::new(cov);
    report.args(["report", "-summary-only", "-ignore-filename-regex=registry|rustc|/fuzz/", "-instr-profile"]);
    report.arg(&merged).arg(&objects[0]);
    objects.iter().skip(1).for_each(|object| {
        report.arg("-object").arg(object);
    });
    let text = String::from_utf8_lossy(&report.output()?.stdout).into_owned();
    for line in text.lines().filter(|line| line.starts_with("Filename") || line.starts_with("TOTAL")) {
        println!("{}", line.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Ok(())
}

/// Where rustup keeps the tools of LLVM.
fn tools(host: &str) -> Option<PathBuf> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    let root = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    Some(root.join("lib/rustlib").join(host).join("bin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says_last_is_what_was_done() {
        let said = "#8 INITED cov: 3 ft: 4 corp: 2/1b\n#99\tDONE   cov: 12 ft: 34 corp: 5/6b lim: 7 exec/s: 8\n\
                    stat::number_of_executed_units: 99\n";
        let done = done(said);
        assert_eq!((done.executions, done.edges, done.features, done.inputs), (99, 12, 34, 5));
    }

    #[test]
    fn a_panic_is_told_with_its_file() {
        let said = "x\nthread '<unnamed>' panicked at a.rs:1:2:\nindex out of bounds\nnote\n\
                    artifact_prefix='b/'; Test unit written to b/crash-1\n";
        let told = why(said, Path::new("b"));
        assert!(told.contains("a.rs:1:2") && told.contains("index out of bounds") && told.contains("crash-1 in b"));
    }
}
