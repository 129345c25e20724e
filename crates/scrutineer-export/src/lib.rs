//! Scrutineer's tables to files: CSV, JSON lines, Parquet, a workbook, and the folder that a run leaves behind.
//! Also the way back: tables whose rows are texts to read ([`read_texts`]).
//!
//! Every file is written under a temporary name beside its target and renamed when it is whole, so that a
//! run that is killed leaves the old file or the new one, never half of one.

pub mod briefing;
mod cell;
pub mod codebook;
mod coding;
mod csv_file;
mod evidence_files;
mod import;
mod jsonl_file;
mod links;
mod markup;
mod parquet_file;
mod qdpx_file;
pub mod report;
mod results;
mod whole_file;
mod words;
mod writer;
mod xlsx;

pub use cell::neutralised;
pub use coding::{CodingError, read_coding};
pub use csv_file::{CsvFile, CsvOptions, write_csv};
pub use import::{ImportError, TextColumns, Texts, is_table_name, read_texts};
pub use jsonl_file::JsonlFile;
pub use parquet_file::{ParquetFile, ParquetTables};
pub use qdpx_file::{QdpxFile, QdpxOptions};
pub use results::{Manifest, ManifestInput, Results};
pub use whole_file::{WholeFile, remove_leftovers};
pub use writer::{ReadReport, RunEnd, Writer};
pub use xlsx::XlsxFile;
