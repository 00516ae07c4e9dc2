//! Sorted lists of shared evidence: by id, and whole, so that several pieces under one id stand side by side.

use std::sync::Arc;

use ringwall_model::{Evidence, EvidenceId};

/// Puts a piece in its place, once. What comes in order is added at the end, at no cost.
pub(crate) fn insert(list: &mut Vec<Arc<Evidence>>, evidence: &Arc<Evidence>) {
    if list.last().is_none_or(|last| last < evidence) {
        list.push(Arc::clone(evidence));
    } else if let Err(at) = list.binary_search(evidence) {
        list.insert(at, Arc::clone(evidence));
    }
}

/// Takes out every piece under an id.
pub(crate) fn remove(list: &mut Vec<Arc<Evidence>>, id: &EvidenceId) -> Vec<Arc<Evidence>> {
    let from = list.partition_point(|piece| piece.id < *id);
    let until = list.partition_point(|piece| piece.id <= *id);
    list.drain(from..until).collect()
}
