//! Bold type told by its ink, for fonts whose name and weight the interpreter does not hand on.

use std::collections::BTreeMap;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::kurbo::Shape;

use super::page::{Page, visible_chars};

/// How much more ink than usual bold type has; common families have 1.35 to 1.6 times as much.
const BOLD_RATIO: f32 = 1.27;

/// Ink of glyphs, each measured once a document.
#[derive(Debug, Default)]
pub(super) struct Inks {
    areas: BTreeMap<u128, f32>,
}

impl Inks {
    /// Area of the glyph as a share of the em square.
    pub(super) fn of(&mut self, glyph: &OutlineGlyph) -> f32 {
        let key = glyph.identifier().cache_key();
        *self.areas.entry(key).or_insert_with(|| (glyph.outline().area().abs() / 1e6) as f32)
    }
}

/// Calls bold what has far more ink than most of the document.
pub(super) fn settle(pages: &mut [Page]) {
    let runs = || pages.iter().flat_map(|page| &page.runs).filter(|run| run.ink > 0.0);
    let mut inks: Vec<(f32, usize)> =
        runs().map(|run| (run.ink, visible_chars(&run.text))).collect();
    inks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = inks.iter().map(|&(_, chars)| chars).sum::<usize>() / 2;
    let mut chars_below = 0;
    let usual = inks.iter().find(|&&(_, chars)| {
        chars_below += chars;
        chars_below >= half
    });
    let Some(&(usual, _)) = usual else { return };
    for run in pages.iter_mut().flat_map(|page| &mut page.runs) {
        run.bold |= run.ink > usual * BOLD_RATIO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::page::Run;

    #[test]
    fn what_has_more_ink_than_most_is_bold() {
        let run = |text: &str, ink| Run { text: text.into(), ink, ..Run::default() };
        let runs = vec![run("Findings", 0.28), run("She was seen at home.", 0.19), run("—", 0.0)];
        let mut pages = [Page { runs, ..Page::default() }];
        settle(&mut pages);
        assert_eq!(pages[0].runs.iter().map(|r| r.bold).collect::<Vec<_>>(), [true, false, false]);
    }
}
