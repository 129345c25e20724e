//! Zip archives: their members one by one, never more of them than the limits allow.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::{ExtractError, ExtractErrorKind};
use super::options::{ReadOptions, size_in_words};
use super::{Format, detect};

/// An archive with more entries than this is refused.
const MAX_MEMBERS: usize = 20_000;
/// Archives inside archives are opened to this depth.
const MAX_DEPTH: usize = 2;
/// Deflated text shrinks about tenfold; zeros shrink a thousandfold.
const MAX_RATIO: u64 = 250;
/// The ratio is looked at only from this size on: small members of one repeated letter are harmless.
const RATIO_MATTERS_FROM: u64 = 8 << 20;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Path inside the archive; in a nested archive `outer.zip/inner.docx`.
    pub name: String,
    /// The bytes, or why they could not be had.
    pub content: Result<Vec<u8>, ExtractError>,
}

/// Iterates the files of a zip archive, nested archives included; made by [`members`].
///
/// Directories, hidden files and the resource forks that macOS adds are skipped. A damaged member is
/// an error of that member only; when a limit is passed, the member that passed it is the last one.
#[derive(Debug)]
pub struct Members<'a> {
    open: Vec<OpenArchive<'a>>,
    budget: Budget,
    members: usize,
}

#[derive(Debug)]
struct OpenArchive<'a> {
    archive: ZipArchive<Cursor<Cow<'a, [u8]>>>,
    next: usize,
    prefix: String,
}

/// Opens a zip archive.
///
/// # Errors
///
/// When `bytes` are no zip archive, or are larger than the limit.
pub fn members<'a>(bytes: &'a [u8], options: &ReadOptions) -> Result<Members<'a>, ExtractError> {
    super::check_size(bytes, options)?;
    let archive = open(Cow::Borrowed(bytes))?;
    let open = vec![OpenArchive { archive, next: 0, prefix: String::new() }];
    Ok(Members { open, budget: Budget::new(options), members: 0 })
}

impl Iterator for Members<'_> {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        loop {
            let depth = self.open.len();
            let current = self.open.last_mut()?;
            if current.next >= current.archive.len() {
                self.open.pop();
                continue;
            }
            let index = current.next;
            current.next += 1;
            let Some(name) = visible_name(&current.archive, index) else { continue };
            let name = format!("{}{name}", current.prefix);
            self.members += 1;
            let content = if self.members > MAX_MEMBERS {
                Err(too_many_members())
            } else {
                read_member(&mut current.archive, index, &mut self.budget)
            };
            if content.as_ref().is_err_and(|e| e.kind() == ExtractErrorKind::TooLarge) {
                self.open.clear();
            }
            let Ok(bytes) = content else { return Some(Member { name, content }) };
            if detect::format(&bytes, &ReadOptions::default()).ok() != Some(Format::Zip) {
                return Some(Member { name, content: Ok(bytes) });
            }
            if depth > MAX_DEPTH {
                return Some(Member { name, content: Err(nested_too_deep()) });
            }
            match open(Cow::Owned(bytes)) {
                Ok(archive) => {
                    self.open.push(OpenArchive { archive, next: 0, prefix: format!("{name}/") });
                }
                Err(error) => return Some(Member { name, content: Err(error) }),
            }
        }
    }
}

/// The name of a member that is worth reading.
pub(super) fn visible_name<R: Read + std::io::Seek>(
    archive: &ZipArchive<R>,
    index: usize,
) -> Option<String> {
    let raw = match archive.name_for_index(index)? {
        Ok(name) => name.into_owned(),
        Err(_) => format!("member {}", index + 1),
    };
    let name = raw.replace('\\', "/");
    let hidden = name.ends_with('/')
        || name.split('/').any(|part| {
            part.starts_with('.') && part != "." || part == "__MACOSX" || part.starts_with("~$")
        })
        || name.rsplit('/').next().is_some_and(|file| file == "Thumbs.db");
    (!hidden).then_some(name)
}

/// How many bytes may still be unpacked.
#[derive(Debug)]
pub(super) struct Budget {
    left: u64,
    limit: u64,
}

impl Budget {
    pub(super) fn new(options: &ReadOptions) -> Self {
        Self { left: options.max_unpacked_bytes, limit: options.max_unpacked_bytes }
    }
}

pub(super) fn open(
    bytes: Cow<'_, [u8]>,
) -> Result<ZipArchive<Cursor<Cow<'_, [u8]>>>, ExtractError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error.to_string()))
}

/// Unpacks one member, counting what really comes out, because the size in the header may lie.
pub(super) fn read_member<R: Read + std::io::Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    budget: &mut Budget,
) -> Result<Vec<u8>, ExtractError> {
    let mut member = archive.by_index(index).map_err(member_error)?;
    if member.encrypted() {
        return Err(password_needed());
    }
    let packed = member.compressed_size();
    let mut bytes = Vec::new();
    let read = member.by_ref().take(budget.left.saturating_add(1)).read_to_end(&mut bytes);
    let unpacked = bytes.len() as u64;
    if unpacked > budget.left {
        return Err(unpacks_too_far(budget.limit));
    }
    if unpacked > RATIO_MATTERS_FROM && unpacked / MAX_RATIO > packed {
        return Err(ExtractError::new(
            ExtractErrorKind::TooLarge,
            format!(
                "{} packed unpack to {}, which no report does; the archive looks like a zip bomb and was not read further",
                size_in_words(packed),
                size_in_words(unpacked)
            ),
        ));
    }
    budget.left -= unpacked;
    read.map_err(|error| damaged(&error.to_string()))?;
    Ok(bytes)
}

fn member_error(error: ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
            password_needed()
        }
        ZipError::InvalidPassword => password_needed(),
        ZipError::CompressionMethodNotSupported(_) => {
            damaged("it is packed by a method other than deflate; pack it again as an ordinary zip")
        }
        other => damaged(&other.to_string()),
    }
}

fn damaged(why: &str) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::Damaged,
        format!(
            "the zip container is damaged or cut short ({why}); download or save the file again"
        ),
    )
}

fn password_needed() -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::Encrypted,
        "the archive is protected by a password; unpack it and read the files inside",
    )
}

fn unpacks_too_far(limit: u64) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::TooLarge,
        format!(
            "the file unpacks to more than {}; if it is no zip bomb, raise the limit for unpacked bytes",
            size_in_words(limit)
        ),
    )
}

fn too_many_members() -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::TooLarge,
        format!("the archive has more than {MAX_MEMBERS} files; split it into smaller archives"),
    )
}

fn nested_too_deep() -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::TooLarge,
        format!(
            "archives are nested deeper than {MAX_DEPTH} levels; unpack this one and read the files inside"
        ),
    )
}
