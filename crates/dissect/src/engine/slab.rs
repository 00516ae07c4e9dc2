//! Values in slots that are used again, named by number.

/// Slots of `T`.
#[derive(Debug)]
pub(crate) struct Slab<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Puts a value into a free slot. A slab has fewer than 2^29 slots: budgets end long before.
    pub(crate) fn insert(&mut self, value: T) -> u32 {
        if let Some(at) = self.free.pop() {
            self.put(at, value);
            return at;
        }
        let at = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.slots.push(Some(value));
        at
    }

    #[inline]
    pub(crate) fn get(&self, at: u32) -> Option<&T> {
        self.slots.get(index(at)).and_then(Option::as_ref)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        self.slots.get_mut(index(at)).and_then(Option::as_mut)
    }

    /// Takes a value out for a while; [`Slab::put`] brings it back.
    #[inline]
    pub(crate) fn take(&mut self, at: u32) -> Option<T> {
        self.slots.get_mut(index(at)).and_then(Option::take)
    }

    #[inline]
    pub(crate) fn put(&mut self, at: u32, value: T) {
        if let Some(slot) = self.slots.get_mut(index(at)) {
            *slot = Some(value);
        }
    }

    /// Takes a value out for good.
    pub(crate) fn remove(&mut self, at: u32) -> Option<T> {
        let value = self.take(at)?;
        self.free.push(at);
        Some(value)
    }

    /// All values.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }

    /// Number of slots, used or free.
    pub(crate) fn slots(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }
}

#[inline]
fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
