//! The parts of a DOCX or ODT container.

use std::borrow::Cow;
use std::io::Cursor;

use zip::ZipArchive;

use super::archive::{self, Budget};
use super::error::{ExtractError, ExtractErrorKind};
use super::options::ReadOptions;
use super::xml::Tree;

/// An opened container, with what may still be unpacked from it.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<Cow<'a, [u8]>>>,
    budget: Budget,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], options: &ReadOptions) -> Result<Self, ExtractError> {
        Ok(Self { archive: archive::open(Cow::Borrowed(bytes))?, budget: Budget::new(options) })
    }

    /// The bytes of a part, `None` when the container has no such part.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let name = name.trim_start_matches('/');
        let index = self.archive.index_for_name(name).or_else(|| self.index_ignoring_case(name));
        index
            .map(|index| archive::read_member(&mut self.archive, index, &mut self.budget))
            .transpose()
    }

    /// A part as XML, `None` when the container has no such part.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Tree>, ExtractError> {
        self.bytes(name)?.map(|bytes| Tree::parse(&bytes, name)).transpose()
    }

    /// A part that the text can do without: when it is damaged, what was wrong becomes a warning.
    pub(super) fn optional_xml(
        &mut self,
        name: &str,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Tree>, ExtractError> {
        match self.xml(name) {
            Err(error) if error.kind() == ExtractErrorKind::Damaged => {
                warnings.push(format!("the part {name} is damaged and was left out"));
                Ok(None)
            }
            other => other,
        }
    }

    fn index_ignoring_case(&self, name: &str) -> Option<usize> {
        (0..self.archive.len()).find(|&index| {
            let found = self.archive.name_for_index(index).and_then(Result::ok);
            found.is_some_and(|found| found.replace('\\', "/").eq_ignore_ascii_case(name))
        })
    }
}

/// The error for a container without its main part.
pub(super) fn main_part_missing(part: &str) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::Damaged,
        format!(
            "the file is damaged: its part {part} is missing; open it in Word or LibreOffice and save it again"
        ),
    )
}
