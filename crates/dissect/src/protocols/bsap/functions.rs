//! Applications and functions of remote data base access (D4052, chapters 3 and 4), and bare headers.

use ringwall_model::Operation::{
    self, Alarm, Configure, Diagnose, Firmware, Mode, Opaque, ProgramWrite, Read, Report, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Application of remote data base access.
pub const DATA_BASE: u8 = 0xA0;
/// Its extension.
pub const EXTENSION: u8 = 0xA1;

const fn data_base(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "data-base", name, &[does], None)
}

const fn extension(code: u32, name: &'static str, does: Operation, technique: Option<&'static str>) -> Keyed {
    rows::row(EXTENSIONS | code, code, "extension", name, &[does], technique)
}

const fn application(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(APPLICATIONS | code, code, "application", name, &[does], None)
}

const fn header(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(HEADERS | code, code, "header", name, &[does], None)
}

const EXTENSIONS: u32 = 1 << 16;
const APPLICATIONS: u32 = 2 << 16;
const HEADERS: u32 = 3 << 16;
const REST: u32 = 0xFFFF;

static ROWS: [Keyed; 38] = [
    data_base(0x00, "Read Signals by Address", Read),
    data_base(0x02, "Read Logical Signals by Address", Read),
    data_base(0x04, "Read Signals by Name", Read),
    data_base(0x06, "Read Logical Signals by Name", Read),
    data_base(0x0C, "Read Signals by List", Read),
    data_base(0x0D, "Read Signals by List, Continued", Read),
    data_base(0x0E, "Read Logical Signals by List", Read),
    data_base(0x0F, "Read Logical Signals by List, Continued", Read),
    data_base(0x80, "Write Signals by Address", Write),
    data_base(0x84, "Write Signals by Name", Write),
    data_base(0x8C, "Write Signals by List", Write),
    data_base(0x8D, "Write Signals by List, Continued", Write),
    rows::row(REST, ANY_CODE, "data-base", "Unlisted data base function", &[Opaque], None),
    extension(0x0101, "Reset System", Mode, Some("T0816")),
    extension(0x0102, "Reset Diagnostics", Diagnose, None),
    extension(0x0201, "Read Date and Time", Read, None),
    extension(0x0202, "Read Date", Read, None),
    extension(0x0203, "Read Time", Read, None),
    extension(0x0281, "Write Date and Time", Time, None),
    extension(0x0400, "Change Local Node Address", Configure, None),
    rows::row(EXTENSIONS | REST, ANY_CODE, "extension", "Unlisted extension", &[Opaque], None),
    application(0x48, "Diagnostics", Diagnose),
    application(0x68, "Flash Download", Firmware),
    application(0x6A, "Flash Configuration", Configure),
    application(0x70, "Command Handler", Opaque),
    application(0x78, "Download", ProgramWrite),
    application(0x88, "Time Synchronisation", Time),
    application(0xA2, "Report by Exception", Report),
    application(0xA3, "Report by Exception Manager", Report),
    application(0xA8, "Alarm Acknowledgement", Alarm),
    application(0xA9, "Alarm Initialisation", Alarm),
    application(0xAA, "Alarm Report", Report),
    rows::row(APPLICATIONS | REST, ANY_CODE, "application", "Unlisted application", &[Opaque], None),
    header(0, "Poll", Session),
    header(1, "Response Continued", Session),
    header(5, "Response", Session),
    header(6, "Request", Session),
    rows::row(HEADERS | REST, ANY_CODE, "header", "Unlisted header", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a code in a space, or the one that takes all others.
fn find(space: u32, code: u32) -> Call {
    rows::find(&ROWS, space | code.min(REST - 1), code)
        .or_else(|| rows::find(&ROWS, space | REST, code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of a function of remote data base access.
pub fn data_base_call(function: u8) -> Call {
    find(0, function.into())
}

/// The row of a function of its extension.
pub fn extension_call(function: u16) -> Call {
    find(EXTENSIONS, function.into())
}

/// The row of another application.
pub fn application_call(application: u8) -> Call {
    find(APPLICATIONS, application.into())
}

/// The row of a header without messages.
pub fn header_call(function: u16) -> Call {
    find(HEADERS, function.into())
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!(name(data_base_call(0x84)), "Write Signals by Name");
    assert_eq!(name(data_base_call(0x55)), "Unlisted data base function");
    assert_eq!(name(extension_call(0x0101)), "Reset System");
    assert_eq!(name(application_call(0x99)), "Unlisted application");
    assert_eq!(name(header_call(0)), "Poll");
}
