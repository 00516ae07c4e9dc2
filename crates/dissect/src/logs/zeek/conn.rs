//! `conn`: every connection, with what each side sent.

use ringwall_model::{BindingBy, BySide, Instant, Mac, RolesBy, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Flow, Told, ends, microseconds},
};

pub(super) const LOG: Log = Log { path: "conn", marks: &["id.orig_h", "conn_state", "proto"], read };

/// Names of services, and of protocols. What carries another stands behind it.
pub(crate) const SERVICES: [(&str, &str); 44] = [
    ("modbus", "modbus"),
    ("dnp3_tcp", "dnp3"),
    ("dnp3_udp", "dnp3"),
    ("dnp3", "dnp3"),
    ("s7comm_plus", "s7comm-plus"),
    ("s7comm-plus", "s7comm-plus"),
    ("s7comm", "s7comm"),
    ("enip", "enip"),
    ("bacnet", "bacnet"),
    ("opcua-binary", "opcua"),
    ("opcua_binary", "opcua"),
    ("genisys", "genisys"),
    ("bsap", "bsap"),
    ("roc_plus", "roc-plus"),
    ("c1222", "c1222"),
    ("ge_srtp", "ge-srtp"),
    ("omron_fins", "fins"),
    ("hart_ip", "hart-ip"),
    ("hart_ip_udp", "hart-ip"),
    ("hart_ip_tcp", "hart-ip"),
    ("synchrophasor", "synchrophasor"),
    ("synchrophasor_tcp", "synchrophasor"),
    ("synchrophasor_udp", "synchrophasor"),
    ("profinet_io_cm", "profinet-io"),
    ("http", "http"),
    ("ssh", "ssh"),
    ("dns", "dns"),
    ("ntp", "ntp"),
    ("dhcp", "dhcp"),
    ("ftp", "ftp"),
    ("smtp", "smtp"),
    ("snmp", "snmp"),
    ("imap", "imap"),
    ("pop3", "pop3"),
    ("irc", "irc"),
    ("ldap", "ldap"),
    ("ldap_tcp", "ldap"),
    ("mqtt", "mqtt"),
    ("rdp", "rdp"),
    ("rfb", "vnc"),
    ("smb", "smb"),
    ("syslog", "syslog"),
    ("ssl", "tls"),
    ("cotp", "cotp"),
];

/// The protocol of services, of which there may be several: the innermost one that is known.
pub(crate) fn protocol(services: &str) -> Option<&'static str> {
    let named = |service: &str| services.split(',').any(|one| one.trim().eq_ignore_ascii_case(service));
    SERVICES.iter().find(|(service, _)| named(service)).map(|(_, protocol)| *protocol)
}

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let transport = match record.get("proto")?.as_ref() {
        "tcp" => Transport::Tcp,
        "udp" => Transport::Udp,
        // ICMP and what is not known: their ports are no ports.
        _ => return Some(()),
    };
    let ends = ends(record, transport)?;
    let count = |name: &str| record.get(name).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    let duration = record.get("duration").and_then(|text| microseconds(&text)).unwrap_or(0);
    let history = record.get("history").unwrap_or_default();
    let flipped = history.starts_with('^');
    let handshake = transport == Transport::Tcp && !flipped && history.contains(['S', 'h']);
    let sent = |mark: char, bytes: &str| history.contains(mark) || count(bytes) > 0;
    let flow = Flow {
        roles_by: if handshake { RolesBy::Handshake } else { RolesBy::Port },
        packets: BySide { from_initiator: count("orig_pkts"), from_responder: count("resp_pkts") },
        bytes: BySide { from_initiator: count("orig_ip_bytes"), from_responder: count("resp_ip_bytes") },
        last: Instant(ends.time.0.saturating_add(duration.max(0))),
        payload: [sent('D', "orig_bytes"), sent('d', "resp_bytes")],
    };
    for (name, ip, packets) in [
        ("orig_l2_addr", ends.initiator, flow.packets.from_initiator),
        ("resp_l2_addr", ends.responder, flow.packets.from_responder),
    ] {
        // Of a side that sent nothing it is the address its frames were sent to.
        if let Some(mac) = record.get(name).and_then(|text| Mac::parse(&text)).filter(|_| packets > 0) {
            told.bind(mac, ip, &ends.vlans, BindingBy::Frame, ends.time);
        }
    }
    let services = record.get("service").unwrap_or_default();
    // One parser reads all that is written as names are.
    let protocol = match (protocol(&services), ends.port) {
        (Some("dns"), 5353) => Some("mdns"),
        (Some("dns"), 5355) => Some("llmnr"),
        (Some("dns"), 137) => Some("nbns"),
        (protocol, _) => protocol,
    };
    told.flow(&ends, protocol, flow);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::SERVICES;
    use crate::PROTOCOLS;

    #[test]
    fn services_are_protocols_we_know() {
        for (service, protocol) in SERVICES {
            assert!(PROTOCOLS.iter().any(|known| known.name == protocol), "{service}: {protocol}");
        }
    }
}
