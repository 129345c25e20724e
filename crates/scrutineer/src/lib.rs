//! Reads serious case review reports and tags the passages that show a practice issue.

pub mod document;
pub mod extract;
mod span;
pub mod text;

pub use document::Document;
pub use span::Span;
pub use text::Text;
