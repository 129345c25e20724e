//! The page: head with content security policy, filters, index, and how sections are packed into files.

use std::collections::BTreeMap;

use scrutineer::tag::Assertion;
use scrutineer::taxonomy::{IssueKind, Taxonomy};
use serde::Serialize;

use super::charts;
use super::pack::Section;
use super::tally::{Line, Tally, counted_lines};
use crate::markup::{counted, e, grouped, head, percent, put};
use crate::results::Manifest;
use crate::words::{LIMITS, assertion_meaning, assertion_words};
use crate::writer::RunEnd;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// All that the page is made of, beside the sections themselves.
pub(super) struct Page<'a> {
    pub(super) end: &'a RunEnd<'a>,
    pub(super) lines: &'a [Line],
    pub(super) failures: &'a [(String, String)],
    pub(super) tally: &'a Tally,
}

/// A section that opens: an issue or a report.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Its name in links.
    pub(super) id: String,
    /// Attributes by which filters find it.
    pub(super) data: String,
    /// What is seen while it is closed, as markup.
    pub(super) summary: String,
    /// Group of the index.
    pub(super) group: Group,
}

/// Where a section stands in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Under the label of its family.
    Family(String),
    GoodPractice,
    Report,
}

/// What the script of the page works on. Indices are positions in the taxonomy, `years` and `areas`.
#[derive(Serialize)]
struct Data<'a> {
    years: &'a [String],
    /// Issues that are found where they are done well.
    positive: Vec<u16>,
    /// Index of the assertion good-practice.
    praise: u8,
    /// Year (-1 unknown), area, issues by assertion, whether it stands in figures.
    reports: Vec<(i64, i64, Vec<Vec<u16>>, bool)>,
    /// File of each section, when there are several files.
    parts: Option<&'a BTreeMap<String, String>>,
}

/// One section in its closed state, with its template to be filled when it opens.
pub(super) fn closed(leaf: &Leaf) -> String {
    format!(
        "<details class=\"leaf\" id=\"{}\" {}><summary>{}</summary></details>",
        e(&leaf.id),
        leaf.data,
        leaf.summary
    )
}

/// Begin and end of the content of a section: a template is parsed but neither laid out nor drawn until it is opened.
pub(super) fn template(leaf: &Leaf) -> (String, &'static str) {
    (format!("<template id=\"t-{}\">", e(&leaf.id)), "</template>\n")
}

