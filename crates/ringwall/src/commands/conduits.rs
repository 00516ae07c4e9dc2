//! `ringwall conduits`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;

use ringwall_work::conduits;

use super::Answer;
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "A packet to decide is one line on standard input, in=eth0 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 \
    state=new, and out, sport, icmp, flags, way; what is not said may be anything.
Exit codes: 0 done; 2 the file cannot be read"
)]
pub struct Arguments {
    /// The configuration of one firewall
    #[arg(long, value_name = "F")]
    firewall: PathBuf,
    /// Decide packets, one a line of standard input, with one line of JSON each
    #[arg(long)]
    decide: bool,
}

/// Reads the configuration and answers.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let read = conduits::read(&arguments.firewall)?;
    screen::diagnostics(&read.diagnostics);
    if arguments.decide {
        let mut out = io::BufWriter::new(io::stdout().lock());
        conduits::decide(&read, io::stdin().lock(), |line| conduits::write_line(&mut out, line))?;
        out.flush()?;
    }
    Ok(Answer::Good)
}
