//! Code pages of fonts.

use std::collections::BTreeMap;

/// The fonts of a file and the code page of each.
#[derive(Debug)]
pub(super) struct Fonts {
    code_pages: BTreeMap<i32, u32>,
    current: i32,
    default_code_page: u32,
}

impl Default for Fonts {
    fn default() -> Self {
        Self { code_pages: BTreeMap::new(), current: 0, default_code_page: 1252 }
    }
}

impl Fonts {
    /// A control word that says something of code pages, anywhere in the file.
    pub(super) fn document_word(&mut self, word: &str, number: Option<i32>) {
        self.default_code_page = match (word, number) {
            ("ansicpg", Some(page)) if page > 0 => page.unsigned_abs(),
            ("mac", _) => 10_000,
            ("pc", _) => 437,
            ("pca", _) => 850,
            _ => return,
        };
    }

    /// A control word inside the font table.
    pub(super) fn table_word(&mut self, word: &str, number: Option<i32>) {
        match (word, number) {
            ("f", Some(font)) => self.current = font,
            ("fcharset", Some(charset)) => {
                if let Some(page) = code_page_of_charset(charset) {
                    self.code_pages.insert(self.current, page);
                }
            }
            ("cpg", Some(page)) if page > 0 => {
                self.code_pages.insert(self.current, page.unsigned_abs());
            }
            _ => {}
        }
    }

    pub(super) fn code_page(&self, font: i32) -> u32 {
        self.code_pages.get(&font).copied().unwrap_or(self.default_code_page)
    }
}

fn code_page_of_charset(charset: i32) -> Option<u32> {
    Some(match charset {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
