//! What a briefing keeps of each report: the quotations of one issue and of what stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use scrutineer::corpus::Outcome;
use scrutineer::document::{BlockKind, Role};
use scrutineer::tag::{Assertion, Finder, Tag, Tagged, Voice};
use scrutineer::taxonomy::{IssueKind, Phrase, Taxonomy};
use scrutineer::{Document, Span};

use crate::words::{place_words, voice_words};

/// Words by which a sentence says why. A sentence of a passage on the issue that holds one of them is shown as an
/// explanation; whether it explains the issue is for the person who edits the briefing.
const WHY: &str = "(because|due to|owing to|as a result of|on account of|the reason|reasons for|explain*|\
    stemm* from|meant that|led to|belie*|assum*|mistaken*|in the hope|for fear|fear* that|afraid|reluctan*|\
    (did|do) not feel|felt (that|unable)|could not see|unsure|uncertain|did not know|unaware|no confidence|\
    not confident|pressure*|never been told|was used to|had learned)";

/// One verbatim sentence with its source.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    /// Index into the reports of the briefing.
    pub(super) report: usize,
    /// Where the quotation begins in its report, to tell two from one.
    pub(super) start: usize,
    pub(super) words: String,
    /// "paragraph 4.12, page 7".
    pub(super) place: String,
    /// "review author"; the attribution below a quotation where there is one.
    pub(super) speaker: String,
    /// How well it stands on its own, more is better.
    pub(super) clarity: f64,
    /// Whether it is a sentence; a fragment such as a line of a cover page counts but is not quoted.
    pub(super) is_sentence: bool,
}

/// A report that holds the issue.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) year: Option<String>,
    /// Passages that assert the issue.
    pub(super) passages: usize,
}

/// Quotations on one issue, collected report by report.
///
/// Kept in memory are those sentences, at most a few kilobytes a report, and two counts for each other issue.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) issue: String,
    /// Reports read.
    pub(super) read: u64,
    /// Names of files that could not be read.
    pub(super) failed: Vec<String>,
    /// Years of all reports read.
    pub(super) years: BTreeSet<String>,
    /// Reports with any quotation below.
    pub(super) reports: Vec<Report>,
    /// By what the passage says of the issue.
    pub(super) said: BTreeMap<Assertion, Vec<Quote>>,
    /// By reason, solution or caveat below the issue.
    pub(super) below: BTreeMap<String, Vec<Quote>>,
    /// Sentences that say why, in passages that assert the issue.
    pub(super) why: Vec<Quote>,
    /// Other issues asserted in the same passages.
    pub(super) beside: BTreeMap<String, Vec<Quote>>,
    /// Reports with the issue that have a finding of another issue anywhere, by that issue.
    pub(super) together: BTreeMap<String, u64>,
    /// Reports with a finding of another issue, whether or not they have this one.
    pub(super) everywhere: BTreeMap<String, u64>,
    why_words: Option<Finder>,
}

impl Gathered {
    pub(super) fn new(issue: &str, taxonomy: &Taxonomy) -> Self {
        Self {
            issue: issue.to_owned(),
            read: 0,
            failed: Vec::new(),
            years: BTreeSet::new(),
            reports: Vec::new(),
            said: BTreeMap::new(),
            below: BTreeMap::new(),
            why: Vec::new(),
            beside: BTreeMap::new(),
            together: BTreeMap::new(),
            everywhere: BTreeMap::new(),
            // The phrase is a constant, and a test parses it.
            why_words: Phrase::parse(WHY).ok().map(|phrase| Finder::new(&phrase, taxonomy)),
        }
    }

