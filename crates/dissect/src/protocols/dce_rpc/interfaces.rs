//! Interfaces by their UUID, and the table of functions: a code space each.

use ringwall_model::Operation::{self, Discover, Opaque, Session};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Carrier, Function, PROTOCOLS};

const fn any(key: u32, space: &'static str, name: &'static str, does: Operation) -> Keyed {
    rows::row(key << 16 | 0xffff, ANY_CODE, space, name, &[does], None)
}

const fn one(key: u32, code: u32, space: &'static str, name: &'static str, does: Operation) -> Keyed {
    rows::row(key << 16 | code, code, space, name, &[does], None)
}

static ROWS: [Keyed; 28] = [
    one(0, 11, "packet", "Bind", Session),
    one(0, 14, "packet", "Alter context", Session),
    any(0, "packet", "Other packet", Session),
    any(1, "call", "Call of another interface", Opaque),
    one(2, 2, "endpoint-mapper", "Lookup", Discover),
    one(2, 3, "endpoint-mapper", "Map", Discover),
    any(2, "endpoint-mapper", "Other call", Session),
    any(3, "object-activation", "Call of object activation (DCOM)", Session),
    any(4, "object-references", "Call of object references (DCOM)", Session),
    any(5, "service-control", "Call of the service control manager", Opaque),
    any(6, "task-scheduler", "Call of the task scheduler", Opaque),
    any(7, "registry", "Call of the remote registry", Opaque),
    any(8, "local-security", "Call of the local security authority", Opaque),
    any(9, "accounts", "Call of the security account manager", Opaque),
    any(10, "netlogon", "Call of the logon service", Opaque),
    any(11, "server-service", "Call of the server service", Opaque),
    any(12, "workstation-service", "Call of the workstation service", Opaque),
    any(13, "directory-replication", "Call of directory replication", Opaque),
    any(14, "management-instrumentation", "Call of management instrumentation (WMI)", Opaque),
    any(15, "opc-common", "Call of OPC Classic: common", Opaque),
    any(16, "opc-server-list", "Call of OPC Classic: list of servers", Opaque),
    any(17, "opc-data-access", "Call of OPC Classic: data access", Opaque),
    any(18, "opc-alarms-events", "Call of OPC Classic: alarms and events", Opaque),
    any(19, "opc-historical-data", "Call of OPC Classic: historical data", Opaque),
    any(20, "event-log", "Call of the event log", Opaque),
    any(21, "print-spooler", "Call of the print spooler", Opaque),
    any(22, "interface-unseen", "Call of an interface that was not seen", Opaque),
    any(23, "object-interface-unseen", "Call of an object (DCOM) whose interface was not seen", Opaque),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// An interface, by its place among the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interface(u32);

/// One that is not listed.
pub const OTHER: Interface = Interface(1);
/// Whatever was bound before the capture began; and where the call is of an object (MS-DCOM).
pub const UNSEEN: Interface = Interface(22);
pub const UNSEEN_OF_OBJECT: Interface = Interface(23);

/// UUIDs of the services of Windows (MS-RPCE and the specification of each) and of OPC Classic (OPC Foundation, Data Access
/// 2.05a and 3.00, Alarms and Events 1.10, Historical Data Access 1.20, Common 1.10), by number.
static INTERFACES: [(u128, u32); 40] = [
    (0x00000131_0000_0000_c000_000000000046, 4),
    (0x00000143_0000_0000_c000_000000000046, 4),
    (0x000001a0_0000_0000_c000_000000000046, 3),
    (0x12345678_1234_abcd_ef00_0123456789ab, 21),
    (0x12345678_1234_abcd_ef00_01234567cffb, 10),
    (0x12345778_1234_abcd_ef00_0123456789ab, 8),
    (0x12345778_1234_abcd_ef00_0123456789ac, 9),
    (0x13486d50_4821_11d2_a494_3cb306c10000, 16),
    (0x1f1217b0_dee0_11d2_a5e5_000086339399, 19),
    (0x1f1217b1_dee0_11d2_a5e5_000086339399, 19),
    (0x1f1217b2_dee0_11d2_a5e5_000086339399, 19),
    (0x1f1217b3_dee0_11d2_a5e5_000086339399, 19),
    (0x1ff70682_0a51_30e8_076d_740be8cee98b, 6),
    (0x338cd001_2244_31f1_aaaa_900038001003, 7),
    (0x367abb81_9844_35f1_ad32_98f038001003, 5),
    (0x39c13a4d_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a4e_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a4f_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a50_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a52_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a53_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a54_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a70_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a71_011e_11d0_9675_0020afd8adb3, 17),
    (0x39c13a72_011e_11d0_9675_0020afd8adb3, 17),
    (0x4b324fc8_1670_01d3_1278_5a47bf6ee188, 11),
    (0x4d9f4ab8_7d1c_11cf_861e_0020af6e7c57, 3),
    (0x65168851_5783_11d1_84a0_00608cb8a7e9, 18),
    (0x65168855_5783_11d1_84a0_00608cb8a7e9, 18),
    (0x65168857_5783_11d1_84a0_00608cb8a7e9, 18),
    (0x6516885f_5783_11d1_84a0_00608cb8a7e9, 18),
    (0x6bffd098_a112_3610_9833_46c3f87e345a, 12),
    (0x82273fdc_e32a_18c3_3f78_827929dc23ea, 20),
    (0x86d35949_83c9_4044_b424_db363231fd0c, 6),
    (0x9556dc99_828c_11cf_a37e_00aa003240c7, 14),
    (0x99fcfec4_5260_101b_bbcb_00aa0021347a, 4),
    (0xe1af8308_5d1f_11c9_91a4_08002b14a0fa, 2),
    (0xe3514235_4b06_11d1_ab04_00c04fc2dcd2, 13),
    (0xf309ad18_d86a_11d0_a075_00c04fb68820, 14),
    (0xf31dfde2_07b6_11d2_b2d8_0060083ba1fb, 15),
];

/// The interface of a UUID.
pub fn of(uuid: u128) -> Interface {
    let at = INTERFACES.binary_search_by_key(&uuid, |(known, _)| *known).ok();
    at.and_then(|at| INTERFACES.get(at)).map_or(OTHER, |(_, key)| Interface(*key))
}

/// True where another protocol reads calls to the interface.
pub fn is_carried(uuid: u128) -> bool {
    PROTOCOLS.iter().any(|p| p.carriers.contains(&Carrier::DceRpc(uuid)))
}

/// True for interfaces that prove by their UUID that this is DCE/RPC.
pub fn is_known(uuid: u128) -> bool {
    of(uuid) != OTHER || is_carried(uuid)
}

fn find(key: u32, code: u32) -> Call {
    rows::find(&ROWS, key << 16 | code & 0xffff, code)
        .or_else(|| rows::find(&ROWS, key << 16 | 0xffff, code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of an operation.
pub fn call(interface: Interface, operation: u16) -> Call {
    find(interface.0, u32::from(operation))
}

/// The row of a packet that carries no call.
pub fn packet(kind: u8) -> Call {
    find(0, u32::from(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_interfaces_are_sorted_and_found() {
        assert!(rows::sorted(&ROWS));
        assert!(INTERFACES.is_sorted_by(|a, b| a.0 < b.0));
        let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
        for (uuid, _) in INTERFACES {
            assert_ne!(name(call(of(uuid), 9)), "Call of another interface");
        }
        assert_eq!(name(call(of(0xe1af8308_5d1f_11c9_91a4_08002b14a0fa), 3)), "Map");
        assert_eq!(name(call(of(7), 3)), "Call of another interface");
        assert_eq!(name(packet(14)), "Alter context");
        assert_eq!(name(packet(18)), "Other packet");
    }
}
