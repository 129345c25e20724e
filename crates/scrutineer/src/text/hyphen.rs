//! Whether a word broken at a line end loses its hyphen.

use std::collections::BTreeSet;

/// The words that a document itself uses, lower case; hyphenated words stand as a whole too.
#[derive(Default)]
pub(super) struct Vocabulary(BTreeSet<String>);

impl Vocabulary {
    /// The words of `texts`; empty when no line end hyphen occurs, since nothing will be asked then.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        let broken = |text: &str| {
            text.contains("-\n") || text.contains("-\r\n") || text.contains("\u{2010}\n")
        };
        if !texts.clone().any(broken) {
            return Self::default();
        }
        let mut words = BTreeSet::new();
        for text in texts {
            // The halves of a broken word are no evidence of words: neither enters.
            let mut after_break = false;
            let mut rest = text;
            while let Some(begin) = rest.find(char::is_alphabetic) {
                rest = &rest[begin..];
                let end =
                    rest.find(|c: char| !(c.is_alphabetic() || c == '-')).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let breaks =
                    word.ends_with('-') && after.trim_start_matches([' ', '\r']).starts_with('\n');
                if !breaks && !after_break {
                    words.insert(word.trim_matches('-').to_lowercase());
                }
                after_break = breaks;
                rest = after;
            }
        }
        Self(words)
    }

    /// Whether `before-` at a line end and `after` on the next line are one unhyphenated word.
    ///
    /// The document decides: a form that it uses elsewhere wins; else the halves are joined unless
    /// both are words of their own ("school-" "based"), because "safeguard-" "ing" leaves no word.
    pub(super) fn joins(&self, before: &str, after: &str) -> bool {
        let (before, after) = (before.to_lowercase(), after.to_lowercase());
        if before.is_empty() || !after.chars().all(char::is_alphabetic) || after.is_empty() {
            return false;
        }
        if self.0.contains(&format!("{before}{after}")) {
            return true;
        }
        if self.0.contains(&format!("{before}-{after}")) || PREFIXES.contains(&before.as_str()) {
            return false;
        }
        !(self.0.contains(&after) && self.0.contains(&before))
    }
}

/// First halves that keep their hyphen in British report prose when nothing else is known.
const PREFIXES: [&str; 12] = [
    "multi", "non", "self", "ex", "half", "step", "long", "short", "well", "part", "full", "cross",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_decides() {
        let words = Vocabulary::of(
            ["the co-\nordinated work, safeguard-\ning, school-\nbased; based at a school"]
                .into_iter(),
        );
        assert!(words.joins("safeguard", "ing"));
        assert!(!words.joins("school", "based"));
        assert!(!words.joins("multi", "agency"));
        assert!(!words.joins("4", "12"));
    }
}
