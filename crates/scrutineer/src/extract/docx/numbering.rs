//! Automatic numbers, counted as Word counts them.

use std::collections::{BTreeMap, BTreeSet};

use super::styles::{StyleNumbering, Styles, is_on};
use crate::extract::numbering::NumberFormat;
use crate::extract::xml::Element;

/// Word has nine list levels.
const LEVELS: usize = 9;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<String, List>,
    definitions: BTreeMap<String, Definition>,
    /// Lists of one definition go on counting together, as Word does.
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    restarted: BTreeSet<(String, usize)>,
}

#[derive(Debug, Default)]
struct List {
    definition: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

type Definition = BTreeMap<usize, Level>;

#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: NumberFormat,
    /// "%1.%2": the numbers of the levels among literal text.
    text: String,
    /// Counting begins anew after this level (from 1) or a higher one; 0 = never, none = after any.
    restart: Option<usize>,
    /// All levels are shown as 1, 2, 3 whatever their format.
    legal: bool,
    style: Option<String>,
}

/// What Word shows before a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Bullet,
    Number(String),
    /// In a list, but nothing is shown.
    Nothing,
}

impl Numbering {
    pub(super) fn parse(root: Element<'_>, styles: &Styles) -> Self {
        let mut numbering = Self::default();
        let mut links = BTreeMap::new();
        for element in root.elements().filter(|element| element.name() == "w:abstractNum") {
            let Some(id) = element.attribute("w:abstractNumId") else { continue };
            numbering.definitions.insert(id.to_owned(), levels(element));
            if let Some(style) = element.value_of("w:numStyleLink", "w:val") {
                links.insert(id.to_owned(), style.to_owned());
            }
        }
        for element in root.elements().filter(|element| element.name() == "w:num") {
            let Some(id) = element.attribute("w:numId") else { continue };
            numbering.lists.insert(id.to_owned(), List::parse(element));
        }
        // A definition may only point at a numbering style, whose own list has the levels.
        for (definition, style) in links {
            let target = styles
                .list_of_style(&style)
                .and_then(|list| numbering.lists.get(list))
                .map(|list| list.definition.clone());
            let Some(target) = target else { continue };
            for list in numbering.lists.values_mut().filter(|list| list.definition == definition) {
                list.definition.clone_from(&target);
            }
        }
        numbering
    }

    /// The level that a list ties to the style, when the style names none itself.
    pub(super) fn level_of_style(&self, style: &StyleNumbering) -> usize {
        if let Some(level) = style.level {
            return usize::from(level);
        }
        let definition = style
            .list
            .as_ref()
            .and_then(|list| self.lists.get(list))
            .and_then(|list| self.definitions.get(&list.definition));
        let tied = |levels: &Definition| {
            levels.iter().find(|(_, l)| l.style.as_deref() == Some(&style.style)).map(|(n, _)| *n)
        };
        definition.and_then(tied).unwrap_or(0)
    }

    /// Counts one paragraph of `list` at `level` (from 0).
    pub(super) fn next(&mut self, list_id: &str, level: usize) -> Option<Label> {
        let level = level.min(LEVELS - 1);
        let list = self.lists.get(list_id)?;
        let definition = self.definitions.get(&list.definition)?;
        let at = |n: usize| list.levels.get(&n).or_else(|| definition.get(&n));
        let this = at(level)?;
        let counters = self.counters.entry(list.definition.clone()).or_default();

        let forced = list
            .starts
            .get(&level)
            .filter(|_| self.restarted.insert((list_id.to_owned(), level)))
            .copied();
        counters[level] = Some(match (forced, counters[level]) {
            (Some(start), _) => start,
            (None, Some(value)) => value.saturating_add(1),
            (None, None) => this.start,
        });
        for (deeper, counter) in counters.iter_mut().enumerate().skip(level + 1) {
            let restarts = match at(deeper).and_then(|l| l.restart) {
                None => true,
                Some(after) => level < after,
            };
            if restarts {
                *counter = None;
            }
        }
        if this.format == NumberFormat::Bullet {
            return Some(Label::Bullet);
        }
        let shown = this.show(|n| {
            // A level that was skipped shows its start, as in Word.
            let l = at(n)?;
            Some((counters[n].unwrap_or(l.start), l.format))
        });
        Some(if shown.is_empty() { Label::Nothing } else { Label::Number(shown) })
    }
}

impl List {
    fn parse(element: Element<'_>) -> Self {
        let mut list = Self {
            definition: element.value_of("w:abstractNumId", "w:val").unwrap_or_default().to_owned(),
            ..Self::default()
        };
        for change in element.elements().filter(|element| element.name() == "w:lvlOverride") {
            let Some(level) = change.attribute("w:ilvl").and_then(|n| n.parse::<usize>().ok())
            else {
                continue;
            };
            if let Some(start) =
                change.value_of("w:startOverride", "w:val").and_then(|n| n.parse().ok())
            {
                list.starts.insert(level, start);
            }
            if let Some(own) = change.child("w:lvl") {
                list.levels.insert(level, Level::parse(own));
            }
        }
        list
    }
}

fn levels(definition: Element<'_>) -> Definition {
    let levels = definition.elements().filter(|element| element.name() == "w:lvl");
    levels
        .filter_map(|level| Some((level.attribute("w:ilvl")?.parse().ok()?, Level::parse(level))))
        .collect()
}

impl Level {
    fn parse(element: Element<'_>) -> Self {
        let value = |name| element.value_of(name, "w:val");
        Self {
            start: value("w:start").and_then(|n| n.parse().ok()).unwrap_or(0),
            format: format(element),
            text: value("w:lvlText").unwrap_or_default().to_owned(),
            restart: value("w:lvlRestart").and_then(|n| n.parse().ok()),
            legal: element.child("w:isLgl").is_some_and(|e| e.attribute("w:val").is_none_or(is_on)),
            style: value("w:pStyle").map(str::to_owned),
        }
    }

    fn show(&self, value: impl Fn(usize) -> Option<(u32, NumberFormat)>) -> String {
        if self.format == NumberFormat::Hidden && !self.text.contains('%') {
            return self.text.trim().to_owned();
        }
        let mut out = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            let digit = after.chars().next().and_then(|c| c.to_digit(10)).filter(|n| *n >= 1);
            let Some(digit) = digit else {
                out.push('%');
                rest = after;
                continue;
            };
            if let Some((value, format)) = value(digit as usize - 1) {
                let format = if self.legal { NumberFormat::Decimal } else { format };
                out.push_str(&format.show(value));
            }
            rest = &after[1..];
        }
        out.push_str(rest);
        out.trim().to_owned()
    }
}

fn format(level: Element<'_>) -> NumberFormat {
    // Formats newer than the file format stand inside an AlternateContent; its fallback is decimal.
    let format = level.value_of("w:numFmt", "w:val");
    match format.unwrap_or("decimal") {
        "decimalZero" => NumberFormat::DecimalZero,
        "lowerLetter" => NumberFormat::LowerLetter,
        "upperLetter" => NumberFormat::UpperLetter,
        "lowerRoman" => NumberFormat::LowerRoman,
        "upperRoman" => NumberFormat::UpperRoman,
        "ordinal" => NumberFormat::Ordinal,
        "bullet" => NumberFormat::Bullet,
        "none" => NumberFormat::Hidden,
        _ => NumberFormat::Decimal,
    }
}
