//! A briefing as an HTML page of its own, without script.

use super::block::Block;
use crate::markup::{e, head, put};

const STYLE: &str = include_str!("style.css");

pub(super) fn html(title: &str, blocks: &[Block]) -> String {
    let mut out = head(title, STYLE, None);
    out.push_str("<main>");
    for block in blocks {
        match block {
            Block::Title(text) => {
                put!(out, "<p class=\"kicker\">Practice briefing</p><h1>{}</h1>", e(text));
            }
            Block::Heading(level, text) => put!(out, "<h{0}>{1}</h{0}>", level + 1, e(text)),
            Block::Text(text) => put!(out, "<p>{}</p>", e(text)),
            Block::Note(text) => put!(out, "<p class=\"note\">{}</p>", e(text)),
            Block::Quote { words, source } => put!(
                out,
                "<figure><blockquote>{}</blockquote><figcaption>{}</figcaption></figure>",
                e(words),
                e(source)
            ),
            Block::Items(items) => list(&mut out, "ul", items),
            Block::Numbered(items) => list(&mut out, "ol", items),
            Block::Table(head, rows) => {
                out.push_str("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table><thead><tr>");
                for cell in head {
                    put!(out, "<th scope=\"col\">{}</th>", e(cell));
                }
                out.push_str("</tr></thead><tbody>");
                for row in rows {
                    out.push_str("<tr>");
                    for cell in row {
                        put!(out, "<td>{}</td>", e(cell));
                    }
                    out.push_str("</tr>");
                }
                out.push_str("</tbody></table></div>");
            }
        }
        out.push('\n');
    }
    out.push_str("</main></body></html>\n");
    out
}

fn list(out: &mut String, element: &str, items: &[String]) {
    put!(out, "<{element}>");
    for item in items {
        put!(out, "<li>{}</li>", e(item));
    }
    put!(out, "</{element}>");
}
