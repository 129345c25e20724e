//! The tagger: compiled once, shared by reference between threads.

use std::sync::Mutex;

use super::assertion::Assertion;
use super::compile::Compilation;
use super::key;
use super::lexicon::Lookup;
use super::linked::LinkedScorer;
use super::workspace::Workspace;
use super::{Tag, Tagged};
use crate::Document;
use crate::document::{Block, BlockKind};
use crate::score::{Records, Scorer};
use crate::taxonomy::{Rule, Taxonomy};

/// Finds the issues of a taxonomy in documents.
///
/// Compiled once and shared by reference: `tag` takes `&self`, and tagging cannot fail.
#[derive(Debug)]
pub struct Tagger {
    pub(super) taxonomy: Taxonomy,
    pub(super) compiled: Compilation,
    pub(super) scorer: Option<LinkedScorer>,
    /// Records of rules, where they have been tried.
    pub(super) records: Option<Records>,
    pub(super) min_strength: Option<f64>,
    /// Working memory of finished calls, for the next ones.
    workspaces: Mutex<Vec<Workspace>>,
}

impl Tagger {
    /// Compiles `taxonomy`.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        Self {
            taxonomy: taxonomy.clone(),
            compiled: Compilation::new(taxonomy),
            scorer: None,
            records: None,
            min_strength: None,
            workspaces: Mutex::new(Vec::new()),
        }
    }

    /// Lets `scorer` decide beside the rules; codes that the taxonomy lacks are passed over.
    #[must_use]
    pub fn with_scorer(mut self, scorer: &Scorer) -> Self {
        self.records = Some(scorer.records().clone());
        self.scorer = Some(LinkedScorer::new(scorer, &self.taxonomy));
        self
    }

    /// Weighs rules by their records on passages that were not used to write them; rules whose record is poor give no asserted tags.
    #[must_use]
    pub fn with_records(mut self, records: &Records) -> Self {
        self.records = Some(records.clone());
        self
    }

    /// Gives asserted tags from this strength on; without a scorer rules are strong (0.8) or weak (0.6).
    #[must_use]
    pub fn with_min_strength(mut self, strength: f64) -> Self {
        self.min_strength = Some(strength);
        self
    }

    /// The built-in taxonomy with its scorer.
    pub fn builtin() -> Self {
        Self::new(Taxonomy::builtin()).with_scorer(Scorer::builtin())
    }

    /// The taxonomy it was made from.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// Tags `document`.
    pub fn tag(&self, document: Document) -> Tagged {
        let mut workspace = self.take_workspace();
        let mut tags = Vec::new();
        for (at, block) in document.blocks.iter().enumerate() {
            if is_taggable(&document, block) {
                self.tag_block(&document, at, &mut workspace, &mut tags);
            }
        }
        self.return_workspace(workspace);
        key::set_keys(&document, &mut tags);
        Tagged { document, tags }
    }

    /// Names of all rules that match somewhere in `document`, "issue/rule", whatever comes of them.
    pub fn rules_in(&self, document: &Document) -> std::collections::BTreeSet<String> {
        let mut workspace = self.take_workspace();
        let mut names = std::collections::BTreeSet::new();
        for block in &document.blocks {
            self.read_words(document, block, &mut workspace);
            let mut hits = Vec::new();
            for unit in 0..workspace.sentences.len() {
                self.find_hits(document, block, unit, &mut workspace, &mut hits);
            }
            for hit in hits {
                let of = self.compiled.rules[hit.rule as usize].of;
                names.insert(format!(
                    "{}/{}",
                    self.taxonomy.issues[of.issue].id,
                    self.rule(hit.rule).id
                ));
            }
        }
        self.return_workspace(workspace);
        names
    }

    pub(super) fn take_workspace(&self) -> Workspace {
        let pooled = self.workspaces.lock().ok().and_then(|mut pool| pool.pop());
        pooled.unwrap_or_else(|| Workspace::new(&self.compiled.program))
    }

    pub(super) fn return_workspace(&self, workspace: Workspace) {
        if let Ok(mut pool) = self.workspaces.lock() {
            pool.push(workspace);
        }
    }

    fn tag_block(
        &self,
        document: &Document,
        at: usize,
        workspace: &mut Workspace,
        tags: &mut Vec<Tag>,
    ) {
        let block = &document.blocks[at];
        self.read_words(document, block, workspace);
        let mut hits = Vec::new();
        for unit in 0..workspace.sentences.len() {
            self.find_hits(document, block, unit, workspace, &mut hits);
        }
        self.keep_supported(&mut hits);
        let first = tags.len();
        self.merge(at, &hits, workspace, tags);
        if let Some(linked) = &self.scorer {
            let role = document.role_of(block);
            let of_block = tags.split_off(first);
            self.weigh(linked, &hits, of_block, (document, at, role), workspace, tags);
        }
        let cut = self.cut();
        let mut kept = first;
        for at in first..tags.len() {
            if tags[at].assertion != Assertion::Asserted || tags[at].strength >= cut {
                tags.swap(kept, at);
                kept += 1;
            }
        }
        tags.truncate(kept);
        tags[first..].sort_by(|a, b| {
            (a.quote, &a.issue, a.assertion).cmp(&(b.quote, &b.issue, b.assertion))
        });
    }

    pub(super) fn read_words(&self, document: &Document, block: &Block, workspace: &mut Workspace) {
        let scorer = self.scorer.as_ref().map(|linked| &linked.scorer);
        let lookup = Lookup { lexicon: &self.compiled.program.lexicon, scorer };
        workspace.read(document, block, lookup);
    }

    pub(super) fn rule(&self, rule: u32) -> &Rule {
        let of = self.compiled.rules[rule as usize].of;
        &self.taxonomy.issues[of.issue].rules[of.rule]
    }
}

/// Contents lists, captions and attribution lines hold no statements; nor do covers and bibliographies.
pub(crate) fn is_taggable(document: &Document, block: &Block) -> bool {
    !matches!(
        block.kind,
        BlockKind::Contents
            | BlockKind::Caption
            | BlockKind::Attribution
            | BlockKind::Footnote
            | BlockKind::Heading
    ) && !document.role_of(block).is_furniture()
}
