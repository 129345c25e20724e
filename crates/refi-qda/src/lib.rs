//! Reads and writes REFI-QDA files: projects (`.qdpx`) and codebooks (`.qdc`) that programs for qualitative data
//! analysis (ATLAS.ti, MAXQDA, NVivo, QualCoder, Quirkos, …) exchange.
//!
//! The format is the REFI-QDA standard 1.5 with its schemas of 2019 (<https://www.qdasoftware.org>). This crate holds
//! what text coding needs: users, codes, text sources, selections, codings, variables, cases and notes. Pictures,
//! audio, video, areas of PDF pages, links, sets and graphs are left out when a project is read, with a warning.
//!
//! # Example: a project to bytes and back
//!
//! ```
//! use refi_qda::{
//!     Code, CodeBook, Coding, Creation, Guid, PlainTextSelection, Project, ReadOptions, TextSource, User,
//!     read_project, write_project,
//! };
//! use std::io::Cursor;
//!
//! let coder = User { guid: Guid::from_name(&["user", "Ada"]), name: "Ada".to_owned() };
//! let by_ada = Creation { user: Some(coder.guid), date_time: None };
//! let code = Code {
//!     guid: Guid::from_name(&["code", "delay"]),
//!     name: "Delay".to_owned(),
//!     is_codable: true,
//!     description: "Something was done late.".to_owned(),
//!     ..Code::default()
//! };
//! let source = TextSource {
//!     guid: Guid::from_name(&["source", "report.txt"]),
//!     name: "report.txt".to_owned(),
//!     text: "🙂 The visit came late.\nNobody asked why.".to_owned(),
//!     // Positions are code points, and the end is exclusive, as in Python's text[2:22].
//!     selections: vec![PlainTextSelection {
//!         guid: Guid::from_name(&["selection", "report.txt", "2"]),
//!         name: "The visit came late.".to_owned(),
//!         start: 2,
//!         end: 22,
//!         codings: vec![Coding {
//!             guid: Guid::from_name(&["coding", "report.txt", "2", "delay"]),
//!             code: code.guid,
//!             creation: by_ada.clone(),
//!             ..Coding::default()
//!         }],
//!         creation: by_ada,
//!         ..PlainTextSelection::default()
//!     }],
//!     ..TextSource::default()
//! };
//! let project = Project {
//!     name: "Visits".to_owned(),
//!     users: vec![coder],
//!     code_book: CodeBook { codes: vec![code], ..CodeBook::default() },
//!     sources: vec![source],
//!     ..Project::default()
//! };
//!
//! let bytes = write_project(Cursor::new(Vec::new()), &project)?.into_inner();
//! let imported = read_project(Cursor::new(bytes), &ReadOptions::default())?;
//! assert!(imported.warnings.is_empty());
//! assert_eq!(imported.content, project);
//! let source = &imported.content.sources[0];
//! assert_eq!(source.quote(&source.selections[0]), "The visit came late.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the writer promises
//!
//! - What it writes validates against the schemas and keeps the rules that they cannot express: `project.qde`, a flat
//!   `sources` folder, files named by GUID, UTF-8 without byte order mark, line ends `\n`, every reference to
//!   something that is there, no coding to a folder of codes, no empty wrappers. Data that break a rule are refused
//!   ([`WriteError`]); a character that XML cannot hold becomes U+FFFD.
//! - The same project gives the same bytes. [`Guid::from_name`] makes GUIDs that are the same on every run.
//! - [`ProjectWriter`] writes source by source and keeps no text in memory.
//!
//! It does not make names unique or shorter; some programs want names of sources and codes unique, and codes of at
//! most 63 characters.
//!
//! # What the reader takes
//!
//! See [`read_project`]. It follows no path out of the container, expands no entities, and keeps within
//! [`ReadOptions`].

mod date;
mod error;
mod guid;
mod lines;
mod model;
mod read;
mod write;

pub use error::{ReadError, WriteError};
pub use guid::Guid;
pub use model::{
    Case, Code, CodeBook, Coding, Color, Creation, Note, PlainTextSelection, Project, TextSource,
    User, Value, Variable, VariableType, VariableValue,
};
pub use read::{Imported, ReadOptions, read_codebook, read_project};
pub use write::{ProjectWriter, write_codebook, write_project};