    /// Adds what one outcome says of the issue.
    pub(super) fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) {
        let tagged = match &outcome.result {
            Ok(tagged) => tagged,
            Err(_) => {
                self.failed.push(outcome.name.clone());
                return;
            }
        };
        self.read += 1;
        let known = tagged.document.metadata.columns();
        let year = known.get("year").filter(|year| !year.is_empty()).cloned();
        self.years.extend(year.clone());
        let (mut passages, mut mentioned) = (BTreeSet::new(), false);
        let mut others = BTreeSet::new();
        for tag in &tagged.tags {
            let below = taxonomy.issue(&tag.issue).and_then(|issue| issue.parent.as_deref());
            mentioned |= tag.issue == self.issue || below == Some(&self.issue);
            if tag.issue == self.issue && tag.is_finding(&tagged.document) {
                passages.insert(tag.block);
            } else if tag.is_finding(&tagged.document)
                && taxonomy.issue(&tag.issue).is_some_and(|issue| issue.kind == IssueKind::Issue)
            {
                others.insert(tag.issue.clone());
            }
        }
        for other in others {
            if !passages.is_empty() {
                *self.together.entry(other.clone()).or_default() += 1;
            }
            *self.everywhere.entry(other).or_default() += 1;
        }
        if !mentioned {
            return;
        }
        let title = known.get("title").filter(|title| !title.is_empty());
        self.reports.push(Report {
            name: outcome.name.clone(),
            title: title.unwrap_or(&outcome.name).clone(),
            year,
            passages: passages.len(),
        });
        self.take_tags(tagged, taxonomy, &passages);
        if !passages.is_empty() {
            self.take_explanations(&tagged.document, &passages);
        }
    }

    fn take_tags(&mut self, tagged: &Tagged, taxonomy: &Taxonomy, passages: &BTreeSet<usize>) {
        let report = self.reports.len() - 1;
        let document = &tagged.document;
        for tag in &tagged.tags {
            let Some(issue) = taxonomy.issue(&tag.issue) else { continue };
            // Contents lists and the like are no place to quote from.
            if document.role_of(&document.blocks[tag.block]).is_excluded() {
                continue;
            }
            let quote = || of_tag(report, document, tag);
            if tag.issue == self.issue {
                self.said.entry(tag.assertion).or_default().push(quote());
            } else if issue.parent.as_deref() == Some(&self.issue) {
                let told = matches!(
                    tag.assertion,
                    Assertion::Asserted | Assertion::ReportedView | Assertion::Recommended
                );
                if told {
                    self.below.entry(tag.issue.clone()).or_default().push(quote());
                }
            } else if tag.is_finding(document)
                && issue.kind == IssueKind::Issue
                && passages.contains(&tag.block)
            {
                self.beside.entry(tag.issue.clone()).or_default().push(quote());
            }
        }
    }

    /// Sentences that say why, and quotations of people that follow such a passage.
    fn take_explanations(&mut self, document: &Document, passages: &BTreeSet<usize>) {
        let report = self.reports.len() - 1;
        let found = self.why_words.as_ref().map(|finder| finder.find(document));
        for found in found.unwrap_or_default() {
            if !passages.contains(&found.block) {
                continue;
            }
            let block = &document.blocks[found.block];
            let sentence = document.sentences[block.sentences.clone()]
                .iter()
                .find(|sentence| sentence.span.range().contains(&found.span.start));
            if let Some(sentence) = sentence {
                self.why.push(of_sentence(report, document, found.block, sentence.span, 0.5, None));
            }
        }
        for &at in passages {
            let Some(next) = document.blocks.get(at + 1) else { continue };
            if next.kind == BlockKind::Quotation && !passages.contains(&(at + 1)) {
                self.why.push(of_sentence(report, document, at + 1, next.body, 0.7, None));
            }
        }
    }
}

fn of_tag(report: usize, document: &Document, tag: &Tag) -> Quote {
    of_sentence(report, document, tag.block, tag.quote, tag.strength, Some(tag.voice))
}

