//! The figures of the report. Bars, trends and discs are drawings; what is a matrix of numbers is a table,
//! shaded, because a screen reader walks a table by row and column and a drawing not at all.

use scrutineer::table::wilson_interval;
use scrutineer::taxonomy::Taxonomy;

use super::svg;
use super::tally::{Line, Tally, counted_lines};
use crate::markup::{counted, e, percent, put};
use crate::words::{STAGES, stage_words};

/// Issues in the co-occurrence matrix: more columns than fit a page of print are read by nobody.
const PAIRED: usize = 20;
/// Issues with a trend of their own.
const TRENDS: usize = 12;

/// Issues ranked by the number of reports.
pub(super) fn ranking(tally: &Tally, taxonomy: &Taxonomy, reports: u64) -> String {
    let mut out = String::from(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Issues by number of reports\"><table class=\"rank\"><caption>Reports with at least one finding of the issue, of <span data-total>",
    );
    put!(
        out,
        "{}</span>. Bar: share of reports from 0 to 100 %. Whisker: 95 % Wilson interval.</caption>",
        counted(reports, "report", "reports")
    );
    out.push_str("<thead><tr><th scope=\"col\">Issue</th><th scope=\"col\" class=\"num\">Reports</th><th scope=\"col\" class=\"num\">Share</th><th scope=\"col\" class=\"num\">95 % interval</th><th scope=\"col\" class=\"drawn\"><span class=\"vh\">Drawn</span></th></tr></thead><tbody>");
    for at in tally.found() {
        let issue = &taxonomy.issues[usize::from(at)];
        let with = tally.with[usize::from(at)];
        let (low, high) = wilson_interval(with, reports);
        put!(
            out,
            "<tr data-bar=\"{at}\"><th scope=\"row\"><a href=\"#issue-{}\">{}</a></th><td class=\"num\">{with}</td><td class=\"num\">{}</td><td class=\"num\">{}–{}</td><td class=\"drawn\">{}</td></tr>",
            e(&issue.id),
            e(&issue.label),
            percent(with as f64 / reports as f64),
            percent(low).trim_end_matches(['%', '\u{202f}']),
            percent(high),
            svg::bar(with, reports)
        );
    }
    out.push_str("</tbody></table></div>");
    let never = tally.ranked.len() - tally.found().count();
    if never > 0 {
        put!(
            out,
            "<details class=\"plain\"><summary>{} in no report</summary><p class=\"small\">",
            counted(never as u64, "issue was found", "issues were found")
        );
        let labels: Vec<String> = tally
            .ranked
            .iter()
            .filter(|&&at| tally.with[usize::from(at)] == 0)
            .map(|&at| e(&taxonomy.issues[usize::from(at)].label).to_string())
            .collect();
        put!(out, "{}.</p></details>", labels.join("; "));
    }
    out
}

/// Step of shading, 0 to 5, of a share.
fn shade(part: u64, whole: u64) -> u8 {
    if part == 0 || whole == 0 { 0 } else { ((part as f64 / whole as f64) * 5.0).ceil() as u8 }
}

