//! Commands (SH-080008, section 8; SH-080956, chapter 5) and what they do.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Mode, Opaque, Other, ProgramWrite, Read, Report, Secure, Session, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Read type name.
pub const MODEL: u16 = 0x0101;
/// Remote password unlock and lock.
pub const UNLOCK: u16 = 0x1630;
/// The other.
pub const LOCK: u16 = 0x1631;
/// Sent by a controller of its own accord.
pub const ON_DEMAND: u16 = 0x2101;

const fn command(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "command", name, &[does], None)
}

const fn mode(code: u32, name: &'static str, technique: Option<&'static str>) -> Keyed {
    rows::row(code, code, "command", name, &[Mode], technique)
}

const fn first(code: u32, name: &'static str) -> Keyed {
    rows::row(FIRST + code, code, "frame-1e", name, &[Opaque], None)
}

const FIRST: u32 = 2 << 16;
const REST: u32 = 0xFFFF;
const RESPONSE: u32 = 1 << 16;
const CHANGE_MODE: Option<&str> = Some("T0858");

static ROWS: [Keyed; 46] = [
    rows::row(0x0101, 0x0101, "command", "Read Type Name", &[Discover], Some("T0888")),
    command(0x0401, "Batch Read", Read),
    command(0x0403, "Random Read", Read),
    command(0x0406, "Block Read", Read),
    command(0x0601, "Read Buffer of Module", Read),
    command(0x0613, "Read Buffer", Read),
    command(0x0619, "Self Test", Diagnose),
    command(0x0801, "Register Monitor", Session),
    command(0x0802, "Monitor", Read),
    command(0x0E30, "Node Search", Discover),
    command(0x0E31, "IP Address Set", Configure),
    command(0x0E45, "Communication Setting Get", Discover),
    mode(0x1001, "Remote Run", CHANGE_MODE),
    mode(0x1002, "Remote Stop", CHANGE_MODE),
    mode(0x1003, "Remote Pause", CHANGE_MODE),
    mode(0x1005, "Remote Latch Clear", None),
    mode(0x1006, "Remote Reset", Some("T0816")),
    command(0x1401, "Batch Write", Write),
    command(0x1402, "Random Write", Write),
    command(0x1406, "Block Write", Write),
    command(0x1601, "Write Buffer of Module", Write),
    command(0x1613, "Write Buffer", Write),
    command(0x1617, "Clear Error", Other),
    command(0x1630, "Remote Password Unlock", Secure),
    command(0x1631, "Remote Password Lock", Secure),
    command(0x1808, "Read File Information", File),
    command(0x1810, "Read Directory", File),
    command(0x1811, "Search Directory", File),
    command(0x1820, "New File", File),
    command(0x1822, "Delete File", File),
    command(0x1824, "Copy File", File),
    command(0x1825, "Change File Attribute", File),
    command(0x1826, "Change File Date", File),
    command(0x1827, "Open File", File),
    command(0x1828, "Read File", File),
    rows::row(0x1829, 0x1829, "command", "Write File", &[File, ProgramWrite], None),
    command(0x182A, "Close File", File),
    command(0x2101, "On Demand", Report),
    command(0x3040, "Data Collection", Read),
    command(0x3072, "Own Station Test", Diagnose),
    rows::row(REST, ANY_CODE, "command", "Unlisted command", &[Opaque], None),
    rows::row(RESPONSE, ANY_CODE, "response", "Response", &[Session], None),
    first(0, "Batch Read in Bits (1E)"),
    first(1, "Batch Read in Words (1E)"),
    first(2, "Batch Write in Bits (1E)"),
    first(3, "Batch Write in Words (1E)"),
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

/// The row of a 1E frame.
pub fn first_call(command: u8) -> Call {
    let code = u32::from(command);
    rows::find(&ROWS, FIRST.saturating_add(code), code).unwrap_or(Call { row: 0, code })
}

/// The row of a response whose request was not seen.
pub fn response_call() -> Call {
    rows::find(&ROWS, RESPONSE, 0).unwrap_or(Call { row: 0, code: 0 })
}

/// True for a command that has a row.
pub fn is_listed(command: u16) -> bool {
    let code = u32::from(command);
    code < REST && rows::find(&ROWS, code, code).is_some()
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!((name(call(0x1002)), name(call(0x9999))), ("Remote Stop", "Unlisted command"));
    assert_eq!(name(response_call()), "Response");
}
