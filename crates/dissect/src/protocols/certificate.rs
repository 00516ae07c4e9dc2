//! A certificate from the wire (RFC 5280) as the model holds it; any protocol may carry one.

use std::borrow::Cow;

use ringwall_model::{Foreign, Instant, PresentedCertificate, Side};
use sha2::{Digest as _, Sha256};
use x509_parser::{
    nom::Parser as _,
    objects::{oid_registry, oid2abbrev},
    prelude::{X509Certificate, X509CertificateParser},
    public_key::PublicKey,
    signature_algorithm::SignatureAlgorithm,
    x509::{AttributeTypeAndValue, SubjectPublicKeyInfo, X509Name},
};

/// Longest name kept, in characters.
const NAME_CHARS_MAX: usize = 512;

/// Reads a certificate. None where it is not one.
pub(super) fn read(der: &[u8], by: Side, position: u8) -> Option<PresentedCertificate> {
    // Nothing is asked of its extensions.
    let (_, certificate) = X509CertificateParser::new().with_deep_parse_extensions(false).parse(der).ok()?;
    let (key, key_bits) = key(certificate.public_key());
    Some(PresentedCertificate {
        by,
        position,
        fingerprint: hex(&Sha256::digest(der)).into(),
        subject: name(certificate.subject()),
        issuer: name(certificate.issuer()),
        not_before: Instant::from_unix(certificate.validity().not_before.timestamp(), 0),
        not_after: Instant::from_unix(certificate.validity().not_after.timestamp(), 0),
        key,
        key_bits,
        key_fingerprint: hex(&Sha256::digest(certificate.public_key().raw)).into(),
        signature_hash: signature_hash(&certificate),
        self_issued: certificate.subject().as_raw() == certificate.issuer().as_raw(),
    })
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    bytes.iter().for_each(|byte| text.extend([digit(byte >> 4), digit(byte & 15)]));
    text
}

/// A distinguished name as RFC 4514 writes it: last part first, `,` between parts, `+` within one.
fn name(name: &X509Name<'_>) -> Foreign {
    let mut parts: Vec<String> =
        name.iter_rdn().map(|part| part.iter().map(attribute).collect::<Vec<_>>().join("+")).collect();
    parts.reverse();
    Foreign::from(parts.join(",").chars().take(NAME_CHARS_MAX).collect::<String>())
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let kind = attribute.attr_type();
    let value = match attribute.as_str() {
        Ok(text) => escape(text),
        Err(_) => strange(attribute).map_or_else(|| format!("#{}", hex(attribute.as_slice())), |text| escape(&text)),
    };
    match oid2abbrev(kind, oid_registry()) {
        Ok(word) => format!("{word}={value}"),
        Err(_) => format!("{kind}={value}"),
    }
}

/// Text of kinds of strings that have a character set of their own (ITU-T X.680, table 8).
fn strange(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    let bytes = attribute.as_slice();
    match attribute.attr_value().tag().0 {
        // Teletex and visible strings: taken for Latin 1 by all who read them.
        20 | 26 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        // The basic plane, two bytes a character.
        30 => {
            let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}

fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut kept, c| {
        if matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            kept.push('\\');
        }
        kept.push(c);
        kept
    })
}

fn key(info: &SubjectPublicKeyInfo<'_>) -> (Cow<'static, str>, u32) {
    let bits = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match (info.algorithm.algorithm.to_id_string().as_str(), info.parsed()) {
        ("1.3.101.112", _) => ("ed25519".into(), 0),
        ("1.3.101.113", _) => ("ed448".into(), 0),
        (_, Ok(PublicKey::RSA(key))) => ("rsa".into(), bits(key.key_size())),
        (_, Ok(PublicKey::EC(_))) => ("ec".into(), curve_bits(info)),
        (_, Ok(PublicKey::DSA(_))) => ("dsa".into(), 0),
        _ => ("unknown".into(), 0),
    }
}

/// Size of the named curve; the length of the point where the curve has no row.
fn curve_bits(info: &SubjectPublicKeyInfo<'_>) -> u32 {
    let curve = info.algorithm.parameters.as_ref().and_then(|p| p.as_oid().ok()).map(|oid| oid.to_id_string());
    match curve.as_deref() {
        Some("1.2.840.10045.3.1.1") => 192,
        Some("1.3.132.0.33") => 224,
        Some("1.2.840.10045.3.1.7" | "1.3.132.0.10" | "1.3.36.3.3.2.8.1.1.7") => 256,
        Some("1.3.132.0.34" | "1.3.36.3.3.2.8.1.1.11") => 384,
        Some("1.3.132.0.35") => 521,
        Some("1.3.36.3.3.2.8.1.1.13") => 512,
        _ => match info.parsed() {
            Ok(PublicKey::EC(point)) => u32::try_from(point.key_size()).unwrap_or(0),
            _ => 0,
        },
    }
}

fn signature_hash(certificate: &X509Certificate<'_>) -> Cow<'static, str> {
    let algorithm = &certificate.signature_algorithm;
    let word = match algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.2" => "md2",
        "1.2.840.113549.1.1.4" => "md5",
        "1.2.840.113549.1.1.5" | "1.2.840.10040.4.3" | "1.2.840.10045.4.1" | "1.3.14.3.2.29" => "sha1",
        "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" | "2.16.840.1.101.3.4.3.1" => "sha224",
        "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" | "2.16.840.1.101.3.4.3.2" => "sha256",
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => "sha384",
        // Ed25519 hashes with SHA-512 as part of the scheme (RFC 8032).
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" | "1.3.101.112" => "sha512",
        "1.3.101.113" => "shake256",
        _ => match SignatureAlgorithm::try_from(algorithm) {
            Ok(SignatureAlgorithm::RSASSA_PSS(pss)) => {
                return pss_hash(&pss.hash_algorithm_oid().to_id_string());
            }
            _ => "unknown",
        },
    };
    word.into()
}

fn pss_hash(oid: &str) -> Cow<'static, str> {
    match oid {
        "1.3.14.3.2.26" => "sha1".into(),
        "2.16.840.1.101.3.4.2.1" => "sha256".into(),
        "2.16.840.1.101.3.4.2.2" => "sha384".into(),
        "2.16.840.1.101.3.4.2.3" => "sha512".into(),
        _ => "unknown".into(),
    }
}

#[cfg(test)]
#[test]
fn names_in_strings_of_every_kind_are_text() {
    let named = |kind: u8, value: &[u8]| {
        let length = u8::try_from(value.len()).unwrap();
        let der = [&[0x30, length + 7, 6, 3, 0x55, 4, 3, kind, length][..], value].concat();
        attribute(&<AttributeTypeAndValue<'_> as x509_parser::prelude::FromDer<_>>::from_der(&der).unwrap().1)
    };
    assert_eq!(named(0x0C, b"plc-1"), "CN=plc-1");
    assert_eq!(named(0x14, b"*.plant"), "CN=*.plant");
    assert_eq!(named(0x14, b"K\xF6ln"), "CN=Köln");
    assert_eq!(named(0x1E, &[0, b'a', 1, 0x42]), "CN=ał");
    assert_eq!(named(0x04, &[0xAB, 0xCD]), "CN=#abcd");
}
