//! The section of one report: its facts, what was found in it, its text with highlights.

use std::collections::BTreeMap;

use scrutineer::document::{Block, BlockKind};
use scrutineer::tag::{Assertion, SCORER, Tag, Tagged};
use scrutineer::taxonomy::Taxonomy;
use scrutineer::{Document, Span};

use super::tally::{Line, index_of, issue_index};
use crate::markup::{counted, e, percent, put};
use crate::words::{assertion_words, place_words, role_words, voice_words};

/// Markup of the section of report number `at`.
pub(super) fn report_section(
    at: usize,
    line: &Line,
    tagged: &Tagged,
    taxonomy: &Taxonomy,
) -> String {
    let document = &tagged.document;
    let mut out = String::with_capacity(document.text.as_str().len() * 5 / 4);
    facts(&mut out, line, document);
    contents(&mut out, at, tagged, taxonomy);
    put!(out, "<h4>Text</h4><div class=\"text\">");
    let mut tags = tagged.tags.iter().enumerate().peekable();
    let (mut page, mut section, mut excluded) = (0, usize::MAX, false);
    for (index, block) in document.blocks.iter().enumerate() {
        let mut own = Vec::new();
        while let Some(tag) = tags.next_if(|(_, tag)| tag.block <= index) {
            own.push(tag);
        }
        if block.section != section {
            section = block.section;
            let role = document.sections[section].role;
            if role.is_excluded() {
                put!(out, "<p class=\"zone\">Not counted from here: {}</p>", role_words(role));
            } else if excluded {
                put!(out, "<p class=\"zone\">Counted again from here</p>");
            }
            excluded = role.is_excluded();
        }
        if block.page != 0 && block.page != page {
            page = block.page;
            put!(out, "<p class=\"folio\" id=\"p{at}-{page}\">page {page}</p>");
        }
        block_markup(&mut out, at, document, block, &own, taxonomy);
    }
    out.push_str("</div>");
    out
}

fn facts(out: &mut String, line: &Line, document: &Document) {
    put!(out, "<dl class=\"facts\">");
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            put!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", e(value));
        }
    };
    fact("File", &line.name);
    fact("Kind of review", line.review_type.as_deref().unwrap_or_default());
    fact("Body", document.metadata.columns().get("body").map_or("", String::as_str));
    fact("Year", line.year.as_deref().unwrap_or("not known"));
    if line.pages > 0 {
        fact("Length", &counted(line.pages as u64, "page", "pages"));
    }
    fact("Words", &crate::markup::grouped(line.words));
    fact("Text that cannot count", &percent(line.excluded));
    fact("Warnings", &document.warnings.join("; "));
    put!(out, "</dl>");
}

/// Findings of the report by issue, each with links to its passages.
fn contents(out: &mut String, at: usize, tagged: &Tagged, taxonomy: &Taxonomy) {
    let mut by_issue: BTreeMap<u16, Vec<(usize, &Tag)>> = BTreeMap::new();
    for (number, tag) in tagged.tags.iter().enumerate() {
        if let Some(issue) = issue_index(taxonomy, &tag.issue)
            && tag.is_finding(&tagged.document)
        {
            by_issue.entry(issue).or_default().push((number, tag));
        }
    }
    if by_issue.is_empty() {
        put!(
            out,
            "<p>No finding in this report. That says what was written, not what happened.</p>"
        );
        return;
    }
    put!(out, "<h4>Findings</h4><ul class=\"inside\">");
    for (issue, tags) in by_issue {
        let issue = &taxonomy.issues[usize::from(issue)];
        let section = issue.parent.as_ref().filter(|parent| taxonomy.issue(parent).is_some());
        put!(
            out,
            "<li><a href=\"#issue-{}\">{}</a>: ",
            e(section.unwrap_or(&issue.id)),
            e(&issue.label)
        );
        for (nth, (number, tag)) in tags.into_iter().enumerate() {
            let block = &tagged.document.blocks[tag.block];
            let place = place_words(block, tagged.document.text.page_at(tag.quote.start));
            let place = if place.is_empty() { format!("passage {}", nth + 1) } else { place };
            let comma = if nth > 0 { ", " } else { "" };
            put!(out, "{comma}<a href=\"#m{at}-{number}\">{}</a>", e(&place));
        }
        put!(out, "</li>");
    }
    put!(out, "</ul>");
}

