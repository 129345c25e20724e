//! Reading in worker processes, so that a hostile file costs one document and not the run.
//!
//! `catch_unwind` stops neither a stack overflow, nor memory that a parser asks for, nor a loop without
//! end. A [`WorkerPool`] keeps one process a thread, reuses it for many files, and ends it when it passes
//! a limit; the next file gets a new one. The program is its own worker: it calls itself with an argument
//! that only it knows, and answers that by [`serve`].
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use scrutineer::corpus::CorpusOptions;
//! use scrutineer::extract::InProcess;
//! use scrutineer::extract::worker::{WorkerPool, serve};
//!
//! // First thing in `main`, before anything is printed or parsed:
//! if std::env::args().nth(1).as_deref() == Some("--my-worker") {
//!     serve(&InProcess)?;
//!     return Ok(());
//! }
//! let pool = WorkerPool::of_this_program("--my-worker", Some(1 << 30))?;
//! let options = CorpusOptions { reader: Arc::new(pool), ..CorpusOptions::default() };
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Linux keeps all limits: address space, processor time, wall clock. macOS knows the limit on address
//! space but does not enforce it. Elsewhere the wall clock alone is kept.

mod death;
mod frame;
mod limits;
mod pool;
mod serve;

pub use pool::WorkerPool;
pub use serve::serve;
