//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod arp;
mod bacnet;
mod ber;
mod certificate;
mod cotp;
mod credentials;
mod dhcp;
mod dnp3;
mod dns;
mod enip;
mod fins;
mod ftp;
mod goose;
mod hart_ip;
#[cfg(test)]
mod hostile;
mod http;
mod iec104;
mod lldp;
mod mms;
mod modbus;
mod mqtt;
mod ntp;
mod opcua;
mod profinet;
mod rows;
mod s7comm;
mod s7comm_plus;
mod sampled_values;
mod snmp;
mod ssh;
mod synchrophasor;
mod telnet;
mod tls;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] = &[
    &arp::PROTOCOL,
    &bacnet::PROTOCOL,
    &cotp::PROTOCOL,
    &dhcp::PROTOCOL,
    &dnp3::PROTOCOL,
    &dns::PROTOCOL,
    &enip::PROTOCOL,
    &fins::PROTOCOL,
    &ftp::PROTOCOL,
    &goose::PROTOCOL,
    &hart_ip::PROTOCOL,
    &http::PROTOCOL,
    &iec104::PROTOCOL,
    &lldp::PROTOCOL,
    &mms::PROTOCOL,
    &modbus::PROTOCOL,
    &mqtt::PROTOCOL,
    &ntp::PROTOCOL,
    &opcua::PROTOCOL,
    &profinet::PROTOCOL,
    &s7comm::PROTOCOL,
    &s7comm_plus::PROTOCOL,
    &sampled_values::PROTOCOL,
    &snmp::PROTOCOL,
    &ssh::PROTOCOL,
    &synchrophasor::PROTOCOL,
    &telnet::PROTOCOL,
    &tls::PROTOCOL,
];
