//! User tokens of `ActivateSession` (10000-4, section 7.40): who somebody says they are, and whether they were let in.

use std::ops::Range;

use ringwall_model::{SecretKind, Security, Soundness, Stage};

use crate::protocols::credentials::Typed;
use crate::{Answered, Cursor, Sink};

use super::encoding;

/// A token, without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Anonymous,
    Password {
        clear: bool,
        default: bool,
    },
    Certificate,
    Issued,
    /// A kind that is not known.
    Other,
}

/// Type ids of tokens in binary encoding.
const ANONYMOUS: u32 = 321;
const PASSWORD: u32 = 324;
const CERTIFICATE: u32 = 327;
const ISSUED: u32 = 940;

/// Reads the token of a request, from behind its header; gives it with the place of a readable password in the body.
pub fn read(c: &mut Cursor<'_>) -> Option<(Token, Option<Range<usize>>)> {
    encoding::string(c)?;
    encoding::string(c)?;
    for _ in 0..encoding::count(c)? {
        encoding::string(c)?;
        encoding::string(c)?;
    }
    encoding::skip_strings(c)?;
    let (kind, body) = encoding::extension(c)?;
    let end = c.position();
    Some(match kind.standard() {
        Some(0 | ANONYMOUS) => (Token::Anonymous, None),
        Some(PASSWORD) => password(body, end.saturating_sub(body.len()))?,
        Some(CERTIFICATE) => (Token::Certificate, None),
        Some(ISSUED) => (Token::Issued, None),
        _ => (Token::Other, None),
    })
}

/// Policy, user, password and the algorithm it is encrypted with: none where it is readable.
fn password(body: &[u8], start: usize) -> Option<(Token, Option<Range<usize>>)> {
    let mut c = Cursor::new(body);
    encoding::string(&mut c)?;
    let user = encoding::string(&mut c)?;
    let password = encoding::string(&mut c)?;
    let end = start.saturating_add(c.position());
    let clear = encoding::string(&mut c)?.is_empty();
    let default = clear && Typed::pair(user, password).is_default();
    let place = clear.then(|| end.saturating_sub(password.len())..end);
    Some((Token::Password { clear, default }, place))
}

/// Whom a connection let in.
#[derive(Debug, Default)]
pub struct Users {
    asked: Option<(u32, Token)>,
    active: Option<Token>,
    told: Told,
}

/// What was told already of the token at hand.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    completed: bool,
    refused: bool,
    changing: bool,
}

impl Users {
    /// A token was sent.
    pub fn ask(&mut self, tag: u32, token: Token) {
        if self.asked.is_some_and(|(_, before)| before != token) {
            self.told = Told::default();
        }
        self.asked = Some((tag, token));
    }

    /// The server answered it.
    pub fn answer(&mut self, tag: u32, outcome: Answered, out: &mut Sink<'_>) {
        let Some((_, token)) = self.asked.filter(|(asked, _)| *asked == tag) else { return };
        match outcome {
            Answered::Accepted => {
                self.active = Some(token);
                if !std::mem::replace(&mut self.told.completed, true) {
                    tell(token, Stage::Completed, false, out);
                }
            }
            Answered::Refused if !std::mem::replace(&mut self.told.refused, true) => {
                tell(token, Stage::Refused, false, out);
            }
            Answered::Refused => {}
        }
    }

    /// Something was changed by whoever was let in.
    pub fn changes(&mut self, out: &mut Sink<'_>) {
        let Some(token @ (Token::Anonymous | Token::Password { .. })) = self.active else { return };
        if !std::mem::replace(&mut self.told.changing, true) {
            tell(token, Stage::Completed, true, out);
        }
    }
}

fn tell(token: Token, stage: Stage, changing: bool, out: &mut Sink<'_>) {
    let mechanism =
        |name: &'static str| Security::Mechanism { name: name.into(), soundness: Soundness::Unknown, stage };
    out.security(match token {
        Token::Anonymous => Security::Anonymous { human: false, changing, stage },
        Token::Password { clear, default } => {
            Security::Login { clear, secret: Some(SecretKind::Password), default, stage, human: false, changing }
        }
        Token::Certificate => mechanism("OPC UA X509IdentityToken"),
        Token::Issued => mechanism("OPC UA IssuedIdentityToken"),
        Token::Other => return,
    });
}
