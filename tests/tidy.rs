//! The house rules of ARCHITECTURE.md, tested: floors, rooms of third-party crates, file sizes, files that a manifest
//! names, no leftovers.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use common::{files_below, root};

/// Floors of the library's rooms: a room imports from lower floors, and sideways where that makes no circle.
const FLOORS: [(&str, u8); 15] = [
    ("span", 0),
    ("text", 1),
    ("extract", 2),
    ("document", 2),
    ("taxonomy", 2),
    ("duplicate", 2),
    ("score", 3),
    ("tag", 3),
    ("agree", 4),
    ("changes", 4),
    ("corpus", 4),
    ("table", 4),
    ("evaluate", 4),
    ("learn", 4),
    ("exchange", 4),
];

/// Imports that climb, and why they still stand: (room, room above it, reason).
const CLIMBS: [(&str, &str, &str); 2] = [
    ("text", "extract", "a Text is made from RawBlock, plain data that the readers define"),
    ("taxonomy", "tag", "rules name an Assertion, and `check` runs the tagger on their examples"),
];

/// Names that lib.rs lifts out of their rooms.
const LIFTED: [(&str, &str); 11] = [
    ("Document", "document"),
    ("Scorer", "score"),
    ("Span", "span"),
    ("Assertion", "tag"),
    ("Tag", "tag"),
    ("Tagged", "tag"),
    ("Tagger", "tag"),
    ("Voice", "tag"),
    ("Taxonomy", "taxonomy"),
    ("Text", "text"),
    ("self", "span"),
];

/// Third-party crates that more than one room may know, and why.
const SHARED_CRATES: [(&str, &str); 9] = [
    ("serde", "plain data is serialisable in every room"),
    ("serde_json", "coded passages, names of formats, JSON lines, the command line's --json"),
    ("sha2", "hashes of inputs, keys of tags, fingerprints of taxonomies"),
    ("csv", "the catalogue is read in corpus, tables are written in scrutineer-export"),
    (
        "tempfile",
        "old Word files are converted in a temporary folder; results are written beside their target",
    ),
    (
        "refi_qda",
        "our own: exchange maps it to the taxonomy and to coded passages, scrutineer-export writes runs",
    ),
    ("quick_xml", "office files in extract, projects in refi-qda"),
    ("zip", "office files in extract, Word files in scrutineer-export, projects in refi-qda"),
    ("rayon", "files are read in parallel in corpus, codes are trained in parallel in learn"),
];

/// Folders of the crates.
const MEMBERS: [&str; 4] = ["scrutineer", "refi-qda", "scrutineer-export", "scrutineer-cli"];

const LONGEST_FILE: usize = 500;

/// Lines of a source file without comments and test module, so that neither prose nor tests count as code.
fn code_lines(content: &str) -> Vec<&str> {
    content
        .lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .map(|line| {
            line.find("//")
                .map_or(line, |at| if line[..at].contains('"') { line } else { &line[..at] })
        })
        .collect()
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = root().join(folder);
    let files = if folder.exists() { files_below(&folder) } else { Vec::new() };
    files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let content = fs::read_to_string(&path).expect("a source file");
            (path, content)
        })
        .collect()
}

/// The room of a file of the library: the first part of its path below src.
fn room_of(path: &Path) -> Option<String> {
    let below = path.strip_prefix(root().join("crates/scrutineer/src")).ok()?;
    let first = below.components().next()?.as_os_str().to_string_lossy().into_owned();
    let room = first.trim_end_matches(".rs");
    (room != "lib").then(|| room.to_owned())
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|&(_, floor)| floor)
}

