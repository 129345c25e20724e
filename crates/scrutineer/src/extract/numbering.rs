//! Numbers as word processors write them.

/// How one level of a list counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// 01, 02, 03
    DecimalZero,
    /// a, b … z, aa, bb
    LowerLetter,
    /// A, B … Z, AA, BB
    UpperLetter,
    /// i, ii, iii
    LowerRoman,
    /// I, II, III
    UpperRoman,
    /// 1st, 2nd, 3rd
    Ordinal,
    /// A glyph that does not count.
    Bullet,
    /// Counts, shows nothing.
    Hidden,
}

impl NumberFormat {
    /// `value` as this format shows it.
    pub(super) fn show(self, value: u32) -> String {
        match self {
            Self::Decimal => value.to_string(),
            Self::DecimalZero => format!("{value:02}"),
            Self::LowerLetter => letters(value),
            Self::UpperLetter => letters(value).to_uppercase(),
            Self::LowerRoman => roman(value),
            Self::UpperRoman => roman(value).to_uppercase(),
            Self::Ordinal => format!("{value}{}", ordinal_ending(value)),
            Self::Bullet | Self::Hidden => String::new(),
        }
    }

    /// The format that HTML and OpenDocument write as `1`, `a`, `A`, `i`, `I` or nothing.
    pub(super) fn from_sample(sample: &str) -> Self {
        match sample.chars().next() {
            Some('a') => Self::LowerLetter,
            Some('A') => Self::UpperLetter,
            Some('i') => Self::LowerRoman,
            Some('I') => Self::UpperRoman,
            None => Self::Hidden,
            Some(_) => Self::Decimal,
        }
    }
}

/// Whether a rendered number is one of a running text ("4.12"), not of a list ("1.", "(a)").
pub(super) fn is_paragraph_number(number: &str) -> bool {
    let core = number.trim().trim_end_matches('.');
    let Some((first, rest)) = core.split_once('.') else { return false };
    // Appendices count "A.1", parts "III.1".
    (1..=4).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphanumeric())
        && rest.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn letters(value: u32) -> String {
    let Some(index) = value.checked_sub(1) else { return "0".to_owned() };
    let letter = char::from(b'a' + (index % 26) as u8);
    // Word goes on with aa, bb, cc; nobody reads past a few repeats.
    std::iter::repeat_n(letter, (index / 26 + 1).min(30) as usize).collect()
}

fn roman(value: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if value == 0 || value > 9_999 {
        return value.to_string();
    }
    let mut rest = value;
    let mut out = String::new();
    for (step, letters) in STEPS {
        while rest >= step {
            out.push_str(letters);
            rest -= step;
        }
    }
    out
}

fn ordinal_ending(value: u32) -> &'static str {
    match (value % 100, value % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_count_as_word_does() {
        let cases = [
            (NumberFormat::Decimal, 12, "12"),
            (NumberFormat::DecimalZero, 7, "07"),
            (NumberFormat::LowerLetter, 26, "z"),
            (NumberFormat::UpperLetter, 28, "BB"),
            (NumberFormat::LowerRoman, 1994, "mcmxciv"),
            (NumberFormat::UpperRoman, 4, "IV"),
            (NumberFormat::Ordinal, 112, "112th"),
            (NumberFormat::Ordinal, 22, "22nd"),
            (NumberFormat::Bullet, 3, ""),
        ];
        for (format, value, shown) in cases {
            assert_eq!(format.show(value), shown);
        }
    }

    #[test]
    fn only_dotted_numbers_number_paragraphs() {
        for yes in ["4.12", "1.1.1", "2.3.", "III.1", "A.2"] {
            assert!(is_paragraph_number(yes), "{yes}");
        }
        for no in ["1.", "(a)", "iv", "", ".", "4.a"] {
            assert!(!is_paragraph_number(no), "{no}");
        }
    }
}
