//! List numbers, counted as LibreOffice counts them.

use std::collections::BTreeMap;

use crate::extract::numbering::NumberFormat;
use crate::extract::xml::Element;

const LEVELS: usize = 10;

/// A list style: what each of its levels shows.
#[derive(Clone, Debug, Default)]
pub(super) struct ListStyle {
    levels: BTreeMap<usize, Level>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    format: NumberFormat,
    prefix: String,
    suffix: String,
    /// How many levels are shown, this one included.
    shown: usize,
    start: u32,
    /// "%1%.%2%." of newer files, which goes before prefix and suffix.
    pattern: Option<String>,
}

/// What LibreOffice shows before a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Bullet,
    Number(String),
    Nothing,
}

/// How far one list has counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counters([Option<u32>; LEVELS]);

impl ListStyle {
    pub(super) fn parse(element: Element<'_>) -> Self {
        let levels = element.elements().filter_map(|level| {
            let number = level.attribute("text:level")?.parse::<usize>().ok()?.checked_sub(1)?;
            (number < LEVELS).then(|| (number, Level::parse(level)))
        });
        Self { levels: levels.collect() }
    }

    /// Counts one paragraph at `level` (from 0), or sets it to `start`.
    pub(super) fn next(&self, counters: &mut Counters, level: usize, start: Option<u32>) -> Label {
        let level = level.min(LEVELS - 1);
        let Some(this) = self.levels.get(&level) else { return Label::Nothing };
        let first = this.start;
        let counter = &mut counters.0[level];
        *counter =
            Some(start.unwrap_or_else(|| counter.map_or(first, |value| value.saturating_add(1))));
        counters.0[level + 1..].fill(None);
        if this.format == NumberFormat::Bullet {
            return Label::Bullet;
        }
        let shown = self.show(this, level, counters);
        if shown.is_empty() { Label::Nothing } else { Label::Number(shown) }
    }

    fn show(&self, this: &Level, level: usize, counters: &Counters) -> String {
        let value = |n: usize| {
            let l = self.levels.get(&n)?;
            let shown = l.format.show(counters.0[n].unwrap_or(l.start));
            (!shown.is_empty()).then_some(shown)
        };
        if this.format == NumberFormat::Hidden {
            return format!("{}{}", this.prefix, this.suffix).trim().to_owned();
        }
        if let Some(pattern) = &this.pattern {
            let mut out = String::new();
            // "%1%.%2%" splits into "", "1", ".", "2", "".
            for (index, piece) in pattern.split('%').enumerate() {
                if index % 2 == 0 {
                    out.push_str(piece);
                } else if let Some(n) = piece.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) {
                    out.push_str(&value(n).unwrap_or_default());
                }
            }
            return out.trim().to_owned();
        }
        let from = (level + 1).saturating_sub(this.shown.max(1));
        let numbers: Vec<String> = (from..=level).filter_map(value).collect();
        format!("{}{}{}", this.prefix, numbers.join("."), this.suffix).trim().to_owned()
    }
}

impl Level {
    fn parse(element: Element<'_>) -> Self {
        let text = |name| element.attribute(name).unwrap_or_default().to_owned();
        let bullet = matches!(
            element.name(),
            "text:list-level-style-bullet" | "text:list-level-style-image"
        );
        let format = if bullet {
            NumberFormat::Bullet
        } else {
            NumberFormat::from_sample(element.attribute("style:num-format").unwrap_or_default())
        };
        Self {
            format,
            prefix: text("style:num-prefix"),
            suffix: text("style:num-suffix"),
            shown: element
                .attribute("text:display-levels")
                .and_then(|n| n.parse().ok())
                .unwrap_or(1),
            start: element.attribute("text:start-value").and_then(|n| n.parse().ok()).unwrap_or(1),
            pattern: element.attribute("loext:num-list-format").map(str::to_owned),
        }
    }
}