fn of_sentence(
    report: usize,
    document: &Document,
    at: usize,
    sentence: Span,
    strength: f64,
    voice: Option<Voice>,
) -> Quote {
    let text = &document.text;
    let block = &document.blocks[at];
    let span = with_context(document, at, sentence);
    let count = text.slice(span).split_whitespace().count();
    let role = match document.role_of(block) {
        Role::Finding | Role::Analysis | Role::Learning | Role::GoodPractice => 0.3,
        Role::Narrative => 0.1,
        _ => 0.0,
    };
    let length = if (10..=60).contains(&count) { 0.3 } else { 0.0 };
    let speaker = match document.blocks.get(at + 1) {
        Some(next) if next.kind == BlockKind::Attribution && block.kind == BlockKind::Quotation => {
            text.slice(next.body).to_owned()
        }
        _ => match voice {
            Some(voice) => voice_words(voice).to_owned(),
            None if block.kind == BlockKind::Quotation => "quoted in the report".to_owned(),
            None => voice_words(Voice::Author).to_owned(),
        },
    };
    Quote {
        report,
        start: span.start,
        words: text.slice(span).to_owned(),
        place: place_words(block, text.page_at(span.start)),
        speaker,
        clarity: strength + role + length,
        is_sentence: count >= 8 || text.slice(span).ends_with(['.', '?', '!', '’', '”', '\'', '"']),
    }
}

/// Words that point back: a sentence that begins with one is quoted with the sentence before it.
const POINTS_BACK: [&str; 36] = [
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "he",
    "she",
    "they",
    "his",
    "her",
    "their",
    "such",
    "both",
    "neither",
    "either",
    "nor",
    "but",
    "however",
    "and",
    "so",
    "yet",
    "instead",
    "nevertheless",
    "nonetheless",
    "therefore",
    "consequently",
    "then",
    "there",
    "here",
    "again",
    "similarly",
    "nobody",
    "none",
    "each",
    "i",
];

/// `sentence`, with those before it that it points back to, and those after it up to the end of what somebody says in it;
/// two each way at most.
fn with_context(document: &Document, at: usize, sentence: Span) -> Span {
    let block = &document.blocks[at];
    let own = &document.sentences[block.sentences.clone()];
    let mut span = sentence;
    for _ in 0..2 {
        let words = document.text.slice(span);
        let first: String = words
            .chars()
            .skip_while(|c| !c.is_alphabetic())
            .take_while(|c| c.is_alphabetic())
            .collect();
        let points = POINTS_BACK.contains(&first.to_lowercase().as_str());
        let before = own.iter().rev().find(|each| each.span.end <= span.start);
        match before {
            Some(before) if points => span = Span::new(before.span.start, span.end),
            _ => break,
        }
    }
    for _ in 0..2 {
        let after = own.iter().find(|each| each.span.start >= span.end);
        match after {
            Some(after) if leaves_open(document.text.slice(span)) => {
                span = Span::new(span.start, after.span.end);
            }
            _ => break,
        }
    }
    span
}

/// Whether speech begins in `words` that does not end there. A closing single mark may also be an apostrophe, so
/// one more of them than of opening marks says nothing.
fn leaves_open(words: &str) -> bool {
    let after_single = words.rfind('‘').map(|at| &words[at..]);
    let after_double = words.rfind('“').map(|at| &words[at..]);
    let ends = |rest: &str| {
        rest.char_indices().any(|(at, c)| {
            let next = rest[at + c.len_utf8()..].chars().next();
            c == '’' && !next.is_some_and(char::is_alphabetic)
        })
    };
    after_single.is_some_and(|rest| !ends(rest))
        || after_double.is_some_and(|rest| !rest.contains('”'))
}

#[cfg(test)]
mod tests {
    use scrutineer::Text;

    use super::*;

    #[test]
    fn a_sentence_that_points_back_takes_the_one_before() {
        assert!(Phrase::parse(WHY).is_ok(), "{:?}", Phrase::parse(WHY));
        let document = Document::from_text(Text::plain(
            "The nurse told her manager. She was not heard. It ended there. Police came later.",
        ));
        let words = |at: usize| {
            let sentence = document.sentences[at].span;
            document.text.slice(with_context(&document, 0, sentence)).to_owned()
        };
        assert_eq!(words(1), "The nurse told her manager. She was not heard.");
        assert_eq!(words(2), "The nurse told her manager. She was not heard. It ended there.");
        assert_eq!(words(3), "Police came later.");
        assert!(leaves_open("She said: ‘I’d been told no by a manager."));
        assert!(!leaves_open("‘I’d been told’, she said, of the parents’ house."));
        assert!(leaves_open("He said: “No.") && !leaves_open("He said “no”."));
    }
}
