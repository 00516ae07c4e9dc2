//! Function codes of the application layer (section 4.4) and of the link, and what they do.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Mode, Opaque, Operate, Read, Report, Secure, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

pub const CONFIRM: u8 = 0;
pub const AUTHENTICATE_FILE: u8 = 29;
pub const AUTHENTICATION_NO_ACK: u8 = 33;
pub const RESPONSE: u8 = 129;
pub const UNSOLICITED: u8 = 130;
pub const AUTHENTICATION_RESPONSE: u8 = 131;

const fn plain(code: u8) -> u32 {
    (code as u32) << 16
}

/// Key of a function on objects of a group.
const fn on(code: u8, group: u8) -> u32 {
    plain(code) | group as u32 | 0x100
}

const fn function(code: u8, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(plain(code), code as u32, "function", name, operations, None)
}

const fn known(code: u8, name: &'static str, does: Operation, technique: &'static str) -> Keyed {
    rows::row(plain(code), code as u32, "function", name, &[does], Some(technique))
}

const fn group(code: u8, group: u8, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(on(code, group), code as u32, "function", name, operations, None)
}

const fn link(code: u8, name: &'static str) -> Keyed {
    rows::row(LINK + code as u32, code as u32, "link", name, &[Session], None)
}

const LINK: u32 = 0xFF00_0000;
const RESTART: &str = "T0816";

static ROWS: [Keyed; 57] = [
    function(CONFIRM, "Confirm", &[Session]),
    function(1, "Read", &[Read]),
    group(1, 0, "Read device attributes", &[Discover]),
    group(1, 70, "Read file", &[File]),
    function(2, "Write", &[Write]),
    group(2, 0, "Write device attributes", &[Configure]),
    group(2, 34, "Write analog input deadbands", &[Configure]),
    group(2, 50, "Write time and date", &[Time]),
    group(2, 70, "Write file", &[File]),
    group(2, 80, "Write internal indications", &[Session]),
    function(3, "Select", &[Operate]),
    function(4, "Operate", &[Operate]),
    function(5, "Direct Operate", &[Operate]),
    function(6, "Direct Operate, No Acknowledgment", &[Operate]),
    function(7, "Immediate Freeze", &[Write]),
    function(8, "Immediate Freeze, No Acknowledgment", &[Write]),
    function(9, "Freeze and Clear", &[Write]),
    function(10, "Freeze and Clear, No Acknowledgment", &[Write]),
    function(11, "Freeze at Time", &[Write]),
    function(12, "Freeze at Time, No Acknowledgment", &[Write]),
    known(13, "Cold Restart", Mode, RESTART),
    known(14, "Warm Restart", Mode, RESTART),
    function(15, "Initialize Data", &[Configure]),
    function(16, "Initialize Application", &[Mode]),
    function(17, "Start Application", &[Mode]),
    function(18, "Stop Application", &[Mode]),
    function(19, "Save Configuration", &[Configure]),
    function(20, "Enable Unsolicited Responses", &[Configure]),
    function(21, "Disable Unsolicited Responses", &[Configure]),
    function(22, "Assign Class", &[Configure]),
    function(23, "Delay Measurement", &[Diagnose]),
    function(24, "Record Current Time", &[Time]),
    function(25, "Open File", &[File]),
    function(26, "Close File", &[File]),
    function(27, "Delete File", &[File]),
    function(28, "Get File Information", &[File]),
    function(AUTHENTICATE_FILE, "Authenticate File", &[File, Secure]),
    function(30, "Abort File Transfer", &[File]),
    function(31, "Activate Configuration", &[Configure]),
    function(32, "Authentication Request", &[Secure]),
    function(AUTHENTICATION_NO_ACK, "Authentication Request, No Acknowledgment", &[Secure]),
    function(RESPONSE, "Response", &[Read]),
    function(UNSOLICITED, "Unsolicited Response", &[Report]),
    function(AUTHENTICATION_RESPONSE, "Authentication Response", &[Secure]),
    rows::row(plain(255), ANY_CODE, "function", "Unlisted function", &[Opaque], None),
    link(0x00, "Acknowledgment"),
    link(0x01, "Negative Acknowledgment"),
    link(0x0B, "Link Status"),
    link(0x0F, "Not Supported"),
    link(0x10, "Reset Link States"),
    link(0x11, "Reset User Process"),
    link(0x12, "Test Link States"),
    link(0x13, "Confirmed User Data"),
    link(0x14, "Unconfirmed User Data"),
    link(0x19, "Request Link Status"),
    rows::row(0xFF00_00FD, 1, "transport", "Stray segment", &[Opaque], None),
    rows::row(0xFF00_00FF, ANY_CODE, "link", "Unlisted link function", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of an application function, by the group of its first object where that tells more.
pub fn call(code: u8, group: Option<u8>) -> Call {
    let seen = u32::from(code);
    group
        .and_then(|group| rows::find(&ROWS, on(code, group), seen))
        .or_else(|| rows::find(&ROWS, plain(code), seen))
        .or_else(|| rows::find(&ROWS, plain(255), seen))
        .unwrap_or(Call { row: 0, code: seen })
}

/// The row of a link function: its code, with 16 added where it asks.
pub fn link_call(code: u8) -> Call {
    let seen = u32::from(code);
    rows::find(&ROWS, LINK + seen, seen)
        .or_else(|| rows::find(&ROWS, 0xFF00_00FF, seen))
        .unwrap_or(Call { row: 0, code: seen })
}

/// A segment whose fragment is not whole: what it holds is not known.
pub fn stray() -> Call {
    rows::find(&ROWS, 0xFF00_00FD, 1).unwrap_or(Call { row: 0, code: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_groups_tell_what_a_write_does() {
        assert!(rows::sorted(&ROWS));
        let name = |code, group| FUNCTIONS[usize::from(call(code, group).row)].name;
        assert_eq!(name(2, Some(50)), "Write time and date");
        assert_eq!(name(2, Some(12)), "Write");
        assert_eq!(name(112, None), "Unlisted function");
        assert_eq!(FUNCTIONS[usize::from(stray().row)].name, "Stray segment");
        assert_eq!(FUNCTIONS[usize::from(link_call(0x19).row)].name, "Request Link Status");
    }
}
