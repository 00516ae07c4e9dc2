//! Every protocol: a folder each, and its row here. Rows are in alphabetical order; order never matters.

mod aadvance;
mod ads;
mod ah;
mod application;
mod arp;
mod bacnet;
mod ber;
mod bsap;
mod by_port;
mod c1222;
mod cc_link_ie;
mod cdp;
mod centum;
mod certificate;
mod citrix_ica;
mod coap;
mod codesys;
mod cotp;
mod crc16;
mod credentials;
mod crimson;
mod dce_rpc;
mod deltav;
mod dhcp;
mod dhcpv6;
mod dnp3;
mod dns;
mod dtls;
mod dtp;
mod enip;
mod esp;
mod ether_sbus;
mod ether_sio;
mod ethercat;
mod experion;
mod fetch_write;
mod fins;
mod foundation_fieldbus;
mod fox;
mod ftp;
mod ge_egd;
mod ge_srtp;
mod genisys;
mod goose;
mod hart_ip;
#[cfg(test)]
mod hostile;
mod hsrp;
mod http;
mod icmp;
mod icmpv6;
mod iec104;
mod igmp;
mod ike;
mod imap;
mod irc;
mod kerberos;
mod knxnet_ip;
mod lacp;
mod ldap;
mod lines;
mod lldp;
mod llmnr;
mod long_ber;
mod mdns;
mod melsoft;
mod mms;
mod modbus;
mod mqtt;
mod mrp;
mod mstp;
mod mysql;
mod nbdgm;
mod nbns;
mod netbios;
mod nomachine;
mod ntp;
mod numbered;
mod opcua;
mod opcua_pubsub;
mod opensafety;
mod openvpn;
mod ospf;
mod pc_worx;
mod pop3;
mod postgresql;
mod powerlink;
mod pro_con_os;
mod profinet;
mod profinet_io;
mod prp;
mod ptp;
mod r_goose;
mod radius;
mod radmin;
mod rdp;
mod remote_names;
mod rlogin;
mod rnrp;
mod roc_plus;
mod rows;
mod rtps;
mod rustdesk;
mod s7comm;
mod s7comm_plus;
mod sampled_values;
mod sasl;
mod sercos;
mod slmp;
mod smb;
mod smtp;
mod snmp;
mod ssdp;
mod ssh;
mod starts;
mod stp;
mod synchrophasor;
mod syslog;
mod tds;
mod teamviewer;
mod telnet;
mod tftp;
mod tls;
mod told;
mod tristation;
mod udld;
mod upgrade;
mod vnc;
mod vrrp;
mod waiting;
mod wireguard;
mod wlan;
mod ws_discovery;
mod xmpp;
mod zabbix;

use crate::Protocol;

/// The table of protocols.
pub static PROTOCOLS: &[&Protocol] = &[
    &aadvance::PROTOCOL,
    &ads::PROTOCOL,
    &ah::PROTOCOL,
    &arp::PROTOCOL,
    &bacnet::PROTOCOL,
    &bsap::PROTOCOL,
    &c1222::PROTOCOL,
    &cc_link_ie::PROTOCOL,
    &cdp::PROTOCOL,
    &centum::PROTOCOL,
    &citrix_ica::PROTOCOL,
    &coap::PROTOCOL,
    &codesys::PROTOCOL,
    &cotp::PROTOCOL,
    &crimson::PROTOCOL,
    &dce_rpc::PROTOCOL,
    &deltav::PROTOCOL,
    &dhcp::PROTOCOL,
    &dhcpv6::PROTOCOL,
    &dnp3::PROTOCOL,
    &dns::PROTOCOL,
    &dtls::PROTOCOL,
    &dtp::PROTOCOL,
    &enip::PROTOCOL,
    &esp::PROTOCOL,
    &ether_sbus::PROTOCOL,
    &ether_sio::PROTOCOL,
    &ethercat::PROTOCOL,
    &experion::PROTOCOL,
    &fetch_write::PROTOCOL,
    &fins::PROTOCOL,
    &foundation_fieldbus::PROTOCOL,
    &fox::PROTOCOL,
    &ftp::PROTOCOL,
    &ge_egd::PROTOCOL,
    &ge_srtp::PROTOCOL,
    &genisys::PROTOCOL,
    &goose::PROTOCOL,
    &hart_ip::PROTOCOL,
    &hsrp::PROTOCOL,
    &http::PROTOCOL,
    &icmp::PROTOCOL,
    &icmpv6::PROTOCOL,
    &iec104::PROTOCOL,
    &igmp::PROTOCOL,
    &ike::PROTOCOL,
    &imap::PROTOCOL,
    &irc::PROTOCOL,
    &kerberos::PROTOCOL,
    &knxnet_ip::PROTOCOL,
    &lacp::PROTOCOL,
    &ldap::PROTOCOL,
    &lldp::PROTOCOL,
    &llmnr::PROTOCOL,
    &mdns::PROTOCOL,
    &melsoft::PROTOCOL,
    &mms::PROTOCOL,
    &modbus::PROTOCOL,
    &mqtt::PROTOCOL,
    &mrp::PROTOCOL,
    &mstp::PROTOCOL,
    &mysql::PROTOCOL,
    &nbns::PROTOCOL,
    &nbdgm::PROTOCOL,
    &nomachine::PROTOCOL,
    &ntp::PROTOCOL,
    &opcua::PROTOCOL,
    &opcua_pubsub::PROTOCOL,
    &opensafety::PROTOCOL,
    &openvpn::PROTOCOL,
    &ospf::PROTOCOL,
    &pc_worx::PROTOCOL,
    &pop3::PROTOCOL,
    &postgresql::PROTOCOL,
    &powerlink::PROTOCOL,
    &pro_con_os::PROTOCOL,
    &profinet::PROTOCOL,
    &profinet_io::PROTOCOL,
    &prp::PROTOCOL,
    &ptp::PROTOCOL,
    &r_goose::PROTOCOL,
    &radius::PROTOCOL,
    &radmin::PROTOCOL,
    &rdp::PROTOCOL,
    &rlogin::PROTOCOL,
    &rnrp::PROTOCOL,
    &roc_plus::PROTOCOL,
    &rtps::PROTOCOL,
    &rustdesk::PROTOCOL,
    &s7comm::PROTOCOL,
    &s7comm_plus::PROTOCOL,
    &sampled_values::PROTOCOL,
    &sercos::PROTOCOL,
    &slmp::PROTOCOL,
    &smb::PROTOCOL,
    &smtp::PROTOCOL,
    &snmp::PROTOCOL,
    &ssdp::PROTOCOL,
    &ssh::PROTOCOL,
    &stp::PROTOCOL,
    &synchrophasor::PROTOCOL,
    &syslog::PROTOCOL,
    &tds::PROTOCOL,
    &teamviewer::PROTOCOL,
    &telnet::PROTOCOL,
    &tftp::PROTOCOL,
    &tls::PROTOCOL,
    &tristation::PROTOCOL,
    &udld::PROTOCOL,
    &vnc::PROTOCOL,
    &vrrp::PROTOCOL,
    &wireguard::PROTOCOL,
    &wlan::PROTOCOL,
    &ws_discovery::PROTOCOL,
    &xmpp::PROTOCOL,
    &zabbix::PROTOCOL,
];
