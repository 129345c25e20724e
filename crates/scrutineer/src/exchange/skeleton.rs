//! A codebook as the files of a taxonomy without rules.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Labels of families that stand in no folder, by id.
    labels: BTreeMap<String, String>,
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
        let own = fields.family.filter(|(family, _)| is_id(family));
        if let Some((id, label)) = &own {
            self.labels.entry(id.clone()).or_insert_with(|| label.clone());
        }
        let family = own.map(|(id, _)| id).or_else(|| above.family.clone());
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
                let label = self.labels.get(&issue.family).map_or("Codes", String::as_str);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::code_book;
    use crate::taxonomy::{SourceFile, Taxonomy};

    fn load(skeleton: &Skeleton) -> Taxonomy {
        let files: Vec<SourceFile<'_>> =
            skeleton.files.iter().map(|(name, content)| SourceFile { name, content }).collect();
        Taxonomy::from_files(&files, Some(Taxonomy::base())).expect("files that load")
    }

    /// All of an issue but its rules.
    fn said(taxonomy: &Taxonomy) -> BTreeSet<String> {
        let of = |issue: &Issue| {
            format!(
                "{} {} {} {} {:?} {:?} {} {} {} {:?} {}",
                issue.id,
                issue.label,
                taxonomy.family_label(&issue.family),
                issue.stage,
                issue.kind,
                issue.parent,
                issue.definition,
                issue.use_when,
                issue.not_use,
                issue.questions,
                issue.counted
            )
        };
        taxonomy.issues.iter().map(of).collect()
    }

    #[test]
    fn the_builtin_taxonomy_comes_back_without_its_rules() {
        let builtin = Taxonomy::builtin();
        let back = load(&skeleton(&code_book(builtin, "test")));
        assert_eq!(said(&back), said(builtin));
        assert!(back.issues.iter().all(|issue| issue.rules.is_empty()));
    }

    #[test]
    fn a_codebook_of_another_program() {
        let code = |name: &str, is_codable, codes| Code {
            name: name.to_owned(),
            is_codable,
            codes,
            ..Code::default()
        };
        let book = CodeBook {
            codes: vec![
                code("Delay", true, vec![code("of “referral”", true, Vec::new())]),
                code(
                    "Théorie",
                    false,
                    vec![
                        code("Delay", true, Vec::new()),
                        code("Deeper", false, vec![code("評価", true, Vec::new())]),
                    ],
                ),
                code("Empty", false, Vec::new()),
            ],
            ..CodeBook::default()
        };
        let skeleton = skeleton(&book);
        let loaded = load(&skeleton);
        let found: Vec<(&str, &str, Option<&str>)> = loaded
            .issues
            .iter()
            .map(|i| (i.id.as_str(), loaded.family_label(&i.family), i.parent.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("delay-2", "Théorie", None),
                ("code", "Théorie / Deeper", None),
                ("delay", "Codes", None),
                ("of-referral", "Codes", Some("delay")),
            ]
        );
        let notes = skeleton.notes.join("\n");
        for part in [
            "“Empty” holds no code",
            "4 issues have no definition",
            "評価 is code",
            "no issue has rules",
        ] {
            assert!(notes.contains(part), "{part}: {notes}");
        }
    }

    #[test]
    fn parents_in_a_circle_are_all_in_the_codebook() {
        let issue = |id: &str, parent: &str| {
            format!(
                "[[issue]]\nid = \"{id}\"\nlabel = \"Same\"\nparent = \"{parent}\"\ndefinition = \"\"\n"
            )
        };
        let content = [issue("a", "b"), issue("b", "a"), issue("c", "a")].concat();
        let file = SourceFile { name: "f.toml", content: &content };
        let taxonomy = Taxonomy::from_files(&[file], None).expect("a taxonomy");
        let mut names = Vec::new();
        code_book(&taxonomy, "").for_each(|code, _| names.push(code.name.clone()));
        assert_eq!(names, ["f", "Same", "Same (b)", "Same (c)"]);
    }
}
