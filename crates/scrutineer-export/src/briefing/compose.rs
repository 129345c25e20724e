//! Gathered quotations to the blocks of a briefing. No statement about practice is made that is not a quotation or a count.

use std::collections::BTreeSet;

use scrutineer::Span;
use scrutineer::table::wilson_interval;
use scrutineer::tag::Assertion;
use scrutineer::taxonomy::{Issue, IssueKind, Taxonomy};

use super::block::Block;
use super::gather::{Gathered, Quote, Settled};
use crate::markup::{counted, percent};
use crate::words::{LIMITS, named_codes, stage_words};

/// Quotations in a section at most: a briefing that quotes everything is read by nobody.
const CLEAREST: usize = 6;
const EXPLANATIONS: usize = 6;
const A_REASON: usize = 3;
const A_SECTION: usize = 5;
const A_NEIGHBOUR: usize = 2;
/// Other issues that are named.
const OTHERS: usize = 5;

/// Writes the briefing; remembers what was quoted, so that nothing is quoted twice where there is something else.
pub(super) struct Composer<'a> {
    gathered: &'a Gathered,
    settled: &'a Settled,
    taxonomy: &'a Taxonomy,
    issue: &'a Issue,
    used: Vec<(usize, Span)>,
    words: BTreeSet<String>,
    blocks: Vec<Block>,
}

impl<'a> Composer<'a> {
    pub(super) fn new(
        gathered: &'a Gathered,
        settled: &'a Settled,
        taxonomy: &'a Taxonomy,
        issue: &'a Issue,
    ) -> Self {
        Self {
            gathered,
            settled,
            taxonomy,
            issue,
            used: Vec::new(),
            words: BTreeSet::new(),
            blocks: Vec::new(),
        }
    }

    /// The whole briefing. `tool` is the program and its version.
    pub(super) fn compose(mut self, tool: &str) -> Vec<Block> {
        let read = counted(self.settled.read, "report", "reports");
        self.push(Block::Title(self.issue.label.clone()));
        self.push(Block::Note(format!(
            "Draft from {read}, put together by {tool} without a reader. Check each quotation in its report, take out what does not belong, and add what you know; then delete this note."
        )));
        self.what();
        self.why();
        self.solutions();
        self.good_practice();
        self.questions();
        self.journey();
        self.limits();
        self.sources(tool);
        self.blocks
    }

    fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    fn text(&mut self, text: impl Into<String>) {
        self.push(Block::Text(text.into()));
    }

    fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.push(Block::Heading(level, text.into()));
    }

    fn said(&self, assertion: Assertion) -> &'a [Quote] {
        self.settled.quotes.said.get(&assertion).map_or(&[], Vec::as_slice)
    }

    fn what(&mut self) {
        let (settled, issue) = (self.settled, self.issue);
        self.heading(1, "What is the issue?");
        self.text(named_codes(&issue.definition, self.taxonomy));
        let positive = issue.kind == IssueKind::Positive;
        let found = self.said(if positive { Assertion::GoodPractice } else { Assertion::Asserted });
        let with = reports_of(found);
        if with == 0 {
            self.text(format!(
                "It was found in none of {}. That says that no passage was recognised, not that practice was free of it.",
                counted(settled.read, "report", "reports")
            ));
            return;
        }
        let (low, high) = wilson_interval(with, settled.read);
        let years = match (settled.years.first(), settled.years.last()) {
            (Some(first), Some(last)) if first != last => format!(" of {first} to {last}"),
            (Some(year), _) => format!(" of {year}"),
            _ => String::new(),
        };
        self.text(format!(
            "It was found in {with} of {}{years} ({}; 95 % interval {} to {}), in {}.",
            counted(settled.read, "report", "reports"),
            percent(with as f64 / settled.read as f64),
            percent(low),
            percent(high),
            counted(found.len() as u64, "passage", "passages")
        ));
        self.heading(2, "In the words of the reports");
        self.quotes(found, CLEAREST);
    }

    fn why(&mut self) {
        let found = &self.settled.quotes;
        self.heading(1, "Why does it occur?");
        let reasons = self.below(&[IssueKind::Reason, IssueKind::Circumstance, IssueKind::Issue]);
        let named = |issue: &Issue| issue.parent.as_ref() == Some(&self.issue.id);
        if !self.taxonomy.issues.iter().any(named) {
            self.text("The codebook has no codes for reasons of this issue. What follows is what the reports say beside it.");
        }
        let before = self.blocks.len();
        for (reason, quotes) in reasons {
            let of = counted(reports_of(quotes), "report", "reports");
            self.heading(2, format!("{} ({of})", reason.label));
            self.text(named_codes(&reason.definition, self.taxonomy));
            self.quotes_for(quotes, A_REASON);
        }
        let fresh: Vec<Quote> =
            found.why.iter().filter(|quote| !self.is_spent(quote)).cloned().collect();
        if !fresh.is_empty() {
            self.heading(2, "Explanations that stand in the same passages");
            self.text("Sentences that say why something was done or thought, from passages that state the issue, and what people said beside them.");
            self.quotes(&fresh, EXPLANATIONS);
        }
        // Only those with a sentence of their own: one sentence under two names would seem to be two.
        let mut beside: Vec<(&String, &Vec<Quote>)> = found
            .beside
            .iter()
            .filter(|(_, quotes)| quotes.iter().any(|quote| !self.is_spent(quote)))
            .collect();
        beside.sort_by_key(|(_, quotes)| std::cmp::Reverse(reports_of(quotes)));
        // What one report alone has beside the issue may be chance; it is told where there is nothing else.
        if beside.first().is_some_and(|(_, quotes)| reports_of(quotes) > 1) {
            beside.retain(|(_, quotes)| reports_of(quotes) > 1);
        }
        if !beside.is_empty() {
            self.heading(2, "Issues stated in the same passages");
            self.text("What stands together need not be cause and effect.");
            for (other, quotes) in beside.into_iter().take(OTHERS) {
                if quotes.iter().all(|quote| self.is_spent(quote)) {
                    continue;
                }
                let label = self.label(other);
                let of = counted(reports_of(quotes), "report", "reports");
                self.heading(3, format!("{label} ({of})"));
                self.quotes_for(quotes, A_NEIGHBOUR);
            }
        }
        if self.blocks.len() == before {
            self.text("The reports that state the issue give no reason that was recognised.");
        }
    }

    fn solutions(&mut self) {
        self.heading(1, "What was suggested?");
        let before = self.blocks.len();
        for (code, quotes) in self.below(&[IssueKind::Solution, IssueKind::Caveat]) {
            let of = counted(reports_of(quotes), "report", "reports");
            let kind = if code.kind == IssueKind::Caveat { "; to be kept in mind" } else { "" };
            self.heading(2, format!("{} ({of}{kind})", code.label));
            self.text(named_codes(&code.definition, self.taxonomy));
            self.quotes_for(quotes, A_REASON);
        }
        let recommended = self.said(Assertion::Recommended);
        if !recommended.is_empty() {
            self.heading(2, "Recommendations and learning points on the issue");
            self.quotes(recommended, A_SECTION);
        }
        if self.blocks.len() == before {
            self.text(
                "No recommendation or suggestion on this point was recognised in the reports.",
            );
        }
    }

    fn good_practice(&mut self) {
        self.heading(1, "Where was it done well?");
        let praised = self.said(Assertion::GoodPractice);
        if praised.is_empty() {
            self.text("No passage was recognised that praises practice on this point. Reviews are written about what went wrong: good practice is seldom their subject.");
        } else {
            self.quotes(praised, A_SECTION);
        }
    }

    fn questions(&mut self) {
        if !self.issue.questions.is_empty() {
            self.heading(1, "Questions to consider");
            self.push(Block::Numbered(self.issue.questions.clone()));
        }
    }

    fn journey(&mut self) {
        let (settled, taxonomy) = (self.settled, self.taxonomy);
        self.heading(1, "Where in the child’s journey?");
        let stage = stage_words(&self.issue.stage);
        self.text(if self.issue.stage == "cross-cutting" {
            "The issue belongs to no single stage: it can arise wherever a child meets services.".to_owned()
        } else {
            format!("The codebook places the issue at the stage “{stage}”. The stage belongs to the issue; passages may tell of other times.")
        });
        let with = reports_of(self.said(Assertion::Asserted));
        let mut others: Vec<(usize, u64)> =
            settled.together.iter().map(|(&other, &reports)| (other, reports)).collect();
        others.sort_by_key(|&(_, reports)| std::cmp::Reverse(reports));
        if !others.is_empty() && with > 0 {
            self.text(format!(
                "Other issues found most often in the {} that have this one, anywhere in them:",
                counted(with, "report", "reports")
            ));
            let rows = others
                .into_iter()
                .take(OTHERS)
                .map(|(at, reports)| {
                    let all = settled.everywhere.get(&at).copied().unwrap_or_default();
                    let other = &taxonomy.issues[at];
                    vec![
                        other.label.clone(),
                        stage_words(&other.stage),
                        format!("{reports} of {with}"),
                        format!("{all} of {}", settled.read),
                    ]
                })
                .collect();
            let head = ["Issue", "Stage", "Of these", "Of all"].map(str::to_owned).to_vec();
            self.push(Block::Table(head, rows));
        }
    }

    fn limits(&mut self) {
        self.heading(1, "What the counts cannot say");
        self.push(Block::Items(LIMITS.map(str::to_owned).to_vec()));
        let others = [
            (Assertion::Negated, "Passages that say the issue was not there"),
            (Assertion::ReportedView, "Views of others that the author does not adopt"),
        ];
        for (assertion, heading) in others {
            let quotes = self.said(assertion);
            if !quotes.is_empty() {
                self.heading(2, heading);
                self.quotes(quotes, A_REASON);
            }
        }
    }

    fn sources(&mut self, tool: &str) {
        let gathered = self.gathered;
        self.heading(1, "Sources");
        let rows: Vec<Vec<String>> = gathered
            .reports
            .iter()
            .filter(|report| !self.settled.is_left_out(report))
            .map(|report| {
                let year = report.year.clone().unwrap_or_default();
                vec![report.title.clone(), report.name.clone(), year, report.passages.to_string()]
            })
            .collect();
        if !rows.is_empty() {
            self.text("Reports with a passage on the issue, and the number of passages that state it. 0 stands where a report only recommends, denies or asks about it, or gives a reason for it.");
            let head = ["Report", "File", "Year", "Passages"].map(str::to_owned).to_vec();
            self.push(Block::Table(head, rows));
        }
        if !gathered.failed.is_empty() {
            self.text(format!("Not read, and in no count: {}.", gathered.failed.join("; ")));
        }
        if !self.settled.repeats.is_empty() {
            let pairs: Vec<String> = self
                .settled
                .repeats
                .iter()
                .map(|&(repeat, other)| {
                    format!(
                        "{} repeats {}",
                        gathered.facts[repeat].name, gathered.facts[other].name
                    )
                })
                .collect();
            let counted = if self.settled.dedupe {
                "Left out of counts and quotations because they repeat another report, or stand inside it"
            } else {
                "Counted although they repeat another report, or stand inside it (--dedupe leaves them out)"
            };
            self.text(format!("{counted}: {}.", pairs.join("; ")));
        }
        // As much of the fingerprint as tells two codebooks apart; run.json has all of it.
        let fingerprint = self.taxonomy.fingerprint.get(..12).unwrap_or_default();
        self.text(format!(
            "Made with the code {} of the codebook with the fingerprint {fingerprint}…, by {tool}.",
            self.issue.id
        ));
    }

    /// Codes of these kinds below the issue that were found, the most frequent first.
    fn below(&self, kinds: &[IssueKind]) -> Vec<(&'a Issue, &'a [Quote])> {
        let quotes = &self.settled.quotes;
        let mut found: Vec<(&Issue, &[Quote])> = self
            .taxonomy
            .issues
            .iter()
            .filter(|code| kinds.contains(&code.kind))
            .filter_map(|code| Some((code, quotes.below.get(&code.id)?.as_slice())))
            .filter(|(_, quotes)| quotes.iter().any(|quote| quote.is_sentence))
            .collect();
        found.sort_by_key(|(_, quotes)| std::cmp::Reverse(reports_of(quotes)));
        found
    }

    fn label(&self, code: &str) -> String {
        self.taxonomy.issue(code).map_or(code, |issue| &issue.label).to_owned()
    }

    fn is_spent(&self, quote: &Quote) -> bool {
        !quote.is_sentence
            || self.used.iter().any(|&(report, span)| {
                report == quote.report && span.start < quote.span.end && quote.span.start < span.end
            })
            || self.words.contains(&quote.words)
    }

    /// The clearest of `quotes` that were not quoted yet: first one from each report, then second ones. Gives back the
    /// reports that were quoted.
    fn quotes(&mut self, quotes: &[Quote], most: usize) -> BTreeSet<usize> {
        let mut sorted: Vec<&Quote> = quotes.iter().collect();
        sorted.sort_by(|a, b| b.clarity.total_cmp(&a.clarity));
        let (mut shown, mut quoted) = (0, BTreeSet::new());
        for _ in 0..most {
            let mut seen = BTreeSet::new();
            for &quote in &sorted {
                if shown < most && !self.is_spent(quote) && seen.insert(quote.report) {
                    self.quote(quote);
                    shown += 1;
                }
            }
            if seen.is_empty() {
                break;
            }
            quoted.append(&mut seen);
        }
        quoted
    }

    /// As `quotes`, but with one that was quoted already where there is no other: a statement needs its quotation. Where
    /// few reports are counted, those whose words stand elsewhere in the briefing are named.
    fn quotes_for(&mut self, quotes: &[Quote], most: usize) {
        let spent: Vec<&Quote> = quotes.iter().filter(|quote| self.is_spent(quote)).collect();
        let quoted = self.quotes(quotes, most);
        if !quoted.is_empty() && reports_of(quotes) <= most as u64 {
            let mut named = quoted.clone();
            let others: Vec<String> = spent
                .iter()
                .filter(|quote| named.insert(quote.report))
                .map(|quote| {
                    let above = if quote.is_sentence { " (quoted above)" } else { "" };
                    format!("{}{above}", self.source(quote))
                })
                .collect();
            if !others.is_empty() {
                self.text(format!("Also in: {}.", others.join("; ")));
            }
        }
        if quoted.is_empty()
            && let Some(again) = quotes
                .iter()
                .filter(|quote| quote.is_sentence)
                .max_by(|a, b| a.clarity.total_cmp(&b.clarity))
        {
            self.quote(again);
        }
    }

    fn quote(&mut self, quote: &Quote) {
        self.used.push((quote.report, quote.span));
        self.words.insert(quote.words.clone());
        let source = format!("{}. Voice: {}", self.source(quote), quote.speaker);
        self.push(Block::Quote { words: quote.words.clone(), source });
    }

    /// Report, year, paragraph and page.
    fn source(&self, quote: &Quote) -> String {
        let report = &self.gathered.reports[quote.report];
        let mut source = report.title.clone();
        if let Some(year) = report.year.as_deref().filter(|year| !report.title.contains(year)) {
            source = format!("{source} ({year})");
        }
        if !quote.place.is_empty() {
            source = format!("{source}, {}", quote.place);
        }
        source
    }
}

fn reports_of(quotes: &[Quote]) -> u64 {
    quotes.iter().map(|quote| quote.report).collect::<BTreeSet<_>>().len() as u64
}
