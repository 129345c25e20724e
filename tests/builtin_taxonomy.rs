//! The taxonomy that ships with the library keeps what it promises: every example and counter-example of every rule.

use scrutineer::Taxonomy;
use scrutineer::taxonomy::{IssueKind, check};

#[test]
fn every_example_and_counter_example_holds() {
    let report = check(Taxonomy::builtin());
    let shown: String = report.failures.iter().map(|failure| format!("\n{failure}\n")).collect();
    assert!(
        report.failures.is_empty(),
        "{} of {} examples and counter-examples fail:{shown}",
        report.failures.len(),
        report.sentences
    );
}

/// The codes that the foundation promises, each with at least 8 examples and 5 counter-examples.
#[test]
fn the_first_codes_are_complete() {
    let taxonomy = Taxonomy::builtin();
    let mut first = vec![
        "hostile-parent",
        "workaround-meetings",
        "no-escalation",
        "reluctance-share-family-present",
        "lack-professional-challenge",
        "disguised-compliance",
        "voice-of-child-not-heard",
        "lack-professional-curiosity",
        "was-not-brought",
        "information-not-shared",
    ];
    let reasons: Vec<&str> = taxonomy
        .issues
        .iter()
        .map(|issue| issue.id.as_str())
        .filter(|id| id.starts_with("rsf-"))
        .collect();
    assert_eq!(reasons.len(), 19, "{reasons:?}");
    for reason in &reasons {
        let issue = taxonomy.issue(reason).unwrap();
        assert_eq!(issue.parent.as_deref(), Some("reluctance-share-family-present"), "{reason}");
        assert!(
            matches!(issue.kind, IssueKind::Reason | IssueKind::Solution | IssueKind::Caveat),
            "{reason} is {:?}",
            issue.kind
        );
    }
    first.extend(&reasons);
    let mut poor = Vec::new();
    for id in first {
        let issue = taxonomy.issue(id).unwrap_or_else(|| panic!("{id} is missing"));
        let examples: usize = issue.rules.iter().map(|rule| rule.examples.len()).sum();
        let counterexamples: usize =
            issue.rules.iter().map(|rule| rule.counterexamples.len()).sum();
        if examples < 8 || counterexamples < 5 {
            poor.push(format!("{id}: {examples} examples, {counterexamples} counter-examples"));
        }
    }
    assert!(poor.is_empty(), "{poor:#?}");
}

#[test]
fn every_rule_carries_examples_and_counter_examples() {
    let bare: Vec<String> = Taxonomy::builtin()
        .issues
        .iter()
        .flat_map(|issue| issue.rules.iter().map(move |rule| (issue, rule)))
        .filter(|(_, rule)| rule.examples.is_empty() || rule.counterexamples.is_empty())
        .map(|(issue, rule)| format!("{}/{}", issue.id, rule.id))
        .collect();
    assert!(bare.is_empty(), "rules without examples or counter-examples: {bare:#?}");
}

/// A briefing ends in questions; those of the codes below an issue stand with the issue.
#[test]
fn every_issue_has_questions_to_put_to_a_service() {
    for issue in Taxonomy::builtin().issues.iter().filter(|issue| issue.parent.is_none()) {
        let questions = &issue.questions;
        assert!((2..=4).contains(&questions.len()), "{}: {} questions", issue.id, questions.len());
        for question in questions {
            assert!(question.ends_with('?') && question.len() < 140, "{}: {question}", issue.id);
        }
    }
}
