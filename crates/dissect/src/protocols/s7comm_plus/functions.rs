//! Functions of S7comm-plus, by the numbers public descriptions give them.

use ringwall_model::Operation::{self, Opaque, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Row key of keep-alive messages, which have no function.
pub const KEEP_ALIVE: u16 = 0;
/// Row key of notifications, which name no function either.
pub const NOTIFICATION: u16 = 1;

/// Row key of what is enciphered.
pub const ENCIPHERED: u16 = 2;
/// Row key of what a controller tells of the connection.
pub const SYSTEM_EVENT: u16 = 3;

const fn function(code: u16, name: &'static str, does: Operation) -> Keyed {
    rows::row(code as u32, code as u32, "plus", name, &[does], None)
}

static ROWS: [Keyed; 16] = [
    function(KEEP_ALIVE, "Keep-alive", Session),
    function(NOTIFICATION, "Notification", Opaque),
    function(ENCIPHERED, "Inside TLS", Opaque),
    function(SYSTEM_EVENT, "System Event", Session),
    function(0x04BB, "Explore", Opaque),
    function(0x04CA, "Create Object", Opaque),
    function(0x04D4, "Delete Object", Opaque),
    function(0x04F2, "Set Variable", Opaque),
    function(0x0524, "Get Link", Opaque),
    function(0x0542, "Set Multiple Variables", Opaque),
    function(0x054C, "Get Multiple Variables", Opaque),
    function(0x0556, "Begin Sequence", Opaque),
    function(0x0560, "End Sequence", Opaque),
    function(0x056B, "Invoke", Opaque),
    function(0x0586, "Get Variable Substreamed", Opaque),
    rows::row(ANY_CODE, ANY_CODE, "plus", "Unlisted function", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a function.
pub fn call(code: u16) -> Call {
    let code = u32::from(code);
    rows::find_or(&ROWS, code, ANY_CODE, code)
}

#[cfg(test)]
#[test]
fn rows_are_sorted() {
    assert!(rows::sorted(&ROWS));
}
