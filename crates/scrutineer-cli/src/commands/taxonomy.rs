//! `scrutineer taxonomy`: the codebook for people.

use std::io::{self, Write};
use std::process::ExitCode;

use scrutineer::Taxonomy;
use scrutineer::taxonomy::{Builtin, Issue, Rule, check};

use super::{load_taxonomy, taxonomy_diff, taxonomy_files};
use crate::args;
use crate::failure::Failure;

pub(crate) fn run(command: &args::Taxonomy) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    match &command.action {
        args::TaxonomyAction::List { built_in: true, .. } => {
            for builtin in Builtin::all() {
                let issues = builtin.taxonomy().issues.len();
                writeln!(out, "@{:<17} {issues:>3} issues  {}", builtin.name, builtin.about)?;
            }
        }
        args::TaxonomyAction::List { taxonomy, .. } => {
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
        args::TaxonomyAction::Diff(command) => return taxonomy_diff::run(&mut out, command),
        args::TaxonomyAction::New { folder } => taxonomy_files::begin(&mut out, folder)?,
        args::TaxonomyAction::Export { target, taxonomy, with_base } => {
            let taxonomy = load_taxonomy(taxonomy.taxonomy.as_deref())?;
            taxonomy_files::export(&mut out, &taxonomy, target, *with_base)?;
        }
        args::TaxonomyAction::Import { source, folder, out: option } => {
            // One of the two is there, as the arguments demand.
            if let Some(folder) = folder.as_ref().or(option.as_ref()) {
                taxonomy_files::import(&mut out, source, folder)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
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
