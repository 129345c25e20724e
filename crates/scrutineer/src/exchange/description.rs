//! The description of a selection: a line for each tag that a code was given by.

use crate::tag::{Assertion, Tag, Tagged};

/// What the description of a selection says of `tag`, on one line: code, assertion, strength, voice, rule, place, cue.
///
/// A person who changes the assertion in another program changes it for [`super::read_coded_project`] too.
pub fn tag_line(tagged: &Tagged, tag: &Tag) -> String {
    let document = &tagged.document;
    let mut line = format!(
        "{}: {}; strength {:.3}; voice {}; rule {}",
        tag.issue, tag.assertion, tag.strength, tag.voice, tag.rule
    );
    let page = document.text.page_at(tag.quote.start);
    if page > 0 {
        line.push_str(&format!("; page {page}"));
    }
    if let Some(number) = &document.blocks[tag.block].number {
        line.push_str(&format!("; paragraph {number}"));
    }
    line.push_str(&format!("; section {}", tag.role(document)));
    if let Some(cue) = &tag.cue {
        line.push_str(&format!("; cue “{}”", document.text.slice(cue.span)));
    }
    line
}

/// The assertions that a description gives for `issue`, in its order; none when it was not written by [`tag_line`].
pub(super) fn assertions(description: &str, issue: &str) -> Vec<Assertion> {
    let mut found = Vec::new();
    for line in description.lines() {
        let Some((code, rest)) = line.split_once(':') else { continue };
        let name = rest.split(';').next().unwrap_or_default().trim();
        if code.trim() == issue
            && let Some(assertion) = Assertion::parse(name)
            && !found.contains(&assertion)
        {
            found.push(assertion);
        }
    }
    found
}
