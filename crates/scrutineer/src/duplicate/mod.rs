//! The same text in two reports: downloads of one file, a summary that also stands inside the full report.
//!
//! A report is the set of its shingles, runs of five words. Of their hashes a sample is kept that every other report samples in
//! the same way, so that two samples tell how much two reports share: the sketch MOD_m of A. Broder, "On the resemblance and
//! containment of documents" (1997), with m a power of two that grows with the report, so that a sketch never holds more than
//! a thousand hashes.
//!
//! ```
//! use scrutineer::duplicate::{Overlaps, Sketch};
//!
//! let summary = (0..300).map(|n| format!("finding {n} about the agencies ")).collect::<String>();
//! let full = format!("{summary} {}", (0..900).map(|n| format!("paragraph {n} of it ")).collect::<String>());
//! let mut overlaps = Overlaps::default();
//! overlaps.add(Sketch::of(&summary));
//! overlaps.add(Sketch::of(&full));
//! let found = overlaps.find();
//! assert_eq!(found[0].duplicate_of, Some(1));
//! assert_eq!(found[1].duplicate_of, None);
//! ```

mod overlaps;
mod sketch;

pub use overlaps::{Overlap, Overlaps};
pub use sketch::Sketch;
