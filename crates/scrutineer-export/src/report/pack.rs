//! Sections into files.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use super::issues::Part;
use super::page::{Leaf, closed, template};
use super::spool::Spooled;

/// A section with its content.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) leaf: Leaf,
    pub(super) parts: Vec<Part>,
}

impl Section {
    /// Bytes of its content, which stands at the end of a file.
    pub(super) fn length_of_content(&self) -> u64 {
        let (begin, end) = template(&self.leaf);
        (begin.len() + end.len()) as u64 + self.parts.iter().map(Part::length).sum::<u64>()
    }

    /// Bytes of all that a file holds because of it.
    pub(super) fn length(&self) -> u64 {
        closed(&self.leaf).len() as u64 + self.length_of_content()
    }

    /// Writes its content.
    pub(super) fn write(&self, out: &mut impl Write, spooled: &mut Spooled) -> io::Result<()> {
        let (begin, end) = template(&self.leaf);
        out.write_all(begin.as_bytes())?;
        for part in &self.parts {
            match part {
                Part::Words(words) => out.write_all(words.as_bytes())?,
                Part::Piece(piece) => spooled.copy(*piece, out)?,
            }
        }
        out.write_all(end.as_bytes())
    }
}

/// Name of part `number`, from 0.
pub(super) fn part_name(number: usize) -> String {
    format!("part-{:02}.html", number + 1)
}

/// File of each section by its name in links.
pub(super) fn files_of(
    sections: &[Section],
    packed: &[Range<usize>],
    prefix: &str,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (number, range) in packed.iter().enumerate() {
        for section in &sections[range.clone()] {
            files.insert(section.leaf.id.clone(), format!("{prefix}{}", part_name(number)));
        }
    }
    files
}

/// Consecutive sections into files of at most `room` bytes; a section that alone is larger has a file to itself.
pub(super) fn pack(lengths: &[u64], room: u64) -> Vec<Range<usize>> {
    let mut packed = Vec::new();
    let (mut start, mut held) = (0, 0);
    for (at, &length) in lengths.iter().enumerate() {
        if at > start && held + length > room {
            packed.push(start..at);
            (start, held) = (at, 0);
        }
        held += length;
    }
    packed.push(start..lengths.len());
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_packed_in_order_and_within_the_room() {
        assert_eq!(pack(&[4, 4, 4, 12, 1, 1], 10), [0..2, 2..3, 3..4, 4..6]);
        assert_eq!(pack(&[3, 3], 10).len(), 1);
    }
}
