//! A project that people coded to gold passages.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use std::ops::Range;

use refi_qda::{
    Guid, Imported, PlainTextSelection, Project, ReadOptions, TextSource, read_project,
};

use super::ExchangeError;
use super::codebook::code_guid;
use super::description::assertions;
use super::fields::Fields;
use super::paragraphs::paragraphs;
use crate::Text;
use crate::document::Document;
use crate::evaluate::{GoldLabel, GoldPassage};
use crate::extract::{RawBlock, RawKind};
use crate::tag::Assertion;
use crate::taxonomy::Taxonomy;
use crate::text::slug;

/// What is taken from a coded project.
#[derive(Clone, Debug, Default)]
pub struct CodedOptions {
    /// Only codings of these users, by name; of all when empty.
    pub coders: Vec<String>,
    /// Whether codes that the taxonomy lacks become labels under their name in kebab case; else they are left out.
    pub keep_unknown: bool,
}

/// The passages of a coded project.
#[derive(Clone, Debug, Default)]
pub struct CodedProject {
    /// One for each paragraph of each source in which something is coded.
    pub passages: Vec<GoldPassage>,
    /// Users who coded, in the order of their names, with the number of their codings.
    pub coders: Vec<(String, usize)>,
    /// Names of codes that were used and are not in the taxonomy.
    pub unknown_codes: Vec<String>,
    /// What a person should know, as sentences.
    pub warnings: Vec<String>,
}

/// The user of codings that name none.
const NOBODY: &str = "unnamed";

/// Reads a project (`.qdpx`) as a coding against `taxonomy`.
///
/// The unit is the paragraph. A label goes to each paragraph of which the selection covers half or more, and to the
/// one that it covers most. Codes are matched by the GUID that [`super::code_book`] gives them, the id in their
/// description, their name as an id or as a label. The assertion is what [`super::tag_line`] wrote for the code, else
/// asserted. Sections get their roles from the headings of the source, as in a report. A source without any
/// coding counts as not coded yet and is left out.
///
/// # Errors
/// When it is no project, is damaged, is too large, or an option names a coder who is not there.
pub fn read_coded_project<R: Read + Seek>(
    reader: R,
    taxonomy: &Taxonomy,
    options: &CodedOptions,
) -> Result<CodedProject, ExchangeError> {
    let Imported { content: project, warnings } = read_project(reader, &ReadOptions::default())?;
    let coders = coders(&project);
    if let Some(name) = options.coders.iter().find(|name| !coders.contains_key(*name)) {
        let known: Vec<&str> = coders.keys().map(String::as_str).collect();
        return Err(ExchangeError(format!(
            "nobody called “{name}” coded in this project; coders are: {}",
            known.join(", ")
        )));
    }
    let mut reading = Reading {
        users: project.users.iter().map(|user| (user.guid, user.name.as_str())).collect(),
        codes: matched(&project, taxonomy),
        options,
        coded: CodedProject {
            warnings,
            coders: coders.into_iter().collect(),
            ..Default::default()
        },
        unknown: BTreeSet::new(),
    };
    let (mut uncoded, mut whole) = (Vec::new(), 0);
    for source in &project.sources {
        whole += source.codings.len();
        if !reading.source(source) {
            uncoded.push(source.name.as_str());
        }
    }
    let Reading { mut coded, unknown, .. } = reading;
    if whole > 0 {
        coded
            .warnings
            .push(format!("{whole} codings of whole sources say no passage and were left out"));
    }
    if !uncoded.is_empty() {
        let shown = uncoded.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let more = if uncoded.len() > 5 { " …" } else { "" };
        coded.warnings.push(format!(
            "{} sources have no coding and count as not coded yet: {shown}{more}",
            uncoded.len()
        ));
    }
    coded.unknown_codes = unknown.into_iter().collect();
    if !coded.unknown_codes.is_empty() && !options.keep_unknown {
        coded.warnings.push(format!(
            "codes that the taxonomy lacks were left out: {}; name them like an issue's id or label",
            coded.unknown_codes.join(", ")
        ));
    }
    let ours: usize =
        coded.coders.iter().filter(|(name, _)| is_ours(name)).map(|(_, codings)| codings).sum();
    if ours > 0 && coded.coders.iter().any(|(name, _)| !is_ours(name)) && options.coders.is_empty()
    {
        coded.warnings.push(format!(
            "{ours} codings were made by Scrutineer; if nobody looked through them, choose the people whose codings count"
        ));
    }
    Ok(coded)
}

