//! Reads serious case review reports and tags the passages that show a practice issue.

pub mod extract;
mod span;

pub use span::Span;
