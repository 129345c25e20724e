//! The project of a run for programs of qualitative data analysis, by the REFI-QDA standard: results.qdpx and
//! codebook.qdc.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::Path;

use refi_qda::{
    CodeBook, Coding, Creation, Guid, PlainTextSelection, Project, ProjectWriter, TextSource, User,
    Value, Variable, VariableType, VariableValue, write_codebook,
};
use scrutineer::corpus::Outcome;
use scrutineer::exchange::{code_book, code_guid, tag_line};
use scrutineer::taxonomy::Taxonomy;
use scrutineer::{Assertion, Tag, Tagged};

use crate::whole_file::WholeFile;
use crate::writer::{RunEnd, Writer};

/// What goes into the project of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QdpxOptions {
    /// Tags of these assertions, outside excluded sections.
    pub assertions: BTreeSet<Assertion>,
}

impl Default for QdpxOptions {
    /// Findings alone.
    fn default() -> Self {
        Self { assertions: BTreeSet::from([Assertion::Asserted]) }
    }
}

/// The project and the codebook of a run while they are being written.
///
/// Each report becomes a plain-text source that is exactly its [`Text`](scrutineer::Text); each quote a selection, with
/// a coding for each code that was found in it. Why a code was given stands in the selection's description
/// ([`tag_line`]), what is known of the report in variables. Texts and codings go to the disk at once.
pub struct QdpxFile {
    project: ProjectWriter<WholeFile, File>,
    code_book_file: WholeFile,
    assertions: BTreeSet<Assertion>,
    /// Columns of documents, and the GUIDs of their variables.
    variables: Vec<(String, Guid)>,
    user: Guid,
    known_codes: BTreeSet<Guid>,
    /// Names of sources so far in lower case, and how often each was wanted.
    names: BTreeMap<String, usize>,
    sources: usize,
    written: usize,
    other_assertions: usize,
    excluded: usize,
}

/// Variables that every source has, before the columns of documents.
const OWN_VARIABLES: [(&str, &str); 3] = [
    ("document", "Name of the file, as in tags.csv"),
    ("sha256", "SHA-256 of the file's bytes"),
    ("excluded_share", "Share of the text in sections that are not tagged"),
];
/// Longer quotes are cut in the name of their selection, as is the custom; the positions hold all of them.
const LONGEST_NAME: usize = 120;

impl QdpxFile {
    /// Begins results.qdpx and codebook.qdc in `folder`. `metadata` names the columns of documents, `tool` the program
    /// and version: the one user of the project.
    ///
    /// # Errors
    /// When the folder or the temporary folder of the system cannot be written.
    pub fn create(
        folder: &Path,
        taxonomy: &Taxonomy,
        metadata: &[String],
        tool: &str,
        options: QdpxOptions,
    ) -> io::Result<Self> {
        let book = code_book(taxonomy, tool);
        let mut known_codes = BTreeSet::new();
        book.for_each(|code, _| {
            known_codes.insert(code.guid);
        });
        let code_book_file = write_codebook_file(&folder.join("codebook.qdc"), &book)?;
        let mut variables: Vec<Variable> = Vec::new();
        let own = OWN_VARIABLES.into_iter().map(|(name, about)| (name, about.to_owned()));
        let columns = metadata.iter().map(|name| (name.as_str(), String::new()));
        for (name, description) in own.chain(columns) {
            // Some programs do not tell case.
            if variables.iter().all(|other| !other.name.eq_ignore_ascii_case(name)) {
                variables.push(Variable {
                    guid: Guid::from_name(&["scrutineer", "variable", name]),
                    name: name.to_owned(),
                    kind: VariableType::Text,
                    description,
                });
            }
        }
        let user = Guid::from_name(&["scrutineer", "user", tool]);
        let head = Project {
            name: "Scrutineer results".to_owned(),
            origin: tool.to_owned(),
            users: vec![User { guid: user, name: tool.to_owned() }],
            code_book: book,
            variables: variables.clone(),
            ..Project::default()
        };
        let target = WholeFile::create(&folder.join("results.qdpx"))?;
        Ok(Self {
            project: ProjectWriter::new(target, tempfile::tempfile()?, head)?,
            code_book_file,
            assertions: options.assertions,
            variables: variables.into_iter().map(|each| (each.name, each.guid)).collect(),
            user,
            known_codes,
            names: BTreeMap::new(),
            sources: 0,
            written: 0,
            other_assertions: 0,
            excluded: 0,
        })
    }

    /// The name of a source: that of the file, without slashes, which importers take for folders, and unique.
    fn source_name(&mut self, file: &str) -> String {
        let plain = file.replace(['/', '\\'], " - ");
        let mut name = plain.clone();
        loop {
            let turn = self.names.entry(name.to_lowercase()).or_default();
            *turn += 1;
            if *turn == 1 {
                return name;
            }
            name = format!("{plain} ({turn})");
        }
    }

