//! Reasons to doubt what was read of a page.

use std::collections::BTreeMap;

use super::page::{Page, PageSource};
use super::plain::PlainSource;
use crate::extract::{PageFlag, PageInfo};

/// Share of undecoded characters from which a page is doubted.
const MAX_UNDECODED: f64 = 0.05;
/// Words that a page must have before its words are judged.
const ENOUGH_WORDS: usize = 80;
/// Least share of common words. Running English has 35 to 50 in a hundred, tables of names and figures some ten.
const MIN_COMMON: f64 = 0.04;
/// Least share of words that two readers must have in common.
const MIN_AGREEMENT: f64 = 0.85;
/// The commonest words of written English.
const COMMON: [&str; 24] = [
    "the", "of", "and", "to", "in", "a", "was", "that", "for", "is", "with", "on", "by", "be",
    "as", "at", "had", "were", "not", "this", "or", "from", "an", "are",
];

/// Number of the page and what its characters say of the reading.
pub(super) fn page_info(page: &Page) -> PageInfo {
    let mut flags = Vec::new();
    let chars = page.runs.iter().flat_map(|run| run.text.chars()).filter(|c| !c.is_whitespace());
    let (mut all, mut undecoded) = (0_usize, 0_usize);
    for c in chars {
        all += 1;
        undecoded += usize::from(is_undecoded(c));
    }
    if page.looks_scanned() && !(page.recognised && all > 0) {
        flags.push(PageFlag::NoText);
    }
    if undecoded as f64 > MAX_UNDECODED * all as f64 {
        flags.push(PageFlag::Undecodable);
    }
    let words = words_of(page);
    let count: usize = words.values().sum();
    let common: usize = COMMON.iter().filter_map(|word| words.get(*word)).sum();
    if count >= ENOUGH_WORDS && (common as f64) < MIN_COMMON * count as f64 {
        flags.push(PageFlag::NotWords);
    }
    if page.recognised {
        flags.push(PageFlag::Ocr);
    }
    PageInfo { number: page.number, flags }
}

/// Symbol fonts keep their bullets at U+F000 to U+F0FF; those are no sign of damage.
fn is_undecoded(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{EFFF}' | '\u{F100}'..='\u{F8FF}')
}

/// Indices of the pages on which another reader reads different words; `None` when it cannot read the file.
pub(super) fn compare(pages: &[Page], second: Option<PlainSource>) -> Option<Vec<usize>> {
    let mut second = second?;
    let mut different = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let other = words_of(&second.page(index).ok()?);
        let own = words_of(page);
        let total = own.values().sum::<usize>() + other.values().sum::<usize>();
        let shared: usize = own.iter().filter_map(|(word, n)| Some(*n.min(other.get(word)?))).sum();
        if total >= ENOUGH_WORDS && 2.0 * (shared as f64) < MIN_AGREEMENT * total as f64 {
            different.push(index);
        }
    }
    Some(different)
}

/// Words of letters, lower case, with how often they stand on the page.
fn words_of(page: &Page) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for run in &page.runs {
        for word in run.text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::page::Run;

    fn flags(text: &str) -> Vec<PageFlag> {
        let runs = vec![Run { text: text.to_owned(), ..Run::default() }];
        page_info(&Page { number: 1, runs, ..Page::default() }).flags
    }

    #[test]
    fn text_in_a_wrongly_named_font_is_not_words() {
        let english = "The panel was told that the health visitor had not been to see the family. ";
        assert_eq!(flags(&english.repeat(8)), []);
        let shifted: String = english
            .chars()
            .map(|c| if c.is_ascii_lowercase() { char::from((c as u8 - 94) % 26 + 97) } else { c })
            .collect();
        assert_eq!(flags(&shifted.repeat(8)), [PageFlag::NotWords]);
        // A short page is not judged.
        assert_eq!(flags(&shifted), []);
    }

    #[test]
    fn undecoded_characters_are_counted_and_bullets_are_not() {
        assert_eq!(flags("\u{F0B7} bullet"), []);
        assert_eq!(flags("\u{FFFD}\u{FFFD}\u{E001} text"), [PageFlag::Undecodable]);
    }
}
