//! Limits that the operating system keeps, set by the worker on itself; and signals to workers.

use std::time::Duration;

/// Sets what one file may use from now on: address space in bytes, processor time.
///
/// A limit that the system refuses (macOS knows no small address space) is left out: the wall clock of the pool stays.
#[cfg(unix)]
pub(super) fn set(max_memory: Option<u64>, time: Option<Duration>) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};

    let limit = |resource, current: Option<u64>| {
        let maximum = getrlimit(resource).maximum;
        let current = match (current, maximum) {
            (Some(current), Some(maximum)) => Some(current.min(maximum)),
            (current, maximum) => current.or(maximum),
        };
        let _ = setrlimit(resource, Rlimit { current, maximum });
    };
    limit(Resource::As, max_memory);
    // Seconds count from the start of the process, which has read other files before.
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
    limit(Resource::Cpu, time.map(|time| used + time.as_secs() + CPU_GRACE));
    // A process that is ended for its limits leaves no picture of its memory on the disk.
    limit(Resource::Core, Some(0));
}

/// Seconds of processor time beyond the time limit, so that a reader which minds the clock can say so itself.
#[cfg(unix)]
const CPU_GRACE: u64 = 2;

#[cfg(not(unix))]
pub(super) fn set(_max_memory: Option<u64>, _time: Option<Duration>) {}

/// Ends a worker and what it started (LibreOffice, tesseract), which are in its process group.
#[cfg(unix)]
pub(super) fn kill(child: &mut std::process::Child) {
    use rustix::process::{Pid, Signal, kill_process_group};

    // A child that has been waited for has no group any more, and its number may be another's.
    if matches!(child.try_wait(), Ok(None)) {
        let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    }
    let _ = child.wait();
}

#[cfg(not(unix))]
pub(super) fn kill(child: &mut std::process::Child) {
    let _ = child.kill();
    let _ = child.wait();
}
