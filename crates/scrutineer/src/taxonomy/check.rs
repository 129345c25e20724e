//! A taxonomy's own examples and counter-examples, run as tests.

use crate::Document;
use crate::document::Role;
use crate::tag::{Assertion, Tag, Tagged, Tagger};

use super::model::{Issue, IssueKind, Rule, Taxonomy};

/// What [`check`] found.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// Rules looked at.
    pub rules: usize,
    /// Examples and counter-examples run.
    pub sentences: usize,
    /// What failed.
    pub failures: Vec<CheckFailure>,
}

/// One failed example, with all that a person needs to see why.
#[derive(Clone, Debug)]
pub struct CheckFailure {
    /// "issue/rule".
    pub rule: String,
    /// What was expected and what came.
    pub message: String,
    /// The sentence, without marks.
    pub sentence: String,
    /// Characters of the sentence to point at, start and end, when there is something to point at.
    pub at: Option<(usize, usize)>,
}

impl std::fmt::Display for CheckFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}\n  | {}", self.rule, self.message, self.sentence)?;
        if let Some((start, end)) = self.at {
            write!(f, "\n  | {}{}", " ".repeat(start), "^".repeat((end - start).max(1)))?;
        }
        Ok(())
    }
}

/// Runs every example and counter-example of `taxonomy`, and looks for rules that cannot be reached.
pub fn check(taxonomy: &Taxonomy) -> CheckReport {
    let tagger = Tagger::new(taxonomy);
    let mut report = CheckReport::default();
    for issue in &taxonomy.issues {
        if issue.rules.is_empty() {
            report.failures.push(failure(
                &issue.id,
                "the issue has no rule, so it can never be found",
                "",
                None,
            ));
        }
        for rule in &issue.rules {
            report.rules += 1;
            check_rule(&tagger, issue, rule, &mut report);
        }
    }
    report
}

fn check_rule(tagger: &Tagger, issue: &Issue, rule: &Rule, report: &mut CheckReport) {
    let name = format!("{}/{}", issue.id, rule.id);
    let wanted = match (rule.assertion, issue.kind) {
        (Some(assertion), _) => assertion,
        (None, IssueKind::Positive) => Assertion::GoodPractice,
        (None, _) => Assertion::Asserted,
    };
    let role = rule.section_in.first().copied().unwrap_or(Role::Finding);
    let mut reached = rule.examples.is_empty();
    for example in &rule.examples {
        report.sentences += 1;
        let (sentence, marked) = unmark(example);
        let tagged = tagger.tag(Document::passage(&sentence, role));
        let own: Vec<&Tag> = tagged.tags.iter().filter(|tag| tag.issue == issue.id).collect();
        reached |= fires_alone(tagger, issue, rule, &sentence, role);
        let Some(tag) = own.iter().find(|tag| tag.assertion == wanted) else {
            let message = match own.first() {
                Some(tag) => format!(
                    "example gives `{}`, not `{wanted}`{}",
                    tag.assertion,
                    why(tag, &tagged)
                ),
                None => format!("example gives no tag of `{}`", issue.id),
            };
            let at = own
                .first()
                .and_then(|tag| tag.evidence.first())
                .map(|span| characters(&sentence, span.start, span.end));
            report.failures.push(failure(&name, message, &sentence, at));
            continue;
        };
        if let Some((start, end)) = marked {
            let covered = tag.evidence.iter().any(|span| span.start < end && start < span.end)
                || tag.cue.as_ref().is_some_and(|cue| cue.span.start < end && start < cue.span.end);
            if !covered {
                let message = "the words between ** are not part of the evidence";
                report.failures.push(failure(
                    &name,
                    message,
                    &sentence,
                    Some(characters(&sentence, start, end)),
                ));
            }
        }
    }
    if !reached {
        report.failures.push(failure(
            &name,
            "the rule recognises none of its own examples",
            "",
            None,
        ));
    }
    for counterexample in &rule.counterexamples {
        report.sentences += 1;
        let (sentence, _) = unmark(counterexample);
        let tagged = tagger.tag(Document::passage(&sentence, role));
        if let Some(tag) =
            tagged.tags.iter().find(|tag| tag.issue == issue.id && tag.assertion == wanted)
        {
            let message =
                format!("counter-example gives `{}` by rule `{}`", tag.assertion, tag.rule);
            let at = tag.evidence.first().map(|span| characters(&sentence, span.start, span.end));
            report.failures.push(failure(&name, message, &sentence, at));
        }
    }
}

/// Whether the rule itself, not another of the issue, matches the sentence.
fn fires_alone(tagger: &Tagger, issue: &Issue, rule: &Rule, sentence: &str, role: Role) -> bool {
    tagger
        .rules_in(&Document::passage(sentence, role))
        .contains(&format!("{}/{}", issue.id, rule.id))
}

fn why(tag: &Tag, tagged: &Tagged) -> String {
    tag.cue.as_ref().map_or_else(String::new, |cue| {
        format!(" because of “{}”", tagged.document.text.slice(cue.span))
    })
}

fn failure(
    rule: &str,
    message: impl Into<String>,
    sentence: &str,
    at: Option<(usize, usize)>,
) -> CheckFailure {
    CheckFailure {
        rule: rule.to_owned(),
        message: message.into(),
        sentence: sentence.to_owned(),
        at,
    }
}

/// The sentence without `**`, and the bytes between the first pair.
fn unmark(example: &str) -> (String, Option<(usize, usize)>) {
    let parts: Vec<&str> = example.split("**").collect();
    let sentence = parts.concat();
    let marked = (parts.len() >= 3).then(|| (parts[0].len(), parts[0].len() + parts[1].len()));
    (sentence, marked)
}

fn characters(sentence: &str, start: usize, end: usize) -> (usize, usize) {
    let count = |at: usize| sentence.get(..at).map_or(at, |before| before.chars().count());
    (count(start), count(end))
}
