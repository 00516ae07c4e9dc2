//! Application certificates in the openings of a channel.

use ringwall_model::{PresentedCertificate, Security, Side, Stage};

use crate::{Cursor, Sink, protocols::certificate};

/// Most certificates of a chain that are read.
const CHAIN_MAX: usize = 4;

/// Certificates both sides presented, each once; dropped when it is known what became of them.
#[derive(Debug, Default)]
pub struct Certificates {
    presented: Vec<PresentedCertificate>,
    seen: [bool; 2],
}

impl Certificates {
    /// A side presents its certificate, perhaps with its issuers behind it.
    pub fn present(&mut self, bytes: &[u8], by: Side, out: &mut Sink<'_>) {
        let [initiator, responder] = &mut self.seen;
        let seen = if by == Side::Initiator { initiator } else { responder };
        if bytes.is_empty() || std::mem::replace(seen, true) {
            return;
        }
        let mut rest = bytes;
        for position in (0_u8..).take(CHAIN_MAX) {
            let Some(der) = length(rest).and_then(|n| rest.get(..n)) else { break };
            rest = rest.get(der.len()..).unwrap_or_default();
            match certificate::read(der, by, position) {
                Some(certificate) => self.presented.push(certificate),
                None => out.malformed("opcua-certificate", 0),
            }
        }
        if rest.len() == bytes.len() {
            out.malformed("opcua-certificate", 0);
        }
        for certificate in self.presented.iter().filter(|c| c.by == by) {
            tell(certificate.clone(), Stage::Offered, out);
        }
    }

    /// Messages went both ways under them.
    pub fn complete(&mut self, out: &mut Sink<'_>) {
        std::mem::take(&mut self.presented).into_iter().for_each(|c| tell(c, Stage::Completed, out));
    }

    /// The other side refused those of `by`.
    pub fn refuse(&mut self, by: Side, out: &mut Sink<'_>) {
        let refused = std::mem::take(&mut self.presented).into_iter().filter(|c| c.by == by);
        refused.for_each(|c| tell(c, Stage::Refused, out));
    }

    /// Memory held, about.
    pub fn heap_bytes(&self) -> usize {
        self.presented.capacity().saturating_mul(std::mem::size_of::<PresentedCertificate>().saturating_add(256))
    }
}

fn tell(certificate: PresentedCertificate, stage: Stage, out: &mut Sink<'_>) {
    out.security(Security::Certificate { certificate: Box::new(certificate), stage });
}

/// Length of the DER sequence at the start of these bytes.
fn length(bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    if c.u8()? != 0x30 {
        return None;
    }
    let length = match c.u8()? {
        short @ 0..=0x7F => usize::from(short),
        0x81 => usize::from(c.u8()?),
        0x82 => usize::from(c.u16()?),
        _ => return None,
    };
    c.position().checked_add(length)
}
