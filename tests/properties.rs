//! What must hold for every text, not only for those that somebody thought of.

use proptest::prelude::*;
use scrutineer::extract::{RawBlock, RawKind};
use scrutineer::tag::Finder;
use scrutineer::taxonomy::{Phrase, SourceFile};
use scrutineer::{Document, Tagger, Taxonomy, Text};

/// Pieces of report prose and of trouble, so that random texts come near to the rules.
fn prose() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "The health visitor",
        "did not escalate",
        "her concern",
        "about",
        "the decision",
        "4.12",
        "Section 47.",
        "enquiries",
        "St. Mary’s",
        "p.m.",
        "Child K",
        "was not seen",
        "no evidence of",
        "supervision",
        "should have",
        "been",
        "shared",
        "If",
        "may",
        "Terms of reference",
        "Contents",
        ".",
        "?",
        "!",
        "…",
        ";",
        ":",
        "(",
        ")",
        "‘",
        "’",
        "“",
        "”",
        "\n",
        "\n\n",
        "\r\n",
        "-\n",
        "\u{ad}",
        "\u{a0}",
        "ﬁ",
        "e\u{301}",
        "Ŵyn",
        "🙂",
        "\u{200b}",
        "\u{feff}",
        "\0",
        "ß",
        "İ",
        "....... 12",
        "- ",
        "•",
        "(a)",
        "iv.",
        "*",
        "#",
        "|",
    ]);
    prop::collection::vec((pieces, prop::sample::select(vec![" ", "", "  ", "\n"])), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(piece, gap)| format!("{piece}{gap}")).collect())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![3 => prose(), 1 => "\\PC{0,200}", 1 => any::<String>()]
}

/// A text from blocks of every kind.
fn text_of(blocks: &[(String, u8)]) -> Text {
    let raw: Vec<RawBlock> = blocks
        .iter()
        .enumerate()
        .map(|(at, (text, kind))| {
            let kind = match kind % 9 {
                0 => RawKind::Heading(1 + kind % 4),
                1 => RawKind::ListItem,
                2 => RawKind::Quotation,
                3 => RawKind::Cell { row_start: kind % 2 == 0 },
                4 => RawKind::Footnote,
                5 => RawKind::Caption,
                6 => RawKind::Contents,
                _ => RawKind::Paragraph,
            };
            RawBlock::new(kind, text.as_str(), at as u32)
        })
        .collect();
    Text::from_blocks(&raw)
}

