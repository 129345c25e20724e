//! Bytes to text: UTF-8, or UTF-16 with its mark.

use std::borrow::Cow;

/// The text of `bytes`, its byte order mark kept, and whether some bytes were no text and replaced.
pub(super) fn decode(bytes: Vec<u8>) -> (String, bool) {
    let utf16 = |from: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| from([pair[0], pair[1]]));
        let mut replaced = !bytes.len().is_multiple_of(2);
        let text = char::decode_utf16(units)
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    replaced = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        (text, replaced)
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => match String::from_utf8_lossy(error.as_bytes()) {
                Cow::Borrowed(text) => (text.to_owned(), true),
                Cow::Owned(text) => (text, true),
            },
        },
    }
}
