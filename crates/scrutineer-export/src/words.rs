//! How values are called in front of people, the same in every format.

use std::collections::BTreeMap;

use scrutineer::document::{Block, Role, Section};
use scrutineer::tag::{Assertion, Voice};
use scrutineer::taxonomy::Taxonomy;

/// How a report is cited: its title, with the pseudonym of its subject, or else its board, where the title names neither.
///
/// `known` are the metadata columns of the report and `file` its name, which serves where it has no title.
pub(crate) fn report_name(known: &BTreeMap<String, String>, file: &str) -> String {
    let column = |name: &str| known.get(name).map(|value| value.trim()).filter(|v| !v.is_empty());
    let Some(title) = column("title") else { return file.to_owned() };
    let title =
        if title.chars().any(char::is_lowercase) { title.to_owned() } else { capitalised(title) };
    // "Serious Case Review: Amber" names its subject by a word that nobody could have foreseen.
    if title.contains([':', ',']) {
        return title;
    }
    match (column("subject"), column("body")) {
        (Some(subject), _) if title.contains(subject) => title,
        (Some(subject), _) => format!("{title}: {subject}"),
        (None, Some(body)) if !title.contains(body) => format!("{title}, {body}"),
        (None, _) => title,
    }
}

/// "SERIOUS CASE REVIEW" as "Serious Case Review".
fn capitalised(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut inside = false;
    for c in words.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        inside = c.is_alphabetic() || c == '’' || c == '\'';
    }
    out
}

/// Name of an assertion within a sentence.
pub(crate) fn assertion_words(assertion: Assertion) -> &'static str {
    match assertion {
        Assertion::GoodPractice => "good practice",
        Assertion::ReportedView => "reported view",
        other => other.as_str(),
    }
}

/// What an assertion means, in a few words.
pub(crate) fn assertion_meaning(assertion: Assertion) -> &'static str {
    match assertion {
        Assertion::Asserted => {
            "the passage says that the issue was there; only this is counted as found"
        }
        Assertion::Negated => "it says that the issue was not there",
        Assertion::Hypothetical => "it may have been there, or that cannot be said",
        Assertion::Recommended => "what should be done in future",
        Assertion::GoodPractice => "it was done well on this very point",
        Assertion::Procedural => "guidance, literature or another case",
        Assertion::ReportedView => "somebody thinks so, and the author does not adopt it",
        Assertion::Question => "a question",
    }
}

/// Name of a voice within a sentence.
pub(crate) fn voice_words(voice: Voice) -> &'static str {
    match voice {
        Voice::Author => "review author",
        Voice::Document => "quoted document",
        other => other.as_str(),
    }
}

/// Name of a section's role within a sentence.
pub(crate) fn role_words(role: Role) -> String {
    role.as_str().replace('-', " ")
}

/// Title of a section, cut where it is a whole sentence; its role when it has none.
pub(crate) fn section_words(section: &Section) -> String {
    const LONGEST: usize = 70;
    if section.title.is_empty() {
        return role_words(section.role);
    }
    match section.title.char_indices().nth(LONGEST) {
        None => section.title.clone(),
        Some((end, _)) => {
            let cut = section.title[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &section.title[..cut])
        }
    }
}

/// `words` of a codebook with the codes in them, between backticks or bare, written as their labels.
pub(crate) fn named_codes(words: &str, taxonomy: &Taxonomy) -> String {
    let in_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(start) = rest.find(in_code) {
        let end = rest[start..].find(|c| !in_code(c)).map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        // Ordinary words are no codes, even where a code has one word.
        let issue = taxonomy.issue(word).filter(|_| word.contains('-'));
        out.push_str(&rest[..start]);
        match issue {
            Some(issue) => {
                let quoted = out.ends_with('`');
                out.truncate(out.len() - usize::from(quoted));
                out.push_str(&format!("“{}”", issue.label));
                rest = &rest[end..];
                rest = rest.strip_prefix('`').filter(|_| quoted).unwrap_or(rest);
            }
            None => {
                out.push_str(word);
                rest = &rest[end..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// "paragraph 4.12, page 7", as far as it is known; empty when nothing is.
pub(crate) fn place_words(block: &Block, page: u32) -> String {
    let number = block.number.as_deref().map(|number| format!("paragraph {number}"));
    let page = (page != 0).then(|| format!("page {page}"));
    [number, page].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is called the stage of that id: the steps of a child's way through services.
pub(crate) fn stage_words(stage: &str) -> String {
    match stage {
        "universal" => "Universal services".to_owned(),
        "early-help" => "Early help".to_owned(),
        "referral" => "Referral".to_owned(),
        "strategy" => "Strategy discussion and enquiry".to_owned(),
        "assessment" => "Assessment".to_owned(),
        "child-in-need" => "Child in need".to_owned(),
        "cp-conference" => "Child protection conference".to_owned(),
        "ongoing" => "Ongoing work".to_owned(),
        "cross-cutting" => "At every stage".to_owned(),
        other => other.replace('-', " "),
    }
}

/// Stages in the order of the journey; what holds at every stage is last.
pub(crate) const STAGES: [&str; 9] = [
    "universal",
    "early-help",
    "referral",
    "strategy",
    "assessment",
    "child-in-need",
    "cp-conference",
    "ongoing",
    "cross-cutting",
];

/// What every output says of its counts.
pub(crate) const LIMITS: [&str; 5] = [
    "Counts measure what reviewers wrote, not what happened. An issue that is not mentioned is not an issue that was absent.",
    "Reviews are written about cases that went badly wrong and were chosen for review. They are no sample of practice, and shares among them are not rates.",
    "The intervals show the chance of the draw alone (95 % Wilson score). They know nothing of passages that were missed or misread.",
    "Passages were found by rules and a learned scorer, not read by a person. Read a quotation in its report before relying on it.",
    "Reports repeat themselves. The number of passages says how much was written, not how often something happened.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_cited_by_what_tells_them_apart() {
        let of = |columns: &[(&str, &str)]| {
            let columns = columns.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
            report_name(&columns.collect(), "a.pdf")
        };
        assert_eq!(of(&[]), "a.pdf");
        assert_eq!(
            of(&[("title", "SERIOUS CASE REVIEW"), ("subject", "Child W"), ("body", "X Board")]),
            "Serious Case Review: Child W"
        );
        assert_eq!(
            of(&[("title", "Review of Child W"), ("subject", "Child W")]),
            "Review of Child W"
        );
        assert_eq!(
            of(&[("title", "Learning Review"), ("body", "X Board")]),
            "Learning Review, X Board"
        );
        let named = [("title", "Serious Case Review: Amber"), ("body", "X Board")];
        assert_eq!(of(&named), "Serious Case Review: Amber");
    }

    #[test]
    fn codes_are_named() {
        let named = |words: &str| named_codes(words, Taxonomy::builtin());
        assert_eq!(
            named("No challenge (lack-professional-challenge); `silo-working`; well-known words."),
            "No challenge (“Lack of professional challenge”); “Silo working”; well-known words."
        );
    }
}
