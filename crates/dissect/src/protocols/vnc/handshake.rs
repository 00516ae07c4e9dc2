//! The steps of the handshake: whose turn it is, how many bytes it takes, what it says (RFC 6143, section 7).

use crate::Cursor;

/// Bytes of the line both sides begin with.
pub const VERSION_BYTES: usize = 12;
/// Security types.
pub const NONE: u8 = 1;
/// DES challenge.
pub const VNC: u8 = 2;
/// Bytes of a challenge and of its response.
const CHALLENGE_BYTES: usize = 16;
/// Longest reason or name that is waited for.
const TEXT_BYTES_MAX: usize = 4_096;

/// Where a handshake stands. Servers speak in all steps but three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// The server's version.
    #[default]
    ServerVersion,
    /// The client's version.
    ClientVersion,
    /// Security types on offer; before 3.7 the one the server decided on.
    Types,
    /// The client's choice.
    Choice,
    /// Challenge of the DES log-in.
    Challenge,
    /// Its response.
    Response,
    /// The server's verdict.
    Verdict,
    /// The client's wish to share.
    ClientReady,
    /// The screen.
    Screen,
    /// Screen, keys and pointer.
    Work,
    /// Not read on.
    Blind,
}

/// Whose bytes a step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The server's.
    Server,
    /// The client's.
    Client,
}

impl Step {
    /// Whose turn it is.
    pub fn turn(self) -> Turn {
        match self {
            Self::ClientVersion | Self::Choice | Self::Response | Self::ClientReady => Turn::Client,
            _ => Turn::Server,
        }
    }
}

/// The minor version a line names: 3, 7 or 8. Others speak as 3.3 does, and Apple's 3.889 as 3.8 does.
pub fn version(bytes: &[u8]) -> Option<u16> {
    let line = bytes.get(..VERSION_BYTES)?.strip_prefix(b"RFB ")?;
    let [major @ .., b'.', a, b, c, b'\n'] = line else { return None };
    let digits = |d: &[u8]| d.len() == 3 && d.iter().all(u8::is_ascii_digit);
    if !digits(major) || !digits(&[*a, *b, *c]) {
        return None;
    }
    let minor = str::from_utf8(&[*a, *b, *c]).ok()?.parse::<u16>().ok()?;
    Some(match minor {
        7 => 7,
        8.. => 8,
        _ => 3,
    })
}

/// Bytes a step takes, where that can be told from the bytes there are; none where more are needed.
pub fn length(step: Step, minor: u16, bytes: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(bytes);
    match step {
        Step::ServerVersion | Step::ClientVersion => Some(VERSION_BYTES),
        Step::Types if minor < 7 => Some(4),
        Step::Types => Some(usize::from(c.u8()?).saturating_add(1)),
        Step::Choice | Step::ClientReady => Some(1),
        Step::Challenge | Step::Response => Some(CHALLENGE_BYTES),
        Step::Verdict => Some(4),
        Step::Screen => {
            c.skip(20)?;
            Some(usize::try_from(c.u32()?).ok()?.min(TEXT_BYTES_MAX).saturating_add(24))
        }
        Step::Work | Step::Blind => None,
    }
}

/// What follows the choice of a security type.
pub fn after_choice(kind: u8, minor: u16) -> Step {
    match (kind, minor) {
        (NONE, 8..) => Step::Verdict,
        (NONE, _) => Step::ClientReady,
        (VNC, _) => Step::Challenge,
        _ => Step::Blind,
    }
}
