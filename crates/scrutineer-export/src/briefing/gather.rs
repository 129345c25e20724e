//! What a briefing keeps of each report: the quotations of one issue and of what stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use scrutineer::corpus::Outcome;
use scrutineer::document::{BlockKind, Role};
use scrutineer::tag::{Assertion, Finder, Tag, Tagged, Voice};
use scrutineer::taxonomy::{Issue, IssueKind, Phrase, Taxonomy};
use scrutineer::{Document, Span};

use super::context::{is_first_person, with_context};
use crate::words::{place_words, report_name, voice_words};

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
    /// Where the quotation stands in its report, to tell two from one.
    pub(super) span: Span,
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
    /// Its number among the reports that were read.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) year: Option<String>,
    /// Passages that assert the issue.
    pub(super) passages: usize,
}

/// What is counted of every report that was read.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) name: String,
    year: Option<String>,
    /// Whether it has a finding of the issue.
    has: bool,
    /// Other issues of which it has a finding, by position in the codebook.
    others: BTreeSet<usize>,
}

/// Quotations on one issue, collected report by report.
///
/// Kept in memory are those sentences, at most a few kilobytes a report, and some hundred bytes for every other report.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) issue: String,
    /// Of each report that was read.
    pub(super) facts: Vec<Facts>,
    /// Names of files that could not be read.
    pub(super) failed: Vec<String>,
    /// Reports with any quotation.
    pub(super) reports: Vec<Report>,
    quotes: Quotes,
    why_words: Option<Finder>,
}

/// Quotations by what they are quoted for.
#[derive(Clone, Debug, Default)]
pub(super) struct Quotes {
    /// By what the passage says of the issue.
    pub(super) said: BTreeMap<Assertion, Vec<Quote>>,
    /// By reason, solution or caveat below the issue.
    pub(super) below: BTreeMap<String, Vec<Quote>>,
    /// Sentences that say why, in passages that assert the issue.
    pub(super) why: Vec<Quote>,
    /// Other issues asserted in the same passages.
    pub(super) beside: BTreeMap<String, Vec<Quote>>,
}

/// What was gathered, once it is known which reports repeat others.
#[derive(Debug)]
pub(super) struct Settled {
    /// Quotations of the reports that are counted.
    pub(super) quotes: Quotes,
    /// Reports that are counted: N of every share.
    pub(super) read: u64,
    /// Their years.
    pub(super) years: BTreeSet<String>,
    /// Reports with the issue that have a finding of another issue anywhere, by that issue's position in the codebook.
    pub(super) together: BTreeMap<usize, u64>,
    /// Reports with a finding of another issue, whether or not they have this one.
    pub(super) everywhere: BTreeMap<usize, u64>,
    /// Reports that repeat another one, and that one, by number among the reports that were read.
    pub(super) repeats: Vec<(usize, usize)>,
    /// Whether those are left out.
    pub(super) dedupe: bool,
}

