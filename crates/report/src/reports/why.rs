//! Why a level is what it is.

use ringwall_catalogue::Catalogue;
use ringwall_model::{Assessment, Explanation, NOTICE, SecurityLevel};

use crate::{
    Document, Line,
    reasoning::{Fullness, blocks},
    view::View,
};

/// Which rows cap a level, on what evidence, and what would raise it by one.
pub fn why(catalogue: &Catalogue, answer: &Assessment, explanation: &Explanation) -> Document {
    let Explanation { scope, fr, demonstrated, target, name, .. } = explanation;
    let show = |level: &Option<SecurityLevel>| level.map_or_else(|| "none".to_owned(), |level| level.to_string());
    let against = if target.is_some() { format!(", target {}", show(target)) } else { String::new() };
    Document {
        title: Line::text(format!("Why {scope} stands at {fr} {}{against}: ", show(demonstrated))).foreign(name),
        subtitle: Line::text(format!("{}; method {}, at {}", fr.name(), answer.method, answer.at)),
        blocks: blocks(catalogue, &View::new(catalogue, answer), explanation, Fullness::Full),
        notice: NOTICE,
    }
}
