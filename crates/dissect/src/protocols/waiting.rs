//! Commands sent ahead of their answers, which come in the same order (pipelining, RFC 2920).

use std::collections::VecDeque;

/// Commands that wait at once. With more, which answer belongs to which can no longer be told.
const WAITING_MAX: usize = 64;

/// Commands that wait for an answer, oldest first.
#[derive(Debug)]
pub struct Waiting<T>(VecDeque<T>);

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Copy> Waiting<T> {
    /// One more.
    pub fn push(&mut self, command: T) {
        if self.0.len() >= WAITING_MAX {
            self.0.clear();
        }
        self.0.push_back(command);
    }

    /// The one whose answer comes next.
    pub fn first(&self) -> Option<T> {
        self.0.front().copied()
    }

    /// The first was answered for good.
    pub fn answered(&mut self) {
        self.0.pop_front();
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.0.capacity().saturating_mul(size_of::<T>())
    }
}
