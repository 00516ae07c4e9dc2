//! What an assessment lays over the drawing: levels of zones and conduits, and exchanges that nobody declared.

use std::collections::BTreeMap;

use ringwall_diagram::{Badge, Diagram, Standing, Traffic, Undeclared};
use ringwall_model::{
    Assessment, ConduitId, FoundationalRequirement, ScopeAssessment, ScopeId, Witness, WitnessKind, ZoneId,
};

use crate::view::scopes;
use crate::{Block, Cell, Document, Reach};

/// Levels of every judged zone and conduit.
pub fn badges(answer: &Assessment) -> BTreeMap<ScopeId, Vec<Badge>> {
    scopes(answer)
        .map(|scope| (scope.scope.clone(), FoundationalRequirement::ALL.map(|fr| badge(scope, fr)).to_vec()))
        .collect()
}

fn badge(scope: &ScopeAssessment, fr: FoundationalRequirement) -> Badge {
    let cell = Cell::of(scope, fr);
    Badge { fr, target: cell.target_text(), shown: cell.short(), sign: cell.sign(), standing: standing(cell.reach) }
}

fn standing(reach: Reach) -> Standing {
    match reach {
        Reach::Reached => Standing::Reached,
        Reach::Open => Standing::Open,
        Reach::Blocked => Standing::Blocked,
        Reach::NotAsked => Standing::NotAsked,
    }
}

/// What the captures of an assessment showed, with the operations they showed to be allowed. What was only tried, or cannot be
/// decided from them, disagrees with nothing.
pub fn traffic(answer: &Assessment, allowed: BTreeMap<ConduitId, u64>) -> Traffic {
    let mut against: BTreeMap<ConduitId, usize> = BTreeMap::new();
    let mut undeclared: BTreeMap<(ZoneId, ZoneId), Undeclared> = BTreeMap::new();
    let witnesses = answer.conduits.iter().flat_map(|conduit| &conduit.witnesses).chain(&answer.witnesses);
    for witness in witnesses.filter(|witness| disagrees(witness)) {
        match &witness.conduit {
            Some(conduit) => *against.entry(conduit.clone()).or_default() += 1,
            None => undeclared_one(&mut undeclared, witness),
        }
    }
    let captured = !answer.sight.is_empty();
    Traffic { captured, allowed, against, undeclared: undeclared.into_values().collect() }
}

fn disagrees(witness: &Witness) -> bool {
    witness.kind == WitnessKind::ReturnPath || (witness.answered && witness.kind != WitnessKind::Undecided)
}

fn undeclared_one(undeclared: &mut BTreeMap<(ZoneId, ZoneId), Undeclared>, witness: &Witness) {
    let (from, to) = (witness.from_zone.clone(), witness.to_zone.clone());
    let one = undeclared.entry((from.clone(), to.clone())).or_insert_with(|| Undeclared {
        from,
        to,
        protocols: Vec::new(),
        exchanges: 0,
    });
    one.exchanges += 1;
    let word = witness.protocol.to_string();
    if let Err(place) = one.protocols.binary_search(&word) {
        one.protocols.insert(place, word);
    }
}

/// The document with the drawing behind its map and what stands with it.
#[must_use]
pub fn with(mut document: Document, diagram: Diagram) -> Document {
    let heading = document.blocks.iter().position(|block| matches!(block, Block::Heading { .. }));
    let at = heading.unwrap_or(document.blocks.len());
    let drawing = [Block::heading("The drawing"), Block::Drawing(Box::new(diagram))];
    document.blocks.splice(at..at, drawing);
    document
}
