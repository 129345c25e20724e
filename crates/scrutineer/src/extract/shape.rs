//! What the shape of a line gives away, whatever the format.

/// A contents entry with dotted leaders: its text, a tab, its page.
///
/// "5.1 The referral ........ 12" gives "5.1 The referral\t12".
pub(super) fn contents_entry(text: &str) -> Option<String> {
    let text = text.trim_end();
    let before_page = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let page = &text[before_page.len()..];
    if !is_page_label(page) {
        return None;
    }
    let title = before_page.trim_end_matches(is_leader);
    let leaders = &before_page[title.len()..];
    let dots: usize =
        leaders.chars().map(|c| if c == '…' { 3 } else { usize::from(!c.is_whitespace()) }).sum();
    let joined = || title.split(['\n', '\t']).map(str::trim).collect::<Vec<_>>().join(" ");
    (dots >= 4 && title.chars().any(char::is_alphabetic))
        .then(|| format!("{}\t{page}", joined().trim()))
}

/// A contents entry whose page is set off by a tab only; to be asked only where a contents list is known to be.
pub(super) fn ends_in_tabbed_page(text: &str) -> bool {
    text.rsplit_once('\t').is_some_and(|(title, page)| {
        is_page_label(page.trim()) && title.chars().any(char::is_alphabetic)
    })
}

fn is_leader(c: char) -> bool {
    matches!(c, '.' | '…' | '·' | '‥') || c.is_whitespace()
}

fn is_page_label(label: &str) -> bool {
    let digits = label.len() <= 4 && label.bytes().all(|b| b.is_ascii_digit());
    let roman = label.len() <= 6 && label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l'));
    !label.is_empty() && (digits || roman)
}

/// Glyphs that are nothing but bullets.
const BULLETS: &[char] = &[
    '•', '●', '○', '◦', '▪', '▫', '■', '□', '‣', '⁃', '►', '➢', '❖', '✓', '✔', '\u{f0b7}',
    '\u{f0a7}', '\u{f0d8}', '\u{f076}',
];
/// Characters that plain text uses as bullets, and prose for other things.
const MAKESHIFT_BULLETS: &[char] = &['·', '–', '—', '-', '*'];

/// The text after a bullet glyph or a character that stands for one, when the line begins with it.
pub(super) fn after_bullet(line: &str) -> Option<&str> {
    let makeshift = || line.strip_prefix(MAKESHIFT_BULLETS).or_else(|| line.strip_prefix("o\t"));
    after_typed_bullet(line).or_else(|| set_off(makeshift()?))
}

/// The text after a bullet glyph.
pub(super) fn after_typed_bullet(line: &str) -> Option<&str> {
    set_off(line.strip_prefix(BULLETS)?)
}

/// The text, when white space sets it off from what stood before.
fn set_off(rest: &str) -> Option<&str> {
    let text = rest.trim_start();
    (rest.len() > text.len() && !text.is_empty()).then_some(text)
}

/// A number typed at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypedNumber {
    /// "4.12" or "1.1.1": how many parts.
    Dotted(usize),
    /// "4." or "4)" or "4" alone before a capital.
    Single,
    /// "(a)", "b)", "(iv)".
    Letter,
}

/// The number that a line begins with, and the text after it.
pub(super) fn typed_number(line: &str) -> Option<(TypedNumber, &str)> {
    let (label, rest) = line.split_once([' ', '\t', '\u{a0}'])?;
    let rest = rest.trim_start();
    let first = rest.chars().next()?;
    let core = label.trim_end_matches(['.', ')', ':']);
    let closed = core.len() < label.len();
    if core.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !core.is_empty() {
        let parts: Vec<&str> = core.split('.').collect();
        let short = parts.iter().all(|part| (1..=3).contains(&part.len()));
        return match parts.len() {
            1 if short && (closed || first.is_uppercase()) => Some((TypedNumber::Single, rest)),
            2..=5 if short => Some((TypedNumber::Dotted(parts.len()), rest)),
            _ => None,
        };
    }
    let inner = core.strip_prefix('(').unwrap_or(core);
    let bracketed = label.ends_with(')');
    let letter = inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_alphanumeric());
    let roman = inner.len() <= 5 && inner.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    (bracketed && !inner.is_empty() && (letter || roman)).then_some((TypedNumber::Letter, rest))
}