    fn creation(&self) -> Creation {
        Creation { user: Some(self.user), date_time: None }
    }

    /// The selections of a report: one a quote, with all its codes.
    fn selections(&mut self, key: &[&str], tagged: &Tagged) -> Vec<PlainTextSelection> {
        let mut quotes: BTreeMap<(usize, usize), Vec<&Tag>> = BTreeMap::new();
        for tag in &tagged.tags {
            if tag.role(&tagged.document).is_excluded() {
                self.excluded += 1;
            } else if !self.assertions.contains(&tag.assertion) {
                self.other_assertions += 1;
            } else {
                self.written += 1;
                quotes.entry((tag.quote.start, tag.quote.end)).or_default().push(tag);
            }
        }
        let guid = |parts: &[&str]| Guid::from_name(&[key, parts].concat());
        quotes
            .into_values()
            .map(|tags| {
                let quote = tags[0].quote;
                let (start, end) = tagged.document.text.code_points(quote);
                let (from, to) = (start.to_string(), end.to_string());
                let mut codings: Vec<Coding> = Vec::new();
                for tag in &tags {
                    let code = code_guid(&tag.issue);
                    // The same code with two assertions is one coding, or importers drop one of them with its comment.
                    if self.known_codes.contains(&code) && codings.iter().all(|c| c.code != code) {
                        codings.push(Coding {
                            guid: guid(&["coding", &from, &to, &tag.issue]),
                            code,
                            creation: self.creation(),
                            ..Coding::default()
                        });
                    }
                }
                let lines: Vec<String> = tags.iter().map(|tag| tag_line(tagged, tag)).collect();
                PlainTextSelection {
                    guid: guid(&["selection", &from, &to]),
                    name: shortened(tagged.document.text.slice(quote)),
                    start,
                    end,
                    description: lines.join("\n"),
                    codings,
                    note_refs: Vec::new(),
                    creation: self.creation(),
                }
            })
            .collect()
    }

    fn values(&self, outcome: &Outcome, tagged: &Tagged) -> Vec<VariableValue> {
        let known = tagged.document.metadata.columns();
        let own = |name: &str| match name {
            "document" => Some(outcome.name.clone()),
            "sha256" => Some(outcome.sha256.clone()),
            "excluded_share" => Some(format!("{:.3}", tagged.document.excluded_share())),
            _ => known.get(name).cloned(),
        };
        self.variables
            .iter()
            .filter_map(|(name, variable)| {
                let value = own(name).filter(|value| !value.is_empty())?;
                Some(VariableValue { variable: *variable, value: Some(Value::Text(value)) })
            })
            .collect()
    }

    /// What the project holds and what it does not: the standard asks that a person be told what is lost.
    fn description(&self, end: &RunEnd<'_>) -> String {
        let assertions: Vec<&str> = self.assertions.iter().map(|each| each.as_str()).collect();
        format!(
            "Passages tagged by {} with the taxonomy {}.\n\
             {} reports, {} tags ({}). The description of each selection says why a code was given.\n\
             Not in this project: {} tags of other assertions, {} tags in sections that are not counted, {} files that could not be read; \
             pages, headings, tables and pictures of the reports; the exact words that a rule matched. They are in the other files of the run.\n\
             Tags are proposals to be read by a person. {}",
            end.manifest.tool,
            end.manifest.taxonomy_fingerprint,
            self.sources,
            self.written,
            assertions.join(", "),
            self.other_assertions,
            self.excluded,
            end.manifest.failures,
            end.manifest.note,
        )
    }
}

impl Writer for QdpxFile {
    fn add(&mut self, outcome: &Outcome, _taxonomy: &Taxonomy) -> io::Result<()> {
        let Ok(tagged) = &outcome.result else { return Ok(()) };
        let name = self.source_name(&outcome.name);
        // The same bytes under two names are two sources.
        let key = ["scrutineer", "source", &name, &outcome.sha256];
        let source = TextSource {
            guid: Guid::from_name(&key),
            selections: self.selections(&key, tagged),
            text: tagged.document.text.as_str().to_owned(),
            values: self.values(outcome, tagged),
            creation: self.creation(),
            name,
            ..TextSource::default()
        };
        self.sources += 1;
        Ok(self.project.add(&source)?)
    }

    fn finish(mut self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        let description = self.description(end);
        self.project.describe(description);
        Ok(vec![self.project.finish()?, self.code_book_file])
    }
}

/// A codebook with at least one code; without any there is nothing to exchange, and the format forbids it.
fn write_codebook_file(target: &Path, book: &CodeBook) -> io::Result<WholeFile> {
    let written = write_codebook(WholeFile::create(target)?, book);
    written.map_err(|error| io::Error::other(format!("{}: {error}", target.display())))
}

fn shortened(quote: &str) -> String {
    match quote.char_indices().nth(LONGEST_NAME) {
        None => quote.to_owned(),
        Some((at, _)) => format!("{}…", quote[..at].trim_end()),
    }
}
