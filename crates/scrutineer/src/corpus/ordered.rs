//! Parallel work whose results are delivered in order.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};

/// Results that one thread may be ahead of the delivery.
const AHEAD: usize = 4;

struct State<T> {
    /// Next index to work on.
    next: usize,
    /// Next index to deliver.
    due: usize,
    ready: BTreeMap<usize, T>,
    stopped: bool,
}

/// Calls `work` for 0..`count` on `threads` threads (0: one a core) and `deliver` with each result in
/// order on the calling thread, until it says `false`.
pub(super) fn for_each<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> T + Sync,
    mut deliver: impl FnMut(T) -> bool,
) {
    let threads = if threads == 0 { rayon::current_num_threads() } else { threads };
    let threads = threads.clamp(1, count.max(1));
    let state = Mutex::new(State { next: 0, due: 0, ready: BTreeMap::new(), stopped: false });
    let changed = Condvar::new();
    let worker = || {
        loop {
            let index = {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                // Nobody runs further ahead than the window: memory stays bounded when one file is slow.
                while !state.stopped
                    && state.next < count
                    && state.next >= state.due + threads * AHEAD
                {
                    state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                if state.stopped || state.next >= count {
                    return;
                }
                state.next += 1;
                state.next - 1
            };
            let result = work(index);
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.ready.insert(index, result);
            changed.notify_all();
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let take = || {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let due = state.due;
            if due >= count {
                return None;
            }
            if let Some(result) = state.ready.remove(&due) {
                state.due += 1;
                changed.notify_all();
                return Some(result);
            }
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    };
    match pool {
        Ok(pool) => pool.in_place_scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|_| worker());
            }
            while let Some(result) = take() {
                if !deliver(result) {
                    break;
                }
            }
            state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
            changed.notify_all();
        }),
        // No thread can be started: do the work here.
        Err(_) => {
            let _ = (0..count).all(|index| deliver(work(index)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_whatever_the_threads() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let slow_when_even = |index: usize| {
                if index.is_multiple_of(2) {
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                index
            };
            for_each(40, threads, slow_when_even, |index| {
                seen.push(index);
                true
            });
            assert_eq!(seen, (0..40).collect::<Vec<_>>());
        }
    }

    #[test]
    fn stops_when_told() {
        let mut seen = 0;
        for_each(
            1000,
            2,
            |index| index,
            |_| {
                seen += 1;
                seen < 5
            },
        );
        assert_eq!(seen, 5);
    }
}
