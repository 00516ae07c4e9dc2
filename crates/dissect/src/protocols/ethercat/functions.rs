//! Commands by what they touch, and services of the mailbox. One command stands in several rows: a write to one register
//! stops a device, to another moves its outputs.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Io, Mode, Opaque, Read, Report, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// What a datagram touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Plain = 0,
    Identity = 1,
    Memory = 2,
    MemoryWrite = 3,
    State = 4,
    Clock = 5,
    Data = 6,
    Mailbox = 7,
}

const fn command(code: u32, purpose: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 8 | purpose, code, "command", name, &[does], None)
}

const fn other(key: u32, code: u32, space: &'static str, name: &'static str, does: Operation) -> Keyed {
    rows::row(OTHERS + key, code, space, name, &[does], None)
}

const OTHERS: u32 = 0x1_0000;
const SEGMENT: u32 = 0x100;

static ROWS: [Keyed; 102] = [
    command(0, 0, "NOP", Session),
    command(1, 0, "APRD: registers", Diagnose),
    command(1, 1, "APRD: type and features", Discover),
    command(1, 2, "APRD: identity memory", Discover),
    command(1, 4, "APRD: application state", Diagnose),
    command(1, 5, "APRD: clock registers", Diagnose),
    command(1, 6, "APRD: process data", Io),
    command(1, 7, "APRD: mailbox", Session),
    command(2, 0, "APWR: registers", Configure),
    command(2, 2, "APWR: ask identity memory", Discover),
    command(2, 3, "APWR: write identity memory", Configure),
    command(2, 4, "APWR: application control", Mode),
    command(2, 5, "APWR: clock registers", Time),
    command(2, 6, "APWR: process data", Io),
    command(2, 7, "APWR: mailbox", Session),
    command(3, 0, "APRW: registers", Configure),
    command(3, 2, "APRW: ask identity memory", Discover),
    command(3, 3, "APRW: write identity memory", Configure),
    command(3, 4, "APRW: application control", Mode),
    command(3, 5, "APRW: clock registers", Time),
    command(3, 6, "APRW: process data", Io),
    command(3, 7, "APRW: mailbox", Session),
    command(4, 0, "FPRD: registers", Diagnose),
    command(4, 1, "FPRD: type and features", Discover),
    command(4, 2, "FPRD: identity memory", Discover),
    command(4, 4, "FPRD: application state", Diagnose),
    command(4, 5, "FPRD: clock registers", Diagnose),
    command(4, 6, "FPRD: process data", Io),
    command(4, 7, "FPRD: mailbox", Session),
    command(5, 0, "FPWR: registers", Configure),
    command(5, 2, "FPWR: ask identity memory", Discover),
    command(5, 3, "FPWR: write identity memory", Configure),
    command(5, 4, "FPWR: application control", Mode),
    command(5, 5, "FPWR: clock registers", Time),
    command(5, 6, "FPWR: process data", Io),
    command(5, 7, "FPWR: mailbox", Session),
    command(6, 0, "FPRW: registers", Configure),
    command(6, 2, "FPRW: ask identity memory", Discover),
    command(6, 3, "FPRW: write identity memory", Configure),
    command(6, 4, "FPRW: application control", Mode),
    command(6, 5, "FPRW: clock registers", Time),
    command(6, 6, "FPRW: process data", Io),
    command(6, 7, "FPRW: mailbox", Session),
    command(7, 0, "BRD: registers", Diagnose),
    command(7, 1, "BRD: type and features", Discover),
    command(7, 2, "BRD: identity memory", Discover),
    command(7, 4, "BRD: application state", Diagnose),
    command(7, 5, "BRD: clock registers", Diagnose),
    command(7, 6, "BRD: process data", Io),
    command(7, 7, "BRD: mailbox", Session),
    command(8, 0, "BWR: registers", Configure),
    command(8, 2, "BWR: ask identity memory", Discover),
    command(8, 3, "BWR: write identity memory", Configure),
    command(8, 4, "BWR: application control", Mode),
    command(8, 5, "BWR: clock registers", Time),
    command(8, 6, "BWR: process data", Io),
    command(8, 7, "BWR: mailbox", Session),
    command(9, 0, "BRW: registers", Configure),
    command(9, 2, "BRW: ask identity memory", Discover),
    command(9, 3, "BRW: write identity memory", Configure),
    command(9, 4, "BRW: application control", Mode),
    command(9, 5, "BRW: clock registers", Time),
    command(9, 6, "BRW: process data", Io),
    command(9, 7, "BRW: mailbox", Session),
    command(10, 6, "LRD: process data", Io),
    command(11, 6, "LWR: process data", Io),
    command(12, 6, "LRW: process data", Io),
    command(13, 0, "ARMW: registers", Configure),
    command(13, 5, "ARMW: system time", Time),
    command(13, 6, "ARMW: process data", Io),
    command(14, 0, "FRMW: registers", Configure),
    command(14, 5, "FRMW: system time", Time),
    command(14, 6, "FRMW: process data", Io),
    command(15, 0, "Unlisted command", Opaque),
    other(0x004, 4, "frame", "Network variables", Io),
    other(0x005, 5, "frame", "Mailbox", Session),
    other(0x0ff, ANY_CODE, "frame", "Unlisted frame", Opaque),
    other(0x100, 0, "sdo", "Download segment", Write),
    other(0x101, 1, "sdo", "Download", Write),
    other(0x102, 2, "sdo", "Upload", Read),
    other(0x103, 3, "sdo", "Upload segment", Read),
    other(0x104, 4, "sdo", "Abort", Session),
    other(0x111, 1, "sdo", "Download: communication object", Configure),
    other(0x1ff, ANY_CODE, "sdo", "Unlisted command", Opaque),
    other(0x201, 1, "coe", "Emergency", Report),
    other(0x204, 4, "coe", "Process data, sent", Io),
    other(0x205, 5, "coe", "Process data, received", Io),
    other(0x208, 8, "coe", "Object information", Discover),
    other(0x2ff, ANY_CODE, "coe", "Unlisted service", Opaque),
    other(0x301, 1, "foe", "Read file", File),
    other(0x302, 2, "foe", "Write file", File),
    other(0x303, 3, "foe", "File data", File),
    other(0x304, 4, "foe", "Acknowledgement", Session),
    other(0x305, 5, "foe", "Error", Session),
    other(0x306, 6, "foe", "Busy", Session),
    other(0x3ff, ANY_CODE, "foe", "Unlisted operation", Opaque),
    other(0x403, 3, "mailbox", "Servo parameters: read", Read),
    other(0x404, 4, "mailbox", "Servo parameters: write", Write),
    other(0x405, 5, "mailbox", "Servo parameters: other", Opaque),
    other(0x406, 6, "mailbox", "Ethernet frame", Opaque),
    other(0x407, 7, "mailbox", "Ethernet settings", Configure),
    other(0x4ff, ANY_CODE, "mailbox", "Other mailbox protocol", Opaque),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

fn find(key: u32, code: u32) -> Call {
    rows::find(&ROWS, key, code).unwrap_or(Call { row: 0, code })
}

/// A frame has a dozen commands.
static PLACES: rows::Places<256> = rows::Places::of(&ROWS);

/// The row of a command.
pub fn of_command(code: u8, purpose: Purpose) -> Call {
    let seen = u32::from(code);
    let row = |purpose: Purpose| PLACES.find(&ROWS, seen << 8 | purpose as u32, seen);
    row(purpose).or_else(|| row(Purpose::Plain)).or_else(|| row(Purpose::Data)).unwrap_or_else(|| find(15 << 8, seen))
}

/// The row of a frame that holds no datagrams.
pub fn of_frame(kind: u8) -> Call {
    let seen = u32::from(kind);
    rows::find(&ROWS, OTHERS + seen, seen).unwrap_or_else(|| find(OTHERS + 0xff, seen))
}

/// A service of a mailbox protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// A service of object access, by the command; to an object of the communication area or not.
    Sdo(u8, bool),
    /// CANopen over EtherCAT otherwise.
    Coe(u8),
    /// A file.
    Foe(u8),
    /// A servo drive's parameters.
    Soe(u8),
    /// A frame or a setting of the Ethernet tunnel.
    Eoe(u8),
    /// Anything else.
    Other(u8),
}

