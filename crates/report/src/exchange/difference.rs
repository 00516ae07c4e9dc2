//! `ringwall diff --json`.

use serde::Serialize;

use ringwall_model::{Difference, NOTICE};

/// What changed between two assessments, and why.
#[derive(Serialize)]
pub struct DifferenceDocument<'a> {
    format: &'static str,
    version: u32,
    #[serde(flatten)]
    difference: &'a Difference,
    notice: &'static str,
}

impl<'a> DifferenceDocument<'a> {
    /// The document of one difference.
    pub fn new(difference: &'a Difference) -> Self {
        Self { format: "ringwall-difference", version: 1, difference, notice: NOTICE }
    }
}