impl Page<'_> {
    fn title(&self) -> String {
        format!("Practice issues in {}", counted(self.tally.reports, "review", "reviews"))
    }

    /// The first file up to the templates. `parts` is the file of each section, when they are not in this one.
    pub(super) fn index(
        &self,
        sections: &[Section],
        parts: Option<&BTreeMap<String, String>>,
    ) -> String {
        let taxonomy = self.end.taxonomy;
        let reports = self.tally.reports;
        let mut out = head(&self.title(), STYLE, Some(SCRIPT));
        put!(
            out,
            "<a class=\"skip\" href=\"#main\">Skip to the content</a><header class=\"top\"><p class=\"kicker\">Scrutineer: what reviewers wrote</p><h1>{}</h1><p class=\"lead\">{}</p>",
            e(&self.title()),
            self.summary()
        );
        out.push_str("<noscript><p><strong>The figures are complete. The filters, the quotations and the texts of reports need the script inside this file.</strong></p></noscript><nav aria-label=\"Contents\"><ul>");
        for (id, name) in [
            ("map", "Overview map"),
            ("ranking", "Issues ranked"),
            ("years", "Years"),
            ("trends", "Trends"),
            ("together", "Together"),
            ("issues", "Issues and quotations"),
            ("good-practice", "Good practice"),
            ("reports", "Reports"),
            ("about", "About the figures"),
        ] {
            put!(out, "<li><a href=\"#{id}\">{name}</a></li>");
        }
        out.push_str("</ul></nav></header>");
        self.filter(&mut out);
        out.push_str("<main id=\"main\" tabindex=\"-1\">");
        self.key_figures(&mut out);
        put!(
            out,
            "<h2 id=\"map\">Overview map</h2><p>Issues along a child’s way through services, by the stage to which each belongs. The area of a disc is the share of <span data-total>{}</span> that have the issue; the number counts them.</p>{}",
            counted(reports, "report", "reports"),
            charts::journey(self.tally, taxonomy, reports)
        );
        put!(
            out,
            "<h2 id=\"ranking\">Issues ranked</h2>{}",
            charts::ranking(self.tally, taxonomy, reports)
        );
        put!(out, "<h2 id=\"years\">Issues by year</h2>{}", charts::heat_map(self.tally, taxonomy));
        put!(
            out,
            "<h2 id=\"trends\">Trends</h2><p>Share of each year’s reports with the issue, in per cent, with 95 % Wilson intervals, for the most frequent issues. Where few reports fall in a year the interval is wide, and a rise or fall inside it may be chance.</p>{}",
            charts::trends(self.tally, taxonomy)
        );
        put!(
            out,
            "<h2 id=\"together\">Issues in the same reports</h2>{}",
            charts::pairs(self.lines, self.tally, taxonomy)
        );
        self.leaves(&mut out, sections, parts);
        self.about(&mut out);
        out
    }

    /// The file that holds some of the sections, up to the templates; `first` is the way back.
    pub(super) fn part(&self, number: usize, sections: &[Section], first: &str) -> String {
        let title = format!("{}: part {number}", self.title());
        let mut out = head(&title, STYLE, Some(SCRIPT));
        put!(
            out,
            "<a class=\"skip\" href=\"#main\">Skip to the content</a><header class=\"top\"><p class=\"kicker\"><a href=\"{}\">Back to the overview</a></p><h1>{}</h1></header>",
            e(first),
            e(&title)
        );
        self.filter(&mut out);
        out.push_str("<main id=\"main\" tabindex=\"-1\"><h2>Sections</h2><h3 class=\"vh\">Issues and reports of this part</h3>");
        for Section { leaf, .. } in sections {
            out.push_str(&closed(leaf));
        }
        out.push_str("</main>");
        out
    }

    /// What stands after the templates of every file.
    pub(super) fn tail(&self, parts: Option<&BTreeMap<String, String>>) -> String {
        let taxonomy = self.end.taxonomy;
        let at = |place: Option<usize>| place.map_or(-1, |at| at as i64);
        let reports = self
            .lines
            .iter()
            .map(|line| {
                let mut said = vec![Vec::new(); Assertion::ALL.len()];
                for &(assertion, issue) in &line.shown {
                    said[usize::from(assertion)].push(issue);
                }
                (at(self.tally.year_of(line)), at(self.tally.area_of(line)), said, line.counted)
            })
            .collect();
        let data = Data {
            years: &self.tally.years,
            positive: (0u16..)
                .zip(&taxonomy.issues)
                .filter(|(_, issue)| issue.kind == IssueKind::Positive)
                .map(|(at, _)| at)
                .collect(),
            praise: super::tally::index_of(Assertion::GoodPractice),
            reports,
            parts,
        };
        // A "<" in the data could end the element; JSON may write it as an escape.
        let json = serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c");
        format!(
            "<script type=\"application/json\" id=\"data\">{json}</script><script>{SCRIPT}</script></body></html>\n"
        )
    }

    fn summary(&self) -> String {
        let found = self.tally.found().count();
        let with = counted_lines(self.lines).filter(|line| line.findings > 0).count() as u64;
        format!(
            "{} of {} hold at least one finding. {found} of the {} practice issues of the codebook were found somewhere.",
            with,
            counted(self.tally.reports, "report", "reports"),
            self.tally.ranked.len()
        )
    }

    fn filter(&self, out: &mut String) {
        let taxonomy = self.end.taxonomy;
        out.push_str("<section class=\"filter\" aria-label=\"Filter\"><form id=\"filter\" autocomplete=\"off\">");
        let mut choice = |name: &str, label: &str, all: &str, options: &str| {
            put!(
                out,
                "<div><label for=\"f-{name}\">{label}</label><select id=\"f-{name}\" name=\"{name}\"><option value=\"\">{all}</option>{options}</select></div>"
            );
        };
        let plain = |values: &[String]| {
            let mut options = String::new();
            for (at, value) in values.iter().enumerate() {
                put!(options, "<option value=\"{at}\">{}</option>", e(value));
            }
            options
        };
        choice("from", "From year", "first", &plain(&self.tally.years));
        choice("to", "To year", "last", &plain(&self.tally.years));
        choice("area", "Area", "all", &plain(&self.tally.areas));
        let mut issues = String::new();
        let mut said = vec![false; taxonomy.issues.len()];
        for line in counted_lines(self.lines) {
            for &(_, issue) in &line.shown {
                said[usize::from(issue)] = true;
            }
        }
        let mut family = None;
        for (at, issue) in taxonomy.issues.iter().enumerate() {
            if !said[at] || issue.parent.is_some() {
                continue;
            }
            if family != Some(&issue.family) {
                if family.is_some() {
                    issues.push_str("</optgroup>");
                }
                family = Some(&issue.family);
                put!(issues, "<optgroup label=\"{}\">", e(taxonomy.family_label(&issue.family)));
            }
            put!(issues, "<option value=\"{at}\">{}</option>", e(&issue.label));
        }
        if family.is_some() {
            issues.push_str("</optgroup>");
        }
        choice("issue", "Reports with issue", "any", &issues);
        let names: Vec<String> =
            Assertion::ALL.iter().map(|&each| assertion_words(each).to_owned()).collect();
        choice("assertion", "Assertion", "all (figures: asserted)", &plain(&names));
        out.push_str("<button type=\"reset\">Clear</button></form><p role=\"status\" id=\"status\"></p></section>");
    }

    fn key_figures(&self, out: &mut String) {
        let lines = || counted_lines(self.lines);
        let sum = |of: fn(&Line) -> u64| lines().map(of).sum::<u64>();
        let (reports, read) = (self.tally.reports, self.lines.len() as u64);
        let all = read + self.failures.len() as u64;
        let with = lines().filter(|line| line.findings > 0).count() as u64;
        let findings = sum(|line| line.findings);
        let mut shares: Vec<f64> = lines().map(|line| line.excluded).collect();
        shares.sort_by(f64::total_cmp);
        let median = shares.get(shares.len() / 2).copied().unwrap_or_default();
        out.push_str("<h2 id=\"overview\">Overview</h2>");
        // The figures are computed again by the script for any filter, from every report that is shown.
        let repeats = self.end.manifest.duplicates;
        if self.tally.left_out > 0 {
            put!(
                out,
                "<p>{}: left out of every figure and of the quotations of issues. Below, under Reports, they are shown and marked.</p>",
                repeating(self.tally.left_out)
            );
        } else if repeats > 0 {
            put!(
                out,
                "<p>{}, and are shown and counted here all the same. Below, under Reports, they are marked; the option <code>--dedupe</code> counts them once.</p>",
                repeating(repeats)
            );
        }
        out.push_str("<dl class=\"key\">");
        let mut figure = |name: &str, value: String, of: String| {
            put!(out, "<div><dt>{name}</dt><dd>{value}<span>{of}</span></dd></div>");
        };
        figure("Reports read", grouped(read), format!("of {}", counted(all, "file", "files")));
        if self.tally.left_out > 0 {
            figure("Reports counted", grouped(reports), format!("of {} read", grouped(read)));
        }
        figure(
            "Reports with a finding",
            grouped(with),
            format!("of {}", counted(reports, "report", "reports")),
        );
        figure(
            "Findings",
            grouped(findings),
            format!("in {}", counted(sum(|line| line.passages), "passage", "passages")),
        );
        figure(
            "Issues found",
            self.tally.found().count().to_string(),
            format!("of {} in the codebook", self.tally.ranked.len()),
        );
        figure(
            "Words read",
            grouped(sum(|line| line.words)),
            format!("in {}", counted(reports, "report", "reports")),
        );
        figure(
            "Text that cannot count",
            percent(median),
            "in the middle report: contents, method, glossary and the like".to_owned(),
        );
        if let (Some(first), Some(last)) = (self.tally.years.first(), self.tally.years.last()) {
            let dated = reports - self.tally.undated;
            figure(
                "Years",
                format!("{}–{}", e(first), e(last)),
                format!("{dated} of {} dated", counted(reports, "report", "reports")),
            );
        }
        out.push_str("</dl><ul class=\"limits\">");
        for limit in LIMITS {
            put!(out, "<li>{limit}</li>");
        }
        out.push_str("</ul>");
    }

    fn leaves(
        &self,
        out: &mut String,
        sections: &[Section],
        parts: Option<&BTreeMap<String, String>>,
    ) {
        let shown =
            |out: &mut String, leaf: &Leaf| match parts.and_then(|parts| parts.get(&leaf.id)) {
                None => out.push_str(&closed(leaf)),
                Some(file) => put!(
                    out,
                    "<p class=\"leaf\" {}><a data-go href=\"{}#{}\">Open</a> {}</p>",
                    leaf.data,
                    e(file),
                    e(&leaf.id),
                    leaf.summary
                ),
            };
        out.push_str("<h2 id=\"issues\">Issues and quotations</h2><p>Each issue with its definition, counts, reasons found below it, and every quotation with report, paragraph and page.</p>");
        let mut family = "";
        for Section { leaf, .. } in sections {
            if let Group::Family(label) = &leaf.group {
                if family != label {
                    put!(out, "<h3>{}</h3>", e(label));
                    family = label;
                }
                shown(out, leaf);
            }
        }
        out.push_str("<h2 id=\"good-practice\">Good practice</h2><p>What reviewers praised in general. Good practice on the point of an issue stands among the quotations of that issue.</p><h3 class=\"vh\">Codes of good practice</h3>");
        for leaf in sections
            .iter()
            .map(|section| &section.leaf)
            .filter(|leaf| leaf.group == Group::GoodPractice)
        {
            shown(out, leaf);
        }
        out.push_str("<h2 id=\"reports\">Reports</h2><p>Each report with its text. Hover over a highlighted sentence, or move to it with the Tab key, to see issue, assertion, rule and cue; the words that the rule matched are in bold.</p><h3 class=\"vh\">All reports</h3>");
        for leaf in
            sections.iter().map(|section| &section.leaf).filter(|leaf| leaf.group == Group::Report)
        {
            shown(out, leaf);
        }
        if !self.failures.is_empty() {
            out.push_str("<h3>Files that could not be read</h3><p>They are in no denominator.</p><table><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Reason</th></tr></thead><tbody>");
            for (name, reason) in self.failures {
                put!(out, "<tr><td>{}</td><td>{}</td></tr>", e(name), e(reason));
            }
            out.push_str("</tbody></table>");
        }
    }

    fn about(&self, out: &mut String) {
        let Manifest { tool, taxonomy_fingerprint, .. } = self.end.manifest;
        out.push_str("<h2 id=\"about\">About the figures</h2><p>A finding is a passage that asserts an issue, outside contents lists, terms of reference, method, action plans, glossaries, references and appendices. A report counts once for an issue, however many passages assert it. What passages say of an issue is one of:</p><dl class=\"facts\">");
        for assertion in Assertion::ALL {
            put!(
                out,
                "<div><dt>{}</dt><dd>{}</dd></div>",
                assertion_words(assertion),
                assertion_meaning(assertion)
            );
        }
        put!(
            out,
            "</dl></main><footer class=\"small\"><p>Made by {}. Codebook <code>{}</code>. This file asks nothing of any network.</p></footer>",
            e(tool),
            e(taxonomy_fingerprint)
        );
    }
}

