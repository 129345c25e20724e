//! What the front matter and a repository cover sheet say of a report.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::Document;

/// Facts about a report, as far as its first pages give them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Title as printed.
    pub title: Option<String>,
    /// Review type, kebab-case: "scr", "lcspr", "cpr-wales", "learning-review", "cmr", "dhr", "sar", "inspection" …
    pub review_type: Option<String>,
    /// The board or partnership.
    pub body: Option<String>,
    /// Pseudonym of the subject: "Child K".
    pub subject: Option<String>,
    /// Author, reviewer or chair.
    pub author: Option<String>,
    /// Year that counts, and what it is the year of.
    pub year: Option<DateFound>,
    /// Year of the incident or death.
    pub incident_year: Option<u16>,
    /// Year in which the report was completed.
    pub completed_year: Option<u16>,
    /// Year of publication.
    pub published_year: Option<u16>,
    /// Columns of a catalogue that name this file; they override what was found.
    pub catalogue: BTreeMap<String, String>,
}

/// A year and where it comes from, because the dates of one report can lie years apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateFound {
    /// The year.
    pub year: u16,
    /// "publication", "completion", "front matter", "catalogue" or "file property".
    pub source: String,
}

/// Cue words, in the order in which they decide, and the review type they give.
const TYPES: &[(&str, &str)] = &[
    ("domestic homicide review", "dhr"),
    ("safeguarding adults review", "sar"),
    ("safeguarding adult review", "sar"),
    ("single unified safeguarding review", "susr"),
    ("child practice review", "cpr-wales"),
    ("adult practice review", "apr-wales"),
    ("case management review", "cmr"),
    ("learning review", "learning-review"),
    ("significant case review", "significant-case-review"),
    ("child safeguarding practice review", "lcspr"),
    ("safeguarding practice review", "lcspr"),
    ("thematic review", "thematic-review"),
    ("serious case review", "scr"),
    ("7 minute briefing", "briefing"),
    ("7-minute briefing", "briefing"),
    ("seven minute briefing", "briefing"),
    ("inspection of", "inspection"),
    ("focused visit", "inspection"),
    ("monitoring visit", "inspection"),
];

/// Characters of front matter that are looked at: about four pages.
const FRONT: usize = 9_000;
/// Blocks that are looked at as the cover.
const COVER: usize = 12;

impl Metadata {
    /// Reads the front of `document`; `properties` are the file's own.
    pub(super) fn find(document: &Document, properties: &BTreeMap<String, String>) -> Self {
        let text = document.text.as_str();
        let front = &text[..text.floor_char_boundary(FRONT.min(text.len()))];
        let lower = front.to_lowercase();
        let review_type = review_type(&lower);
        let published_year = year_after(front, &PUBLISHED);
        let completed_year = year_after(front, &COMPLETED);
        let incident_year = year_after(front, &INCIDENT);
        let year = [
            (published_year, "publication"),
            (completed_year, "completion"),
            (first_dated_line(front), "front matter"),
            (properties.get("created").and_then(|date| year_in(date)), "file property"),
        ]
        .into_iter()
        .find_map(|(year, source)| Some(DateFound { year: year?, source: source.to_owned() }));
        Self {
            title: title_of(document, properties),
            body: capture(front, &BODY),
            subject: subject_of(document, front, review_type.as_deref()),
            review_type,
            author: capture(front, &AUTHOR),
            year,
            incident_year,
            completed_year,
            published_year,
            catalogue: BTreeMap::new(),
        }
    }

