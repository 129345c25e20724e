//! The command line as a person sees it: each `tests/cmd/*.trycmd` is a transcript with its files in the folder `.in`.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes what comes today; read the difference before it is committed.

#[test]
fn transcripts() {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_scrutineer"));
    trycmd::TestCases::new()
        .register_bin("scrutineer", program)
        .env("NO_COLOR", "1")
        .case("../../tests/cmd/*.trycmd")
        .case("../../tests/cmd/*.toml");
}
