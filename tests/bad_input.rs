//! Bad input, each with a message that a person can act on and the right exit code:
//! 0 all read, 1 finished but some files failed, 2 could not start.

mod common;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use common::{Ran, rows, run, scrutineer};
use tempfile::{TempDir, tempdir};
use zip::write::SimpleFileOptions;

const SENTENCE: &str = "The health visitor did not escalate her concern about the decision.";

/// Runs a folder that holds a good report and a bad file; gives kind and reason of the bad one's failure.
fn failure_of(name: &str, write: impl FnOnce(&Path)) -> (String, String) {
    let work = tempdir().expect("a folder");
    let folder = work.path().join("reports");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("zz good.txt"), SENTENCE).expect("a report");
    write(&folder.join(name));
    let out = work.path().join("out");
    let ran = run(&folder, &out, &[]);
    assert_eq!(ran.code, Some(1), "{name}: {} {}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("1 reports read, 1 failed"), "{name}: {}", ran.stdout);
    assert_eq!(rows(&out.join("documents.csv"))[0]["document"], "zz good.txt");
    let failures = rows(&out.join("failures.csv"));
    assert_eq!(failures.len(), 1, "{name}: {failures:?}");
    assert_eq!(failures[0]["document"], name);
    (failures[0]["kind"].clone(), failures[0]["reason"].clone())
}

fn assert_failure(name: &str, kind: &str, words: &[&str], write: impl FnOnce(&Path)) {
    let (found, reason) = failure_of(name, write);
    assert_eq!(found, kind, "{name}: {reason}");
    for part in words {
        assert!(reason.contains(part), "{name}: `{part}` is not in: {reason}");
    }
}

fn assert_refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    for part in words {
        assert!(ran.stderr.contains(part), "`{part}` is not in: {}", ran.stderr);
    }
}

/// A PDF of `objects` (1 is the catalogue), with a right cross-reference table.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

fn one_page(resources: &str, content: &str, resource: &str, trailer: &str) -> Vec<u8> {
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {resources} >> /Contents 5 0 R >>"
    );
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
    let content = stream("", content);
    pdf(&["<< /Type /Catalog /Pages 2 0 R >>", pages, &page, resource, &content], trailer)
}

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

fn text_pdf(trailer: &str) -> Vec<u8> {
    one_page(
        "/Font << /F 4 0 R >>",
        "BT /F 12 Tf 72 700 Td (The panel met twice.) Tj ET",
        FONT,
        trailer,
    )
}

#[test]
fn the_pdfs_made_here_are_sound() {
    let work = tempdir().unwrap();
    let file = work.path().join("sound.pdf");
    fs::write(&file, text_pdf("")).unwrap();
    let shown = scrutineer([Path::new("text"), &file]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(0), "The panel met twice.\n"));
}

#[test]
fn a_missing_path() {
    let work = tempdir().unwrap();
    let nowhere = work.path().join("reprots");
    let out = work.path().join("out");
    assert_refused(&run(&nowhere, &out, &[]), &["reprots", "there is no such file or folder"]);
    assert!(!out.exists(), "nothing is written");
    for command in ["text", "tag", "count"] {
        assert_refused(&scrutineer([Path::new(command), &nowhere]), &["reprots", "no such file"]);
    }
}

#[test]
fn an_empty_folder() {
    let work = tempdir().unwrap();
    let empty = work.path().join("empty");
    fs::create_dir_all(empty.join("deeper")).unwrap();
    let out = work.path().join("out");
    assert_refused(&run(&empty, &out, &[]), &["empty", "holds no files to read"]);
    assert!(!out.exists());
}

#[test]
fn a_zero_byte_pdf() {
    assert_failure("zero.pdf", "empty", &["the file is empty"], |path| {
        fs::write(path, "").unwrap()
    });
}

#[test]
fn an_encrypted_pdf() {
    let key = |letter: &str| letter.repeat(32);
    let trailer = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{}> /U <{}> /P -4 >> /ID [<{1}> <{1}>]",
        key("41"),
        key("42")
    );
    assert_failure("locked.pdf", "encrypted", &["password", "save a copy without one"], |path| {
        fs::write(path, text_pdf(&trailer)).unwrap();
    });
}

#[test]
fn a_pdf_of_images_only() {
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &"*".repeat(64),
    );
    assert_failure("scan.pdf", "no-text", &["no text layer", "scan", "OCR"], |path| {
        let page =
            one_page("/XObject << /Im 4 0 R >>", "q 500 0 0 700 40 40 cm /Im Do Q", &image, "");
        fs::write(path, page).unwrap();
    });
}

