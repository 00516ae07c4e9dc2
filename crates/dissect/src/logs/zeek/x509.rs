//! `x509`: a line for each certificate. Who showed it stands in `ssl`.
//!
//! Of the public key there are kind and length, no hash: the hash of the certificate stands for it, under a word of its own. The
//! same certificate has the same key; that two certificates have one is not seen.

use std::borrow::Cow;

use ringwall_model::{Foreign, PresentedCertificate, Side};

use super::Log;
use crate::logs::{
    certificates::fingerprint,
    record::Record,
    told::{Told, instant},
};

pub(super) const LOG: Log = Log { path: "x509", marks: &["fingerprint", "certificate.not_valid_after"], read };

/// Longest name kept, in characters, as of those on the wire.
const NAME_CHARS_MAX: usize = 512;

/// Parts of what OpenSSL calls algorithms of signatures, and the hash each has. RSA-PSS does not name its own.
const HASHES: [(&str, &str); 9] = [
    ("md2", "md2"),
    ("md5", "md5"),
    ("sha1", "sha1"),
    ("sha224", "sha224"),
    ("sha256", "sha256"),
    ("sha384", "sha384"),
    ("sha512", "sha512"),
    ("ed25519", "sha512"),
    ("ed448", "shake256"),
];

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    // Versions of Zeek before 4.2 name certificates by files of theirs alone.
    let Some(fingerprint) = record.get("fingerprint").and_then(|text| fingerprint(&text)) else { return Some(()) };
    let name = |which: &str| record.get(which).unwrap_or_default().chars().take(NAME_CHARS_MAX).collect::<String>();
    let (subject, issuer) = (name("certificate.subject"), name("certificate.issuer"));
    let certificate = PresentedCertificate {
        by: Side::Responder,
        position: 0,
        self_issued: subject == issuer,
        subject: Foreign::from(subject),
        issuer: Foreign::from(issuer),
        not_before: instant(&record.get("certificate.not_valid_before")?)?,
        not_after: instant(&record.get("certificate.not_valid_after")?)?,
        key: key(record),
        key_bits: record.number("certificate.key_length").unwrap_or(0),
        key_fingerprint: format!("of certificate {fingerprint}").into(),
        signature_hash: signature_hash(record),
        fingerprint,
    };
    told.certificate(certificate, instant(&record.get("ts")?)?);
    Some(())
}

fn key(record: &Record<'_>) -> Cow<'static, str> {
    let kind = record.get("certificate.key_type").or_else(|| record.get("certificate.key_alg")).unwrap_or_default();
    let word = match kind.to_ascii_lowercase().as_str() {
        "rsa" => "rsa",
        "dsa" => "dsa",
        "ecdsa" => "ec",
        "ed25519" => "ed25519",
        "ed448" => "ed448",
        _ => "unknown",
    };
    Cow::Borrowed(word)
}

fn signature_hash(record: &Record<'_>) -> Cow<'static, str> {
    let algorithm = record.get("certificate.sig_alg").unwrap_or_default().to_ascii_lowercase();
    Cow::Borrowed(HASHES.iter().find(|(part, _)| algorithm.contains(part)).map_or("unknown", |(_, hash)| hash))
}
