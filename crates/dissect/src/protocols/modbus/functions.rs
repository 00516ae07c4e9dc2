//! Function codes of Modbus (Modbus Application Protocol V1.1b3, section 6) and what they do.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Mode, Opaque, Other, ProgramRead, ProgramWrite, Read, Session, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

use super::umas;

/// Key of a function without regard to its sub-function.
const fn plain(code: u8) -> u32 {
    (code as u32) << 17
}

/// Key of a function together with its sub-function.
const fn with(code: u8, sub: u16) -> u32 {
    plain(code) | 1 << 16 | sub as u32
}

const fn function(code: u8, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(plain(code), code as u32, "function", name, operations, None)
}

const fn sub(code: u8, sub: u16, name: &'static str, does: Operation, technique: Option<&'static str>) -> Keyed {
    rows::row(with(code, sub), code as u32, "function", name, &[does], technique)
}

const RESTART: Option<&str> = Some("T0816");
const SYSTEM_DISCOVERY: Option<&str> = Some("T0888");
const DOWNLOAD: Option<&str> = Some("T0843");
const UPLOAD: Option<&str> = Some("T0845");
const OPERATING_MODE: Option<&str> = Some("T0858");

/// Sub-functions stand as rows of their own because 8/1 and 8/4 take a device off the bus, while 8/0 does nothing.
static ROWS: [Keyed; 71] = [
    function(1, "Read Coils", &[Read]),
    function(2, "Read Discrete Inputs", &[Read]),
    function(3, "Read Holding Registers", &[Read]),
    function(4, "Read Input Registers", &[Read]),
    function(5, "Write Single Coil", &[Write]),
    function(6, "Write Single Register", &[Write]),
    function(7, "Read Exception Status", &[Diagnose]),
    function(8, "Diagnostics", &[Other]),
    sub(8, 0, "Diagnostics: Return Query Data", Diagnose, None),
    sub(8, 1, "Diagnostics: Restart Communications Option", Mode, RESTART),
    sub(8, 2, "Diagnostics: Return Diagnostic Register", Diagnose, None),
    sub(8, 3, "Diagnostics: Change ASCII Input Delimiter", Configure, None),
    sub(8, 4, "Diagnostics: Force Listen Only Mode", Mode, None),
    sub(8, 10, "Diagnostics: Clear Counters and Diagnostic Register", Other, None),
    sub(8, 11, "Diagnostics: Return Bus Message Count", Diagnose, None),
    sub(8, 12, "Diagnostics: Return Bus Communication Error Count", Diagnose, None),
    sub(8, 13, "Diagnostics: Return Bus Exception Error Count", Diagnose, None),
    sub(8, 14, "Diagnostics: Return Server Message Count", Diagnose, None),
    sub(8, 15, "Diagnostics: Return Server No Response Count", Diagnose, None),
    sub(8, 16, "Diagnostics: Return Server NAK Count", Diagnose, None),
    sub(8, 17, "Diagnostics: Return Server Busy Count", Diagnose, None),
    sub(8, 18, "Diagnostics: Return Bus Character Overrun Count", Diagnose, None),
    sub(8, 20, "Diagnostics: Clear Overrun Counter and Flag", Other, None),
    sub(8, 21, "Diagnostics: Get or Clear Modbus Plus Statistics", Other, None),
    function(11, "Get Comm Event Counter", &[Diagnose]),
    function(12, "Get Comm Event Log", &[Diagnose]),
    function(13, "Program Controller", &[Opaque]),
    function(14, "Poll Controller", &[Opaque]),
    function(15, "Write Multiple Coils", &[Write]),
    function(16, "Write Multiple Registers", &[Write]),
    function(17, "Report Server ID", &[Discover]),
    function(18, "Program 884/M84", &[Opaque]),
    function(19, "Reset Communications Link", &[Mode]),
    function(20, "Read File Record", &[Read, File]),
    function(21, "Write File Record", &[Write, File]),
    function(22, "Mask Write Register", &[Write]),
    function(23, "Read/Write Multiple Registers", &[Read, Write]),
    function(24, "Read FIFO Queue", &[Read]),
    function(43, "Encapsulated Interface Transport", &[Opaque]),
    sub(43, 13, "CANopen General Reference", Opaque, None),
    sub(43, 14, "Read Device Identification", Discover, SYSTEM_DISCOVERY),
    function(umas::CODE, "UMAS", &[Opaque]),
    sub(umas::CODE, 0x01, "UMAS: Init Communication", Session, None),
    sub(umas::CODE, 0x02, "UMAS: Read Id", Discover, SYSTEM_DISCOVERY),
    sub(umas::CODE, 0x03, "UMAS: Read Project Information", Discover, None),
    sub(umas::CODE, 0x04, "UMAS: Read Controller Information", Diagnose, None),
    sub(umas::CODE, 0x06, "UMAS: Read Card Information", Discover, None),
    sub(umas::CODE, 0x0A, "UMAS: Repeat", Diagnose, None),
    sub(umas::CODE, 0x10, "UMAS: Take Reservation", Session, None),
    sub(umas::CODE, 0x11, "UMAS: Release Reservation", Session, None),
    sub(umas::CODE, 0x12, "UMAS: Keep Alive", Session, None),
    sub(umas::CODE, 0x20, "UMAS: Read Memory Block", Read, None),
    sub(umas::CODE, 0x22, "UMAS: Read Variables", Read, None),
    sub(umas::CODE, 0x23, "UMAS: Write Variables", Write, None),
    sub(umas::CODE, 0x24, "UMAS: Read Coils and Registers", Read, None),
    sub(umas::CODE, 0x25, "UMAS: Write Coils and Registers", Write, None),
    sub(umas::CODE, 0x30, "UMAS: Begin Program to Controller", ProgramWrite, DOWNLOAD),
    sub(umas::CODE, 0x31, "UMAS: Program Block to Controller", ProgramWrite, DOWNLOAD),
    sub(umas::CODE, 0x32, "UMAS: End Program to Controller", ProgramWrite, DOWNLOAD),
    sub(umas::CODE, 0x33, "UMAS: Begin Program from Controller", ProgramRead, UPLOAD),
    sub(umas::CODE, 0x34, "UMAS: Program Block from Controller", ProgramRead, UPLOAD),
    sub(umas::CODE, 0x35, "UMAS: End Program from Controller", ProgramRead, UPLOAD),
    sub(umas::CODE, 0x39, "UMAS: Read Ethernet Master Data", Read, None),
    sub(umas::CODE, 0x40, "UMAS: Start", Mode, OPERATING_MODE),
    sub(umas::CODE, 0x41, "UMAS: Stop", Mode, OPERATING_MODE),
    sub(umas::CODE, 0x50, "UMAS: Monitor", Read, None),
    sub(umas::CODE, 0x58, "UMAS: Check", Diagnose, None),
    sub(umas::CODE, 0x70, "UMAS: Read I/O Object", Read, None),
    sub(umas::CODE, 0x71, "UMAS: Write I/O Object", Write, None),
    sub(umas::CODE, 0x73, "UMAS: Get Module Status", Diagnose, None),
    rows::row(u32::MAX, ANY_CODE, "function", "Unlisted function", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Where the rows are found: every message asks.
static PLACES: rows::Places<256> = rows::Places::of(&ROWS);

/// The row of a function code (without the exception bit) and, where the message has one, its sub-function.
pub fn call(code: u8, sub: Option<u16>) -> Call {
    let code_as_seen = u32::from(code);
    sub.and_then(|sub| PLACES.find(&ROWS, with(code, sub), code_as_seen))
        .or_else(|| PLACES.find(&ROWS, plain(code), code_as_seen))
        .unwrap_or(Call { row: LAST, code: code_as_seen })
}

/// The row that takes every unlisted code.
const LAST: u16 = ROWS.len() as u16 - 1;

/// True for codes the specification defines; others prove nothing about what the bytes are.
pub fn is_public(code: u8) -> bool {
    matches!(code, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_the_last_takes_every_code() {
        assert!(rows::sorted(&ROWS));
        assert_eq!(FUNCTIONS[usize::from(call(200, None).row)].code, ANY_CODE);
    }

    #[test]
    fn restart_and_listen_only_are_mode_other_diagnostics_are_not() {
        let mode = |sub| FUNCTIONS[usize::from(call(8, Some(sub)).row)].operations.contains(Mode);
        assert_eq!((0..=30).filter(|s| mode(*s)).collect::<Vec<_>>(), [1, 4]);
    }
}
