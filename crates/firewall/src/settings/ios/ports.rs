//! Physical ports.

use ringwall_model::{DeviceFact, Foreign};

use super::{aside::OF_PORT, reading::Reading};

/// What is known of an interface so far.
#[derive(Debug, Default)]
pub(super) struct Port {
    line: u32,
    name: String,
    shut: bool,
    flood_limited: bool,
    guarded: bool,
    trunk: bool,
}

impl Port {
    /// None for what is no socket: VLANs, loops, tunnels, bundles.
    pub(super) fn new(line: u32, words: &[&str]) -> Option<Self> {
        let name: String = words.concat();
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '/' | '.' | ':'));
        let is_port = kind.ends_with("Ethernet") || kind.ends_with("GigE") || kind.eq_ignore_ascii_case("ethernet");
        let is_part = name.contains('.');
        (is_port && !is_part).then(|| Self { line, name, ..Self::default() })
    }
}

impl Reading<'_, '_> {
    /// A line of an interface.
    pub(super) fn of_port(&mut self, number: u32, words: &[&str]) {
        let mut no_socket = Port::default();
        let port = self.port.as_mut().unwrap_or(&mut no_socket);
        match words {
            ["shutdown", ..] => port.shut = true,
            ["no", "shutdown"] => port.shut = false,
            ["storm-control", "broadcast" | "multicast" | "unicast" | "unknown-unicast", "level", ..] => {
                port.flood_limited = true
            }
            ["storm-control", ..] => {}
            // Its options alone admit anyone.
            ["switchport", "port-security"] => port.guarded = true,
            ["authentication" | "access-session" | "dot1x", "port-control", "auto"] => port.guarded = true,
            ["switchport", "mode", "trunk"] => port.trunk = true,
            ["switchport", ..] | ["authentication", ..] => {}
            [first, ..] if OF_PORT.contains(first) => {}
            _ => return self.found.refuse_inner(self.account, number),
        }
        self.account.understood(number);
    }

    /// The interface is complete.
    pub(super) fn close_port(&mut self) {
        let Some(Port { line, name, shut, flood_limited, guarded, trunk }) = self.port.take() else { return };
        let name = Foreign::from(name);
        self.found.say(self.account, line, DeviceFact::Port { name, on: !shut, flood_limited, guarded, trunk });
    }
}
