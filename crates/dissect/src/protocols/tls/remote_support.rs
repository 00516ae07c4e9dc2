//! Programs by which people work at a screen from elsewhere, and that speak TLS: known by the protocol they offer or by the name in
//! the certificate each side presents (from captures; AnyDesk), by the name of the server they go to or its certificate, and by the
//! certificate that Splashtop's streamer signs itself ("Close Those Ports: Exploring Splashtop RMM and Relays", 2025-11-06: nearly all
//! hosts on its port TCP 6783 show it; no capture).

use ringwall_model::{Attribute, Confidence, PresentedCertificate};

use crate::protocols::remote_names::program;
use crate::{Sink, Subject};

/// What such a program offers begins with this.
const OFFERED: &[u8] = b"anydesk/";
/// A certificate its side made for itself.
const NAMED: &str = "CN=AnyDesk Client";
const NAME: &[u8] = b"AnyDesk";
/// The certificate of Splashtop where people work at a screen without a server between.
const STREAMER: &str = "CN=Splashtop Inc. Self CA";

/// Tells the program by what a client offers: its version stands there.
pub fn offered(protocol: &[u8], out: &mut Sink<'_>) {
    if protocol.starts_with(OFFERED) {
        out.identity(Subject::Sender, Attribute::Software, protocol, Confidence::High);
    }
}

/// Tells the program by the server a client asks for; true where people work through that.
pub fn reached(server: &[u8], out: &mut Sink<'_>) -> bool {
    let program = program(server);
    if let Some(program) = program {
        out.identity(Subject::Sender, Attribute::Software, program.name.as_bytes(), Confidence::Medium);
    }
    program.is_some_and(|program| program.relays)
}

/// Tells the program by a certificate; true where it is of a server people work through, or of a side they work at.
pub fn presented(chain: &[PresentedCertificate], out: &mut Sink<'_>) -> bool {
    let Some(leaf) = chain.first() else { return false };
    let mut say = |who, program: &[u8], how| out.identity(who, Attribute::Software, program, how);
    if is_peer(chain) {
        say(Subject::Sender, NAME, Confidence::High);
    }
    if has(leaf.subject.raw(), STREAMER) || has(leaf.issuer.raw(), STREAMER) {
        say(Subject::Sender, b"Splashtop", Confidence::Medium);
        return true;
    }
    let server = parts(leaf.subject.raw()).find_map(|part| program(part.strip_prefix("CN=")?.as_bytes()));
    server.into_iter().for_each(|program| say(Subject::Receiver, program.name.as_bytes(), Confidence::Medium));
    server.is_some_and(|program| program.relays)
}

/// True for the certificate of one of two such programs: where both present one, nothing stands between them.
pub fn is_peer(chain: &[PresentedCertificate]) -> bool {
    chain.first().is_some_and(|leaf| has(leaf.subject.raw(), NAMED))
}

fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(',').map(str::trim)
}

fn has(name: &str, wanted: &str) -> bool {
    parts(name).any(|part| part == wanted)
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
        let presents = |subject| told(|out| _ = presented(&chain(subject), out));
        assert_eq!(crate::testing::said(&presents("CN=AnyDesk Client")), software("AnyDesk"));
        assert_eq!(
            crate::testing::said(&presents("CN=Splashtop Inc. Self CA,O=Splashtop Inc.")),
            software("Splashtop")
        );
        assert_eq!(crate::testing::said(&presents("CN=*.relay.splashtop.com")), software("Splashtop"));
        let reaches = |server| told(|out| _ = reached(server, out));
        assert_eq!(crate::testing::said(&reaches(b"a.relay.splashtop.com")), software("Splashtop"));
        assert!(reaches(b"www.splashtop.com").is_empty());
        assert!(told(|out| offered(b"h2", out)).is_empty());
        assert!(presents("CN=Not AnyDesk Client").is_empty());
        assert!(!is_peer(&[]));
    }
}