/// Names that follow `crate::` in `code`, groups in braces taken apart.
fn names_after_crate(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` and `my_crate::` are other things.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let (list, grouped) = match rest.strip_prefix('{') {
            Some(group) => (group, true),
            None => (rest, false),
        };
        let mut depth = 0;
        let mut name = String::new();
        let mut whole = false;
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' if depth == 0 && grouped => {
                    names.insert(std::mem::take(&mut name));
                    whole = false;
                }
                c if c.is_alphanumeric() || c == '_' => {
                    if depth == 0 && !whole {
                        name.push(c);
                    }
                }
                _ if depth > 0 => {}
                c if c.is_whitespace() && grouped => {}
                ':' if grouped => whole = true,
                _ => break,
            }
        }
        names.insert(name);
    }
    names.remove("");
    names
}

/// Rooms that each room imports from.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, content) in sources("crates/scrutineer/src") {
        let Some(room) = room_of(&path) else { continue };
        assert!(
            floor(&room).is_some(),
            "the room `{room}` has no floor: add it to FLOORS and ARCHITECTURE.md"
        );
        let code = code_lines(&content).join("\n");
        for name in names_after_crate(&code) {
            let target = LIFTED
                .iter()
                .find(|(lifted, _)| *lifted == name)
                .map_or(name.as_str(), |&(_, room)| room);
            assert!(floor(target).is_some(), "{}: `crate::{name}` is in no room", path.display());
            if target != room {
                imports.entry(room.clone()).or_default().insert(target.to_owned());
            }
        }
    }
    imports
}

#[test]
fn no_import_climbs_a_floor() {
    let imports = imports();
    let mut climbs = BTreeSet::new();
    for (room, targets) in &imports {
        for target in targets.iter().filter(|target| floor(target) > floor(room)) {
            climbs.insert((room.as_str(), target.as_str()));
        }
    }
    let known: BTreeSet<_> = CLIMBS.iter().map(|&(room, target, _)| (room, target)).collect();
    let new: Vec<_> = climbs.difference(&known).collect();
    assert!(new.is_empty(), "imports that climb a floor: {new:?}");
    let gone: Vec<_> = known.difference(&climbs).collect();
    assert!(gone.is_empty(), "no longer needed in CLIMBS: {gone:?}");
}

#[test]
fn rooms_of_one_floor_import_in_no_circle() {
    let imports = imports();
    let sideways = |room: &str| -> Vec<String> {
        let targets = imports.get(room).into_iter().flatten();
        targets.filter(|target| floor(target) == floor(room)).cloned().collect()
    };
    for (start, _) in FLOORS {
        let mut ahead = sideways(start);
        let mut seen = BTreeSet::new();
        while let Some(room) = ahead.pop() {
            assert_ne!(room, start, "`{start}` imports itself through {seen:?}");
            if seen.insert(room.clone()) {
                ahead.extend(sideways(&room));
            }
        }
    }
}

/// Names of a manifest's dependencies, with `_` for `-`.
fn dependencies(manifest: &Path) -> BTreeSet<String> {
    let content = fs::read_to_string(manifest).expect("a manifest");
    let table: toml::Table = toml::from_str(&content).expect("a manifest");
    let names = table.get("dependencies").and_then(toml::Value::as_table).expect("dependencies");
    names.keys().map(|name| name.replace('-', "_")).collect()
}

#[test]
fn each_third_party_crate_is_known_to_one_room() {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut unused = Vec::new();
    for member in MEMBERS {
        let folder = root().join("crates").join(member);
        for name in dependencies(&folder.join("Cargo.toml")) {
            if name.starts_with("scrutineer") {
                continue;
            }
            let mut found = false;
            for (path, content) in sources(&format!("crates/{member}/src")) {
                let code = code_lines(&content).join("\n");
                let used = code.match_indices(&format!("{name}::")).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                });
                if used || code.contains(&format!("use {name};")) {
                    let room = room_of(&path).unwrap_or_else(|| member.to_owned());
                    rooms.entry(name.clone()).or_default().insert(room);
                    found = true;
                }
            }
            if !found {
                unused.push(format!("{member}: {name}"));
            }
        }
    }
    assert!(unused.is_empty(), "dependencies that nothing imports: {unused:?}");
    let shared: BTreeSet<_> = SHARED_CRATES.iter().map(|&(name, _)| name).collect();
    let spread: Vec<_> = rooms
        .iter()
        .filter(|(name, rooms)| rooms.len() > 1 && !shared.contains(name.as_str()))
        .collect();
    assert!(spread.is_empty(), "third-party crates that several rooms import: {spread:?}");
    let gone: Vec<_> = shared
        .iter()
        .filter(|name| rooms.get(**name).is_none_or(|rooms| rooms.len() < 2))
        .collect();
    assert!(gone.is_empty(), "no longer needed in SHARED_CRATES: {gone:?}");
}

/// Manifests of all members.
fn manifests() -> Vec<(PathBuf, toml::Table)> {
    MEMBERS
        .map(|member| {
            let path = root().join("crates").join(member).join("Cargo.toml");
            let content = fs::read_to_string(&path).expect("a manifest");
            (path, toml::from_str(&content).expect("a manifest"))
        })
        .to_vec()
}

#[test]
fn every_file_of_tests_and_benches_is_named_by_a_manifest() {
    let mut named = BTreeSet::new();
    for (manifest, table) in manifests() {
        for kind in ["test", "bench"] {
            for target in table.get(kind).and_then(toml::Value::as_array).into_iter().flatten() {
                let path = target.get("path").and_then(toml::Value::as_str).expect("a path");
                let file = manifest.parent().expect("a folder").join(path);
                let file =
                    file.canonicalize().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
                assert!(named.insert(file), "{path} is named twice");
            }
        }
    }
    for folder in ["tests", "benches"] {
        for entry in fs::read_dir(root().join(folder)).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                assert!(
                    named.contains(&path),
                    "{} is named by no manifest and never runs",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn source_files_are_short_enough_to_read() {
    let long: Vec<String> = sources("crates")
        .into_iter()
        .chain(sources("xtask"))
        .chain(sources("tests"))
        .map(|(path, content)| (path, content.lines().count()))
        .filter(|&(_, lines)| lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "over {LONGEST_FILE} lines: {long:#?}");
}

/// Marks of things left for later, put together so that this file does not hold them.
fn leftover_marks() -> [String; 4] {
    [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["HA", "CK"]].map(|halves| halves.concat())
}

#[test]
fn nothing_is_left_over() {
    let marks = leftover_marks();
    let mut found = Vec::new();
    for folder in ["crates", "tests", "benches", "fuzz", "xtask"] {
        for (path, content) in sources(folder) {
            for (number, line) in content.lines().enumerate() {
                let place = || format!("{}:{}: {}", path.display(), number + 1, line.trim());
                if marks.iter().any(|mark| line.contains(mark.as_str())) {
                    found.push(place());
                }
                let comment = line.trim_start();
                if comment.starts_with("// ")
                    && is_code(comment.trim_start_matches("// ").trim_end())
                {
                    found.push(place());
                }
            }
        }
    }
    assert!(found.is_empty(), "left over: {found:#?}");
}

/// Whether a comment reads like a statement that was taken out.
fn is_code(comment: &str) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| comment.starts_with(word));
    let ended = comment.ends_with(';') && begins(&["let ", "use ", "pub ", "return ", "mod "]);
    let opened = comment.ends_with(" {")
        && begins(&["if ", "for ", "while ", "match ", "fn ", "pub ", "else ", "} "]);
    ended || opened || comment.ends_with(");")
}

/// The examples of how the checks read code; a check that finds nothing could be a check that reads nothing.
#[test]
fn the_checks_see_what_they_should() {
    let code = "use crate::{Span, extract::{A, B}, tag};\nlet x = crate::text::y(); $crate::no!()";
    let names: Vec<_> = names_after_crate(code).into_iter().collect();
    assert_eq!(names, ["Span", "extract", "tag", "text"]);
    assert!(is_code("let x = 1;") && is_code("if a {") && !is_code("if this holds, then that;"));
    let imports = imports();
    assert!(imports["tag"].contains("document") && imports["corpus"].contains("extract"));
    assert!(!sources("crates").is_empty());
}

#[test]
fn the_workspace_never_aborts_on_panic() {
    // A panic in a parser must end one document, which takes unwinding.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let table: toml::Table = toml::from_str(&manifest).unwrap();
    for (name, profile) in table["profile"].as_table().unwrap() {
        assert!(
            profile.get("panic").is_none_or(|panic| panic.as_str() == Some("unwind")),
            "profile {name}"
        );
    }
}
