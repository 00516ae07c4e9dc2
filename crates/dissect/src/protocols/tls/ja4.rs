//! The JA4 fingerprint of a client: what it offers, whatever its address (FoxIO, "JA4: TLS client fingerprinting", the part
//! under the BSD licence; this is our own code).
//!
//! It is `t` for TCP or `d` for datagrams, the highest version offered, `d` where a host is named or `i`, the number of suites
//! and of extensions, the first and last character of the first application protocol; then digests of the sorted suites, and of
//! the sorted extensions with the signature algorithms in their order. Values that only keep servers tolerant (RFC 8701) count
//! for nothing.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::Cursor;
use crate::protocols::certificate::hex;

const SERVER_NAME: u16 = 0;
const SIGNATURES: u16 = 13;
const PROTOCOLS: u16 = 16;
const VERSIONS: u16 = 43;
const RANDOM_BYTES: usize = 32;
/// Characters of a digest that are kept.
const DIGEST: usize = 12;
/// Numbers kept of a list; longer ones are cut.
const NUMBERS_MAX: usize = 512;

/// What a client offers.
#[derive(Debug, Default)]
struct Offer {
    version: u16,
    suites: Vec<u16>,
    extensions: Vec<u16>,
    signatures: Vec<u16>,
    protocol: Option<(u8, u8)>,
}

/// The fingerprint of the body of a `ClientHello`; none where it is malformed.
pub fn of(body: &[u8]) -> Option<String> {
    let offer = Offer::read(body)?;
    let version = match offer.version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        _ => "00",
    };
    let named = if offer.extensions.contains(&SERVER_NAME) { 'd' } else { 'i' };
    let (suites, extensions) = (offer.suites.len().min(99), offer.extensions.len().min(99));
    let mut text = format!("t{version}{named}{suites:02}{extensions:02}{}_", offer.protocol_text());
    let hashed: Vec<u16> =
        offer.extensions.iter().copied().filter(|e| !matches!(*e, SERVER_NAME | PROTOCOLS)).collect();
    let mut second = sorted(&hashed);
    if !offer.signatures.is_empty() && !second.is_empty() {
        second.push('_');
        second.push_str(&list(&offer.signatures));
    }
    // Writing to a string cannot fail.
    let _ = write!(text, "{}_{}", digest(&sorted(&offer.suites)), digest(&second));
    Some(text)
}

impl Offer {
    fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        let mut offer = Self { version: c.u16()?, ..Self::default() };
        c.skip(RANDOM_BYTES)?;
        let session = usize::from(c.u8()?);
        c.skip(session)?;
        let length = usize::from(c.u16()?);
        offer.suites = numbers(c.sub(length)?);
        let methods = usize::from(c.u8()?);
        c.skip(methods)?;
        let Some(length) = c.u16() else { return Some(offer) };
        let mut list = c.sub(usize::from(length))?;
        while let (Some(kind), Some(length)) = (list.u16(), list.u16()) {
            let body = list.sub(usize::from(length))?;
            if !is_grease(kind) && offer.extensions.len() < NUMBERS_MAX {
                offer.extensions.push(kind);
                offer.extension(kind, body);
            }
        }
        Some(offer)
    }

    fn extension(&mut self, kind: u16, mut body: Cursor<'_>) {
        match kind {
            SIGNATURES => {
                body.u16();
                self.signatures = numbers(body);
            }
            VERSIONS => {
                body.u8();
                self.version = numbers(body).into_iter().max().unwrap_or(self.version);
            }
            PROTOCOLS => {
                body.u16();
                let name = body.u8().and_then(|length| body.take(usize::from(length))).unwrap_or_default();
                self.protocol = name.first().copied().zip(name.last().copied());
            }
            _ => {}
        }
    }

    /// The first and last character of the first protocol; of its bytes in hexadecimal where these are none.
    fn protocol_text(&self) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric();
        match self.protocol {
            None => "00".to_owned(),
            Some((first, last)) if plain(first) && plain(last) => [first, last].map(char::from).iter().collect(),
            Some((first, last)) => format!("{:x}{:x}", first >> 4, last & 15),
        }
    }
}

/// Values by which clients keep servers tolerant (RFC 8701): both bytes alike, and ending in `a`.
fn is_grease(number: u16) -> bool {
    let [high, low] = number.to_be_bytes();
    high == low && low & 15 == 10
}

fn numbers(mut c: Cursor<'_>) -> Vec<u16> {
    std::iter::from_fn(|| c.u16()).filter(|number| !is_grease(*number)).take(NUMBERS_MAX).collect()
}

fn sorted(numbers: &[u16]) -> String {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    list(&numbers)
}

fn list(numbers: &[u16]) -> String {
    let mut text = String::new();
    for number in numbers {
        let comma = if text.is_empty() { "" } else { "," };
        text.extend([comma, &hex(&number.to_be_bytes())]);
    }
    text
}

/// The beginning of a digest; zeros of an empty list.
fn digest(list: &str) -> String {
    if list.is_empty() {
        return "0".repeat(DIGEST);
    }
    let mut text = hex(&Sha256::digest(list.as_bytes()));
    text.truncate(DIGEST);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_be_bytes()[..], &u16::try_from(body.len()).unwrap().to_be_bytes(), body].concat()
    }

    fn hello(suites: &[u16], extensions: &[Vec<u8>]) -> Vec<u8> {
        let suites: Vec<u8> = suites.iter().flat_map(|s| s.to_be_bytes()).collect();
        let extensions = extensions.concat();
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.push(0);
        body.extend(u16::try_from(suites.len()).unwrap().to_be_bytes());
        body.extend(suites);
        body.extend([1, 0]);
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        body
    }

    /// Suites, extensions and digests as the description works them out.
    #[test]
    fn the_worked_example_gives_its_fingerprint() {
        let suites = [
            0x4A4A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC013, 0xC014, 0x009C,
            0x009D, 0x002F, 0x0035,
        ];
        let signatures = [0, 16, 4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 5, 1, 8, 6, 6, 1];
        let mut extensions = vec![extension(0x1A1A, &[]), extension(0, &[0, 0]), extension(16, b"\x00\x03\x02h2")];
        extensions.push(extension(13, &signatures));
        extensions.push(extension(43, &[5, 0x5A, 0x5A, 3, 4, 3, 3][..]));
        for kind in [0x001B, 0x0033, 0x4469, 0x0017, 0x002D, 0xFF01, 0x0005, 0x0023, 0x0012] {
            extensions.push(extension(kind, &[]));
        }
        extensions.push(extension(0x000B, &[]));
        extensions.push(extension(0x000A, &[]));
        extensions.push(extension(0x0015, &[]));
        assert_eq!(of(&hello(&suites, &extensions)).as_deref(), Some("t13d1516h2_8daaf6152771_e5627efa2ab1"));
    }

    #[test]
    fn what_offers_little_has_zeros_and_what_is_cut_has_none() {
        assert_eq!(of(&hello(&[], &[])).as_deref(), Some("t12i000000_000000000000_000000000000"));
        let odd = hello(&[0x0035], &[extension(16, b"\x00\x04\x03\xabx\xcd")]);
        assert!(of(&odd).is_some_and(|text| text.starts_with("t12i0101ad_")));
        let whole = hello(&[0x0035], &[extension(43, &[2, 3, 4])]);
        assert!(of(&whole).is_some_and(|text| text.starts_with("t13i010100_")));
        assert!((0..41).all(|end| of(&whole[..end]).is_none()));
    }
}
