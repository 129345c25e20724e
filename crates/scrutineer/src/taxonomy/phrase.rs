//! The phrase language: words, stems, alternatives, gaps and word lists.

use std::fmt;

/// A parsed phrase. What it matches is said in `docs/TAXONOMY.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    source: String,
    pub(crate) pieces: Vec<Piece>,
}

/// One piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A word, folded; with `stem`, every word that begins so.
    Word { text: String, stem: bool },
    /// One of several sequences, or nothing when `optional`.
    Group { alternatives: Vec<Vec<Piece>>, optional: bool },
    /// A word list by name.
    List(String),
    /// Up to this many words.
    Gap(u8),
}

/// Why a phrase cannot be read: what, at which byte of the phrase, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseError {
    /// A sentence for people.
    pub message: String,
    /// Byte of the phrase at which the fault stands.
    pub at: usize,
    /// Bytes that the fault covers, at least 1.
    pub length: usize,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PhraseError {}

/// Words that a gap without a bound may cover.
const DEFAULT_GAP: u8 = 6;
/// Words that any gap may cover. Wider gaps join words that have nothing to do with each other.
const WIDEST_GAP: u8 = 20;
/// Characters of one phrase, so that a hostile file stays cheap.
const LONGEST: usize = 1_500;
const DEEPEST: usize = 6;
const SHORTEST_STEM: usize = 3;

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// When brackets do not match, a gap or stem is out of bounds, or nothing is left to match.
    pub fn parse(source: &str) -> Result<Self, PhraseError> {
        if source.len() > LONGEST {
            return Err(error(
                format!("the phrase is longer than {LONGEST} characters; split it into several"),
                0,
                1,
            ));
        }
        let mut parser = Parser { source, at: 0 };
        let pieces = parser.sequence(0)?;
        if parser.at < source.len() {
            return Err(error(
                format!(
                    "`{}` has no partner; remove it or open a bracket before it",
                    &source[parser.at..=parser.at]
                ),
                parser.at,
                1,
            ));
        }
        check_edges(&pieces)?;
        Ok(Self { source: source.to_owned(), pieces })
    }

    /// The phrase as written.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether it holds a gap anywhere.
    pub(crate) fn has_gap(&self) -> bool {
        fn any(pieces: &[Piece]) -> bool {
            pieces.iter().any(|piece| match piece {
                Piece::Gap(_) => true,
                Piece::Group { alternatives, .. } => alternatives.iter().any(|a| any(a)),
                _ => false,
            })
        }
        any(&self.pieces)
    }
}

fn error(message: String, at: usize, length: usize) -> PhraseError {
    PhraseError { message, at, length }
}

