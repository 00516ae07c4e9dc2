//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod arp;
mod credentials;
#[cfg(test)]
mod hostile;
mod modbus;
mod ntp;
mod rows;
mod snmp;
mod telnet;
mod tls;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] =
    &[&arp::PROTOCOL, &modbus::PROTOCOL, &ntp::PROTOCOL, &snmp::PROTOCOL, &telnet::PROTOCOL, &tls::PROTOCOL];