#[test]
fn a_docx_that_is_no_zip() {
    let junk = [b"PK\x03\x04".as_slice(), &b"\x00no zip at all\xff".repeat(100)].concat();
    assert_failure("torn.docx", "damaged", &["zip", "download or save the file again"], |path| {
        fs::write(path, &junk).unwrap();
    });
    let binary: Vec<u8> = (0..=255).cycle().take(3000).collect();
    assert_failure("binary.docx", "damaged", &["save"], |path| fs::write(path, &binary).unwrap());
}

/// A zip with one member of `size` blanks.
fn bomb(path: &Path, member: &str, size: usize) {
    let mut archive = zip::ZipWriter::new(File::create(path).expect("a file"));
    archive.start_file("[Content_Types].xml", SimpleFileOptions::default()).expect("a member");
    archive.write_all(b"<Types/>").expect("space");
    archive.start_file(member, SimpleFileOptions::default()).expect("a member");
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..size >> 20 {
        archive.write_all(&blanks).expect("space");
    }
    archive.finish().expect("space");
}

#[test]
fn a_zip_bomb() {
    assert_failure("bomb.docx", "too-large", &["zip bomb", "not read further"], |path| {
        bomb(path, "word/document.xml", 64 << 20);
    });
    assert_failure("bomb.zip", "too-large", &["zip bomb", "not read further"], |path| {
        bomb(path, "report.txt", 64 << 20);
    });
}