    /// All facts as columns, catalogue columns last and overriding; only those that are known.
    pub fn columns(&self) -> BTreeMap<String, String> {
        let mut columns = BTreeMap::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                columns.insert(name.to_owned(), value);
            }
        };
        put("title", self.title.clone());
        put("review_type", self.review_type.clone());
        put("body", self.body.clone());
        put("subject", self.subject.clone());
        put("author", self.author.clone());
        put("year", self.year.as_ref().map(|found| found.year.to_string()));
        put("year_source", self.year.as_ref().map(|found| found.source.clone()));
        put("incident_year", self.incident_year.map(|year| year.to_string()));
        put("completed_year", self.completed_year.map(|year| year.to_string()));
        put("published_year", self.published_year.map(|year| year.to_string()));
        for (name, value) in &self.catalogue {
            columns.insert(name.clone(), value.clone());
            if name == "year" {
                columns.insert("year_source".to_owned(), "catalogue".to_owned());
            }
        }
        columns
    }
}

/// The type named earliest in the front; at the same place the more specific name wins.
fn review_type(lower: &str) -> Option<String> {
    TYPES
        .iter()
        .filter_map(|(cue, name)| Some((lower.find(cue)?, *name)))
        .min_by_key(|&(at, _)| at)
        .map(|(_, name)| name.to_owned())
}

fn title_of(document: &Document, properties: &BTreeMap<String, String>) -> Option<String> {
    let named =
        document.blocks.iter().take(COVER).map(|block| document.text.slice(block.body)).find(
            |words| {
                let lower = words.to_lowercase();
                words.len() < 160 && TYPES.iter().any(|(cue, _)| lower.contains(cue))
            },
        );
    named
        .map(|words| {
            let words = LABEL_BEFORE.replace(words, "");
            let end = LABEL_AFTER.find(&words).map_or(words.len(), |label| label.start());
            words[..end].trim_end_matches(['.', ' ', ',']).to_owned()
        })
        .or_else(|| properties.get("title").filter(|title| !title.trim().is_empty()).cloned())
}

/// The pseudonym on the cover, else the first one of the front: but a review of many cases has no subject, and the
/// first case that it tells of is none.
fn subject_of(document: &Document, front: &str, review_type: Option<&str>) -> Option<String> {
    let cover = document.blocks.get(COVER - 1).or(document.blocks.last());
    let end = cover.map_or(0, |block| block.span.end.min(front.len()));
    capture(front.get(..end).unwrap_or_default(), &SUBJECT)
        .or_else(|| capture(front, &SUBJECT).filter(|_| review_type != Some("thematic-review")))
}

fn pattern(source: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "the patterns are constants of this file, and a test compiles them"
    )]
    Regex::new(source).expect("constant pattern")
}

macro_rules! constant_pattern {
    ($name:ident, $source:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| pattern($source));
    };
}

constant_pattern!(
    PUBLISHED,
    r"(?i)\b(?:date of publication|published|publication date|publication)\b[^\n]{0,40}?\b((?:19|20)\d\d)\b"
);
constant_pattern!(
    COMPLETED,
    r"(?i)\b(?:completed|report completed|date completed|agreed|adopted|signed off|date of (?:the )?report|final report)\b[^\n]{0,40}?\b((?:19|20)\d\d)\b"
);
constant_pattern!(
    INCIDENT,
    r"(?i)\b(?:incident|died|death|date of (?:the )?incident|serious injury|injured)\b[^\n]{0,40}?\b((?:19|20)\d\d)\b"
);
constant_pattern!(
    BODY,
    r"\b((?:[A-Z][\w’'&-]+ (?:and |of |the |with )?){1,6}(?:Local )?(?:Safeguarding (?:Children|Adults?|Child)(?:[’']s)? (?:Board|Partnership)|Safeguarding (?:Board|Partnership|Partners|Panel)|Community Safety Partnership|Child Protection Committee|Children[’']s Partnership))"
);
constant_pattern!(
    SUBJECT,
    r"\b((?:Child|Baby|Family|Case|Adult|Young Person|Sibling Group|Siblings) [A-Z][A-Z0-9]{0,2}\d?(?: and [A-Z]\b)?|(?:Mr|Mrs|Ms|Miss) [A-Z])\b"
);
constant_pattern!(
    AUTHOR,
    r"(?m)(?:(?:Report |Independent |Overview |Lead )?(?:Author|Reviewer|Overview [Ww]riter|Chair)s?(?: of (?:the )?(?:review|panel))?)\s*[:–-]\s*([A-Z][^\n]{2,60})"
);
constant_pattern!(LABEL_BEFORE, r"^(?i:(?:report )?title)\s*[:–-]\s*");
constant_pattern!(
    LABEL_AFTER,
    r"\s(?:(?:Independent|Lead|Overview|Report) )?(?:Author|Reviewer|Writer|Chair|Date of [\w ]{3,20})s?\s*:"
);
constant_pattern!(YEAR, r"\b((?:19[89]|20[0-4])\d)\b");

