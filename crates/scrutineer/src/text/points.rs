//! Byte offsets to code points without counting from the beginning each time.

const STEP: usize = 4096;

/// Number of code points before every `STEP`-th byte (rounded down to a character).
#[derive(Clone, Debug, Default)]
pub(super) struct PointIndex {
    /// (byte offset on a character boundary, code points before it), ascending.
    marks: Vec<(usize, usize)>,
}

impl PointIndex {
    pub(super) fn new(text: &str) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut at, mut points) = (0, 0);
        while at + STEP < text.len() {
            let next = text.floor_char_boundary(at + STEP);
            points += text[at..next].chars().count();
            at = next;
            marks.push((at, points));
        }
        Self { marks }
    }

    /// Code points of `text` before byte `offset`, which must be a character boundary.
    pub(super) fn count_before(&self, text: &str, offset: usize) -> usize {
        let after = self.marks.partition_point(|&(at, _)| at <= offset);
        let (at, points) = after.checked_sub(1).map_or((0, 0), |mark| self.marks[mark]);
        points + text[at..offset].chars().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start() {
        let text = "é🙂a".repeat(5000);
        let index = PointIndex::new(&text);
        for (offset, _) in text.char_indices().step_by(997) {
            assert_eq!(index.count_before(&text, offset), text[..offset].chars().count());
        }
    }
}