/// Two hundred megabytes end in a row of documents or of failures within the test's patience, not in a crash.
#[test]
fn a_text_file_of_200_megabytes() {
    const SIZE: u64 = 200 << 20;
    let work = tempdir().unwrap();
    let out = work.path().join("out");
    // Holes read as zero bytes: no text.
    let sparse = work.path().join("sparse.txt");
    File::create(&sparse).unwrap().set_len(SIZE).unwrap();
    let ran = run(&sparse, &out, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let failure = &rows(&out.join("failures.csv"))[0];
    assert!(failure["reason"].contains("nor text"), "{failure:?}");

    let long = work.path().join("long.txt");
    let mut file = BufWriter::new(File::create(&long).unwrap());
    writeln!(file, "{SENTENCE}").unwrap();
    let blanks = [b' '; 1 << 16];
    for _ in 0..SIZE / blanks.len() as u64 {
        file.write_all(&blanks).unwrap();
    }
    file.flush().unwrap();
    drop(file);
    let ran = run(&long, &out, &[]);
    match ran.code {
        Some(0) => {
            assert_eq!(
                rows(&out.join("documents.csv"))[0]["bytes"],
                fs::metadata(&long).unwrap().len().to_string()
            );
        }
        Some(1) => {
            let failure = &rows(&out.join("failures.csv"))[0];
            assert_eq!(failure["kind"], "too-large", "{failure:?}");
            assert!(failure["reason"].contains("limit"), "{failure:?}");
        }
        _ => panic!("{ran:?}"),
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;

    let work = tempdir().unwrap();
    let secret = work.path().join("secret.txt");
    fs::write(&secret, SENTENCE).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&secret).is_ok() {
        common::say(
            "SKIPPED a file without read permission: root may read everything; run the tests as another user to see it",
        );
        // What nobody can read, root included.
        let unreadable = Path::new("/proc/self/mem");
        if unreadable.exists() {
            let out = work.path().join("out");
            assert_eq!(run(unreadable, &out, &[]).code, Some(1));
            let failure = &rows(&out.join("failures.csv"))[0];
            assert_eq!(failure["kind"], "io");
            assert!(failure["reason"].contains("cannot be read"), "{failure:?}");
        }
        return;
    }
    assert_failure("secret.txt", "io", &["cannot be read", "check who may read it"], |path| {
        fs::write(path, SENTENCE).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    });
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_not_utf_8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let work = tempdir().unwrap();
    let folder = work.path().join("reports");
    fs::create_dir_all(&folder).unwrap();
    let name = OsStr::from_bytes(b"caf\xe9 report.txt");
    if fs::write(folder.join(name), SENTENCE).is_err() {
        common::say("SKIPPED a file name that is not UTF-8: this file system refuses it");
        return;
    }
    let out = work.path().join("out");
    for input in [folder.clone(), folder.join(name)] {
        let ran = run(&input, &out, &[]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert_eq!(rows(&out.join("documents.csv"))[0]["document"], "caf\u{fffd} report.txt");
    }
}

/// A taxonomy of one issue whose rule has `line` among its keys.
fn taxonomy(line: &str) -> (TempDir, PathBuf) {
    let work = tempdir().expect("a folder");
    let file = work.path().join("mine.toml");
    let content = format!(
        "[lists]\nviolence = [\"violen*\"]\n\n[[issue]]\nid = \"no-escalation\"\nlabel = \"Not escalated\"\ndefinition = \"A concern is not taken up the line.\"\n\n[[issue.rule]]\nid = \"lacking\"\n{line}\n"
    );
    fs::write(&file, content).expect("a file");
    (work, file)
}

/// Every command that takes a taxonomy refuses a faulty one, with file, line, column, the line and carets.
fn assert_taxonomy_refused(line: &str, words: &[&str]) {
    let (work, file) = taxonomy(line);
    let report = work.path().join("report.txt");
    fs::write(&report, SENTENCE).expect("a report");
    let (report, file) = (report.to_str().expect("UTF-8"), file.to_str().expect("UTF-8"));
    let out = work.path().join("out");
    let out = out.to_str().expect("UTF-8");
    let calls: [&[&str]; 4] = [
        &["taxonomy", "check", file],
        &["tag", report, "--taxonomy", file],
        &["count", report, "--taxonomy", file],
        &["run", report, "--taxonomy", file, "--out", out],
    ];
    for call in calls {
        let ran = scrutineer(call);
        assert_refused(&ran, words);
        assert!(ran.stderr.contains("mine.toml:11:"), "file and line: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("  | {line}")), "the line itself: {}", ran.stderr);
        assert!(ran.stderr.contains('^'), "carets: {}", ran.stderr);
    }
    assert!(!Path::new(out).exists(), "nothing is written");
}

#[test]
fn a_taxonomy_with_an_unknown_key() {
    let line = "finds = [\"escalat* … concern*\"]";
    assert_taxonomy_refused(
        line,
        &["mine.toml:11:1:", "unknown field `finds`", "did you mean `find`?"],
    );
}

#[test]
fn a_taxonomy_with_a_wrong_word_list() {
    let line = "find = [\"escalat* … {violense}\"]";
    assert_taxonomy_refused(
        line,
        &[
            "mine.toml:11:21:",
            "there is no word list `violense`",
            "did you mean {violence}?",
            "^^^^^^^^^^",
        ],
    );
}

#[test]
fn a_taxonomy_with_an_unclosed_bracket() {
    let line = "find = [\"not (escalat*|raise\"]";
    assert_taxonomy_refused(line, &["mine.toml:11:14:", "this bracket is never closed", "add `)`"]);
}

#[test]
fn a_taxonomy_that_is_not_there_or_empty() {
    let work = tempdir().unwrap();
    let nowhere = work.path().join("nowhere");
    assert_refused(
        &scrutineer([Path::new("taxonomy"), Path::new("check"), &nowhere]),
        &["nowhere", "cannot be read"],
    );
    assert_refused(
        &scrutineer([Path::new("taxonomy"), Path::new("check"), work.path()]),
        &["holds no .toml file"],
    );
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let work = tempdir().unwrap();
    let report = work.path().join("report.txt");
    fs::write(&report, SENTENCE).unwrap();
    // A file where a folder should be stops root too, as permissions would not.
    for out in [report.clone(), report.join("below")] {
        assert_refused(
            &run(&report, &out, &[]),
            &["report.txt", "results cannot be written", "choose another folder with --out"],
        );
    }
    assert_eq!(fs::read_to_string(&report).unwrap(), SENTENCE);
}

#[test]
fn a_pattern_that_cannot_be_read() {
    let ran = scrutineer(["find", "not (escalat*|raise", "anywhere"]);
    assert_refused(&ran, &["the pattern cannot be read", "  | not (escalat*|raise\n  |     ^"]);
}

#[test]
fn gold_that_is_no_gold() {
    let work = tempdir().unwrap();
    let gold = work.path().join("gold.jsonl");
    fs::write(&gold, "{\"id\": \"a\", \"text\": \"x\"}\nnot json\n").unwrap();
    assert_refused(
        &scrutineer([Path::new("evaluate"), &gold]),
        &["gold.jsonl: line 2", "not a coded passage"],
    );
}
