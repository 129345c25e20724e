//! Issues without rules to a taxonomy file that a person goes on with.

use toml::Value;

use super::model::{Family, Issue, IssueKind};

/// A taxonomy file of `family` with `issues`, their rules left out: what a person who has a codebook starts from.
///
/// The file loads. A comment at its head and below each issue says what is still to be written.
pub fn skeleton_file(family: &Family, issues: &[Issue]) -> String {
    let mut out = String::from(
        "# Issues without rules: nothing is tagged by them yet. Write [[issue.rule]] tables with `find`, `examples` and\n\
         # `counterexamples` below each issue, then run `scrutineer taxonomy check` on this folder.\n\n[family]\n",
    );
    key(&mut out, "id", &family.id);
    key(&mut out, "label", &family.label);
    for issue in issues {
        out.push_str("\n[[issue]]\n");
        key(&mut out, "id", &issue.id);
        key(&mut out, "label", &issue.label);
        if issue.family != family.id {
            key(&mut out, "family", &issue.family);
        }
        if let Some(parent) = &issue.parent {
            key(&mut out, "parent", parent);
        }
        if issue.kind != IssueKind::Issue {
            key(&mut out, "kind", issue.kind.as_str());
        }
        key(&mut out, "stage", &issue.stage);
        key(&mut out, "definition", &issue.definition);
        if issue.definition.is_empty() {
            out.push_str("# The codebook has no definition: write one.\n");
        }
        for (name, text) in [("use", &issue.use_when), ("not_use", &issue.not_use)] {
            if !text.is_empty() {
                key(&mut out, name, text);
            }
        }
        if !issue.questions.is_empty() {
            let questions = issue.questions.iter().cloned().map(Value::String).collect();
            out.push_str(&format!("questions = {}\n", Value::Array(questions)));
        }
        if !issue.counted {
            out.push_str("counted = false\n");
        }
        out.push_str("# [[issue.rule]]\n# id = \"\"\n# find = [\"\"]\n# examples = [\"\"]\n# counterexamples = [\"\"]\n");
    }
    out
}

fn key(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("{name} = {}\n", Value::String(text.to_owned())));
}
