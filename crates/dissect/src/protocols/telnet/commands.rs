//! Telnet commands in the stream (RFC 854): separated from data byte by byte, because segments end anywhere.

/// Interpret as command.
pub const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;
/// Will, won't, do, don't.
const OPTION: std::ops::RangeInclusive<u8> = 251..=254;
/// The encryption option (RFC 2946) and its sub-command that starts it.
const ENCRYPT: u8 = 38;
const ENCRYPT_START: u8 = 3;
/// Options in use (the registry ends at 49; 138 to 140 and 255 are assigned too).
const OPTIONS_LAST: u8 = 49;

/// Where one direction of a stream stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parser {
    /// In data.
    #[default]
    Data,
    /// After IAC.
    Command,
    /// After will, won't, do or don't.
    Option,
    /// In a sub-negotiation: the option, where known, and how many bytes of it were read.
    Sub { option: Option<u8>, first: Option<u8> },
    /// After IAC in a sub-negotiation.
    SubCommand { option: Option<u8>, first: Option<u8> },
}

/// What one byte meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A byte of data.
    Data(u8),
    /// Part of a command.
    Command,
    /// From here on this direction is encrypted.
    Encrypted,
}

impl Parser {
    /// Reads one byte.
    pub fn step(&mut self, byte: u8) -> Step {
        let (next, step) = match (*self, byte) {
            (Self::Data, IAC) => (Self::Command, Step::Command),
            (Self::Data, b) => (Self::Data, Step::Data(b)),
            (Self::Command, IAC) => (Self::Data, Step::Data(IAC)),
            (Self::Command, SB) => (Self::Sub { option: None, first: None }, Step::Command),
            (Self::Command, b) if OPTION.contains(&b) => (Self::Option, Step::Command),
            (Self::Command | Self::Option, _) => (Self::Data, Step::Command),
            (Self::Sub { option, first }, IAC) => (Self::SubCommand { option, first }, Step::Command),
            (Self::Sub { option: None, .. }, b) => (Self::Sub { option: Some(b), first: None }, Step::Command),
            (Self::Sub { option, first }, b) => (Self::Sub { option, first: first.or(Some(b)) }, Step::Command),
            (Self::SubCommand { option: Some(ENCRYPT), first: Some(ENCRYPT_START) }, SE) => {
                (Self::Data, Step::Encrypted)
            }
            (Self::SubCommand { .. }, SE) => (Self::Data, Step::Command),
            (Self::SubCommand { option, first }, _) => (Self::Sub { option, first }, Step::Command),
        };
        *self = next;
        step
    }
}

/// Number of well-formed option commands at the very start; none where the bytes do not start with one.
pub fn options(bytes: &[u8]) -> Option<usize> {
    let n = bytes.chunks_exact(3).take_while(|c| matches!(c, [IAC, verb, option] if is_option(*verb, *option))).count();
    (n > 0).then_some(n)
}

fn is_option(verb: u8, option: u8) -> bool {
    OPTION.contains(&verb) && (option <= OPTIONS_LAST || matches!(option, 138..=140 | 255))
}
