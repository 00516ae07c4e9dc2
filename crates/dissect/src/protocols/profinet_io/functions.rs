//! Operations of the interfaces; a record that is read or written is told apart by its index.

use ringwall_model::Operation::{self, Configure, Diagnose, Discover, Opaque, Read, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// A module's own.
    User = 0,
    /// Identification and maintenance.
    Identification = 1,
    /// Diagnosis and logs.
    Diagnosis = 2,
    /// Anything else of the system.
    System = 3,
}

impl Record {
    /// By index (IEC 61158-6-10, table of indices): per submodule, slot, connection, interface and device alike.
    pub fn of(index: u16) -> Self {
        match index {
            0..=0x7fff => Self::User,
            0xaff0..=0xafff | 0x8000 | 0x8001 | 0xc000 | 0xc001 | 0xe000..=0xe001 | 0xf000 | 0xf840 => {
                Self::Identification
            }
            0x800a..=0x8013 | 0xc00a..=0xc013 | 0xe00a..=0xe013 | 0xf00a..=0xf013 | 0xf80c | 0xf830 => Self::Diagnosis,
            _ => Self::System,
        }
    }
}

const fn row(code: u32, record: Record, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 8 | record as u32, code, "call", name, &[does], None)
}

static ROWS: [Keyed; 16] = [
    row(0, Record::User, "Connect", Session),
    row(1, Record::User, "Release", Session),
    row(2, Record::User, "Read: module record", Read),
    row(2, Record::Identification, "Read: identification", Discover),
    row(2, Record::Diagnosis, "Read: diagnosis", Diagnose),
    row(2, Record::System, "Read: system record", Read),
    row(3, Record::User, "Write: module record", Configure),
    row(3, Record::Identification, "Write: identification", Configure),
    row(3, Record::Diagnosis, "Write: diagnosis", Configure),
    row(3, Record::System, "Write: system record", Configure),
    row(4, Record::User, "Control", Session),
    row(5, Record::User, "Read implicit: module record", Read),
    row(5, Record::Identification, "Read implicit: identification", Discover),
    row(5, Record::Diagnosis, "Read implicit: diagnosis", Diagnose),
    row(5, Record::System, "Read implicit: system record", Read),
    rows::row(OTHER, ANY_CODE, "call", "Unlisted operation", &[Opaque], None),
];
const OTHER: u32 = 0xff_ffff;

pub const CONNECT: u16 = 0;
pub const READ: u16 = 2;
pub const WRITE: u16 = 3;
pub const READ_IMPLICIT: u16 = 5;

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of an operation.
pub fn call(operation: u16, record: Record) -> Call {
    let code = u32::from(operation);
    rows::find(&ROWS, code << 8 | record as u32, code)
        .or_else(|| rows::find(&ROWS, OTHER, code))
        .unwrap_or(Call { row: 0, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        assert_eq!(name(call(READ, Record::of(0xaff0))), "Read: identification");
        assert_eq!(name(call(WRITE, Record::of(1))), "Write: module record");
        assert_eq!(name(call(READ, Record::of(0xe00c))), "Read: diagnosis");
        assert_eq!(name(call(READ, Record::of(0x8030))), "Read: system record");
        assert_eq!(name(call(77, Record::User)), "Unlisted operation");
    }
}