/// What is seen of an issue while its section is closed.
pub(super) fn issue_leaf(at: u16, taxonomy: &Taxonomy, lines: &[Line], tally: &Tally) -> Leaf {
    let issue = &taxonomy.issues[usize::from(at)];
    let positive = issue.kind == IssueKind::Positive;
    let counts = if positive { Assertion::GoodPractice } else { Assertion::Asserted };
    let with = counted_lines(lines).filter(|line| line.says(counts, at)).count();
    Leaf {
        id: format!("issue-{}", issue.id),
        data: format!("data-issue=\"{at}\""),
        summary: format!(
            "<span>{}</span> <span class=\"n\" data-of=\"{at}\">{with} of {}</span>",
            e(&issue.label),
            tally.reports
        ),
        group: if positive {
            Group::GoodPractice
        } else {
            Group::Family(taxonomy.family_label(&issue.family).to_owned())
        },
    }
}

/// "2 reports repeat another one".
fn repeating(reports: u64) -> String {
    counted(reports, "report repeats another one", "reports repeat another one")
}

/// What the section of a report says first when it repeats another one.
pub(super) fn repetition(line: &Line, lines: &[Line]) -> Option<String> {
    let other = line.repeats?;
    let counts = if line.counted {
        "Both are counted."
    } else {
        "This one stands in no figure, and its passages are not among the quotations of issues."
    };
    Some(format!(
        "<p class=\"zone\">This report repeats <a href=\"#report-{other}\">{}</a> (file {}), or stands inside it. {counts}</p>",
        e(&lines[other].title),
        e(&lines[other].name)
    ))
}

/// What is seen of a report while its section is closed.
pub(super) fn report_leaf(at: usize, line: &Line) -> Leaf {
    let known: Vec<&str> =
        [line.year.as_deref(), line.area.as_deref()].into_iter().flatten().collect();
    let mark = match (line.repeats, line.counted) {
        (None, _) => "",
        (Some(_), true) => " <span class=\"as\">repeats another</span>",
        (Some(_), false) => " <span class=\"as\">repeats another, not counted</span>",
    };
    Leaf {
        id: format!("report-{at}"),
        data: format!("data-report=\"{at}\"{}", if line.counted { "" } else { " data-uncounted" }),
        summary: format!(
            "<span>{} <span class=\"n\">{}</span>{mark}</span> <span class=\"n\">{}</span>",
            e(&line.title),
            e(&known.join(", ")),
            counted(line.findings, "finding", "findings")
        ),
        group: Group::Report,
    }
}
