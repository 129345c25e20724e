//! A taxonomy as a codebook: families as folders, issues below them, reasons, solutions and caveats below their issue.

use std::collections::{BTreeMap, BTreeSet};

use refi_qda::{Code, CodeBook, Color, Guid};

use super::fields::Fields;
use crate::taxonomy::{Issue, Taxonomy};

/// Longer names of codes are cut by some programs, and then two can be the same.
const LONGEST_NAME: usize = 63;
/// Levels below a family; deeper chains of parents are laid side by side.
const DEEPEST: usize = 16;
/// Colours of families, in their order, told apart also by people who do not see red and green alike (Okabe and Ito 2008).
const COLORS: [Color; 7] = [
    Color([0xe6, 0x9f, 0x00]),
    Color([0x56, 0xb4, 0xe9]),
    Color([0x00, 0x9e, 0x73]),
    Color([0xf0, 0xe4, 0x42]),
    Color([0x00, 0x72, 0xb2]),
    Color([0xd5, 0x5e, 0x00]),
    Color([0xcc, 0x79, 0xa7]),
];

/// The GUID of an issue's code: the same in every codebook and project, so that a project that comes back finds its codes.
pub fn code_guid(issue: &str) -> Guid {
    Guid::from_name(&["scrutineer", "issue", issue])
}

/// `taxonomy` as a codebook written by `origin`.
///
/// A name is the issue's label, made unique and cut to 63 characters where needed. The description holds definition,
/// criteria, questions, and the id by which a codebook that comes back is matched.
pub fn code_book(taxonomy: &Taxonomy, origin: &str) -> CodeBook {
    let mut children: BTreeMap<&str, Vec<&Issue>> = BTreeMap::new();
    for issue in &taxonomy.issues {
        if let Some(parent) = &issue.parent {
            children.entry(parent).or_default().push(issue);
        }
    }
    let mut builder =
        Builder { taxonomy, children, placed: BTreeSet::new(), names: BTreeSet::new() };
    let mut folders: Vec<(&str, Code)> = Vec::new();
    let is_root = |issue: &&Issue| {
        issue.parent.as_deref().is_none_or(|parent| taxonomy.issue(parent).is_none())
    };
    // Parents that name each other in a circle have no root: they follow, each where it is met first.
    let roots = taxonomy.issues.iter().filter(is_root);
    for issue in roots.chain(&taxonomy.issues) {
        if builder.placed.contains(issue.id.as_str()) {
            continue;
        }
        let at = match folders.iter().position(|(family, _)| *family == issue.family) {
            Some(at) => at,
            None => {
                let color = COLORS[folders.len() % COLORS.len()];
                folders.push((&issue.family, builder.folder(&issue.family, color)));
                folders.len() - 1
            }
        };
        let color = folders[at].1.color;
        let mut codes = builder.codes(issue, color, &issue.family, 1);
        folders[at].1.codes.append(&mut codes);
    }
    let codes = folders.into_iter().map(|(_, folder)| folder).collect();
    CodeBook { origin: origin.to_owned(), codes }
}

struct Builder<'t> {
    taxonomy: &'t Taxonomy,
    children: BTreeMap<&'t str, Vec<&'t Issue>>,
    placed: BTreeSet<&'t str>,
    /// Names in lower case, because some programs do not tell case.
    names: BTreeSet<String>,
}

impl<'t> Builder<'t> {
    fn folder(&mut self, family: &str, color: Color) -> Code {
        let label = self.taxonomy.family_label(family);
        let name = self.name(label, family);
        let fields = Fields {
            label: (name != label).then(|| label.to_owned()),
            id: Some(family.to_owned()),
            ..Fields::default()
        };
        Code {
            guid: Guid::from_name(&["scrutineer", "family", family]),
            name,
            is_codable: false,
            color: Some(color),
            description: fields.write(),
            ..Code::default()
        }
    }

    /// The code of `issue` with those below it; when they are too deep, beside it.
    fn codes(
        &mut self,
        issue: &'t Issue,
        color: Option<Color>,
        family: &str,
        depth: usize,
    ) -> Vec<Code> {
        self.placed.insert(&issue.id);
        let name = self.name(&issue.label, &issue.id);
        let mut fields = Fields::of(issue, self.taxonomy.family_label(&issue.family));
        fields.label = (name != issue.label).then(|| issue.label.clone());
        // Said only where the folder does not say it.
        fields.family = fields.family.filter(|(own, _)| own != family);
        let mut code = Code {
            guid: code_guid(&issue.id),
            name,
            is_codable: true,
            color,
            description: fields.write(),
            ..Code::default()
        };
        let mut beside = Vec::new();
        for below in self.children.get(issue.id.as_str()).cloned().unwrap_or_default() {
            if !self.placed.contains(below.id.as_str()) {
                let mut codes = self.codes(below, color, family, depth + 1);
                if depth < DEEPEST {
                    code.codes.append(&mut codes);
                } else {
                    beside.append(&mut codes);
                }
            }
        }
        beside.insert(0, code);
        beside
    }

    /// `label` cut to the length that all programs take, with the id behind it when the name is taken.
    fn name(&mut self, label: &str, id: &str) -> String {
        let label = if label.trim().is_empty() { id } else { label };
        let mut name = cut(label, LONGEST_NAME);
        let mut turn = 1;
        while !self.names.insert(name.to_lowercase()) {
            let mark = if turn == 1 { format!(" ({id})") } else { format!(" ({id} {turn})") };
            let room = LONGEST_NAME.saturating_sub(mark.chars().count());
            name = cut(&format!("{}{mark}", cut(label, room)), LONGEST_NAME);
            if turn > 1 && room == 0 {
                // The id alone fills the name: its end tells codes apart.
                name = format!("{}{turn}", cut(id, LONGEST_NAME - 8));
            }
            turn += 1;
        }
        name
    }
}

/// The first `length` characters, an ellipsis for the last when there are more.
fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(length.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    if length > 0 {
        short.push('…');
    }
    short
}
