//! Projects and codebooks to files.

mod check;
mod elements;
mod xml;

use std::borrow::Cow;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::WriteError;
use crate::lines::{Counting, clean, cleaned};
use crate::model::{CodeBook, PlainTextSelection, Project, TextSource};
use check::Checker;
use xml::{Tag, Xml};

const PROJECT_NAMESPACE: &str = "urn:QDA-XML:project:1.0";
const CODEBOOK_NAMESPACE: &str = "urn:QDA-XML:codebook:1.0";

/// Writes a project source by source, so that its texts need not be in memory together.
///
/// A text goes into the container at once. What is coded in it goes to a *spool*, a temporary stream, because the
/// container holds it in one file behind all texts. With a temporary file as the spool, memory holds one source,
/// the head of the project and the GUIDs of selections and codings (some 64 bytes each).
///
/// The same project gives the same bytes: nothing depends on the time of day.
pub struct ProjectWriter<W: Write + Seek, S> {
    zip: ZipWriter<W>,
    spool: S,
    project: Project,
    checker: Checker,
    has_sources: bool,
}

impl<W: Write + Seek, S: Read + Write + Seek> ProjectWriter<W, S> {
    /// Begins a project with everything that sources refer to: users, codes, variables and notes. Sources that `head`
    /// holds already are written first.
    ///
    /// `spool` is an empty stream that nobody else uses.
    ///
    /// # Errors
    /// When something refers to nothing or has a GUID twice, and when a stream fails.
    pub fn new(out: W, spool: S, mut head: Project) -> Result<Self, WriteError> {
        let mut checker = Checker::default();
        checker.head(&head)?;
        let sources = std::mem::take(&mut head.sources);
        let mut writer =
            Self { zip: ZipWriter::new(out), spool, project: head, checker, has_sources: false };
        sources.iter().try_for_each(|source| writer.add(source))?;
        Ok(writer)
    }

    /// Writes a source. Line ends become `\n`, a byte order mark goes, and selections move with the text.
    ///
    /// # Errors
    /// When a selection lies outside the text, something refers to nothing, a GUID is there already, a passage is
    /// coded to a folder of codes, the text is larger than the standard allows, and when a stream fails.
    pub fn add(&mut self, source: &TextSource) -> Result<(), WriteError> {
        let source = with_clean_text(source);
        self.checker.source(&source, source.text.chars().count())?;
        self.zip
            .start_file(format!("sources/{}.txt", source.guid), file_options(false))
            .map_err(zip_error)?;
        self.zip.write_all(source.text.as_bytes())?;
        // In one piece, because the spool is likely to be a file without a buffer.
        let mut xml = Xml::new(Vec::new());
        elements::source(&mut xml, &source)?;
        self.spool.write_all(&xml.into_inner())?;
        self.has_sources = true;
        Ok(())
    }

    /// Changes the description of the project, for what is only known when all sources are in.
    pub fn describe(&mut self, description: impl Into<String>) {
        self.project.description = description.into();
    }

    /// Writes cases, notes and the rest, and gives the stream back.
    ///
    /// # Errors
    /// When a case refers to nothing, and when a stream fails.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.checker.cases(&self.project.cases)?;
        let mut spool = self.spool;
        let length = spool.stream_position()?;
        spool.seek(SeekFrom::Start(0))?;
        // The head is small beside the spool; a margin of a tenth covers it.
        let is_large = length > u64::from(u32::MAX) / 10 * 9;
        self.zip.start_file("project.qde", file_options(is_large)).map_err(zip_error)?;
        let project = &self.project;
        let mut xml = Xml::new(&mut self.zip);
        xml.declaration()?;
        let schema = format!(
            "{PROJECT_NAMESPACE} http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
        );
        xml.open(
            Tag::new("Project")
                .with("xmlns", PROJECT_NAMESPACE)
                .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
                .with("xsi:schemaLocation", &schema)
                .with("name", &project.name)
                .with_text("origin", &project.origin),
        )?;
        xml.line()?;
        elements::users(&mut xml, &project.users)?;
        elements::code_book(&mut xml, &project.code_book)?;
        elements::variables(&mut xml, &project.variables)?;
        elements::cases(&mut xml, &project.cases)?;
        if self.has_sources {
            xml.open(Tag::new("Sources"))?;
            xml.line()?;
            let out = xml.into_inner();
            io::copy(&mut spool.take(length), out)?;
            xml = Xml::new(out);
            xml.close("Sources")?;
            xml.line()?;
        }
        elements::notes(&mut xml, &project.notes)?;
        elements::description(&mut xml, &project.description, &project.note_refs)?;
        xml.close("Project")?;
        xml.line()?;
        self.zip.finish().map_err(zip_error)
    }
}

