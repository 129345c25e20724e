//! Where on the page the report is.

use scraper::{ElementRef, Html};

/// More candidates than this are a list of teasers.
const MOST_CANDIDATES: usize = 20;

/// The element that holds the report: `main`, else the one article, else the body.
pub(super) fn find(page: &Html) -> ElementRef<'_> {
    let root = page.root_element();
    let body =
        root.child_elements().find(|element| element.value().name() == "body").unwrap_or(root);
    let all = text_length(body);
    let enough =
        |share: usize| move |&(length, _): &(usize, ElementRef<'_>)| length * 100 >= all * share;
    largest(body, is_main)
        .filter(enough(25))
        .or_else(|| largest(body, |element| element.value().name() == "article").filter(enough(50)))
        .or_else(|| largest(body, has_content_id).filter(enough(50)))
        .map_or(body, |(_, element)| element)
}

fn largest<'a>(
    body: ElementRef<'a>,
    wanted: impl Fn(ElementRef<'a>) -> bool,
) -> Option<(usize, ElementRef<'a>)> {
    body.descendent_elements()
        .filter(|element| wanted(*element))
        .take(MOST_CANDIDATES)
        .map(|element| (text_length(element), element))
        .max_by_key(|(length, _)| *length)
}

fn is_main(element: ElementRef<'_>) -> bool {
    element.value().name() == "main" || element.attr("role") == Some("main")
}

fn has_content_id(element: ElementRef<'_>) -> bool {
    let id = element.attr("id").unwrap_or_default().to_ascii_lowercase();
    matches!(
        id.as_str(),
        "content" | "main" | "main-content" | "maincontent" | "page-content" | "article"
    )
}

/// Letters that a reader sees, about.
pub(super) fn text_length(element: ElementRef<'_>) -> usize {
    element
        .descendants()
        .filter(|node| {
            let parent = node.parent().and_then(ElementRef::wrap);
            !parent.is_some_and(|p| matches!(p.value().name(), "script" | "style" | "noscript"))
        })
        .filter_map(|node| node.value().as_text())
        .map(|text| text.split_whitespace().map(str::len).sum::<usize>())
        .sum()
}
