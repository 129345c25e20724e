//! The section of one issue: what it is, its counts, reasons found below it, every quotation.

use scrutineer::Document;
use scrutineer::tag::{Assertion, Tag};
use scrutineer::taxonomy::{Issue, IssueKind, Taxonomy};

use super::spool::Piece;
use super::svg;
use super::tally::{Line, Tally, counted_lines, index_of};
use super::text::push_evidence;
use crate::markup::{counted, e, percent, put};
use crate::words::{
    assertion_words, named_codes, place_words, section_words, stage_words, voice_words,
};
use scrutineer::table::wilson_interval;

/// Where the markup of one quotation stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage {
    /// Number of its report.
    pub(super) report: usize,
    pub(super) issue: u16,
    /// Index into [`Assertion::ALL`].
    pub(super) assertion: u8,
    pub(super) piece: Piece,
}

/// A section put together from words and pieces of the spool.
#[derive(Debug)]
pub(super) enum Part {
    Words(String),
    Piece(Piece),
}

impl Part {
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Words(words) => words.len() as u64,
            Self::Piece(piece) => u64::from(piece.length),
        }
    }
}

/// Markup of the quotation of tag `number` of report `at`.
pub(super) fn passage(
    at: usize,
    number: usize,
    line: &Line,
    document: &Document,
    tag: &Tag,
) -> String {
    let block = &document.blocks[tag.block];
    let section = &document.sections[block.section];
    let mut out =
        format!("<li data-r=\"{at}\" data-a=\"{}\"><blockquote>", index_of(tag.assertion));
    push_evidence(&mut out, document, tag.quote, tag.evidence.clone());
    put!(out, "</blockquote><p class=\"cite\"><a href=\"#m{at}-{number}\">{}</a>", e(&line.title));
    if let Some(year) = &line.year
        && !line.title.contains(year.as_str())
    {
        put!(out, " ({})", e(year));
    }
    let place = place_words(block, document.text.page_at(tag.quote.start));
    if !place.is_empty() {
        put!(out, ", {}", e(&place));
    }
    let section = section_words(section);
    put!(
        out,
        "<span class=\"more\">{} <span class=\"as a{}\">{}</span> {}</span></p></li>",
        e(&section),
        index_of(tag.assertion),
        assertion_words(tag.assertion),
        voice_words(tag.voice)
    );
    out
}

/// The section of issue `at`; `passages` are sorted by issue, assertion and report.
pub(super) fn issue_section(
    at: u16,
    taxonomy: &Taxonomy,
    lines: &[Line],
    tally: &Tally,
    passages: &[Passage],
) -> Vec<Part> {
    let issue = &taxonomy.issues[usize::from(at)];
    let mut out = String::new();
    about(&mut out, issue, taxonomy);
    figures(&mut out, at, lines, tally, taxonomy);
    let mut parts = vec![Part::Words(out)];
    let below: Vec<u16> = below(issue, taxonomy).collect();
    if !below.is_empty() {
        reasons(&mut parts, &below, taxonomy, lines, passages);
    }
    parts.push(Part::Words("<h4>Quotations</h4>".to_owned()));
    quotations(&mut parts, at, passages);
    parts
}

/// Reasons, solutions and caveats below an issue.
pub(super) fn below<'a>(
    issue: &'a Issue,
    taxonomy: &'a Taxonomy,
) -> impl Iterator<Item = u16> + 'a {
    let own = |each: &Issue| each.parent.as_ref() == Some(&issue.id);
    (0u16..).zip(&taxonomy.issues).filter(move |(_, each)| own(each)).map(|(at, _)| at)
}

fn about(out: &mut String, issue: &Issue, taxonomy: &Taxonomy) {
    let plain = |words: &str| named_codes(words, taxonomy);
    let (use_when, not_use) = (plain(&issue.use_when), plain(&issue.not_use));
    put!(out, "<p class=\"lead\">{}</p><dl class=\"facts\">", e(&plain(&issue.definition)));
    for (name, value) in [
        ("Code", issue.id.as_str()),
        ("Family", taxonomy.family_label(&issue.family)),
        ("Stage", stage_words(&issue.stage).as_str()),
        ("Used when", use_when.as_str()),
        ("Not used when", not_use.as_str()),
    ] {
        if !value.is_empty() {
            put!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", e(value));
        }
    }
    put!(out, "</dl>");
}

