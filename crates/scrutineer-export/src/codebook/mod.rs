//! A codebook as sheets for spreadsheet editors: a workbook (XLSX) or a folder of CSV files, there and back without loss.
//!
//! One sheet a kind of thing, one row a thing; phrases and examples have rows of their own, so that they can be
//! sorted, filtered and reviewed. Reading makes taxonomy files (TOML) of the sheets and lets the library's own loader
//! judge them; what it finds is told by sheet, row and column. Comments of taxonomy files do not travel.

mod cells;
mod csv_sheets;
mod error;
mod files;
mod fill;
mod workbook;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use scrutineer::taxonomy::{SourceFile, Taxonomy};

use crate::whole_file::WholeFile;
pub use csv_sheets::{read_codebook_csv, write_codebook_csv};
pub use error::SheetError;
pub use workbook::{read_codebook_xlsx, write_codebook_xlsx};

/// One taxonomy file that was made from sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxonomyFile {
    /// Name, without folder.
    pub name: String,
    /// TOML.
    pub content: String,
}

/// Makes taxonomy files of sheets, and lets the loader judge them.
fn files_of(sheets: &cells::Sheets) -> Result<Vec<TaxonomyFile>, Vec<SheetError>> {
    let made = files::files_of(sheets)?;
    let sources: Vec<SourceFile<'_>> =
        made.iter().map(|file| SourceFile { name: &file.name, content: &file.content }).collect();
    match Taxonomy::from_files(&sources, Some(Taxonomy::base())) {
        Ok(_) => Ok(made
            .into_iter()
            .map(|file| TaxonomyFile { name: file.name, content: file.content })
            .collect()),
        Err(errors) => {
            Err(errors.iter().map(|error| error::placed(sheets, &made, error)).collect())
        }
    }
}

/// Writes taxonomy files into `folder`, which is made if needed.
///
/// # Errors
/// When the folder holds taxonomy files already, because two codebooks would mix, or cannot be written.
pub fn write_taxonomy_files(files: &[TaxonomyFile], folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!("{} is there already; choose a new folder", path.display()),
            ));
        }
    }
    let mut written = Vec::with_capacity(files.len());
    for file in files {
        let mut whole = WholeFile::create(&folder.join(&file.name))?;
        whole.write_all(file.content.as_bytes())?;
        written.push(whole);
    }
    written.into_iter().try_for_each(WholeFile::finish)
}
