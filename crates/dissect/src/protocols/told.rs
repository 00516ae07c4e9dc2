//! Facts a session has told, so that each is told once.

use ringwall_model::Security;

use crate::Sink;

/// Most different facts a session tells.
const FACTS_MAX: usize = 16;

/// Facts told so far.
#[derive(Debug, Default)]
pub struct Told(Vec<Security>);

impl Told {
    /// Tells a fact, unless it was told before.
    pub fn tell(&mut self, fact: Security, out: &mut Sink<'_>) {
        if self.0.len() < FACTS_MAX && !self.0.contains(&fact) {
            out.security(fact.clone());
            self.0.push(fact);
        }
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.0.capacity().saturating_mul(size_of::<Security>())
    }
}
