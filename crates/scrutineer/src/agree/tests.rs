//! Two codings side by side.

use super::*;

/// A passage: id, text, codes with what they assert.
type Passage<'a> = (&'a str, &'a str, &'a [(&'a str, Assertion)]);

fn coding(name: &str, extent: Extent, passages: &[Passage<'_>]) -> Coding {
    let passages = passages
        .iter()
        .map(|(id, text, labels)| GoldPassage {
            id: (*id).to_owned(),
            section: "finding".to_owned(),
            text: (*text).to_owned(),
            labels: labels
                .iter()
                .map(|&(code, assertion)| GoldLabel {
                    code: code.to_owned(),
                    assertion,
                    quote: String::new(),
                    disputed: false,
                })
                .collect(),
        })
        .collect();
    Coding { name: name.to_owned(), passages, extent }
}

use Assertion::{Asserted, Negated, Recommended};

/// The ten units of Krippendorff 2011, section A, as a code that two coders give ten passages or not.
fn krippendorff(values: &str) -> Coding {
    let mut coding = coding(values, Extent::Listed, &[]);
    for (at, value) in values.chars().enumerate() {
        let labels: &[(&str, Assertion)] = if value == '1' { &[("c", Asserted)] } else { &[] };
        let id = at.to_string();
        coding.passages.extend(self::coding("", Extent::Listed, &[(&id, &id, labels)]).passages);
    }
    coding
}

#[test]
fn the_published_alpha_comes_out_of_two_codings() {
    let (first, second) = (krippendorff("0100000010"), krippendorff("1110010000"));
    let found = agree(&first, &second, &AgreeOptions::default()).unwrap();
    let row = &found.codes[0];
    assert_eq!((row.first, row.second, row.both, row.neither), (2, 4, 1, 5));
    assert!((row.measures.alpha.value.unwrap() - 0.095).abs() < 5e-4);
    assert_eq!(row.measures.agreement.value, Some(0.6));
    assert_eq!(found.pooled.measures, row.measures);
    let (low, high) = row.measures.kappa.interval.unwrap();
    assert!(low < row.measures.kappa.value.unwrap() && row.measures.kappa.value.unwrap() < high);
    let again = agree(&first, &second, &AgreeOptions::default()).unwrap();
    assert_eq!(again.pooled.measures, found.pooled.measures);
    let turned = agree(&second, &first, &AgreeOptions::default()).unwrap();
    assert_eq!(turned.pooled.measures.kappa.value, found.pooled.measures.kappa.value);
    assert_eq!(turned.pooled.measures.f1.value, found.pooled.measures.f1.value);
}

#[test]
fn assertions_are_compared_apart() {
    let texts = ["one", "two", "three", "four"];
    let of = |name: &str, assertions: [Option<Assertion>; 4]| {
        let labels: Vec<Vec<(&str, Assertion)>> =
            assertions.iter().map(|a| a.iter().map(|&a| ("drift", a)).collect()).collect();
        let rows: Vec<_> =
            texts.iter().zip(&labels).map(|(text, labels)| (*text, *text, &labels[..])).collect();
        coding(name, Extent::Listed, &rows)
    };
    let first = of("a", [Some(Asserted), Some(Asserted), Some(Negated), None]);
    let second = of("b", [Some(Asserted), Some(Recommended), Some(Negated), Some(Negated)]);
    let found = agree(&first, &second, &AgreeOptions::default()).unwrap();
    assert_eq!((found.pooled.first, found.pooled.second, found.pooled.both), (2, 1, 1));
    assert_eq!(found.assertions_compared, 3);
    assert!((found.assertions.agreement.value.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(found.differences.len(), 1, "{:?}", found.differences);
    let any = AgreeOptions { any_assertion: true, ..AgreeOptions::default() };
    let found = agree(&first, &second, &any).unwrap();
    assert_eq!((found.pooled.first, found.pooled.second, found.pooled.both), (3, 4, 3));
}

#[test]
fn rare_codes_have_no_interval() {
    let first = krippendorff("1000000000");
    let found = agree(&first, &first, &AgreeOptions::default()).unwrap();
    assert_eq!(found.pooled.measures.kappa, Estimate { value: Some(1.0), interval: None });
    assert_eq!(found.pooled.measures.agreement.interval, Some((1.0, 1.0)));
}

#[test]
fn labels_in_dispute_count_neither_way() {
    let (mut first, second) = (krippendorff("1100"), krippendorff("1000"));
    first.passages[1].labels[0].disputed = true;
    let found = agree(&first, &second, &AgreeOptions::default()).unwrap();
    assert_eq!((found.pooled.first, found.pooled.second, found.pooled.neither), (1, 1, 2));
}

#[test]
fn passages_are_found_by_text_when_ids_differ() {
    let gold = coding(
        "gold",
        Extent::Listed,
        &[("g1", "The case  drifted.", &[("drift", Asserted)]), ("g2", "It rained.", &[])],
    );
    let run = coding("run", Extent::Unknown, &[("r", "The case drifted.", &[("drift", Asserted)])]);
    let found = agree(&gold, &run, &AgreeOptions::default()).unwrap();
    assert_eq!((found.passages, found.pooled.both, found.pooled.neither), (2, 1, 1));
    assert!(!found.without_empty);
    // Two runs: what neither tagged is known by number, or not at all.
    let other = coding("other", Extent::Unknown, &[("r", "The case drifted.", &[])]);
    assert!(agree(&run, &other, &AgreeOptions::default()).unwrap().without_empty);
    let counted =
        |coding: &Coding, passages| Coding { extent: Extent::Total(passages), ..coding.clone() };
    let found = agree(&counted(&run, 9), &counted(&other, 9), &AgreeOptions::default()).unwrap();
    assert_eq!((found.passages, found.pooled.neither), (9, 8));
    let error = agree(&counted(&run, 9), &counted(&other, 8), &AgreeOptions::default());
    assert!(error.unwrap_err().to_string().contains("same reports"));
}

#[test]
fn what_cannot_be_matched_is_refused() {
    let one = coding("one", Extent::Listed, &[("p", "The case drifted.", &[])]);
    let refused =
        |other: &Coding| agree(&one, other, &AgreeOptions::default()).unwrap_err().to_string();
    let elsewhere = coding("two", Extent::Listed, &[("q", "It rained.", &[])]);
    assert!(refused(&elsewhere).contains("no passage in common"));
    let changed = coding("two", Extent::Listed, &[("p", "The plan drifted.", &[])]);
    assert!(refused(&changed).contains("another text"));
    let double = coding("two", Extent::Listed, &[("p", "a", &[]), ("p", "b", &[])]);
    assert!(refused(&double).contains("stands 2 times in two"));
    let partly = coding("two", Extent::Listed, &[("p", "The case drifted.", &[]), ("q", "x", &[])]);
    let found = agree(&one, &partly, &AgreeOptions::default()).unwrap();
    assert_eq!((found.passages, found.only_first, found.only_second), (1, 0, 1));
}
