//! Sections and their roles, from headings, numbering and cue words.

use serde::{Deserialize, Serialize};

use super::title::role_of_title;
use super::{Block, BlockKind, Role};
use crate::extract::RawKind;
use crate::{Span, Text};

/// A stretch of a report under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading's words without its number; empty before the first heading.
    pub title: String,
    /// 1 is the highest, 0 where there is no heading.
    pub level: u8,
    /// What the section is for.
    pub role: Role,
    /// From the heading to the next heading.
    pub span: Span,
    /// The block of the heading.
    pub heading: Option<usize>,
}

/// Cuts the blocks into sections, sets each block's section, and marks contents lists found by shape.
pub(super) fn divide(text: &Text, blocks: &mut [Block]) -> Vec<Section> {
    let mut sections = vec![Section {
        title: String::new(),
        level: 0,
        role: Role::Other,
        span: Span::default(),
        heading: None,
    }];
    let mut parents: Vec<(u8, Role)> = Vec::new();
    mark_contents(text, blocks);
    for at in 0..blocks.len() {
        if blocks[at].kind == BlockKind::Heading {
            let title = text.slice(blocks[at].body).to_owned();
            let level = level_of(text, blocks, at);
            parents.retain(|&(parent, _)| parent < level);
            let inherited = parents.last().map_or(Role::Other, |&(_, role)| role);
            let role = match role_of_title(&title) {
                // Sub-sections of an excluded zone stay excluded unless they clearly are something else.
                Some(Role::Other) | None => inherited,
                // A theme of the analysis may be called "Confidentiality" or "History": it is still analysis.
                Some(role) if is_substance(inherited) && !is_substance(role) => inherited,
                Some(role) => role,
            };
            parents.push((level, role));
            let start = blocks[at].span.start;
            sections.push(Section {
                title,
                level,
                role,
                span: Span::new(start, start),
                heading: Some(at),
            });
        }
        let section = sections.len() - 1;
        blocks[at].section = section;
        let end = blocks[at].span.end;
        let span = &mut sections[section].span;
        *span = Span::new(span.start.min(end), end);
    }
    mark_front_matter(text, blocks, &mut sections);
    refine_by_cues(text, blocks, &mut sections);
    disbelieve(text, blocks, &mut sections);
    sections
}

/// A report of fewer words may be all one zone.
const WHOLE_REPORT: usize = 1_500;

/// Takes back a role that swallows the report: a heading on method or recommendations, or a cover line taken for one,
/// does not speak for most of what is written. First goes what sections have from elsewhere than their own titles, then
/// what the titles of large sections say.
fn disbelieve(text: &Text, blocks: &[Block], sections: &mut [Section]) {
    let mut words = vec![0; sections.len()];
    for block in blocks {
        words[block.section] += text.slice(block.body).split_whitespace().count();
    }
    let all: usize = words.iter().sum();
    if all < WHOLE_REPORT {
        return;
    }
    let roles =
        [Role::FrontMatter, Role::TermsOfReference, Role::Methodology, Role::Recommendation];
    for role in roles {
        for by_title in [false, true] {
            let of_role: Vec<usize> =
                (0..sections.len()).filter(|&at| sections[at].role == role).collect();
            let share: usize = of_role.iter().map(|&at| words[at]).sum();
            if share * 2 <= all {
                break;
            }
            for at in of_role {
                let section = &mut sections[at];
                let doubtful = if by_title {
                    words[at] * 4 > all
                } else {
                    role_of_title(&section.title) != Some(role)
                };
                if doubtful {
                    section.role = Role::Other;
                }
            }
        }
    }
}

/// Whether a section of this role holds what a review says of practice.
fn is_substance(role: Role) -> bool {
    matches!(
        role,
        Role::Analysis
            | Role::Finding
            | Role::Learning
            | Role::GoodPractice
            | Role::Recommendation
            | Role::Questions
            | Role::ActionPlan
    )
}

fn level_of(text: &Text, blocks: &[Block], at: usize) -> u8 {
    let by_source = match text.blocks()[at].kind {
        RawKind::Heading(level) => Some(level),
        _ => None,
    };
    let by_number = blocks[at].number.as_deref().map(|number| {
        let depth = number.split('.').filter(|part| !part.is_empty()).count();
        u8::try_from(depth).unwrap_or(6).min(6)
    });
    by_source.or(by_number).unwrap_or(1)
}

/// Entries of a contents list: dotted leaders or a short line that ends in a page number, several in a row.
fn mark_contents(text: &Text, blocks: &mut [Block]) {
    let limit = blocks.len().min(400);
    let entry: Vec<bool> =
        blocks[..limit].iter().map(|block| is_contents_entry(text.slice(block.span))).collect();
    let mut in_contents = false;
    for at in 0..limit {
        let words = text.slice(blocks[at].body);
        if words.len() < 30 && role_of_title(words) == Some(Role::Contents) {
            in_contents = true;
            continue;
        }
        if blocks[at].kind == BlockKind::Contents {
            continue;
        }
        let neighbours =
            usize::from(at > 0 && entry[at - 1]) + usize::from(entry.get(at + 1) == Some(&true));
        if entry[at] && (in_contents || neighbours > 0) {
            blocks[at].kind = BlockKind::Contents;
        } else if in_contents && !entry[at] {
            // A long entry may run over two blocks; two blocks without a page number end the list.
            in_contents = entry.get(at + 1) == Some(&true);
            if in_contents {
                blocks[at].kind = BlockKind::Contents;
            }
        }
    }
}

fn is_contents_entry(words: &str) -> bool {
    if words.contains("....") || words.contains(". . . .") || words.contains("……") {
        return true;
    }
    let Some(last) = words.split_whitespace().next_back() else { return false };
    let is_page = last.len() <= 3 && last.bytes().all(|b| b.is_ascii_digit());
    is_page
        && words.len() > last.len()
        && words.split_whitespace().count() <= 25
        && !words.contains(". ")
}

/// What stands before the first real section of a report that has sections is front matter.
fn mark_front_matter(text: &Text, blocks: &[Block], sections: &mut [Section]) {
    if sections.len() < 3 {
        return;
    }
    for section in sections.iter_mut().take(4) {
        if section.role != Role::Other || role_of_title(&section.title).is_some() {
            break;
        }
        let first = blocks.partition_point(|block| block.span.start < section.span.start);
        let after = blocks.partition_point(|block| block.span.start < section.span.end);
        let prose = blocks[first..after].iter().any(|block| {
            block.kind != BlockKind::Contents
                && text.slice(block.body).split_whitespace().count() > 40
        });
        if prose {
            break;
        }
        section.role = Role::FrontMatter;
    }
}

/// Sections whose title says nothing, by what most of their blocks look like.
fn refine_by_cues(text: &Text, blocks: &[Block], sections: &mut [Section]) {
    for own in blocks.chunk_by(|a, b| a.section == b.section) {
        let section = &mut sections[own[0].section];
        if section.role != Role::Other {
            continue;
        }
        let (mut questions, mut all) = (0, 0);
        for block in own.iter().filter(|block| block.kind != BlockKind::Heading) {
            let words = text.slice(block.body);
            let lower: String = words.chars().take(24).flat_map(char::to_lowercase).collect();
            let asks = words.ends_with('?')
                || [
                    "whether ",
                    "to what extent",
                    "how did ",
                    "did agencies",
                    "was there evidence",
                    "were there ",
                ]
                .iter()
                .any(|cue| lower.starts_with(cue));
            questions += usize::from(asks);
            all += 1;
        }
        if all >= 3 && questions * 3 >= all * 2 {
            section.role = Role::TermsOfReference;
        }
    }
}
