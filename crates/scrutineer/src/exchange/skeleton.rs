//! A codebook as the files of a taxonomy without rules.

use std::collections::BTreeSet;

use refi_qda::{Code, CodeBook};

use super::fields::Fields;
use crate::taxonomy::{Family, Issue, skeleton_file};
use crate::text::slug;

/// Files of a taxonomy that a person goes on with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skeleton {
    /// Name and content of each file, one a family.
    pub files: Vec<(String, String)>,
    /// Issues in all files.
    pub issues: usize,
    /// What a person must look at, as sentences.
    pub notes: Vec<String>,
}

/// The family of codes that stand in no folder.
const NO_FOLDER: &str = "codes";
/// Where an issue belongs when the codebook does not say.
const NO_STAGE: &str = "cross-cutting";
/// Characters of an id.
const LONGEST_ID: usize = 100;

/// Makes taxonomy files of a codebook.
///
/// A folder (a code that nothing may be coded to) becomes a family; a code becomes an issue, with the code above it as
/// its parent. Ids come from a description that [`super::code_book`] wrote, else from the name.
pub fn skeleton(book: &CodeBook) -> Skeleton {
    let mut builder = Builder::default();
    builder.codes(&book.codes, &Above::default());
    builder.finish()
}

#[derive(Default)]
struct Builder {
    families: Vec<Family>,
    issues: Vec<Issue>,
    family_ids: BTreeSet<String>,
    issue_ids: BTreeSet<String>,
    undefined: Vec<String>,
    unnamed: Vec<String>,
}

/// What stands above a code.
#[derive(Clone, Default)]
struct Above {
    /// Labels of folders, the outermost first.
    folders: Vec<String>,
    /// Id of the family that the nearest folder became.
    family: Option<String>,
    /// Id of the issue that the nearest code became.
    parent: Option<String>,
}

impl Builder {
    fn codes(&mut self, codes: &[Code], above: &Above) {
        for code in codes {
            let mut below = above.clone();
            if code.is_codable {
                below.parent = Some(self.issue(code, above));
            } else {
                let fields = Fields::read(&code.description);
                let own = fields.label.clone().unwrap_or_else(|| code.name.trim().to_owned());
                below.folders.push(own);
                let label = below.folders.join(" / ");
                let id = unique(&wanted_id(&fields, &label, "family"), &mut self.family_ids);
                below.family = Some(id.clone());
                self.families.push(Family { id, label });
            }
            self.codes(&code.codes, &below);
        }
    }

    /// Makes an issue of a code and gives its id.
    fn issue(&mut self, code: &Code, above: &Above) -> String {
        let fields = Fields::read(&code.description);
        let label = fields.label.clone().unwrap_or_else(|| code.name.trim().to_owned());
        let id = unique(&wanted_id(&fields, &label, "code"), &mut self.issue_ids);
        if slug(&label).is_empty() && fields.id.is_none() {
            self.unnamed.push(format!("{label} is {id}"));
        }
        if fields.definition.is_empty() {
            self.undefined.push(id.clone());
        }
        let family = fields.family.filter(|family| is_id(family)).or_else(|| above.family.clone());
        self.issues.push(Issue {
            id: id.clone(),
            label,
            family: family.unwrap_or_else(|| NO_FOLDER.to_owned()),
            stage: fields.stage.filter(|stage| is_id(stage)).unwrap_or_else(|| NO_STAGE.to_owned()),
            kind: fields.kind,
            parent: above.parent.clone(),
            definition: fields.definition,
            use_when: fields.use_when,
            not_use: fields.not_use,
            questions: fields.questions,
            counted: !fields.uncounted,
            rules: Vec::new(),
        });
        id
    }

    fn finish(mut self) -> Skeleton {
        for issue in &self.issues {
            if !self.families.iter().any(|family| family.id == issue.family) {
                let label = if issue.family == NO_FOLDER { "Codes" } else { &issue.family };
                self.families.push(Family { id: issue.family.clone(), label: label.to_owned() });
            }
        }
        let mut skeleton = Skeleton { issues: self.issues.len(), ..Skeleton::default() };
        for family in &self.families {
            let issues: Vec<Issue> =
                self.issues.iter().filter(|issue| issue.family == family.id).cloned().collect();
            if issues.is_empty() {
                skeleton
                    .notes
                    .push(format!("the folder “{}” holds no code and was left out", family.label));
                continue;
            }
            let file = skeleton_file(family, &issues);
            skeleton.files.push((format!("{}.toml", family.id), file));
        }
        skeleton.notes.push(
            "no issue has rules yet, so nothing is tagged: write them, and examples, below each issue"
                .to_owned(),
        );
        if !self.undefined.is_empty() {
            skeleton.notes.push(format!(
                "{} issues have no definition: {}",
                self.undefined.len(),
                some_of(&self.undefined)
            ));
        }
        if !self.unnamed.is_empty() {
            skeleton.notes.push(format!(
                "{} names hold no letter of the alphabet, so ids were made up: {}",
                self.unnamed.len(),
                some_of(&self.unnamed)
            ));
        }
        skeleton
    }
}

fn some_of(names: &[String]) -> String {
    let shown = names.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 10 { format!("{shown} …") } else { shown }
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn wanted_id(fields: &Fields, label: &str, otherwise: &str) -> String {
    let own = fields.id.clone().filter(|id| is_id(id));
    let mut id = own
        .or_else(|| Some(slug(label)).filter(|slug| !slug.is_empty()))
        .unwrap_or_else(|| otherwise.to_owned());
    // All ASCII; families become names of files.
    id.truncate(LONGEST_ID);
    id
}

/// `wanted`, with a number behind it when it is taken; taken from now on.
fn unique(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut id = wanted.to_owned();
    let mut turn = 2;
    while !taken.insert(id.clone()) {
        id = format!("{wanted}-{turn}");
        turn += 1;
    }
    id
}
