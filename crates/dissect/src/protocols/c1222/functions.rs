//! Services (C12.22, section 5.3.2) and what they do.

use ringwall_model::Operation::{self, Discover, Opaque, Operate, Other, Read, Secure, Session, Write};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Log-on: a user's number and name, without proof.
pub const LOGON: u8 = 0x50;
/// Security: a password.
pub const SECURITY: u8 = 0x51;
/// Full write.
pub const FULL_WRITE: u8 = 0x40;
/// Table by which procedures are started.
pub const PROCEDURES: u16 = 7;

const fn service(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "service", name, &[does], None)
}

static ROWS: [Keyed; 42] = [
    service(0x00, "Response", Session),
    service(0x20, "Identification", Discover),
    service(0x21, "Terminate", Session),
    service(0x22, "Disconnect", Session),
    service(0x24, "Deregistration", Session),
    service(0x25, "Resolve", Discover),
    service(0x26, "Trace", Discover),
    service(0x27, "Registration", Session),
    service(0x30, "Full Read", Read),
    service(0x31, "Partial Read by 1 Index", Read),
    service(0x32, "Partial Read by 2 Indices", Read),
    service(0x33, "Partial Read by 3 Indices", Read),
    service(0x34, "Partial Read by 4 Indices", Read),
    service(0x35, "Partial Read by 5 Indices", Read),
    service(0x36, "Partial Read by 6 Indices", Read),
    service(0x37, "Partial Read by 7 Indices", Read),
    service(0x38, "Partial Read by 8 Indices", Read),
    service(0x39, "Partial Read by 9 Indices", Read),
    service(0x3E, "Default Read", Read),
    service(0x3F, "Partial Read by Offset", Read),
    service(0x40, "Full Write", Write),
    service(0x41, "Partial Write by 1 Index", Write),
    service(0x42, "Partial Write by 2 Indices", Write),
    service(0x43, "Partial Write by 3 Indices", Write),
    service(0x44, "Partial Write by 4 Indices", Write),
    service(0x45, "Partial Write by 5 Indices", Write),
    service(0x46, "Partial Write by 6 Indices", Write),
    service(0x47, "Partial Write by 7 Indices", Write),
    service(0x48, "Partial Write by 8 Indices", Write),
    service(0x49, "Partial Write by 9 Indices", Write),
    service(0x4F, "Partial Write by Offset", Write),
    service(0x50, "Logon", Session),
    service(0x51, "Security", Secure),
    service(0x52, "Logoff", Session),
    service(0x53, "Authenticate", Secure),
    service(0x60, "Negotiate", Session),
    service(0x70, "Wait", Session),
    service(0x71, "Timing Setup", Session),
    rows::row(0x100, ANY_CODE, "service", "Unlisted service", &[Opaque], None),
    rows::row(0x101, 0x40, "service", "Full Write: Start Procedure", &[Operate], None),
    rows::row(0x200, 0, "enciphered", "Enciphered Services", &[Opaque], None),
    rows::row(0x201, 0, "empty", "No Service", &[Other], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

fn special(key: u32, code: u32) -> Call {
    rows::find(&ROWS, key, code).unwrap_or(Call { row: 0, code })
}

/// The row of a service; of a response, whatever its result.
pub fn call(code: u8) -> Call {
    let seen = u32::from(code);
    let key = if code < 0x20 { 0 } else { seen };
    rows::find(&ROWS, key, seen).unwrap_or_else(|| special(0x100, seen))
}

/// The row of a write that starts a procedure.
pub fn procedure() -> Call {
    special(0x101, FULL_WRITE.into())
}

/// The row of what nobody can read.
pub fn enciphered() -> Call {
    special(0x200, 0)
}

/// The row of a message without services.
pub fn empty() -> Call {
    special(0x201, 0)
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!((name(call(0x03)), name(call(0x3F))), ("Response", "Partial Read by Offset"));
    assert_eq!((name(call(0x99)), name(procedure())), ("Unlisted service", "Full Write: Start Procedure"));
    assert_eq!((name(enciphered()), name(empty())), ("Enciphered Services", "No Service"));
}
