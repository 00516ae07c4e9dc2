//! Cisco IOS and IOS XE, as Industrial Ethernet and Catalyst switches and routers write it.
//!
//! A running configuration leaves out what is as it is by default, and writes out what is not. Commands stand on the first column,
//! what belongs to them below, indented; a banner lasts until its delimiter comes again.

mod aside;
mod lines;
mod logins;
mod ports;
mod reading;
mod services;

#[cfg(test)]
mod tests;

use super::{DeviceDefault, DeviceDialect};

pub(super) static DIALECT: DeviceDialect = DeviceDialect {
    name: "ios",
    title: "Cisco IOS",
    source: "Cisco IOS Configuration Fundamentals, Security, Network Management and Basic System Management Command References; \
             Interface and Hardware Component Command Reference (switchport, storm-control)",
    likeness,
    parse: reading::parse,
    defaults: &[IDLE_END, REMOTE_TRANSPORT, PAGES, CONSOLE_LOGIN, REMOTE_LOGIN, OWN_ACCOUNTS],
};

const IDLE_END: DeviceDefault = DeviceDefault {
    code: "idle-end",
    absent: "exec-timeout on a line (an idle session ends after ten minutes)",
    versions: "every",
    source: "Cisco IOS Configuration Fundamentals Command Reference, exec-timeout",
};

const REMOTE_TRANSPORT: DeviceDefault = DeviceDefault {
    code: "remote-transport",
    absent: "transport input on a vty line (every transport is accepted, Telnet among them)",
    versions: "11.1 to 12.4",
    source: "Cisco IOS Terminal Services Command Reference, transport input",
};

const PAGES: DeviceDefault = DeviceDefault {
    code: "pages",
    absent: "ip http server or ip http secure-server (pages are served or not, by platform)",
    versions: "none",
    source: "Cisco IOS HTTP Services Command Reference, ip http server",
};

const CONSOLE_LOGIN: DeviceDefault = DeviceDefault {
    code: "console-login",
    absent: "login on the console line (nothing is asked there)",
    versions: "every, without aaa new-model",
    source: "Cisco IOS Security Command Reference, login",
};

const REMOTE_LOGIN: DeviceDefault = DeviceDefault {
    code: "remote-login",
    absent: "login on a vty line (the line's password is asked for; where there is none, nobody gets in)",
    versions: "every, without aaa new-model",
    source: "Cisco IOS Security Command Reference, login",
};

const OWN_ACCOUNTS: DeviceDefault = DeviceDefault {
    code: "own-accounts",
    absent: "aaa new-model (logins rest on passwords and accounts of the device)",
    versions: "every",
    source: "Cisco IOS Security Command Reference, aaa new-model",
};

fn likeness(text: &str) -> usize {
    let is_other = |line: &str| {
        ["ASA Version", "PIX Version", "feature ", "!! IOS XR", "! device: ", "!! Building", "network hidiscovery"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    if text.lines().any(is_other) {
        return 0;
    }
    text.lines().filter(|line| is_mark(line)).count()
}

fn is_mark(line: &str) -> bool {
    let mut words = line.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("line"), Some("vty" | "con" | "console"), _) => true,
        (Some("service"), Some("timestamps" | "password-encryption"), _) => true,
        (Some("no"), Some("service"), Some("password-encryption" | "pad")) => true,
        (Some("boot-start-marker" | "boot-end-marker"), None, _) => true,
        (Some("aaa"), Some("new-model"), None) | (Some("no"), Some("aaa"), Some("new-model")) => true,
        (Some("ip"), Some("http"), Some("server" | "secure-server")) => true,
        (Some("switchport"), Some("mode" | "access" | "trunk" | "port-security"), Some(_)) => line.starts_with(' '),
        _ => false,
    }
}
