//! What the flows of a shard share while they are read.

use std::sync::Arc;

use super::{
    account::Account, bindings::Bindings, buffers::Buffers, counting::Carried, detector::Detector,
    identities::Identities,
};

/// Protocols deep a flow may be: what it runs on, and what that carries.
pub(crate) const DEPTH_MAX: usize = 3;

/// Tables and buffers of a shard.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) detector: Arc<Detector>,
    pub(crate) account: Account,
    pub(crate) identities: Identities,
    pub(crate) bindings: Bindings,
    pub(crate) buffers: Buffers,
    /// One for each depth.
    pub(crate) carried: [Carried; DEPTH_MAX],
}
