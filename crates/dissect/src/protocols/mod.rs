//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod ah;
mod application;
mod arp;
mod bacnet;
mod ber;
mod cdp;
mod certificate;
mod cotp;
mod credentials;
mod dce_rpc;
mod dhcp;
mod dnp3;
mod dns;
mod dtls;
mod dtp;
mod enip;
mod esp;
mod ethercat;
mod fins;
mod ftp;
mod goose;
mod hart_ip;
#[cfg(test)]
mod hostile;
mod hsrp;
mod http;
mod iec104;
mod ike;
mod imap;
mod irc;
mod kerberos;
mod lacp;
mod ldap;
mod lines;
mod lldp;
mod llmnr;
mod long_ber;
mod mdns;
mod mms;
mod modbus;
mod mqtt;
mod mrp;
mod mysql;
mod nbns;
mod ntp;
mod opcua;
mod openvpn;
mod ospf;
mod pop3;
mod postgresql;
mod powerlink;
mod profinet;
mod profinet_io;
mod prp;
mod ptp;
mod radius;
mod rdp;
mod rlogin;
mod rows;
mod s7comm;
mod s7comm_plus;
mod sampled_values;
mod sasl;
mod sercos;
mod smb;
mod smtp;
mod snmp;
mod ssdp;
mod ssh;
mod stp;
mod synchrophasor;
mod syslog;
mod tds;
mod telnet;
mod tftp;
mod tls;
mod told;
mod udld;
mod upgrade;
mod vnc;
mod vrrp;
mod waiting;
mod wireguard;
mod wlan;
mod xmpp;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] = &[
    &ah::PROTOCOL,
    &arp::PROTOCOL,
    &bacnet::PROTOCOL,
    &cdp::PROTOCOL,
    &cotp::PROTOCOL,
    &dce_rpc::PROTOCOL,
    &dhcp::PROTOCOL,
    &dnp3::PROTOCOL,
    &dns::PROTOCOL,
    &dtls::PROTOCOL,
    &dtp::PROTOCOL,
    &enip::PROTOCOL,
    &esp::PROTOCOL,
    &ethercat::PROTOCOL,
    &fins::PROTOCOL,
    &ftp::PROTOCOL,
    &goose::PROTOCOL,
    &hart_ip::PROTOCOL,
    &hsrp::PROTOCOL,
    &http::PROTOCOL,
    &iec104::PROTOCOL,
    &ike::PROTOCOL,
    &imap::PROTOCOL,
    &irc::PROTOCOL,
    &kerberos::PROTOCOL,
    &lacp::PROTOCOL,
    &ldap::PROTOCOL,
    &lldp::PROTOCOL,
    &llmnr::PROTOCOL,
    &mdns::PROTOCOL,
    &mms::PROTOCOL,
    &modbus::PROTOCOL,
    &mqtt::PROTOCOL,
    &mrp::PROTOCOL,
    &mysql::PROTOCOL,
    &nbns::PROTOCOL,
    &ntp::PROTOCOL,
    &opcua::PROTOCOL,
    &openvpn::PROTOCOL,
    &ospf::PROTOCOL,
    &pop3::PROTOCOL,
    &postgresql::PROTOCOL,
    &powerlink::PROTOCOL,
    &profinet::PROTOCOL,
    &profinet_io::PROTOCOL,
    &prp::PROTOCOL,
    &ptp::PROTOCOL,
    &radius::PROTOCOL,
    &rdp::PROTOCOL,
    &rlogin::PROTOCOL,
    &s7comm::PROTOCOL,
    &s7comm_plus::PROTOCOL,
    &sampled_values::PROTOCOL,
    &sercos::PROTOCOL,
    &smb::PROTOCOL,
    &smtp::PROTOCOL,
    &snmp::PROTOCOL,
    &ssdp::PROTOCOL,
    &ssh::PROTOCOL,
    &stp::PROTOCOL,
    &synchrophasor::PROTOCOL,
    &syslog::PROTOCOL,
    &tds::PROTOCOL,
    &telnet::PROTOCOL,
    &tftp::PROTOCOL,
    &tls::PROTOCOL,
    &udld::PROTOCOL,
    &vnc::PROTOCOL,
    &vrrp::PROTOCOL,
    &wireguard::PROTOCOL,
    &wlan::PROTOCOL,
    &xmpp::PROTOCOL,
];
