//! Scrutineer's tables to files: CSV, JSON lines, and the folder that a run leaves behind.
//!
//! Every file is written under a temporary name beside its target and renamed when it is whole, so that a
//! run that is killed leaves the old file or the new one, never half of one.

mod cell;
mod csv_file;
mod jsonl_file;
mod qdpx_file;
mod results;
mod whole_file;
mod writer;

pub use cell::neutralised;
pub use csv_file::{CsvFile, CsvOptions, write_csv};
pub use jsonl_file::JsonlFile;
pub use qdpx_file::{QdpxFile, QdpxOptions};
pub use results::{Manifest, ManifestInput, Results};
pub use whole_file::{WholeFile, remove_leftovers};
pub use writer::{RunEnd, Writer};
