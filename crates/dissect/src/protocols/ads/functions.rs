//! Commands, what the index groups of reads and writes stand for, and the services of the router's datagrams.

use ringwall_model::Operation::{
    self, Configure, Diagnose, Discover, File, Mode, Opaque, Other, ProgramWrite, Read, Report, Secure, Session, Time,
    Write,
};

use crate::protocols::rows::{self, Keyed};
use crate::{ANY_CODE, Call, Function};

/// Read Device Info.
pub const DEVICE_INFO: u16 = 1;
/// Read.
pub const READ: u16 = 2;
/// Write.
pub const WRITE: u16 = 3;
/// Write Control.
pub const CONTROL: u16 = 5;
/// Device Notification.
pub const NOTIFICATION: u16 = 8;
/// Read Write.
pub const READ_WRITE: u16 = 9;
/// AMS port of the system service, whose index groups are its own.
pub const SYSTEM_PORT: u16 = 10_000;

/// Key of a command without regard to its index group or state.
const fn plain(command: u16) -> u32 {
    (command as u32) << 18
}

/// Key of a command on an index group of a device, or with a state.
const fn with(command: u16, group: u16) -> u32 {
    plain(command) | 1 << 16 | group as u32
}

/// Key of a command on an index group of the system service.
const fn system(command: u16, group: u16) -> u32 {
    plain(command) | 1 << 17 | group as u32
}

const fn command(code: u16, name: &'static str, does: Operation) -> Keyed {
    rows::row(plain(code), code as u32, "command", name, &[does], None)
}

const fn group(code: u16, group: u16, name: &'static str, does: &[Operation]) -> Keyed {
    rows::row(with(code, group), code as u32, "command", name, does, None)
}

const fn service(code: u16, group: u16, name: &'static str, does: Operation) -> Keyed {
    rows::row(system(code, group), code as u32, "command", name, &[does], None)
}

const fn state(state: u16, name: &'static str, technique: Option<&'static str>) -> Keyed {
    rows::row(with(CONTROL, state), CONTROL as u32, "command", name, &[Mode], technique)
}

const fn router(code: u16, name: &'static str, does: Operation) -> Keyed {
    rows::row(ROUTER | code as u32, code as u32, "router", name, &[does], None)
}

const ROUTER: u32 = 1 << 24;
const CHANGE_MODE: Option<&str> = Some("T0858");
const POINTS: Option<&str> = Some("T0861");

