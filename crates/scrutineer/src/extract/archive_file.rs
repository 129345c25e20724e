//! Archives on disk: their members by name, without holding the whole archive.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::archive::{self, Budget};
use super::error::{ExtractError, ExtractErrorKind};
use super::options::ReadOptions;
use super::{Format, detect};

/// Names of the members of the archive at `path`; `None` when the file is no archive of files
/// (a DOCX is a zip, but one document).
///
/// Members are unpacked one after the other to look for archives inside; nothing is kept.
///
/// # Errors
/// When the file is an archive but damaged or past the limits.
pub(crate) fn member_names(
    path: &Path,
    options: &ReadOptions,
) -> Option<Result<Vec<String>, ExtractError>> {
    let mut head = [0; 4];
    File::open(path).ok()?.read_exact(&mut head).ok()?;
    if head != *b"PK\x03\x04" || fs::metadata(path).ok()?.len() > options.max_bytes {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    if detect::format(&bytes, options).ok()? != Format::Zip {
        return None;
    }
    let members = match archive::members(&bytes, options) {
        Ok(members) => members,
        Err(error) => return Some(Err(error)),
    };
    let mut names = Vec::new();
    for member in members {
        match member.content {
            Err(error) if error.kind() == ExtractErrorKind::TooLarge => return Some(Err(error)),
            _ => names.push(member.name),
        }
    }
    Some(Ok(names))
}

/// The bytes of the member called `name` of the archive at `path`.
///
/// # Errors
/// When the archive or the member cannot be read, or the member is past the limits.
pub(crate) fn member(
    path: &Path,
    name: &str,
    options: &ReadOptions,
) -> Result<Vec<u8>, ExtractError> {
    let file = File::open(path).map_err(|error| gone(&error.to_string()))?;
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| gone(&error.to_string()))?;
    let index = (0..archive.len())
        .find(|&index| archive::visible_name(&archive, index).as_deref() == Some(name));
    if let Some(index) = index {
        return archive::read_member(&mut archive, index, &mut Budget::new(options));
    }
    // A member of an archive inside the archive.
    let bytes = fs::read(path).map_err(|error| gone(&error.to_string()))?;
    let found = archive::members(&bytes, options)?.find(|member| member.name == name);
    found.map_or_else(|| Err(gone("the member is not there any more")), |member| member.content)
}

fn gone(why: &str) -> ExtractError {
    ExtractError::new(ExtractErrorKind::Damaged, format!("the archive cannot be read: {why}"))
}
