//! The fields of a message that matter (RFC 4120, section 5).

use ringwall_model::Soundness;

use crate::protocols::ber::{Element, INTEGER, Reader, SEQUENCE};

/// Kinds of proof a request may carry before it is asked (RFC 4120, 4556, 6113).
const PROOFS: [u32; 3] = [2, 16, 138];

/// A message: its type and the fields of its sequence.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// 10 to 30.
    pub kind: u8,
    fields: Reader<'a>,
}

impl<'a> Message<'a> {
    /// Reads a datagram, or a message of a stream with its length before it.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let bytes = match bytes {
            [0, _, _, _, rest @ ..] => rest,
            whole => whole,
        };
        let (outer, _) = Reader::new(bytes).next_cut()?;
        let kind = outer.tag.checked_sub(0x60).filter(|k| matches!(k, 10..=15 | 20..=22 | 30))?;
        let (sequence, _) = outer.inside().next_cut().filter(|(e, _)| e.tag == SEQUENCE)?;
        let message = Self { kind, fields: sequence.inside() };
        // Requests to the centre count their fields from 1.
        let version = message.number(if matches!(kind, 10 | 12) { 1 } else { 0 });
        (version == Some(5)).then_some(message)
    }

    /// The element under a number of context, as far as it is there.
    fn field(&self, number: u8) -> Option<Element<'a>> {
        let mut fields = self.fields;
        std::iter::from_fn(|| fields.next_cut()).take(24).map(|(e, _)| e).find(|e| e.tag == 0xa0 | number)
    }

    fn number(&self, field: u8) -> Option<u32> {
        self.field(field)?.inside().expect(INTEGER)?.number()
    }

    /// A request carries proof of who asks.
    pub fn is_proved(&self) -> bool {
        let Some(list) = self.field(3).and_then(|e| e.inside().expect(SEQUENCE)) else { return false };
        let mut list = list.inside();
        std::iter::from_fn(|| list.expect(SEQUENCE)).take(24).any(|part| {
            let kind = part.inside().expect(0xa1).and_then(|e| e.inside().expect(INTEGER)).and_then(|e| e.number());
            kind.is_some_and(|k| PROOFS.contains(&k))
        })
    }

    /// The code of an error.
    pub fn error(&self) -> Option<u32> {
        self.number(6)
    }

    /// Ciphers of a reply: of the client's part, and of the ticket.
    pub fn ciphers(&self) -> [Option<u32>; 2] {
        let own = self.field(6).and_then(|e| cipher(e.inside()));
        let ticket = self.field(5).and_then(|e| {
            let (ticket, _) = e.inside().next_cut().filter(|(t, _)| t.tag == 0x61)?;
            let (sequence, _) = ticket.inside().next_cut().filter(|(s, _)| s.tag == SEQUENCE)?;
            let ticket = Message { kind: 1, fields: sequence.inside() };
            cipher(ticket.field(3)?.inside())
        });
        [own, ticket]
    }
}

/// The cipher an encrypted part begins with.
fn cipher(mut part: Reader<'_>) -> Option<u32> {
    let (sequence, _) = part.next_cut().filter(|(s, _)| s.tag == SEQUENCE)?;
    sequence.inside().expect(0xa0)?.inside().expect(INTEGER)?.number()
}

/// A cipher by its registered name (IANA Kerberos parameters), and the judgement on it.
pub fn judge(cipher: u32) -> (&'static str, Soundness) {
    match cipher {
        1 => ("Kerberos des-cbc-crc", Soundness::Weak),
        2 => ("Kerberos des-cbc-md4", Soundness::Weak),
        3 => ("Kerberos des-cbc-md5", Soundness::Weak),
        16 => ("Kerberos des3-cbc-sha1-kd", Soundness::Weak),
        17 => ("Kerberos aes128-cts-hmac-sha1-96", Soundness::Sound),
        18 => ("Kerberos aes256-cts-hmac-sha1-96", Soundness::Sound),
        19 => ("Kerberos aes128-cts-hmac-sha256-128", Soundness::Sound),
        20 => ("Kerberos aes256-cts-hmac-sha384-192", Soundness::Sound),
        23 => ("Kerberos rc4-hmac", Soundness::Weak),
        24 => ("Kerberos rc4-hmac-exp", Soundness::Weak),
        25 => ("Kerberos camellia128-cts-cmac", Soundness::Sound),
        26 => ("Kerberos camellia256-cts-cmac", Soundness::Sound),
        _ => ("Kerberos with another cipher", Soundness::Unknown),
    }
}
