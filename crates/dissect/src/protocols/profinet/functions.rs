//! Services of DCP and kinds of real-time frames. The native code of a frame is its frame id.

use ringwall_model::Operation::{self, Configure, Diagnose, Discover, Io, Mode, Opaque, Report, Session, Time};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

use super::frames::Kind;

/// What a `Set` sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Plain = 0,
    /// Name of the station.
    Name = 1,
    /// Addresses.
    Address = 2,
    /// Back to the state of delivery.
    Reset = 3,
    /// A lamp blinks.
    Signal = 4,
}

const fn dcp(service: u32, purpose: Purpose, name: &'static str, operations: &[Operation]) -> Keyed {
    rows::row(service << 8 | purpose as u32, service, "dcp", name, operations, None)
}

const fn frame(at: u32, space: &'static str, name: &'static str, does: Operation) -> Keyed {
    rows::row(FRAMES + at, ANY_CODE, space, name, &[does], None)
}

const FRAMES: u32 = 0x1_0000;
const UNLISTED: u32 = 0xFFFF;
pub const SET: u8 = 4;

static ROWS: [Keyed; 16] = [
    dcp(3, Purpose::Plain, "DCP Get", &[Discover]),
    dcp(4, Purpose::Plain, "DCP Set", &[Configure]),
    dcp(4, Purpose::Name, "DCP Set: name of station", &[Configure]),
    dcp(4, Purpose::Address, "DCP Set: IP address", &[Configure]),
    dcp(4, Purpose::Reset, "DCP Set: factory reset", &[Configure, Mode]),
    dcp(4, Purpose::Signal, "DCP Set: signal", &[Diagnose]),
    dcp(5, Purpose::Plain, "DCP Identify", &[Discover]),
    dcp(6, Purpose::Plain, "DCP Hello", &[Discover]),
    rows::row(UNLISTED, ANY_CODE, "dcp", "Unlisted DCP service", &[Opaque], None),
    frame(0, "isochronous", "Isochronous real-time data", Io),
    frame(1, "cyclic", "Cyclic real-time data", Io),
    frame(2, "alarm", "Alarm", Report),
    frame(3, "clock", "Clock synchronization", Time),
    frame(4, "delay", "Line delay measurement", Session),
    frame(5, "fragment", "Fragment", Opaque),
    frame(6, "frame", "Unlisted frame", Opaque),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a service.
pub fn service(code: u8, purpose: Purpose) -> Call {
    let seen = u32::from(code);
    rows::find(&ROWS, seen << 8 | purpose as u32, seen)
        .or_else(|| rows::find(&ROWS, UNLISTED, seen))
        .unwrap_or(Call { row: 0, code: seen })
}

/// The row of a frame.
pub fn of_frame(id: u16, kind: Kind) -> Call {
    let at = match kind {
        Kind::Isochronous => 0,
        Kind::Cyclic => 1,
        Kind::Alarm => 2,
        Kind::Clock => 3,
        Kind::Delay => 4,
        Kind::Fragment => 5,
        Kind::Dcp | Kind::Unlisted => 6,
    };
    let code = u32::from(id);
    rows::find(&ROWS, FRAMES + at, code).unwrap_or(Call { row: 0, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        assert_eq!(name(service(SET, Purpose::Reset)), "DCP Set: factory reset");
        assert_eq!(name(service(9, Purpose::Plain)), "Unlisted DCP service");
        assert_eq!(name(of_frame(0x8000, Kind::Cyclic)), "Cyclic real-time data");
        assert_eq!(name(of_frame(0xFF70, Kind::Unlisted)), "Unlisted frame");
    }
}
