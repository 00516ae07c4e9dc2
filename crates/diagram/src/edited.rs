//! What people changed in a drawing, read back from an editor: for review, never done by itself.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ringwall_model::{ConduitId, Foreign, Plant, ScopeId, ZoneId};
use serde::{Deserialize, Serialize};

use crate::geometry::Point;
use crate::pins::snap;

/// A shape as an editor saved it, beside what it was when it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `zone:bpcs`, `asset:plc-101`, `conduit:sis-to-bpcs`.
    pub id: String,
    /// Where it stands, from the corner of what it stands in.
    pub at: Point,
    /// What it is called.
    pub name: Foreign,
    /// Where it stood when it was drawn.
    pub drawn_at: Point,
    /// What it was called then.
    pub drawn_name: Foreign,
    /// It stands in another shape than the one it was drawn in.
    pub left: bool,
}

/// A drawing as an editor saved it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Shapes it was drawn with and still has.
    pub cells: Vec<Cell>,
    /// Ids it was drawn with.
    pub drawn: Vec<String>,
    /// Words of shapes that somebody added.
    pub added: Vec<Foreign>,
}

/// A box that was moved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moved {
    /// Which.
    pub scope: ScopeId,
    /// From where: what stands in a zone is told from the corner of that zone.
    pub from: Point,
    /// To where, on the grid.
    pub to: Point,
}

/// A name that was changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Renamed {
    /// Whose: `zone:bpcs`, `asset:plc-101`.
    pub id: String,
    /// As drawn.
    pub from: Foreign,
    /// As it is now.
    pub to: Foreign,
}

/// Something that was changed and has no place in the plant folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NotKept {
    /// Whose.
    pub id: String,
    /// Why.
    pub why: Cow<'static, str>,
}

/// What was changed, sorted by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// `ringwall-drawing-changes`.
    pub format: Cow<'static, str>,
    /// Version of the format.
    pub version: u32,
    /// Boxes that were moved and can be pinned.
    pub moved: Vec<Moved>,
    /// Names that were changed.
    pub renamed: Vec<Renamed>,
    /// Ids of shapes that were taken out.
    pub removed: Vec<String>,
    /// Words of shapes that were added.
    pub added: Vec<Foreign>,
    /// Changes that cannot be kept.
    pub not_kept: Vec<NotKept>,
}

impl Changes {
    /// Nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty()
            && self.renamed.is_empty()
            && self.removed.is_empty()
            && self.added.is_empty()
            && self.not_kept.is_empty()
    }
}

/// What was changed in a drawing of a plant.
pub fn difference(plant: &Plant, edited: &Edited) -> Changes {
    let mut changes = Changes {
        format: Cow::Borrowed("ringwall-drawing-changes"),
        version: 1,
        moved: Vec::new(),
        renamed: Vec::new(),
        removed: Vec::new(),
        added: edited.added.clone(),
        not_kept: Vec::new(),
    };
    for cell in &edited.cells {
        changes.cell(plant, cell);
    }
    let still: BTreeSet<&str> = edited.cells.iter().map(|cell| cell.id.as_str()).collect();
    changes.removed = edited.drawn.iter().filter(|id| !still.contains(id.as_str())).cloned().collect();
    changes.moved.sort();
    changes.renamed.sort();
    changes.removed.sort();
    changes.added.sort();
    changes.not_kept.sort();
    changes
}

impl Changes {
    fn cell(&mut self, plant: &Plant, cell: &Cell) {
        let scope = scope(plant, &cell.id);
        let is_known = scope.is_some() || is_asset(plant, &cell.id) || cell.id.starts_with("undeclared:");
        let to = Point { x: snap(cell.at.x), y: snap(cell.at.y) };
        let not_kept = |why: &'static str| NotKept { id: cell.id.clone(), why: Cow::Borrowed(why) };
        if !is_known {
            self.not_kept.push(not_kept("the plant has it no more"));
            return;
        }
        if to != cell.drawn_at || cell.left {
            match scope {
                Some(scope) if !cell.left => self.moved.push(Moved { scope, from: cell.drawn_at, to }),
                Some(_) => {
                    self.not_kept.push(not_kept("moved out of the zone it stands in: the plant says which that is"))
                }
                None => self.not_kept.push(not_kept("moved: only zones and conduits are pinned")),
            }
        }
        if cell.name != cell.drawn_name {
            let (from, to) = (cell.drawn_name.clone(), cell.name.clone());
            self.renamed.push(Renamed { id: cell.id.clone(), from, to });
        }
    }
}

/// The zone or conduit of an id, where the plant has it.
fn scope(plant: &Plant, id: &str) -> Option<ScopeId> {
    let (kind, id) = id.split_once(':')?;
    match kind {
        "zone" => ZoneId::parse(id).filter(|id| plant.zones.contains_key(id)).map(ScopeId::Zone),
        "conduit" => ConduitId::parse(id).filter(|id| plant.conduits.contains_key(id)).map(ScopeId::Conduit),
        _ => None,
    }
}

fn is_asset(plant: &Plant, id: &str) -> bool {
    id.strip_prefix("asset:").is_some_and(|id| plant.assets.contains_key(id))
}
