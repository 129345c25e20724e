//! Tables of texts as typed to sources.

use std::collections::BTreeMap;

use scrutineer::corpus::Source;
use scrutineer::table::{document_columns, tag_columns};
use scrutineer_export::{TextColumns, Texts, is_table_name, read_texts};

use crate::args::Inputs;
use crate::failure::Failure;

/// The rows of all tables that were typed; nothing when reports are files.
pub(crate) fn open(inputs: &Inputs) -> Result<Option<Texts>, Failure> {
    let Some(text) = inputs.table.text_column.clone() else {
        return match inputs.paths.iter().find(|path| path.is_file() && is_table_name(path)) {
            None => Ok(None),
            Some(path) => Err(Failure::new(format!(
                "{}: this is a table, not a report; name the column that holds the texts with --text-column",
                path.display()
            ))),
        };
    };
    let choice =
        TextColumns { text, id: inputs.table.id_column.clone(), sheet: inputs.table.sheet.clone() };
    let mut all = Texts::default();
    for path in &inputs.paths {
        if path.is_dir() {
            return Err(Failure::new(format!(
                "{}: this is a folder; --text-column reads tables, so name their files",
                path.display()
            )));
        }
        let texts = read_texts(path, &choice).map_err(|error| Failure::new(error.to_string()))?;
        all.sources.extend(texts.sources);
        for column in texts.columns {
            if !all.columns.contains(&column) {
                all.columns.push(column);
            }
        }
    }
    let mut seen: BTreeMap<&str, &Source> = BTreeMap::new();
    for source in &all.sources {
        if let Some(first) = seen.insert(source.name(), source) {
            return Err(Failure::new(format!(
                "two reports are called `{}`, in {} and {}; give tables and ids names that differ",
                source.name(),
                first.path().display(),
                source.path().display()
            )));
        }
    }
    Ok(Some(all))
}

/// Refuses columns of a catalogue or table that the results have already: a table with two columns of one name
/// cannot be read by name.
pub(crate) fn check_metadata(metadata: &[String]) -> Result<(), Failure> {
    let taken = [tag_columns(&[]), document_columns(&[])].concat();
    match metadata.iter().find(|name| taken.iter().any(|column| column.name == **name)) {
        None => Ok(()),
        Some(name) => Err(Failure::new(format!(
            "the results have a column `{name}` of their own; rename it in your catalogue or table, to `my_{name}` for instance"
        ))),
    }
}
