//! The system calls a reading process may make.
//!
//! Three filters stand one behind the other and the strictest word counts: one sends the C library back to the older call
//! for threads, whose flags can be looked at; one refuses politely what libraries try on their way (the C library looks up
//! settings in files and goes on without); the last kills the process for whatever is on no list.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What reading, memory and threads need, whatever the arguments.
const FREE: [i64; 35] = [
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    libc::SYS_sigaltstack,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_getrlimit,
    libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_membarrier,
    libc::SYS_gettimeofday,
    libc::SYS_clone3,
];

/// What is refused without a death.
const REFUSED: [i64; 12] = [
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_readlinkat,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_getcwd,
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_ioctl,
    libc::SYS_uname,
];

/// The same in the older calls that only this machine has.
#[cfg(target_arch = "x86_64")]
const REFUSED_HERE: &[i64] = &[libc::SYS_open, libc::SYS_stat, libc::SYS_readlink, libc::SYS_access];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_HERE: &[i64] = &[];

/// `PR_SET_VMA`: the C library names its memory.
const SET_VMA: u64 = 0x5356_4d41;

/// Puts the filters up for this thread and those it starts.
pub(super) fn put_up() -> Result<(), String> {
    let refused: Vec<i64> = REFUSED.iter().chain(REFUSED_HERE).copied().collect();
    let no_clone3 = SeccompAction::Errno(errno(libc::ENOSYS));
    let denied = SeccompAction::Errno(errno(libc::EACCES));
    let filters = [
        filter(unconditional(&[libc::SYS_clone3]), SeccompAction::Allow, no_clone3)?,
        filter(unconditional(&refused), SeccompAction::Allow, denied)?,
        filter(allowed(&refused)?, SeccompAction::KillProcess, SeccompAction::Allow)?,
    ];
    filters.iter().try_for_each(|program| seccompiler::apply_filter(program).map_err(|e| e.to_string()))
}

fn errno(error: i32) -> u32 {
    error.unsigned_abs()
}

fn filter(rules: Rules, otherwise: SeccompAction, matched: SeccompAction) -> Result<BpfProgram, String> {
    let machine = TargetArch::try_from(std::env::consts::ARCH).map_err(|e| e.to_string())?;
    let filter = SeccompFilter::new(rules, otherwise, matched, machine).map_err(|e| e.to_string())?;
    filter.try_into().map_err(|e: seccompiler::BackendError| e.to_string())
}

fn unconditional(calls: &[i64]) -> Rules {
    calls.iter().map(|call| (*call, Vec::new())).collect()
}

fn allowed(refused: &[i64]) -> Result<Rules, String> {
    let mut rules = unconditional(&FREE);
    rules.extend(unconditional(refused));
    // Frames cannot leave by a descriptor it was given: it writes to its own pipe and to its own socket only.
    rules.insert(libc::SYS_write, any(&[(0, 1), (0, 2)])?);
    rules.insert(libc::SYS_writev, any(&[(0, 1), (0, 2)])?);
    rules.insert(libc::SYS_sendmsg, any(&[(0, 0)])?);
    rules.insert(libc::SYS_recvmsg, any(&[(0, 0)])?);
    // The standard library looks whether a descriptor is open before it closes it.
    rules.insert(libc::SYS_fcntl, any(&[(1, u64::from(libc::F_GETFD.unsigned_abs()))])?);
    // Limits are read, not set.
    let nothing = SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0);
    rules.insert(libc::SYS_prlimit64, vec![rule(nothing)?]);
    rules.insert(libc::SYS_prctl, any(&[(0, u64::from(libc::PR_SET_NAME.unsigned_abs())), (0, SET_VMA)])?);
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    let is_thread = SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(thread), thread);
    rules.insert(libc::SYS_clone, vec![rule(is_thread)?]);
    // It may signal itself, which is how it aborts.
    rules.insert(libc::SYS_tgkill, any(&[(0, u64::from(std::process::id()))])?);
    Ok(rules)
}

fn rule(condition: Result<SeccompCondition, seccompiler::BackendError>) -> Result<SeccompRule, String> {
    let condition = condition.map_err(|e| e.to_string())?;
    SeccompRule::new(vec![condition]).map_err(|e| e.to_string())
}

/// Any of: this argument has this value.
fn any(pairs: &[(u8, u64)]) -> Result<Vec<SeccompRule>, String> {
    let one =
        |(at, value): &(u8, u64)| rule(SeccompCondition::new(*at, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, *value));
    pairs.iter().map(one).collect()
}
