//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod arp;
mod ber;
mod certificate;
mod cotp;
mod credentials;
mod dhcp;
mod dnp3;
mod dns;
mod enip;
mod ftp;
#[cfg(test)]
mod hostile;
mod http;
mod iec104;
mod imap;
mod lines;
mod lldp;
mod modbus;
mod ntp;
mod opcua;
mod pop3;
mod rdp;
mod rows;
mod s7comm;
mod s7comm_plus;
mod sasl;
mod smtp;
mod snmp;
mod ssh;
mod telnet;
mod tls;
mod told;
mod upgrade;
mod vnc;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] = &[
    &arp::PROTOCOL,
    &cotp::PROTOCOL,
    &dhcp::PROTOCOL,
    &dnp3::PROTOCOL,
    &dns::PROTOCOL,
    &enip::PROTOCOL,
    &ftp::PROTOCOL,
    &http::PROTOCOL,
    &iec104::PROTOCOL,
    &imap::PROTOCOL,
    &lldp::PROTOCOL,
    &modbus::PROTOCOL,
    &ntp::PROTOCOL,
    &opcua::PROTOCOL,
    &pop3::PROTOCOL,
    &rdp::PROTOCOL,
    &s7comm::PROTOCOL,
    &s7comm_plus::PROTOCOL,
    &smtp::PROTOCOL,
    &snmp::PROTOCOL,
    &ssh::PROTOCOL,
    &telnet::PROTOCOL,
    &tls::PROTOCOL,
    &vnc::PROTOCOL,
];
