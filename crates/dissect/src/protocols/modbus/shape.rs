//! What lengths tell: whether the data of a function fits a request, a response, both or neither.
//!
//! Modbus marks neither; conversations whose handshake was not captured are the normal case, so the lengths that the
//! specification fixes for each function (V1.1b3, section 6) decide who asks.

use crate::Cursor;

use super::umas;

/// What the data after a function code can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// It fits a request.
    pub request: bool,
    /// It fits a response.
    pub response: bool,
}

impl Shape {
    const EITHER: Self = Self { request: true, response: true };

    /// Of a message whose end is missing: only the exception bit still tells.
    pub fn unknown(code: u8) -> Self {
        Self { request: code < 0x80, response: true }
    }

    /// Of the data after `code`, which still has its exception bit.
    pub fn of(code: u8, data: &[u8]) -> Self {
        match code {
            0x80.. => Self { request: false, response: data.len() == 1 },
            1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43 => {
                Self { request: fits_request(code, data), response: fits_response(code, data) }
            }
            umas::CODE => Self { request: !umas::is_answer(data), response: umas::is_answer(data) },
            _ => Self::EITHER,
        }
    }

    /// It fits neither.
    pub fn is_wrong(self) -> bool {
        !self.request && !self.response
    }
}

fn fits_request(code: u8, data: &[u8]) -> bool {
    match code {
        1 | 2 => data.len() == 4 && matches!(u16_at(data, 2), Some(1..=2000)),
        3 | 4 => data.len() == 4 && matches!(u16_at(data, 2), Some(1..=125)),
        5 => data.len() == 4 && matches!(u16_at(data, 2), Some(0 | 0xFF00)),
        6 => data.len() == 4,
        7 | 11 | 12 | 17 => data.is_empty(),
        8 => data.len() >= 2,
        15 => counted(data, 4) && matches!(u16_at(data, 2), Some(1..=0x7B0)),
        16 => counted(data, 4) && matches!(u16_at(data, 2), Some(1..=0x7B)),
        20 => counted(data, 0) && data.len() % 7 == 1 && data.get(1) == Some(&FILE_REFERENCE),
        21 => counted(data, 0) && data.get(1) == Some(&FILE_REFERENCE),
        22 => data.len() == 6,
        23 => counted(data, 8),
        24 => data.len() == 2,
        43 => match data.first() {
            Some(14) => data.len() == 3,
            _ => data.len() >= 2,
        },
        _ => false,
    }
}

fn fits_response(code: u8, data: &[u8]) -> bool {
    match code {
        1 | 2 | 12 | 17 => counted(data, 0),
        3 | 4 | 23 => counted(data, 0) && data.len() % 2 == 1,
        5 => fits_request(5, data),
        6 | 11 | 15 | 16 => data.len() == 4,
        7 => data.len() == 1,
        8 => data.len() >= 2,
        20 => counted(data, 0) && data.get(2) == Some(&FILE_REFERENCE),
        21 => fits_request(21, data),
        22 => data.len() == 6,
        24 => data.len() >= 4 && u16_at(data, 0).is_some_and(|n| usize::from(n) == data.len() - 2),
        43 => match data.first() {
            Some(14) => data.len() >= 6,
            _ => data.len() >= 2,
        },
        _ => false,
    }
}

/// Reference type of every sub-request of the file functions.
const FILE_REFERENCE: u8 = 6;

/// The byte at `at` counts exactly the bytes that follow it, and there are some.
fn counted(data: &[u8], at: usize) -> bool {
    let mut cursor = Cursor::new(data);
    cursor.skip(at).and_then(|()| cursor.u8()).is_some_and(|n| n > 0 && usize::from(n) == cursor.left())
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let mut cursor = Cursor::new(data);
    cursor.skip(at)?;
    cursor.u16()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_their_answers_are_told_apart() {
        assert_eq!(Shape::of(3, &[0, 0, 0, 2]), Shape { request: true, response: false });
        assert_eq!(Shape::of(3, &[4, 0, 1, 0, 2]), Shape { request: false, response: true });
        assert_eq!(Shape::of(1, &[3, 1, 0xFF, 0xFF]), Shape { request: false, response: true });
        assert_eq!(Shape::of(0x83, &[2]), Shape { request: false, response: true });
    }

    #[test]
    fn echoes_fit_both_and_wrong_lengths_neither() {
        assert_eq!(Shape::of(6, &[0, 1, 0, 9]), Shape::EITHER);
        assert_eq!(Shape::of(99, &[1]), Shape::EITHER);
        assert!(Shape::of(3, &[0, 0, 0]).is_wrong());
        assert!(Shape::of(15, &[0, 0, 0, 8, 9, 1]).is_wrong());
    }
}
