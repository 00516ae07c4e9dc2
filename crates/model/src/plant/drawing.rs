//! How a plant is drawn: where people want boxes to stand, and what the title block says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ConduitId, Foreign, Instant, PersonId, Span, ZoneId};

/// Where the upper left corner of a box is to stand, in hundredths of an inch from that of the sheet, or of the
/// zone it stands in; rounded to tens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Where it is declared.
    pub place: Span,
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// What people decided about the drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Revision in the engineer's words.
    pub revision: Foreign,
    /// Date of the revision.
    pub date: Option<Instant>,
    /// Who drew it.
    pub drawn_by: Option<PersonId>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When.
    pub approved_at: Option<Instant>,
    /// Places of zones; those of a zone in a zone are told from the corner of the outer one.
    pub zones: BTreeMap<ZoneId, Pin>,
    /// Places of the plates of conduits; where one stands in a zone it is told from the corner of that.
    pub conduits: BTreeMap<ConduitId, Pin>,
}
