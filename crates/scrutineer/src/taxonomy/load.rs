//! Taxonomy files to a [`Taxonomy`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sha2::{Digest, Sha256};
use toml::Spanned;

use super::diagnostic::{TaxonomyError, nearest};
use super::file::{CueTable, File, IssueTable, RuleTable};
use super::model::{Cue, Family, Issue, Rule, Taxonomy};
use super::phrase::{Phrase, Piece};
use crate::document::Role;
use crate::tag::Assertion;

/// Bytes of one taxonomy file; the largest built-in one has about 100 kB.
const LARGEST_FILE: u64 = 4 << 20;
/// Phrases of a whole taxonomy, lists and cues included.
const MOST_PHRASES: usize = 100_000;
/// Lists that name each other, one inside the other.
const DEEPEST_LISTS: usize = 8;
/// Words of a cue's reach when the file does not say.
const REACH: u8 = 12;

/// One taxonomy file by name and content.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// Name for messages.
    pub name: &'a str,
    /// TOML.
    pub content: &'a str,
}

impl Taxonomy {
    /// Reads a taxonomy from files. Word lists and cues that the files do not define come from `base`.
    ///
    /// # Errors
    /// Every fault found, in file order.
    pub fn from_files(
        files: &[SourceFile<'_>],
        base: Option<&Self>,
    ) -> Result<Self, Vec<TaxonomyError>> {
        let mut loader = Loader::default();
        for file in files {
            loader.read(file);
        }
        loader.finish(files, base)
    }

    /// Reads all `.toml` files of a folder, or one file.
    ///
    /// # Errors
    /// Every fault found, in file order.
    pub fn from_path(path: &Path, base: Option<&Self>) -> Result<Self, Vec<TaxonomyError>> {
        let named = |path: &Path| path.display().to_string();
        let whole =
            |path: &Path, message: String| vec![TaxonomyError::whole(&named(path), message)];
        let mut paths = Vec::new();
        if path.is_dir() {
            let entries = std::fs::read_dir(path)
                .map_err(|e| whole(path, format!("cannot be listed: {e}")))?;
            paths.extend(
                entries
                    .filter_map(Result::ok)
                    .map(|e| e.path())
                    .filter(|p| p.extension().is_some_and(|e| e == "toml")),
            );
            paths.sort();
            if paths.is_empty() {
                return Err(whole(
                    path,
                    "holds no .toml file; `scrutineer taxonomy new` writes one to start from"
                        .into(),
                ));
            }
        } else {
            paths.push(path.to_owned());
        }
        let mut contents = Vec::new();
        for path in &paths {
            let size = std::fs::metadata(path)
                .map_err(|e| whole(path, format!("cannot be read: {e}")))?
                .len();
            if size > LARGEST_FILE {
                return Err(whole(
                    path,
                    format!("is larger than {} MB; split it into several", LARGEST_FILE >> 20),
                ));
            }
            let content = std::fs::read_to_string(path)
                .map_err(|e| whole(path, format!("cannot be read: {e}")))?;
            contents.push((named(path), content));
        }
        let files: Vec<_> =
            contents.iter().map(|(name, content)| SourceFile { name, content }).collect();
        Self::from_files(&files, base)
    }
}

#[derive(Default)]
struct Loader {
    taxonomy: Taxonomy,
    errors: Vec<TaxonomyError>,
    /// Where each issue was defined first, to say so at the second.
    issue_files: BTreeMap<String, String>,
    /// Uses of lists: name, file, and the error to give when it does not exist.
    list_uses: Vec<(String, TaxonomyError)>,
    parents: Vec<(String, TaxonomyError)>,
    phrases: usize,
}

impl Loader {
    fn read(&mut self, source: &SourceFile<'_>) {
        let file: File = match toml::from_str(source.content) {
            Ok(file) => file,
            Err(error) => {
                self.errors.push(explain(source, &error));
                return;
            }
        };
        let family =
            file.family.as_ref().map_or_else(|| stem(source.name), |family| family.id.clone());
        if let Some(table) = file.family {
            self.taxonomy.families.push(Family { id: table.id, label: table.label });
        }
        for (name, entries) in file.lists {
            let phrases = self.phrases(source, &entries);
            for (phrase, entry) in phrases.iter().zip(&entries) {
                if phrase.has_gap() {
                    self.fault(
                        source,
                        entry,
                        "an entry of a word list cannot hold a gap; write it in a rule",
                    );
                }
            }
            if self.taxonomy.lists.insert(name.get_ref().clone(), phrases).is_some() {
                self.fault(source, &name, "this word list is defined twice; rename or merge one");
            }
        }
        for table in file.cue {
            let cue = self.cue(source, table);
            self.taxonomy.cues.push(cue);
        }
        for table in file.issue {
            self.issue(source, table, &family);
        }
    }

