//! Factory-default log-ins that makers publish in their own manuals.
//!
//! A password is compared and forgotten: what a log-in holds on to is a digest of both words, and only until the answer.

/// User and password as shipped. Facts from public manuals; pairs that no maker ships are not here.
const DEFAULTS: &[(&str, &str)] = &[
    ("", "cisco"),
    ("ADMIN", "ADMIN"),
    ("Administrator", "1"),
    ("LOI", "1000"),
    ("USER", "USER"),
    ("adm", "adm"),
    ("admin", ""),
    ("admin", "admin"),
    ("admin", "mGuard"),
    ("admin", "moxa"),
    ("admin", "password"),
    ("admin", "private"),
    ("admin", "superuser"),
    ("admin", "wago"),
    ("admin", "westermo"),
    ("cisco", "cisco"),
    ("fdrusers", "sresurdf"),
    ("guest", "guest"),
    ("loader", "fwdownload"),
    ("manager", "friend"),
    ("ntpupdate", "ntpupdate"),
    ("root", ""),
    ("root", "dbps"),
    ("root", "root"),
    ("root", "wago"),
    ("sa", ""),
    ("sysdiag", "factorycast@schneider"),
    ("test", "testingpw"),
    ("user", "public"),
    ("user", "user"),
    ("user", "wago"),
];

/// A digest of a user name and a password while they are typed (FNV-1a, 64 bits): enough to know a default again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed(u64);

impl Default for Typed {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Typed {
    /// With one more byte.
    #[must_use]
    pub fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// With more bytes.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |typed, b| typed.byte(*b))
    }

    /// After the user name, before the password.
    #[must_use]
    pub fn separator(self) -> Self {
        self.byte(0)
    }

    /// The digest itself, for telling texts apart without keeping them.
    pub fn digest(self) -> u64 {
        self.0
    }

    /// True when these are a pair that a maker ships.
    pub fn is_default(self) -> bool {
        DEFAULTS.iter().any(|(user, password)| Self::pair(user.as_bytes(), password.as_bytes()) == self)
    }

    /// The digest of a pair.
    pub fn pair(user: &[u8], password: &[u8]) -> Self {
        Self::default().bytes(user).separator().bytes(password)
    }
}

/// Base 64 (RFC 4648). None where it is not, or too long.
pub fn decode(encoded: &[u8], out: &mut [u8]) -> Option<usize> {
    let (mut bits, mut count, mut length) = (0u32, 0u32, 0usize);
    for byte in encoded.iter().take_while(|b| **b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte.saturating_sub(b'A'),
            b'a'..=b'z' => byte.saturating_sub(b'a').saturating_add(26),
            b'0'..=b'9' => byte.saturating_sub(b'0').saturating_add(52),
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        count = count.saturating_add(6);
        if count >= 8 {
            count = count.saturating_sub(8);
            *out.get_mut(length)? = u8::try_from(bits >> count & 0xff).ok()?;
            length = length.saturating_add(1);
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_known_however_it_was_typed() {
        assert!(Typed::default().bytes(b"ad").bytes(b"min").separator().bytes(b"admin").is_default());
        assert!(!Typed::pair(b"admin", b"correct horse").is_default());
        assert!(!Typed::pair(b"adminadmin", b"").is_default());
    }
}
