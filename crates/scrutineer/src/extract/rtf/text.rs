//! Characters: bytes of code pages, Unicode control words, and what they replace.

use crate::extract::decode;

/// Text of one place, with bytes that are not decoded yet.
#[derive(Debug, Default)]
pub(super) struct Characters {
    bytes: Vec<u8>,
    code_page: u32,
    high_surrogate: Option<u16>,
    /// Stand-ins for older programs that are still to be skipped after a `\u`.
    stand_ins: usize,
}

impl Characters {
    /// Takes bytes in `code_page`, and gives text that is complete.
    pub(super) fn bytes(&mut self, bytes: &[u8], code_page: u32) -> String {
        let skipped = self.stand_ins.min(bytes.len());
        self.stand_ins -= skipped;
        let mut out = String::new();
        if code_page != self.code_page {
            out = self.flush();
            self.code_page = code_page;
        }
        self.bytes.extend_from_slice(&bytes[skipped..]);
        out
    }

    /// Takes the code of `\u`, which `stand_ins` characters for older programs follow.
    pub(super) fn unicode(&mut self, code: i32, stand_ins: usize) -> String {
        let mut out = self.flush();
        self.stand_ins = stand_ins;
        // Codes are signed 16-bit numbers, and some programs write whole code points.
        let Ok(unit) = u16::try_from(code & 0xFFFF) else { return out };
        if code > 0xFFFF {
            out.extend(u32::try_from(code).ok().and_then(char::from_u32));
            return out;
        }
        match (self.high_surrogate.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                out.extend(char::decode_utf16([high, unit]).flatten());
            }
            (_, 0xD800..=0xDBFF) => self.high_surrogate = Some(unit),
            // Symbol fonts are mapped to the private area; bullets are all that reports use of them.
            (_, 0xF0B7 | 0xF0A7) => out.push('•'),
            (_, unit) => out.extend(char::from_u32(u32::from(unit)).filter(|c| *c != '\0')),
        }
        out
    }

    /// A control word stands where a stand-in was expected.
    pub(super) fn word_is_stand_in(&mut self) -> bool {
        let is = self.stand_ins > 0;
        self.stand_ins = self.stand_ins.saturating_sub(1);
        is
    }

    pub(super) fn forget_stand_ins(&mut self) {
        self.stand_ins = 0;
    }

    pub(super) fn flush(&mut self) -> String {
        if self.bytes.is_empty() {
            return String::new();
        }
        let text = decode::code_page(&self.bytes, self.code_page).into_owned();
        self.bytes.clear();
        text
    }
}

/// Control words that are one character.
pub(super) fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "tab" => "\t",
        "line" | "softline" => "\n",
        "~" => "\u{a0}",
        "-" => "\u{ad}",
        "_" => "\u{2011}",
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201c}",
        "rdblquote" => "\u{201d}",
        "bullet" => "\u{2022}",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}
