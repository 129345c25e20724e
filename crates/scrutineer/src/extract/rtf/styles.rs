//! The style sheet, as far as it says what a paragraph is.

use std::collections::BTreeMap;

use crate::extract::block::RawKind;
use crate::extract::style_names;

/// Styles that base on each other in a ring must end somewhere.
const MAX_CHAIN: usize = 24;

/// Paragraph styles by number.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_number: BTreeMap<i32, Style>,
    open: Style,
    number: i32,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<i32>,
    outline_level: Option<u8>,
}

impl Styles {
    /// A control word of the style that is being read.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "s" => self.number = number.unwrap_or(0),
            "sbasedon" => self.open.based_on = number,
            "outlinelevel" => {
                self.open.outline_level = number.and_then(|level| level.try_into().ok())
            }
            _ => {}
        }
    }

    pub(super) fn name(&mut self, text: &str) {
        self.open.name.push_str(text);
    }

    pub(super) fn end_style(&mut self) {
        let mut style = std::mem::take(&mut self.open);
        style.name = style.name.trim().trim_end_matches(';').to_lowercase();
        self.by_number.insert(std::mem::take(&mut self.number), style);
    }

    pub(super) fn kind(&self, number: i32) -> Option<RawKind> {
        let get = |number: i32| self.by_number.get(&number);
        let chain = std::iter::successors(get(number), |style| get(style.based_on?));
        chain.take(MAX_CHAIN).find_map(|style| {
            style_names::kind(&style.name).or_else(|| match style.outline_level? {
                level @ 0..=8 => Some(RawKind::Heading((level + 1).min(6))),
                _ => None,
            })
        })
    }
}
