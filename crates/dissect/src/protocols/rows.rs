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

/// True when keys rise from row to row, which [`find`] relies on.
#[cfg(test)]
pub fn sorted(rows: &[Keyed]) -> bool {
    rows.is_sorted_by(|a, b| a.key < b.key)
}
