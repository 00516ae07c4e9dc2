//! Commands that were seen, and what they do.

use ringwall_model::Operation::{self, Discover, File, Mode, Opaque, ProgramWrite, Read, Session, Write};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Commands whose answer names the model.
pub const MODEL: [u16; 2] = [0x0101, 0x0121];

const fn command(code: u32, name: &'static str, does: &[Operation], technique: Option<&'static str>) -> Keyed {
    rows::row(code, code, "command", name, does, technique)
}

const SEARCH: u32 = 1 << 16;
const REST: u32 = 0xFFFF;
const CHANGE_MODE: Option<&str> = Some("T0858");

/// The files of a controller are its program and parameters: to write one is to write a program.
static ROWS: [Keyed; 19] = [
    command(0x0101, "Read CPU Model", &[Discover], Some("T0888")),
    command(0x0121, "Read CPU Model, Extended", &[Discover], Some("T0888")),
    command(0x01A0, "Begin Session", &[Session], None),
    command(0x0410, "Read Devices", &[Read], None),
    command(0x0411, "Read Devices at Random", &[Read], None),
    command(0x0413, "Monitor Devices", &[Read], None),
    command(0x1001, "Remote Run", &[Mode], CHANGE_MODE),
    command(0x1002, "Remote Stop", &[Mode], CHANGE_MODE),
    command(0x1003, "Remote Pause", &[Mode], CHANGE_MODE),
    command(0x1006, "Remote Reset", &[Mode], Some("T0816")),
    command(0x1410, "Write Devices", &[Write], None),
    command(0x1859, "List Files", &[File], None),
    command(0x185F, "Find File", &[File], None),
    command(0x1867, "Open File", &[File], None),
    command(0x1868, "Read File", &[File], None),
    command(0x1869, "Write File", &[File, ProgramWrite], None),
    command(0x186A, "Close File", &[File], None),
    rows::row(REST, ANY_CODE, "command", "Unlisted command", &[Opaque], None),
    rows::row(SEARCH, ANY_CODE, "search", "Search", &[Discover], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a command.
pub fn call(command: u16) -> Call {
    let code = u32::from(command);
    rows::find(&ROWS, code.min(REST - 1), code)
        .or_else(|| rows::find(&ROWS, REST, code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of a search.
pub fn search_call(code: u8) -> Call {
    rows::find(&ROWS, SEARCH, code.into()).unwrap_or(Call { row: 0, code: code.into() })
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!((name(call(0x1002)), name(call(0x1731))), ("Remote Stop", "Unlisted command"));
    assert_eq!(name(search_call(0xFF)), "Search");
}
