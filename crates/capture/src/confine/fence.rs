//! Giving up what a reading process does not need.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _, RulesetStatus,
    Scope,
};
use rustix::process::{DumpableBehavior, Resource, Rlimit, Signal};
use rustix::thread::{CapabilitySet, CapabilitySets};

use super::{Fence, Limits, rules};

/// Descriptors a reading process has at most: its three, and the captures it reads at once.
const DESCRIPTORS_MAX: u64 = 256;

/// Comes first: this process ends with who started it, has no descriptor that was not meant for it, and its memory, in
/// which captures lie, is not written to any disk when it dies.
pub(super) fn begin() -> std::io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    close_others();
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Nofile, DESCRIPTORS_MAX)?;
    let none = CapabilitySet::empty();
    let nothing = CapabilitySets { effective: none, permitted: none, inheritable: none };
    rustix::thread::set_capabilities(None, nothing)?;
    rustix::thread::set_no_new_privs(true)?;
    Ok(())
}

/// Comes before what it reads: limits, then landlock, then seccomp, which allows none of these again.
pub(super) fn confine(limits: &Limits) -> std::io::Result<Fence> {
    limit(Resource::As, limits.memory)?;
    if let Some(seconds) = limits.seconds {
        limit(Resource::Cpu, seconds)?;
    }
    let landlock = landlock().unwrap_or(false);
    let seccomp = rules::put_up().is_ok();
    Ok(Fence { landlock, seccomp })
}

fn limit(resource: Resource, most: u64) -> std::io::Result<()> {
    // A limit that is lower already cannot be raised, and need not be.
    let now = rustix::process::getrlimit(resource);
    let most = now.maximum.map_or(most, |now| now.min(most));
    Ok(rustix::process::setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

/// No file, no TCP port, no signal to or socket of others, as far as this kernel knows how to forbid them. True where all
/// of the file system is out of reach.
fn landlock() -> Result<bool, landlock::RulesetError> {
    let all_files = AccessFs::from_all(ABI::V5);
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all_files)?
        .handle_access(AccessNet::from_all(ABI::V4))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

#[allow(unsafe_code, reason = "the standard library does not close what it has not opened")]
fn close_others() {
    // SAFETY: nothing in this process owns a descriptor above the standard three yet: it has only begun.
    let _ = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0_u32) };
}
