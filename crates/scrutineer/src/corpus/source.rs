//! Files, folders and archives to a list of things to read.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::Failure;
use crate::extract::archive_file;
use crate::extract::{ExtractErrorKind, ReadOptions};

/// One report to read: a file, a member of an archive, or a text that is at hand, as a row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    path: PathBuf,
    member: Option<String>,
    /// Why its archive could not be opened.
    refused: Option<Failure>,
    row: Option<Arc<Row>>,
}

/// A text that needs no reader, and what is known of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) columns: BTreeMap<String, String>,
}

impl Source {
    /// A text that is at hand, such as a row of `table`. It is read as plain text whatever it looks like;
    /// `columns` become columns of the document, as a catalogue's do.
    pub fn from_row(
        table: &Path,
        name: impl Into<String>,
        text: impl Into<String>,
        columns: BTreeMap<String, String>,
    ) -> Self {
        Self {
            name: name.into(),
            path: table.to_owned(),
            member: None,
            refused: None,
            row: Some(Arc::new(Row { text: text.into(), columns })),
        }
    }

    /// Its name in outputs: the path below the folder that was given, with `/`; for a member of an archive "archive.zip/member".
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file on disk.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The last part of its name.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// Why it cannot be read, known since it was listed.
    pub(super) fn refused(&self) -> Option<&Failure> {
        self.refused.as_ref()
    }

    /// The text, when it came as a row of a table.
    pub(super) fn row(&self) -> Option<&Row> {
        self.row.as_deref()
    }

    pub(super) fn load(&self, options: &ReadOptions) -> Result<Vec<u8>, Failure> {
        if let Some(row) = &self.row {
            return Ok(row.text.as_bytes().to_vec());
        }
        let size = fs::metadata(&self.path).map_err(|error| unreadable(&error))?.len();
        if size > options.max_bytes {
            return Err(failure(
                ExtractErrorKind::TooLarge,
                format!(
                    "the file has {} MB, more than the limit of {} MB; raise the limit or split the file",
                    size >> 20,
                    options.max_bytes >> 20
                ),
            ));
        }
        match &self.member {
            None => fs::read(&self.path).map_err(|error| unreadable(&error)),
            Some(member) => archive_file::member(&self.path, member, options)
                .map_err(|error| failure(error.kind(), error.to_string())),
        }
    }
}

fn failure(kind: ExtractErrorKind, message: String) -> Failure {
    Failure { kind: kind.as_str().to_owned(), message }
}

fn unreadable(error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::PermissionDenied => "; check who may read it",
        io::ErrorKind::NotFound => "; it was there when the run began",
        _ => "",
    };
    failure(ExtractErrorKind::Io, format!("the file cannot be read: {error}{hint}"))
}

/// Why the inputs of a run cannot be listed.
#[derive(Debug)]
pub struct SourceError {
    message: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SourceError {}

/// Lists what `paths` hold, in the order given, folders recursively and sorted by name.
///
/// Hidden files and folders, empty folders and lock files of office programs are passed over. Archives are opened, and each member
/// is a source of its own; an archive that cannot be opened is kept as one source, so that it shows among the failures.
///
/// # Errors
/// When a path does not exist or a folder cannot be listed, or nothing at all is found.
pub fn gather(paths: &[PathBuf], options: &ReadOptions) -> Result<Vec<Source>, SourceError> {
    let mut sources = Vec::new();
    for path in paths {
        if !path.exists() {
            let message =
                format!("{}: there is no such file or folder; check the spelling", path.display());
            return Err(SourceError { message });
        }
        if path.is_dir() {
            add_folder(path, options, &mut sources)?;
        } else {
            let name = path.file_name().map_or_else(|| shown(path), |name| shown(Path::new(name)));
            add_file(path, name, options, &mut sources);
        }
    }
    if sources.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(SourceError {
            message: format!("{}: holds no files to read", names.join(", ")),
        });
    }
    Ok(sources)
}

fn add_folder(
    folder: &Path,
    options: &ReadOptions,
    sources: &mut Vec<Source>,
) -> Result<(), SourceError> {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with(['.', '~'])
    };
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| SourceError {
            message: format!("{}: cannot be listed: {error}", folder.display()),
        })?;
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            add_file(entry.path(), shown(below), options, sources);
        }
    }
    Ok(())
}

fn add_file(path: &Path, name: String, options: &ReadOptions, sources: &mut Vec<Source>) {
    let source = |name: String, member: Option<String>, refused: Option<Failure>| Source {
        name,
        path: path.to_owned(),
        member,
        refused,
        row: None,
    };
    match archive_file::member_names(path, options) {
        Some(Ok(members)) => sources.extend(
            members
                .into_iter()
                .map(|member| source(format!("{name}/{member}"), Some(member), None)),
        ),
        Some(Err(error)) => {
            sources.push(source(name, None, Some(failure(error.kind(), error.to_string()))));
        }
        None => sources.push(source(name, None, None)),
    }
}

/// A path with `/` between its parts; bytes that are not UTF-8 are shown as U+FFFD.
fn shown(path: &Path) -> String {
    path.components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join("/")
}
