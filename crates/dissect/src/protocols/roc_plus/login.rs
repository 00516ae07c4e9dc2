//! Log-ins: an operator's initials with a number, or a user with a password.

use std::ops::Range;

use crate::protocols::credentials::Typed;

/// Bytes of an operator's initials.
const INITIALS: usize = 3;
/// Initials and a number, with or without what follows.
const SHORT: [usize; 3] = [5, 6, 11];
/// User and password, blank-filled.
const USER: usize = 30;
const PASSWORD: usize = 40;
const LOG_OFF: &[u8] = b"LOGOUT";

/// What a request of the code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// Who wants in: where the password stands in the data, and whether it is one a maker ships.
    In { password: Range<usize>, default: bool },
    /// Who ends the session; the password stands there again.
    Off { password: Range<usize> },
    /// A key is asked for, to wrap a password in.
    Key,
}

impl Login {
    /// Reads the data of a request.
    pub fn read(data: &[u8]) -> Self {
        let (user, password, at) = if SHORT.contains(&data.len()) {
            let number = data.get(INITIALS..5).and_then(|n| n.try_into().ok()).map(u16::from_le_bytes);
            (data.get(..INITIALS), number.map(|n| n.to_string().into_bytes()), INITIALS..5)
        } else if data.len() >= USER + PASSWORD {
            let trimmed = |bytes: &[u8]| bytes.trim_ascii_end().to_vec();
            (data.get(..USER), data.get(USER..USER + PASSWORD).map(trimmed), USER..USER + PASSWORD)
        } else {
            return Self::Key;
        };
        let (Some(user), Some(password)) = (user, password) else { return Self::Key };
        if data.trim_ascii_end().ends_with(LOG_OFF) {
            return Self::Off { password: at };
        }
        Self::In { password: at, default: Typed::pair(user.trim_ascii_end(), &password).is_default() }
    }
}
