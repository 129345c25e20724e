//! The taxonomy that ships with the library keeps what it promises: every example and counter-example of every rule.

mod common;

use scrutineer::document::Role;
use scrutineer::evaluate::{EvaluateOptions, evaluate, read_gold};
use scrutineer::table::{CountKey, Counter};
use scrutineer::tag::SCORER;
use scrutineer::taxonomy::{Builtin, IssueKind, check};
use scrutineer::{Assertion, Document, Scorer, Tagger, Taxonomy, Text};

#[test]
fn every_example_and_counter_example_holds() {
    for builtin in Builtin::all() {
        let report = check(builtin.taxonomy());
        let shown: String =
            report.failures.iter().map(|failure| format!("\n{failure}\n")).collect();
        assert!(
            report.failures.is_empty(),
            "@{}: {} of {} examples and counter-examples fail:{shown}",
            builtin.name,
            report.failures.len(),
            report.sentences
        );
    }
}

#[test]
fn built_in_taxonomies_have_names() {
    let names: Vec<&str> = Builtin::all().iter().map(|builtin| builtin.name).collect();
    assert_eq!(names, ["practice-issues", "fox-2026"]);
    assert!(Taxonomy::named("fox").is_none());
    let first = Taxonomy::named("practice-issues").expect("the first");
    assert!(std::ptr::eq(first, Taxonomy::builtin()));
}

/// Tagging, counting and evaluating know nothing of the first taxonomy: the four concepts of the second pass through
/// all of them.
#[test]
fn the_second_taxonomy_works_like_the_first() {
    let taxonomy = Taxonomy::named("fox-2026").expect("the taxonomy");
    let concepts = [
        "missing-from-home-or-care",
        "exploitation",
        "special-educational-needs",
        "school-exclusion",
    ];
    let ids: Vec<&str> = taxonomy.issues.iter().map(|issue| issue.id.as_str()).collect();
    assert_eq!(ids, concepts);
    for issue in &taxonomy.issues {
        assert_eq!(issue.kind, IssueKind::Circumstance, "{}", issue.id);
        let examples: usize = issue.rules.iter().map(|rule| rule.examples.len()).sum();
        let others: usize = issue.rules.iter().map(|rule| rule.counterexamples.len()).sum();
        assert!(examples >= 8 && others >= 5, "{}: {examples}, {others}", issue.id);
    }
    let tagger = Tagger::new(taxonomy);
    let gold = read_gold(concat!(
        r#"{"id": "1", "section": "narrative", "text": "He was reported missing from his foster home and had been groomed.", "labels": [{"code": "missing-from-home-or-care", "assertion": "asserted"}, {"code": "exploitation", "assertion": "asserted"}]}"#,
        "\n",
        r#"{"id": "2", "section": "narrative", "text": "She had special educational needs and was never excluded from school.", "labels": [{"code": "special-educational-needs", "assertion": "asserted"}, {"code": "school-exclusion", "assertion": "negated"}]}"#,
        "\n",
        r#"{"id": "3", "section": "recommendation", "text": "Schools should review the permanent exclusion of any child.", "labels": [{"code": "school-exclusion", "assertion": "recommended"}]}"#,
    ))
    .expect("coded passages");
    let evaluation = evaluate(&tagger, &gold, &EvaluateOptions::default());
    assert!((evaluation.micro.f1 - 1.0).abs() < 1e-12, "{:#?}", evaluation.errors);
    assert!((evaluation.assertion.accuracy - 1.0).abs() < 1e-12, "{:#?}", evaluation.errors);
    let mut counter = Counter::new(&[CountKey::Issue]);
    for passage in &gold {
        counter.add(&tagger.tag(Document::passage(&passage.text, passage.role())), taxonomy);
    }
    let table = counter.table(taxonomy);
    let reports = table.columns.iter().position(|column| column.name == "reports_with").unwrap();
    let with: Vec<String> =
        table.rows.iter().map(|row| serde_json::to_string(&row[reports]).unwrap()).collect();
    assert_eq!(with, ["1", "1", "1", "0"], "{table:#?}");
}

#[test]
fn without_rules_every_tag_is_the_scorers() {
    let text = "The health visitor was worried but did not escalate her concern to a manager.";
    let document = || Document::passage(text, Role::Finding);
    let scorer = Scorer::builtin();
    let alone = Tagger::new(&Taxonomy::builtin().clone().without_rules()).with_scorer(scorer);
    let tagged = alone.tag(document());
    assert!(tagged.tags.iter().any(|tag| tag.issue == "no-escalation"), "{:#?}", tagged.tags);
    assert!(tagged.tags.iter().all(|tag| tag.rule == SCORER), "{:#?}", tagged.tags);
    let both = Tagger::builtin().tag(document());
    let found = both.tags.iter().find(|tag| tag.issue == "no-escalation").expect("a tag");
    assert_eq!((found.assertion, found.rule == SCORER), (Assertion::Asserted, false));
}

/// The codes that the foundation promises, each with at least 8 examples and 5 counter-examples.
#[test]
fn the_first_codes_are_complete() {
    let taxonomy = Taxonomy::builtin();
    let mut first = common::FIRST_CODES.to_vec();
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
    let bare: Vec<String> = Builtin::all()
        .iter()
        .flat_map(|builtin| &builtin.taxonomy().issues)
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

/// A passage can criticise one service and say on the same point what another should do: both are tags. What another
/// passage finds says nothing of this one.
#[test]
fn a_recommendation_beside_a_finding_is_a_tag_of_its_own() {
    let should = "Supervision of health visitors should be held every month and recorded.";
    let text = format!(
        "Supervision of social workers was irregular and seldom reflective. {should}\n\nThe weather was mild that spring. {should}"
    );
    let tagged = Tagger::builtin().tag(Document::from_text(Text::plain(&text)));
    let told: Vec<(usize, Assertion)> = tagged
        .tags
        .iter()
        .filter(|tag| tag.issue == "supervision-weak")
        .map(|tag| (tag.block, tag.assertion))
        .collect();
    assert_eq!(told, [(0, Assertion::Asserted), (0, Assertion::Recommended)]);
}

#[test]
fn the_scorer_finds_praise() {
    let text = "The school deserves credit for its patient work with the family.";
    let alone = Tagger::new(&Taxonomy::builtin().clone().without_rules());
    let tagged = alone.with_scorer(Scorer::builtin()).tag(Document::passage(text, Role::Finding));
    let told: Vec<(&str, Assertion)> =
        tagged.tags.iter().map(|tag| (tag.issue.as_str(), tag.assertion)).collect();
    assert_eq!(told, [("good-practice", Assertion::GoodPractice)]);
}