    fn fault<T>(
        &mut self,
        source: &SourceFile<'_>,
        place: &Spanned<T>,
        message: impl Into<String>,
    ) {
        let span = place.span();
        self.errors.push(TaxonomyError::at(
            source.name,
            source.content,
            span.start,
            span.end,
            message,
        ));
    }

    fn phrases(&mut self, source: &SourceFile<'_>, written: &[Spanned<String>]) -> Vec<Phrase> {
        let mut phrases = Vec::with_capacity(written.len());
        for text in written {
            self.phrases += 1;
            let start = text.span().start;
            // The value begins after its quotation mark; escapes before the fault would shift it, which is rare.
            let quote = if source.content[start..].starts_with("\"\"\"") { 3 } else { 1 };
            match Phrase::parse(text.get_ref()) {
                Ok(phrase) => {
                    for name in list_names(&phrase) {
                        let inside = text.get_ref().find(&format!("{{{name}}}")).unwrap_or(0);
                        let at = start + quote + inside;
                        let error = TaxonomyError::at(
                            source.name,
                            source.content,
                            at,
                            at + name.len() + 2,
                            format!("there is no word list `{name}`"),
                        );
                        self.list_uses.push((name, error));
                    }
                    phrases.push(phrase);
                }
                Err(error) => {
                    let at = start + quote + error.at;
                    self.errors.push(TaxonomyError::at(
                        source.name,
                        source.content,
                        at,
                        at + error.length,
                        error.message,
                    ));
                }
            }
        }
        phrases
    }

    fn cue(&mut self, source: &SourceFile<'_>, table: CueTable) -> Cue {
        Cue {
            kind: table.kind,
            direction: table.direction,
            reach: table.reach.unwrap_or(REACH),
            crosses: table.crosses,
            find: self.phrases(source, &table.find),
        }
    }

    fn issue(&mut self, source: &SourceFile<'_>, table: IssueTable, family: &str) {
        let id = table.id.get_ref().clone();
        if id.is_empty()
            || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        {
            self.fault(source, &table.id, "an issue id is lower-case letters, digits and hyphens");
        }
        if let Some(first) = self.issue_files.insert(id.clone(), source.name.to_owned()) {
            self.fault(source, &table.id, format!("issue `{id}` is defined already in {first}"));
        }
        if let Some(parent) = &table.parent {
            let span = parent.span();
            let error = TaxonomyError::at(
                source.name,
                source.content,
                span.start,
                span.end,
                format!("there is no issue `{}` to be the parent", parent.get_ref()),
            );
            self.parents.push((parent.get_ref().clone(), error));
        }
        let mut names = BTreeSet::new();
        let mut rules = Vec::with_capacity(table.rule.len());
        for rule in table.rule {
            if !names.insert(rule.id.get_ref().clone()) {
                self.fault(source, &rule.id, "this issue has a rule of that name already");
            }
            rules.push(self.rule(source, rule));
        }
        self.taxonomy.issues.push(Issue {
            id,
            label: table.label,
            family: table.family.unwrap_or_else(|| family.to_owned()),
            stage: table.stage,
            kind: table.kind,
            parent: table.parent.map(Spanned::into_inner),
            definition: table.definition,
            use_when: table.use_when,
            not_use: table.not_use,
            questions: table.questions,
            counted: table.counted,
            rules,
        });
    }

    fn rule(&mut self, source: &SourceFile<'_>, table: RuleTable) -> Rule {
        if table.find.is_empty() {
            self.fault(
                source,
                &table.id,
                "the rule finds nothing: `find` needs at least one phrase",
            );
        }
        let assertion = table.assertion.and_then(|name| {
            let known = Assertion::parse(name.get_ref());
            if known.is_none() {
                let names = Assertion::ALL.map(Assertion::as_str).join(", ");
                self.fault(
                    source,
                    &name,
                    format!("there is no such assertion; use one of {names}"),
                );
            }
            known
        });
        Rule {
            id: table.id.get_ref().clone(),
            find: self.phrases(source, &table.find),
            with: self.phrases(source, &table.with),
            without: self.phrases(source, &table.without),
            valence: table.valence,
            scope: table.scope,
            strength: table.strength,
            assertion,
            section_in: self.roles(source, &table.section_in),
            section_not_in: self.roles(source, &table.section_not_in),
            examples: table.examples.into_iter().map(Spanned::into_inner).collect(),
            counterexamples: table.counterexamples.into_iter().map(Spanned::into_inner).collect(),
        }
    }

    fn roles(&mut self, source: &SourceFile<'_>, names: &[Spanned<String>]) -> Vec<Role> {
        let mut roles = Vec::with_capacity(names.len());
        for name in names {
            if name.get_ref() == "excluded" {
                roles.extend(Role::ALL.into_iter().filter(|role| role.is_excluded()));
                continue;
            }
            match Role::parse(name.get_ref()) {
                Some(role) => roles.push(role),
                None => {
                    let known = Role::ALL.map(Role::as_str);
                    let hint = nearest(name.get_ref(), known)
                        .map_or_else(|| known.join(", "), str::to_owned);
                    self.fault(
                        source,
                        name,
                        format!(
                            "there is no section role `{}`; did you mean {hint}?",
                            name.get_ref()
                        ),
                    );
                }
            }
        }
        roles
    }