fn block_markup(
    out: &mut String,
    at: usize,
    document: &Document,
    block: &Block,
    tags: &[(usize, &Tag)],
    taxonomy: &Taxonomy,
) {
    let (open, close) = match block.kind {
        BlockKind::Heading => ("h5", "h5"),
        BlockKind::Quotation => ("blockquote", "blockquote"),
        BlockKind::ListItem => ("p class=\"item\"", "p"),
        BlockKind::Cell => ("p class=\"cell\"", "p"),
        BlockKind::Footnote | BlockKind::Caption | BlockKind::Contents | BlockKind::Attribution => {
            ("p class=\"small\"", "p")
        }
        BlockKind::Paragraph => ("p", "p"),
    };
    put!(out, "<{open}>");
    if block.body.start == block.span.start
        && let Some(number) = &block.number
    {
        // The file shows the number outside its text, as Word does.
        put!(out, "<span class=\"number\">{}</span> ", e(number));
    }
    let text = &document.text;
    let mut done = block.span.start;
    for (region, inside) in regions(block.span, tags) {
        put!(out, "{}", e(text.slice(Span::new(done, region.start))));
        let data: Vec<String> = inside
            .iter()
            .filter_map(|(_, tag)| {
                let issue = issue_index(taxonomy, &tag.issue)?;
                Some(format!("{issue}.{}", index_of(tag.assertion)))
            })
            .collect();
        let first = inside[0].0;
        put!(
            out,
            "<mark class=\"a{}\" id=\"m{at}-{first}\" tabindex=\"0\" data-t=\"{}\" aria-describedby=\"n{at}-{first}\">",
            index_of(strongest(&inside)),
            data.join(" ")
        );
        for (other, _) in &inside[1..] {
            put!(out, "<span id=\"m{at}-{other}\"></span>");
        }
        let evidence = inside.iter().flat_map(|(_, tag)| tag.evidence.iter().copied()).collect();
        push_evidence(out, document, region, evidence);
        put!(out, "<span class=\"note\" id=\"n{at}-{first}\">");
        for (_, tag) in &inside {
            note(out, document, tag, taxonomy);
        }
        put!(out, "</span></mark>");
        done = region.end;
    }
    put!(out, "{}</{close}>", e(text.slice(Span::new(done, block.span.end))));
}

/// Stretches of `block` that quotes of tags cover, quotes that overlap made one, each with its tags.
fn regions<'a>(block: Span, tags: &[(usize, &'a Tag)]) -> Vec<(Span, Vec<(usize, &'a Tag)>)> {
    let mut sorted: Vec<_> = tags
        .iter()
        .copied()
        .filter(|(_, tag)| block.start <= tag.quote.start && tag.quote.end <= block.end)
        .collect();
    sorted.sort_by_key(|(number, tag)| (tag.quote.start, *number));
    let mut regions: Vec<(Span, Vec<(usize, &Tag)>)> = Vec::new();
    for (number, tag) in sorted {
        match regions.last_mut() {
            Some((region, inside)) if tag.quote.start < region.end => {
                *region = Span::new(region.start, region.end.max(tag.quote.end));
                inside.push((number, tag));
            }
            _ => regions.push((tag.quote, vec![(number, tag)])),
        }
    }
    regions
}

/// What colours a sentence with several tags: what counts, then what is praised, then the others in their order.
fn strongest(tags: &[(usize, &Tag)]) -> Assertion {
    let rank = |assertion: Assertion| match assertion {
        Assertion::Asserted => 0,
        Assertion::GoodPractice => 1,
        other => 2 + index_of(other),
    };
    tags.iter()
        .map(|(_, tag)| tag.assertion)
        .min_by_key(|&a| rank(a))
        .unwrap_or(Assertion::Asserted)
}

/// The words of `region`, those of the evidence set off.
pub(super) fn push_evidence(
    out: &mut String,
    document: &Document,
    region: Span,
    mut evidence: Vec<Span>,
) {
    evidence.sort_by_key(|span| (span.start, span.end));
    let mut done = region.start;
    for span in evidence {
        let (start, end) = (span.start.max(done), span.end.min(region.end));
        if start < end {
            let (before, words) = (Span::new(done, start), Span::new(start, end));
            put!(out, "{}<b>{}</b>", e(document.text.slice(before)), e(document.text.slice(words)));
            done = end;
        }
    }
    put!(out, "{}", e(document.text.slice(Span::new(done, region.end))));
}

fn note(out: &mut String, document: &Document, tag: &Tag, taxonomy: &Taxonomy) {
    let label = taxonomy.issue(&tag.issue).map_or(tag.issue.as_str(), |issue| &issue.label);
    let rule = if tag.rule == SCORER {
        "by the learned scorer alone".to_owned()
    } else {
        format!("rule {}", tag.rule)
    };
    put!(
        out,
        "<span><strong>{}</strong> {}, says the {}; {}",
        e(label),
        assertion_words(tag.assertion),
        voice_words(tag.voice),
        e(&rule)
    );
    if let Some(cue) = &tag.cue {
        put!(out, "; cue “{}”", e(document.text.slice(cue.span)));
    }
    put!(out, ". </span>");
}
