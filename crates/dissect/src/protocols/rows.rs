//! Tables of functions that are found by more than their code.
//!
//! One native code may stand in several rows: a CIP service means different things on different classes, a Modbus
//! diagnostic is harmless or a restart by its sub-function. A [`Keyed`] row carries the key it is found by; the plain
//! [`Function`] table of a protocol is derived from it at compile time, row for row.

use ringwall_model::{Operation, Operations};

use crate::{Call, Function};

/// A function with the key it is found by. Tables are sorted by key and have no key twice.
#[derive(Debug)]
pub struct Keyed {
    key: u32,
    function: Function,
}

/// One row.
pub const fn row(
    key: u32,
    code: u32,
    space: &'static str,
    name: &'static str,
    operations: &[Operation],
    technique: Option<&'static str>,
) -> Keyed {
    Keyed { key, function: Function { code, space, name, operations: Operations::of(operations), technique } }
}

/// The functions of a table, in its order.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler over a table of the program")]
pub const fn functions<const N: usize>(rows: &[Keyed; N]) -> [Function; N] {
    let mut out =
        [const { Function { code: 0, space: "", name: "", operations: Operations::NONE, technique: None } }; N];
    let mut at = 0;
    while at < N {
        let Function { code, space, name, operations, technique } = rows[at].function;
        out[at] = Function { code, space, name, operations, technique };
        at += 1;
    }
    out
}

/// The row under `key`, used with `code` as it stood on the wire.
pub fn find(rows: &[Keyed], key: u32, code: u32) -> Option<Call> {
    let at = rows.binary_search_by_key(&key, |r| r.key).ok()?;
    Some(Call { row: u16::try_from(at).ok()?, code })
}

/// The row under `key`, or that of everything unlisted, used with `code` as it stood on the wire.
pub fn find_or(rows: &[Keyed], key: u32, unlisted: u32, code: u32) -> Call {
    find(rows, key, code).or_else(|| find(rows, unlisted, code)).unwrap_or(Call { row: 0, code })
}

/// Where the rows of a large table are found by their keys, made by the compiler: a table that is asked for every message is looked up in one
/// or two steps instead of by halving. `N` is a power of two, and at least twice the number of rows.
#[derive(Debug)]
pub struct Places<const N: usize>([u16; N]);

/// No row.
const NO_ROW: u16 = u16::MAX;

impl<const N: usize> Places<N> {
    /// The places of the rows of a table.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler over a table of the program")]
    pub const fn of<const ROWS: usize>(rows: &[Keyed; ROWS]) -> Self {
        assert!(N.is_power_of_two() && N >= 2 * ROWS && ROWS < NO_ROW as usize);
        let mut places = [NO_ROW; N];
        let mut row = 0;
        while row < ROWS {
            let mut at = Self::first(rows[row].key);
            while places[at] != NO_ROW {
                at = Self::after(at);
            }
            places[at] = row as u16;
            row += 1;
        }
        Self(places)
    }

    /// As [`find`].
    #[inline]
    pub fn find(&self, rows: &[Keyed], key: u32, code: u32) -> Option<Call> {
        let mut at = Self::first(key);
        loop {
            // The place after the last row that shares this one's is empty.
            let row = *self.0.get(at)?;
            if rows.get(usize::from(row))?.key == key {
                return Some(Call { row, code });
            }
            at = Self::after(at);
        }
    }

    #[inline]
    const fn first(key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> 16) as usize & (N - 1)
    }

    #[inline]
    const fn after(at: usize) -> usize {
        (at + 1) & (N - 1)
    }
}

/// True when keys rise from row to row, which [`find`] relies on.
#[cfg(test)]
pub fn sorted(rows: &[Keyed]) -> bool {
    rows.is_sorted_by(|a, b| a.key < b.key)
}