impl Gathered {
    pub(super) fn new(issue: &str, taxonomy: &Taxonomy) -> Self {
        Self {
            issue: issue.to_owned(),
            facts: Vec::new(),
            failed: Vec::new(),
            reports: Vec::new(),
            quotes: Quotes::default(),
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
        let known = tagged.document.metadata.columns();
        let year = known.get("year").filter(|year| !year.is_empty()).cloned();
        let (mut passages, mut mentioned) = (BTreeSet::new(), false);
        let mut others = BTreeSet::new();
        for tag in &tagged.tags {
            let below = taxonomy.issue(&tag.issue).and_then(|issue| issue.parent.as_deref());
            mentioned |= tag.issue == self.issue || below == Some(&self.issue);
            if tag.issue == self.issue && tag.is_finding(&tagged.document) {
                passages.insert(tag.block);
            } else if tag.is_finding(&tagged.document) {
                let of = |issue: &Issue| issue.id == tag.issue && issue.kind == IssueKind::Issue;
                others.extend(taxonomy.issues.iter().position(of));
            }
        }
        self.facts.push(Facts {
            name: outcome.name.clone(),
            year: year.clone(),
            has: !passages.is_empty(),
            others,
        });
        if !mentioned {
            return;
        }
        self.reports.push(Report {
            at: self.facts.len() - 1,
            name: outcome.name.clone(),
            title: report_name(&known, &outcome.name),
            year,
            passages: passages.len(),
        });
        self.take_tags(tagged, taxonomy, &passages);
        if !passages.is_empty() {
            self.take_explanations(&tagged.document, &passages);
        }
    }

    /// Adds up what is counted. `repeats` tells of each report that was read which other one it repeats; with `dedupe`
    /// such reports are in no count and are not quoted.
    pub(super) fn settled(&self, repeats: &[Option<usize>], dedupe: bool) -> Settled {
        let other = |at: usize| repeats.get(at).copied().flatten();
        let is_kept = |at: usize| !dedupe || other(at).is_none();
        let mut settled = Settled {
            quotes: self.quotes.clone(),
            read: 0,
            years: BTreeSet::new(),
            together: BTreeMap::new(),
            everywhere: BTreeMap::new(),
            repeats: Vec::new(),
            dedupe,
        };
        for (at, facts) in self.facts.iter().enumerate() {
            settled.repeats.extend(other(at).map(|other| (at, other)));
            if !is_kept(at) {
                continue;
            }
            settled.read += 1;
            settled.years.extend(facts.year.clone());
            for &other in &facts.others {
                *settled.everywhere.entry(other).or_default() += 1;
                if facts.has {
                    *settled.together.entry(other).or_default() += 1;
                }
            }
        }
        let quotes = &mut settled.quotes;
        let maps = quotes.below.values_mut().chain(quotes.beside.values_mut());
        for list in maps.chain(quotes.said.values_mut()).chain([&mut quotes.why]) {
            list.retain(|quote| is_kept(self.reports[quote.report].at));
        }
        quotes.below.retain(|_, list| !list.is_empty());
        quotes.beside.retain(|_, list| !list.is_empty());
        settled
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
                self.quotes.said.entry(tag.assertion).or_default().push(quote());
            } else if issue.parent.as_deref() == Some(&self.issue) {
                let told = matches!(
                    tag.assertion,
                    Assertion::Asserted | Assertion::ReportedView | Assertion::Recommended
                );
                if told {
                    self.quotes.below.entry(tag.issue.clone()).or_default().push(quote());
                }
            } else if tag.is_finding(document)
                && issue.kind == IssueKind::Issue
                && passages.contains(&tag.block)
            {
                self.quotes.beside.entry(tag.issue.clone()).or_default().push(quote());
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
                self.quotes.why.push(of_sentence(
                    report,
                    document,
                    found.block,
                    sentence.span,
                    0.5,
                    None,
                ));
            }
        }
        for &at in passages {
            let Some(next) = document.blocks.get(at + 1) else { continue };
            if next.kind == BlockKind::Quotation && !passages.contains(&(at + 1)) {
                self.quotes.why.push(of_sentence(report, document, at + 1, next.body, 0.7, None));
            }
        }
    }
}

impl Settled {
    /// Whether `report` stands in no count.
    pub(super) fn is_left_out(&self, report: &Report) -> bool {
        self.dedupe && self.repeats.iter().any(|&(repeat, _)| repeat == report.at)
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
        _ if block.kind != BlockKind::Quotation && is_first_person(text.slice(span)) => {
            "first person; not named beside it".to_owned()
        }
        _ => match voice {
            Some(voice) => voice_words(voice).to_owned(),
            None if block.kind == BlockKind::Quotation => "quoted in the report".to_owned(),
            None => voice_words(Voice::Author).to_owned(),
        },
    };
    Quote {
        report,
        span,
        words: text.slice(span).to_owned(),
        place: place_words(block, text.page_at(span.start)),
        speaker,
        clarity: strength + role + length,
        is_sentence: count >= 8 || text.slice(span).ends_with(['.', '?', '!', '’', '”', '\'', '"']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_reasons_are_a_phrase() {
        assert!(Phrase::parse(WHY).is_ok(), "{:?}", Phrase::parse(WHY));
    }
}
