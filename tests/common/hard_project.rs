//! A project with everything that goes wrong between programs.

use refi_qda::{
    Code, CodeBook, Coding, Color, Creation, Guid, PlainTextSelection, Project, TextSource, User,
    Value, Variable, VariableType, VariableValue,
};

pub(crate) fn guid(name: &str) -> Guid {
    Guid::from_name(&["test", name])
}

fn code(name: &str, codes: Vec<Code>) -> Code {
    Code {
        guid: guid(name),
        name: name.to_owned(),
        is_codable: true,
        color: Some(Color([12, 200, 7])),
        description: format!("What “{name}” means & when <to> use it.\nSecond line."),
        note_refs: Vec::new(),
        codes,
    }
}

pub(crate) fn by_ada() -> Creation {
    Creation { user: Some(guid("Ada")), date_time: Some("2024-05-01T12:00:00Z".to_owned()) }
}

/// A selection of `quote`, which stands once in `text`, with one coding a code.
fn selection(source: &str, text: &str, quote: &str, codes: &[&str]) -> PlainTextSelection {
    let at = text.find(quote).unwrap_or_else(|| panic!("{quote} is not in {text}"));
    let start = text[..at].chars().count();
    let name = format!("{source}/{start}/{quote}");
    PlainTextSelection {
        guid: guid(&name),
        name: quote.to_owned(),
        start,
        end: start + quote.chars().count(),
        description: "rule x; strength 0.5".to_owned(),
        codings: codes
            .iter()
            .map(|code| Coding {
                guid: guid(&format!("{name}/{code}")),
                code: guid(code),
                creation: by_ada(),
                ..Coding::default()
            })
            .collect(),
        note_refs: Vec::new(),
        creation: by_ada(),
    }
}

fn source(key: &str, name: &str, text: &str, quotes: &[(&str, &[&str])]) -> TextSource {
    TextSource {
        guid: guid(key),
        name: name.to_owned(),
        text: text.to_owned(),
        selections: quotes
            .iter()
            .map(|(quote, codes)| selection(key, text, quote, codes))
            .collect(),
        values: vec![
            VariableValue { variable: guid("year"), value: Some(Value::Integer(2016)) },
            VariableValue {
                variable: guid("area"),
                value: Some(Value::Text("North & West".to_owned())),
            },
        ],
        creation: by_ada(),
        ..TextSource::default()
    }
}

/// Everything that went wrong between programs: see each text.
pub(crate) fn hard_project() -> Project {
    let three_deep =
        code("Practice", vec![code("Delay", vec![code("Delay of referral", Vec::new())])]);
    let folder =
        Code { is_codable: false, ..code("Folder", vec![three_deep, code("Other", vec![])]) };
    Project {
        name: "Hard \"project\"".to_owned(),
        origin: "test 1.0".to_owned(),
        users: vec![User { guid: guid("Ada"), name: "Ada".to_owned() }],
        code_book: CodeBook { codes: vec![folder], ..CodeBook::default() },
        variables: vec![
            Variable {
                guid: guid("year"),
                name: "year".to_owned(),
                kind: VariableType::Integer,
                description: String::new(),
            },
            Variable {
                guid: guid("area"),
                name: "area".to_owned(),
                kind: VariableType::Text,
                description: "Where <it> was".to_owned(),
            },
        ],
        sources: vec![
            source(
                "emoji",
                "emoji",
                "🙂🙂 The visit 👩‍👩‍👧 came late. Nobody asked why 🧵.",
                &[("The visit 👩‍👩‍👧 came late.", &["Delay"]), ("why 🧵.", &["Other"])],
            ),
            source(
                "marks",
                "marks",
                "Zoe\u{308} and Rene\u{301}e: a\u{300}\u{323} la carte. Cafe\u{301} closed.",
                &[("Rene\u{301}e:", &["Practice"]), ("Cafe\u{301} closed.", &["Delay"])],
            ),
            source(
                "quotes",
                "same name.txt",
                "‘Nobody,’ she said – “nobody at all” — came…\n\nThe end.",
                &[("“nobody at all”", &["Delay of referral"]), ("The end.", &["Other"])],
            ),
            source(
                "lines",
                "same name.txt",
                "\u{feff}First line.\r\nSecond line.\rThird line.\r\n\r\nFifth line.",
                &[
                    ("Second line.", &["Delay"]),
                    ("Third line.\r\n\r\nFifth", &["Other"]),
                    ("Fifth line.", &["Practice"]),
                ],
            ),
            source("empty", "empty.txt", "", &[]),
            source(
                "overlap",
                "overlap.txt",
                "One two three four five six.",
                &[
                    ("One two three", &["Delay", "Other"]),
                    ("two three four", &["Delay"]),
                    ("three", &["Delay of referral", "Practice"]),
                    ("One two three four five six.", &["Other"]),
                ],
            ),
        ],
        description: "Everything & more\nin two lines".to_owned(),
        ..Project::default()
    }
}
