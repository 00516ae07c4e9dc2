//! Headers and what they do.

use ringwall_model::Operation::{self, Opaque, Operate, Read, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// First header that the office sends.
pub const OFFICE: u8 = 0xF9;

const fn header(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "header", name, &[does], None)
}

static ROWS: [Keyed; 10] = [
    header(0xF1, "Acknowledge", Session),
    header(0xF2, "Indication Data", Read),
    header(0xF3, "Control Checkback", Operate),
    header(0xF9, "Common Control", Operate),
    header(0xFA, "Acknowledge and Poll", Read),
    header(0xFB, "Poll", Read),
    header(0xFC, "Control Data", Operate),
    header(0xFD, "Recall", Read),
    header(0xFE, "Execute Controls", Operate),
    rows::row(0x100, ANY_CODE, "header", "Unlisted header", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a header.
pub fn call(header: u8) -> Call {
    let code = u32::from(header);
    rows::find_or(&ROWS, code, 0x100, code)
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    assert_eq!(FUNCTIONS[usize::from(call(0xFE).row)].name, "Execute Controls");
    assert_eq!(FUNCTIONS[usize::from(call(0xF7).row)].name, "Unlisted header");
}
