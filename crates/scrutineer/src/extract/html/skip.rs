//! Elements of a page that are not its text.

use scraper::ElementRef;

use super::main_content::text_length;

const NEVER_TEXT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "nav", "button", "select",
    "textarea", "input", "iframe", "object", "embed", "audio", "video", "canvas", "dialog", "head",
    "link", "meta", "map", "datalist", "rp", "rt",
];
const FURNITURE_ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "tablist",
];
/// Words in the classes of furniture. Words that a heading may have in its own name are not among them.
const FURNITURE_CLASSES: &[&str] =
    &["cookie", "cookies", "gdpr", "breadcrumb", "breadcrumbs", "skiplink", "pagination"];
/// Some sites wrap the whole page in a form; a real one has little text.
const LONGEST_FORM: usize = 300;

/// Whether the element shows nothing that belongs to the report.
pub(super) fn is_furniture(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    if NEVER_TEXT.contains(&name) || is_hidden(element) {
        return true;
    }
    let role = element.attr("role").unwrap_or_default().to_ascii_lowercase();
    if FURNITURE_ROLES.contains(&role.as_str()) || has_furniture_class(element) {
        return true;
    }
    match name {
        "a" => is_skip_link(element),
        "form" => text_length(element) < LONGEST_FORM,
        "header" => !is_within(element, &["main", "article", "blockquote", "section"]),
        "footer" => !is_within(element, &["blockquote", "figure"]),
        "aside" => !is_within(element, &["main", "article"]) || is_mostly_links(element),
        _ => false,
    }
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

fn has_furniture_class(element: ElementRef<'_>) -> bool {
    if matches!(element.value().name(), "body" | "main" | "article" | "html") {
        return false;
    }
    // Headings and paragraphs get their ids from their words.
    let is_box = matches!(element.value().name(), "div" | "section" | "aside");
    let names = [element.attr("class"), element.attr("id").filter(|_| is_box)];
    names.into_iter().flatten().any(|names| {
        names
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|token| FURNITURE_CLASSES.contains(&token.to_ascii_lowercase().as_str()))
    })
}

fn is_skip_link(element: ElementRef<'_>) -> bool {
    let text: String = element.text().take(4).collect();
    let text = text.trim().to_ascii_lowercase();
    element.attr("href").is_some_and(|target| target.starts_with('#'))
        && text.starts_with("skip to")
}

fn is_within(element: ElementRef<'_>, names: &[&str]) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| {
        names.contains(&outer.value().name())
            || names.contains(&"main") && outer.attr("role") == Some("main")
    })
}

/// A box of links to other pages, not a box of text.
fn is_mostly_links(element: ElementRef<'_>) -> bool {
    let links: usize = element
        .descendent_elements()
        .filter(|inner| inner.value().name() == "a")
        .map(text_length)
        .sum();
    links * 2 > text_length(element)
}
