//! Jobs: which row one is, and who may send it.

use crate::{Call, Cursor};

use super::functions::{self, PI_SERVICE};

/// Bytes between function code and parameter block of a program invocation.
const INVOCATION_UNKNOWN: usize = 7;

/// The row of a job. A program invocation is told apart by the name of the service it starts.
pub fn call(code: u8, parameters: &[u8]) -> Call {
    match code {
        PI_SERVICE => functions::of_service(service_name(parameters).unwrap_or_default()),
        _ => functions::of_job(code),
    }
}

/// Name of the service in the parameters of a program invocation: after the parameter block, with its length.
fn service_name(parameters: &[u8]) -> Option<&[u8]> {
    let mut cursor = after_block(parameters)?;
    let length = usize::from(cursor.u8()?);
    cursor.take(length)
}

/// The parameter block of a program invocation.
pub fn parameter_block(parameters: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(parameters);
    cursor.skip(1 + INVOCATION_UNKNOWN)?;
    let length = usize::from(cursor.u16()?);
    cursor.take(length)
}

fn after_block(parameters: &[u8]) -> Option<Cursor<'_>> {
    let mut cursor = Cursor::new(parameters);
    cursor.skip(1 + INVOCATION_UNKNOWN)?;
    let length = usize::from(cursor.u16()?);
    cursor.skip(length)?;
    Some(cursor)
}

/// True for jobs that only the end which opened the connection sends. In a download the controller fetches the blocks, so
/// those jobs come from the other end.
pub fn only_from_initiator(code: u8) -> bool {
    matches!(code, 0xF0 | 0x04 | 0x05 | 0x1A | 0x1D..=0x1F | PI_SERVICE | 0x29)
}
