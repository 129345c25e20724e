//! Inputs that once broke a fuzz target, replayed; and a few seeds, so that every target is known to run.

mod common;

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::time::Instant;

use common::{files_below, root};
use targets::TARGETS;

#[test]
fn what_once_broke_does_not_break_again() {
    for file in files_below(&root().join("fuzz/regressions")) {
        let folder = file.parent().and_then(|folder| folder.file_name()).unwrap().to_string_lossy();
        if folder == "regressions" {
            continue;
        }
        let target = TARGETS.iter().find(|(name, _)| *name == folder);
        let (_, run) =
            target.unwrap_or_else(|| panic!("{} is in no target's folder", file.display()));
        let started = Instant::now();
        run(&fs::read(&file).unwrap());
        assert!(
            started.elapsed().as_secs() < 30,
            "{} takes {:?}",
            file.display(),
            started.elapsed()
        );
    }
}

#[test]
fn every_target_is_a_program_and_runs_on_seeds() {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let seeds: [&[u8]; 11] = [
        b"",
        b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj trailer << /Root 1 0 R >>",
        b"PK\x03\x04",
        b"<w:document><w:body><w:p><w:r><w:t>Words.</w:t></w:r></w:p></w:body></w:document>",
        b"\\b bold \\'e9 {\\*\\x}",
        b"<html><body><p>Words<table><tr><td>x",
        b"Subject: =?utf-8?q?=C3?=\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nWords.\n--x--",
        b"id,text\n1,\"Words\"\n",
        b"<Project name='p'><CodeBook><Codes><Code guid='c' name='Delay'/></Codes></CodeBook><Sources><TextSource guid='s' plainTextPath='internal://a.txt'><PlainTextSelection startPosition='4' endPosition='99'><Coding><CodeRef targetGUID='c'/></Coding></PlainTextSelection></TextSource></Sources></Project>",
        b"<CodeBook><Codes><Code name='A' isCodable='false'><Code name='A'><Code name='=\"'/></Code></Code></Codes></CodeBook>",
        "find = [\"(a|b … {parent}\"]\n[[issue]]\nid = \"é\"".as_bytes(),
    ];
    for (name, run) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is no program");
        assert!(root().join(format!("fuzz/fuzz_targets/{name}.rs")).exists(), "{name} has no file");
        seeds.iter().for_each(|seed| run(seed));
    }
}
