//! Holds a raw tree against its shape: what fits becomes a checked tree, what does not becomes a diagnostic.

mod declared;
mod describe;
mod scalar;
mod table;

pub(crate) use declared::Declared;

use crate::{node::Node, raw::RawTable, shape::FileShape, sink::Sink, source::At, syntax::Lost};

/// A file whose text has been read.
#[derive(Debug)]
pub(crate) struct ReadFile {
    pub file: usize,
    pub shape: &'static FileShape,
    /// What `*` stands for in its path.
    pub name: String,
    pub root: RawTable,
}

/// A file that has been held against its shape.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    pub file: usize,
    /// Path of its shape.
    pub path: &'static str,
    /// The id its name gives, where it gives one.
    pub named: Option<String>,
    /// No other declaration of that id came first.
    pub counts: bool,
    pub root: Node,
}

/// Checks one file.
pub(crate) fn check(read: &ReadFile, declared: &Declared, lost: &Lost, sink: &mut Sink<'_>) -> CheckedFile {
    let at = At::top(read.file);
    let counts = read.shape.named.is_some_and(|noun| declared.is_at(noun, &read.name, at));
    let mut check = Check { declared, lost, sink, path: read.shape.path };
    let root = check.table(&read.shape.table, &read.root, at);
    let named = read.shape.named.map(|_| read.name.clone());
    CheckedFile { file: read.file, path: read.shape.path, named, counts, root }
}

struct Check<'c, 's> {
    declared: &'c Declared,
    lost: &'c Lost,
    sink: &'c mut Sink<'s>,
    /// Path of the file's shape.
    path: &'static str,
}
