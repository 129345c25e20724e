//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How temporary files begin; what a killed run leaves is recognised by it.
const PREFIX: &str = ".scrutineer-";
const SUFFIX: &str = ".tmp";

/// A file that is written under a temporary name in the same folder.
#[derive(Debug)]
pub struct WholeFile {
    target: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Begins to write what will be `target`.
    ///
    /// # Errors
    /// When the folder cannot be written, or it can be told already that the target cannot be replaced.
    pub fn create(target: &Path) -> io::Result<Self> {
        check_replaceable(target)?;
        let folder = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let file = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        Ok(Self { target: target.to_owned(), writer: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Gives the file its name. Before this the old file, if any, is untouched.
    ///
    /// # Errors
    /// When the disk is full, or the target is open in a program that locks it.
    pub fn finish(self) -> io::Result<()> {
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        readable_by_others(&file)?;
        file.persist(&self.target).map_err(|error| refused(&self.target, &error.error))?;
        Ok(())
    }
}

fn refused(target: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!(
            "{} cannot be replaced: {error}; close it in other programs and run again",
            target.display()
        ),
    )
}

/// Refuses a target that is no file, or that another program has locked, before hours of work are spent on it.
fn check_replaceable(target: &Path) -> io::Result<()> {
    if target.is_dir() {
        let message = format!("{} is a folder; move it away", target.display());
        return Err(io::Error::new(io::ErrorKind::IsADirectory, message));
    }
    // Elsewhere open files can be replaced.
    if cfg!(windows) && target.exists() {
        fs::OpenOptions::new()
            .append(true)
            .open(target)
            .map_err(|error| refused(target, &error))?;
    }
    Ok(())
}

/// Temporary files are private; results get the mode of ordinary new files.
#[cfg(unix)]
fn readable_by_others(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_others(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Containers such as zip go back to fill in what they know only later.
impl Seek for WholeFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.writer.seek(to)
    }
}

/// Removes temporary files that a killed run left in `folder`.
///
/// # Errors
/// When the folder cannot be listed. A file that cannot be removed is left.
pub fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            // Another run may just have renamed it.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}
