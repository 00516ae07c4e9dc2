//! The whole help is one snapshot: what a user can ask for changes only on purpose.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod support;

use support::{ringwall, root};

#[test]
fn the_help_is_what_it_was() {
    let top = ringwall(&["--help"]).out;
    let commands = top.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A line further in goes on with the words of the command before it.
    let names = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 5, "{top}");
    let mut help = top.clone();
    for name in names.into_iter().filter(|name| *name != "help") {
        let text = ringwall(&[name, "--help"]).out;
        help.push_str(&format!("\n## ringwall {name}\n\n{text}"));
    }
    // The number of threads is the machine's.
    let help: Vec<String> =
        help.lines().map(|line| line.trim_end().replace(&default_threads(), "[default: CORES]")).collect();
    let (help, path) = (help.join("\n") + "\n", root().join("crates/ringwall/tests/help.txt"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &help).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    assert_eq!(help, expected, "UPDATE=1 cargo test rewrites it");
}

fn default_threads() -> String {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    format!("[default: {threads}]")
}
