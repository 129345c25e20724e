//! The paragraphs of a source that another program made plain text of.

use std::ops::Range;

/// Lines shorter than this do not tell whether a text was wrapped: headings and list items.
const SHORT_LINE: usize = 40;

/// Byte ranges of the paragraphs of `text`, without blanks around, none of them empty.
///
/// Most programs put a paragraph on a line. Where most lines that go on in the next one end in the middle of a
/// sentence, the text was wrapped, and paragraphs are parted by empty lines.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines: Vec<Range<usize>> = lines(text).collect();
    let wrapped = is_wrapped(text, &lines);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for line in lines {
        let range = trimmed(text, line);
        if range.is_empty() {
            open = false;
        } else if let Some(last) = found.last_mut().filter(|_| wrapped && open) {
            last.end = range.end;
        } else {
            found.push(range);
            open = true;
        }
    }
    found
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = &text[range.clone()];
    let start = range.start + (line.len() - line.trim_start().len());
    start..start.max(range.start + line.trim_end().len())
}

fn is_wrapped(text: &str, lines: &[Range<usize>]) -> bool {
    let (mut broken, mut ended) = (0, 0);
    for pair in lines.windows(2) {
        let [line, next] = [0, 1].map(|at| text[pair[at].clone()].trim());
        if next.is_empty() || line.chars().count() < SHORT_LINE {
            continue;
        }
        let last = line.trim_end_matches(['”', '’', '"', '\'', ')', ']']).chars().next_back();
        if matches!(last, Some('.' | '!' | '?' | ':' | ';' | '…')) {
            ended += 1
        } else {
            broken += 1
        }
    }
    broken > ended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_paragraph_on_a_line() {
        let text = "Heading\nThe first paragraph is a long sentence that ends here.\n  The second one is long as well, and it ends.  \n\nThird.\n";
        assert_eq!(of(text).len(), 4);
        assert_eq!(of(text)[2], "The second one is long as well, and it ends.");
    }

    #[test]
    fn wrapped_text() {
        let text = "The first paragraph is a long sentence that goes\non in the next line and then in one more of them,\nwhere it ends.\n\nThe second paragraph is also wrapped, as the\nfirst one was.";
        assert_eq!(of(text).len(), 2);
        assert!(of(text)[0].ends_with("ends.") && of("").is_empty() && of(" \n\n").is_empty());
    }
}
