//! `scrutineer taxonomy new`, `export` and `import`: codebooks as files.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use scrutineer::Taxonomy;
use scrutineer::exchange::{read_code_book, skeleton};
use scrutineer::taxonomy::{STARTER, SourceFile};
use scrutineer_export::WholeFile;
use scrutineer_export::codebook::{
    TaxonomyFile, read_codebook_csv, read_codebook_xlsx, write_codebook_csv, write_codebook_xlsx,
    write_taxonomy_files,
};

use super::first_of;
use crate::failure::Failure;

/// Writes the starter taxonomy.
pub(crate) fn begin(out: &mut impl Write, folder: &Path) -> Result<(), Failure> {
    let target = folder.join(STARTER.name);
    if target.exists() {
        return Err(Failure::new(format!(
            "{} is there already; choose another folder",
            target.display()
        )));
    }
    let refuse = |error| cannot_write(folder, &error);
    fs::create_dir_all(folder).map_err(refuse)?;
    let mut file = WholeFile::create(&target).map_err(refuse)?;
    file.write_all(STARTER.content.as_bytes()).map_err(refuse)?;
    file.finish().map_err(refuse)?;
    writeln!(out, "{} written; change it, then:", target.display())?;
    writeln!(out, "  scrutineer taxonomy check {}", folder.display())?;
    writeln!(out, "  scrutineer tag REPORT --taxonomy {}", folder.display())?;
    Ok(())
}

fn cannot_write(folder: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be written: {error}", folder.display()))
}

/// Writes a codebook for spreadsheet editors, as a workbook or a folder of CSV files.
pub(crate) fn export(
    out: &mut impl Write,
    taxonomy: &Taxonomy,
    target: &Path,
    with_base: bool,
) -> Result<(), Failure> {
    let lent = (!with_base).then(Taxonomy::base);
    match extension(target).as_str() {
        "xlsx" => write_codebook_xlsx(taxonomy, lent, target)
            .map_err(|error| Failure::new(error.to_string()))?,
        "" => write_codebook_csv(taxonomy, lent, target)
            .map_err(|error| cannot_write(target, &error))?,
        other => {
            return Err(Failure::new(format!(
                "a codebook is not written as .{other}; give FILE.xlsx, or a folder for CSV files"
            )));
        }
    }
    writeln!(
        out,
        "{} issues written to {}; `scrutineer taxonomy import` makes taxonomy files of it again",
        taxonomy.issues.len(),
        target.display()
    )?;
    Ok(())
}

/// Makes taxonomy files of what somebody edited elsewhere, or coded with in another program.
pub(crate) fn import(out: &mut impl Write, source: &Path, folder: &Path) -> Result<(), Failure> {
    let (files, notes) = match extension(source).as_str() {
        "qdc" | "qde" | "qdpx" => without_rules(source)?,
        _ => (read(source)?, Vec::new()),
    };
    write_taxonomy_files(&files, folder).map_err(|error| cannot_write(folder, &error))?;
    writeln!(
        out,
        "{} files written; now run: scrutineer taxonomy check {}",
        files.len(),
        folder.display()
    )?;
    notes.iter().try_for_each(|note| writeln!(out, "to do: {note}"))?;
    Ok(())
}

/// Taxonomy files of a codebook that another program wrote, and what a person must still do.
fn without_rules(source: &Path) -> Result<(Vec<TaxonomyFile>, Vec<String>), Failure> {
    let named = |error: String| Failure::new(format!("{}: {error}", source.display()));
    let opened = fs::File::open(source).map_err(|error| named(error.to_string()))?;
    let (book, warnings) =
        read_code_book(io::BufReader::new(opened)).map_err(|error| named(error.to_string()))?;
    for warning in &warnings {
        writeln!(io::stderr(), "warning: {warning}")?;
    }
    let skeleton = skeleton(&book);
    if skeleton.issues == 0 {
        return Err(named("the codebook holds no code".to_owned()));
    }
    let sources: Vec<SourceFile<'_>> =
        skeleton.files.iter().map(|(name, content)| SourceFile { name, content }).collect();
    Taxonomy::from_files(&sources, Some(Taxonomy::base())).map_err(|errors| {
        Failure::new(format!("the codebook cannot be used:\n{}", first_of(&errors)))
    })?;
    let files = skeleton.files.into_iter();
    let files = files.map(|(name, content)| TaxonomyFile { name, content }).collect();
    Ok((files, skeleton.notes))
}

/// The one place that tells formats of sheets apart.
fn read(source: &Path) -> Result<Vec<TaxonomyFile>, Failure> {
    let read = match extension(source).as_str() {
        _ if source.is_dir() => read_codebook_csv(source),
        _ if !source.exists() => {
            return Err(Failure::new(format!("{} does not exist", source.display())));
        }
        "xlsx" => read_codebook_xlsx(source),
        _ => {
            return Err(Failure::new(format!(
                "{}: a codebook is read from FILE.xlsx, from a folder of CSV files, from FILE.qdc or FILE.qdpx",
                source.display()
            )));
        }
    };
    read.map_err(|errors| {
        Failure::new(format!("the codebook cannot be used:\n{}", first_of(&errors)))
    })
}

fn extension(path: &Path) -> String {
    path.extension()
        .map_or_else(String::new, |extension| extension.to_string_lossy().to_lowercase())
}