/// Writes a project that is in memory.
///
/// # Errors
/// As [`ProjectWriter`].
pub fn write_project<W: Write + Seek>(out: W, project: &Project) -> Result<W, WriteError> {
    // Field by field, so that the texts are not copied.
    let head = Project {
        name: project.name.clone(),
        origin: project.origin.clone(),
        users: project.users.clone(),
        code_book: project.code_book.clone(),
        variables: project.variables.clone(),
        cases: project.cases.clone(),
        sources: Vec::new(),
        notes: project.notes.clone(),
        description: project.description.clone(),
        note_refs: project.note_refs.clone(),
    };
    let mut writer = ProjectWriter::new(out, Cursor::new(Vec::new()), head)?;
    project.sources.iter().try_for_each(|source| writer.add(source))?;
    writer.finish()
}

/// Writes a codebook file (`.qdc`). Notes on codes are left out, because the format has none.
///
/// # Errors
/// When there is no code or a GUID is there twice, and when `out` fails.
pub fn write_codebook<W: Write>(out: W, book: &CodeBook) -> Result<W, WriteError> {
    if book.codes.is_empty() {
        return Err(WriteError::NoCodes);
    }
    let mut plain = book.clone();
    plain.codes.iter_mut().for_each(without_notes);
    Checker::default().head(&Project { code_book: plain.clone(), ..Project::default() })?;
    let mut xml = Xml::new(out);
    xml.declaration()?;
    xml.open(
        Tag::new("CodeBook").with("xmlns", CODEBOOK_NAMESPACE).with_text("origin", &plain.origin),
    )?;
    elements::codes(&mut xml, &plain)?;
    xml.close("CodeBook")?;
    xml.line()?;
    Ok(xml.into_inner())
}

fn without_notes(code: &mut crate::Code) {
    code.note_refs.clear();
    code.codes.iter_mut().for_each(without_notes);
}

/// `source` with the text as it is stored, and selections that fit it.
fn with_clean_text(source: &TextSource) -> Cow<'_, TextSource> {
    let text = match clean(&source.text) {
        Cow::Borrowed(text) if text.len() == source.text.len() => return Cow::Borrowed(source),
        changed => changed.into_owned(),
    };
    // In memory a mark is a character like any other, and so are both halves of a line end.
    let counting = Counting { counts_mark: true, ..Counting::default() };
    let mut offsets: Vec<usize> =
        source.selections.iter().flat_map(|each| [each.start, each.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let places = cleaned(&source.text, counting, &offsets);
    let moved = |offset: usize| match offsets.binary_search(&offset).map(|at| places[at]) {
        Ok(Ok(place)) => place,
        // Outside the text: stays so, and is refused.
        _ => offset,
    };
    let selections = source.selections.iter().map(|each| PlainTextSelection {
        start: moved(each.start),
        end: moved(each.end),
        ..each.clone()
    });
    Cow::Owned(TextSource { selections: selections.collect(), text, ..source.clone() })
}

/// No time of day and no mode of this machine, so that the bytes depend on the project alone.
fn file_options(is_large: bool) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(is_large)
}

fn zip_error(error: zip::result::ZipError) -> WriteError {
    match error {
        zip::result::ZipError::Io(error) => WriteError::Io(error),
        other => WriteError::Io(io::Error::other(other)),
    }
}
