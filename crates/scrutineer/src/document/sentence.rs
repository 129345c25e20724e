//! Sentences of report prose.

use crate::Span;

/// Words whose full stop does not end a sentence, lower case, without it.
const ABBREVIATIONS: [&str; 21] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "rev", "hon", "sgt", "insp", "supt", "cllr", "e.g",
    "i.e", "eg", "ie", "cf", "viz", "vs", "approx", "inc",
];

/// Abbreviations before a number: "No. 4" goes on, "the answer was no. The" ends.
const BEFORE_NUMBER: [&str; 11] =
    ["no", "nos", "para", "paras", "p", "pp", "fig", "vol", "ref", "sec", "s"];

/// A single letter after one of these names a person of the report and can end a sentence: "Child K."
const PSEUDONYM_OPENERS: [&str; 14] = [
    "child", "baby", "family", "sibling", "adult", "case", "subject", "mother", "father", "person",
    "partner", "school", "hospital", "mr",
];

/// Calls `found` with the span of each sentence of `text[range]`, in order; blanks around sentences are left out.
///
/// A sentence ends at `.`, `!`, `?` or `…` (with closing quotation marks and brackets), before white space
/// and something that can open a sentence; or at `;`-less line ends, which a Text has none of.
/// Abbreviations, initials, decimal and paragraph numbers and "Section 47. enquiries" do not end one.
/// Rules of its own, because the ready splitters measured break on section numbers or cost more than the matching.
pub(crate) fn split(text: &str, range: Span, mut found: impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let mut start = range.start;
    let mut at = range.start;
    while at < range.end {
        let Some(stop) = next_stop(&bytes[at..range.end]).map(|offset| at + offset) else { break };
        let end = after_closers(text, stop, range.end);
        if ends_sentence(text, start, stop, end, range.end) {
            push(text, start, end, &mut found);
            start = end;
        }
        at = end.max(stop + 1);
    }
    push(text, start, range.end, &mut found);
}

/// Offset of the next `.`, `!`, `?` or the first byte of `…`.
fn next_stop(bytes: &[u8]) -> Option<usize> {
    let ascii = memchr::memchr3(b'.', b'!', b'?', bytes);
    let ellipsis = memchr::memmem::find(&bytes[..ascii.unwrap_or(bytes.len())], "…".as_bytes());
    ellipsis.or(ascii)
}

fn push(text: &str, start: usize, end: usize, found: &mut impl FnMut(Span)) {
    let slice = &text[start..end];
    let begin = start + (slice.len() - slice.trim_start().len());
    let end = start + slice.trim_end().len();
    if begin < end {
        found(Span::new(begin, end));
    }
}

/// The end of the stop at `stop` with repeated stops, closing quotation marks, brackets and footnote digits.
fn after_closers(text: &str, stop: usize, limit: usize) -> usize {
    let mut end = stop;
    for c in text[stop..limit].chars() {
        let closes = matches!(c, '.' | '!' | '?' | '…' | ')' | ']' | '’' | '”' | '\'' | '"');
        if !closes {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn ends_sentence(text: &str, start: usize, stop: usize, end: usize, limit: usize) -> bool {
    let after = &text[end..limit];
    let Some(next) = after.chars().next() else { return true };
    let mark = text[stop..].chars().next().unwrap_or('.');
    if !next.is_whitespace() {
        // A missing space after the stop ("review.The"), but not "4.12", "e.g.", "www.a.uk" or "St.Mary".
        let before = text[start..stop].chars().next_back();
        return mark == '.'
            && next.is_uppercase()
            && after.chars().nth(1).is_some_and(char::is_lowercase)
            && before.is_some_and(char::is_lowercase)
            && !is_one_of(last_word(&text[start..stop]), &ABBREVIATIONS);
    }
    let following = after.trim_start();
    let Some(opener) = following.chars().next() else { return true };
    // A quotation that ends inside its sentence: 'Why?' she asked; 'Malicious? – third this month'.
    if opener.is_lowercase() || matches!(opener, '–' | '—') {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let word = last_word(&text[start..stop]);
    if is_one_of(word, &ABBREVIATIONS) {
        return false;
    }
    if opener.is_ascii_digit() && is_one_of(word, &BEFORE_NUMBER) {
        return false;
    }
    if is_initial(word) && !penultimate_is(&text[start..stop], &PSEUDONYM_OPENERS) {
        return false;
    }
    let before = &text[start..stop];
    // "4. The mother": a number that opens the block is a leader, not a sentence.
    if before.trim().len() <= 5 && before.trim().chars().all(|c| c.is_ascii_digit() || c == '.') {
        return false;
    }
    // "Section 47. Enquiries": only before the words that follow it in practice.
    if word.chars().all(|c| c.is_ascii_digit())
        && !word.is_empty()
        && penultimate_is(before, &["section", "s", "sec", "regulation", "article", "no"])
        && ["Enquir", "Inquir", "Investigation", "Assessment", "Plan"]
            .iter()
            .any(|w| following.starts_with(w))
    {
        return false;
    }
    opener.is_uppercase() || opener.is_ascii_digit() || !opener.is_alphabetic()
}

fn last_word(text: &str) -> &str {
    let begin = text
        .char_indices()
        .rev()
        .find(|&(_, c)| c.is_whitespace() || matches!(c, '(' | '[' | '‘' | '“' | '\'' | '"' | '/'))
        .map_or(0, |(at, c)| at + c.len_utf8());
    &text[begin..]
}

fn penultimate_is(text: &str, words: &[&str]) -> bool {
    let mut back = text.split_whitespace().rev();
    back.next();
    back.next().is_some_and(|word| words.iter().any(|w| word.eq_ignore_ascii_case(w)))
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    word.len() <= 6 && words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// A capital on its own, as in "J. Smith", but not the pronoun.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    matches!((letters.next(), letters.next()), (Some(letter), None) if letter.is_uppercase() && letter != 'I')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        split(text, Span::new(0, text.len()), |span| all.push(&text[span.range()]));
        all
    }

    #[test]
    fn splits_report_prose() {
        let cases: &[(&str, usize)] = &[
            ("The nurse called. No one came.", 2),
            ("Section 47. enquiries were not made. The case closed.", 2),
            ("He attended St. Mary's at 3 p.m. on Monday. She left.", 2),
            ("The call came at 3 p.m. The nurse answered.", 2),
            ("Dr. Patel saw J. Smith. He was well.", 2),
            ("This was unknown to Child K. The mother left.", 2),
            ("The score was 4.5. It rose.", 2),
            ("See para. 4.12 and No. 4 of the plan.", 1),
            ("The answer was no. The worker left.", 2),
            ("'Why was nobody told?' she asked. Nobody knew.", 2),
            ("She said 'I'm just a TA.' Nobody disagreed.", 2),
            ("Toys, e.g. Lego, and food, i.e. bread.", 1),
            ("What happened next… The file is silent.", 2),
            ("It ended (see below). Then it began.", 2),
            ("The board met.The plan was agreed.", 2),
            ("See www.example.org.uk for more. Thanks.", 2),
            ("4. The mother left. She returned.", 2),
            ("", 0),
        ];
        for (text, count) in cases {
            assert_eq!(sentences(text).len(), *count, "{text}: {:?}", sentences(text));
        }
    }
}
