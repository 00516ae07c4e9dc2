//! Methods and response codes (RFC 7252, section 12.1; RFC 8132).

use ringwall_model::Operation::{self, Discover, Other, Read, Report, Session, Write};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

const fn method(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "method", name, &[does], None)
}

const LIST: u32 = 0x100;
const RESPONSE: u32 = 0x101;
const NOTIFICATION: u32 = 0x102;

static ROWS: [Keyed; 11] = [
    method(0, "Empty", Session),
    method(1, "GET", Read),
    method(2, "POST", Write),
    method(3, "PUT", Write),
    method(4, "DELETE", Write),
    method(5, "FETCH", Read),
    method(6, "PATCH", Write),
    method(7, "iPATCH", Write),
    rows::row(LIST, 1, "method", "GET: List of Resources", &[Discover], None),
    rows::row(RESPONSE, ANY_CODE, "response", "Response", &[Other], None),
    rows::row(NOTIFICATION, ANY_CODE, "notification", "Notification", &[Report], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

fn find(key: u32, code: u8) -> Call {
    rows::find(&ROWS, key, code.into()).unwrap_or(Call { row: 0, code: code.into() })
}

/// The row of a method.
pub fn method_call(code: u8, lists: bool) -> Call {
    find(if lists && code == 1 { LIST } else { code.into() }, code)
}

/// The row of a response.
pub fn response_call(code: u8) -> Call {
    find(RESPONSE, code)
}

/// The row of a further response to an observation.
pub fn notification_call(code: u8) -> Call {
    find(NOTIFICATION, code)
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!((name(method_call(3, false)), name(method_call(1, true))), ("PUT", "GET: List of Resources"));
    assert_eq!((name(response_call(0x45)), name(notification_call(0x45))), ("Response", "Notification"));
}
