//! The structure tree to blocks, in the author's order.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::join::Joiner;
use super::layout::drafts_in_order;
use super::line::{label, labelled_kind};
use super::page::{Area, Page, Run, visible_chars};
use super::place::{Place, Places};
use super::structure::Structure;
use crate::extract::{RawBlock, RawKind};

/// Share of a page's characters that must hang on the tree for the tree to be used.
const MIN_COVERAGE: f64 = 0.95;

/// The marked content of all pages by number, and which pages the tree covers.
pub(super) struct TaggedText<'p> {
    structure: &'p Structure,
    places: Places<'p>,
    pages: &'p [Page],
    /// Runs by page index and marked content number.
    marked: BTreeMap<(usize, u32), Vec<&'p Run>>,
    /// Marked content that has a place in the tree.
    placed: BTreeSet<(usize, u32)>,
    covered: Vec<bool>,
}

impl<'p> TaggedText<'p> {
    pub(super) fn new(structure: &'p Structure, pages: &'p [Page]) -> Self {
        let mut marked: BTreeMap<(usize, u32), Vec<&Run>> = BTreeMap::new();
        for (index, page) in pages.iter().enumerate() {
            for run in page.runs.iter().filter(|run| !run.artifact) {
                if let Some(mcid) = run.mcid {
                    marked.entry((index, mcid)).or_default().push(run);
                }
            }
        }
        let places = Places::new(structure);
        let mut placed = BTreeSet::new();
        let mut chars = vec![0; pages.len()];
        for leaf in &structure.leaves {
            if placed.insert((leaf.page, leaf.mcid)) && places.of(leaf.element).is_some() {
                let runs = marked.get(&(leaf.page, leaf.mcid));
                chars[leaf.page] +=
                    runs.into_iter().flatten().map(|run| visible_chars(&run.text)).sum::<usize>();
            }
        }
        let covered = pages
            .iter()
            .zip(chars)
            .map(|(page, chars)| chars as f64 >= MIN_COVERAGE * page.char_count() as f64)
            .collect();
        Self { structure, places, pages, marked, placed, covered }
    }

    /// Whether the tree is used for the page at `index`.
    pub(super) fn covers(&self, index: usize) -> bool {
        self.covered.get(index).copied().unwrap_or(false)
    }

    /// Whether the tree has a place for the run.
    pub(super) fn holds(&self, page: usize, run: &Run) -> bool {
        run.mcid.is_some_and(|mcid| self.placed.contains(&(page, mcid)))
    }

    /// Blocks of the covered pages in the order of the tree.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let mut order: Vec<usize> = Vec::new();
        let mut building: BTreeMap<usize, Building<'p>> = BTreeMap::new();
        let mut used = BTreeSet::new();
        let mut last_row = None;
        for leaf in &self.structure.leaves {
            let marked = (leaf.page, leaf.mcid);
            if !self.covers(leaf.page) || !used.insert(marked) {
                continue;
            }
            let Some(runs) = self.marked.get(&marked) else { continue };
            let Some(place) = self.places.of(leaf.element) else { continue };
            let block = building.entry(place.block).or_insert_with(|| {
                order.push(place.block);
                let row_start = place.row != last_row;
                last_row = place.row;
                Building::new(match place.kind {
                    RawKind::Cell { .. } => RawKind::Cell { row_start },
                    kind => kind,
                })
            });
            if place.is_loose {
                block.loose.extend(runs.iter().map(|&run| (leaf.page, run)));
            } else {
                let actual = self.actual_text(leaf.element, place.block);
                block.push(&self.pages[leaf.page], runs, &place, actual);
            }
        }
        let mut drafts: Vec<Draft> = Vec::with_capacity(order.len());
        for block in order.into_iter().filter_map(|index| building.remove(&index)) {
            for lines in block.loose.chunk_by(|a, b| a.0 == b.0) {
                let page = &self.pages[lines[0].0];
                drafts.extend(drafts_in_order(page, lines.iter().map(|&(_, run)| run)));
            }
            if let Some(draft) = block.finish() {
                match drafts.last_mut() {
                    Some(before) if is_loose_label(before, &draft) => before.take_body(draft),
                    _ => drafts.push(draft),
                }
            }
        }
        drafts
    }

    /// Text that stands for `element` or one around it, up to its block.
    fn actual_text(&self, element: usize, block: usize) -> Option<(usize, &'p str)> {
        let mut found = None;
        for (index, ancestor) in self.structure.ancestors(element) {
            if let Some(text) = &ancestor.actual_text {
                found = Some((index, text.as_str()));
            }
            if index == block {
                break;
            }
        }
        found
    }
}

/// A label that is tagged apart from the paragraph of its item.
fn is_loose_label(before: &Draft, next: &Draft) -> bool {
    before.block.kind == RawKind::ListItem
        && next.block.kind == RawKind::ListItem
        && before.last_page == next.block.page
        && label(&before.block.text).is_some_and(|label| label.is_all)
}

/// A block that its leaves are added to.
struct Building<'p> {
    /// Lines by page index that the tree does not divide into paragraphs.
    loose: Vec<(usize, &'p Run)>,
    kind: RawKind,
    joiner: Joiner,
    pages: Option<(u32, u32)>,
    area: Area,
    chars_by_size: BTreeMap<i32, usize>,
    bold: bool,
    paragraph: Option<usize>,
    /// Element whose replacement text was used last.
    replaced: Option<usize>,
}

impl Building<'_> {
    fn new(kind: RawKind) -> Self {
        Self {
            loose: Vec::new(),
            kind,
            joiner: Joiner::default(),
            pages: None,
            area: Area::default(),
            chars_by_size: BTreeMap::new(),
            bold: true,
            paragraph: None,
            replaced: None,
        }
    }

    fn push(&mut self, page: &Page, runs: &[&Run], place: &Place, actual: Option<(usize, &str)>) {
        if self.paragraph.is_some_and(|paragraph| paragraph != place.paragraph) {
            self.joiner.paragraph_end();
        }
        self.paragraph = Some(place.paragraph);
        let Some((element, text)) = actual else {
            for run in runs {
                self.push_run(page.number, run);
            }
            return;
        };
        if self.replaced != Some(element)
            && let Some(&run) = runs.first()
        {
            self.push_run(page.number, &Run { text: text.to_owned(), ..run.clone() });
        }
        self.replaced = Some(element);
    }

    fn push_run(&mut self, page: u32, run: &Run) {
        let (first, _) = *self.pages.get_or_insert_with(|| {
            self.area = run.area;
            (page, page)
        });
        if page == first {
            self.area = self.area.cover(run.area);
        }
        self.pages = Some((first, page));
        self.bold &= run.bold;
        *self.chars_by_size.entry((run.size * 10.0) as i32).or_default() += run.text.len();
        self.joiner.push(page, run);
    }

    fn finish(self) -> Option<Draft> {
        let (text, page_breaks) = self.joiner.finish();
        let (page, last_page) = self.pages?;
        if text.is_empty() {
            return None;
        }
        let kind = labelled_kind(self.kind, &text);
        let size = self.chars_by_size.into_iter().max_by_key(|&(_, chars)| chars);
        Some(Draft {
            block: RawBlock { page_breaks, ..RawBlock::new(kind, text, page) },
            last_page,
            area: self.area,
            size: size.map_or(0.0, |(size, _)| size as f32 / 10.0),
            bold: self.bold,
            line_count: 1,
            ends_full: false,
            tagged: true,
        })
    }
}
