//! What the test files share: where things are, the program under test, and what may be missing.
//!
//! A test that needs something from outside the repository asks for it here. When it is missing the test says so
//! on standard error and passes; with `SCRUTINEER_REQUIRE=all`, as in CI, missing is a failure.

#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this one")]

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The codes that the built-in taxonomy began with; the reasons of one of them, `rsf-…`, belong to them.
pub(crate) const FIRST_CODES: [&str; 10] = [
    "hostile-parent",
    "workaround-meetings",
    "no-escalation",
    "reluctance-share-family-present",
    "lack-professional-challenge",
    "disguised-compliance",
    "voice-of-child-not-heard",
    "lack-professional-curiosity",
    "was-not-brought",
    "information-not-shared",
];

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// The folder of sample reports.
pub(crate) fn samples() -> PathBuf {
    root().join("corpus-samples")
}

/// Whether `program` can be started; when it cannot, says how to get it.
pub(crate) fn require(program: &str, how: &str) -> bool {
    let started = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    started.is_ok() || missing(&format!("the program {program}"), how)
}

/// Whether Python can import `modules`; when it cannot, says how to get them.
pub(crate) fn require_python(modules: &[&str], how: &str) -> bool {
    let imported = Command::new("python3")
        .args(["-c", &format!("import {}", modules.join(", "))])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    imported.is_ok_and(|status| status.success())
        || missing(&format!("Python with {}", modules.join(", ")), how)
}

/// Whether the file or folder `part` of the repository is there, which an installer puts in place.
pub(crate) fn require_installed(part: &str, how: &str) -> bool {
    root().join(part).exists() || missing(part, how)
}

/// A file or folder of the collection beside the repository, which `SCRUTINEER_SHARED` names.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let folder =
        env::var_os("SCRUTINEER_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(part);
    if path.exists() {
        return Some(path);
    }
    missing(
        &format!("shared/{part}"),
        "put the shared folder beside the repository, or set SCRUTINEER_SHARED to it",
    );
    None
}

/// Whether everything that a test can need must be there.
pub(crate) fn requires_all() -> bool {
    env::var_os("SCRUTINEER_REQUIRE").is_some_and(|value| value == "all")
}

/// Always `false`: what is asked for is not there.
pub(crate) fn missing(what: &str, how: &str) -> bool {
    assert!(!requires_all(), "{what} is missing: {how}");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    say(&format!("SKIPPED {test}: {what} is missing: {how}"));
    false
}

/// A line on standard error that the test runner does not swallow.
pub(crate) fn say(line: &str) {
    // When nobody reads standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "{line}");
}

/// What a call of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Path of the program under test; only the tests of the command line have one.
pub(crate) fn program() -> &'static str {
    match option_env!("CARGO_BIN_EXE_scrutineer") {
        Some(path) => path,
        None => panic!("this crate does not build the program; its tests cannot call it"),
    }
}

/// Calls the program.
pub(crate) fn scrutineer<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    let output = Command::new(program())
        .args(args)
        .stdin(Stdio::null())
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Calls `scrutineer run`.
pub(crate) fn run(inputs: &Path, out: &Path, more: &[&str]) -> Ran {
    let fixed = [OsStr::new("run"), inputs.as_os_str(), OsStr::new("--out"), out.as_os_str()];
    scrutineer(fixed.into_iter().chain(more.iter().map(OsStr::new)))
}

/// Rows of a CSV file by column name.
pub(crate) fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let content = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut records = parse_csv(&content).into_iter();
    let header = records.next().expect("a header");
    records
        .map(|record| {
            assert_eq!(record.len(), header.len(), "{}: {record:?}", path.display());
            header.iter().cloned().zip(record).collect()
        })
        .collect()
}

/// RFC 4180 read by hand, so that the writer is not tested with its own reader.
fn parse_csv(content: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, content.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            c => field.push(c),
        }
    }
    assert!(!quoted && field.is_empty() && record.is_empty(), "the file ends inside a row");
    records
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
pub(crate) fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

/// Every file below `folder`, in order.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Whether what the browser test needs is here.
pub(crate) fn has_browser() -> bool {
    require("node", "apt-get install nodejs")
        && require("chromium", "apt-get install chromium")
        && require_installed(
            "tests/browser/node_modules/playwright-core",
            "npm install --prefix tests/browser",
        )
        && require_installed(
            "tests/browser/node_modules/axe-core",
            "npm install --prefix tests/browser",
        )
}

/// Runs tests/browser/report.mjs, which clicks, filters and runs axe.
pub(crate) fn browse(report: &Path) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let chromium = std::env::split_paths(&path)
        .map(|folder| folder.join("chromium"))
        .find(|path| path.exists())
        .expect("chromium was started a moment ago");
    let ran = Command::new("node")
        .arg(root().join("tests/browser/report.mjs"))
        .arg(report)
        .env("SCRUTINEER_CHROMIUM", chromium)
        .output()
        .expect("node starts");
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}\n{}", String::from_utf8_lossy(&ran.stderr));
    for line in told.lines() {
        say(line);
    }
}