/// The row of a service.
pub fn of_service(service: Service) -> Call {
    let (space, key, code) = match service {
        Service::Sdo(1, true) => (1, 0x11, 1),
        Service::Sdo(command, _) => (1, command, command),
        Service::Coe(service) => (2, service, service),
        Service::Foe(operation) => (3, operation, operation),
        Service::Soe(operation) => (4, soe(operation), 5),
        Service::Eoe(kind) => (4, if kind == 0 { 6 } else { 7 }, 2),
        Service::Other(kind) => (4, 0xff, kind),
    };
    let (base, code) = (OTHERS + space * SEGMENT, u32::from(code));
    rows::find(&ROWS, base + u32::from(key), code).unwrap_or_else(|| find(base + 0xff, code))
}

fn soe(operation: u8) -> u8 {
    match operation {
        1 | 2 => 3,
        3 | 4 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        assert_eq!(name(of_command(5, Purpose::State)), "FPWR: application control");
        assert_eq!(name(of_command(12, Purpose::Data)), "LRW: process data");
        assert_eq!(name(of_command(12, Purpose::State)), "LRW: process data");
        assert_eq!(name(of_command(99, Purpose::Data)), "Unlisted command");
        assert_eq!(name(of_service(Service::Sdo(1, true))), "Download: communication object");
        assert_eq!(name(of_service(Service::Sdo(7, true))), "Unlisted command");
        assert_eq!(name(of_service(Service::Soe(3))), "Servo parameters: write");
        assert_eq!(name(of_frame(9)), "Unlisted frame");
    }
}
