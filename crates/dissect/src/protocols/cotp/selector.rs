//! Transport selectors (TSAP) in the variable part of a connection TPDU.

use crate::{Cursor, Native};

/// Parameter code of the called transport selector (X.224, section 13.3.4).
const CALLED: u8 = 0xC2;
/// Most parameters looked at.
const PARAMETERS_MAX: usize = 32;

/// Rack and slot of the called selector, where it has the form Siemens controllers use: one byte for the kind of
/// connection (1 programmer, 2 operator panel, 3 other), then three bits of rack and five of slot.
pub fn called_rack_slot(parameters: &[u8]) -> Native {
    match called(parameters) {
        Some([1..=3, place]) => Native::RackSlot(place >> 5, place & 0x1F),
        _ => Native::None,
    }
}

fn called(parameters: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(parameters);
    for _ in 0..PARAMETERS_MAX {
        let code = cursor.u8()?;
        let length = usize::from(cursor.u8()?);
        let value = cursor.take(length)?;
        if code == CALLED {
            return Some(value);
        }
    }
    None
}
