//! `ringwall watch IFACE`.

use std::{path::PathBuf, time::Duration};

use clap::{Args, builder::TypedValueParser as _};

use ringwall_work::{
    discover::Options,
    read::{Progress, Where},
    watch::{self, Followed, Until, Watched},
};

use super::{Answer, MIB};
use crate::{
    progress::{self, Bar},
    screen,
};

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Ends with Ctrl-C, and then shows what was seen. Transmits nothing; how many frames the interface sent \
                        meanwhile is said at the end."
)]
pub struct Arguments {
    /// The network interface, at a SPAN port or tap: without an address, IPv6 and ARP
    #[arg(required_unless_present = "follow", conflicts_with = "follow")]
    interface: Option<String>,
    /// Instead of an interface, a folder that another program records into, file after file
    #[arg(long, value_name = "DIR", conflicts_with_all = ["accept_address", "packets"])]
    follow: Option<PathBuf>,
    /// Watch an interface that has an address, IPv6 or ARP on, and say so
    #[arg(long)]
    accept_address: bool,
    /// End after this time: 90s, 15m, 8h
    #[arg(long = "for", value_name = "TIME", value_parser = duration)]
    duration: Option<Duration>,
    /// End after this many frames
    #[arg(long, value_name = "N")]
    packets: Option<u64>,
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
    #[arg(long, value_name = "MIB", default_value_t = super::MEMORY_MIB, value_parser = clap::value_parser!(u64).range(64..=1 << 20))]
    memory: u64,
}

/// Watches and shows what was seen.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let place = Where::confined(arguments.memory.saturating_mul(MIB));
    let options = Options { threads: arguments.threads, place, ..Options::default() };
    let until = Until { duration: arguments.duration, frames: arguments.packets };
    let show = screen::shown(arguments.json, arguments.summary);
    let mut bar = Bar::new();
    let mut tell = |progress: Progress| bar.iter_mut().for_each(|bar| bar.tell(progress));
    let mut out = progress::Answer::new();
    let said = match (&arguments.follow, &arguments.interface) {
        (Some(folder), _) => {
            screen::stop_when_asked();
            let Followed { files, left } = watch::follow(folder, until, &options, Some(&mut tell), show, &mut out)?;
            format!("{}: {files} files read, {left} not begun", folder.display())
        }
        (None, interface) => {
            let name = interface.as_deref().unwrap_or_default();
            let opened = watch::open(name, arguments.accept_address)?;
            screen::diagnostics(&opened.warnings);
            screen::stop_when_asked();
            let watched = opened.watch(until, &options, Some(&mut tell), show, &mut out)?;
            let Watched { frames, lost, dropped, sent } = watched;
            let read = frames.saturating_sub(lost);
            let gone = if lost > 0 { format!("{lost} lost with a process that died, ") } else { String::new() };
            format!("{name}: {read} frames read, {gone}{dropped} dropped by the kernel, {sent} sent by the interface")
        }
    };
    drop(bar);
    screen::note(&said);
    Ok(Answer::Good)
}

/// A number with a unit: `90s`, `15m`, `8h`.
fn duration(text: &str) -> Result<Duration, String> {
    let help = || "not a time like 90s, 15m or 8h".to_owned();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(help)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(help()),
    };
    let number: u64 = number.parse().map_err(|_| help())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        assert_eq!(duration("15m"), Ok(Duration::from_secs(900)));
        for wrong in ["", "s", "10", "1.5h", "10 s", "é", "99999999999999999999h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
