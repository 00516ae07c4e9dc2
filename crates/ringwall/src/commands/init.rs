//! `ringwall init DIR`.

use std::path::PathBuf;

use clap::Args;

use ringwall_work::plant_folder;

use super::Answer;
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder to start; files that exist are never overwritten
    dir: PathBuf,
}

/// Starts it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    for path in plant_folder::init(&arguments.dir)? {
        screen::line(&format!("wrote {}", path.display()))?;
    }
    screen::line(&format!(
        "next: edit plant.toml, put captures in {0}/captures, then run: ringwall assess {0}",
        arguments.dir.display()
    ))?;
    Ok(Answer::Good)
}