fn check_edges(pieces: &[Piece]) -> Result<(), PhraseError> {
    let solid =
        |piece: &Piece| !matches!(piece, Piece::Gap(_) | Piece::Group { optional: true, .. });
    if !pieces.iter().any(solid) {
        return Err(error(
            "the phrase has no word that must occur; write at least one".into(),
            0,
            1,
        ));
    }
    if matches!(pieces.first(), Some(Piece::Gap(_))) || matches!(pieces.last(), Some(Piece::Gap(_)))
    {
        return Err(error(
            "a gap at the beginning or end matches nothing more; remove it".into(),
            0,
            1,
        ));
    }
    Ok(())
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    /// Pieces up to the end, `|` or `)`.
    fn sequence(&mut self, depth: usize) -> Result<Vec<Piece>, PhraseError> {
        if depth > DEEPEST {
            return Err(error(
                format!("brackets are nested deeper than {DEEPEST}; use a word list"),
                self.at,
                1,
            ));
        }
        let mut pieces = Vec::new();
        while let Some(c) = self.rest().chars().next() {
            match c {
                '|' | ')' => break,
                '(' => pieces.push(self.group(depth)?),
                '{' => pieces.push(self.list()?),
                '…' => pieces.push(self.gap(c.len_utf8())?),
                '.' if self.rest().starts_with("...") => pieces.push(self.gap(3)?),
                '}' => return Err(error("`}` has no `{` before it".into(), self.at, 1)),
                '*' => {
                    return Err(error(
                        "`*` must follow the beginning of a word, as in `escalat*`".into(),
                        self.at,
                        1,
                    ));
                }
                '?' => {
                    return Err(error(
                        "`?` must follow a bracket, as in `(very)?`".into(),
                        self.at,
                        1,
                    ));
                }
                // The 's of a list or bracket, as in `{parent}'s view`.
                '\'' | '’'
                    if self.source[..self.at].ends_with(['}', ')'])
                        && is_genitive(&self.rest()[c.len_utf8()..]) =>
                {
                    self.at += c.len_utf8() + 1;
                }
                c if is_word_char(c) => pieces.push(self.word()?),
                c => self.at += c.len_utf8(),
            }
        }
        Ok(pieces)
    }

    fn group(&mut self, depth: usize) -> Result<Piece, PhraseError> {
        let open = self.at;
        self.at += 1;
        let mut alternatives = Vec::new();
        loop {
            let start = self.at;
            let pieces = self.sequence(depth + 1)?;
            if pieces.is_empty() {
                return Err(error(
                    "an alternative is empty; for \"or nothing\" write `?` after the bracket"
                        .into(),
                    start.min(self.source.len().saturating_sub(1)),
                    1,
                ));
            }
            alternatives.push(pieces);
            match self.rest().chars().next() {
                Some('|') => self.at += 1,
                Some(')') => break,
                _ => return Err(error("this bracket is never closed; add `)`".into(), open, 1)),
            }
        }
        self.at += 1;
        let optional = self.rest().starts_with('?');
        self.at += usize::from(optional);
        if !optional && self.rest().starts_with('*') {
            return Err(error("`*` goes inside the bracket, after each word".into(), self.at, 1));
        }
        Ok(Piece::Group { alternatives, optional })
    }

    fn list(&mut self) -> Result<Piece, PhraseError> {
        let open = self.at;
        let Some(end) = self.rest().find('}') else {
            return Err(error("this list name is never closed; add `}`".into(), open, 1));
        };
        let name = self.rest()[1..end].trim().to_owned();
        self.at += end + 1;
        if name.is_empty()
            || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        {
            return Err(error(
                "a list name is letters, digits and hyphens, as in `{parent}`; a bound like `{12}` follows a gap".into(),
                open,
                end + 1,
            ));
        }
        Ok(Piece::List(name))
    }

    fn gap(&mut self, width: usize) -> Result<Piece, PhraseError> {
        self.at += width;
        let Some(bound) = self.rest().strip_prefix('{') else { return Ok(Piece::Gap(DEFAULT_GAP)) };
        let Some(end) = bound.find('}') else {
            return Err(error("this bound is never closed; add `}`".into(), self.at, 1));
        };
        let digits = &bound[..end];
        if !digits.chars().next().is_some_and(|c| c.is_ascii_digit()) {
            // `…{parent}`: a gap, then a list.
            return Ok(Piece::Gap(DEFAULT_GAP));
        }
        let parsed = digits.parse::<u8>().ok().filter(|&words| words <= WIDEST_GAP);
        let Some(words) = parsed else {
            return Err(error(format!("a gap covers 0 to {WIDEST_GAP} words"), self.at, end + 2));
        };
        self.at += end + 2;
        Ok(Piece::Gap(words))
    }

    fn word(&mut self) -> Result<Piece, PhraseError> {
        let start = self.at;
        let rest = self.rest();
        let length = word_length(rest);
        let text = fold(&rest[..length]);
        self.at += length;
        let stem = self.rest().starts_with('*');
        if stem {
            self.at += 1;
            if text.chars().count() < SHORTEST_STEM {
                return Err(error(
                    format!(
                        "a stem needs at least {SHORTEST_STEM} letters before `*`, or it matches almost anything"
                    ),
                    start,
                    length + 1,
                ));
            }
            if self.rest().chars().next().is_some_and(is_word_char) {
                return Err(error("`*` must end the word".into(), self.at - 1, 1));
            }
        }
        Ok(Piece::Word { text, stem })
    }
}

fn is_genitive(rest: &str) -> bool {
    rest.strip_prefix('s').is_some_and(|after| !after.starts_with(is_word_char))
}

/// Whether `c` can begin a word of running text or of a phrase.
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
}

/// Bytes of the word that `text` begins with: letters and digits, and apostrophes between letters.
pub(crate) fn word_length(text: &str) -> usize {
    let mut length = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inner_apostrophe = length > 0
            && matches!(c, '\'' | '’')
            && chars.peek().copied().is_some_and(char::is_alphabetic);
        if !(is_word_char(c) || inner_apostrophe) {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// The form under which a word is looked up: lower case, straight apostrophe, without a final 's.
pub(crate) fn fold(word: &str) -> String {
    let mut folded: String = word
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' { '\'' } else { c })
        .collect();
    if folded.ends_with("'s") {
        folded.truncate(folded.len() - 2);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_kind_of_piece() {
        let phrase = Phrase::parse(
            "escalat* … (concern*|difference of opinion) (very)? …{12} {parent}’s view",
        )
        .unwrap();
        assert_eq!(phrase.pieces.len(), 7);
        assert_eq!(phrase.pieces[1], Piece::Gap(6));
        assert_eq!(phrase.pieces[4], Piece::Gap(12));
        assert!(phrase.has_gap());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let cases = [
            ("(a|b", 0, "never closed"),
            ("a) b", 1, "no partner"),
            ("ab* c", 0, "at least 3"),
            ("a …{40} b", 5, "0 to 20"),
            ("{par ent} x", 0, "list name"),
            ("(very)?", 0, "no word"),
            ("a (b|) c", 5, "empty"),
            ("… a", 0, "gap at the beginning"),
            ("(ab|cd)* e", 7, "inside the bracket"),
        ];
        for (source, at, words) in cases {
            let error = Phrase::parse(source).unwrap_err();
            assert!(error.message.contains(words), "{source}: {error}");
            assert_eq!(error.at, at, "{source}: {error}");
        }
    }

    #[test]
    fn folds_as_the_text_is_folded() {
        assert_eq!(fold("Mother’s"), "mother");
        assert_eq!(fold("Didn’t"), "didn't");
        assert_eq!(word_length("parents' views"), 7);
    }
}
