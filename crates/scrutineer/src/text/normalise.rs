//! One block's text into the canonical string.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::hyphen::Vocabulary;
use crate::extract::RawBlock;

/// Appends the normalised text of `block` to `content`; gives its page breaks as offsets in `content`.
pub(super) fn push(
    content: &mut String,
    block: &RawBlock,
    words: &Vocabulary,
) -> Vec<(usize, u32)> {
    let start = content.len();
    let mut breaks = Vec::with_capacity(block.page_breaks.len());
    let mut from = 0;
    let mut space_due = false;
    for &(at, page) in &block.page_breaks {
        let at = block.text.floor_char_boundary(at.min(block.text.len()));
        if at > from {
            // The next piece is needed to decide on a hyphen that ends this one.
            push_piece(
                content,
                start,
                &block.text[from..at],
                &block.text[at..],
                words,
                &mut space_due,
            );
            from = at;
        }
        breaks.push((content.len() + usize::from(space_due && content.len() > start), page));
    }
    push_piece(content, start, &block.text[from..], "", words, &mut space_due);
    let end = content.len();
    for (at, _) in &mut breaks {
        *at = content.floor_char_boundary((*at).min(end));
    }
    breaks
}

fn push_piece(
    content: &mut String,
    start: usize,
    piece: &str,
    following: &str,
    words: &Vocabulary,
    space_due: &mut bool,
) {
    if matches!(is_nfc_quick(piece.chars()), IsNormalized::Yes) {
        push_chars(content, start, piece, following, words, space_due);
    } else {
        let composed: String = piece.nfc().collect();
        push_chars(content, start, &composed, following, words, space_due);
    }
}

fn push_chars(
    content: &mut String,
    start: usize,
    piece: &str,
    following: &str,
    words: &Vocabulary,
    space_due: &mut bool,
) {
    let mut rest = piece;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if matches!(c, '-' | '\u{2010}') && ends_line(rest, following) {
            // The halves meet with or without the hyphen: the line end after it is not a space.
            rest = rest.trim_start();
            let after = next_word(if rest.is_empty() { following } else { rest });
            if !words.joins(last_word(&content[start..]), after) {
                content.push('-');
            }
        } else {
            push_char(content, start, c, space_due);
        }
    }
}

fn push_char(content: &mut String, start: usize, c: char, space_due: &mut bool) {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' => {
            return;
        }
        c if c.is_whitespace() || c.is_control() => {
            *space_due = true;
            return;
        }
        _ => {}
    }
    if *space_due && content.len() > start {
        content.push(' ');
    }
    *space_due = false;
    match c {
        '\u{fb00}' => content.push_str("ff"),
        '\u{fb01}' => content.push_str("fi"),
        '\u{fb02}' => content.push_str("fl"),
        '\u{fb03}' => content.push_str("ffi"),
        '\u{fb04}' => content.push_str("ffl"),
        '\u{fb05}' | '\u{fb06}' => content.push_str("st"),
        c => content.push(c),
    }
}

/// Whether only blanks and then a line end (or a page break, when `rest` is spent) follow.
fn ends_line(rest: &str, following: &str) -> bool {
    let blank = rest.trim_start_matches([' ', '\t', '\r']);
    blank.starts_with('\n') || (blank.is_empty() && !following.is_empty())
}

fn next_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

fn last_word(text: &str) -> &str {
    let begin = text
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_alphabetic())
        .map_or(0, |(at, c)| at + c.len_utf8());
    &text[begin..]
}
