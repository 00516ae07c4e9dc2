//! Functions of S7 communication and what they do.

use ringwall_model::Operation::{
    self, Alarm, Diagnose, Discover, File, Mode, Opaque, Operate, Other, ProgramRead, ProgramWrite, Read, Report,
    Secure, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Start a program invocation service.
pub const PI_SERVICE: u8 = 0x28;
/// Read identification lists and other system status lists.
pub const READ_SZL: u16 = 0x0401;
/// Send the session password.
pub const PASSWORD: u16 = 0x0501;

const RESTART: Option<&str> = Some("T0816");
const OPERATING_MODE: Option<&str> = Some("T0858");
const DOWNLOAD: Option<&str> = Some("T0843");
const UPLOAD: Option<&str> = Some("T0845");
const SYSTEM_DISCOVERY: Option<&str> = Some("T0888");

const fn job(code: u8, name: &'static str, does: Operation, technique: Option<&'static str>) -> Keyed {
    rows::row((code as u32) << 8, code as u32, "job", name, &[does], technique)
}

/// A program invocation service: its name tells what the one function code does. `number` only keeps the rows apart.
const fn service(number: u8, name: &'static str, does: Operation, technique: Option<&'static str>) -> Keyed {
    let code = PI_SERVICE as u32;
    rows::row(code << 8 | number as u32, code, "job", name, &[does], technique)
}

/// Key bit of user data.
const USERDATA: u32 = 1 << 24;
/// Key of one row of user data among those of the same code.
const fn variant(code: u16, variant: Variant) -> u32 {
    USERDATA | (code as u32) << 2 | variant as u32
}

/// What tells rows of user data with the same code apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Nothing.
    Plain,
    /// It asks for a system status list that says who a device is.
    Identifying,
    /// The controller sends it unasked: the results of a job that was enabled before.
    Pushed,
}

const fn data(code: u16, name: &'static str, does: Operation) -> Keyed {
    rows::row(variant(code, Variant::Plain), code as u32, "userdata", name, &[does], None)
}

const fn pushed(code: u16, name: &'static str) -> Keyed {
    rows::row(variant(code, Variant::Pushed), code as u32, "userdata", name, &[Report], None)
}

