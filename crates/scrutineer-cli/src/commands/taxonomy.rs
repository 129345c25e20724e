//! `scrutineer taxonomy`: the codebook for people.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use scrutineer::Taxonomy;
use scrutineer::exchange::{read_code_book, skeleton};
use scrutineer::taxonomy::{Issue, Rule, SourceFile, check};
use scrutineer_export::WholeFile;

use super::{load_taxonomy, loaded};
use crate::args;
use crate::failure::Failure;

pub(crate) fn run(command: &args::Taxonomy) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    match &command.action {
        args::TaxonomyAction::List { taxonomy } => {
            list(&mut out, &load_taxonomy(taxonomy.taxonomy.as_deref())?)?;
        }
        args::TaxonomyAction::Show { issue, taxonomy } => {
            let taxonomy = load_taxonomy(taxonomy.taxonomy.as_deref())?;
            let found = taxonomy.issue(issue).ok_or_else(|| {
                Failure::new(format!(
                    "there is no issue `{issue}`; `scrutineer taxonomy list` names them"
                ))
            })?;
            show(&mut out, found)?;
        }
        args::TaxonomyAction::Import { file, out: folder } => import(&mut out, file, folder)?,
        args::TaxonomyAction::Check { path } => {
            let report = check(&load_taxonomy(path.as_deref())?);
            for failure in &report.failures {
                writeln!(out, "{failure}\n")?;
            }
            writeln!(
                out,
                "{} rules, {} examples and counter-examples, {} failures",
                report.rules,
                report.sentences,
                report.failures.len()
            )?;
            return Ok(ExitCode::from(u8::from(!report.failures.is_empty())));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the files of a taxonomy without rules, and checks that they load before any is written.
fn import(out: &mut impl Write, file: &Path, folder: &Path) -> Result<(), Failure> {
    let named = |path: &Path, error: String| Failure::new(format!("{}: {error}", path.display()));
    let opened = fs::File::open(file).map_err(|error| named(file, error.to_string()))?;
    let (book, warnings) = read_code_book(io::BufReader::new(opened))
        .map_err(|error| named(file, error.to_string()))?;
    for warning in &warnings {
        writeln!(io::stderr(), "warning: {warning}")?;
    }
    let skeleton = skeleton(&book);
    if skeleton.issues == 0 {
        return Err(named(file, "the codebook holds no code".to_owned()));
    }
    let taken = skeleton.files.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
    if let Some(path) = taken {
        return Err(named(&path, "is there already; choose an empty folder with --out".to_owned()));
    }
    let sources: Vec<SourceFile<'_>> =
        skeleton.files.iter().map(|(name, content)| SourceFile { name, content }).collect();
    loaded(Taxonomy::from_files(&sources, Some(Taxonomy::base())))?;
    fs::create_dir_all(folder).map_err(|error| named(folder, error.to_string()))?;
    for (name, content) in &skeleton.files {
        let target = folder.join(name);
        let written = WholeFile::create(&target)
            .and_then(|mut file| file.write_all(content.as_bytes()).and_then(|()| file.finish()));
        written.map_err(|error| named(&target, error.to_string()))?;
    }
    writeln!(
        out,
        "{} issues in {} files in {}",
        skeleton.issues,
        skeleton.files.len(),
        folder.display()
    )?;
    skeleton.notes.iter().try_for_each(|note| writeln!(out, "to do: {note}"))?;
    Ok(())
}

fn list(out: &mut impl Write, taxonomy: &Taxonomy) -> io::Result<()> {
    let mut family = "";
    for issue in &taxonomy.issues {
        if issue.family != family {
            family = &issue.family;
            writeln!(out, "{}", taxonomy.family_label(family))?;
        }
        let uncounted = if issue.counted { "" } else { " (not counted)" };
        writeln!(out, "  {:<42} {}{uncounted}", issue.id, issue.label)?;
    }
    Ok(())
}

fn show(out: &mut impl Write, issue: &Issue) -> io::Result<()> {
    writeln!(out, "{} – {}", issue.id, issue.label)?;
    writeln!(out, "family {} · stage {}", issue.family, issue.stage)?;
    if let Some(parent) = &issue.parent {
        writeln!(out, "below {parent}")?;
    }
    for (head, words) in
        [("", &issue.definition), ("Use when ", &issue.use_when), ("Not when ", &issue.not_use)]
    {
        if !words.is_empty() {
            writeln!(out, "\n{head}{words}")?;
        }
    }
    for question in &issue.questions {
        writeln!(out, "? {question}")?;
    }
    issue.rules.iter().try_for_each(|rule| show_rule(out, rule))
}

fn show_rule(out: &mut impl Write, rule: &Rule) -> io::Result<()> {
    writeln!(out, "\nrule {}", rule.id)?;
    for (head, phrases) in [("find", &rule.find), ("with", &rule.with), ("without", &rule.without)]
    {
        for phrase in phrases {
            writeln!(out, "  {head:<8}{}", phrase.as_str())?;
        }
    }
    for (mark, sentences) in [("✓", &rule.examples), ("✗", &rule.counterexamples)] {
        for sentence in sentences {
            writeln!(out, "  {mark} {}", sentence.replace("**", ""))?;
        }
    }
    Ok(())
}