fn is_ours(coder: &str) -> bool {
    coder.starts_with("scrutineer ")
}

/// Names of all who coded, and how much.
fn coders(project: &Project) -> BTreeMap<String, usize> {
    let names: BTreeMap<Guid, &str> =
        project.users.iter().map(|user| (user.guid, user.name.as_str())).collect();
    let mut coders = BTreeMap::new();
    for selection in project.sources.iter().flat_map(|source| &source.selections) {
        for coding in &selection.codings {
            let user = coding.creation.user.or(selection.creation.user);
            *coders.entry(name_of(&names, user).to_owned()).or_default() += 1;
        }
    }
    coders
}

fn name_of<'n>(names: &BTreeMap<Guid, &'n str>, user: Option<Guid>) -> &'n str {
    user.and_then(|user| names.get(&user).copied()).unwrap_or(NOBODY)
}

/// The issue of each code, or its name when there is none.
fn matched(project: &Project, taxonomy: &Taxonomy) -> BTreeMap<Guid, Result<String, String>> {
    let guids: BTreeMap<Guid, &str> =
        taxonomy.issues.iter().map(|issue| (code_guid(&issue.id), issue.id.as_str())).collect();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for issue in &taxonomy.issues {
        names.entry(slug(&issue.label)).or_insert(&issue.id);
    }
    for issue in &taxonomy.issues {
        names.insert(issue.id.clone(), &issue.id);
    }
    let mut codes = BTreeMap::new();
    project.code_book.for_each(|code, _| {
        let fields = Fields::read(&code.description);
        let by_description =
            fields.id.as_deref().and_then(|id| taxonomy.issue(id)).map(|issue| issue.id.as_str());
        let by_name = [Some(code.name.as_str()), fields.label.as_deref()]
            .into_iter()
            .flatten()
            .find_map(|name| names.get(name.trim()).or_else(|| names.get(&slug(name))).copied());
        let issue = guids.get(&code.guid).copied().or(by_description).or(by_name);
        let known = issue.map(str::to_owned).ok_or_else(|| code.name.trim().to_owned());
        codes.insert(code.guid, known);
    });
    codes
}

struct Reading<'a> {
    users: BTreeMap<Guid, &'a str>,
    codes: BTreeMap<Guid, Result<String, String>>,
    options: &'a CodedOptions,
    coded: CodedProject,
    unknown: BTreeSet<String>,
}

impl Reading<'_> {
    /// Adds the passages of a source; `false` when nothing is coded in it.
    fn source(&mut self, source: &TextSource) -> bool {
        let coded: Vec<(&PlainTextSelection, Vec<String>)> = source
            .selections
            .iter()
            .map(|selection| (selection, self.codes_of(selection)))
            .filter(|(_, codes)| !codes.is_empty())
            .collect();
        if coded.is_empty() {
            return false;
        }
        let ranges = paragraphs(&source.text);
        let roles = roles(&source.text, &ranges);
        let first = self.coded.passages.len();
        for (at, (range, role)) in ranges.iter().zip(roles).enumerate() {
            self.coded.passages.push(GoldPassage {
                id: format!("{}#{}", source.name, at + 1),
                section: role,
                text: source.text[range.clone()].to_owned(),
                labels: Vec::new(),
            });
        }
        let bytes = byte_offsets(source);
        for (selection, codes) in coded {
            let selected = bytes[&selection.start]..bytes[&selection.end];
            for (at, part) in covered(&ranges, selected) {
                let labels = &mut self.coded.passages[first + at].labels;
                for code in &codes {
                    let mut said = assertions(&selection.description, code);
                    if said.is_empty() {
                        said.push(Assertion::Asserted);
                    }
                    for assertion in said {
                        let label = GoldLabel {
                            code: code.clone(),
                            assertion,
                            quote: source.text[part.clone()].trim().to_owned(),
                            disputed: false,
                        };
                        if !labels.iter().any(|other| {
                            other.code == label.code && other.assertion == label.assertion
                        }) {
                            labels.push(label);
                        }
                    }
                }
            }
        }
        true
    }

    /// Codes of a selection by the coders who count, each once. Codes that the taxonomy lacks are noted.
    fn codes_of(&mut self, selection: &PlainTextSelection) -> Vec<String> {
        let mut found = Vec::new();
        for coding in &selection.codings {
            let coder = name_of(&self.users, coding.creation.user.or(selection.creation.user));
            if !self.options.coders.is_empty() && !self.options.coders.iter().any(|c| c == coder) {
                continue;
            }
            let code = match self.codes.get(&coding.code) {
                Some(Ok(issue)) => issue.clone(),
                Some(Err(name)) => {
                    self.unknown.insert(name.clone());
                    slug(name)
                }
                // The code is not in the codebook.
                None => continue,
            };
            let kept = self.options.keep_unknown
                || self.codes.get(&coding.code).is_some_and(Result::is_ok);
            if kept && !code.is_empty() && !found.contains(&code) {
                found.push(code);
            }
        }
        found
    }
}

