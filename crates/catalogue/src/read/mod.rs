//! Reading a catalogue or crosswalk file that somebody may have written by hand, badly or with bad intent.
//!
//! `source` knows places and diagnostics, `fields` takes typed values out of tables, `rows`, `processes` (with
//! `process_row`), `links` and `techniques` know what the four kinds of file say; `list` and `table` read what a reader of the standard
//! compares with.

mod fields;
mod links;
mod list;
mod process_row;
mod processes;
mod rows;
mod source;
mod table;
mod techniques;
mod words;

pub(crate) use links::read_links;
pub(crate) use list::read_list;
pub(crate) use processes::{ProcessRows, read_process_rows};
pub(crate) use rows::{Rows, read_rows};
pub(crate) use source::SourceText;
pub(crate) use techniques::read_techniques;
