//! Names of tags that survive edits elsewhere in a report.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Tag;
use crate::Document;

/// Keys from issue, assertion and quoted words, so that they survive edits elsewhere in the report.
pub(super) fn set_keys(document: &Document, tags: &mut [Tag]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for tag in tags {
        let mut hash = Sha256::new();
        for part in [tag.issue.as_str(), tag.assertion.as_str(), document.text.slice(tag.quote)] {
            hash.update(part);
            hash.update([0]);
        }
        let base: String =
            hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        tag.key = if *count == 1 { base } else { format!("{base}-{count}") };
    }
}
