//! Commands (W227, section 5-2) and what they do.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Mode, Opaque, Other, ProgramRead, ProgramWrite, Read, Secure, Session,
    Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Controller data read.
pub const IDENTIFY: u16 = 0x0501;
/// Commands that carry a password: protecting the program and lifting that.
pub const PROTECT: [u16; 2] = [0x0304, 0x0305];

const fn command(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "command", name, &[does], None)
}

const fn mode(code: u32, name: &'static str) -> Keyed {
    rows::row(code, code, "command", name, &[Mode], Some("T0858"))
}

const fn envelope(code: u32, name: &'static str) -> Keyed {
    rows::row(ENVELOPE + code, code, "envelope", name, &[Session], None)
}

const UNLISTED: u32 = 0x1_0000;
const ENVELOPE: u32 = 0x2_0000;

static ROWS: [Keyed; 68] = [
    command(0x0101, "Memory Area Read", Read),
    command(0x0102, "Memory Area Write", Write),
    command(0x0103, "Memory Area Fill", Write),
    command(0x0104, "Multiple Memory Area Read", Read),
    command(0x0105, "Memory Area Transfer", Write),
    command(0x0201, "Parameter Area Read", Read),
    command(0x0202, "Parameter Area Write", Configure),
    command(0x0203, "Parameter Area Clear", Configure),
    command(0x0220, "Data Link Table Read", Read),
    command(0x0221, "Data Link Table Write", Configure),
    command(0x0304, "Program Area Protect", Secure),
    command(0x0305, "Program Area Protect Clear", Secure),
    command(0x0306, "Program Area Read", ProgramRead),
    command(0x0307, "Program Area Write", ProgramWrite),
    command(0x0308, "Program Area Clear", ProgramWrite),
    mode(0x0401, "Run"),
    mode(0x0402, "Stop"),
    command(0x0403, "Reset", Mode),
    command(0x0501, "Controller Data Read", Discover),
    command(0x0502, "Connection Data Read", Discover),
    command(0x0601, "Controller Status Read", Diagnose),
    command(0x0602, "Network Status Read", Diagnose),
    command(0x0603, "Data Link Status Read", Diagnose),
    command(0x0620, "Cycle Time Read", Diagnose),
    command(0x0701, "Clock Read", Read),
    command(0x0702, "Clock Write", Time),
    command(0x0801, "Internode Echo Test", Diagnose),
    command(0x0802, "Broadcast Test Results Read", Diagnose),
    command(0x0803, "Broadcast Test Data Send", Diagnose),
    command(0x0920, "Message Read or Clear", Other),
    command(0x0C01, "Access Right Acquire", Session),
    command(0x0C02, "Access Right Forced Acquire", Session),
    command(0x0C03, "Access Right Release", Session),
    command(0x2101, "Error Clear", Other),
    command(0x2102, "Error Log Read", Diagnose),
    command(0x2103, "Error Log Clear", Secure),
    command(0x2140, "FINS Write Access Log Read", Diagnose),
    command(0x2141, "FINS Write Access Log Clear", Secure),
    command(0x2201, "File Name Read", File),
    command(0x2202, "Single File Read", File),
    command(0x2203, "Single File Write", File),
    command(0x2204, "File Memory Format", File),
    command(0x2205, "File Delete", File),
    command(0x2206, "Volume Label Create or Delete", File),
    command(0x2207, "File Copy", File),
    command(0x2208, "File Name Change", File),
    command(0x2209, "File Data Check", File),
    command(0x220A, "Memory Area File Transfer", File),
    command(0x220B, "Parameter Area File Transfer", File),
    command(0x220C, "Program Area File Transfer", File),
    command(0x220F, "File Memory Index Read", File),
    command(0x2210, "File Memory Read", File),
    command(0x2211, "File Memory Write", File),
    command(0x2215, "Directory Create or Delete", File),
    command(0x2220, "Memory Cassette Transfer", File),
    command(0x2301, "Forced Set or Reset", Mode),
    command(0x2302, "Forced Set or Reset Cancel", Mode),
    command(0x230A, "Multiple Forced Status Read", Read),
    command(0x2601, "Name Set", Configure),
    command(0x2602, "Name Delete", Configure),
    command(0x2603, "Name Read", Discover),
    rows::row(UNLISTED, ANY_CODE, "command", "Unlisted command", &[Opaque], None),
    envelope(0, "Node Address, Client to Server"),
    envelope(1, "Node Address, Server to Client"),
    envelope(2, "Message"),
    envelope(3, "Error"),
    envelope(6, "Connection Confirmation"),
    rows::row(ENVELOPE + 0xFFFF, ANY_CODE, "envelope", "Unlisted envelope", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a command.
pub fn call(command: u16) -> Call {
    let code = u32::from(command);
    rows::find_or(&ROWS, code, UNLISTED, code)
}

/// The row of an envelope.
pub fn envelope_call(command: u32) -> Call {
    rows::find(&ROWS, ENVELOPE + command.min(0xFFFE), command)
        .or_else(|| rows::find(&ROWS, ENVELOPE + 0xFFFF, command))
        .unwrap_or(Call { row: 0, code: command })
}

/// True for a command that has a row.
pub fn is_listed(command: u16) -> bool {
    let code = u32::from(command);
    rows::find(&ROWS, code, code).is_some()
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    assert_eq!(FUNCTIONS[usize::from(call(0x0402).row)].name, "Stop");
    assert_eq!(FUNCTIONS[usize::from(call(0x9999).row)].name, "Unlisted command");
    assert_eq!(FUNCTIONS[usize::from(envelope_call(3).row)].name, "Error");
}
