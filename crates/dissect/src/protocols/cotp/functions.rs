//! TPDU types of class 0 (X.224, section 13).

use ringwall_model::Operation::Session;

use crate::protocols::rows::{self, Keyed};
use crate::{Call, Function};

/// Connection request.
pub const CR: u8 = 0xE0;
/// Connection confirm.
pub const CC: u8 = 0xD0;
/// Disconnect request.
pub const DR: u8 = 0x80;
/// Disconnect confirm.
pub const DC: u8 = 0xC0;
/// Data.
pub const DT: u8 = 0xF0;
/// Error.
pub const ER: u8 = 0x70;

const fn tpdu(code: u8, name: &'static str) -> Keyed {
    rows::row(code as u32, code as u32, "cotp", name, &[Session], None)
}

/// Data has no row: what it carries is counted by the protocol that understands it.
static ROWS: [Keyed; 5] = [
    tpdu(ER, "TPDU Error"),
    tpdu(DR, "Disconnect Request"),
    tpdu(DC, "Disconnect Confirm"),
    tpdu(CC, "Connection Confirm"),
    tpdu(CR, "Connection Request"),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a TPDU type.
pub fn call(code: u8) -> Option<Call> {
    rows::find(&ROWS, u32::from(code), u32::from(code))
}

/// The type without the bits that are a credit in other classes.
pub fn kind(code: u8) -> u8 {
    match code & 0xF0 {
        kind @ (CR | CC) => kind,
        _ => code,
    }
}

/// True when a TPDU of this type may have this length indicator in class 0.
pub fn known(code: u8, indicator: usize) -> bool {
    match kind(code) {
        CR | CC => indicator >= 6,
        DR => indicator >= 6,
        DC => indicator >= 5,
        ER => indicator >= 4,
        DT => indicator == 2,
        _ => false,
    }
}

#[cfg(test)]
#[test]
fn rows_are_sorted() {
    assert!(rows::sorted(&ROWS));
}
