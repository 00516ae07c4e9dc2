//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod arp;
mod ber;
mod certificate;
mod cotp;
mod credentials;
mod dhcp;
mod dns;
mod enip;
mod ftp;
#[cfg(test)]
mod hostile;
mod http;
mod imap;
mod lines;
mod lldp;
mod modbus;
mod ntp;
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
    &dns::PROTOCOL,
    &enip::PROTOCOL,
    &ftp::PROTOCOL,
    &http::PROTOCOL,
    &imap::PROTOCOL,
    &lldp::PROTOCOL,
    &modbus::PROTOCOL,
    &ntp::PROTOCOL,
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
