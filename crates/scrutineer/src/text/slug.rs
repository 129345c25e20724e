//! Names for people to names for files and taxonomies.

use unicode_normalization::UnicodeNormalization;

/// `label` in kebab case: letters without their accents, digits, hyphens; empty when there is none of them.
pub(crate) fn slug(label: &str) -> String {
    let mut slug = String::with_capacity(label.len());
    for c in label.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !matches!(c, '\'' | '’')
            && !is_accent(c)
            && !slug.ends_with('-')
            && !slug.is_empty()
        {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn labels_of_codebooks() {
        assert_eq!(slug("Child’s voice – not heard (1)"), "childs-voice-not-heard-1");
        assert_eq!(slug("Éducation / école"), "education-ecole");
        assert_eq!(slug("評価 …"), "");
    }
}
