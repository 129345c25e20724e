//! Files of other programs to projects and codebooks.

mod container;
mod cursor;
mod decode;
mod elements;
mod offsets;
mod warnings;

use std::io::{Read, Seek};

use crate::error::ReadError;
use crate::model::{CodeBook, Project};
use container::Container;
use cursor::{Cursor, damaged};
use elements::Parser;
use warnings::Warnings;

/// Codes nested deeper than this are an attack, not a codebook.
const MAX_CODE_DEPTH: usize = 64;

/// Limits of a reader, against files that were made to exhaust memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Bytes that all files of a container may unpack to together; also the largest codebook file. Memory stays
    /// within some ten times of it, and far below that with real projects, in which texts are the larger part.
    pub max_unpacked_bytes: u64,
    /// Files in a container.
    pub max_entries: usize,
}

impl Default for ReadOptions {
    /// 512 MiB and 100,000 files.
    fn default() -> Self {
        Self { max_unpacked_bytes: 512 << 20, max_entries: 100_000 }
    }
}

/// What was read, and what a person should know of it: what was left out, repaired or guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported<T> {
    /// The project or codebook.
    pub content: T,
    /// Sentences for people.
    pub warnings: Vec<String>,
}

/// Reads a project: a container (`.qdpx`), or a project file (`.qde`) whose sources hold their text themselves.
///
/// Taken as they come: a byte order mark or UTF-16 before the XML; a project file of any name or place; `sources` in
/// any case; paths as `internal://`, `relative://` or bare names, all looked for in the container and nowhere else on
/// the disk; GUIDs in braces or of another form; elements in any order; missing users, dates and colours; `\r\n` and
/// byte order marks in texts. Positions are code points unless the quotes of a source agree better with UTF-16 units
/// or another way to count `\r\n`.
///
/// Pictures, audio, video, areas of PDF pages, links, sets and graphs are left out, and the warnings say how many.
///
/// # Errors
/// When it is no such file or is damaged, when a limit is passed, and when the stream fails.
pub fn read_project<R: Read + Seek>(
    mut reader: R,
    options: &ReadOptions,
) -> Result<Imported<Project>, ReadError> {
    // From the start, wherever somebody who wrote it left the stream.
    reader.rewind()?;
    let mut start = [0; 2];
    let got = reader.by_ref().take(2).read(&mut start)?;
    reader.rewind()?;
    if &start[..got] != b"PK" {
        let bytes = bounded(reader, options)?;
        let (text, _) = decode::decode(bytes);
        if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
            return Err(ReadError::Damaged(
                "this is no REFI-QDA project (neither a zip container nor XML); choose “REFI-QDA project” (.qdpx) when exporting"
                    .to_owned(),
            ));
        }
        return parse::<R>(&text, None, Warnings::default());
    }
    let mut container = Container::open(reader, options)?;
    let (name, place) = container.project_file()?;
    let mut warnings = Warnings::default();
    if name != "project.qde" {
        warnings.say(format!("the project file is called {name} instead of project.qde"));
    }
    let (text, replaced) = decode::decode(container.bytes(place)?);
    if replaced {
        warnings.say(format!("{name} is not UTF-8; what could not be read became U+FFFD"));
    }
    parse(&text, Some(&mut container), warnings)
}

/// Reads a codebook file (`.qdc`); a project file gives its codebook.
///
/// # Errors
/// When it is no such file or is damaged, when it is larger than the limit, and when the stream fails.
pub fn read_codebook<R: Read>(
    reader: R,
    options: &ReadOptions,
) -> Result<Imported<CodeBook>, ReadError> {
    let (text, replaced) = decode::decode(bounded(reader, options)?);
    let mut warnings = Warnings::default();
    if replaced {
        warnings.say("the file is not UTF-8; what could not be read became U+FFFD".to_owned());
    }
    let mut xml = Cursor::new(text.trim_start_matches('\u{feff}'));
    let root = xml.root()?;
    let mut parser =
        Parser::<std::io::Empty> { xml, container: None, warnings, origin: String::new() };
    let book = match root.name.as_str() {
        "CodeBook" => CodeBook { origin: root.text("origin"), ..parser.code_book()? },
        "Project" => {
            let project = parser.project(&root)?;
            CodeBook { origin: project.origin, codes: project.code_book.codes }
        }
        other => {
            return Err(ReadError::Damaged(format!(
                "this is no REFI-QDA codebook (its outermost element is {other}); choose “REFI-QDA codebook” (.qdc) when exporting"
            )));
        }
    };
    Ok(Imported { content: book, warnings: parser.warnings.finish() })
}

fn parse<R: Read + Seek>(
    text: &str,
    container: Option<&mut Container<R>>,
    warnings: Warnings,
) -> Result<Imported<Project>, ReadError> {
    let mut xml = Cursor::new(text.trim_start_matches('\u{feff}'));
    let root = xml.root()?;
    if root.name != "Project" {
        return Err(damaged(&format!("its outermost element is {}, not Project", root.name)));
    }
    let mut parser = Parser { xml, container, warnings, origin: String::new() };
    let project = parser.project(&root)?;
    Ok(Imported { content: project, warnings: parser.warnings.finish() })
}

fn bounded<R: Read>(reader: R, options: &ReadOptions) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    reader.take(options.max_unpacked_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > options.max_unpacked_bytes {
        return Err(ReadError::TooLarge(format!(
            "the file is larger than {} bytes; raise the limit if it is no attack",
            options.max_unpacked_bytes
        )));
    }
    Ok(bytes)
}
