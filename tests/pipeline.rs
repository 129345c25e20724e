//! The main job, end to end: a folder of reports in, a folder of evidence out.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{program, rows, run, samples, scrutineer, without_guard};
use tempfile::tempdir;

/// What a run writes.
const RESULTS: [&str; 9] = [
    "cooccurrence.csv",
    "counts.csv",
    "documents.csv",
    "failures.csv",
    "matrix.csv",
    "run.json",
    "saturation.csv",
    "tags.csv",
    "tags.jsonl",
];

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the results");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn contents_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    names_in(folder)
        .into_iter()
        .map(|name| {
            let bytes = fs::read(folder.join(&name)).expect("a result");
            (name, bytes)
        })
        .collect()
}

fn text_of(report: &Path) -> String {
    let shown = scrutineer([Path::new("text"), report]);
    assert_eq!(shown.code, Some(0), "{}: {}", report.display(), shown.stderr);
    shown.stdout
}

#[test]
fn a_folder_of_reports_gives_every_result_file() {
    let out = tempdir().unwrap();
    let reports = samples().join("reports");
    let ran = run(&reports, out.path(), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stderr, "");
    assert_eq!(names_in(out.path()), RESULTS);

    let files = common::files_below(&reports);
    let documents = rows(&out.path().join("documents.csv"));
    assert_eq!(documents.len(), files.len(), "one row a report");
    assert!(rows(&out.path().join("failures.csv")).is_empty());
    let tags = rows(&out.path().join("tags.csv"));
    let findings: usize =
        documents.iter().map(|row| row["findings"].parse::<usize>().unwrap()).sum();
    assert!(findings > 0 && tags.len() >= findings);
    assert!(
        ran.stdout
            .contains(&format!("{} reports read, 0 failed, {findings} findings", files.len()))
    );

    let lines = fs::read_to_string(out.path().join("tags.jsonl")).unwrap();
    let objects: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), tags.len());
    for (object, row) in objects.iter().zip(&tags) {
        assert_eq!(object["quote"].as_str(), Some(without_guard(&row["quote"])));
        assert_eq!(object["key"].as_str(), Some(row["key"].as_str()));
    }
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.path().join("run.json")).unwrap()).unwrap();
    assert_eq!(manifest["documents"], files.len());
    assert_eq!(manifest["tags"], tags.len());
    assert_eq!(manifest["taxonomy_fingerprint"].as_str().map(str::len), Some(64));
    assert_eq!(manifest["inputs"].as_array().map(Vec::len), Some(files.len()));
    for row in rows(&out.path().join("counts.csv")) {
        assert_eq!(row["reports"], files.len().to_string(), "the denominator is stated");
    }
}

#[test]
fn quotes_are_verbatim_and_offsets_count_code_points() {
    let out = tempdir().unwrap();
    let reports = samples().join("reports");
    assert_eq!(run(&reports, out.path(), &[]).code, Some(0));
    let mut texts: BTreeMap<String, (String, Vec<char>)> = BTreeMap::new();
    let tags = rows(&out.path().join("tags.csv"));
    for row in &tags {
        let (text, points) = texts.entry(row["document"].clone()).or_insert_with(|| {
            let text = text_of(&reports.join(&row["document"]));
            let points = text.chars().collect();
            (text, points)
        });
        let quote = without_guard(&row["quote"]);
        assert!(text.contains(quote), "{}: not in the text: {quote}", row["document"]);
        assert!(without_guard(&row["passage"]).contains(quote));
        let (start, end): (usize, usize) =
            (row["start"].parse().unwrap(), row["end"].parse().unwrap());
        assert_eq!(points[start..end].iter().collect::<String>(), quote, "{}", row["document"]);
        for evidence in without_guard(&row["evidence"]).split(" … ") {
            assert!(row["passage"].contains(evidence), "{evidence}");
        }
    }
    assert_eq!(texts.len(), common::files_below(&reports).len(), "every sample has tags");
}

