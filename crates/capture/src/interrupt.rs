//! Being asked to stop: the first Ctrl-C asks, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// True once somebody has asked to stop, where [`listen`] or [`listen_on`] was called.
#[inline]
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// From here on the first interrupt only asks to stop; waiting for bytes ends early. The next one ends the process.
pub fn listen() {
    system::listen(true);
}

/// From here on every interrupt only asks to stop: for a process that ends with another one.
pub fn listen_on() {
    system::listen(false);
}

/// From here on interrupts do nothing: for a process whose input ends when it is to stop.
pub fn ignore() {
    system::ignore();
}

/// Asks another process, which listens, to stop.
pub fn ask(process: u32) {
    system::ask(process);
}

#[cfg(unix)]
mod system {
    use super::{ASKED, Ordering};

    extern "C" fn note(_: libc::c_int) {
        ASKED.store(true, Ordering::Relaxed);
    }

    #[allow(unsafe_code, reason = "the standard library knows no signals")]
    pub(super) fn listen(once: bool) {
        // SAFETY: all of `sigaction` may be zero; the handler only stores into an atomic, which is allowed in one.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = note as extern "C" fn(libc::c_int) as usize;
            action.sa_flags = if once { libc::SA_RESETHAND } else { 0 };
            libc::sigaction(libc::SIGINT, &raw const action, std::ptr::null_mut());
        }
    }

    #[allow(unsafe_code, reason = "the standard library knows no signals")]
    pub(super) fn ignore() {
        // SAFETY: it touches no memory of this process.
        unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
    }

    #[allow(unsafe_code, reason = "the standard library knows no signals")]
    pub(super) fn ask(process: u32) {
        if let Ok(process) = libc::pid_t::try_from(process)
            && process > 1
        {
            // SAFETY: it touches no memory of this process.
            unsafe { libc::kill(process, libc::SIGINT) };
        }
    }
}

#[cfg(not(unix))]
mod system {
    pub(super) fn listen(_: bool) {}
    pub(super) fn ignore() {}
    pub(super) fn ask(_: u32) {}
}
