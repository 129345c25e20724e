//! The program: where it is, what it knows, one page through it.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use std::{env, io, thread};

use crate::extract::pdf::page::Picture;
use crate::extract::{ExtractError, ExtractErrorKind};

/// Tesseract's "single column of text of variable sizes": paragraph numbers stay on the line of their paragraph. Lines that
/// run over two columns are parted again by [`lines`](super::lines).
const LAYOUT: &str = "4";

/// An installed tesseract.
#[derive(Clone, Debug)]
pub(super) struct Tesseract {
    path: PathBuf,
    name: String,
    languages: Vec<String>,
}

impl Tesseract {
    /// The program of the search path; asked once.
    pub(super) fn find() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<Tesseract>> = OnceLock::new();
        FOUND.get_or_init(|| Self::find_in(&env::var_os("PATH").unwrap_or_default())).as_ref()
    }

    /// The program of a search path.
    pub(super) fn find_in(path: &OsStr) -> Option<Self> {
        let usual = [PathBuf::from("C:\\Program Files\\Tesseract-OCR")];
        let path = env::split_paths(path)
            .chain(usual)
            .flat_map(|place| ["tesseract", "tesseract.exe"].map(|name| place.join(name)))
            .find(|candidate| candidate.is_file())?;
        let version = answer(&path, "--version")?;
        let name = version.lines().next().unwrap_or("tesseract").trim().to_owned();
        let languages = answer(&path, "--list-langs")?;
        let languages = languages.lines().skip(1).map(|line| line.trim().to_owned()).collect();
        Some(Self { path, name, languages })
    }

    /// Name and version, as it says them.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// # Errors
    /// When data of a language of `languages` ("eng+cym") is not installed.
    pub(super) fn check_language(&self, languages: &str) -> Result<(), ExtractError> {
        let known = |language: &&str| !self.languages.iter().any(|have| have == language);
        match languages.split('+').find(known) {
            None => Ok(()),
            Some(missing) => Err(ExtractError::new(
                ExtractErrorKind::ProgramMissing,
                format!(
                    "tesseract has no data for the language `{missing}`, only for {}; install it (tesseract-ocr-{missing} on Debian), or choose another with --ocr-language",
                    self.languages.join(", ")
                ),
            )),
        }
    }

    /// Reads one page; gives tesseract's table of tab-separated values, one row a word.
    ///
    /// # Errors
    /// When the program fails or takes longer than `patience`.
    pub(super) fn read(
        &self,
        picture: &Picture,
        languages: &str,
        patience: Duration,
    ) -> Result<String, ExtractError> {
        let mut child = Command::new(&self.path)
            .args(["stdin", "stdout", "-l", languages, "--psm", LAYOUT, "--dpi"])
            .arg(format!("{:.0}", picture.dpi))
            .arg("tsv")
            // One thread: pages are read in parallel by whoever wants that, and its own threads get in each other's way.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed(&error.to_string()))?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(mut output)) = pipes else {
            return Err(failed("it has no pipes"));
        };
        thread::scope(|scope| {
            scope.spawn(move || {
                let head = format!("P5\n{} {}\n255\n", picture.width, picture.height);
                // When the program ends early its status says so.
                let _ =
                    input.write_all(head.as_bytes()).and_then(|()| input.write_all(&picture.grey));
            });
            let reading = scope.spawn(move || {
                let mut table = Vec::new();
                output.read_to_end(&mut table).map(|_| table)
            });
            let status = wait(&mut child, patience);
            let table = reading.join().map_err(|_| failed("its output was lost"))?;
            match status {
                Ok(Some(status)) if status.success() => {
                    let table = table.map_err(|error| failed(&error.to_string()))?;
                    Ok(String::from_utf8_lossy(&table).into_owned())
                }
                Ok(Some(status)) => Err(failed(&status.to_string())),
                Ok(None) => Err(ExtractError::new(
                    ExtractErrorKind::Limit,
                    "tesseract took longer than the time limit for a page; allow more time (--timeout)",
                )),
                Err(error) => Err(failed(&error.to_string())),
            }
        })
    }
}

fn failed(why: &str) -> ExtractError {
    ExtractError::new(
        ExtractErrorKind::ParserFailed,
        format!("tesseract did not read it ({why}); read the file without OCR (--ocr never)"),
    )
}

/// Waits for the end; `None` when it did not come in time and was brought about.
fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<std::process::ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn answer(program: &Path, question: &str) -> Option<String> {
    let output = Command::new(program).arg(question).stdin(Stdio::null()).output().ok()?;
    // Old versions answer on standard error.
    let said = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&said).into_owned())
}
