//! Runs in which a worker process dies: each death costs one document, with its reason, and changes nothing else.

mod common;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use common::{Ran, files_below, program, root, rows, run, scrutineer};
use tempfile::{TempDir, tempdir};

const SENTENCE: &str = "The health visitor did not escalate her concern about the decision.";

/// A PDF that is sound and takes very long: hundreds of pages of some hundred thousand letters each.
fn slow_pdf() -> Vec<u8> {
    let line = "BT /F 8 Tf 1 0 0 1 40 700 Tm (the panel met and nobody wrote down what it had decided that day) Tj ET\n";
    let content = line.repeat(3000);
    let pages: Vec<String> = (0..400).map(|at| format!("{} 0 R", at + 5)).collect();
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 400 /Kids [{}] /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> >>\nendobj\n3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n4 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n",
        pages.join(" "),
        content.len()
    );
    for at in 0..400 {
        file +=
            &format!("{} 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>\nendobj\n", at + 5);
    }
    file += "trailer\n<< /Root 1 0 R >>\n%%EOF";
    file.into_bytes()
}

/// A folder with a file that does harm between two that do none.
fn folder(name: &str, harm: impl FnOnce(&Path)) -> (TempDir, PathBuf) {
    let work = tempdir().expect("a folder");
    let folder = work.path().join("reports");
    fs::create_dir_all(&folder).expect("a folder");
    for good in ["a good.txt", "z good.txt"] {
        fs::write(folder.join(good), SENTENCE).expect("a report");
    }
    harm(&folder.join(name));
    (work, folder)
}

/// The run went on: the good files are read, the bad one is a failure; gives its kind and reason.
fn the_one_failure(ran: &Ran, out: &Path, name: &str) -> (String, String) {
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("2 reports read, 1 failed"), "{ran:?}");
    let failures = rows(&out.join("failures.csv"));
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0]["document"], name);
    let documents = rows(&out.join("documents.csv"));
    let names: Vec<&str> = documents.iter().map(|row| row["document"].as_str()).collect();
    assert_eq!(names, ["a good.txt", "z good.txt"]);
    (failures[0]["kind"].clone(), failures[0]["reason"].clone())
}

#[test]
fn a_file_over_its_time() {
    let (work, folder) = folder("slow.pdf", |path| fs::write(path, slow_pdf()).unwrap());
    let out = work.path().join("out");
    let begun = Instant::now();
    let ran = run(&folder, &out, &["--timeout", "1", "--threads", "1"]);
    let (kind, reason) = the_one_failure(&ran, &out, "slow.pdf");
    assert_eq!(kind, "limit", "{reason}");
    assert!(reason.contains("time limit"), "{reason}");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_over_its_memory() {
    // Text is held once as bytes and once decoded at least.
    let (work, folder) = folder("large.txt", |path| {
        let mut file = BufWriter::new(File::create(path).unwrap());
        for _ in 0..(160 << 20) / SENTENCE.len() {
            writeln!(file, "{SENTENCE}").unwrap();
        }
    });
    let out = work.path().join("out");
    let ran = run(&folder, &out, &["--max-memory", "300"]);
    let (kind, reason) = the_one_failure(&ran, &out, "large.txt");
    assert_eq!(kind, "limit", "{reason}");
    assert!(reason.contains("memory limit of 300 MB"), "{reason}");
}

/// Processes below `id`, by the system's own list.
#[cfg(target_os = "linux")]
fn children(id: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| {
            list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(target_os = "linux")]
fn processor_seconds(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields: Vec<&str> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // User time, in hundredths of a second everywhere that Linux runs today.
    fields.get(11).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default() / 100.0
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_is_killed_in_the_middle_of_a_file() {
    let (work, folder) = folder("slow.pdf", |path| fs::write(path, slow_pdf()).unwrap());
    let out = work.path().join("out");
    let running = Command::new(program())
        .arg("run")
        .arg(&folder)
        .args(["--threads", "1", "--out"])
        .arg(&out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    let worker = loop {
        // A worker that has used this much time is busy with the slow file.
        let busy = children(running.id()).into_iter().find(|&id| processor_seconds(id) > 0.2);
        if let Some(worker) = busy {
            break worker;
        }
        assert!(Instant::now() < patience, "no worker is busy");
        thread::sleep(Duration::from_millis(10));
    };
    let killed = Command::new("kill").args(["-9", &worker.to_string()]).status().unwrap();
    assert!(killed.success());
    let output = running.wait_with_output().unwrap();
    let ran = Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    let (kind, reason) = the_one_failure(&ran, &out, "slow.pdf");
    assert_eq!(kind, "worker-died", "{reason}");
    assert!(reason.contains("SIGKILL"), "{reason}");
}

/// A worker does not outlive a run that is killed, even when it is busy.
#[cfg(target_os = "linux")]
#[test]
fn workers_end_with_the_run() {
    let (work, folder) = folder("slow.pdf", |path| fs::write(path, slow_pdf()).unwrap());
    let mut running = Command::new(program())
        .args([Path::new("run"), &folder, Path::new("--out"), &work.path().join("out")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    let workers = loop {
        let workers = children(running.id());
        if workers.iter().any(|&id| processor_seconds(id) > 0.2) {
            break workers;
        }
        assert!(Instant::now() < patience, "no worker is busy");
        thread::sleep(Duration::from_millis(10));
    };
    running.kill().unwrap();
    running.wait().unwrap();
    let lives = |id: &u32| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    };
    while workers.iter().any(lives) {
        assert!(Instant::now() < patience, "a worker lives on");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn results_are_the_same_bytes_whatever_the_threads() {
    let work = tempdir().unwrap();
    let samples = root().join("corpus-samples/reports");
    let [one, two] = ["1", "2"].map(|threads| {
        let out = work.path().join(threads);
        let ran = run(&samples, &out, &["--threads", threads]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        files_below(&out)
            .into_iter()
            .map(|file| (file.strip_prefix(&out).unwrap().to_owned(), fs::read(&file).unwrap()))
            .collect::<Vec<_>>()
    });
    assert!(one.len() >= 6 && one == two);
}

#[test]
fn commands_for_one_file_read_in_a_worker_too() {
    let (_work, folder) = folder("slow.pdf", |path| fs::write(path, slow_pdf()).unwrap());
    for command in ["text", "tag"] {
        let file = folder.join("slow.pdf");
        let ran = scrutineer([Path::new(command), &file, Path::new("--timeout"), Path::new("1")]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("time limit"), "{}", ran.stderr);
        let good = scrutineer([Path::new(command), &folder.join("a good.txt")]);
        assert_eq!(good.code, Some(0), "{}", good.stderr);
        assert!(good.stdout.contains("escalate her concern"), "{}", good.stdout);
    }
}

/// Scanned pages without the program that reads them: the reason says what is missing and how to get it.
#[test]
fn a_scan_without_tesseract() {
    let page = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length 57 >>\nstream\nq 500 0 0 700 9 9 cm BI /W 1 /H 1 /BPC 8 /CS /G ID * EI Q\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF";
    let work = tempdir().unwrap();
    let file = work.path().join("scan.pdf");
    fs::write(&file, page).unwrap();
    for (choice, words) in
        [("auto", "the pages are images"), ("always", "apt install tesseract-ocr")]
    {
        let output = Command::new(program())
            .args([Path::new("text"), &file, Path::new("--ocr"), Path::new(choice)])
            .env("PATH", work.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains(words) && said.contains("tesseract, which is not installed"),
            "{said}"
        );
    }
}
