//! Commands, services and functions, and what they do.
//!
//! A CIP service is looked up with the class it is addressed to; services that CIP defines for every class have rows
//! without one. Services of their own on classes that are not listed are opaque: their meaning is the maker's.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Firmware, Io, Mode, Opaque, Other, ProgramRead, ProgramWrite, Read,
    Secure, Session, Time, Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Key of the rows of a space: below it, what tells rows apart.
const ENCAPSULATION: u32 = 0;
const CIP: u32 = 1 << 28;
const PCCC: u32 = 2 << 28;
const IO: u32 = 3 << 28;
/// Key of the row that takes what a space does not list.
const ANY: u32 = 0x0FFF_FFFF;
/// Stands for every class.
const GENERAL: u16 = 0xFFFF;

const REMOTE_DISCOVERY: &str = "T0846";
const SYSTEM_DISCOVERY: &str = "T0888";
const RESTART: &str = "T0816";
const OPERATING_MODE: &str = "T0858";
const DOWNLOAD: &str = "T0843";
const UPLOAD: &str = "T0845";
const FIRMWARE: &str = "T0857";

type Technique = Option<&'static str>;

const fn encapsulation(code: u16, name: &'static str, does: Operation, technique: Technique) -> Keyed {
    rows::row(ENCAPSULATION | code as u32, code as u32, "encapsulation", name, &[does], technique)
}

const fn cip(class: u16, service: u8, name: &'static str, does: &[Operation], technique: Technique) -> Keyed {
    rows::row(CIP | (class as u32) << 8 | service as u32, service as u32, "cip", name, does, technique)
}

const fn pccc(command: u8, function: u8, name: &'static str, does: &[Operation], technique: Technique) -> Keyed {
    let code = (command as u32) << 8 | function as u32;
    rows::row(PCCC | code, code, "pccc", name, does, technique)
}

