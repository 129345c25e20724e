//! Reads serious case review reports and tags the passages that show a practice issue.

pub mod corpus;
pub mod document;
pub mod evaluate;
pub mod extract;
mod span;
pub mod table;
pub mod tag;
pub mod taxonomy;
pub mod text;

pub use document::Document;
pub use span::Span;
pub use tag::{Assertion, Tag, Tagged, Tagger, Voice};
pub use taxonomy::Taxonomy;
pub use text::Text;
