//! Formats: one file each.

pub mod html;
pub mod json;
pub mod terminal;
