//! Certificates: one line tells who showed them, by their hashes, another what they are. Lines and files come in any order.

use std::collections::BTreeMap;

use ringwall_model::{FrameRef, Instant, PresentedCertificate, Security, SecurityFact, Side, Stage};

use super::sums::Between;

/// Most certificates, and most that were shown.
const CERTIFICATES_MAX: usize = 1 << 16;
/// Longest chain believed.
const CHAIN_MAX: usize = 16;
/// Characters of a SHA-256 in hex.
const FINGERPRINT_CHARS: usize = 64;

/// Between whom, by whom, at which place of a chain, and which.
type Shown = (Between, Side, u8, Box<str>);

/// When and where first, when last, and how often.
#[derive(Clone, Copy, Debug)]
struct Times {
    first: FrameRef,
    first_seen: Instant,
    last_seen: Instant,
    count: u64,
}

/// All that logs tell of certificates.
#[derive(Debug, Default)]
pub(super) struct Certificates {
    known: BTreeMap<Box<str>, PresentedCertificate>,
    shown: BTreeMap<Shown, Times>,
}

impl Certificates {
    /// What a certificate is; false where there is no room for it.
    pub(super) fn know(&mut self, certificate: PresentedCertificate) -> bool {
        let room = self.known.len() < CERTIFICATES_MAX || self.known.contains_key(&certificate.fingerprint);
        if room {
            self.known.entry(certificate.fingerprint.clone()).or_insert(certificate);
        }
        room
    }

    /// A chain that was shown, its hashes between commas; false where there is no room for it.
    pub(super) fn show(&mut self, between: &Between, by: Side, chain: &str, at: FrameRef, time: Instant) -> bool {
        for (position, hash) in (0..).zip(chain.split(',').take(CHAIN_MAX)) {
            let Some(hash) = fingerprint(hash) else { continue };
            let key = (between.clone(), by, position, hash);
            if self.shown.len() >= CERTIFICATES_MAX && !self.shown.contains_key(&key) {
                return false;
            }
            let new = Times { first: at, first_seen: time, last_seen: time, count: 0 };
            let times = self.shown.entry(key).or_insert(new);
            (times.first, times.first_seen) = (times.first.min(at), times.first_seen.min(time));
            (times.last_seen, times.count) = (times.last_seen.max(time), times.count.saturating_add(1));
        }
        true
    }

    /// What was shown and is known. That data went through after it no line says.
    pub(super) fn facts(self) -> impl Iterator<Item = (Between, SecurityFact)> {
        let Self { known, shown } = self;
        shown.into_iter().filter_map(move |((between, by, position, hash), times)| {
            let certificate = Box::new(PresentedCertificate { by, position, ..known.get(&hash)?.clone() });
            let security = Security::Certificate { certificate, stage: Stage::Negotiated };
            let Times { first, first_seen, last_seen, count } = times;
            Some((between, SecurityFact { security, first, first_seen, last_seen, count }))
        })
    }
}

/// A SHA-256 in lower-case hex; none where it is another hash or a name.
pub(super) fn fingerprint(text: &str) -> Option<Box<str>> {
    let is = text.len() == FINGERPRINT_CHARS && text.bytes().all(|b| b.is_ascii_hexdigit());
    is.then(|| text.to_ascii_lowercase().into())
}
