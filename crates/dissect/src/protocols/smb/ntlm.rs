//! NTLM messages wherever they stand in a token (MS-NLMP, section 2.2.1).

use crate::Cursor;

const MARK: &[u8] = b"NTLMSSP\0";
/// Object id of Kerberos (RFC 4121) as it stands in a token.
const KERBEROS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02];
/// Longest name that is read, in bytes.
const NAME_BYTES_MAX: usize = 128;
/// Bytes of an answer of NTLM 1.
pub const ANSWER_1_BYTES: usize = 24;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// The server's challenge, with the computer's name.
    Challenge(Option<Vec<u8>>),
    /// The client's answer.
    Answer {
        /// What it proves.
        proof: Proof,
        /// The client's computer.
        workstation: Vec<u8>,
    },
    /// Kerberos.
    Kerberos,
}

/// What a client proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: no user, no answer.
    Nobody,
    /// NTLM 1, with or without a client's challenge.
    One,
    /// NTLM 2.
    Two,
    /// Kerberos.
    Kerberos,
}

/// Finds and reads a message of NTLM in a token, or sees that it is Kerberos.
pub fn read(token: &[u8]) -> Option<Token> {
    let Some(start) = token.windows(MARK.len()).take(512).position(|w| w == MARK) else {
        let kerberos = token.windows(KERBEROS.len()).take(64).any(|w| w == KERBEROS);
        // A token of some length brings a ticket; short ones only offer or end.
        return (kerberos && token.len() > 400).then_some(Token::Kerberos);
    };
    let message = token.get(start..)?;
    let mut c = Cursor::new(message);
    c.skip(MARK.len())?;
    match c.u32_le()? {
        2 => {
            c.skip(28)?;
            Some(Token::Challenge(field(message, &mut c).and_then(computer)))
        }
        3 => {
            let (old, new) = (field(message, &mut c)?, field(message, &mut c)?);
            c.skip(8)?;
            let user = field(message, &mut c)?;
            let workstation = field(message, &mut c)?;
            let proof = match (user.len(), new.len(), old.len()) {
                (0, 0, 0 | 1) => Proof::Nobody,
                (_, 0..=ANSWER_1_BYTES, _) => Proof::One,
                _ => Proof::Two,
            };
            Some(Token::Answer { proof, workstation: plain(workstation) })
        }
        _ => None,
    }
}

/// Length, room and offset of a field, then the field.
fn field<'a>(message: &'a [u8], c: &mut Cursor<'_>) -> Option<&'a [u8]> {
    let length = usize::from(c.u16_le()?);
    c.skip(2)?;
    let start = usize::try_from(c.u32_le()?).ok()?;
    if length == 0 {
        return Some(&[]);
    }
    message.get(start..start.checked_add(length)?)
}

/// The computer's name in the information on a target: by DNS, else by NetBIOS.
fn computer(information: &[u8]) -> Option<Vec<u8>> {
    let mut c = Cursor::new(information);
    let mut names = [None, None];
    while let (Some(kind), Some(length)) = (c.u16_le(), c.u16_le()) {
        let value = c.take(usize::from(length))?;
        match kind {
            0 => break,
            1 => names = [names[0].take(), Some(plain(value))],
            3 => names = [Some(plain(value)), names[1].take()],
            _ => {}
        }
    }
    names.into_iter().flatten().find(|n| !n.is_empty())
}

/// UTF-16 as UTF-8.
fn plain(text: &[u8]) -> Vec<u8> {
    let text = text.get(..NAME_BYTES_MAX).unwrap_or(text);
    let units = text.chunks_exact(2).filter_map(|c| c.try_into().ok().map(u16::from_le_bytes));
    char::decode_utf16(units).map(|c| c.unwrap_or('?')).collect::<String>().into_bytes()
}
