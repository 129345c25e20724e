//! The zip container: `project.qde` and the files beside it, never more of them than the limits allow.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadOptions;
use crate::error::ReadError;

pub(super) struct Container<R> {
    archive: ZipArchive<R>,
    /// Names with `/` for `\`, and their places, in the order of the archive.
    names: Vec<(String, usize)>,
    /// Places by the last part of the name in lower case; the first of several.
    by_file_name: BTreeMap<String, usize>,
    left: u64,
    limit: u64,
}

impl<R: Read + Seek> Container<R> {
    pub(super) fn open(reader: R, options: &ReadOptions) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(reader).map_err(|error| match error {
            ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                ReadError::Io(error)
            }
            other => damaged(&other.to_string()),
        })?;
        if archive.len() > options.max_entries {
            return Err(ReadError::TooLarge(format!(
                "the project holds {} files, more than the limit of {}; raise the limit if it is no attack",
                archive.len(),
                options.max_entries
            )));
        }
        let mut names = Vec::with_capacity(archive.len());
        let mut by_file_name = BTreeMap::new();
        for place in 0..archive.len() {
            let Some(Ok(name)) = archive.name_for_index(place) else { continue };
            let name = name.replace('\\', "/");
            let hidden = name
                .split('/')
                .any(|part| part == "__MACOSX" || (part.starts_with('.') && part.len() > 2));
            if name.ends_with('/') || hidden {
                continue;
            }
            by_file_name.entry(file_name(&name).to_lowercase()).or_insert(place);
            names.push((name, place));
        }
        Ok(Self {
            archive,
            names,
            by_file_name,
            left: options.max_unpacked_bytes,
            limit: options.max_unpacked_bytes,
        })
    }

    /// The place of the one project file: `project.qde`, or the only file that ends like it.
    pub(super) fn project_file(&self) -> Result<(String, usize), ReadError> {
        let found: Vec<&(String, usize)> =
            self.names.iter().filter(|(name, _)| name.to_lowercase().ends_with(".qde")).collect();
        let named =
            found.iter().find(|(name, _)| file_name(name).eq_ignore_ascii_case("project.qde"));
        match (named, found.as_slice()) {
            (Some(entry), _) => Ok((**entry).clone()),
            (None, [entry]) => Ok((*entry).clone()),
            (None, []) => Err(ReadError::Damaged(
                "the archive holds no project.qde, so it is no REFI-QDA project; choose “REFI-QDA project” (.qdpx) when exporting"
                    .to_owned(),
            )),
            (None, several) => {
                let names: Vec<&str> =
                    several.iter().take(5).map(|(name, _)| name.as_str()).collect();
                Err(ReadError::Damaged(format!(
                    "the archive holds {} project files ({}) and none is called project.qde; keep the right one",
                    several.len(),
                    names.join(", ")
                )))
            }
        }
    }

    /// The place of the file that an attribute like `internal://NAME` means, in `sources`, `Sources` or anywhere.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        let bare = ["internal://", "relative://", "absolute://", "file://"]
            .iter()
            .find_map(|scheme| path.strip_prefix(scheme))
            .unwrap_or(path)
            .replace('\\', "/");
        let name = file_name(&bare).to_lowercase();
        if name.is_empty() { None } else { self.by_file_name.get(&name).copied() }
    }

    /// Unpacks a file, counting what really comes out, because the size in the header may lie.
    pub(super) fn bytes(&mut self, place: usize) -> Result<Vec<u8>, ReadError> {
        let mut file = self.archive.by_index(place).map_err(|error| match error {
            ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => {
                ReadError::Damaged(
                    "the project is protected by a password; export it again without one"
                        .to_owned(),
                )
            }
            ZipError::Io(error) => ReadError::Io(error),
            other => damaged(&other.to_string()),
        })?;
        let mut bytes = Vec::new();
        let read = file.by_ref().take(self.left.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.left {
            return Err(ReadError::TooLarge(format!(
                "the project unpacks to more than {} bytes; if it is no zip bomb, raise the limit",
                self.limit
            )));
        }
        read.map_err(|error| damaged(&error.to_string()))?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn damaged(why: &str) -> ReadError {
    ReadError::Damaged(format!(
        "the zip container is damaged, cut short, or no zip at all ({why}); export the project again"
    ))
}
