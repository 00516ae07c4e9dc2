//! Services of KNXnet/IP (KNX Standard 3/8/1, section 5.3), of telegrams (3/3/7, section 3) and of device management.

use ringwall_model::Operation::{self, Configure, Discover, Mode, Opaque, Read, Report, Secure, Session, Write};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

const fn service(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code, code, "service", name, &[does], None)
}

const fn telegram(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(TELEGRAMS | code, code, "telegram", name, &[does], None)
}

const fn management(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(MANAGEMENT | code, code, "management", name, &[does], None)
}

const TELEGRAMS: u32 = 1 << 16;
const MANAGEMENT: u32 = 2 << 16;
const REST: u32 = 0xFFFF;
/// The code of a telegram that only keeps a connection.
pub const CONTROL: u16 = 0x400;

static ROWS: [Keyed; 83] = [
    service(0x0201, "Search Request", Discover),
    service(0x0202, "Search Response", Discover),
    service(0x0203, "Description Request", Discover),
    service(0x0204, "Description Response", Discover),
    service(0x0205, "Connect Request", Session),
    service(0x0206, "Connect Response", Session),
    service(0x0207, "Connection State Request", Session),
    service(0x0208, "Connection State Response", Session),
    service(0x0209, "Disconnect Request", Session),
    service(0x020A, "Disconnect Response", Session),
    service(0x020B, "Search Request Extended", Discover),
    service(0x020C, "Search Response Extended", Discover),
    service(0x0310, "Configuration Request", Opaque),
    service(0x0311, "Configuration Acknowledgement", Session),
    service(0x0420, "Tunnelling Request", Opaque),
    service(0x0421, "Tunnelling Acknowledgement", Session),
    service(0x0422, "Tunnelling Feature Get", Discover),
    service(0x0423, "Tunnelling Feature Response", Discover),
    service(0x0424, "Tunnelling Feature Set", Configure),
    service(0x0425, "Tunnelling Feature Info", Report),
    service(0x0530, "Routing Indication", Opaque),
    service(0x0531, "Routing Lost Message", Report),
    service(0x0532, "Routing Busy", Report),
    service(0x0533, "Routing System Broadcast", Opaque),
    service(0x0740, "Remote Diagnostic Request", Discover),
    service(0x0741, "Remote Diagnostic Response", Discover),
    service(0x0742, "Remote Basic Configuration Request", Configure),
    service(0x0743, "Remote Reset Request", Mode),
    service(0x0950, "Secure Wrapper", Opaque),
    service(0x0951, "Session Request", Session),
    service(0x0952, "Session Response", Session),
    service(0x0953, "Session Authenticate", Session),
    service(0x0954, "Session Status", Session),
    service(0x0955, "Timer Notify", Session),
    rows::row(REST, ANY_CODE, "service", "Unlisted service", &[Opaque], None),
    telegram(0x000, "Group Value Read", Read),
    telegram(0x040, "Group Value Response", Report),
    telegram(0x080, "Group Value Write", Write),
    telegram(0x0C0, "Individual Address Write", Configure),
    telegram(0x100, "Individual Address Read", Discover),
    telegram(0x140, "Individual Address Response", Discover),
    telegram(0x180, "ADC Read", Read),
    telegram(0x1C0, "ADC Response", Read),
    telegram(0x200, "Memory Read", Read),
    telegram(0x240, "Memory Response", Read),
    telegram(0x280, "Memory Write", Configure),
    telegram(0x2C0, "User Memory Read", Read),
    telegram(0x2C1, "User Memory Response", Read),
    telegram(0x2C2, "User Memory Write", Configure),
    telegram(0x2C5, "User Manufacturer Info Read", Discover),
    telegram(0x2C6, "User Manufacturer Info Response", Discover),
    telegram(0x2C7, "Function Property Command", Opaque),
    telegram(0x2C8, "Function Property State Read", Read),
    telegram(0x2C9, "Function Property State Response", Read),
    telegram(0x300, "Device Descriptor Read", Discover),
    telegram(0x340, "Device Descriptor Response", Discover),
    rows::row(TELEGRAMS | 0x380, 0x380, "telegram", "Restart", &[Mode], Some("T0816")),
    telegram(0x3D1, "Authorize Request", Secure),
    telegram(0x3D2, "Authorize Response", Secure),
    telegram(0x3D3, "Key Write", Secure),
    telegram(0x3D4, "Key Response", Secure),
    telegram(0x3D5, "Property Value Read", Read),
    telegram(0x3D6, "Property Value Response", Read),
    telegram(0x3D7, "Property Value Write", Configure),
    telegram(0x3D8, "Property Description Read", Discover),
    telegram(0x3D9, "Property Description Response", Discover),
    telegram(0x3DC, "Individual Address Serial Number Read", Discover),
    telegram(0x3DD, "Individual Address Serial Number Response", Discover),
    telegram(0x3DE, "Individual Address Serial Number Write", Configure),
    telegram(0x3E0, "Domain Address Write", Configure),
    telegram(0x3F1, "Secure Service", Opaque),
    telegram(0x400, "Transport Control", Session),
    rows::row(TELEGRAMS | REST, ANY_CODE, "telegram", "Unlisted telegram", &[Opaque], None),
    management(0xF0, "Reset Indication", Report),
    management(0xF1, "Reset Request", Mode),
    management(0xF5, "Property Write Confirmation", Configure),
    management(0xF6, "Property Write Request", Configure),
    management(0xF7, "Property Information", Report),
    management(0xF8, "Function Property Command", Opaque),
    management(0xF9, "Function Property State Read", Read),
    management(0xFB, "Property Read Confirmation", Read),
    management(0xFC, "Property Read Request", Read),
    rows::row(MANAGEMENT | REST, ANY_CODE, "management", "Unlisted management", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

fn find(space: u32, code: u16) -> Call {
    let code = u32::from(code);
    rows::find(&ROWS, space | code.min(REST - 1), code)
        .or_else(|| rows::find(&ROWS, space | REST, code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of a service.
pub fn call(service: u16) -> Call {
    find(0, service)
}

/// The row of a telegram.
pub fn telegram_call(service: Option<u16>) -> Call {
    find(TELEGRAMS, service.unwrap_or(CONTROL))
}

/// The row of a message of device management.
pub fn management_call(code: u8) -> Call {
    find(MANAGEMENT, code.into())
}

/// True for a service that has a row.
pub fn is_listed(service: u16) -> bool {
    rows::find(&ROWS, service.into(), service.into()).is_some() && service != u16::MAX
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!((name(call(0x0420)), name(call(0x0777))), ("Tunnelling Request", "Unlisted service"));
    assert_eq!((name(telegram_call(Some(0x380))), name(telegram_call(None))), ("Restart", "Transport Control"));
    assert_eq!(
        (name(management_call(0xF6)), name(management_call(0xF2))),
        ("Property Write Request", "Unlisted management")
    );
}
