//! A briefing as CommonMark with tables as GitHub Flavored Markdown has them.

use super::block::Block;
use crate::markup::put;

pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(text) => put!(out, "# {}\n\n", plain(text)),
            Block::Heading(level, text) => {
                put!(out, "{} {}\n\n", "#".repeat(usize::from(*level) + 1), plain(text));
            }
            Block::Text(text) => put!(out, "{}\n\n", plain(text)),
            Block::Note(text) => put!(out, "*{}*\n\n", plain(text)),
            Block::Quote { words, source } => {
                put!(out, "> {}\n>\n> — {}\n\n", plain(words), plain(source));
            }
            Block::Items(items) => {
                for item in items {
                    put!(out, "- {}\n", plain(item));
                }
                out.push('\n');
            }
            Block::Numbered(items) => {
                for (at, item) in items.iter().enumerate() {
                    put!(out, "{}. {}\n", at + 1, plain(item));
                }
                out.push('\n');
            }
            Block::Table(head, rows) => {
                row(&mut out, head);
                put!(out, "|{}\n", "---|".repeat(head.len()));
                for cells in rows {
                    row(&mut out, cells);
                }
                out.push('\n');
            }
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    put!(out, "| {} |\n", cells.join(" | "));
}

/// `text` with a backslash before what Markdown would read as markup, wherever it stands (CommonMark 0.31 §2.4).
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    // At the start of a line "1." and "-" would begin a list.
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    } else if out.starts_with(['-', '+', '=']) {
        out.insert(0, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_reports_are_no_markup() {
        assert_eq!(plain("4.1 *No* <b> & [x](y)"), r"4\.1 \*No\* \<b\> \& \[x\](y)");
        assert_eq!(plain("- not a list"), r"\- not a list");
    }
}
