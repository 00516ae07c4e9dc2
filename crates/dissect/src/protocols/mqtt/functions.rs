//! Control packets (MQTT 5.0, section 2.1.2) and what they do.

use ringwall_model::Operation::{self, Opaque, Operate, Read, Report, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

const fn packet(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 1, code, "packet", name, &[does], None)
}

const OPC_UA: u32 = 0x80;

static ROWS: [Keyed; 18] = [
    packet(1, "CONNECT", Session),
    packet(2, "CONNACK", Session),
    packet(3, "PUBLISH", Report),
    rows::row(7, 3, "packet", "PUBLISH: Sparkplug command", &[Operate], None),
    packet(4, "PUBACK", Session),
    packet(5, "PUBREC", Session),
    packet(6, "PUBREL", Session),
    packet(7, "PUBCOMP", Session),
    packet(8, "SUBSCRIBE", Read),
    packet(9, "SUBACK", Read),
    packet(10, "UNSUBSCRIBE", Session),
    packet(11, "UNSUBACK", Session),
    packet(12, "PINGREQ", Session),
    packet(13, "PINGRESP", Session),
    packet(14, "DISCONNECT", Session),
    packet(15, "AUTH", Session),
    rows::row(OPC_UA, 3, "packet", "PUBLISH: OPC UA JSON", &[Report], None),
    rows::row(0xFF, ANY_CODE, "packet", "Unlisted packet", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a packet; `command` where a publication is one.
pub fn call(kind: u8, command: bool) -> Call {
    let code = u32::from(kind);
    rows::find(&ROWS, code << 1 | u32::from(command), code)
        .or_else(|| rows::find(&ROWS, 0xFF, code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of a publication that is a message of OPC UA PubSub.
pub fn opc_ua_call() -> Call {
    rows::find(&ROWS, OPC_UA, 3).unwrap_or(Call { row: 0, code: 3 })
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    assert_eq!(FUNCTIONS[usize::from(call(3, true).row)].name, "PUBLISH: Sparkplug command");
    assert_eq!(FUNCTIONS[usize::from(call(13, false).row)].name, "PINGRESP");
}
