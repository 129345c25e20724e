//! Which block of the document a piece of tagged text belongs to.

use std::collections::BTreeMap;

use super::role::Role;
use super::structure::Structure;
use crate::extract::RawKind;

/// Where a piece of text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Element that makes the block.
    pub(super) block: usize,
    pub(super) kind: RawKind,
    /// Innermost paragraph, to keep those of one cell apart.
    pub(super) paragraph: usize,
    /// Row, when the block is a cell.
    pub(super) row: Option<usize>,
    /// Whether nothing in the tree says where blocks end: lines without a paragraph around them.
    pub(super) is_loose: bool,
}

/// Finds the places of a structure tree.
pub(super) struct Places<'s> {
    structure: &'s Structure,
    /// Most cells in one row, by table element.
    columns: BTreeMap<usize, usize>,
}

impl<'s> Places<'s> {
    pub(super) fn new(structure: &'s Structure) -> Self {
        let mut cells: BTreeMap<usize, usize> = BTreeMap::new();
        let mut columns: BTreeMap<usize, usize> = BTreeMap::new();
        for element in structure.elements.iter().filter(|element| element.role == Role::Cell) {
            let Some(row) = element.parent else { continue };
            let count = cells.entry(row).or_default();
            *count += 1;
            if let Some(table) = table_of(structure, row) {
                let most = columns.entry(table).or_default();
                *most = (*most).max(*count);
            }
        }
        Self { structure, columns }
    }

    /// The block for text of `element`: the innermost element around it that makes one.
    pub(super) fn of(&self, element: usize) -> Option<Place> {
        let mut place: Option<Place> = None;
        let mut outermost_inline = element;
        for (index, ancestor) in self.structure.ancestors(element) {
            let here =
                |kind| Place { block: index, kind, paragraph: index, row: None, is_loose: false };
            match ancestor.role {
                Role::Artifact => return None,
                Role::Inline | Role::Unknown if place.is_none() => outermost_inline = index,
                Role::Heading(level) => return Some(here(RawKind::Heading(level))),
                Role::HeadingByDepth => return Some(here(RawKind::Heading(self.depth(index)))),
                Role::Note => return Some(here(RawKind::Footnote)),
                Role::Caption => return Some(here(RawKind::Caption)),
                Role::ContentsItem => return Some(here(RawKind::Contents)),
                Role::Paragraph => {
                    place.get_or_insert_with(|| here(RawKind::Paragraph));
                }
                Role::Quotation => {
                    place
                        .get_or_insert_with(|| here(RawKind::Quotation))
                        .refine(RawKind::Quotation);
                }
                Role::ListItem | Role::Label | Role::ListBody => {
                    let inner = place.get_or_insert_with(|| here(RawKind::ListItem));
                    inner.refine(RawKind::ListItem);
                    // Label and body make one block: that of the item.
                    let inner_role = self.structure.elements[inner.block].role;
                    let is_part = matches!(inner_role, Role::Label | Role::ListBody);
                    if is_part && ancestor.role == Role::ListItem {
                        inner.block = index;
                    }
                }
                Role::Contents => {
                    if let Some(inner) = &mut place {
                        inner.kind = RawKind::Contents;
                    }
                }
                Role::Cell if self.is_data_cell(index) => {
                    return Some(Place {
                        block: index,
                        kind: RawKind::Cell { row_start: false },
                        paragraph: place.map_or(index, |inner| inner.paragraph),
                        row: ancestor.parent,
                        is_loose: false,
                    });
                }
                _ => {}
            }
        }
        let loose = Place {
            block: outermost_inline,
            kind: RawKind::Paragraph,
            paragraph: outermost_inline,
            row: None,
            is_loose: true,
        };
        Some(place.unwrap_or(loose))
    }

    /// Tables of one column are boxes drawn around running text.
    fn is_data_cell(&self, cell: usize) -> bool {
        table_of(self.structure, cell)
            .is_some_and(|table| self.columns.get(&table).is_some_and(|&columns| columns > 1))
    }

    fn depth(&self, element: usize) -> u8 {
        let sections = self.structure.ancestors(element).filter(|(_, e)| e.role == Role::Section);
        u8::try_from(sections.count().clamp(1, 6)).unwrap_or(6)
    }
}

impl Place {
    /// A paragraph inside an item or quotation is of that kind.
    fn refine(&mut self, kind: RawKind) {
        if self.kind == RawKind::Paragraph {
            self.kind = kind;
        }
    }
}

fn table_of(structure: &Structure, element: usize) -> Option<usize> {
    structure.ancestors(element).find(|(_, e)| e.role == Role::Table).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::pdf::structure::Element;

    fn tree(elements: &[(Role, Option<usize>)]) -> Structure {
        let elements = elements
            .iter()
            .map(|&(role, parent)| Element { role, parent, actual_text: None })
            .collect();
        Structure { elements, leaves: Vec::new() }
    }

    #[test]
    fn label_and_body_make_one_item_and_single_columns_are_no_tables() {
        let item = tree(&[
            (Role::List, None),
            (Role::ListItem, Some(0)),
            (Role::Label, Some(1)),
            (Role::ListBody, Some(1)),
        ]);
        let places = Places::new(&item);
        assert_eq!(places.of(2).map(|p| p.block), Some(1));
        assert_eq!(places.of(3).map(|p| p.block), Some(1));

        let boxed = tree(&[
            (Role::Table, None),
            (Role::Row, Some(0)),
            (Role::Cell, Some(1)),
            (Role::Paragraph, Some(2)),
        ]);
        assert_eq!(Places::new(&boxed).of(3).map(|p| p.kind), Some(RawKind::Paragraph));
    }
}