/// Level of a heading that stands alone on a short line: numbered, in capitals, or a word that only headings are.
pub(super) fn heading_level(line: &str) -> Option<u8> {
    let line = line.trim();
    let words = line.split_whitespace().count();
    if line.chars().count() > 100 || words > 14 || line.ends_with(['.', ';', ',', ':', '?', '!']) {
        return None;
    }
    if let Some((number, title)) = typed_number(line) {
        let named = title.chars().next().is_some_and(char::is_uppercase)
            && title.chars().any(char::is_lowercase) | is_capitals(title);
        return match number {
            TypedNumber::Dotted(parts) if named => Some((parts as u8).clamp(1, 6)),
            TypedNumber::Single if named => Some(1),
            _ => None,
        };
    }
    if is_capitals(line) || is_named_part(line) { Some(1) } else { None }
}

fn is_capitals(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() >= 4 && !line.chars().any(char::is_lowercase)
}

/// "Contents", "Appendix A: …", "Part Two", "Finding 3".
fn is_named_part(line: &str) -> bool {
    const ALONE: &[&str] = &[
        "contents",
        "table of contents",
        "introduction",
        "foreword",
        "preface",
        "executive summary",
        "methodology",
        "terms of reference",
        "background",
        "narrative",
        "chronology",
        "analysis",
        "findings",
        "good practice",
        "learning",
        "lessons learned",
        "conclusion",
        "conclusions",
        "recommendations",
        "action plan",
        "glossary",
        "abbreviations",
        "references",
        "bibliography",
        "appendices",
    ];
    const NUMBERED: &[&str] =
        &["appendix", "part", "chapter", "section", "annex", "finding", "theme"];
    let lower = line.to_lowercase();
    if ALONE.contains(&lower.as_str()) {
        return true;
    }
    let mut words = lower.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let label = second.trim_end_matches([':', '.', '-', '–']);
    let numbers = ["one", "two", "three", "four", "five", "six"];
    NUMBERED.contains(&first)
        && (label.len() == 1
            || label.bytes().all(|b| b.is_ascii_digit()) && !label.is_empty()
            || numbers.contains(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_make_a_contents_entry() {
        assert_eq!(
            contents_entry("5.1 The referral ....... 12").as_deref(),
            Some("5.1 The referral\t12")
        );
        assert_eq!(contents_entry("Glossary…… iv").as_deref(), Some("Glossary\tiv"));
        assert_eq!(contents_entry("One . . . . . 3").as_deref(), Some("One\t3"));
        for no in ["She paused... 3", "Signed ..........", "It was 2012.", "......... 4"] {
            assert_eq!(contents_entry(no), None, "{no}");
        }
    }

    #[test]
    fn typed_numbers_are_told_from_prose() {
        let kind = |line| typed_number(line).map(|(number, _)| number);
        assert_eq!(kind("4.12 The nurse"), Some(TypedNumber::Dotted(2)));
        assert_eq!(kind("1.\tThe nurse"), Some(TypedNumber::Single));
        assert_eq!(kind("(iv) whether"), Some(TypedNumber::Letter));
        assert_eq!(kind("b) whether"), Some(TypedNumber::Letter));
        for no in [
            "2012 was a hard year",
            "I was there",
            "12 of them",
            "(see) that",
            "a visit",
            "£4.50 each",
        ] {
            assert_eq!(kind(no), None, "{no}");
        }
    }

    #[test]
    fn headings_are_short_and_numbered_or_in_capitals() {
        assert_eq!(heading_level("5.1 September 2012 to July 2013"), Some(2));
        assert_eq!(heading_level("1. Introduction"), Some(1));
        assert_eq!(heading_level("TERMS OF REFERENCE"), Some(1));
        assert_eq!(heading_level("Appendix B: Panel"), Some(1));
        for no in
            ["1.1 The nurse wrote.", "Serious Case Review", "GP", "(a) whether", "Partners met"]
        {
            assert_eq!(heading_level(no), None, "{no}");
        }
    }
}