fn capture(front: &str, pattern: &Regex) -> Option<String> {
    pattern.captures(front).map(|found| found[1].trim().to_owned())
}

fn year_after(front: &str, pattern: &Regex) -> Option<u16> {
    pattern.captures(front).and_then(|found| found[1].parse().ok())
}

fn year_in(text: &str) -> Option<u16> {
    YEAR.captures(text).and_then(|found| found[1].parse().ok())
}

/// The year of the first short line that is, or ends in, a date: "March 2017".
fn first_dated_line(front: &str) -> Option<u16> {
    front.split("\n\n").take(25).filter(|line| line.len() < 90).find_map(year_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{RawBlock, RawKind};

    #[test]
    fn reads_a_cover() {
        let cover = [
            "Harrowmere Safeguarding Children Board",
            "Serious Case Review: Child K",
            "Author: Jane Marlow",
            "The incident took place in March 2013. Completed September 2014. Date of publication: 3 November 2016",
        ];
        let blocks: Vec<RawBlock> =
            cover.iter().map(|line| RawBlock::new(RawKind::Paragraph, *line, 1)).collect();
        let document = Document::from_text(crate::Text::from_blocks(&blocks));
        let found = Metadata::find(&document, &BTreeMap::new());
        assert_eq!(found.review_type.as_deref(), Some("scr"));
        assert_eq!(found.body.as_deref(), Some("Harrowmere Safeguarding Children Board"));
        assert_eq!(found.subject.as_deref(), Some("Child K"));
        assert_eq!(found.author.as_deref(), Some("Jane Marlow"));
        assert_eq!((found.incident_year, found.completed_year), (Some(2013), Some(2014)));
        assert_eq!(found.year, Some(DateFound { year: 2016, source: "publication".into() }));
    }

    #[test]
    fn titles_lose_labels_and_subjects_stand_on_the_cover() {
        let of = |cover: &[&str]| {
            let blocks: Vec<RawBlock> =
                cover.iter().map(|line| RawBlock::new(RawKind::Paragraph, *line, 1)).collect();
            let document = Document::from_text(crate::Text::from_blocks(&blocks));
            let found = Metadata::find(&document, &BTreeMap::new());
            (found.title.unwrap_or_default(), found.subject.unwrap_or_default())
        };
        let pair = |title: &str, subject: &str| (title.to_owned(), subject.to_owned());
        assert_eq!(
            of(&["Title: Serious case review in respect of Baby L: overview report."]),
            pair("Serious case review in respect of Baby L: overview report", "Baby L")
        );
        assert_eq!(
            of(&["Child Practice Review Independent Reviewer: J. Marlow Date of death: May 2021"]),
            pair("Child Practice Review", "")
        );
        assert_eq!(
            of(&["Local Child Safeguarding Practice Review", "Siblings A and B"]),
            pair("Local Child Safeguarding Practice Review", "Siblings A and B")
        );
        let mut many = vec!["Thematic review of neglect"];
        many.extend(["Learning from nine cases"; COVER]);
        many.push("In Family C the plan drifted.");
        assert_eq!(of(&many), pair("Thematic review of neglect", ""));
    }
}
