//! A taxonomy to start one's own from.

use super::load::SourceFile;

/// A small commented taxonomy that holds: one family, two issues, a word list, examples and counter-examples.
pub const STARTER: SourceFile<'static> = SourceFile {
    name: "my-codebook.toml",
    content: include_str!("../../taxonomy/starter/my-codebook.toml"),
};
