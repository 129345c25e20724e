//! Errors of taxonomy files, shown with the line and carets.

use std::fmt;

/// A fault in a taxonomy file: where it stands, what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxonomyError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1; 0 when the whole file or folder is meant.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself.
    pub line_text: String,
    /// Characters that the fault covers.
    pub length: usize,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do, when more can be said than the message does.
    pub help: Option<String>,
}

impl TaxonomyError {
    /// A fault at bytes `start..end` of `source`.
    pub(crate) fn at(
        file: &str,
        source: &str,
        start: usize,
        end: usize,
        message: impl Into<String>,
    ) -> Self {
        let start = source.floor_char_boundary(start.min(source.len()));
        let end = source.ceil_char_boundary(end.clamp(start, source.len()));
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| at + start);
        let shown = source[start..end.min(line_end)].chars().count().max(1);
        Self {
            file: file.to_owned(),
            line: source[..start].matches('\n').count() + 1,
            column: source[line_start..start].chars().count() + 1,
            line_text: source[line_start..line_end].trim_end().to_owned(),
            length: shown,
            message: message.into(),
            help: None,
        }
    }

    /// A fault of a file or folder as a whole.
    pub(crate) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: 0,
            column: 0,
            line_text: String::new(),
            length: 0,
            message: message.into(),
            help: None,
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Characters of a line that are shown around a fault; lines of phrases can be very long.
const SHOWN: usize = 100;

impl fmt::Display for TaxonomyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.message)?;
        } else {
            writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
            let skipped = self.column.saturating_sub(1 + SHOWN / 2);
            let shown: String = self.line_text.chars().skip(skipped).take(SHOWN).collect();
            let before = self.column - 1 - skipped;
            let carets =
                "^".repeat(self.length.min(shown.chars().count().saturating_sub(before)).max(1));
            writeln!(f, "  | {shown}")?;
            write!(f, "  | {}{carets}", " ".repeat(before))?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  = {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TaxonomyError {}

/// The name in `known` nearest to `given`, if near enough to be what was meant.
pub(crate) fn nearest<'a>(
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (distance(given, name), name))
        .filter(|&(distance, name)| distance <= 1 + name.chars().count() / 3)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// Levenshtein distance in characters (Levenshtein 1966), two rows.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_line_and_carets() {
        let source = "a = 1\nfind = [\"(x\"]\n";
        let error =
            TaxonomyError::at("t.toml", source, 15, 16, "never closed").with_help("add `)`");
        assert_eq!(
            error.to_string(),
            "t.toml:2:10: never closed\n  | find = [\"(x\"]\n  |          ^\n  = add `)`"
        );
    }

    #[test]
    fn suggests_the_nearest_name() {
        assert_eq!(nearest("exampels", ["examples", "counterexamples"]), Some("examples"));
        assert_eq!(nearest("zzz", ["examples"]), None);
    }
}
