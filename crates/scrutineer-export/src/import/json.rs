//! JSON lines, or one list of objects.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{ImportError, Rows};

pub(super) fn read(text: &str) -> Result<Rows, ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    let objects = if text.trim_start().starts_with('[') {
        serde_json::from_str::<Vec<Map<String, Value>>>(text)
            .map_err(|error| ImportError::new(format!("not a list of objects: {error}")))?
    } else {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| {
                    ImportError::new(format!("line {number} is not one JSON object: {error}"))
                })
            })
            .collect::<Result<Vec<Map<String, Value>>, _>>()?
    };
    let mut columns: Vec<String> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(objects.len());
    for object in objects {
        let mut row = vec![String::new(); columns.len()];
        for (name, value) in object {
            let at = *places.entry(name.clone()).or_insert_with(|| {
                columns.push(name);
                columns.len() - 1
            });
            row.resize(columns.len(), String::new());
            row[at] = shown(value);
        }
        rows.push(row);
    }
    Ok(Rows { columns, rows })
}

fn shown(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_lines_may_bring_columns() {
        let lines =
            "{\"id\":1,\"text\":\"One.\"}\n\n{\"text\":\"Two.\",\"year\":null,\"tags\":[1]}\n";
        let read = read(lines).unwrap();
        assert_eq!(read.columns, ["id", "text", "tags", "year"]);
        assert_eq!(read.rows, [vec!["1", "One."], vec!["", "Two.", "[1]", ""]]);
    }

    #[test]
    fn a_list_and_a_faulty_line() {
        assert_eq!(read(" [{\"text\":\"One.\"}]").unwrap().rows, [["One."]]);
        let fault = read("{\"a\":\"1\"}\n{\"a\":\n").unwrap_err().to_string();
        assert!(fault.starts_with("line 2 is not one JSON object"), "{fault}");
    }
}
