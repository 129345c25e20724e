//! Words of a sentence with their entries: the one pass over every byte.

use super::lexicon::{Entry, Lookup, Memory};
use crate::Span;
use crate::taxonomy::phrase;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub start: u32,
    pub end: u32,
    pub entry: Entry,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

#[inline]
fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}

/// Never 0, which marks an empty slot.
#[inline]
fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1
}

/// Appends the words of `text[span]` to `words`.
pub(super) fn split(
    text: &str,
    span: Span,
    lookup: Lookup<'_>,
    memory: &mut Memory,
    words: &mut Vec<Word>,
) {
    let bytes = text.as_bytes();
    let mut at = span.start;
    while at < span.end {
        let byte = bytes[at];
        if !(byte.is_ascii_alphanumeric() || byte >= 0x80) {
            at += 1;
            continue;
        }
        let start = at;
        let mut hash = SEED;
        // Hash and end before an apostrophe: `'s` is not part of the word.
        let mut before_apostrophe = None;
        while let Some(&byte) = bytes[..span.end].get(at) {
            if byte.is_ascii_alphanumeric() {
                hash = step(hash, byte.to_ascii_lowercase());
                at += 1;
                continue;
            }
            let apostrophe = apostrophe_length(&bytes[at..span.end]);
            if apostrophe > 0
                && at > start
                && bytes.get(at + apostrophe).is_some_and(u8::is_ascii_alphabetic)
            {
                before_apostrophe = Some((hash, at + apostrophe));
                hash = step(hash, b'\'');
                at += apostrophe;
                continue;
            }
            if byte >= 0x80 && apostrophe == 0 {
                at = start;
            }
            break;
        }
        if at == start {
            at += slow_word(text, start, span.end, lookup, memory, words);
            continue;
        }
        if let Some((before, letters)) = before_apostrophe
            && at == letters + 1
            && bytes[letters].eq_ignore_ascii_case(&b's')
        {
            hash = before;
        }
        let entry = memory.entry(lookup, finish(hash), &text[start..at]);
        words.push(Word { start: start as u32, end: at as u32, entry });
    }
}

fn apostrophe_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\'', ..] => 1,
        [0xe2, 0x80, 0x99, ..] => 3,
        _ => 0,
    }
}

/// A word with letters beyond ASCII, or another character; gives the bytes that were read.
#[cold]
fn slow_word(
    text: &str,
    start: usize,
    end: usize,
    lookup: Lookup<'_>,
    memory: &mut Memory,
    words: &mut Vec<Word>,
) -> usize {
    let rest = &text[start..end];
    let length = phrase::word_length(rest);
    if length == 0 {
        return rest.chars().next().map_or(1, char::len_utf8);
    }
    let hash = phrase::fold(&rest[..length]).bytes().fold(SEED, step);
    let entry = memory.entry(lookup, finish(hash), &rest[..length]);
    words.push(Word { start: start as u32, end: (start + length) as u32, entry });
    length
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    fn words_of<'a>(text: &'a str, known: &[&str]) -> Vec<(&'a str, bool)> {
        let mut lexicon = Lexicon::default();
        for word in known {
            lexicon.intern(word, false);
        }
        let mut memory = Memory::new();
        let mut words = Vec::new();
        let lookup = Lookup { lexicon: &lexicon, scorer: None };
        split(text, Span::new(0, text.len()), lookup, &mut memory, &mut words);
        words.iter().map(|w| (&text[w.start as usize..w.end as usize], w.entry != 0)).collect()
    }

    #[test]
    fn words_apostrophes_and_accents() {
        let known = ["mother", "didn't", "école", "up"];
        assert_eq!(
            words_of("Mother’s follow-up, DIDN'T (École) ‘mother’.", &known),
            [
                ("Mother’s", true),
                ("follow", false),
                ("up", true),
                ("DIDN'T", true),
                ("École", true),
                ("mother", true)
            ]
        );
        assert_eq!(words_of("’ “ … é", &[]), [("é", false)]);
    }
}
