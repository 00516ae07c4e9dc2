//! Events of Suricata (EVE JSON output): an object a line, each of one type.

use ringwall_model::{Address, BySide, Instant, MessageKind, PeerProof, RolesBy, Side, Transport};

use super::{
    record::Record,
    told::{Ends, Flow, Message, Outcome, Told, instant},
    zeek::{conn, dns, http, ssh, ssl},
};

/// VLAN ids taken of an event.
const VLANS_MAX: usize = 4;

/// Types of events, and how they are read.
type Reader = fn(&Record<'_>, &Ends, &mut Told<'_>) -> Option<()>;
const TYPES: [(&str, Reader); 7] = [
    ("flow", flow),
    ("modbus", modbus),
    ("dnp3", dnp3),
    ("tls", tls),
    ("ssh", named),
    ("http", request),
    ("dns", question),
];

/// Reads an event: false where nothing of its type is used.
pub(super) fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<bool> {
    let kind = record.get("event_type")?;
    let Some((_, reader)) = TYPES.iter().find(|(known, _)| *known == kind) else { return Some(false) };
    let transport = match record.get("proto").as_deref() {
        Some("TCP") => Transport::Tcp,
        Some("UDP") => Transport::Udp,
        _ => return Some(false),
    };
    reader(record, &ends(record, transport)?, told).map(|()| true)
}

fn ends(record: &Record<'_>, transport: Transport) -> Option<Ends> {
    let address = |name: &str| record.get(name)?.parse().ok();
    let vlans =
        record.get("vlan").map(|list| list.split(',').filter_map(|id| id.parse().ok()).take(VLANS_MAX).collect());
    let mut ends = Ends {
        initiator: address("src_ip")?,
        responder: address("dest_ip")?,
        port: record.get("dest_port")?.parse().ok()?,
        transport,
        vlans: vlans.unwrap_or_default(),
        time: instant(&record.get("timestamp")?)?,
    };
    // An event an answer gave rise to names whoever answered first; the client has said so since version 7.
    if record.get("direction").as_deref() == Some("to_client") {
        std::mem::swap(&mut ends.initiator, &mut ends.responder);
        ends.port = record.get("src_port")?.parse().ok()?;
    }
    Some(ends)
}

fn flow(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    let count = |name: &str| record.number_at(&["flow", name]).unwrap_or(0);
    let time = |name: &str| record.at(&["flow", name]).and_then(|text| instant(&text));
    let first = time("start")?;
    let last = time("end").unwrap_or(first).max(Instant(first.0));
    let protocol = match record.get("app_proto").as_deref() {
        None | Some("failed" | "unknown") => None,
        Some("tls") => Some("tls"),
        Some(name) => conn::protocol(name),
    };
    let handshake = record.at(&["tcp", "syn"]).as_deref() == Some("T");
    let flow = Flow {
        roles_by: if handshake { RolesBy::Handshake } else { RolesBy::Port },
        packets: BySide { from_initiator: count("pkts_toserver"), from_responder: count("pkts_toclient") },
        bytes: BySide { from_initiator: count("bytes_toserver"), from_responder: count("bytes_toclient") },
        last,
        // Datagrams carry payload; of a connection only a protocol that was recognised shows that there was any, both ways.
        payload: match ends.transport {
            Transport::Udp => [count("pkts_toserver") > 0, count("pkts_toclient") > 0],
            _ => [protocol.is_some(); 2],
        },
    };
    told.flow(&Ends { time: first, ..ends.clone() }, protocol, flow);
    Some(())
}

fn modbus(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    let asked = |name: &str| record.number_at(&["modbus", "request", name]);
    let Some(code) = asked("function_raw").and_then(|code| u32::try_from(code).ok()) else { return Some(()) };
    let failed = record.number_at(&["modbus", "response", "exception", "code_raw"]).is_some()
        || record.number_at(&["modbus", "response", "function_raw"]).is_some_and(|code| code > 0x7f);
    let outcome = match record.number_at(&["modbus", "response", "function_raw"]) {
        None => Outcome::Unanswered,
        Some(_) if failed => Outcome::Refused,
        Some(_) => Outcome::Accepted,
    };
    let native = asked("unit_id").map(|unit| format!("unit {unit}"));
    told.message(ends, &Message { native, ..Message::request("modbus", "function", code, outcome) });
    Some(())
}

fn dnp3(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    let code = record.number_at(&["dnp3", "application", "function_code"])?;
    let code = u32::try_from(code).ok()?;
    let native = |name: &str| record.number_at(&["dnp3", name]).map(|n| format!("outstation {n}"));
    match record.at(&["dnp3", "type"])?.as_ref() {
        "request" => {
            let asked = Message::request("dnp3", "function", code, Outcome::Untold);
            told.message(ends, &Message { native: native("dst"), ..asked });
        }
        "unsolicited_response" => {
            let (from, kind) = (Side::Responder, MessageKind::Report);
            let report = Message::request("dnp3", "function", code, Outcome::Untold);
            told.message(ends, &Message { native: native("src"), from, kind, ..report });
        }
        // An answer does not say what was asked.
        _ => {}
    }
    Some(())
}

fn tls(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    let version = record.at(&["tls", "version"])?;
    let shown = record.at(&["tls", "subject"]).is_some();
    let peer = if shown { PeerProof::Responder } else { PeerProof::Hidden };
    ssl::channel(ends, &version, "", peer, told);
    Some(())
}

fn named(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    for (side, subject) in [("client", ends.initiator), ("server", ends.responder)] {
        if let Some(software) = record.at(&["ssh", side, "software_version"]) {
            told.identity(Address::Ip(subject), ssh::NAMED, &software, "ssh");
        }
    }
    Some(())
}

fn request(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    if let Some(method) = record.at(&["http", "http_method"]) {
        let status = record.number_at(&["http", "status"]).and_then(|status| u32::try_from(status).ok());
        http::request(ends, &method, status, told);
    }
    if let Some(agent) = record.at(&["http", "http_user_agent"]) {
        told.identity(Address::Ip(ends.initiator), ssh::NAMED, &agent, "http");
    }
    Some(())
}

fn question(record: &Record<'_>, ends: &Ends, told: &mut Told<'_>) -> Option<()> {
    // An answer names its question too: of the two only the question is counted.
    if matches!(record.at(&["dns", "type"]).as_deref(), Some("query" | "request")) && ends.port == 53 {
        dns::question(ends, None, told);
    }
    Some(())
}
