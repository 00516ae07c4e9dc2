//! Where flows are found, and what else lies in slots: slots by hash, in one open table that can be read ahead of its use.
//!
//! An entry is one word: the upper half of the hash as its tag, and the slot. The place an entry belongs to is the front of
//! its tag, so that growing needs no key. What the tables of a library hide is what is wanted here: to read the first word
//! of many frames' entries at once, so that their cache misses overlap.

/// Slots by hash.
#[derive(Debug)]
pub(crate) struct Index {
    /// 0 is free; else tag and slot + 1.
    entries: Vec<u64>,
    used: usize,
    /// A tag moved so far to the right is its place.
    shift: u32,
}

const LEAST: usize = 64;
const SLOT: u64 = 0xffff_ffff;

impl Default for Index {
    fn default() -> Self {
        Self { entries: vec![0; LEAST], used: 0, shift: 32 - LEAST.trailing_zeros() }
    }
}

impl Index {
    /// The entry at a hash's own place: nearly always the one that is looked for.
    #[inline]
    pub(crate) fn ahead(&self, hash: u64) -> u64 {
        self.entries.get(self.place(tag(hash))).copied().unwrap_or(0)
    }

    /// The slot of an entry that [`Index::ahead`] gave, where its tag is that of the hash.
    #[inline]
    pub(crate) fn slot_ahead(entry: u64, hash: u64) -> Option<u32> {
        (entry != 0 && entry >> 32 == tag(hash)).then(|| slot(entry))
    }

    /// The slot under a hash for which `is` holds.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let tag = tag(hash);
        let mut at = self.place(tag);
        // A table is never full.
        loop {
            match self.entries.get(at).copied() {
                None | Some(0) => return None,
                Some(entry) if entry >> 32 == tag && is(slot(entry)) => return Some(slot(entry)),
                Some(_) => at = self.after(at),
            }
        }
    }

    /// Adds a slot, which no entry has yet.
    pub(crate) fn insert(&mut self, hash: u64, slot: u32) {
        if self.used.saturating_mul(4) >= self.entries.len().saturating_mul(3) {
            self.grow();
        }
        self.put(tag(hash) << 32 | u64::from(slot).saturating_add(1) & SLOT);
        self.used = self.used.saturating_add(1);
    }

    /// Takes a slot out, and moves what stands behind it to where it is found without it.
    pub(crate) fn remove(&mut self, hash: u64, gone: u32) {
        let mut hole = self.place(tag(hash));
        loop {
            match self.entries.get(hole).copied() {
                None | Some(0) => return,
                Some(entry) if slot(entry) == gone && entry >> 32 == tag(hash) => break,
                Some(_) => hole = self.after(hole),
            }
        }
        self.used = self.used.saturating_sub(1);
        let mut at = hole;
        loop {
            at = self.after(at);
            let entry = self.entries.get(at).copied().unwrap_or(0);
            if entry == 0 {
                break;
            }
            // It may move into the hole unless its place lies behind the hole.
            let mask = self.entries.len().wrapping_sub(1);
            let from_place = at.wrapping_sub(self.place(entry >> 32)) & mask;
            let from_hole = at.wrapping_sub(hole) & mask;
            if from_place >= from_hole {
                self.set(hole, entry);
                hole = at;
            }
        }
        self.set(hole, 0);
    }

    fn grow(&mut self) {
        let larger = vec![0; self.entries.len().saturating_mul(2)];
        let old = std::mem::replace(&mut self.entries, larger);
        self.shift = self.shift.saturating_sub(1);
        for entry in old.into_iter().filter(|entry| *entry != 0) {
            self.put(entry);
        }
    }

    fn put(&mut self, entry: u64) {
        let mut at = self.place(entry >> 32);
        while self.entries.get(at).is_some_and(|known| *known != 0) {
            at = self.after(at);
        }
        self.set(at, entry);
    }

    fn set(&mut self, at: usize, entry: u64) {
        if let Some(known) = self.entries.get_mut(at) {
            *known = entry;
        }
    }

    #[inline]
    fn place(&self, tag: u64) -> usize {
        // A tag has 32 bits, a table at most 2^32 entries.
        (tag >> self.shift) as usize
    }

    #[inline]
    fn after(&self, at: usize) -> usize {
        at.wrapping_add(1) & self.entries.len().wrapping_sub(1)
    }
}

#[inline]
fn tag(hash: u64) -> u64 {
    hash >> 32
}

#[inline]
fn slot(entry: u64) -> u32 {
    ((entry & SLOT) as u32).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Hashes of few tags, so that entries crowd.
    fn hash(n: u32) -> u64 {
        u64::from(n.wrapping_mul(0x9e37_79b9) & 0xff00_000f) << 32
    }

    #[test]
    fn it_holds_what_a_map_holds_through_inserts_and_removals() {
        let (mut index, mut map) = (Index::default(), BTreeMap::new());
        let mut random = 1_u32;
        for step in 0..20_000_u32 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = random >> 20 & 0x1ff;
            match map.remove(&key) {
                Some(slot) => index.remove(hash(key), slot),
                None => {
                    index.insert(hash(key), step);
                    map.insert(key, step);
                }
            }
            if step % 512 == 0 {
                for key in 0..0x200 {
                    let wanted = map.get(&key).copied();
                    let keys: BTreeMap<u32, u32> = map.iter().map(|(key, slot)| (*slot, *key)).collect();
                    assert_eq!(index.find(hash(key), |slot| keys.get(&slot) == Some(&key)), wanted, "{key} at {step}");
                }
            }
        }
    }

    #[test]
    fn the_entry_ahead_is_that_of_the_hash_where_nothing_crowds() {
        let mut index = Index::default();
        index.insert(7 << 32, 5);
        assert_eq!(Index::slot_ahead(index.ahead(7 << 32), 7 << 32), Some(5));
        assert_eq!(Index::slot_ahead(index.ahead(8 << 32), 8 << 32), None);
    }
}
