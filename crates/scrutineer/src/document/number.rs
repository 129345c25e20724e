//! Paragraph numbers and bullets printed at the start of a block.

/// What stands before the words of a block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leader<'a> {
    /// "4.12", "(iii)", "Finding 3"; `None` for a bullet or nothing.
    pub number: Option<&'a str>,
    /// Whether a bullet or list letter stands there.
    pub is_item: bool,
    /// Bytes before the first word.
    pub length: usize,
}

/// Bullets, also as the odd glyphs that symbol fonts leave behind.
const BULLETS: [char; 14] =
    ['•', '·', '▪', '■', '●', '○', '◦', '‣', '–', '—', '➢', '✓', '\u{f0b7}', '\u{f0a7}'];

/// Reads the leader of `text`.
///
/// "4.12 The", "4.12. The", "4.12The", "12. The", "(iii) the", "a) the", "Para 5.23 The", "• the". A bare
/// number followed by a lower-case word ("12 children") is part of the sentence, and so is a year.
pub(crate) fn leader(text: &str) -> Leader<'_> {
    let none = Leader { number: None, is_item: false, length: 0 };
    let Some(first) = text.chars().next() else { return none };
    if BULLETS.contains(&first) || (matches!(first, '-' | '*' | 'o') && text[1..].starts_with(' '))
    {
        let length = text.len() - text[first.len_utf8()..].trim_start().len();
        return Leader { number: None, is_item: true, length };
    }
    let skipped = ["Paragraph ", "Para. ", "Para ", "§ ", "§"]
        .iter()
        .find(|word| text.starts_with(**word))
        .map_or(0, |word| word.len());
    let rest = &text[skipped..];
    let number = dotted(rest).or_else(|| bracketed(rest));
    let Some((number, length, is_item)) = number else { return none };
    Leader { number: Some(number), is_item, length: skipped + length }
}

/// "4.12", "4.12.3.", "12.", "B4.2": digits and dots, then a capital, a quotation mark or a space and capital.
fn dotted(text: &str) -> Option<(&str, usize, bool)> {
    let letter = usize::from(text.as_bytes().first().is_some_and(u8::is_ascii_uppercase));
    let digits_end = text[letter..]
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .map_or(text.len(), |at| at + letter);
    let number = text[..digits_end].trim_end_matches('.');
    let body = &number[letter..];
    if body.is_empty()
        || body.starts_with('.')
        || body.split('.').any(|part| part.len() > 3 || part.is_empty())
    {
        return None;
    }
    let dots = body.matches('.').count();
    let ends_with_dot = digits_end > number.len();
    if letter == 1 && dots == 0 {
        return None;
    }
    let after = &text[digits_end..];
    let spaced = after.starts_with([' ', '\t']);
    let words = after.trim_start();
    let opens = words
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || matches!(c, '\'' | '"' | '‘' | '“' | '(' | '[' | '…'));
    let sure = dots >= 1 || ends_with_dot;
    let is_number = match (sure, spaced) {
        (true, _) => {
            opens || (dots >= 1 && spaced && words.starts_with(char::is_alphabetic) && dots >= 2)
        }
        (false, true) => {
            opens && body.len() <= 3 && !MONTHS.iter().any(|month| words.starts_with(month))
        }
        (false, false) => false,
    };
    is_number.then(|| (number, text.len() - words.len(), false))
}

/// A day number before a month is a date, not a paragraph number.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "(a)", "(iv)", "a)", "iv.", "a."
fn bracketed(text: &str) -> Option<(&str, usize, bool)> {
    let open = usize::from(text.starts_with('('));
    let end = text[open..].find(|c: char| !c.is_ascii_alphanumeric())? + open;
    let inner = &text[open..end];
    let is_roman = inner.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let is_letter = inner.len() == 1 && inner.chars().all(|c| c.is_ascii_lowercase());
    let is_digits = inner.len() <= 2 && inner.chars().all(|c| c.is_ascii_digit());
    if inner.is_empty() || !(is_roman || is_letter || is_digits) {
        return None;
    }
    let close = text[end..].chars().next()?;
    let valid = close == ')' || (open == 0 && close == '.' && (is_roman || is_letter));
    let words = text.get(end + 1..)?.trim_start();
    (valid && text[end + 1..].starts_with(' ') && !words.is_empty())
        .then(|| (&text[..end + usize::from(close == ')')], text.len() - words.len(), true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_of_real_shapes() {
        let cases = [
            ("4.12 The nurse", Some("4.12"), "The nurse"),
            ("4.12The nurse", Some("4.12"), "The nurse"),
            ("1.1.1 they agreed", Some("1.1.1"), "they agreed"),
            ("44.There are", Some("44"), "There are"),
            ("139. Much work", Some("139"), "Much work"),
            ("12 Children were seen", Some("12"), "Children were seen"),
            ("12 children were seen", None, "12 children were seen"),
            ("12 March 2014 was", None, "12 March 2014 was"),
            ("2014 Review", None, "2014 Review"),
            ("(iii) the school", Some("(iii)"), "the school"),
            ("a) the school", Some("a)"), "the school"),
            ("Para 5.23 The", Some("5.23"), "The"),
            ("• The school", None, "The school"),
            ("\u{f0b7} The school", None, "The school"),
            ("A mother", None, "A mother"),
            ("I was told.", None, "I was told."),
            ("3.5 children", None, "3.5 children"),
        ];
        for (text, number, words) in cases {
            let leader = leader(text);
            assert_eq!((leader.number, &text[leader.length..]), (number, words), "{text}");
        }
    }
}