static ROWS: [Keyed; 101] = [
    job(0x00, "CPU Services", Opaque, None),
    job(0x04, "Read Var", Read, None),
    job(0x05, "Write Var", Write, None),
    job(0x1A, "Request Download", ProgramWrite, DOWNLOAD),
    job(0x1B, "Download Block", ProgramWrite, DOWNLOAD),
    job(0x1C, "Download Ended", ProgramWrite, DOWNLOAD),
    job(0x1D, "Start Upload", ProgramRead, UPLOAD),
    job(0x1E, "Upload", ProgramRead, UPLOAD),
    job(0x1F, "End Upload", ProgramRead, UPLOAD),
    job(PI_SERVICE, "PI Service", Opaque, None),
    service(1, "PI Service: insert block (_INSE)", ProgramWrite, DOWNLOAD),
    service(2, "PI Service: insert block (_INS2)", ProgramWrite, DOWNLOAD),
    service(3, "PI Service: delete block (_DELE)", ProgramWrite, None),
    service(4, "PI Service: start program (P_PROGRAM)", Mode, OPERATING_MODE),
    service(5, "PI Service: copy RAM to ROM (_MODU)", ProgramWrite, None),
    service(6, "PI Service: compress memory (_GARB)", Other, None),
    service(7, "PI Service: log in (_N_LOGIN_)", Secure, None),
    service(8, "PI Service: log out (_N_LOGOUT)", Session, None),
    service(9, "PI Service: cancel alarm (_N_CANCEL)", Alarm, None),
    service(10, "PI Service: select program (_N_SELECT)", Mode, None),
    service(11, "PI Service: global start disable (_N_STRTLK)", Mode, None),
    service(12, "PI Service: global start enable (_N_STRTUL)", Mode, None),
    service(13, "PI Service: start program (_N_ASUP__)", Operate, None),
    service(14, "PI Service: file (_N_F_...)", File, None),
    service(15, "PI Service: numerical control (_N_...)", Other, None),
    job(0x29, "PLC Stop", Mode, OPERATING_MODE),
    job(0xF0, "Setup Communication", Session, None),
    rows::row(0xFFFF, ANY_CODE, "job", "Unlisted function", &[Opaque], None),
    data(0x0000, "Mode Transition: STOP", Report),
    data(0x0001, "Mode Transition: Warm Restart", Report),
    data(0x0002, "Mode Transition: RUN", Report),
    data(0x0003, "Mode Transition: Hot Restart", Report),
    data(0x0004, "Mode Transition: HOLD", Report),
    data(0x0006, "Mode Transition: Cold Restart", Report),
    data(0x0009, "Mode Transition: RUN, redundant", Report),
    data(0x000B, "Mode Transition: Link-up", Report),
    data(0x000C, "Mode Transition: Update", Report),
    data(0x0101, "Block Status", Diagnose),
    pushed(0x0101, "Block Status: result"),
    data(0x0102, "Variable Status", Read),
    pushed(0x0102, "Variable Status: result"),
    data(0x0103, "Output Interrupt Stack", Diagnose),
    data(0x0104, "Output Block Stack", Diagnose),
    data(0x0105, "Output Local Data Stack", Diagnose),
    data(0x0106, "Time Measurement", Diagnose),
    data(0x0107, "Force Selection", Other),
    data(0x0108, "Modify Variable", Write),
    pushed(0x0108, "Modify Variable: result"),
    data(0x0109, "Force", Mode),
    pushed(0x0109, "Force: result"),
    data(0x010A, "Breakpoint", Mode),
    data(0x010B, "Exit HOLD", Mode),
    rows::row(variant(0x010C, Variant::Plain), 0x010C, "userdata", "Memory Reset", &[Mode, ProgramWrite], RESTART),
    data(0x010D, "Disable Job", Other),
    data(0x010E, "Enable Job", Other),
    data(0x010F, "Delete Job", Other),
    data(0x0110, "Read Job List", Diagnose),
    data(0x0111, "Read Job", Diagnose),
    data(0x0112, "Replace Job", Other),
    data(0x0113, "Block Status v2", Diagnose),
    pushed(0x0113, "Block Status v2: result"),
    data(0x0116, "Flash LED", Other),
    data(0x0201, "Cyclic Transfer", Report),
    data(0x0204, "Cyclic Unsubscribe", Report),
    data(0x0205, "Change-driven Transfer", Report),
    data(0x0207, "Change-driven Transfer Modify", Report),
    data(0x0208, "Read Record", Read),
    data(0x0301, "List Blocks", ProgramRead),
    data(0x0302, "List Blocks of Type", ProgramRead),
    data(0x0303, "Get Block Info", ProgramRead),
    data(READ_SZL, "Read SZL", Diagnose),
    rows::row(
        variant(READ_SZL, Variant::Identifying),
        0x0401,
        "userdata",
        "Read SZL: identification",
        &[Discover],
        SYSTEM_DISCOVERY,
    ),
    data(0x0402, "Message Service", Report),
    data(0x0403, "Diagnostic Message", Report),
    data(0x0405, "ALARM_8 Indication", Report),
    data(0x0406, "NOTIFY Indication", Report),
    data(0x0407, "ALARM_8 Lock", Alarm),
    data(0x0408, "ALARM_8 Unlock", Alarm),
    data(0x0409, "SCAN Indication", Report),
    data(0x040B, "ALARM Acknowledge", Alarm),
    data(0x040C, "ALARM Acknowledge Indication", Report),
    data(0x040D, "ALARM Lock Indication", Report),
    data(0x040E, "ALARM Unlock Indication", Report),
    data(0x0411, "ALARM_SQ Indication", Report),
    data(0x0412, "ALARM_S Indication", Report),
    data(0x0413, "ALARM Query", Read),
    data(0x0416, "NOTIFY_8 Indication", Report),
    data(PASSWORD, "PLC Password", Secure),
    data(0x0600, "Block Send", Write),
    data(0x0701, "Read Clock", Read),
    data(0x0702, "Set Clock", Time),
    data(0x0703, "Read Clock, following", Read),
    data(0x0704, "Set Clock, following", Time),
    data(0x0F01, "NC: request download", ProgramWrite),
    data(0x0F02, "NC: download block", ProgramWrite),
    data(0x0F03, "NC: continue download", ProgramWrite),
    data(0x0F04, "NC: download ended", ProgramWrite),
    data(0x0F06, "NC: start upload", ProgramRead),
    data(0x0F07, "NC: upload", ProgramRead),
    data(0x0F08, "NC: continue upload", ProgramRead),
    rows::row(u32::MAX, ANY_CODE, "userdata", "Unlisted user data", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a job or its answer.
pub fn of_job(code: u8) -> Call {
    call(u32::from(code) << 8, u32::from(code), 0xFFFF)
}

/// The row of a program invocation service by its name.
pub fn of_service(name: &[u8]) -> Call {
    let number = match name {
        b"_INSE" => 1,
        b"_INS2" => 2,
        b"_DELE" => 3,
        b"P_PROGRAM" => 4,
        b"_MODU" => 5,
        b"_GARB" => 6,
        b"_N_LOGIN_" => 7,
        b"_N_LOGOUT" => 8,
        b"_N_CANCEL" => 9,
        b"_N_SELECT" => 10,
        b"_N_STRTLK" => 11,
        b"_N_STRTUL" => 12,
        b"_N_ASUP__" => 13,
        [b'_', b'N', b'_', b'F', b'_', ..] => 14,
        [b'_', b'N', b'_', ..] => 15,
        _ => 0,
    };
    let code = u32::from(PI_SERVICE);
    call(code << 8 | number, code, 0xFFFF)
}

/// The row of user data by group and sub-function.
pub fn of_userdata(code: u16, which: Variant) -> Call {
    let plain = variant(code, Variant::Plain);
    let code = u32::from(code);
    rows::find(&ROWS, plain | which as u32, code).unwrap_or_else(|| call(plain, code, u32::MAX))
}

fn call(key: u32, code: u32, otherwise: u32) -> Call {
    rows::find_or(&ROWS, key, otherwise, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn does(call: Call) -> &'static Function {
        &FUNCTIONS[usize::from(call.row)]
    }

    #[test]
    fn rows_are_sorted_and_unlisted_codes_stay_in_their_space() {
        assert!(rows::sorted(&ROWS));
        assert_eq!((does(of_job(0x99)).space, does(of_userdata(0x0E0E, Variant::Plain)).space), ("job", "userdata"));
        assert_eq!(of_job(0x99).code, 0x99);
    }

    #[test]
    fn a_service_is_known_by_its_name() {
        assert!(does(of_service(b"_DELE")).operations.contains(ProgramWrite));
        assert!(does(of_service(b"P_PROGRAM")).operations.contains(Mode));
        assert!(does(of_service(b"_WHAT")).operations.contains(Opaque));
    }
}
