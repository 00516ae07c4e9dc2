//! Reads and writes the plant folder (TOML).
//!
//! One static description of every file ([`FILES`]) drives reading, diagnostics and JSON Schemas:
//!
//! ```text
//! text ──syntax──▶ raw tree ──check (shape)──▶ checked tree ──build──▶ Plant ──contradiction──▶ diagnostics
//! ```
//!
//! Nothing here stops at the first mistake: [`parse`] always gives a plant and everything that is wrong with it. What is
//! wrong is left out so that nothing becomes more permissive or better supported by a mistake.

mod build;
mod check;
mod circles;
mod codes;
mod contradiction;
mod edit;
mod future;
mod init;
mod limits;
mod nearest;
mod node;
mod parse;
pub mod propose;
mod raw;
mod report;
mod schema;
mod shape;
mod sink;
mod source;
mod syntax;

pub use codes::{CODES, Code};
pub use edit::{Change, Edit, apply};
pub use future::future_instants;
pub use init::init;
pub use limits::{DIAGNOSTICS_MAX, FILE_BYTES_MAX, NESTING_MAX, SYNTAX_ROUNDS_MAX};
pub use nearest::nearest;
pub use parse::{Parsed, is_plant_file, parse};
pub use report::{Colour, render, render_all};
pub use schema::schemas;
pub use shape::{FILES, FileShape, Format, Key, MapKey, MapShape, Noun, TableShape, Type, Words};
pub use source::{SourceFile, Sources};
