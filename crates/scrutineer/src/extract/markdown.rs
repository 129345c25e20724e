//! Markdown, by way of the HTML that it stands for: the two formats then agree on every block.

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd, html};

use super::block::Extraction;
use super::error::ExtractError;
use super::{decode, html as page};

pub(super) fn read(bytes: &[u8]) -> Result<Extraction, ExtractError> {
    let decoded = decode::text(bytes);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut front_matter = String::new();
    let mut in_front_matter = false;
    let events = Parser::new_ext(&decoded.text, options).filter(|event| match event {
        Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle)) => {
            in_front_matter = true;
            false
        }
        Event::End(TagEnd::MetadataBlock(_)) => {
            in_front_matter = false;
            false
        }
        Event::Text(text) if in_front_matter => {
            front_matter.push_str(text);
            false
        }
        _ => true,
    });
    let mut source = String::with_capacity(decoded.text.len() + decoded.text.len() / 2);
    source.push_str("<main>");
    html::push_html(&mut source, events);
    source.push_str("</main>");

    let mut extraction = page::read_text(&source)?;
    extraction.properties.extend(properties(&front_matter));
    extraction.warnings.extend(decoded.warning);
    Ok(extraction)
}

/// `key: value` lines of the front matter; deeper structures are not properties of a report.
fn properties(front_matter: &str) -> impl Iterator<Item = (String, String)> {
    front_matter.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let value = value.trim().trim_matches(['"', '\'']);
        let is_key =
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        (is_key && !value.is_empty()).then(|| (key.to_lowercase(), value.to_owned()))
    })
}