fn figures(out: &mut String, at: u16, lines: &[Line], tally: &Tally, taxonomy: &Taxonomy) {
    let issue = &taxonomy.issues[usize::from(at)];
    let reports = tally.reports;
    let counts = if issue.kind == IssueKind::Positive {
        Assertion::GoodPractice
    } else {
        Assertion::Asserted
    };
    let with = counted_lines(lines).filter(|line| line.says(counts, at)).count() as u64;
    let (low, high) = wilson_interval(with, reports);
    put!(
        out,
        "<p class=\"count\">Found in <strong>{with} of {}</strong>",
        counted(reports, "report", "reports")
    );
    if reports > 0 {
        put!(
            out,
            " ({}; 95 % interval {} to {})",
            percent(with as f64 / reports as f64),
            percent(low),
            percent(high)
        );
    }
    put!(out, ".</p>");
    let points = tally.by_year(at);
    if counts == Assertion::Asserted && with > 0 && points.len() > 1 {
        put!(out, "<p class=\"small\">By year: {}.</p>", svg::trend_words(&tally.years, &points));
    }
    let other: Vec<String> = Assertion::ALL
        .into_iter()
        .filter(|&assertion| assertion != counts)
        .filter_map(|assertion| {
            let reports =
                counted_lines(lines).filter(|line| line.says(assertion, at)).count() as u64;
            (reports > 0).then(|| {
                format!(
                    "{} in {}",
                    assertion_words(assertion),
                    counted(reports, "report", "reports")
                )
            })
        })
        .collect();
    if !other.is_empty() {
        put!(out, "<p class=\"small\">Also, not counted as found: {}.</p>", other.join(", "));
    }
}

fn reasons(
    parts: &mut Vec<Part>,
    below: &[u16],
    taxonomy: &Taxonomy,
    lines: &[Line],
    passages: &[Passage],
) {
    let mut out = String::from("<h4>Reasons, solutions and caveats found</h4>");
    let has = |at: u16| passages.iter().any(|passage| passage.issue == at);
    let (found, absent): (Vec<u16>, Vec<u16>) = below.iter().partition(|&&at| has(at));
    if found.is_empty() {
        put!(out, "<p>None of the {} codes below this issue was found.</p>", below.len());
    } else if !absent.is_empty() {
        put!(
            out,
            "<p class=\"small\">{} of {} codes below this issue were found.</p>",
            found.len(),
            below.len()
        );
    }
    parts.push(Part::Words(out));
    for at in found {
        let issue = &taxonomy.issues[usize::from(at)];
        let reports =
            counted_lines(lines).filter(|line| line.shown.iter().any(|&(_, issue)| issue == at));
        let reports = reports.count() as u64;
        parts.push(Part::Words(format!(
            "<h5>{} <span class=\"small\">{}, {}</span></h5><p class=\"small\">{}</p>",
            e(&issue.label),
            kind_words(issue.kind),
            counted(reports, "report", "reports"),
            e(&named_codes(&issue.definition, taxonomy))
        )));
        quotations(parts, at, passages);
    }
}

fn kind_words(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::Issue => "issue",
        IssueKind::Circumstance => "circumstance",
        IssueKind::Reason => "reason",
        IssueKind::Solution => "solution",
        IssueKind::Caveat => "caveat",
        IssueKind::Positive => "good practice",
    }
}

fn quotations(parts: &mut Vec<Part>, at: u16, passages: &[Passage]) {
    let first = passages.partition_point(|passage| passage.issue < at);
    let own = passages[first..].iter().take_while(|passage| passage.issue == at);
    parts.push(Part::Words("<ol class=\"quotes\">".to_owned()));
    let before = parts.len();
    parts.extend(own.map(|passage| Part::Piece(passage.piece)));
    let end = if parts.len() == before { "</ol><p>None.</p>" } else { "</ol>" };
    parts.push(Part::Words(end.to_owned()));
}