    fn finish(
        mut self,
        files: &[SourceFile<'_>],
        base: Option<&Taxonomy>,
    ) -> Result<Taxonomy, Vec<TaxonomyError>> {
        if let Some(base) = base {
            for (name, entries) in &base.lists {
                self.taxonomy.lists.entry(name.clone()).or_insert_with(|| entries.clone());
            }
            if self.taxonomy.cues.is_empty() {
                self.taxonomy.cues.clone_from(&base.cues);
            }
        }
        for (name, error) in std::mem::take(&mut self.list_uses) {
            if !self.taxonomy.lists.contains_key(&name) {
                let near = nearest(&name, self.taxonomy.lists.keys().map(String::as_str));
                self.errors.push(match near {
                    Some(near) => error.with_help(format!("did you mean {{{near}}}?")),
                    None => error.with_help(format!("define it: [lists] {name} = [\"...\"]")),
                });
            }
        }
        for (parent, error) in std::mem::take(&mut self.parents) {
            if !self.issue_files.contains_key(&parent) {
                let near = nearest(&parent, self.issue_files.keys().map(String::as_str));
                self.errors.push(match near {
                    Some(near) => error.with_help(format!("did you mean `{near}`?")),
                    None => error,
                });
            }
        }
        if self.phrases > MOST_PHRASES {
            self.errors.push(TaxonomyError::whole(
                "taxonomy",
                format!("holds more than {MOST_PHRASES} phrases"),
            ));
        }
        let mut known = BTreeMap::new();
        for name in self.taxonomy.lists.keys() {
            if list_depth(&self.taxonomy.lists, name, 0, &mut known).is_none() {
                let message = format!(
                    "word list `{name}` names itself, or lists are nested deeper than {DEEPEST_LISTS}"
                );
                self.errors.push(TaxonomyError::whole("taxonomy", message));
                break;
            }
        }
        if self.errors.is_empty() {
            self.taxonomy.fingerprint = fingerprint(files);
            Ok(self.taxonomy)
        } else {
            Err(self.errors)
        }
    }
}

fn fingerprint(files: &[SourceFile<'_>]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        // Only the last part of the path: the same folder elsewhere is the same taxonomy.
        hash.update(stem(file.name));
        hash.update([0]);
        hash.update(file.content);
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn stem(name: &str) -> String {
    Path::new(name)
        .file_stem()
        .map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn list_names(phrase: &Phrase) -> Vec<String> {
    fn collect(pieces: &[Piece], names: &mut Vec<String>) {
        for piece in pieces {
            match piece {
                Piece::List(name) => names.push(name.clone()),
                Piece::Group { alternatives, .. } => {
                    alternatives.iter().for_each(|a| collect(a, names))
                }
                _ => {}
            }
        }
    }
    let mut names = Vec::new();
    collect(&phrase.pieces, &mut names);
    names
}

/// How deep lists nest below `name`; `None` past the bound, which a cycle always reaches.
///
/// `known` keeps the depth of each list that was seen, so that the cost is that of the file, however many ways
/// lead from list to list.
fn list_depth(
    lists: &BTreeMap<String, Vec<Phrase>>,
    name: &str,
    above: usize,
    known: &mut BTreeMap<String, usize>,
) -> Option<usize> {
    if let Some(&depth) = known.get(name) {
        return (above + depth <= DEEPEST_LISTS).then_some(depth);
    }
    if above > DEEPEST_LISTS {
        return None;
    }
    let mut depth = 0;
    for inner in lists.get(name)?.iter().flat_map(list_names).collect::<BTreeSet<_>>() {
        depth = depth.max(1 + list_depth(lists, &inner, above + 1, known)?);
    }
    known.insert(name.to_owned(), depth);
    Some(depth)
}

/// A TOML error with its line, and the nearest known key when a key is unknown.
fn explain(source: &SourceFile<'_>, error: &toml::de::Error) -> TaxonomyError {
    let span = error.span().unwrap_or(0..0);
    let shown =
        TaxonomyError::at(source.name, source.content, span.start, span.end, error.message());
    let mut quoted = error.message().split('`').skip(1).step_by(2);
    if error.message().starts_with("unknown field") {
        let given = quoted.next().unwrap_or_default();
        let known: Vec<&str> = quoted.collect();
        return match nearest(given, known.iter().copied()) {
            Some(near) => shown.with_help(format!("did you mean `{near}`?")),
            None => shown.with_help(format!("known keys: {}", known.join(", "))),
        };
    }
    shown
}
