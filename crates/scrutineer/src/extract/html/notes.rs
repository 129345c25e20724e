//! Footnotes: a small link in the text, and the note somewhere below.

use std::collections::BTreeMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

/// The notes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Reference → note.
    references: BTreeMap<NodeId, NodeId>,
    /// Note → its mark, until the note is read.
    unread: BTreeMap<NodeId, String>,
    read: Vec<NodeId>,
}

impl Notes {
    pub(super) fn find(page: &Html) -> Self {
        let mut notes = Self::default();
        let references: Vec<(ElementRef<'_>, &str)> = page
            .root_element()
            .descendent_elements()
            .filter_map(|element| Some((element, reference_target(element)?)))
            .collect();
        if references.is_empty() {
            return notes;
        }
        let mut targets: BTreeMap<&str, ElementRef<'_>> = BTreeMap::new();
        for element in page.root_element().descendent_elements() {
            for name in [element.attr("id"), element.attr("name")].into_iter().flatten() {
                targets.entry(name).or_insert(element);
            }
        }
        for (reference, target) in references {
            let Some(body) = targets.get(target).copied().and_then(note_around) else { continue };
            let holds_reference = reference.ancestors().any(|outer| outer.id() == body.id());
            if !holds_reference {
                notes.references.insert(reference.id(), body.id());
                notes.unread.entry(body.id()).or_insert_with(|| mark(reference));
            }
        }
        notes
    }

    /// The note that an element refers to, the first time that it is asked for.
    pub(super) fn take_referred(&mut self, reference: NodeId) -> Option<(NodeId, String)> {
        let body = *self.references.get(&reference)?;
        Some((body, self.take(body)?))
    }

    /// The mark of a note that is still to be read.
    pub(super) fn take(&mut self, body: NodeId) -> Option<String> {
        let mark = self.unread.remove(&body)?;
        self.read.push(body);
        Some(mark)
    }

    pub(super) fn is_reference(&self, element: NodeId) -> bool {
        self.references.contains_key(&element)
    }

    pub(super) fn was_read(&self, body: NodeId) -> bool {
        self.read.contains(&body)
    }
}

/// Where a link leads that looks like a reference to a note.
fn reference_target(element: ElementRef<'_>) -> Option<&str> {
    if element.value().name() != "a" || is_back_link(element) {
        return None;
    }
    let target = element.attr("href")?.strip_prefix('#')?;
    let mark = mark(element);
    let is_mark = !mark.is_empty()
        && mark.chars().count() <= 4
        && (mark.bytes().all(|b| b.is_ascii_digit())
            || mark.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | '*' | '†' | '‡' | '§'))
            || mark.chars().count() == 1);
    let raised =
        element.ancestors().take(2).filter_map(ElementRef::wrap).any(|e| e.value().name() == "sup")
            || element.descendent_elements().any(|e| e.value().name() == "sup");
    let named = ["fn", "_ftn", "_edn", "footnote", "endnote", "note", "sdfootnote", "sdendnote"]
        .iter()
        .any(|start| target.to_ascii_lowercase().starts_with(start));
    let declared = element.attr("role") == Some("doc-noteref");
    (is_mark && (raised || named || declared)).then_some(target)
}

/// A link from the note to the text.
pub(super) fn is_back_link(element: ElementRef<'_>) -> bool {
    let target = element.attr("href").unwrap_or_default().to_ascii_lowercase();
    let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
    element.value().name() == "a"
        && (element.attr("role") == Some("doc-backlink")
            || class.contains("backref")
            || class.contains("back-link")
            || ["#fnref", "#_ftnref", "#_ednref", "#footnote-ref", "#ref"]
                .iter()
                .any(|s| target.starts_with(s))
            || target.starts_with("#sdfootnote") && target.ends_with("anc"))
}

fn mark(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.trim().trim_matches(['[', ']', '(', ')']).trim().to_owned()
}

/// The block that holds the note whose place is marked by `target`.
fn note_around(target: ElementRef<'_>) -> Option<ElementRef<'_>> {
    const BODIES: &[&str] = &["li", "p", "div", "aside", "dd", "td"];
    let is_body = |element: &ElementRef<'_>| BODIES.contains(&element.value().name());
    if is_body(&target) {
        return Some(target);
    }
    target.ancestors().filter_map(ElementRef::wrap).take(4).find(is_body)
}
