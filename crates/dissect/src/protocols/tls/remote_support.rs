//! Programs by which people work at a screen from elsewhere, and that speak TLS: known by the protocol they offer or by the name in
//! the certificate each side presents (from captures; AnyDesk).

use ringwall_model::{Attribute, Confidence, PresentedCertificate};

use crate::{Sink, Subject};

/// What such a program offers begins with this.
const OFFERED: &[u8] = b"anydesk/";
/// A certificate its side made for itself.
const NAMED: &str = "CN=AnyDesk Client";
const NAME: &[u8] = b"AnyDesk";

/// Tells the program by what a client offers: its version stands there.
pub fn offered(protocol: &[u8], out: &mut Sink<'_>) {
    if protocol.starts_with(OFFERED) {
        out.identity(Subject::Sender, Attribute::Software, protocol, Confidence::High);
    }
}

/// Tells the program by a certificate.
pub fn presented(chain: &[PresentedCertificate], out: &mut Sink<'_>) {
    if is_peer(chain) {
        out.identity(Subject::Sender, Attribute::Software, NAME, Confidence::High);
    }
}

/// True for the certificate of one of two such programs: where both present one, nothing stands between them.
pub fn is_peer(chain: &[PresentedCertificate]) -> bool {
    chain.first().is_some_and(|leaf| leaf.subject.raw().split(',').any(|part| part.trim() == NAMED))
}

#[cfg(test)]
mod tests {
    use ringwall_model::{Foreign, Instant, Side};

    use super::*;
    use crate::{Event, Events};

    fn chain(subject: &str) -> [PresentedCertificate; 1] {
        [PresentedCertificate {
            by: Side::Initiator,
            position: 0,
            fingerprint: "00".into(),
            subject: Foreign::new(subject),
            issuer: Foreign::new(subject),
            not_before: Instant::from_unix(0, 0),
            not_after: Instant::from_unix(1, 0),
            key: "rsa".into(),
            key_bits: 2048,
            key_fingerprint: "00".into(),
            signature_hash: "sha256".into(),
            self_issued: true,
        }]
    }

    fn told(tell: impl FnOnce(&mut Sink<'_>)) -> Vec<(Event, String)> {
        let mut events = Events::default();
        tell(&mut Sink::new(&mut events));
        let text = |e: &Event| match e {
            Event::Identity { value, .. } => String::from_utf8_lossy(events.bytes(value)).into_owned(),
            _ => String::new(),
        };
        events.list.iter().map(|e| (e.clone(), text(e))).collect()
    }

    #[test]
    fn what_is_offered_or_presented_names_the_program() {
        let software = |text| vec![(Attribute::Software, text)];
        assert_eq!(crate::testing::said(&told(|out| offered(b"anydesk/7.1", out))), software("anydesk/7.1"));
        assert_eq!(crate::testing::said(&told(|out| presented(&chain("CN=AnyDesk Client"), out))), software("AnyDesk"));
        assert!(told(|out| offered(b"h2", out)).is_empty());
        assert!(told(|out| presented(&chain("CN=Not AnyDesk Client"), out)).is_empty());
        assert!(!is_peer(&[]));
    }
}
