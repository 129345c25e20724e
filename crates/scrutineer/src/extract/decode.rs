//! Bytes to characters.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// As much as the guess of an encoding looks at.
const GUESS_BYTES: usize = 4 << 20;

/// Text, and what a person should know about how it was decoded.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) warning: Option<String>,
}

/// Decodes text that carries no declaration: byte order mark, UTF-8, UTF-16 by its shape, or a guess.
pub(super) fn text(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), warning: None };
    }
    if let Some(encoding) = utf16_by_shape(bytes) {
        return with(encoding, bytes);
    }
    if is_mostly_utf8(bytes) {
        return with(UTF_8, bytes);
    }
    with(guess(bytes), bytes)
}

/// Decodes text that is declared to be in the encoding named `label` (as HTML and mail name it).
pub(super) fn labelled<'a>(bytes: &'a [u8], label: Option<&str>) -> Decoded<'a> {
    if Encoding::for_bom(bytes).is_some() {
        return text(bytes);
    }
    match label.and_then(|label| Encoding::for_label(label.trim().as_bytes())) {
        // Pages say "utf-8" and are not, and say "iso-8859-1" and are UTF-8; valid UTF-8 is never chance.
        Some(encoding) if encoding != UTF_8 && std::str::from_utf8(bytes).is_err() => {
            with(encoding, bytes)
        }
        _ => text(bytes),
    }
}

/// Decodes an XML part: a byte order mark or UTF-8 (office programs write nothing else).
pub(super) fn xml(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = Encoding::for_bom(bytes).map_or(UTF_8, |(encoding, _)| encoding);
    encoding.decode_with_bom_removal(bytes).0
}

/// Decodes bytes of a Windows code page (RTF); unknown pages are read as Windows-1252.
pub(super) fn code_page(bytes: &[u8], number: u32) -> Cow<'_, str> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        page => format!("windows-{page}"),
    };
    let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let warning = had_errors.then(|| {
        format!("some characters could not be decoded (the file was read as {})", encoding.name())
    });
    Decoded { text, warning }
}

/// English in UTF-16 has a zero in every second byte.
fn utf16_by_shape(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 >= half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// One spoilt character must not turn every other one into mojibake.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 10 * bad
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], bytes.len() <= GUESS_BYTES);
    detector.guess(Some(b"uk"), Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_encoding_gives_the_same_words() {
        let words =
            "The child\u{2019}s voice \u{2013} \u{a3}50, caf\u{e9} and \u{2018}yes\u{2019}.";
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xFEFF).into_iter().chain(words.encode_utf16());
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let marked = [b"\xEF\xBB\xBF", words.as_bytes()].concat();
        let windows = WINDOWS_1252.encode(words).0.into_owned();
        let utf8 = words.as_bytes().to_vec();
        for bytes in [
            utf8,
            marked,
            windows,
            utf16(true, true),
            utf16(false, true),
            utf16(true, false),
            utf16(false, false),
        ] {
            let decoded = text(&bytes);
            assert_eq!(decoded.text, words);
            assert_eq!(decoded.warning, None);
        }
    }

    #[test]
    fn one_spoilt_character_spoils_no_other() {
        let mut bytes = "\u{2019}".repeat(20).into_bytes();
        bytes.push(0x92);
        let decoded = text(&bytes);
        assert!(decoded.text.starts_with('\u{2019}'));
        assert!(decoded.warning.is_some());
    }
}
