//! Text that goes into HTML, SVG and XML: nothing that a report says is ever markup.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// `text` for element content and for attribute values in double quotes.
///
/// The five characters that mean something to HTML and XML become entities; control characters, which XML 1.0
/// forbids and browsers replace, become blanks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let special = |c: char| {
            matches!(c, '&' | '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}')
                || (c.is_control() && !matches!(c, '\n' | '\t'))
        };
        let mut rest = self.0;
        while let Some(at) = rest.find(special) {
            f.write_str(&rest[..at])?;
            let mut chars = rest[at..].chars();
            f.write_str(match chars.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                Some('\'') => "&#39;",
                _ => " ",
            })?;
            rest = chars.as_str();
        }
        f.write_str(rest)
    }
}

/// `text`, escaped.
pub(crate) fn e(text: &str) -> Escaped<'_> {
    Escaped(text)
}

/// An HTML page up to and with `<body>`. Only this style and this script run and nothing is fetched: the content
/// security policy (CSP level 2) names both by their hashes.
pub(crate) fn head(title: &str, style: &str, script: Option<&str>) -> String {
    let hash = |content: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\"><meta name=\"robots\" content=\"noindex\">\
         <title>{}</title><style>{style}</style></head><body>",
        hash(style),
        script.map_or_else(|| "'none'".to_owned(), hash),
        e(title)
    )
}

/// Appends formatted markup to a String, which cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{
        use std::fmt::Write as _;
        let _ = write!($out, $($arg)*);
    }};
}
pub(crate) use put;

/// "1 report", "3 reports".
pub(crate) fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { singular } else { plural })
}

/// Digits in groups of three, parted by a thin no-break space (ISO 80000-1), which no language reads as a decimal mark.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + 6);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

/// A share as whole per cent: "38 %".
pub(crate) fn percent(share: f64) -> String {
    format!("{}\u{202f}%", (share * 100.0).round())
}

/// Tenths, so that charts do not differ in the last bit; "12", "12.5".
pub(crate) fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let hostile = "\"><img src=x onerror=alert('1')> & \u{1}\u{0}<script>\u{85}";
        assert_eq!(
            e(hostile).to_string(),
            "&quot;&gt;&lt;img src=x onerror=alert(&#39;1&#39;)&gt; &amp;   &lt;script&gt; "
        );
        assert_eq!(e("Môr\tÂ\n").to_string(), "Môr\tÂ\n");
    }

    #[test]
    fn numbers_are_grouped_from_five_digits_on() {
        assert_eq!(grouped(9999), "9999");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(counted(1, "report", "reports"), "1 report");
    }
}
