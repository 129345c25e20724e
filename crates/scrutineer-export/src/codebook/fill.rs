//! A taxonomy to sheets.

use scrutineer::document::Role;
use scrutineer::taxonomy::{Issue, Rule, Taxonomy};
use serde::Serialize;

use super::cells::{
    CUE_PHRASES, CUES_SHEET, EXAMPLES, FAMILIES, ISSUES, LISTS, PHRASES, QUESTIONS, RULES, Sheets,
};

/// Kebab-case name of a value of the model, as taxonomy files spell it.
fn named(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

/// The sheets of `taxonomy`; word lists and cues that `lent` has alike are left out.
pub(super) fn sheets_of(taxonomy: &Taxonomy, lent: Option<&Taxonomy>) -> Sheets {
    let mut sheets = Sheets::default();
    for family in &taxonomy.families {
        sheets.push(FAMILIES, vec![family.id.clone(), family.label.clone()]);
    }
    let mut seen: Vec<&str> = taxonomy.families.iter().map(|f| f.id.as_str()).collect();
    for issue in &taxonomy.issues {
        // A family that has no label is a row without one.
        if !seen.contains(&issue.family.as_str()) {
            seen.push(&issue.family);
            sheets.push(FAMILIES, vec![issue.family.clone(), String::new()]);
        }
        push_issue(&mut sheets, issue);
    }
    let own_list = |name: &str| match lent {
        Some(lent) => lent.lists.get(name) != taxonomy.lists.get(name),
        None => true,
    };
    for (name, entries) in taxonomy.lists.iter().filter(|(name, _)| own_list(name)) {
        if entries.is_empty() {
            sheets.push(LISTS, vec![name.clone(), String::new()]);
        }
        for entry in entries {
            sheets.push(LISTS, vec![name.clone(), entry.as_str().to_owned()]);
        }
    }
    if lent.is_none_or(|lent| lent.cues != taxonomy.cues) {
        for (at, cue) in taxonomy.cues.iter().enumerate() {
            let number = (at + 1).to_string();
            sheets.push(
                CUES_SHEET,
                vec![
                    number.clone(),
                    named(cue.kind),
                    named(cue.direction),
                    cue.reach.to_string(),
                    cue.crosses.to_string(),
                ],
            );
            for phrase in &cue.find {
                sheets.push(CUE_PHRASES, vec![number.clone(), phrase.as_str().to_owned()]);
            }
        }
    }
    sheets
}

fn push_issue(sheets: &mut Sheets, issue: &Issue) {
    sheets.push(
        ISSUES,
        vec![
            issue.id.clone(),
            issue.label.clone(),
            issue.family.clone(),
            issue.stage.clone(),
            named(issue.kind),
            issue.parent.clone().unwrap_or_default(),
            issue.definition.clone(),
            issue.use_when.clone(),
            issue.not_use.clone(),
            issue.counted.to_string(),
        ],
    );
    for question in &issue.questions {
        sheets.push(QUESTIONS, vec![issue.id.clone(), question.clone()]);
    }
    for rule in &issue.rules {
        push_rule(sheets, issue, rule);
    }
}

fn push_rule(sheets: &mut Sheets, issue: &Issue, rule: &Rule) {
    sheets.push(
        RULES,
        vec![
            issue.id.clone(),
            rule.id.clone(),
            named(rule.valence),
            named(rule.scope),
            named(rule.strength),
            rule.assertion.map_or_else(String::new, |assertion| assertion.as_str().to_owned()),
            roles(&rule.section_in),
            roles(&rule.section_not_in),
        ],
    );
    for (part, phrases) in [("find", &rule.find), ("with", &rule.with), ("without", &rule.without)]
    {
        for phrase in phrases {
            let cells = [&issue.id, &rule.id, part, phrase.as_str()].map(str::to_owned);
            sheets.push(PHRASES, cells.to_vec());
        }
    }
    for (kind, sentences) in
        [("example", &rule.examples), ("counterexample", &rule.counterexamples)]
    {
        for sentence in sentences {
            let cells = [&issue.id, &rule.id, kind, sentence].map(str::to_owned);
            sheets.push(EXAMPLES, cells.to_vec());
        }
    }
}
