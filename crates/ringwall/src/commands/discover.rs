//! `ringwall discover CAPTURE...`.

use std::{io, path::PathBuf};

use clap::{Args, builder::TypedValueParser as _};

use ringwall_work::{
    discover::{self, Options},
    placement::Placements,
    propose,
    read::{Progress, Where},
};

use super::{Answer, MEMORY_MIB, MIB};
use crate::{
    progress::{self, Bar},
    screen,
};

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Captures (pcap, pcapng, gzip of either), logs of Zeek (TSV or JSON) and Suricata (EVE), folders of them, or - for
    /// standard input
    #[arg(required = true)]
    captures: Vec<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Counts only
    #[arg(long)]
    summary: bool,
    /// Threads to read with
    #[arg(long, value_name = "N", default_value_t = Options::default().threads, value_parser = clap::value_parser!(u16).range(1..=64).map(usize::from))]
    threads: usize,
    /// Memory the process that reads may take, in MiB; with less, fewer hosts are kept apart
    #[arg(long, value_name = "MIB", default_value_t = MEMORY_MIB, value_parser = clap::value_parser!(u64).range(64..=1 << 20))]
    memory: u64,
    /// Write a proposal of a plant folder, with the reason for everything in it; never over existing files
    #[arg(long, value_name = "DIR")]
    propose: Option<PathBuf>,
}

/// Reads and shows them.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let place = Where::confined(arguments.memory.saturating_mul(MIB));
    let options = Options { threads: arguments.threads, place, ..Options::default() };
    let show = screen::shown(arguments.json, arguments.summary);
    screen::stop_when_asked();
    let mut bar = Bar::new();
    let mut tell = |progress: Progress| bar.iter_mut().for_each(|bar| bar.tell(progress));
    let mut out = progress::Answer::new();
    match &arguments.propose {
        None => discover::show(&arguments.captures, &options, Some(&mut tell), show, &mut out)?,
        Some(folder) => {
            let placements = Placements::none();
            let found = discover::discover(&arguments.captures, &placements, None, &options, Some(&mut tell))?;
            discover::write(show, &found, &mut io::BufWriter::new(out))?;
            for path in propose::propose(folder, &found)? {
                screen::note(&format!("wrote {}", path.display()));
            }
        }
    }
    drop(bar);
    Ok(screen::stopped())
}
