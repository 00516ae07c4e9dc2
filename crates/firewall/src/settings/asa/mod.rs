//! Cisco ASA, as a firewall that is a device as well.
//!
//! Who may reach its management is told by address and interface; a service without such a line is reached by nobody.

mod aside;
mod reading;

#[cfg(test)]
mod tests;

use super::{DeviceDefault, DeviceDialect};

pub(super) static DIALECT: DeviceDialect = DeviceDialect {
    name: "asa",
    title: "Cisco ASA",
    source: "Cisco ASA General Operations CLI Configuration Guide: Management Access, Basic Settings, hardware bypass of the ISA \
             3000; Cisco ASA Series Command Reference",
    likeness,
    parse: reading::parse,
    defaults: &[OWN_ACCOUNTS, CONSOLE_LOGIN, CONSOLE_IDLE],
};

const OWN_ACCOUNTS: DeviceDefault = DeviceDefault {
    code: "own-accounts",
    absent: "aaa authentication for consoles (logins rest on passwords and accounts of the device)",
    versions: "every",
    source: "Cisco ASA Series Command Reference, aaa authentication console",
};

const CONSOLE_LOGIN: DeviceDefault = DeviceDefault {
    code: "console-login",
    absent: "aaa authentication serial console (nothing is asked at the console)",
    versions: "every",
    source: "Cisco ASA Series Command Reference, aaa authentication console",
};

const CONSOLE_IDLE: DeviceDefault = DeviceDefault {
    code: "console-idle",
    absent: "console timeout (an idle session at the console never ends)",
    versions: "every",
    source: "Cisco ASA Series Command Reference, console timeout",
};

fn likeness(text: &str) -> usize {
    let is_mark = |line: &&str| line.starts_with("ASA Version ") || line.starts_with("PIX Version ");
    text.lines().filter(is_mark).count()
}
