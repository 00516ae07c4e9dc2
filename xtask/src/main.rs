//! Chores of the project, run as `cargo xtask NAME`.

mod certificates;
mod corpus;
mod coverage;
mod examples;
mod firewalls;
mod hostile;
mod identities;
mod kernel;
mod planted;
mod reference;
mod robustness;
mod tidy;
mod unverified;
mod zeek;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask NAME
  tidy                  house rules: dependency directions, tables against folders, words that must not appear
  corpus [CORPUS]       message counts, identities and certificates of foreign captures, beside what others read
  coverage [FOLDER]     lines of each protocol's folder that its own cases run
  examples [PROGRAM]    what is planted in the example plants, beside what is raised on them
  firewalls [CORPUS]    foreign firewall configurations, beside what other programs say of them
  hostile [PACKETS]     streams made to cost a reader much: sums, memory, CPU time a packet
  kernel [DECISIONS]    random rulesets loaded into a network namespace, packets really sent, decisions beside ours
  reference [--check]   reference pages made from the tables of the program
  robustness [CORPUS]   foreign captures made to break readers: sums, threads, memory";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let argument = arguments.next();
    let done = match verb.as_str() {
        "tidy" => tidy::run(),
        "corpus" => corpus::run(argument.as_deref()),
        "coverage" => coverage::run(argument.as_deref()),
        "examples" => examples::run(argument.as_deref()),
        "firewalls" => firewalls::run(argument.as_deref()),
        "hostile" => hostile::run(argument.as_deref()),
        "kernel" => kernel::run(argument.as_deref()),
        "reference" => reference::run(argument.as_deref()),
        "robustness" => robustness::run(argument.as_deref()),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Where foreign captures lie: the argument, else `RINGWALL_CORPUS`, else beside the project.
fn corpus_folder(argument: Option<&str>) -> PathBuf {
    let from_environment = || std::env::var_os("RINGWALL_CORPUS").map(PathBuf::from);
    argument.map(PathBuf::from).or_else(from_environment).unwrap_or_else(|| tidy::root().join("../shared/corpus"))
}
