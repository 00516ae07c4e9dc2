//! Typed edits of a plant folder: they change text and keep comments and layout.

mod folder;
mod insert;
mod rename;
mod write;

use ringwall_model::{
    Allowance, Asset, AssetId, ConduitId, Diagnostic, Place, ScopeId, Severity, SlTarget, Statement, StatementId,
};

use crate::{Noun, SourceFile, codes, edit::folder::Folder, parse};

pub(crate) use write::{allowance, interface, text, word};

/// A change to a plant folder.
#[derive(Clone, Debug)]
pub enum Edit {
    /// A conduit allows one exchange more.
    AddAllowance {
        /// The conduit.
        conduit: ConduitId,
        /// What it allows; its place is not written.
        allowance: Allowance,
        /// Lines of a comment above it.
        remark: Vec<String>,
    },
    /// A zone or conduit gets a target.
    SetTarget {
        /// The zone or conduit.
        scope: ScopeId,
        /// A level for each foundational requirement.
        target: SlTarget,
    },
    /// Somebody attests something.
    AddStatement {
        /// Its id, not used before.
        id: StatementId,
        /// What is attested.
        statement: Statement,
    },
    /// A statement is taken back.
    RemoveStatement {
        /// Its id.
        id: StatementId,
    },
    /// An asset is declared. Conduits that own it are not changed.
    AddAsset {
        /// Its id, not used before.
        id: AssetId,
        /// The asset.
        asset: Asset,
    },
    /// A zone or the plate of a conduit is pinned to a place of the drawing; a pin it has is moved.
    Pin {
        /// The zone or conduit.
        scope: ScopeId,
        /// From the left of the sheet.
        x: i32,
        /// From its top.
        y: i32,
    },
    /// An id becomes another, in its declaration and wherever it is named; the old one is kept under `[renamed]`.
    Rename {
        /// What is renamed.
        noun: Noun,
        /// Its id so far.
        old: String,
        /// Its id from now on.
        new: String,
    },
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path relative to the folder.
    pub path: String,
    /// Its new text; none where the file is to be removed.
    pub text: Option<String>,
}

/// Applies edits in order and gives the files that change. Either all of them apply or nothing changes: what an edit
/// cannot do, and every error the folder would have afterwards and has not now, comes back as diagnostics.
pub fn apply(files: &[SourceFile], edits: &[Edit]) -> Result<Vec<Change>, Vec<Diagnostic>> {
    let mut folder = Folder::new(files);
    for edit in edits {
        apply_one(edit, &mut folder).map_err(|reason| vec![not_possible(&reason)])?;
    }
    let added = added_errors(&parse(files).diagnostics, parse(&folder.files()).diagnostics);
    if added.is_empty() { Ok(folder.changes(files)) } else { Err(added) }
}

fn apply_one(edit: &Edit, folder: &mut Folder) -> Result<(), String> {
    match edit {
        Edit::AddAllowance { conduit, allowance, remark } => insert::allowance(folder, conduit, allowance, remark),
        Edit::SetTarget { scope, target } => insert::target(folder, scope, target),
        Edit::AddStatement { id, statement } => {
            insert::entry(folder, ("statements.toml", "statements"), id.as_str(), write::statement(statement))
        }
        Edit::RemoveStatement { id } => insert::remove(folder, ("statements.toml", "statements"), id.as_str()),
        Edit::AddAsset { id, asset } => {
            insert::entry(folder, ("plant.toml", "assets"), id.as_str(), write::asset(asset))
        }
        Edit::Pin { scope, x, y } => insert::pin(folder, scope, (*x, *y)),
        Edit::Rename { noun, old, new } => rename::rename(folder, *noun, old, new),
    }
}

fn not_possible(reason: &str) -> Diagnostic {
    let code = &codes::EDIT_NOT_POSSIBLE;
    Diagnostic::new(code.name, code.severity, Place::Whole, reason).help("nothing was changed")
}

/// Errors that were not there before, wherever they stood.
fn added_errors(before: &[Diagnostic], after: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut known: Vec<&Diagnostic> = before.iter().collect();
    let is_new = |d: &Diagnostic| match known.iter().position(|k| k.code == d.code && k.message == d.message) {
        Some(index) => {
            known.swap_remove(index);
            false
        }
        None => d.severity >= Severity::Error,
    };
    let mut is_new = is_new;
    after.into_iter().filter(|d| is_new(d)).collect()
}
