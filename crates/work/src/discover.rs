//! Reading captures and making assets of what they show.

use std::path::PathBuf;

use ringwall_model::{Inventory, Plant, Reading};

use crate::{WorkError, placement::Placements, read};

/// How captures are read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads.
    pub threads: usize,
    /// Hash what is read, for an answer that lists its inputs.
    pub hash: bool,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        Self { threads, hash: false }
    }
}

/// What captures show.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Conversations, identities and the account of every frame.
    pub reading: Reading,
    /// Assets.
    pub inventory: Inventory,
}

/// Reads captures; with a plant, matches what they show with what it declares.
pub fn discover(
    inputs: &[PathBuf],
    placements: &Placements,
    plant: Option<&Plant>,
    options: &Options,
) -> Result<Found, WorkError> {
    let how = read::Options { threads: options.threads, hash: options.hash, ..read::Options::default() };
    let reading = read::read(inputs, placements, how)?;
    let inventory = ringwall_inventory::build(&reading, plant);
    Ok(Found { reading, inventory })
}
