//! Operation codes (D301180X6175, section 2) and what they do.

use ringwall_model::Operation::{self, Discover, File, Opaque, Read, Report, Session, Time, Write};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Log-in.
pub const LOGIN: u8 = 17;
/// Spontaneous report by exception.
pub const SPONTANEOUS: u8 = 224;
/// Error indicator.
pub const ERROR: u8 = 255;

const fn opcode(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "opcode", name, &[does], None)
}

static ROWS: [Keyed; 31] = [
    opcode(6, "System Configuration", Discover),
    opcode(7, "Read Real-Time Clock", Read),
    opcode(8, "Set Real-Time Clock", Time),
    opcode(10, "Read Configurable Opcode Point Data", Read),
    opcode(11, "Write Configurable Opcode Point Data", Write),
    opcode(17, "Login", Session),
    opcode(24, "Store and Forward", Opaque),
    opcode(50, "Request I/O Point Position", Discover),
    opcode(100, "Access User-Defined Information", Discover),
    opcode(105, "Request Minimum and Maximum Values", Read),
    opcode(108, "Request History Tags", Read),
    opcode(118, "Request Alarm Data", Read),
    opcode(119, "Request Event Data", Read),
    opcode(135, "Request Single History Point", Read),
    opcode(136, "Request Multiple History Points", Read),
    opcode(137, "Request History Index", Read),
    opcode(138, "Request Daily and Periodic History", Read),
    opcode(139, "History Information", Read),
    opcode(166, "Set Single Point Parameters", Write),
    opcode(167, "Request Single Point Parameters", Read),
    opcode(180, "Request Parameters", Read),
    opcode(181, "Write Parameters", Write),
    opcode(203, "General File Transfer", File),
    opcode(205, "Peer-to-Peer Network Message", Opaque),
    opcode(206, "Read Transaction History", Read),
    opcode(224, "Spontaneous Report by Exception", Report),
    opcode(225, "Acknowledge Report by Exception", Session),
    opcode(255, "Error Indicator", Session),
    rows::row(0x100, ANY_CODE, "opcode", "Unlisted opcode", &[Opaque], None),
    rows::row(0x101, 17, "opcode", "Login: Log Off", &[Session], None),
    rows::row(0x102, 17, "opcode", "Login: Session Key", &[Session], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of an operation code.
pub fn call(code: u8) -> Call {
    let seen = u32::from(code);
    rows::find_or(&ROWS, seen, 0x100, seen)
}

/// The row of a log-in that ends a session.
pub fn log_off() -> Call {
    rows::find(&ROWS, 0x101, LOGIN.into()).unwrap_or(Call { row: 0, code: LOGIN.into() })
}

/// The row of a log-in that asks for a key.
pub fn session_key() -> Call {
    rows::find(&ROWS, 0x102, LOGIN.into()).unwrap_or(Call { row: 0, code: LOGIN.into() })
}

/// True for a code that has a row.
pub fn is_listed(code: u8) -> bool {
    let code = u32::from(code);
    rows::find(&ROWS, code, code).is_some()
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!(name(call(181)), "Write Parameters");
    assert_eq!(name(call(99)), "Unlisted opcode");
    assert_eq!((name(log_off()), name(session_key())), ("Login: Log Off", "Login: Session Key"));
}
