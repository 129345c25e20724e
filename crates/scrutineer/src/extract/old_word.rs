//! Word 97-2003 files, which LibreOffice turns into DOCX when it is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use super::block::Extraction;
use super::error::{ExtractError, ExtractErrorKind};
use super::options::ReadOptions;
use super::{check_size, docx};

/// LibreOffice starts in seconds; a file that keeps it longer than this keeps it for ever.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
    let Some(program) = find_program() else {
        return Err(ExtractError::new(
            ExtractErrorKind::ProgramMissing,
            "the file is an old Word .doc: open it in LibreOffice or Word and save as .docx",
        ));
    };
    let converted = convert(&program, bytes).map_err(|error| {
        ExtractError::new(
            ExtractErrorKind::Damaged,
            format!("LibreOffice could not convert the old Word .doc ({error}); open it in Word and save as .docx"),
        )
    })?;
    check_size(&converted, options)?;
    let mut extraction = docx::read(&converted, options)?;
    extraction.warnings.push("old Word format: read through LibreOffice".to_owned());
    Ok(extraction)
}

fn find_program() -> Option<PathBuf> {
    let names = ["soffice", "libreoffice", "soffice.exe"];
    let usual =
        ["/Applications/LibreOffice.app/Contents/MacOS", "C:\\Program Files\\LibreOffice\\program"];
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .chain(usual.iter().map(PathBuf::from))
        .flat_map(|place| names.map(|name| place.join(name)))
        .find(|candidate| candidate.is_file())
}

fn convert(program: &Path, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let folder = tempfile::Builder::new().prefix("scrutineer-doc-").tempdir()?;
    let source = folder.path().join("report.doc");
    fs::write(&source, bytes)?;
    // A profile of its own: LibreOffice refuses to start twice on one profile, and a person may have it open.
    let profile = format!("-env:UserInstallation={}", file_url(&folder.path().join("profile")));
    let mut child = Command::new(program)
        .arg(profile)
        .args(["--headless", "--norestore", "--convert-to", "docx", "--outdir"])
        .arg(folder.path())
        .arg(&source)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let start = Instant::now();
    while child.try_wait()?.is_none() {
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, "it did not finish"));
        }
        thread::sleep(Duration::from_millis(50));
    }
    fs::read(folder.path().join("report.docx"))
}

fn file_url(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/").replace('%', "%25").replace(' ', "%20");
    format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
}
