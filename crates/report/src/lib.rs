//! Pure functions that build what people and programs read.
//!
//! `reports/<name>.rs` builds a [`Document`], which `render` writes as terminal text or a page; `exchange/` shapes the
//! JSON documents that other programs rely on. Nothing here judges: it arranges what the judge answered.

mod assets;
mod components;
mod detail;
mod document;
pub mod drawing;
pub mod exchange;
mod heat;
mod once;
mod reach;
mod reasoning;
pub mod reports;
mod view;

pub use assets::{Assets, EachAsset};
pub use document::{Align, Block, Column, Document, Line, Row, Run, Section, Table, Tone};
pub use heat::{Cell, HeatMap, HeatRow, Reach};
