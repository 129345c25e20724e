//! The practice briefing: every quotation verbatim, no statement without one, three formats that say the same.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{require, samples, scrutineer};
use tempfile::{TempDir, tempdir};

const ISSUES: [&str; 3] =
    ["no-escalation", "reluctance-share-family-present", "lack-professional-curiosity"];

/// Writes a briefing on `issue` about the sample reports and returns it as text.
fn briefing(issue: &str, reports: &Path, file: &Path) -> Vec<u8> {
    let (file, reports) = (file.display().to_string(), reports.display().to_string());
    let ran = scrutineer(["briefing", issue, reports.as_str(), "-o", file.as_str()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    fs::read(file).expect("the briefing")
}

fn markdown(issue: &str, folder: &TempDir) -> String {
    let file = folder.path().join(format!("{issue}.md"));
    String::from_utf8(briefing(issue, &samples().join("reports"), &file)).expect("UTF-8")
}

/// Quotations of a Markdown briefing without backslashes.
fn quotations(markdown: &str) -> Vec<String> {
    let lines = markdown.lines().filter_map(|line| line.strip_prefix("> "));
    lines.filter(|line| !line.starts_with("— ")).map(|line| line.replace('\\', "")).collect()
}

#[test]
fn every_quotation_stands_in_a_report_word_for_word() {
    let folder = tempdir().unwrap();
    let texts: Vec<String> = common::files_below(&samples().join("reports"))
        .iter()
        .map(|file| scrutineer([Path::new("text"), file]).stdout)
        .collect();
    for issue in ISSUES {
        let quoted = quotations(&markdown(issue, &folder));
        assert!(quoted.len() >= 5, "{issue}: {}", quoted.len());
        for quotation in quoted {
            assert!(texts.iter().any(|text| text.contains(&quotation)), "{issue}: {quotation}");
        }
    }
}

/// Rules change; the excerpt in README must not stay behind them.
#[test]
fn the_excerpt_in_readme_is_what_is_written() {
    let folder = tempdir().unwrap();
    let written = markdown(ISSUES[0], &folder);
    let readme = fs::read_to_string(common::root().join("README.md")).unwrap();
    let excerpt = readme.split("<summary>Excerpt of what it writes</summary>").nth(1).unwrap();
    let excerpt = excerpt.split("</details>").next().unwrap();
    let lines = excerpt.lines().filter_map(|line| line.strip_prefix("> "));
    let mut compared = 0;
    for line in lines.filter(|line| !["…", ">", "> "].contains(line)) {
        // Headings stand in bold, since they would join README's own.
        let heading = line.strip_prefix("**").and_then(|line| line.strip_suffix("**"));
        let is_there = match heading {
            Some(heading) => {
                written.lines().any(|line| line.trim_start_matches(['#', ' ']) == heading)
            }
            None => written.lines().any(|each| each == line),
        };
        assert!(is_there, "README: {line}");
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn no_reason_suggestion_or_neighbour_is_named_without_a_quotation() {
    let folder = tempdir().unwrap();
    for issue in ISSUES {
        let written = markdown(issue, &folder);
        let mut parts = 0;
        for part in written.split("\n## ").skip(1) {
            let (heading, body) = part.split_once('\n').unwrap();
            if !["What is the issue?", "Why does it occur?", "What was suggested?"]
                .contains(&heading)
            {
                continue;
            }
            for point in body.split("\n#").skip(1) {
                // A heading that only opens a list of points has its quotations below them.
                let opens = point.contains("What stands together need not be cause and effect");
                assert!(opens || point.contains("\n> "), "{issue}: {point}");
                parts += 1;
            }
        }
        assert!(parts > 1, "{issue}");
    }
}

#[test]
fn counts_are_those_of_the_count_command_and_sources_name_each_report() {
    let folder = tempdir().unwrap();
    let reports = samples().join("reports").display().to_string();
    let counted = scrutineer(["count", reports.as_str(), "--csv"]).stdout;
    let mut counts = BTreeMap::new();
    for line in counted.lines().skip(1) {
        let issue = line.split(',').next().unwrap();
        let with = line.split(',').find_map(|cell| cell.parse::<u64>().ok());
        counts.insert(issue.to_owned(), with.unwrap());
    }
    for issue in ISSUES {
        let written = markdown(issue, &folder);
        let told = format!("It was found in {} of 16 reports", counts[issue]);
        assert!(written.contains(&told), "{issue}: no “{told}”");
        let sources = written.split("## Sources").nth(1).unwrap();
        let stating = sources
            .lines()
            .filter(|line| line.starts_with("| ") && line.contains("."))
            .filter(|line| !line.ends_with("| 0 |"))
            .count();
        assert_eq!(stating as u64, counts[issue], "{issue}");
        assert!(written.contains("## Questions to consider\n\n1. "), "{issue}");
    }
}

#[test]
fn the_three_formats_say_the_same_and_the_same_every_time() {
    let folder = tempdir().unwrap();
    let issue = ISSUES[1];
    let quoted = quotations(&markdown(issue, &folder));
    for format in ["docx", "html"] {
        let file = folder.path().join(format!("briefing.{format}"));
        let first = briefing(issue, &samples().join("reports"), &file);
        let again = briefing(issue, &samples().join("reports"), &file);
        assert!(first == again, "{format} differs from run to run");
        let read = scrutineer([Path::new("text"), file.as_path()]);
        assert_eq!(read.code, Some(0), "{}", read.stderr);
        for quotation in &quoted {
            assert!(read.stdout.contains(quotation.as_str()), "{format}: {quotation}");
        }
    }
}

#[test]
fn what_a_text_holds_stays_text() {
    let folder = tempdir().unwrap();
    let reports = folder.path().join("reports");
    fs::create_dir(&reports).unwrap();
    let sentence = "The nurse did not escalate her <script>alert(1)</script> & *bold* \"><img onerror=x> concern to a senior manager.";
    let text = format!("Serious Case Review: Child <b>Z</b>\n\n1. Findings\n\n1.1 {sentence}\n");
    fs::write(reports.join("a\"><img>.txt"), text).unwrap();
    let html = briefing(ISSUES[0], &reports, &folder.path().join("b.html"));
    let html = String::from_utf8(html).unwrap();
    assert!(html.contains("&lt;script&gt;alert(1)"));
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"));
    let markdown = briefing(ISSUES[0], &reports, &folder.path().join("b.md"));
    let markdown = String::from_utf8(markdown).unwrap();
    assert!(markdown.contains(r"\<script\>") && markdown.contains(r"\*bold\*"), "{markdown}");
    let docx = folder.path().join("b.docx");
    briefing(ISSUES[0], &reports, &docx);
    let read = scrutineer([Path::new("text"), docx.as_path()]).stdout;
    assert!(read.contains("<script>alert(1)</script> & *bold* \"><img onerror=x>"), "{read}");
}

#[test]
fn the_word_file_opens_in_libreoffice() {
    if !require("soffice", "apt-get install libreoffice-writer") {
        return;
    }
    let folder = tempdir().unwrap();
    let file = folder.path().join("briefing.docx");
    let issue = ISSUES[0];
    briefing(issue, &samples().join("reports"), &file);
    let profile =
        format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let converted = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output()
        .expect("soffice starts");
    assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    let read = scrutineer([Path::new("text"), &folder.path().join("briefing.pdf")]);
    assert_eq!(read.code, Some(0), "{}", read.stderr);
    for heading in ["What is the issue?", "Questions to consider", "Sources"] {
        assert!(read.stdout.contains(heading), "{heading}");
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let printed = letters(&read.stdout);
    let quoted = quotations(&markdown(issue, &folder));
    let found = quoted.iter().filter(|each| printed.contains(&letters(each))).count();
    assert!(found * 10 >= quoted.len() * 9, "{found} of {} quotations in the PDF", quoted.len());
}

#[test]
fn refusals_say_what_to_do() {
    let reports = samples().join("reports").display().to_string();
    let refused = |args: &[&str], wanted: &str| {
        let mut all = vec!["briefing"];
        all.extend(args);
        let ran = scrutineer(all);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(wanted), "{}", ran.stderr);
    };
    refused(&["no-such-issue", &reports, "-o", "x.md"], "`scrutineer taxonomy list` names them");
    refused(
        &["rsf-reason-chair-role", &reports, "-o", "x.md"],
        "ask for `reluctance-share-family-present`",
    );
    refused(&["no-escalation", &reports, "-o", "x.odt"], "--format html, docx or markdown");
    refused(&["no-escalation", "no-such-folder", "-o", "x.md"], "no-such-folder");
}
