//! What a server's output reads like: a prompt for a name or a password, a refusal, a shell.

/// Longest line that is looked at; the rest of a longer one is passed over.
const LINE_BYTES_MAX: usize = 160;

/// The line a server is writing, in lower case and without terminal escapes.
#[derive(Debug, Default)]
pub struct Line {
    text: Vec<u8>,
    escape: Escape,
    overlong: bool,
}

/// Where in a terminal escape sequence (ECMA-48) the output stands.
#[derive(Clone, Copy, Debug, Default)]
enum Escape {
    #[default]
    None,
    Started,
    Control,
    Title,
}

impl Line {
    /// One byte of output. True when it ended a line, which then reads as whole until [`Line::clear`].
    pub fn push(&mut self, byte: u8) -> bool {
        let (next, keep) = match (self.escape, byte) {
            (Escape::None, 0x1b) => (Escape::Started, false),
            (Escape::None, b) => (Escape::None, b >= 0x20 && b != 0x7f),
            (Escape::Started, b'[') => (Escape::Control, false),
            (Escape::Started, b']') => (Escape::Title, false),
            (Escape::Control, b) if !(0x40..=0x7e).contains(&b) => (Escape::Control, false),
            (Escape::Title, b) if b != 0x07 && b != b'\n' => (Escape::Title, false),
            _ => (Escape::None, false),
        };
        self.escape = next;
        if keep {
            self.keep(byte);
        }
        byte == b'\n'
    }

    fn keep(&mut self, byte: u8) {
        if self.text.len() < LINE_BYTES_MAX {
            self.text.push(byte.to_ascii_lowercase());
        } else {
            self.overlong = true;
        }
    }

    /// Begins the next line.
    pub fn clear(&mut self) {
        self.text.clear();
        self.overlong = false;
    }

    /// Nothing but blanks so far, or the stars that stand for a password.
    pub fn is_blank(&self) -> bool {
        self.text.iter().all(|b| matches!(b, b' ' | b'*'))
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.text.capacity()
    }

    /// What the line asks for, where it ends as a question does.
    pub fn asks(&self) -> Option<Asks> {
        let text = self.text.trim_ascii_end();
        let (b':' | b'?' | b'>') = text.last()? else { return None };
        let question = text.split_last()?.1.trim_ascii_end();
        if self.overlong || text.len() > 80 || question.starts_with(b"last ") {
            return None;
        }
        if CHANGE_WORDS.iter().any(|w| contains(question, w)) {
            return Some(Asks::NewPassword);
        }
        if PASSWORD_WORDS.iter().any(|w| contains(question, w)) {
            return Some(Asks::Password);
        }
        USER_WORDS.iter().any(|w| ends_with_word(question, w)).then_some(Asks::User)
    }

    /// The line tells that a log-in failed. Reports on earlier failures, as some greetings bring them, do not.
    pub fn refuses(&self) -> bool {
        let past = PAST_WORDS.iter().any(|w| contains(&self.text, w));
        !past && REFUSAL_WORDS.iter().any(|w| contains(&self.text, w))
    }

    /// The line greets someone who was let in.
    pub fn greets(&self) -> bool {
        GREETING_WORDS.iter().any(|w| contains(&self.text, w))
    }

    /// The line ends as a shell's prompt does. A lone `%` is how some systems begin a message, so it does not count.
    pub fn is_prompt(&self) -> bool {
        let text = self.text.trim_ascii();
        !self.overlong
            && text.len() <= 80
            && matches!(text.last(), Some(b'$' | b'#' | b'>' | b'%'))
            && text != b"%"
            && !self.refuses()
    }
}

/// What a prompt asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// A user name.
    User,
    /// A password.
    Password,
    /// Another password than the one that lets in.
    NewPassword,
}

const USER_WORDS: &[&[u8]] = &[
    b"login",
    b"username",
    b"user name",
    b"user",
    b"userid",
    b"user id",
    b"login as",
    b"login name",
    b"account",
    b"benutzer",
    b"benutzername",
    b"utilisateur",
    b"usuario",
    b"utente",
];

const PASSWORD_WORDS: &[&[u8]] =
    &[b"password", b"passwd", b"passcode", b"passwort", b"kennwort", b"mot de passe", b"contrase", b"senha"];

const CHANGE_WORDS: &[&[u8]] =
    &[b"new password", b"old password", b"current password", b"retype", b"re-enter", b"reenter", b"confirm", b"change"];

const REFUSAL_WORDS: &[&[u8]] = &[
    b"incorrect",
    b"failed",
    b"failure",
    b"denied",
    b"invalid",
    b"bad password",
    b"bad secret",
    b"wrong",
    b"not authorized",
    b"unauthorized user",
    b"not valid",
    b"try again",
    b"too many",
    b"locked",
    b"ung\xc3\xbcltig",
    b"falsch",
];

const PAST_WORDS: &[&[u8]] =
    &[b"last failed", b"failed login", b"unsuccessful login", b"since the last", b"since last"];

const GREETING_WORDS: &[&[u8]] = &[b"last login:", b"login successful", b"logged in", b"last successful login"];

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|w| w == word)
}

/// `text` ends with `word`, and what stands before it is no letter.
fn ends_with_word(text: &[u8], word: &[u8]) -> bool {
    text.strip_suffix(word).is_some_and(|before| !before.last().is_some_and(u8::is_ascii_alphabetic))
}