fn blocks() -> impl Strategy<Value = Vec<(String, u8)>> {
    prop::collection::vec((any_text(), any::<u8>()), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// What was normalised once stays as it is.
    #[test]
    fn normalising_twice_changes_nothing(passage in any_text()) {
        let once = Text::plain(&passage);
        let twice = Text::plain(once.as_str());
        prop_assert_eq!(once.as_str(), twice.as_str());
    }

    /// Blocks lie in order, on character boundaries, parted by an empty line and by nothing else.
    #[test]
    fn blocks_cover_the_text(blocks in blocks()) {
        let text = text_of(&blocks);
        let mut end = 0;
        for (at, block) in text.blocks().iter().enumerate() {
            prop_assert_eq!(block.span.start, if at == 0 { 0 } else { end + 2 });
            prop_assert!(!text.slice(block.span).is_empty());
            prop_assert!(!text.slice(block.span).contains('\n'));
            end = block.span.end;
        }
        prop_assert_eq!(end, text.as_str().len());
    }

    /// Offsets in code points cut a text as Python's `text[start:end]` does.
    #[test]
    fn code_points_count_as_python_does(blocks in blocks()) {
        let document = Document::from_text(text_of(&blocks));
        let points: Vec<char> = document.text.as_str().chars().collect();
        let spans = document.sentences.iter().map(|sentence| sentence.span);
        for span in spans.chain(document.blocks.iter().map(|block| block.body)) {
            let (start, end) = document.text.code_points(span);
            prop_assert_eq!(points[start..end].iter().collect::<String>(), document.text.slice(span));
        }
    }

    /// Sentences lie in their block, in order, do not overlap, hold no blank at an end, and lose no letter.
    #[test]
    fn sentences_lose_nothing(blocks in blocks()) {
        let document = Document::from_text(text_of(&blocks));
        for (at, block) in document.blocks.iter().enumerate() {
            let mut end = block.body.start;
            let mut letters = String::new();
            for sentence in &document.sentences[block.sentences.clone()] {
                prop_assert_eq!(sentence.block, at);
                prop_assert!(sentence.span.start >= end && sentence.span.end <= block.body.end);
                let words = document.text.slice(sentence.span);
                prop_assert_eq!(words.trim(), words);
                letters.extend(words.chars().filter(|c| !c.is_whitespace()));
                end = sentence.span.end;
            }
            let body = document.text.slice(block.body);
            prop_assert_eq!(letters, body.chars().filter(|c| !c.is_whitespace()).collect::<String>());
        }
        prop_assert!((0.0..=1.0).contains(&document.excluded_share()));
    }

    #[test]
    fn the_phrase_parser_never_panics(phrase in prop_oneof![any::<String>(), "[a-z(|){}*?… .0-9'’-]{0,80}"]) {
        match Phrase::parse(&phrase) {
            Ok(parsed) => prop_assert_eq!(parsed.as_str(), phrase),
            Err(error) => {
                prop_assert!(error.at <= phrase.len() && error.length > 0, "{:?}: {:?}", phrase, error);
                prop_assert!(phrase.is_char_boundary(error.at), "{:?}: {:?}", phrase, error);
                prop_assert!(!error.message.is_empty());
            }
        }
    }

    /// A phrase that is found stands in the text.
    #[test]
    fn what_is_found_lies_in_its_block(passage in any_text(), phrase in "[a-z]{1,3}( … | )?[a-z]{3}\\*?") {
        let document = Document::from_text(Text::plain(&passage));
        if let Ok(phrase) = Phrase::parse(&phrase) {
            for found in Finder::new(&phrase, Taxonomy::base()).find(&document) {
                prop_assert!(document.blocks[found.block].span.contains(found.span));
                prop_assert!(!document.text.slice(found.span).is_empty());
            }
        }
    }

    #[test]
    fn the_taxonomy_loader_never_panics(content in prop_oneof![any::<String>(), taxonomy_like()]) {
        let file = SourceFile { name: "any.toml", content: &content };
        match Taxonomy::from_files(&[file], Some(Taxonomy::base())) {
            Ok(taxonomy) => {
                Tagger::new(&taxonomy);
            }
            Err(errors) => {
                for error in errors {
                    let shown = error.to_string();
                    prop_assert!(shown.starts_with("any.toml") || shown.starts_with("taxonomy"), "{}", shown);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Tagging cannot fail, and every span of a tag lies where it says.
    #[test]
    fn tagging_never_panics(blocks in blocks()) {
        let tagged = tagger().tag(Document::from_text(text_of(&blocks)));
        let document = &tagged.document;
        for tag in &tagged.tags {
            let block = &document.blocks[tag.block];
            prop_assert!(block.span.contains(tag.quote));
            prop_assert!(!tag.evidence.is_empty());
            for span in tag.evidence.iter().chain(tag.cue.as_ref().map(|cue| &cue.span)) {
                prop_assert!(block.span.contains(*span));
                prop_assert!(!document.text.slice(*span).is_empty());
            }
            prop_assert!((0.0..=1.0).contains(&tag.strength));
        }
        let keys: std::collections::BTreeSet<_> = tagged.tags.iter().map(|tag| &tag.key).collect();
        prop_assert_eq!(keys.len(), tagged.tags.len(), "keys are unique within a document");
    }
}

/// The built-in rules and scorer, compiled once.
fn tagger() -> &'static Tagger {
    static TAGGER: std::sync::LazyLock<Tagger> = std::sync::LazyLock::new(Tagger::builtin);
    &TAGGER
}

/// Lines that taxonomy files are made of, in any order and cut anywhere.
fn taxonomy_like() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "[family]",
        "id = \"a\"",
        "label = \"A\"",
        "[lists]",
        "x = [\"a (b|c)\", \"{x}\"]",
        "y = [\"{x}\", \"… a\"]",
        "[[issue]]",
        "definition = \"d\"",
        "kind = \"reason\"",
        "parent = \"a\"",
        "[[issue.rule]]",
        "find = [\"not escalat* … {concern}\"]",
        "find = [\"(a|b\"]",
        "find = []",
        "with = [\"{y} é\"]",
        "scope = \"window\"",
        "assertion = \"negated\"",
        "section_in = [\"finding\", \"x\"]",
        "examples = [\"The **nurse** did.\"]",
        "[[cue]]",
        "direction = \"forward\"",
        "reach = 300",
        "é = 1",
        "=",
        "find = [\"\\u00e9 {nope}\"]",
        "\"\"\"",
        "\u{feff}",
    ]);
    (prop::collection::vec(lines, 0..25), any::<prop::sample::Index>()).prop_map(|(lines, cut)| {
        let text = lines.join("\n");
        let at = text.floor_char_boundary(cut.index(text.len() + 1));
        text[..at].to_owned()
    })
}

#[test]
fn public_types_can_be_shared_between_threads() {
    fn check<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    check::<Tagger>();
    check::<Taxonomy>();
    check::<Finder>();
    check::<Document>();
    check::<scrutineer::Tagged>();
    check::<Text>();
    check::<scrutineer::extract::ExtractError>();
    check::<scrutineer::taxonomy::TaxonomyError>();
}

#[test]
fn bytes_that_are_no_text_are_no_taxonomy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bytes.toml");
    for bytes in [&b"\xff\xfe\x00\x01"[..], b"[lists]\nx = [\"\xe9\"]", &[0; 4096]] {
        std::fs::write(&file, bytes).unwrap();
        let errors = Taxonomy::from_path(&file, None).unwrap_err();
        assert!(errors[0].to_string().contains("bytes.toml"), "{errors:?}");
    }
}

