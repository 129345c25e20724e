//! Line ends and byte order marks, and what they do to offsets.
//!
//! The standard counts code points of the text but says nothing of `\r\n` or of a byte order mark, and programs
//! count them differently. Inside this crate a text has `\n` alone and no mark.

use std::borrow::Cow;

/// How a program counts the characters of a text file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counting {
    /// UTF-16 units instead of code points: .NET, Java, Qt and JavaScript strings.
    pub(crate) utf16: bool,
    /// `\r\n` is one character.
    pub(crate) line_end_is_one: bool,
    /// A byte order mark at the start is a character.
    pub(crate) counts_mark: bool,
}

const MARK: char = '\u{feff}';

/// `raw` with line ends `\n` and without byte order mark; joined files have left two in some.
pub(crate) fn clean(raw: &str) -> Cow<'_, str> {
    let bare = raw.trim_start_matches(MARK);
    if bare.contains('\r') {
        Cow::Owned(bare.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(bare)
    }
}

/// Where offsets into `raw`, as `counting` counts, lie in [`clean`] of it, in code points; an offset past the end is
/// `Err` with the length. `offsets` must ascend.
pub(crate) fn cleaned(
    raw: &str,
    counting: Counting,
    offsets: &[usize],
) -> Vec<Result<usize, usize>> {
    let mut found = Vec::with_capacity(offsets.len());
    let (mut counted, mut points) = (0, 0);
    let mut chars = raw.chars().peekable();
    let mut at_start = true;
    for &offset in offsets {
        while counted < offset {
            let Some(c) = chars.next() else { break };
            at_start &= c == MARK;
            let is_mark = at_start;
            let first_of_pair = c == '\r' && chars.peek() == Some(&'\n');
            let skipped =
                (is_mark && !counting.counts_mark) || (first_of_pair && counting.line_end_is_one);
            if !skipped {
                counted += if counting.utf16 { c.len_utf16() } else { 1 };
            }
            if !is_mark && !first_of_pair {
                points += 1;
            }
        }
        found.push(if counted < offset { Err(points) } else { Ok(points) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_follow_the_characters() {
        let raw = "\u{feff}a\r\n🙂b\rc";
        assert_eq!(clean(raw), "a\n🙂b\nc");
        let at = |counting, offset| cleaned(raw, counting, &[offset])[0];
        // Before `b`: a, line end, face.
        for (utf16, line_end_is_one, counts_mark, offset) in [
            (false, true, false, 3),
            (false, false, false, 4),
            (true, false, false, 5),
            (true, false, true, 6),
            (false, true, true, 4),
        ] {
            let counting = Counting { utf16, line_end_is_one, counts_mark };
            assert_eq!(at(counting, offset), Ok(3), "{counting:?}");
        }
        assert_eq!(at(Counting::default(), 7), Ok(6));
        assert_eq!(at(Counting::default(), 8), Err(6));
        assert_eq!(at(Counting::default(), 0), Ok(0));
    }
}
