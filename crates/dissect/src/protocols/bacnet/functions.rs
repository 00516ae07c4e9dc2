//! Services (clauses 13 to 17), messages of the virtual link (annex J) and of the network layer (clause 6.4).

use ringwall_model::Operation::{
    self, Alarm, Configure, Discover, File, Mode, Opaque, Operate, Other, Read, Report, Secure, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Functions of the virtual link used elsewhere.
pub const RESULT: u8 = 0;
pub const FORWARDED: u8 = 4;
pub const REGISTER: u8 = 5;
pub const SECURE: u8 = 12;

/// Spaces, as the high half of keys.
const LINK: u32 = 0x1_0000;
const NETWORK: u32 = 0x2_0000;
const CONFIRMED: u32 = 0x3_0000;
const UNCONFIRMED: u32 = 0x4_0000;
const APDU: u32 = 0x5_0000;
const UNLISTED: u32 = 0xFFFF;
/// Set in the key of a service on a property that changes what it does.
const ON_PROPERTY: u32 = 0x100;

const fn link(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(LINK + code, code, "link", name, &[does], None)
}

const fn network(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(NETWORK + code, code, "network", name, &[does], None)
}

const fn confirmed(code: u32, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(CONFIRMED + code, code, "confirmed", name, operations, None)
}

const fn unconfirmed(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(UNCONFIRMED + code, code, "unconfirmed", name, &[does], None)
}

const fn apdu(code: u32, name: &'static str) -> Keyed {
    rows::row(APDU + code, code, "apdu", name, &[Session], None)
}

/// Original, distributed and forwarded messages have no row: what they carry is counted.
static ROWS: [Keyed; 90] = [
    link(0, "BVLC-Result", Session),
    link(1, "Write-Broadcast-Distribution-Table", Configure),
    link(2, "Read-Broadcast-Distribution-Table", Discover),
    link(3, "Read-Broadcast-Distribution-Table-Ack", Discover),
    link(5, "Register-Foreign-Device", Session),
    link(6, "Read-Foreign-Device-Table", Discover),
    link(7, "Read-Foreign-Device-Table-Ack", Discover),
    link(8, "Delete-Foreign-Device-Table-Entry", Configure),
    link(12, "Secure-BVLL", Opaque),
    network(0, "Who-Is-Router-To-Network", Discover),
    network(1, "I-Am-Router-To-Network", Discover),
    network(2, "I-Could-Be-Router-To-Network", Discover),
    network(3, "Reject-Message-To-Network", Session),
    network(4, "Router-Busy-To-Network", Session),
    network(5, "Router-Available-To-Network", Session),
    network(6, "Initialize-Routing-Table", Configure),
    network(7, "Initialize-Routing-Table-Ack", Configure),
    network(8, "Establish-Connection-To-Network", Session),
    network(9, "Disconnect-Connection-To-Network", Session),
    network(10, "Challenge-Request", Secure),
    network(11, "Security-Payload", Opaque),
    network(12, "Security-Response", Secure),
    network(13, "Request-Key-Update", Secure),
    network(14, "Update-Key-Set", Secure),
    network(15, "Update-Distribution-Key", Secure),
    network(16, "Request-Master-Key", Secure),
    network(17, "Set-Master-Key", Secure),
    network(18, "What-Is-Network-Number", Discover),
    network(19, "Network-Number-Is", Discover),
    rows::row(NETWORK + UNLISTED, ANY_CODE, "network", "Unlisted network message", &[Opaque], None),
    confirmed(0, "AcknowledgeAlarm", &[Alarm]),
    confirmed(1, "ConfirmedCOVNotification", &[Report]),
    confirmed(2, "ConfirmedEventNotification", &[Report]),
    confirmed(3, "GetAlarmSummary", &[Read]),
    confirmed(4, "GetEnrollmentSummary", &[Read]),
    confirmed(5, "SubscribeCOV", &[Read]),
    confirmed(6, "AtomicReadFile", &[File]),
    confirmed(7, "AtomicWriteFile", &[File]),
    confirmed(8, "AddListElement", &[Write]),
    confirmed(9, "RemoveListElement", &[Write]),
    confirmed(10, "CreateObject", &[Configure]),
    confirmed(11, "DeleteObject", &[Configure]),
    confirmed(12, "ReadProperty", &[Read]),
    confirmed(13, "ReadPropertyConditional", &[Read]),
    confirmed(14, "ReadPropertyMultiple", &[Read]),
    confirmed(15, "WriteProperty", &[Write]),
    confirmed(16, "WritePropertyMultiple", &[Write]),
    confirmed(17, "DeviceCommunicationControl", &[Mode]),
    confirmed(18, "ConfirmedPrivateTransfer", &[Opaque]),
    confirmed(19, "ConfirmedTextMessage", &[Other]),
    rows::row(CONFIRMED + 20, 20, "confirmed", "ReinitializeDevice", &[Mode], Some("T0816")),
    confirmed(21, "VT-Open", &[Session]),
    confirmed(22, "VT-Close", &[Session]),
    confirmed(23, "VT-Data", &[Opaque]),
    confirmed(24, "Authenticate", &[Secure]),
    confirmed(25, "RequestKey", &[Secure]),
    confirmed(26, "ReadRange", &[Read]),
    confirmed(27, "LifeSafetyOperation", &[Operate, Alarm]),
    confirmed(28, "SubscribeCOVProperty", &[Read]),
    confirmed(29, "GetEventInformation", &[Read]),
    confirmed(30, "SubscribeCOVPropertyMultiple", &[Read]),
    confirmed(31, "ConfirmedCOVNotificationMultiple", &[Report]),
    confirmed(32, "ConfirmedAuditNotification", &[Report]),
    confirmed(33, "AuditLogQuery", &[Read]),
    confirmed(34, "AuthRequest", &[Secure]),
    rows::row(CONFIRMED + ON_PROPERTY + 15, 15, "confirmed", "WriteProperty: out-of-service", &[Mode], None),
    rows::row(CONFIRMED + ON_PROPERTY + 20, 20, "confirmed", "ReinitializeDevice: backup or restore", &[File], None),
    rows::row(CONFIRMED + UNLISTED, ANY_CODE, "confirmed", "Unlisted confirmed service", &[Opaque], None),
    unconfirmed(0, "I-Am", Discover),
    unconfirmed(1, "I-Have", Discover),
    unconfirmed(2, "UnconfirmedCOVNotification", Report),
    unconfirmed(3, "UnconfirmedEventNotification", Report),
    unconfirmed(4, "UnconfirmedPrivateTransfer", Opaque),
    unconfirmed(5, "UnconfirmedTextMessage", Other),
    unconfirmed(6, "TimeSynchronization", Time),
    unconfirmed(7, "Who-Has", Discover),
    unconfirmed(8, "Who-Is", Discover),
    unconfirmed(9, "UTCTimeSynchronization", Time),
    unconfirmed(10, "WriteGroup", Write),
    unconfirmed(11, "UnconfirmedCOVNotificationMultiple", Report),
    unconfirmed(12, "UnconfirmedAuditNotification", Report),
    unconfirmed(13, "Who-Am-I", Discover),
    unconfirmed(14, "You-Are", Configure),
    rows::row(UNCONFIRMED + UNLISTED, ANY_CODE, "unconfirmed", "Unlisted unconfirmed service", &[Opaque], None),
    apdu(3, "Further segment of an answer"),
    apdu(4, "SegmentACK"),
    apdu(6, "Reject"),
    apdu(7, "Abort"),
    apdu(16, "Further segment of a request"),
    rows::row(APDU + UNLISTED, ANY_CODE, "apdu", "Unlisted application message", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

fn find(space: u32, code: u8) -> Call {
    let seen = u32::from(code);
    rows::find(&ROWS, space + seen, seen)
        .or_else(|| rows::find(&ROWS, space + UNLISTED, seen))
        .unwrap_or(Call { row: 0, code: seen })
}

/// The row of a message of the virtual link.
pub fn link_call(code: u8) -> Call {
    find(LINK, code)
}

/// The row of a message of the network layer.
pub fn network_call(code: u8) -> Call {
    find(NETWORK, code)
}

/// The row of a confirmed service; `special` where it writes a property or asks for a state that makes it something else.
pub fn confirmed_call(code: u8, special: bool) -> Call {
    let seen = u32::from(code);
    let row = special.then(|| rows::find(&ROWS, CONFIRMED + ON_PROPERTY + seen, seen)).flatten();
    row.unwrap_or_else(|| find(CONFIRMED, code))
}

/// The row of an unconfirmed service.
pub fn unconfirmed_call(code: u8) -> Call {
    find(UNCONFIRMED, code)
}

/// The row of an application message that names no service.
pub fn apdu_call(code: u8) -> Call {
    find(APDU, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        assert_eq!(name(confirmed_call(15, false)), "WriteProperty");
        assert_eq!(name(confirmed_call(15, true)), "WriteProperty: out-of-service");
        assert_eq!(name(confirmed_call(12, true)), "ReadProperty");
        assert_eq!(name(confirmed_call(99, false)), "Unlisted confirmed service");
        assert_eq!(name(link_call(5)), "Register-Foreign-Device");
    }
}
