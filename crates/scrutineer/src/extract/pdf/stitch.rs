//! Joins paragraphs that a page break cuts in two, and moves footnotes out of their way.

use super::draft::Draft;
use super::line::{ends_sentence, label};
use crate::extract::RawKind;

/// Joins what belongs together over page breaks; footnotes come after the paragraph they cut.
pub(super) fn stitch(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut done: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        // Footnotes at the foot of a page stand between the halves of a sentence.
        let before = done.iter().rposition(|earlier| !is_apart(earlier));
        let cut = before.filter(|&index| continues(&done[index], &draft));
        match cut.or_else(|| around_box(&done, &draft)) {
            Some(index) => done[index].absorb(draft),
            None => done.push(draft),
        }
    }
    done
}

/// Most blocks of a box that stands in the middle of a paragraph.
const MAX_BOX: usize = 8;

/// The paragraph that `next` goes on with after a box ("… spoke to / [box] / him between March").
fn around_box(done: &[Draft], next: &Draft) -> Option<usize> {
    if next.tagged || !is_second_half(next) {
        return None;
    }
    let alike = |earlier: &Draft| {
        (earlier.size - next.size).abs() < 0.2
            && earlier.bold == next.bold
            && earlier.line_count > 1
            && is_second_page_or_same(earlier, next)
    };
    let window = done.len().saturating_sub(MAX_BOX + 1);
    let index = window + done[window..].iter().rposition(alike)?;
    let before = &done[index];
    let cut = before.is_running_text() && before.ends_full && !ends_sentence(&before.block.text);
    cut.then_some(index)
}

fn is_second_page_or_same(before: &Draft, next: &Draft) -> bool {
    before.last_page == next.block.page || before.last_page + 1 == next.block.page
}

/// Whether a block begins in the middle of a sentence.
fn is_second_half(draft: &Draft) -> bool {
    draft.block.kind == RawKind::Paragraph
        && label(&draft.block.text).is_none()
        && draft.block.text.starts_with(char::is_lowercase)
}

fn is_apart(draft: &Draft) -> bool {
    matches!(draft.block.kind, RawKind::Footnote | RawKind::Caption)
}

/// Whether `next`, at the top of a page, goes on with the sentence at the foot of an earlier one.
fn continues(before: &Draft, next: &Draft) -> bool {
    if !before.is_running_text()
        || !matches!(next.block.kind, RawKind::Paragraph | RawKind::ListItem)
        || next.block.page != before.last_page + 1
        || label(&next.block.text).is_some()
    {
        return false;
    }
    let same_looks = (before.size - next.size).abs() < 0.6 || before.size * next.size == 0.0;
    let text = before.block.text.trim_end();
    let ended = ends_sentence(text);
    let starts_low = next.block.text.starts_with(char::is_lowercase);
    let starts_mid = next.block.text.starts_with(|c: char| c.is_alphanumeric() || c == '(');
    let hangs = text.ends_with([',', '-', '–']);
    if !same_looks {
        return false;
    }
    // Where a tree cuts a paragraph at the page, the second half is often called an item of a list.
    if before.tagged && next.tagged && next.block.kind == RawKind::Paragraph {
        return !ended && starts_low;
    }
    (!ended && starts_low) || (!ended && starts_mid && (before.ends_full || hangs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::RawBlock;
    use crate::extract::pdf::page::Area;

    fn draft(kind: RawKind, text: &str, page: u32) -> Draft {
        Draft {
            block: RawBlock::new(kind, text, page),
            last_page: page,
            area: Area::default(),
            size: 11.0,
            bold: false,
            line_count: 2,
            ends_full: false,
            tagged: false,
        }
    }

    #[test]
    fn a_sentence_over_a_page_break_is_one_block_and_the_footnote_follows() {
        let blocks = stitch(vec![
            draft(RawKind::Paragraph, "4.1 The health visitor saw", 1),
            draft(RawKind::Footnote, "1 Working Together.", 1),
            draft(RawKind::Paragraph, "the baby at home.", 2),
            draft(RawKind::Paragraph, "4.2 Nobody asked.", 2),
        ]);
        let texts: Vec<_> = blocks.iter().map(|d| d.block.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "4.1 The health visitor saw the baby at home.",
                "1 Working Together.",
                "4.2 Nobody asked."
            ]
        );
        assert_eq!(blocks[0].block.page_breaks, [(27, 2)]);
    }

    #[test]
    fn finished_sentences_stay_apart() {
        let blocks = stitch(vec![
            draft(RawKind::Paragraph, "It ended.", 1),
            draft(RawKind::Paragraph, "another begins low", 2),
        ]);
        assert_eq!(blocks.len(), 2);
    }
}
