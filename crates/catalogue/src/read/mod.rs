//! Reading a catalogue or crosswalk file that somebody may have written by hand, badly or with bad intent.
//!
//! `source` knows places and diagnostics, `fields` takes typed values out of tables, `rows`, `processes`
//! (with `process_row`) and `links` know what the three kinds of file say.

mod fields;
mod links;
mod process_row;
mod processes;
mod rows;
mod source;
mod words;

pub(crate) use links::read_links;
pub(crate) use processes::{ProcessRows, read_process_rows};
pub(crate) use rows::{Rows, read_rows};
pub(crate) use source::SourceText;
