//! Which words around a sentence a quotation needs to be understood.

use scrutineer::document::BlockKind;
use scrutineer::{Document, Span};

/// Words that point back: a sentence that begins with one is quoted with the sentence before it.
const POINTS_BACK: [&str; 36] = [
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "he",
    "she",
    "they",
    "his",
    "her",
    "their",
    "such",
    "both",
    "neither",
    "either",
    "nor",
    "but",
    "however",
    "and",
    "so",
    "yet",
    "instead",
    "nevertheless",
    "nonetheless",
    "therefore",
    "consequently",
    "then",
    "there",
    "here",
    "again",
    "similarly",
    "nobody",
    "none",
    "each",
    "i",
];

/// Phrases that point back from the middle of a sentence.
const LEANS_BACK: [&str; 12] = [
    " did so",
    " done so",
    " do so",
    " doing so",
    " of them",
    " thought this",
    " said this",
    " saw this",
    " knew this",
    " raised this",
    " reported this",
    " at this",
];

/// A sentence of as many words has what it points to inside it.
const LONG: usize = 20;
/// A sentence with fewer words says little alone.
const SHORT: usize = 12;
/// A quotation that was short is not made longer than this, in words.
const ENOUGH: usize = 60;

/// Whether the words are somebody's own, by "I" outside quotation marks.
pub(super) fn is_first_person(words: &str) -> bool {
    let mut depth = 0_i32;
    let mut before = ' ';
    let mut each = words.chars().peekable();
    while let Some(c) = each.next() {
        let next = each.peek().copied().unwrap_or(' ');
        match c {
            '‘' | '“' => depth += 1,
            '”' => depth -= 1,
            // Between letters it is an apostrophe.
            '’' if !(before.is_alphabetic() && next.is_alphabetic()) => {
                depth = (depth - 1).max(0)
            }
            'I' if depth == 0 && before.is_whitespace() && (next == ' ' || next == '’') => {
                return true;
            }
            _ => {}
        }
        before = c;
    }
    false
}

/// `sentence`, with those before it that it points back to, and those after it up to the end of what somebody says in it;
/// two each way at most. A short sentence takes its neighbours.
pub(super) fn with_context(document: &Document, at: usize, sentence: Span) -> Span {
    let block = &document.blocks[at];
    let own = &document.sentences[block.sentences.clone()];
    let mut span = sentence;
    let count = |span: Span| document.text.slice(span).split_whitespace().count();
    for _ in 0..2 {
        let words = document.text.slice(span);
        // In a long sentence such a phrase mostly points to the sentence's own beginning.
        let leans = span == sentence
            && count(span) < LONG
            && LEANS_BACK.iter().any(|phrase| words.contains(phrase));
        let first: String = words
            .chars()
            .skip_while(|c| !c.is_alphabetic())
            .take_while(|c| c.is_alphabetic())
            .collect();
        let points = leans || POINTS_BACK.contains(&first.to_lowercase().as_str());
        let before = own.iter().rev().find(|each| each.span.end <= span.start);
        match before {
            Some(before) if points => span = Span::new(before.span.start, span.end),
            _ => break,
        }
    }
    if span == sentence && count(span) < SHORT && block.kind != BlockKind::Quotation {
        // A question before it asks for what is answered, and so on: it is no context.
        let before = own
            .iter()
            .rev()
            .find(|each| each.span.end <= span.start)
            .filter(|before| !document.text.slice(before.span).ends_with('?'));
        let after = own.iter().find(|each| each.span.start >= span.end);
        let start = before.map_or(span.start, |before| before.span.start);
        let end = after.map_or(span.end, |after| after.span.end);
        let around =
            [Span::new(start, end), Span::new(start, span.end), Span::new(span.start, end)];
        span = around.into_iter().find(|&longer| count(longer) <= ENOUGH).unwrap_or(span);
    }
    for _ in 0..2 {
        let after = own.iter().find(|each| each.span.start >= span.end);
        match after {
            Some(after) if leaves_open(document.text.slice(span)) => {
                span = Span::new(span.start, after.span.end);
            }
            _ => break,
        }
    }
    span
}

/// Whether speech begins in `words` that does not end there. A closing single mark may also be an apostrophe, so
/// one more of them than of opening marks says nothing.
fn leaves_open(words: &str) -> bool {
    let after_single = words.rfind('‘').map(|at| &words[at..]);
    let after_double = words.rfind('“').map(|at| &words[at..]);
    let ends = |rest: &str| {
        rest.char_indices().any(|(at, c)| {
            let next = rest[at + c.len_utf8()..].chars().next();
            c == '’' && !next.is_some_and(char::is_alphabetic)
        })
    };
    after_single.is_some_and(|rest| !ends(rest))
        || after_double.is_some_and(|rest| !rest.contains('”'))
}

#[cfg(test)]
mod tests {
    use scrutineer::Text;

    use super::*;

    #[test]
    fn a_sentence_that_points_back_takes_the_one_before() {
        let document = Document::from_text(Text::plain(
            "The nurse told her manager. She was not heard. It ended there. Police came later.",
        ));
        let words = |at: usize| {
            let sentence = document.sentences[at].span;
            document.text.slice(with_context(&document, 0, sentence)).to_owned()
        };
        assert_eq!(words(1), "The nurse told her manager. She was not heard.");
        assert_eq!(words(2), "The nurse told her manager. She was not heard. It ended there.");
        // Too short to stand alone.
        assert_eq!(words(3), "It ended there. Police came later.");
        assert_eq!(words(0), "The nurse told her manager. She was not heard.");
        let asked = Document::from_text(Text::plain("How did it show? The school kept it back."));
        let answer = asked.sentences[1].span;
        assert_eq!(with_context(&asked, 0, answer), answer, "a question is no context");
        let long = Document::from_text(Text::plain(
            "Two of the agencies that were at the table had a policy for such a case. The Board has one as well, and neither of them turned to it.",
        ));
        let all = with_context(&long, 0, long.sentences[1].span);
        assert_eq!(all, long.blocks[0].body, "“of them” points back");
        assert_eq!(with_context(&long, 0, long.sentences[0].span), long.sentences[0].span);
        assert!(is_first_person("In the end I thought that it was his job."));
        assert!(!is_first_person("She said: ‘I’d been told no’, and the parents’ view was that."));
        assert!(leaves_open("She said: ‘I’d been told no by a manager."));
        assert!(!leaves_open("‘I’d been told’, she said, of the parents’ house."));
        assert!(leaves_open("He said: “No.") && !leaves_open("He said “no”."));
    }
}