/// Messages that only carry others are `session`. File transfers into a device are also `write`, since a file may be its
/// firmware or its configuration. Objects of Logix controllers that hold the program are known by what their creation does.
#[rustfmt::skip]
static ROWS: [Keyed; 188] = [
    encapsulation(0x00, "NOP", Session, None),
    encapsulation(0x01, "List Targets", Discover, None),
    encapsulation(0x04, "List Services", Discover, None),
    encapsulation(0x63, "List Identity", Discover, Some(REMOTE_DISCOVERY)),
    encapsulation(0x64, "List Interfaces", Discover, None),
    encapsulation(0x65, "Register Session", Session, None),
    encapsulation(0x66, "Unregister Session", Session, None),
    encapsulation(0x6F, "Send RR Data", Session, None),
    encapsulation(0x70, "Send Unit Data", Session, None),
    encapsulation(0x72, "Indicate Status", Other, None),
    encapsulation(0x73, "Cancel", Other, None),
    encapsulation(0xC8, "Start DTLS", Session, None),
    rows::row(ENCAPSULATION | ANY, ANY_CODE, "encapsulation", "Unlisted command", &[Opaque], None),
    cip(0x01, 0x01, "Identity: Get Attributes All", &[Discover], Some(SYSTEM_DISCOVERY)),
    cip(0x01, 0x03, "Identity: Get Attribute List", &[Discover], Some(SYSTEM_DISCOVERY)),
    cip(0x01, 0x0E, "Identity: Get Attribute Single", &[Discover], Some(SYSTEM_DISCOVERY)),
    cip(0x04, 0x02, "Assembly: Set Attributes All", &[Write], None),
    cip(0x04, 0x04, "Assembly: Set Attribute List", &[Write], None),
    cip(0x04, 0x10, "Assembly: Set Attribute Single", &[Write], None),
    cip(0x04, 0x19, "Assembly: Set Member", &[Write], None),
    cip(0x06, 0x4E, "Forward Close", &[Session], None),
    cip(0x06, 0x52, "Unconnected Send", &[Session], None),
    cip(0x06, 0x54, "Forward Open", &[Session], None),
    cip(0x06, 0x56, "Get Connection Data", &[Diagnose], None),
    cip(0x06, 0x57, "Search Connection Data", &[Diagnose], None),
    cip(0x06, 0x5A, "Get Connection Owner", &[Diagnose], None),
    cip(0x06, 0x5B, "Large Forward Open", &[Session], None),
    cip(0x07, 0x10, "Register: Set Attribute Single", &[Write], None),
    cip(0x09, 0x10, "Discrete Output Point: Set Attribute Single", &[Write], None),
    cip(0x0B, 0x10, "Analog Output Point: Set Attribute Single", &[Write], None),
    cip(0x1E, 0x10, "Discrete Output Group: Set Attribute Single", &[Write], None),
    cip(0x21, 0x10, "Analog Output Group: Set Attribute Single", &[Write], None),
    cip(0x29, 0x10, "Control Supervisor: Set Attribute Single", &[Write], None),
    cip(0x2A, 0x10, "AC/DC Drive: Set Attribute Single", &[Write], None),
    cip(0x37, 0x4B, "File: Initiate Upload", &[Read, File], None),
    cip(0x37, 0x4C, "File: Initiate Download", &[Write, File], None),
    cip(0x37, 0x4D, "File: Initiate Partial Read", &[Read, File], None),
    cip(0x37, 0x4E, "File: Initiate Partial Write", &[Write, File], None),
    cip(0x37, 0x4F, "File: Upload Transfer", &[Read, File], None),
    cip(0x37, 0x50, "File: Download Transfer", &[Write, File], None),
    cip(0x37, 0x51, "File: Clear File", &[Write, File], None),
    cip(0x43, 0x02, "Time Sync: Set Attributes All", &[Time, Configure], None),
    cip(0x43, 0x04, "Time Sync: Set Attribute List", &[Time, Configure], None),
    cip(0x43, 0x10, "Time Sync: Set Attribute Single", &[Time, Configure], None),
    cip(0x44, 0x4B, "Modbus: Read Discrete Inputs", &[Read], None),
    cip(0x44, 0x4C, "Modbus: Read Coils", &[Read], None),
    cip(0x44, 0x4D, "Modbus: Read Input Registers", &[Read], None),
    cip(0x44, 0x4E, "Modbus: Read Holding Registers", &[Read], None),
    cip(0x44, 0x4F, "Modbus: Write Coils", &[Write], None),
    cip(0x44, 0x50, "Modbus: Write Holding Registers", &[Write], None),
    cip(0x44, 0x51, "Modbus: Passthrough", &[Opaque], None),
    cip(0x5D, 0x05, "CIP Security: Reset", &[Secure], None),
    cip(0x5D, 0x10, "CIP Security: Set Attribute Single", &[Secure], None),
    cip(0x5D, 0x4B, "CIP Security: Begin Config", &[Secure], None),
    cip(0x5D, 0x4C, "CIP Security: Kick Timer", &[Secure], None),
    cip(0x5D, 0x4D, "CIP Security: End Config", &[Secure], None),
    cip(0x5D, 0x4E, "CIP Security: Object Cleanup", &[Secure], None),
    cip(0x5E, 0x05, "EtherNet/IP Security: Reset", &[Secure], None),
    cip(0x5E, 0x10, "EtherNet/IP Security: Set Attribute Single", &[Secure], None),
    cip(0x5E, 0x4B, "EtherNet/IP Security: Begin Config", &[Secure], None),
    cip(0x5E, 0x4C, "EtherNet/IP Security: Kick Timer", &[Secure], None),
    cip(0x5E, 0x4D, "EtherNet/IP Security: Apply Config", &[Secure], None),
    cip(0x5E, 0x4E, "EtherNet/IP Security: Abort Config", &[Secure], None),
    cip(0x5F, 0x08, "Certificate Management: Create", &[Secure], None),
    cip(0x5F, 0x09, "Certificate Management: Delete", &[Secure], None),
    cip(0x5F, 0x10, "Certificate Management: Set Attribute Single", &[Secure], None),
    cip(0x5F, 0x4B, "Certificate Management: Create CSR", &[Secure], None),
    cip(0x5F, 0x4C, "Certificate Management: Verify Certificate", &[Secure], None),
    cip(0x60, 0x08, "Authority: Create", &[Secure], None),
    cip(0x60, 0x09, "Authority: Delete", &[Secure], None),
    cip(0x60, 0x10, "Authority: Set Attribute Single", &[Secure], None),
    cip(0x61, 0x08, "Password Authenticator: Create", &[Secure], None),
    cip(0x61, 0x09, "Password Authenticator: Delete", &[Secure], None),
    cip(0x61, 0x10, "Password Authenticator: Set Attribute Single", &[Secure], None),
    cip(0x62, 0x08, "Certificate Authenticator: Create", &[Secure], None),
    cip(0x62, 0x09, "Certificate Authenticator: Delete", &[Secure], None),
    cip(0x62, 0x10, "Certificate Authenticator: Set Attribute Single", &[Secure], None),
    cip(0x67, 0x4B, "Execute PCCC", &[Session], None),
    cip(0x67, 0x4C, "Execute DH+", &[Opaque], None),
    cip(0x67, 0x4D, "Execute Local PCCC", &[Opaque], None),
    cip(0x68, 0x08, "Program (Logix): Create", &[ProgramWrite], None),
    cip(0x68, 0x09, "Program (Logix): Delete", &[ProgramWrite], None),
    cip(0x69, 0x08, "Object 0x69 (Logix): Create", &[ProgramWrite], None),
    cip(0x69, 0x09, "Object 0x69 (Logix): Delete", &[ProgramWrite], None),
    cip(0x6A, 0x08, "Tag Data (Logix): Create", &[ProgramWrite], None),
    cip(0x6A, 0x09, "Tag Data (Logix): Delete", &[ProgramWrite], None),
    cip(0x6B, 0x08, "Symbol (Logix): Create", &[ProgramWrite], None),
    cip(0x6B, 0x09, "Symbol (Logix): Delete", &[ProgramWrite], None),
    cip(0x6B, 0x4C, "Read Tag", &[Read], None),
    cip(0x6B, 0x4D, "Write Tag", &[Write], None),
    cip(0x6B, 0x4E, "Read Modify Write Tag", &[Write], None),
    cip(0x6B, 0x52, "Read Tag Fragmented", &[Read], None),
    cip(0x6B, 0x53, "Write Tag Fragmented", &[Write], None),
    cip(0x6B, 0x55, "Get Instance Attribute List", &[Read], None),
    cip(0x6C, 0x08, "Template (Logix): Create", &[ProgramWrite], None),
    cip(0x6C, 0x09, "Template (Logix): Delete", &[ProgramWrite], None),
    cip(0x6C, 0x4C, "Read Template", &[Read], None),
    cip(0x6D, 0x08, "Routine (Logix): Create", &[ProgramWrite], None),
    cip(0x6D, 0x09, "Routine (Logix): Delete", &[ProgramWrite], None),
    cip(0x70, 0x08, "Task (Logix): Create", &[ProgramWrite], None),
    cip(0x70, 0x09, "Task (Logix): Delete", &[ProgramWrite], None),
    cip(0x8B, 0x02, "Wall Clock: Set Attributes All", &[Time], None),
    cip(0x8B, 0x04, "Wall Clock: Set Attribute List", &[Time], None),
    cip(0x8B, 0x10, "Wall Clock: Set Attribute Single", &[Time], None),
    cip(0xA1, 0x4B, "Nonvolatile Storage: Update", &[Firmware], Some(FIRMWARE)),
    cip(0xA1, 0x4D, "Nonvolatile Storage: Transfer", &[Firmware], Some(FIRMWARE)),
    cip(0xF6, 0x4C, "Ethernet Link: Get and Clear", &[Other], None),
    cip(GENERAL, 0x01, "Get Attributes All", &[Read], None),
    cip(GENERAL, 0x02, "Set Attributes All", &[Configure], None),
    cip(GENERAL, 0x03, "Get Attribute List", &[Read], None),
    cip(GENERAL, 0x04, "Set Attribute List", &[Configure], None),
    cip(GENERAL, 0x05, "Reset", &[Mode], Some(RESTART)),
    cip(GENERAL, 0x06, "Start", &[Mode], Some(OPERATING_MODE)),
    cip(GENERAL, 0x07, "Stop", &[Mode], Some(OPERATING_MODE)),
    cip(GENERAL, 0x08, "Create", &[Configure], None),
    cip(GENERAL, 0x09, "Delete", &[Configure], None),
    cip(GENERAL, 0x0A, "Multiple Service Packet", &[Session], None),
    cip(GENERAL, 0x0D, "Apply Attributes", &[Configure], None),
    cip(GENERAL, 0x0E, "Get Attribute Single", &[Read], None),
    cip(GENERAL, 0x10, "Set Attribute Single", &[Configure], None),
    cip(GENERAL, 0x11, "Find Next Object Instance", &[Discover], None),
    cip(GENERAL, 0x15, "Restore", &[Configure], None),
    cip(GENERAL, 0x16, "Save", &[Configure], None),
    cip(GENERAL, 0x17, "No Operation", &[Diagnose], None),
    cip(GENERAL, 0x18, "Get Member", &[Read], None),
    cip(GENERAL, 0x19, "Set Member", &[Configure], None),
    cip(GENERAL, 0x1A, "Insert Member", &[Configure], None),
    cip(GENERAL, 0x1B, "Remove Member", &[Configure], None),
    cip(GENERAL, 0x1C, "Group Sync", &[Other], None),
    rows::row(CIP | ANY, ANY_CODE, "cip", "Object-specific service", &[Opaque], None),
    pccc(0x00, 0x00, "Protected Write", &[Write], None),
    pccc(0x01, 0x00, "Unprotected Read", &[Read], None),
    pccc(0x02, 0x00, "Protected Bit Write", &[Write], None),
    pccc(0x04, 0x00, "Physical Read", &[Read], None),
    pccc(0x05, 0x00, "Unprotected Bit Write", &[Write], None),
    pccc(0x06, 0x00, "Echo", &[Diagnose], None),
    pccc(0x06, 0x01, "Read Diagnostic Counters", &[Diagnose], None),
    pccc(0x06, 0x02, "Set Variables", &[Configure], None),
    pccc(0x06, 0x03, "Diagnostic Status", &[Discover], None),
    pccc(0x06, 0x04, "Set Timeout", &[Configure], None),
    pccc(0x06, 0x05, "Set NAKs", &[Configure], None),
    pccc(0x06, 0x06, "Set ENQs", &[Configure], None),
    pccc(0x06, 0x07, "Reset Diagnostic Counters", &[Other], None),
    pccc(0x06, 0x08, "Set Data Table Size", &[Configure], None),
    pccc(0x06, 0x09, "Read Link Parameters", &[Diagnose], None),
    pccc(0x06, 0x0A, "Set Link Parameters", &[Configure], None),
    pccc(0x07, 0x00, "Disable Outputs", &[Mode], None),
    pccc(0x07, 0x01, "Enable Program", &[Mode], None),
    pccc(0x07, 0x03, "Enable PLC Scanning", &[Mode], None),
    pccc(0x07, 0x04, "Enter Download Mode", &[ProgramWrite], None),
    pccc(0x07, 0x05, "Exit Download Mode", &[ProgramWrite], None),
    pccc(0x07, 0x06, "Enter Upload Mode", &[ProgramRead], None),
    pccc(0x07, 0x07, "Exit Upload Mode", &[ProgramRead], None),
    pccc(0x08, 0x00, "Unprotected Write", &[Write], None),
    pccc(0x0F, 0x00, "Word Range Write", &[Write], None),
    pccc(0x0F, 0x01, "Word Range Read", &[Read], None),
    pccc(0x0F, 0x02, "Bit Write", &[Write], None),
    pccc(0x0F, 0x11, "Get Edit Resource", &[Session], None),
    pccc(0x0F, 0x12, "Return Edit Resource", &[Session], None),
    pccc(0x0F, 0x17, "Read Bytes Physical", &[ProgramRead], None),
    pccc(0x0F, 0x18, "Write Bytes Physical", &[ProgramWrite], None),
    pccc(0x0F, 0x26, "Read-Modify-Write", &[Write], None),
    pccc(0x0F, 0x29, "Read Section Size", &[Diagnose], None),
    pccc(0x0F, 0x3A, "Set CPU Mode", &[Mode], Some(OPERATING_MODE)),
    pccc(0x0F, 0x41, "Disable Forces", &[Mode], None),
    pccc(0x0F, 0x50, "Download All Request", &[ProgramWrite], Some(DOWNLOAD)),
    pccc(0x0F, 0x52, "Download Completed", &[ProgramWrite], Some(DOWNLOAD)),
    pccc(0x0F, 0x53, "Upload All Request", &[ProgramRead], Some(UPLOAD)),
    pccc(0x0F, 0x55, "Upload Completed", &[ProgramRead], Some(UPLOAD)),
    pccc(0x0F, 0x57, "Initialize Memory", &[ProgramWrite], None),
    pccc(0x0F, 0x5E, "Modify PLC-2 Compatibility File", &[Configure], None),
    pccc(0x0F, 0x67, "Typed Write", &[Write], None),
    pccc(0x0F, 0x68, "Typed Read", &[Read], None),
    pccc(0x0F, 0x79, "Read-Modify-Write N", &[Write], None),
    pccc(0x0F, 0x80, "Change Mode", &[Mode], Some(OPERATING_MODE)),
    pccc(0x0F, 0x81, "Open File", &[File], None),
    pccc(0x0F, 0x82, "Close File", &[File], None),
    pccc(0x0F, 0x88, "Execute Multiple Commands", &[Opaque], None),
    pccc(0x0F, 0x8F, "Apply Port Configuration", &[Configure], None),
    pccc(0x0F, 0xA1, "Protected Typed Logical Read, two address fields", &[Read], None),
    pccc(0x0F, 0xA2, "Protected Typed Logical Read, three address fields", &[Read], None),
    pccc(0x0F, 0xA7, "Protected Typed File Read", &[Read, File], None),
    pccc(0x0F, 0xA9, "Protected Typed Logical Write, two address fields", &[Write], None),
    pccc(0x0F, 0xAA, "Protected Typed Logical Write, three address fields", &[Write], None),
    pccc(0x0F, 0xAB, "Protected Typed Logical Write with Mask", &[Write], None),
    pccc(0x0F, 0xAF, "Protected Typed File Write", &[Write, File], None),
    rows::row(PCCC | ANY, ANY_CODE, "pccc", "Unlisted command", &[Opaque], None),
    rows::row(IO, 0, "io", "Producer-consumer data", &[Io], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of an encapsulation command.
pub fn of_command(command: u16) -> Call {
    let code = u32::from(command);
    first([ENCAPSULATION | code, ENCAPSULATION | ANY], code)
}

/// The row of a service, without its reply bit, on a class; none where the class is not known.
pub fn of_service(class: Option<u16>, service: u8) -> Call {
    let key = |class: u16| CIP | u32::from(class) << 8 | u32::from(service);
    first([key(class.unwrap_or(GENERAL)), key(GENERAL), CIP | ANY], u32::from(service))
}

/// The row of a PCCC command and its function.
pub fn of_pccc(command: u8, function: u8) -> Call {
    let code = u32::from(command) << 8 | u32::from(function);
    first([PCCC | code, PCCC | ANY], code)
}

/// The row of a PCCC command whose function was not seen.
pub fn of_pccc_unknown(command: u8) -> Call {
    first([PCCC | ANY], u32::from(command) << 8)
}

/// The row of producer-consumer data.
pub fn of_io() -> Call {
    first([IO], 0)
}

/// The first row found under these keys.
/// Every message in a Multiple Service Packet asks.
static PLACES: rows::Places<512> = rows::Places::of(&ROWS);

fn first<const N: usize>(keys: [u32; N], code: u32) -> Call {
    keys.into_iter().find_map(|key| PLACES.find(&ROWS, key, code)).unwrap_or(Call { row: 0, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn does(call: Call) -> &'static Function {
        &FUNCTIONS[usize::from(call.row)]
    }

    #[test]
    fn rows_are_sorted() {
        assert!(rows::sorted(&ROWS));
    }

    #[test]
    fn a_row_is_found_by_its_place_where_halving_finds_it() {
        let listed =
            (0..0x300_u32).flat_map(|n| [n, CIP | n, CIP | n << 8 | 0x10, CIP | n << 8 | 0x4B, PCCC | n, IO | n]);
        for key in listed.chain([CIP | ANY, ENCAPSULATION | ANY, u32::MAX]) {
            assert_eq!(PLACES.find(&ROWS, key, 7), rows::find(&ROWS, key, 7), "{key:#x}");
        }
    }

    #[test]
    fn a_service_means_what_its_class_makes_of_it() {
        assert_eq!(does(of_service(Some(0x06), 0x4E)).name, "Forward Close");
        assert_eq!(does(of_service(Some(0x6B), 0x4E)).name, "Read Modify Write Tag");
        assert!(does(of_service(Some(0x8B), 0x10)).operations.contains(Time));
        assert!(does(of_service(Some(0xF5), 0x10)).operations.contains(Configure));
        assert!(does(of_service(Some(0x04), 0x10)).operations.contains(Write));
        assert!(does(of_service(Some(0x8E), 0x07)).operations.contains(Mode));
    }

    #[test]
    fn what_is_not_listed_is_opaque_in_its_space() {
        for (call, space) in
            [(of_command(0x99), "encapsulation"), (of_service(Some(0x72), 0x4C), "cip"), (of_pccc(0x0F, 0xEE), "pccc")]
        {
            assert!(does(call).operations.contains(Opaque) && does(call).space == space);
        }
    }
}
