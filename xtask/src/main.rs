//! Chores of the project, run as `cargo xtask NAME`.

mod certificates;
mod corpus;
mod count;
mod coverage;
mod described;
mod examples;
mod firewalls;
mod fuzz;
mod hostile;
mod identities;
mod kernel;
mod logs;
mod planted;
mod reference;
mod robustness;
mod tidy;
mod unverified;
mod wire;
mod zeek;

use std::path::PathBuf;
use std::process::ExitCode;

/// As in the program: what chores count and measure in their own process is to cost what it costs there.
#[global_allocator]
static ALLOCATOR: ringwall_work::Allocator = ringwall_work::ALLOCATOR;

const USAGE: &str = "usage: cargo xtask NAME
  tidy                  house rules: dependency directions, tables against folders, words that must not appear
  corpus [CORPUS]       message counts, identities and certificates of foreign captures, beside what others read
  coverage [FOLDER]     lines of each protocol's folder that its own cases run
  count                 instructions a packet by callgrind, beside what was recorded (UPDATE=1 records)
  examples [PROGRAM]    what is planted in the example plants, beside what is raised on them
  firewalls [CORPUS]    foreign firewall configurations, beside what other programs say of them
  fuzz [--seconds N]    bytes that break a reader, looked for with coverage counters; --target NAME, --seed N, --coverage
  hostile [PACKETS]     streams made to cost a reader much: sums, memory, CPU time a packet; --endless GIB: one that never repeats
  kernel [DECISIONS]    random rulesets loaded into a network namespace, packets really sent, decisions beside ours
  logs [CORPUS]         foreign logs of Zeek, beside our reading of the captures they were made of
  reference [--check]   reference pages made from the tables of the program
  robustness [CORPUS]   foreign captures made to break readers: sums, threads, memory
  wire [CAPTURE [RATE]] a capture sent over a wire, 500,000 frames a second, and watched: the same conversations, nothing lost or sent";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let argument = rest.first();
    let done = match verb.as_str() {
        "tidy" => tidy::run(),
        "corpus" => corpus::run(argument.map(String::as_str)),
        "count" => count::run(&rest),
        "coverage" => coverage::run(argument.map(String::as_str)),
        "examples" => examples::run(argument.map(String::as_str)),
        "firewalls" => firewalls::run(argument.map(String::as_str)),
        "fuzz" => fuzz::run(&rest),
        "hostile" => hostile::run(&rest),
        "kernel" => kernel::run(argument.map(String::as_str)),
        "logs" => logs::run(argument.map(String::as_str)),
        "reference" => reference::run(argument.map(String::as_str)),
        "robustness" => robustness::run(argument.map(String::as_str)),
        "wire" => wire::run(&rest),
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