/// Issue by year.
pub(super) fn heat_map(tally: &Tally, taxonomy: &Taxonomy) -> String {
    if tally.years.is_empty() {
        return "<p>No report names a year. A catalogue with a column <code>year</code> gives one.</p>".to_owned();
    }
    let mut out = String::from(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Issues by year\"><table class=\"heat\"><caption>Reports with the issue in each year. The stronger the shade, the larger the share of that year’s reports; where the year has one report, that is all or nothing.",
    );
    if tally.undated > 0 {
        put!(out, " {} without a year left out.", counted(tally.undated, "report", "reports"));
    }
    out.push_str("</caption><thead><tr><th scope=\"col\">Issue</th>");
    for year in &tally.years {
        put!(out, "<th scope=\"col\" class=\"num\">{}</th>", e(year));
    }
    out.push_str("</tr><tr class=\"of\"><th scope=\"row\">All reports of the year</th>");
    for (year, number) in tally.in_year.iter().enumerate() {
        put!(out, "<td class=\"num\" data-year=\"{year}\">{number}</td>");
    }
    out.push_str("</tr></thead><tbody>");
    for at in tally.found() {
        let issue = &taxonomy.issues[usize::from(at)];
        put!(
            out,
            "<tr><th scope=\"row\"><a href=\"#issue-{}\">{}</a></th>",
            e(&issue.id),
            e(&issue.label)
        );
        for (year, (part, whole)) in tally.by_year(at).into_iter().enumerate() {
            put!(
                out,
                "<td class=\"num h{}\" data-heat=\"{at}.{year}\">{part}</td>",
                shade(part, whole)
            );
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

/// Small multiples of the most frequent issues over the years.
pub(super) fn trends(tally: &Tally, taxonomy: &Taxonomy) -> String {
    let (Some(first), Some(last)) = (tally.years.first(), tally.years.last()) else {
        return "<p>No report names a year.</p>".to_owned();
    };
    if tally.years.len() < 2 {
        return format!("<p>All dated reports are of {}: there is no trend to draw.</p>", e(first));
    }
    let mut out = String::from("<ul class=\"trends\">");
    for at in tally.found().take(TRENDS) {
        let issue = &taxonomy.issues[usize::from(at)];
        let points = tally.by_year(at);
        put!(
            out,
            "<li data-trend=\"{at}\"><h3><a href=\"#issue-{}\">{}</a></h3>{}<p class=\"axis\" aria-hidden=\"true\"><span>{}</span><span>{}</span></p><p class=\"vh\">{}</p></li>",
            e(&issue.id),
            e(&issue.label),
            svg::trend(&points),
            e(first),
            e(last),
            svg::trend_words(&tally.years, &points)
        );
    }
    out.push_str("</ul>");
    out
}

/// Which issues stand in the same reports.
pub(super) fn pairs(lines: &[Line], tally: &Tally, taxonomy: &Taxonomy) -> String {
    let issues: Vec<u16> = tally.found().take(PAIRED).collect();
    if issues.len() < 2 {
        return "<p>Fewer than two issues were found.</p>".to_owned();
    }
    let mut out = String::from(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Issues found in the same reports\"><table class=\"heat pairs\"><caption>",
    );
    put!(
        out,
        "Reports with both issues, for the {} most frequent. The stronger the shade, the larger the share of the row’s reports that also have the column’s issue. Columns have the numbers of the rows.</caption><thead><tr><th scope=\"col\">Issue</th><th scope=\"col\" class=\"num\">Reports</th>",
        issues.len()
    );
    for (number, &at) in issues.iter().enumerate() {
        let label = e(&taxonomy.issues[usize::from(at)].label).to_string();
        put!(
            out,
            "<th scope=\"col\" class=\"num\" title=\"{label}\">{}<span class=\"vh\"> {label}</span></th>",
            number + 1
        );
    }
    out.push_str("</tr></thead><tbody>");
    for (number, &row) in issues.iter().enumerate() {
        let issue = &taxonomy.issues[usize::from(row)];
        let with = tally.with[usize::from(row)];
        put!(
            out,
            "<tr><th scope=\"row\"><span class=\"nth\">{}</span> <a href=\"#issue-{}\">{}</a></th><td class=\"num\" data-with=\"{row}\">{with}</td>",
            number + 1,
            e(&issue.id),
            e(&issue.label)
        );
        for &column in &issues {
            if column == row {
                out.push_str(
                    "<td class=\"num self\"><span class=\"vh\">the same issue</span></td>",
                );
                continue;
            }
            let both = counted_lines(lines)
                .filter(|line| line.finds(row) && line.finds(column))
                .count() as u64;
            put!(
                out,
                "<td class=\"num h{}\" data-pair=\"{row}.{column}\">{both}</td>",
                shade(both, with)
            );
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

/// The overview map: issues along the child's way through services.
pub(super) fn journey(tally: &Tally, taxonomy: &Taxonomy, reports: u64) -> String {
    let mut out = String::from("<ol class=\"journey\">");
    let mut stages: Vec<&str> = STAGES.to_vec();
    // A taxonomy of one's own may have stages of its own.
    for issue in &taxonomy.issues {
        if !stages.contains(&issue.stage.as_str()) {
            stages.push(&issue.stage);
        }
    }
    for stage in stages {
        let own: Vec<u16> = tally
            .ranked
            .iter()
            .copied()
            .filter(|&at| taxonomy.issues[usize::from(at)].stage == stage)
            .collect();
        if own.is_empty() {
            continue;
        }
        put!(
            out,
            "<li{}><h3>{}</h3><ul>",
            if stage == "cross-cutting" { " class=\"across\"" } else { "" },
            e(&stage_words(stage))
        );
        for at in own {
            let issue = &taxonomy.issues[usize::from(at)];
            let with = tally.with[usize::from(at)];
            put!(
                out,
                "<li data-disc=\"{at}\" class=\"s{}\">{}<a href=\"#issue-{}\">{}</a> <span class=\"n\">{with}</span></li>",
                shade(with, reports),
                svg::disc(with, reports),
                e(&issue.id),
                e(&issue.label)
            );
        }
        out.push_str("</ul></li>");
    }
    out.push_str("</ol>");
    out
}
