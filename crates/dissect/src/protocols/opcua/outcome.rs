//! Whether what was asked for happened: the result of the service, and those of its parts.

use ringwall_model::Security;

use crate::{Answered, Cursor, Sink};

use super::encoding;

/// The user has no right to do this.
const USER_ACCESS_DENIED: u32 = 0x801F_0000;
/// Set in every bad status.
const BAD: u32 = 0x8000_0000;

/// True for a good or uncertain status.
pub fn is_good(status: u32) -> bool {
    status & BAD == 0
}

/// How the parts of an answer ended together: refused only when none was accepted. A refusal for want of rights is told.
pub fn of_parts(id: u32, c: &mut Cursor<'_>, out: &mut Sink<'_>) -> Answered {
    let mut parts = Parts::default();
    // An answer that cannot be read to its end is judged by what was read of it.
    let _ = walk(id, c, &mut parts);
    if parts.denied {
        denied(out);
    }
    if parts.bad && !parts.good { Answered::Refused } else { Answered::Accepted }
}

/// How an answer ended by the result of its service alone.
pub fn of_service(status: u32, out: &mut Sink<'_>) -> Answered {
    if status == USER_ACCESS_DENIED {
        denied(out);
    }
    if is_good(status) { Answered::Accepted } else { Answered::Refused }
}

fn denied(out: &mut Sink<'_>) {
    out.security(Security::Denied { by: "BadUserAccessDenied".into() });
}

#[derive(Debug, Default)]
struct Parts {
    good: bool,
    bad: bool,
    denied: bool,
}

fn walk(id: u32, c: &mut Cursor<'_>, parts: &mut Parts) -> Option<()> {
    for _ in 0..encoding::count(c)? {
        let status = c.u32_le()?;
        parts.good |= is_good(status);
        parts.bad |= !is_good(status);
        parts.denied |= status == USER_ACCESS_DENIED;
        match id {
            491 => {
                encoding::node_id(c)?;
            }
            703 => arguments(c)?,
            715 => {
                arguments(c)?;
                for _ in 0..encoding::count(c)? {
                    encoding::variant(c)?;
                }
            }
            _ => {}
        }
    }
    Some(())
}

/// Statuses of the arguments and their diagnostics.
fn arguments(c: &mut Cursor<'_>) -> Option<()> {
    for _ in 0..encoding::count(c)? {
        c.skip(4)?;
    }
    for _ in 0..encoding::count(c)? {
        encoding::skip_diagnostic(c)?;
    }
    Some(())
}