/// Byte offsets of all ends of selections by their code points, in one walk through the text.
fn byte_offsets(source: &TextSource) -> BTreeMap<usize, usize> {
    let points: BTreeSet<usize> =
        source.selections.iter().flat_map(|each| [each.start, each.end]).collect();
    let mut bytes = source.text.char_indices().map(|(at, _)| at).enumerate();
    points
        .into_iter()
        .map(|point| {
            let at = bytes.find(|&(number, _)| number == point).map(|(_, at)| at);
            (point, at.unwrap_or(source.text.len()))
        })
        .collect()
}

/// Paragraphs that a selection counts for, with the part that it covers.
fn covered(paragraphs: &[Range<usize>], selected: Range<usize>) -> Vec<(usize, Range<usize>)> {
    let first = paragraphs.partition_point(|range| range.end <= selected.start);
    let parts: Vec<(usize, Range<usize>)> = paragraphs[first..]
        .iter()
        .enumerate()
        .take_while(|(_, range)| range.start < selected.end)
        .map(|(at, range)| {
            (first + at, range.start.max(selected.start)..range.end.min(selected.end))
        })
        .collect();
    let longest = parts.iter().map(|(_, part)| part.len()).max().unwrap_or_default();
    parts
        .into_iter()
        .filter(|(at, part)| part.len() == longest || 2 * part.len() >= paragraphs[*at].len())
        .collect()
}

/// The section role of each paragraph, recognised as in a report.
fn roles(text: &str, ranges: &[Range<usize>]) -> Vec<String> {
    let blocks: Vec<RawBlock> = ranges
        .iter()
        .map(|range| RawBlock::new(RawKind::Paragraph, &text[range.clone()], 0))
        .collect();
    let document = Document::from_text(Text::from_blocks(&blocks));
    let mut blocks = document.blocks.iter();
    ranges
        .iter()
        .map(|range| {
            // Paragraphs without a visible character have no block.
            let visible = !Text::plain(&text[range.clone()].replace('\n', " ")).as_str().is_empty();
            let block = if visible { blocks.next() } else { None };
            block.map_or_else(String::new, |block| document.role_of(block).to_string())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_counts_for_what_it_covers() {
        // Paragraphs 0..10, 12..22 and 24..28.
        let paragraphs = [0..10, 12..22, 24..28];
        let at = |selected: Range<usize>| -> Vec<usize> {
            covered(&paragraphs, selected).into_iter().map(|(at, _)| at).collect()
        };
        assert_eq!(at(2..4), [0]);
        assert_eq!(at(2..14), [0], "two letters of the next paragraph are a slip of the hand");
        assert_eq!(at(0..22), [0, 1]);
        assert_eq!(at(5..26), [0, 1, 2]);
        assert_eq!(at(8..13), [0], "a little of both is the one with more");
        assert!(at(10..12).is_empty());
    }
}