/// (code, assertion, quote) of every tag of a report.
fn tags_of(report: &Path) -> BTreeSet<(String, String, String)> {
    let out = tempdir().expect("a folder");
    let ran = run(report, out.path(), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    rows(&out.path().join("tags.csv"))
        .into_iter()
        .map(|row| (row["issue"].clone(), row["assertion"].clone(), row["quote"].clone()))
        .collect()
}

#[test]
fn five_formats_of_one_report_give_the_same_tags() {
    let files = common::files_below(&samples().join("five-formats"));
    assert_eq!(files.len(), 5);
    let expected = tags_of(&files[0]);
    assert!(expected.len() > 10, "{expected:?}");
    for file in &files[1..] {
        let found = tags_of(file);
        let only_here: Vec<_> = found.difference(&expected).collect();
        let only_there: Vec<_> = expected.difference(&found).collect();
        assert!(
            only_here.is_empty() && only_there.is_empty(),
            "{} has {only_here:#?}\n{} has {only_there:#?}",
            file.display(),
            files[0].display()
        );
    }
}

/// Words alone, so that neither quotation marks nor white space matter.
fn words(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headings under which a report says what it will ask, not what it found.
const ASKING: [&str; 8] = [
    "terms of reference",
    "key lines of enquiry",
    "remit and questions",
    "scope",
    "glossary",
    "abbreviations",
    "terms used",
    "bibliography",
];

/// Lines of a report's source below such headings, its other lines, and its headings, which the contents list repeats.
fn zones(source: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let body = source.split_once("\n---\n").expect("a source").1;
    let (mut asking, mut telling, mut headings) = (Vec::new(), Vec::new(), Vec::new());
    let mut level_of_zone = None;
    for line in body.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with('#') {
            let level = line.bytes().take_while(|&byte| byte == b'#').count();
            if level_of_zone.is_some_and(|zone| level <= zone) {
                level_of_zone = None;
            }
            let title = line.trim_start_matches('#').to_lowercase();
            if level_of_zone.is_none() && ASKING.iter().any(|words| title.contains(words)) {
                level_of_zone = Some(level);
            }
            headings.push(words(&title));
        } else if level_of_zone.is_some() {
            asking.push(words(line));
        } else {
            telling.push(words(line));
        }
    }
    (asking, telling, headings)
}

#[test]
fn terms_of_reference_and_contents_assert_nothing() {
    let out = tempdir().unwrap();
    let ran = run(&samples().join("reports"), out.path(), &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let tags = rows(&out.path().join("tags.csv"));
    let (mut sources, mut asked) = (0, 0);
    for source in common::files_below(&samples().join("sources")) {
        let source = fs::read_to_string(source).unwrap();
        let named = source.lines().find_map(|line| line.strip_prefix("out: ")).unwrap();
        let (asking, telling, headings) = zones(&source);
        let mine = tags.iter().filter(|row| {
            named
                .split(',')
                .any(|name| row["document"] == name.trim().trim_start_matches("reports/"))
        });
        sources += 1;
        asked += asking.len();
        for row in mine.filter(|row| row["assertion"] == "asserted") {
            let quote = words(without_guard(&row["quote"]));
            let in_zone = asking.iter().any(|line| line.contains(&quote))
                && !telling.iter().any(|line| line.contains(&quote));
            assert!(
                !in_zone,
                "{}: asserted in a zone that asks: {}",
                row["document"], row["quote"]
            );
            let entry = quote.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
            assert!(
                !entry.contains(' ') || !headings.iter().any(|heading| heading.ends_with(entry)),
                "{}: asserted in the contents list or a heading: {}",
                row["document"],
                row["quote"]
            );
            assert!(
                !["contents", "terms-of-reference"].contains(&row["role"].as_str()),
                "{}: {}",
                row["document"],
                row["quote"]
            );
        }
    }
    assert!(sources >= 12 && asked >= 50, "{sources} sources with {asked} lines that ask");
}

/// A cell, a name or a job title says nothing about practice, whatever words it shares with coded passages.
#[test]
fn no_fragment_is_a_finding() {
    let out = tempdir().unwrap();
    assert_eq!(run(&samples().join("reports"), out.path(), &[]).code, Some(0));
    let tags = rows(&out.path().join("tags.csv"));
    let fragments: Vec<String> = tags
        .iter()
        .filter(|row| {
            row["assertion"] == "asserted"
                && row["rule"].contains("scorer")
                && words(&row["quote"]).split(' ').count() < 4
        })
        .map(|row| {
            format!("{}: {} by {}: {}", row["document"], row["issue"], row["rule"], row["quote"])
        })
        .collect();
    assert!(fragments.is_empty(), "asserted by fragments: {fragments:#?}");
}

#[test]
fn outputs_are_identical_whatever_the_threads_and_again() {
    let reports = samples().join("reports");
    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for threads in ["1", "2", "2", "5"] {
        let out = tempdir().unwrap();
        assert_eq!(run(&reports, out.path(), &["--threads", threads]).code, Some(0));
        let found = contents_of(out.path());
        let expected = first.get_or_insert_with(|| found.clone());
        for (name, bytes) in &found {
            assert!(Some(bytes) == expected.get(name), "{name} differs with {threads} threads");
        }
    }
}

/// Bytes of results that do not have their names yet.
fn unfinished(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
        .filter_map(|entry| usize::try_from(entry.metadata().ok()?.len()).ok())
        .sum()
}

/// A killed run leaves, of each file, the old one or the new one, and the next run clears up.
#[test]
fn a_killed_run_leaves_whole_files() {
    let work = tempdir().unwrap();
    let (few, many) = (work.path().join("few"), work.path().join("many"));
    fs::create_dir_all(&few).unwrap();
    fs::create_dir_all(&many).unwrap();
    let sample = samples().join("reports/lcspr-child-q-calderwick-2021.docx");
    fs::copy(&sample, few.join("one.docx")).unwrap();
    for number in 0..40 {
        fs::copy(&sample, many.join(format!("{number:02}.docx"))).unwrap();
    }
    let fresh = work.path().join("fresh");
    assert_eq!(run(&many, &fresh, &[]).code, Some(0));
    let new = contents_of(&fresh);
    let whole: usize = new.values().map(Vec::len).sum();

    let out = work.path().join("out");
    assert_eq!(run(&few, &out, &[]).code, Some(0));
    let old = contents_of(&out);
    assert!(old["tags.csv"] != new["tags.csv"]);
    let mut killed = 0;
    for percent in [0, 10, 30, 50, 70, 90, 100] {
        let mut child = Command::new(program())
            .args([Path::new("run"), &many, Path::new("--out"), &out])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() && unfinished(&out) * 100 <= whole * percent {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        for name in RESULTS {
            let found = fs::read(out.join(name)).unwrap();
            assert!(found == old[name] || found == new[name], "{name} is neither old nor new");
        }
    }
    assert!(killed >= 4, "only {killed} runs were killed half-way");
    assert_eq!(run(&many, &out, &[]).code, Some(0));
    assert!(contents_of(&out) == new, "the next run leaves the new files and nothing else");
}

#[test]
fn names_with_spaces_and_accents_are_kept() {
    let work = tempdir().unwrap();
    let folder = work.path().join("Adroddiadau Môr 2019");
    let below = folder.join("Siân & Dŵr");
    fs::create_dir_all(&below).unwrap();
    let report = below.join("adolygiad – un.txt");
    fs::write(&report, "The health visitor did not escalate her concern about the decision.\n")
        .unwrap();
    let out = work.path().join("canlyniadau â gofod");
    let ran = run(&folder, &out, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let documents = rows(&out.join("documents.csv"));
    assert_eq!(documents[0]["document"], "Siân & Dŵr/adolygiad – un.txt");
    assert!(text_of(&report).starts_with("The health visitor"));
    assert_eq!(names_in(&out), RESULTS);
}

#[test]
fn exit_codes_say_all_read_some_failed_or_could_not_start() {
    let work = tempdir().unwrap();
    let folder = work.path().join("reports");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), "The panel met twice.\n").unwrap();
    let out = work.path().join("out");
    assert_eq!(run(&folder, &out, &[]).code, Some(0));

    fs::write(folder.join("b.pdf"), "").unwrap();
    let ran = run(&folder, &out, &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stdout.contains("1 reports read, 1 failed"), "{}", ran.stdout);
    assert!(ran.stdout.contains("failures.csv"), "{}", ran.stdout);
    assert_eq!(rows(&out.join("documents.csv")).len(), 1, "one bad file stops nothing");

    let untouched = contents_of(&out);
    let ran = run(&work.path().join("nowhere"), &out, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(contents_of(&out) == untouched, "a run that cannot start leaves earlier results alone");
}

#[test]
fn nobody_reading_the_output_is_success() {
    let report = samples().join("reports/scr-child-w-wexenham-2015.txt");
    let report = report.to_str().unwrap();
    let reports: PathBuf = samples().join("reports");
    let reports = reports.to_str().unwrap();
    let calls: [&[&str]; 6] = [
        &["text", report],
        &["text", report, "--format", "json"],
        &["tag", report, "--all"],
        &["find", "the", report],
        &["count", reports, "--csv", "--zeros"],
        &["taxonomy", "list"],
    ];
    for args in calls {
        let mut child = Command::new(program())
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{args:?}");
    }
}

/// A catalogue adds columns to count by, and names what it could not join.
#[test]
fn a_catalogue_is_joined_by_file_name() {
    let work = tempdir().unwrap();
    let catalogue = samples().join("catalogue.csv");
    let ran =
        run(&samples().join("reports"), work.path(), &["--catalogue", catalogue.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let documents = rows(&work.path().join("documents.csv"));
    assert!(
        documents.iter().all(|row| !row["area"].is_empty() && row["year_source"] == "catalogue")
    );
}

/// The parts of an archive are reports of their own, with the tags that they have outside it.
#[test]
fn an_archive_is_read_like_a_folder() {
    let work = tempdir().unwrap();
    let mut archive = zip::ZipWriter::new(fs::File::create(work.path().join("all.zip")).unwrap());
    let names = ["sar-mr-j-calderwick-2020.docx", "cspr-siblings-ab-stennerdale-2020.txt"];
    for name in names {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = fs::read(samples().join("reports").join(name)).unwrap();
        std::io::Write::write_all(&mut archive, &bytes).unwrap();
    }
    archive.finish().unwrap();
    let inside = tags_of(&work.path().join("all.zip"));
    let outside: BTreeSet<_> =
        names.iter().flat_map(|name| tags_of(&samples().join("reports").join(name))).collect();
    assert!(inside == outside && !inside.is_empty());
}