static ROWS: [Keyed; 60] = [
    command(DEVICE_INFO, "Read Device Info", Discover),
    command(READ, "Read", Read),
    rows::row(with(READ, 0xF00B), READ as u32, "command", "Read: Symbols", &[Discover], POINTS),
    group(READ, 0xF00C, "Read: Symbol Sizes", &[Discover]),
    group(READ, 0xF00F, "Read: Symbol Sizes, Extended", &[Discover]),
    service(READ, 400, "Read: Time of the System", Read),
    service(READ, 700, "Read: Description of the Target", Discover),
    service(READ, 701, "Read: Network Adapters", Discover),
    service(READ, 702, "Read: Host Name", Discover),
    service(READ, 803, "Read: Routes", Discover),
    command(WRITE, "Write", Write),
    group(WRITE, 0xF006, "Write: Release Symbol Handle", &[Session]),
    group(WRITE, 0xF00A, "Write: Symbol Download", &[ProgramWrite]),
    service(WRITE, 111, "Write: Close Handle", Session),
    service(WRITE, 131, "Write: Delete File", File),
    service(WRITE, 200, "Write: Registry", Configure),
    service(WRITE, 400, "Write: Time of the System", Time),
    service(WRITE, 500, "Write: Start Process", Other),
    service(WRITE, 600, "Write: Net Id", Configure),
    service(WRITE, 801, "Write: Add Route", Secure),
    service(WRITE, 802, "Write: Delete Route", Secure),
    command(4, "Read State", Diagnose),
    command(CONTROL, "Write Control", Mode),
    state(1, "Write Control: Idle", None),
    state(2, "Write Control: Reset", None),
    state(5, "Write Control: Run", CHANGE_MODE),
    state(6, "Write Control: Stop", CHANGE_MODE),
    state(7, "Write Control: Save Configuration", None),
    state(8, "Write Control: Load Configuration", None),
    state(12, "Write Control: Shut Down", Some("T0816")),
    state(15, "Write Control: Config", CHANGE_MODE),
    state(16, "Write Control: Reconfig", CHANGE_MODE),
    command(6, "Add Device Notification", Read),
    command(7, "Delete Device Notification", Session),
    command(NOTIFICATION, "Device Notification", Report),
    command(READ_WRITE, "Read Write", Opaque),
    group(READ_WRITE, 0xF003, "Read Write: Symbol Handle by Name", &[Session]),
    group(READ_WRITE, 0xF004, "Read Write: Symbol Value by Name", &[Read]),
    group(READ_WRITE, 0xF007, "Read Write: Symbol Information by Name", &[Discover]),
    group(READ_WRITE, 0xF009, "Read Write: Symbol Information by Name, Extended", &[Discover]),
    group(READ_WRITE, 0xF080, "Read Write: Several Reads", &[Read]),
    group(READ_WRITE, 0xF081, "Read Write: Several Writes", &[Write]),
    group(READ_WRITE, 0xF082, "Read Write: Several Read Writes", &[Read, Write]),
    group(READ_WRITE, 0xF083, "Read Write: Several Reads with Lengths", &[Read]),
    group(READ_WRITE, 0xF084, "Read Write: Several Reads with Lengths and Results", &[Read]),
    group(READ_WRITE, 0xF085, "Read Write: Add Several Notifications", &[Read]),
    group(READ_WRITE, 0xF086, "Read Write: Delete Several Notifications", &[Session]),
    service(READ_WRITE, 100, "Read Write: Open or Create File", File),
    service(READ_WRITE, 120, "Read Write: Open File", File),
    service(READ_WRITE, 121, "Read Write: Close File", File),
    service(READ_WRITE, 122, "Read Write: Read File", File),
    service(READ_WRITE, 123, "Read Write: Write File", File),
    service(READ_WRITE, 131, "Read Write: Delete File", File),
    service(READ_WRITE, 132, "Read Write: Rename File", File),
    service(READ_WRITE, 133, "Read Write: Find File", File),
    service(READ_WRITE, 200, "Read Write: Registry", Discover),
    rows::row(plain(READ_WRITE + 1), ANY_CODE, "command", "Unlisted command", &[Opaque], None),
    router(1, "Server Information", Discover),
    router(6, "Add Route", Secure),
    rows::row(ROUTER | 0xFFFF, ANY_CODE, "router", "Unlisted service", &[Opaque], None),
];

/// The table of functions.
pub static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// The row of a command: by index group or state where it has a row of its own.
pub fn call(command: u16, port: u16, group: Option<u32>) -> Call {
    let code = u32::from(command);
    let listed = group.and_then(|group| u16::try_from(group).ok()).and_then(|group| {
        let key = if port == SYSTEM_PORT && command != CONTROL { system(command, group) } else { with(command, group) };
        rows::find(&ROWS, key, code)
    });
    listed
        .or_else(|| rows::find(&ROWS, plain(command), code))
        .or_else(|| rows::find(&ROWS, plain(READ_WRITE + 1), code))
        .unwrap_or(Call { row: 0, code })
}

/// The row of a service of the router.
pub fn router_call(service: u32) -> Call {
    let key = ROUTER | service.min(0xFFFE);
    rows::find_or(&ROWS, key, ROUTER | 0xFFFF, service)
}

#[cfg(test)]
#[test]
fn rows_are_sorted_and_found() {
    assert!(rows::sorted(&ROWS));
    let name = |call: Call| FUNCTIONS[usize::from(call.row)].name;
    assert_eq!(name(call(CONTROL, SYSTEM_PORT, Some(6))), "Write Control: Stop");
    assert_eq!(name(call(READ_WRITE, 851, Some(200))), "Read Write", "the registry is the system service's");
    assert_eq!(name(call(READ, 851, Some(0x4020))), "Read");
    assert_eq!(name(call(77, 0, None)), "Unlisted command");
    assert_eq!(name(router_call(77)), "Unlisted service");
}
