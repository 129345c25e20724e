//! Glyphs of symbol fonts as characters.

/// The character that `w:sym` shows: a code in a font that keeps its own alphabet.
pub(super) fn symbol(font: &str, code: &str) -> Option<char> {
    let code = u32::from_str_radix(code, 16).ok()?;
    // Symbol fonts sit in the private area at F000.
    let own = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let font = font.to_ascii_lowercase();
    let table = match font.as_str() {
        "symbol" => SYMBOL,
        "wingdings" => WINGDINGS,
        "wingdings 2" => WINGDINGS_2,
        _ => &[],
    };
    if let Some(&(_, shown)) = table.iter().find(|(from, _)| *from == own) {
        return Some(shown);
    }
    if font.starts_with("wingdings") || font == "webdings" || font == "symbol" && own > 0x7E {
        return None;
    }
    char::from_u32(own).filter(|c| !c.is_control())
}

const SYMBOL: &[(u32, char)] = &[
    (0x61, 'α'),
    (0x62, 'β'),
    (0x6D, 'μ'),
    (0xA3, '≤'),
    (0xAE, '→'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB7, '•'),
    (0xB9, '≠'),
    (0xBB, '≈'),
    (0xBC, '…'),
    (0xD2, '®'),
    (0xD3, '©'),
    (0xD4, '™'),
];

const WINGDINGS: &[(u32, char)] = &[
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '□'),
    (0x75, '◆'),
    (0x9F, '•'),
    (0xA7, '▪'),
    (0xA8, '□'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];

const WINGDINGS_2: &[(u32, char)] =
    &[(0x50, '✓'), (0x4F, '✗'), (0x52, '☑'), (0x53, '☒'), (0xA3, '□')];
