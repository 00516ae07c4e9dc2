//! Hirschmann HiOS, as `show running-config script` writes it and scripts set it.
//!
//! Commands are plain words; `configure` and `vlan database` open modes that `exit` closes, `interface` opens a port. The script leaves
//! out what is as it is by default, unless it was asked for `all`; lines that would hold a secret stand behind a `!`.

mod aside;
mod reading;

#[cfg(test)]
mod tests;

use super::{DeviceDefault, DeviceDialect};

pub(super) static DIALECT: DeviceDialect = DeviceDialect {
    name: "hios",
    title: "Hirschmann HiOS",
    source: "Hirschmann HiOS User Manual Security and Reference Manual Command Line Interface; scripts that a GRS1042 with \
             HiOS-3A 09.4 wrote and that engineers load into GRS105 with HiOS-2S 09.1",
    likeness,
    parse: reading::parse,
    defaults: &[SERVICES, TIMEOUTS, STRINGS, CONSOLE_LOGIN],
};

const SERVICES: DeviceDefault = DeviceDefault {
    code: "services",
    absent: "telnet server, ssh server, http server or https server (offered or not, by release)",
    versions: "none",
    source: "Hirschmann HiOS Reference Manual Command Line Interface; releases differ",
};

const TIMEOUTS: DeviceDefault = DeviceDefault {
    code: "timeouts",
    absent: "telnet, ssh, web or serial timeout (an idle session ends, or not)",
    versions: "none",
    source: "Hirschmann HiOS Reference Manual Command Line Interface; releases differ",
};

const STRINGS: DeviceDefault = DeviceDefault {
    code: "shared-strings",
    absent: "snmp access version v1 and v2 (shared strings are taken, or not)",
    versions: "none",
    source: "Hirschmann HiOS Reference Manual Command Line Interface; releases differ",
};

const CONSOLE_LOGIN: DeviceDefault = DeviceDefault {
    code: "console-login",
    absent: "anything about logins at the serial interface (an account is asked for)",
    versions: "every",
    source: "Hirschmann HiOS User Manual Security, User account login policy",
};

fn likeness(text: &str) -> usize {
    text.lines().filter(|line| is_mark(line)).count()
}

fn is_mark(line: &str) -> bool {
    const STARTS: [&str; 12] = [
        "! Version: HiOS",
        "network hidiscovery ",
        "network management access ",
        "no network hidiscovery ",
        "vlan participation ",
        "no telnet server",
        "telnet server",
        "snmp access version ",
        "no snmp access version ",
        "system pre-login-banner ",
        "security-status monitor ",
        "device-status monitor ",
    ];
    STARTS.iter().any(|start| line.starts_with(start))
}
