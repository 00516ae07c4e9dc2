//! `ssl`: a line for each TLS session. Its certificates are named by their hashes alone; what they are stands in `x509`.

use ringwall_model::{PeerProof, Security, Side, Soundness, Stage, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Ends, Told, ends},
};

pub(super) const LOG: Log = Log { path: "ssl", marks: &["id.orig_h", "cipher", "established"], read };

/// Versions by Zeek's words and by Suricata's, and whether RFC 8996 and those before it gave them up.
const VERSIONS: [(&str, &str, &str, bool); 6] = [
    ("SSLv2", "SSLv2", "SSL 2.0", true),
    ("SSLv3", "SSLv3", "SSL 3.0", true),
    ("TLSv10", "TLSv1", "TLS 1.0", true),
    ("TLSv11", "TLS 1.1", "TLS 1.1", true),
    ("TLSv12", "TLS 1.2", "TLS 1.2", false),
    ("TLSv13", "TLS 1.3", "TLS 1.3", false),
];

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    let (client, server) = (record.get("client_cert_chain_fps"), record.get("cert_chain_fps"));
    for (by, chain) in [(Side::Initiator, &client), (Side::Responder, &server)] {
        if let Some(chain) = chain {
            told.shown(&ends, by, chain);
        }
    }
    let Some(version) = record.get("version") else { return Some(()) };
    let peer = match (server.is_some(), client.is_some(), record.flag("resumed")) {
        (true, true, Some(false)) => PeerProof::Both,
        (true, false, Some(false)) => PeerProof::Responder,
        _ => PeerProof::Hidden,
    };
    channel(&ends, &version, &record.get("cipher").unwrap_or_default(), peer, told);
    Some(())
}

/// A channel that was agreed on. Whether anything went through it the line does not say.
pub(crate) fn channel(ends: &Ends, version: &str, suite: &str, peer: PeerProof, told: &mut Told<'_>) {
    let listed = VERSIONS.iter().find(|(zeek, suricata, ..)| *zeek == version || *suricata == version);
    let Some((_, _, name, given_up)) = listed else { return };
    let is_null = suite.split('_').any(|part| part == "NULL");
    let suite: String = suite.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(80).collect();
    let security = Security::Channel {
        // Without a suite nothing is known of what it does: it may be one that encrypts nothing.
        secrecy: !suite.is_empty() && !is_null,
        integrity: !suite.is_empty(),
        peer,
        version: (*name).into(),
        suite: suite.into(),
        soundness: if *given_up || is_null { Soundness::Weak } else { Soundness::Unknown },
        stage: Stage::Negotiated,
    };
    told.security(ends, "tls", security);
}
