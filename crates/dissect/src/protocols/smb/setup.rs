//! How a session is set up: what the client proved, and what the answer makes of it.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, Soundness, Stage};

use super::ntlm::{self, Proof, Token};
use crate::protocols::told::Told;
use crate::{Cursor, Sink, Subject};

/// Outcomes (MS-ERREF).
const SUCCESS: u32 = 0;
/// A log-in goes on.
pub const MORE_PROCESSING: u32 = 0xc000_0016;
const LOGON_FAILURE: [u32; 5] = [0xc000_006d, 0xc000_006a, 0xc000_0064, 0xc000_006e, 0xc000_0072];
/// Flags in the answer of SMB 2: guest, nobody.
const UNPROVED: u16 = 3;

/// The set-up of one session.
#[derive(Debug, Default)]
pub struct Setup {
    proof: Option<Proof>,
    /// Let in as nobody or guest.
    pub anonymous: bool,
}

impl Setup {
    /// A token of either side.
    pub fn token(&mut self, token: &[u8], out: &mut Sink<'_>) {
        match ntlm::read(token) {
            Some(Token::Challenge(Some(computer))) => {
                out.identity(Subject::Sender, Attribute::Hostname, &computer, Confidence::Medium);
            }
            Some(Token::Answer { proof, workstation }) => {
                self.proof = Some(proof);
                out.identity(Subject::Sender, Attribute::Hostname, &workstation, Confidence::Low);
            }
            Some(Token::Kerberos) => self.proof = Some(self.proof.unwrap_or(Proof::Kerberos)),
            Some(Token::Challenge(None)) | None => {}
        }
    }

    /// A request of SMB 1 without a token: lengths of the two answers stand in its words (MS-CIFS, section 2.2.4.53.1).
    pub fn old_request(&mut self, words: &[u8]) {
        let mut c = Cursor::new(words);
        if words.len() != 26 || c.skip(14).is_none() {
            return;
        }
        let (Some(old), Some(new)) = (c.u16_le(), c.u16_le()) else { return };
        self.proof = Some(match (old, new) {
            (0 | 1, 0) => Proof::Nobody,
            (_, n) if usize::from(n) > ntlm::ANSWER_1_BYTES => Proof::Two,
            _ => Proof::One,
        });
    }

    /// The answer, with its flags.
    pub fn answer(&mut self, status: u32, flags: u16, told: &mut Told, out: &mut Sink<'_>) {
        if status == MORE_PROCESSING {
            return;
        }
        let Some(proof) = self.proof.take() else { return };
        match status {
            SUCCESS if proof == Proof::Nobody || flags & UNPROVED != 0 => {
                self.anonymous = true;
                told.tell(Security::Anonymous { human: true, changing: false, stage: Stage::Completed }, out);
            }
            SUCCESS => {
                self.anonymous = false;
                login(proof, Stage::Completed, told, out);
            }
            status if LOGON_FAILURE.contains(&status) && proof != Proof::Nobody => {
                login(proof, Stage::Refused, told, out);
            }
            _ => {}
        }
    }
}

fn login(proof: Proof, stage: Stage, told: &mut Told, out: &mut Sink<'_>) {
    let (name, soundness) = match proof {
        Proof::One => ("NTLMv1", Soundness::Weak),
        Proof::Two => ("NTLMv2", Soundness::Unknown),
        Proof::Kerberos => ("Kerberos", Soundness::Unknown),
        Proof::Nobody => return,
    };
    let secret = (proof != Proof::Kerberos).then_some(SecretKind::Password);
    told.tell(Security::Login { clear: false, secret, default: false, stage, human: false, changing: false }, out);
    told.tell(Security::Mechanism { name: name.into(), soundness, stage }, out);
}
