//! Certificates in foreign captures, beside what others read: logs that lie beside a capture, and a library for certificates,
//! given each one that a second reader cut out of the capture, where both are installed.
//!
//! Each must be ours too, by fingerprint, with the same subject, issuer and times, and ours must be theirs. The fingerprint
//! covers what is not compared by itself, such as the serial number.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

/// A certificate: subject and issuer as sorted parts, first and last second.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Certificate {
    subject: BTreeSet<String>,
    issuer: BTreeSet<String>,
    from: String,
    until: String,
}

/// By fingerprint.
type Certificates = BTreeMap<String, Certificate>;

/// What was compared so far.
#[derive(Debug, Default)]
pub struct Compared {
    agree: u64,
    differ: u64,
    captures: BTreeSet<PathBuf>,
}

impl Compared {
    /// Compares what the program answered for a capture.
    pub fn compare(&mut self, file: &Path, answer: &Value) -> Result<()> {
        let ours = ours(answer)?;
        for theirs in [logged(file)?, cut_out(file)?].into_iter().flatten() {
            let fingerprints: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            for fingerprint in fingerprints {
                self.captures.insert(file.to_owned());
                let (mine, other) = (ours.get(fingerprint), theirs.get(fingerprint));
                if mine == other {
                    self.agree += 1;
                } else {
                    self.differ += 1;
                    println!("certificates: {}: {fingerprint}: ours {mine:?}, theirs {other:?}", file.display());
                }
            }
        }
        Ok(())
    }

    /// Prints the sums; false where one differs.
    pub fn print(&self) -> bool {
        let Self { agree, differ, captures } = self;
        println!("certificates: {agree} agree, {differ} differ, in {} captures", captures.len());
        *differ == 0
    }
}

/// What the program says certificates hold.
fn ours(answer: &Value) -> Result<Certificates> {
    let mut certificates = Certificates::new();
    let conversations = answer.get("conversations").and_then(Value::as_array).context("no conversations")?;
    let facts = conversations.iter().filter_map(|c| c.get("cryptography")?.as_array()).flatten();
    for certificate in facts.filter_map(|fact| fact.get("certificate")) {
        let text = |key: &str| certificate.get(key).and_then(Value::as_str).with_context(|| format!("no {key}"));
        let read = Certificate {
            subject: parts(text("subject")?),
            issuer: parts(text("issuer")?),
            from: text("not_before")?.to_owned(),
            until: text("not_after")?.to_owned(),
        };
        certificates.insert(text("fingerprint")?.to_owned(), read);
    }
    Ok(certificates)
}

/// Parts of a distinguished name, whatever their order and the case of their kinds; streets have two words.
fn parts(name: &str) -> BTreeSet<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut escaped = false;
    for c in name.chars() {
        if !escaped && c == ',' {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut()
            && (escaped || c != '\\')
        {
            last.push(c);
        }
        escaped = !escaped && c == '\\';
    }
    let plain = |part: &String| match part.split_once('=') {
        Some((kind, value)) => format!("{}={value}", kind.to_ascii_lowercase().replace("streetaddress", "street")),
        None => part.clone(),
    };
    parts.iter().map(plain).collect()
}

/// The logs of a second program beside the capture; none where there are none.
fn logged(file: &Path) -> Result<Option<Certificates>> {
    let mut certificates: Option<Certificates> = None;
    for text in crate::zeek::logs(file, "x509.log")? {
        let columns: Vec<&str> =
            text.lines().find_map(|line| line.strip_prefix("#fields\t")).unwrap_or_default().split('\t').collect();
        let place = |name: &str| columns.iter().position(|column| *column == name);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let values: Vec<&str> = line.split('\t').collect();
            let value = |name: &str| place(name).and_then(|at| values.get(at)).copied().unwrap_or_default();
            let read = Certificate {
                subject: parts(value("certificate.subject")),
                issuer: parts(value("certificate.issuer")),
                from: instant(value("certificate.not_valid_before"))?,
                until: instant(value("certificate.not_valid_after"))?,
            };
            certificates.get_or_insert_default().insert(value("fingerprint").to_owned(), read);
        }
    }
    Ok(certificates)
}

/// Seconds since 1970, as the program writes them.
fn instant(text: &str) -> Result<String> {
    let seconds = text.split('.').next().unwrap_or_default().parse().with_context(|| format!("no time: {text}"))?;
    Ok(ringwall_model::Instant::from_unix(seconds, 0).to_string())
}

/// Fields of the second reader that hold certificates.
const FIELDS: [&str; 2] = ["tls.handshake.certificate", "opcua.security.scert"];

/// What the library reads in the certificates of a capture; none where the programs are not installed.
fn cut_out(file: &Path) -> Result<Option<Certificates>> {
    let (mut reader, filter) = (Command::new("tshark"), FIELDS.join(" || "));
    reader.arg("-r").arg(file).args(["-Y", filter.as_str(), "-T", "fields", "-E", "aggregator=,"]);
    let Ok(out) = reader.args(FIELDS.iter().flat_map(|field| ["-e", *field])).output() else { return Ok(None) };
    let text = String::from_utf8_lossy(&out.stdout);
    let mut certificates = Certificates::new();
    for value in text.split(['\t', '\n', ',']).filter(|value| value.starts_with("30")) {
        let Some(bytes) = from_hex(value) else { continue };
        let Some((fingerprint, certificate)) = library(&bytes)? else { return Ok(None) };
        certificates.insert(fingerprint, certificate);
    }
    Ok(Some(certificates))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().filter(|c| *c != ':').map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    digits.chunks(2).map(|pair| u8::try_from(pair.first()? << 4 | pair.get(1)?).ok()).collect()
}

/// Options that make the library print a certificate in five lines.
const PRINTED: [&str; 12] = [
    "x509",
    "-inform",
    "DER",
    "-noout",
    "-fingerprint",
    "-sha256",
    "-subject",
    "-issuer",
    "-startdate",
    "-enddate",
    "-dateopt",
    "iso_8601",
];

/// What the library reads; none where it is not installed.
fn library(der: &[u8]) -> Result<Option<(String, Certificate)>> {
    let mut command = Command::new("openssl");
    // Names as RFC 4514 writes them, and characters as they are.
    command.args(PRINTED).args(["-nameopt", "RFC2253,-esc_msb,utf8"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.stderr(Stdio::null()).spawn() else { return Ok(None) };
    if let Some(mut input) = child.stdin.take() {
        input.write_all(der)?;
    }
    let out = child.wait_with_output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let value = |name: &str| {
        let line = text.lines().find(|line| line.to_ascii_lowercase().starts_with(name));
        let value = line.and_then(|line| line.split_once('=')).map(|(_, value)| value.trim().to_owned());
        value.with_context(|| format!("no {name} in {text}"))
    };
    let time = |name: &str| value(name).map(|text| text.replacen(' ', "T", 1));
    let certificate = Certificate {
        subject: parts(&value("subject")?),
        issuer: parts(&value("issuer")?),
        from: time("notbefore")?,
        until: time("notafter")?,
    };
    Ok(Some((value("sha256 fingerprint")?.replace(':', "").to_ascii_lowercase(), certificate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_any_order_and_case() {
        assert_eq!(parts(r"CN=a\, b,STREET=x,C=DE"), parts(r"C=DE,streetAddress=x,CN=a\, b"));
        assert_ne!(parts("CN=a"), parts("CN=b"));
        assert_eq!(from_hex("30:0a").unwrap(), [0x30, 10]);
        assert_eq!(instant("1304467200.000000").unwrap(), "2011-05-04T00:00:00Z");
    }
}
