//! Formats: one file each.

pub mod drawio;
pub mod html;
pub mod json;
pub mod png;
pub mod svg;
pub mod terminal;
