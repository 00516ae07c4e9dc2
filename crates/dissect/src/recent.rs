//! Values that wait under keys, in the order they came: requests, mostly, until they are answered.

/// The last values that came, each found by its key. A key may stand more than once.
///
/// A value taken leaves a gap instead of moving what follows. While keys rise from value to value, as tags mostly do, they
/// are found by halving; else from the newest on.
#[derive(Debug)]
pub struct Recent<K, V> {
    entries: Vec<(K, Option<V>)>,
    /// What is before it has been taken.
    first: u8,
    waiting: u8,
    most: u8,
    /// Each key is greater than the one before it, so that none stands twice.
    rising: bool,
    /// What follows the value last taken.
    turn: u8,
}

/// Values kept at most: with their gaps they are twice as many, and counted in bytes.
const MOST: u8 = 64;

impl<K: Copy + Ord, V: Copy> Recent<K, V> {
    /// Keeps at most `most` values, and never more than 64.
    pub const fn new(most: u8) -> Self {
        let most = if most < MOST { most } else { MOST };
        Self { entries: Vec::new(), first: 0, waiting: 0, most, rising: true, turn: 0 }
    }

    /// What has not been taken, and the gaps in it.
    fn left(&self) -> &[(K, Option<V>)] {
        self.entries.get(usize::from(self.first)..).unwrap_or_default()
    }

    /// Adds a value; gives the oldest where there was no room.
    #[inline]
    pub fn push(&mut self, key: K, value: V) -> Option<V> {
        let pushed_out = if self.waiting >= self.most { self.pop() } else { None };
        if self.entries.len() >= usize::from(self.most) * 2 {
            self.close_gaps();
        }
        self.rising &= self.entries.last().is_none_or(|(last, _)| *last < key);
        self.entries.push((key, Some(value)));
        self.waiting = self.waiting.saturating_add(1);
        pushed_out
    }

    /// Takes the newest value of a key.
    #[inline]
    pub fn take_newest(&mut self, key: K) -> Option<V> {
        if self.rising && self.follows(key) {
            return self.take(usize::from(self.turn));
        }
        let at = if self.rising {
            self.left().binary_search_by_key(&key, |(known, _)| *known).ok()
        } else {
            self.left().iter().rposition(|(known, value)| *known == key && value.is_some())
        };
        self.take_waiting(at?)
    }

    /// Takes the value that follows the one last taken, where it has this key; else the newest.
    #[inline]
    pub fn take_in_turn(&mut self, key: K) -> Option<V> {
        if self.follows(key) { self.take(usize::from(self.turn)) } else { self.take_newest(key) }
    }

    /// True where what follows the value last taken has this key, and waits.
    #[inline]
    fn follows(&self, key: K) -> bool {
        self.turn >= self.first
            && matches!(self.entries.get(usize::from(self.turn)), Some((known, Some(_))) if *known == key)
    }

    /// Takes the oldest value of a key.
    #[inline]
    pub fn take_oldest(&mut self, key: K) -> Option<V> {
        let at = self.left().iter().position(|(known, value)| *known == key && value.is_some())?;
        self.take_waiting(at)
    }

    /// Takes the oldest value.
    pub fn pop(&mut self) -> Option<V> {
        let at = self.left().iter().position(|(_, value)| value.is_some())?;
        self.take_waiting(at)
    }

    /// Takes the value at a place of those that wait.
    fn take_waiting(&mut self, at: usize) -> Option<V> {
        self.take(usize::from(self.first).saturating_add(at))
    }

    fn take(&mut self, at: usize) -> Option<V> {
        let (_, value) = self.entries.get_mut(at)?;
        let value = value.take()?;
        self.waiting = self.waiting.saturating_sub(1);
        // Twice the most is below 256.
        self.turn = (at as u8).wrapping_add(1);
        if self.waiting == 0 {
            self.entries.clear();
            (self.first, self.turn, self.rising) = (0, 0, true);
        } else if at == usize::from(self.first) {
            while self.entries.get(usize::from(self.first)).is_some_and(|(_, value)| value.is_none()) {
                self.first = self.first.saturating_add(1);
            }
        }
        Some(value)
    }

    fn close_gaps(&mut self) {
        self.entries.retain(|(_, value)| value.is_some());
        (self.first, self.turn) = (0, 0);
    }

    /// How many wait.
    #[inline]
    pub fn len(&self) -> usize {
        self.waiting.into()
    }

    /// True where no value waits.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Memory held, in bytes.
    pub fn memory(&self) -> usize {
        self.entries.capacity().saturating_mul(size_of::<(K, Option<V>)>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_what_a_plain_list_gives() {
        let (mut recent, mut list) = (Recent::new(8), Vec::new());
        let mut random = 7_u32;
        for step in 0..50_000_u32 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Now keys that repeat, now keys that rise.
            let key = if step / 500 % 2 == 0 { (random >> 28) % 5 } else { step - (random >> 28) % 2 };
            let find = |at: Option<usize>, list: &mut Vec<_>| {
                at.map(|at| {
                    let (_, value) = list.remove(at);
                    value
                })
            };
            let asked = list.get(random as usize >> 8 & 7).map_or(key, |(key, _)| *key);
            match random >> 20 & 7 {
                0 => {
                    let key = asked;
                    let at = list.iter().rposition(|(k, _)| *k == key);
                    assert_eq!(recent.take_newest(key), find(at, &mut list));
                }
                1 => {
                    let key = asked;
                    let at = list.iter().position(|(k, _)| *k == key);
                    assert_eq!(recent.take_oldest(key), find(at, &mut list));
                }
                2 => assert_eq!(recent.pop(), find((!list.is_empty()).then_some(0), &mut list)),
                _ => {
                    let full = list.len() >= 8;
                    assert_eq!(recent.push(key, step), find(full.then_some(0), &mut list));
                    list.push((key, step));
                }
            }
        }
    }

    #[test]
    fn what_is_next_in_turn_goes_before_what_is_newest() {
        let mut recent = Recent::new(8);
        for (key, value) in [(1, 'a'), (2, 'b'), (9, 'c'), (2, 'd')] {
            recent.push(key, value);
        }
        assert_eq!(recent.take_in_turn(1), Some('a'));
        assert_eq!(recent.take_in_turn(2), Some('b'), "it follows");
        assert_eq!(recent.take_in_turn(2), Some('d'), "the only one left");
        assert_eq!((recent.take_in_turn(2), recent.take_in_turn(9)), (None, Some('c')));
    }
}
