//! The assets of a reading, however they are kept: there may be too many of them to have all at once.

use std::fmt;

use ringwall_model::{Diagnostic, Event, Neighbour, ObservedAsset};

/// Gives every asset to who takes it, in the order of their ids.
pub type EachAsset<'a> = &'a dyn Fn(&mut dyn FnMut(&ObservedAsset));

/// The assets of a reading.
#[derive(Clone, Copy)]
pub struct Assets<'a> {
    /// How many there are.
    pub count: usize,
    /// Each of them.
    pub each: EachAsset<'a>,
    /// Who announced itself to the other end of a cable.
    pub neighbours: &'a [Neighbour],
    /// What happened, by time.
    pub events: &'a [Event],
    /// Remarks on them, sorted.
    pub diagnostics: &'a [Diagnostic],
}

impl fmt::Debug for Assets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assets").field("count", &self.count).finish_non_exhaustive()
    }
}