/// A hostile taxonomy cannot hang or exhaust memory: its cost is bounded before anything is built.
#[test]
fn a_hostile_taxonomy_is_refused_or_cheap() {
    let started = std::time::Instant::now();
    let nested = format!(
        "[lists]\n{}",
        (0..40)
            .map(|n| format!("l{n} = [\"{{l{}}} {{l{}}}\"]\n", n + 1, n + 1))
            .collect::<String>()
    );
    let wide = format!(
        "[lists]\n{}l9 = [\"word\"]\n",
        (0..9)
            .map(|n| format!("l{n} = [{}]\n", vec![format!("\"{{l{}}}\"", n + 1); 40].join(", ")))
            .collect::<String>()
    );
    let lattice = |levels: usize, width: usize| {
        let mut lists = String::from("[lists]\n");
        for level in 0..levels {
            let below: Vec<String> =
                (0..width).map(|at| format!("\"{{m{}x{at}}}\"", level + 1)).collect();
            for at in 0..width {
                lists += &format!("m{level}x{at} = [{}]\n", below.join(", "));
            }
        }
        (0..width).for_each(|at| lists += &format!("m{levels}x{at} = [\"word\", \"b word\"]\n"));
        lists
    };
    let circle = "[lists]\na = [\"{b}\"]\nb = [\"{a}\"]\n".to_owned();
    let deep = format!("[lists]\na = [\"{}x{}\"]\n", "(".repeat(400), ")".repeat(400));
    let many = format!("[lists]\na = [{}]\n", "\"word\", ".repeat(200_000));
    let issue =
        "[[issue]]\nid = \"a\"\nlabel = \"A\"\ndefinition = \"d\"\n[[issue.rule]]\nid = \"r\"\n";
    let gaps = format!("{issue}find = [\"{}\"]\n", vec!["a (b|c … d)"; 100].join(" …{20} "));
    let doubled = format!("{issue}find = [\"{{l0}} {{l0}} {{l0}}\"]\n{wide}");
    let latticed = format!("{issue}find = [\"{{m0x0}} {{m0x1}}\"]\n{}", lattice(6, 20));
    let hostile = [nested, wide, lattice(7, 30), doubled, latticed, circle, deep, many, gaps];
    for content in hostile {
        let file = SourceFile { name: "hostile.toml", content: &content };
        if let Ok(taxonomy) = Taxonomy::from_files(&[file], None) {
            Tagger::new(&taxonomy)
                .tag(Document::from_text(Text::plain(&"a b word ".repeat(2_000))));
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
