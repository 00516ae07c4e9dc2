//! Devices that are read or written (SH-080008, section 8.1).

use crate::Object;

use super::frames::Frame;

/// Code in binary frames, in ASCII frames, name of the range.
const DEVICES: [(u32, &[u8; 2], &str); 24] = [
    (0x91, b"SM", "special-relay"),
    (0xA9, b"SD", "special-register"),
    (0x9C, b"X*", "input"),
    (0x9D, b"Y*", "output"),
    (0x90, b"M*", "internal-relay"),
    (0x92, b"L*", "latch-relay"),
    (0x93, b"F*", "annunciator"),
    (0x94, b"V*", "edge-relay"),
    (0xA0, b"B*", "link-relay"),
    (0xA8, b"D*", "data-register"),
    (0xB4, b"W*", "link-register"),
    (0xC1, b"TS", "timer-contact"),
    (0xC0, b"TC", "timer-coil"),
    (0xC2, b"TN", "timer-value"),
    (0xC4, b"CS", "counter-contact"),
    (0xC3, b"CC", "counter-coil"),
    (0xC5, b"CN", "counter-value"),
    (0xA1, b"SB", "link-special-relay"),
    (0xB5, b"SW", "link-special-register"),
    (0x98, b"S*", "step-relay"),
    (0xA2, b"DX", "direct-input"),
    (0xA3, b"DY", "direct-output"),
    (0xAF, b"R*", "file-register"),
    (0xB0, b"ZR", "file-register-serial"),
];
/// Devices whose numbers are written in hexadecimal text.
const HEXADECIMAL: [&[u8; 2]; 8] = [b"X*", b"Y*", b"B*", b"W*", b"SB", b"SW", b"DX", b"DY"];

/// The range of a batch read or write; none for what names several.
pub fn object(frame: &Frame<'_>) -> Object {
    if !matches!(frame.command, 0x0401 | 0x1401) || frame.subcommand > 3 {
        return Object::NONE;
    }
    range(frame).unwrap_or(Object::NONE)
}

fn range(frame: &Frame<'_>) -> Option<Object> {
    let mut r = frame.data;
    // Subcommands 2 and 3 are those of iQ-R, with longer numbers and codes.
    let long = frame.subcommand >= 2;
    let (kind, first) = if r.is_ascii() {
        let code = r.text(if long { 4 } else { 2 })?;
        let (_, code, kind) = DEVICES.iter().find(|(_, text, _)| code.get(..2) == Some(text.as_slice()))?;
        let radix = if HEXADECIMAL.contains(code) { 16 } else { 10 };
        let digits = std::str::from_utf8(r.text(if long { 8 } else { 6 })?).ok()?;
        (*kind, u32::from_str_radix(digits, radix).ok()?)
    } else {
        let first = r.number(if long { 4 } else { 3 })?;
        let code = r.number(if long { 2 } else { 1 })?;
        (DEVICES.iter().find(|(binary, _, _)| *binary == code)?.2, first)
    };
    let count = r.number(2)?;
    // Bit devices that are read by words have sixteen to a word.
    let bits = if frame.subcommand.is_multiple_of(2) && !kind.contains("register") && !kind.ends_with("value") {
        16
    } else {
        1
    };
    Some(Object::range(kind, first, count.saturating_mul(bits)))
}
