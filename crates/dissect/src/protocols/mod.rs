//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod arp;
mod cotp;
mod credentials;
#[cfg(test)]
mod hostile;
mod modbus;
mod ntp;
mod rows;
mod s7comm;
mod s7comm_plus;
mod snmp;
mod telnet;
mod tls;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] = &[
    &arp::PROTOCOL,
    &cotp::PROTOCOL,
    &modbus::PROTOCOL,
    &ntp::PROTOCOL,
    &s7comm::PROTOCOL,
    &s7comm_plus::PROTOCOL,
    &snmp::PROTOCOL,
    &telnet::PROTOCOL,
    &tls::PROTOCOL,
];
