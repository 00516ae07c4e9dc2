//! Giving up what only opening needed.

use std::io;

use rustix::thread::{CapabilitySet, CapabilitySets};

/// The account nobody uses, on every system.
const NOBODY: libc::uid_t = 65_534;

/// Gives up root and every capability, for good. To be called before the first thread.
#[allow(unsafe_code, reason = "the standard library does not change accounts")]
pub fn give_up() -> io::Result<()> {
    // SAFETY: these calls take numbers, and a list of no groups.
    unsafe {
        if libc::geteuid() == 0 {
            done(libc::setgroups(0, std::ptr::null()))?;
            done(libc::setresgid(NOBODY, NOBODY, NOBODY))?;
            done(libc::setresuid(NOBODY, NOBODY, NOBODY))?;
        }
    }
    let none = CapabilitySet::empty();
    rustix::thread::set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })?;
    Ok(())
}

fn done(result: libc::c_int) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
