//! How a job or a request in user data ended.

use crate::{Answered, Cursor};

use super::session::Message;

/// Return code of an item: success.
const SUCCESS: u8 = 0xFF;

/// A job is refused when its header says so, or when every variable it names was refused.
pub fn of_job(message: &Message<'_>) -> Answered {
    if message.header.error != 0 {
        return Answered::Refused;
    }
    let mut cursor = Cursor::new(message.parameters);
    let (code, count) = (cursor.u8(), cursor.u8().unwrap_or(0));
    let refused = match code {
        Some(0x04) => all_reads_failed(message.data, count),
        Some(0x05) => !message.data.is_empty() && !message.data.iter().take(usize::from(count)).any(|c| *c == SUCCESS),
        _ => false,
    };
    if refused { Answered::Refused } else { Answered::Accepted }
}

/// Items of an answer to Read Var: return code, transport size, length (in bits for sizes 3 to 5), value, fill byte.
fn all_reads_failed(data: &[u8], count: u8) -> bool {
    let mut cursor = Cursor::new(data);
    let mut failed = false;
    for _ in 0..count {
        let (Some(code), Some(size), Some(length)) = (cursor.u8(), cursor.u8(), cursor.u16()) else { break };
        if code == SUCCESS {
            return false;
        }
        failed = true;
        let bytes = if matches!(size, 3..=5) { length.div_ceil(8) } else { length };
        let padded = usize::from(bytes).next_multiple_of(2);
        if cursor.skip(padded).is_none() {
            break;
        }
    }
    failed
}
