//! Tokens to blocks.

use std::collections::BTreeMap;

use super::destinations::{self, Destination};
use super::fonts::Fonts;
use super::story::{Paragraph, Story};
use super::styles::Styles;
use super::text::{Characters, character};
use super::tokens::Token;
use crate::extract::block::{Extraction, RawKind};
use crate::extract::error::{ExtractError, ExtractErrorKind};
use crate::extract::numbering::NumberFormat;
use crate::extract::table::joined;

/// Groups nested deeper than this are an attack, not a report.
const MAX_DEPTH: usize = 2_000;

/// What a group inherits from the one around it.
#[derive(Clone, Copy, Debug)]
struct Group {
    destination: Destination,
    /// The group itself opened its destination, so that its end closes it.
    opened: bool,
    /// No control word or text yet: the next word may name a destination.
    fresh: bool,
    optional: bool,
    stand_ins: usize,
    font: i32,
    hidden: bool,
    deleted: bool,
    /// The note is an endnote.
    endnote: bool,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            destination: Destination::Body,
            opened: false,
            fresh: true,
            optional: false,
            stand_ins: 1,
            font: 0,
            hidden: false,
            deleted: false,
            endnote: false,
        }
    }
}

/// The state of the reader.
#[derive(Debug, Default)]
pub(super) struct Reader {
    group: Group,
    groups: Vec<Group>,
    pub(super) paragraph: Paragraph,
    fonts: Fonts,
    pub(super) styles: Styles,
    characters: Characters,
    property: String,
    properties: BTreeMap<String, String>,
    pub(super) story: Story,
    pub(super) stories: Vec<Story>,
    footnotes: u32,
    endnotes: u32,
    left_out: bool,
}

impl Reader {
    pub(super) fn take(&mut self, token: Token<'_>) -> Result<(), ExtractError> {
        match token {
            Token::Open => {
                self.flush_characters();
                if self.groups.len() >= MAX_DEPTH {
                    return Err(ExtractError::new(
                        ExtractErrorKind::Damaged,
                        "the groups of the RTF file are nested too deeply; save it again as .docx",
                    ));
                }
                self.characters.forget_stand_ins();
                self.groups.push(self.group);
                self.group = Group { opened: false, fresh: true, optional: false, ..self.group };
            }
            Token::Close => self.close(),
            Token::Word(word, number) => self.word(word, number),
            Token::Byte(byte) => self.bytes(&[byte]),
            Token::Text(text) => self.bytes(text),
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Extraction {
        self.flush_characters();
        while !self.groups.is_empty() {
            self.close();
        }
        self.end_paragraph();
        self.end_table();
        let mut warnings = Vec::new();
        if self.left_out {
            warnings.push("hidden or deleted text was left out".to_owned());
        }
        Extraction {
            blocks: self.story.out,
            properties: self.properties,
            warnings,
            ..Extraction::default()
        }
    }

    fn close(&mut self) {
        self.flush_characters();
        self.characters.forget_stand_ins();
        let Some(outer) = self.groups.pop() else { return };
        let ended = std::mem::replace(&mut self.group, outer);
        if !ended.opened {
            if ended.destination == Destination::Styles {
                self.styles.end_style();
            }
            return;
        }
        match ended.destination {
            Destination::Footnote => {
                let blocks = self.end_story();
                let number = self.note_number(ended.endnote);
                if let Some(mut note) = joined(blocks, RawKind::Footnote) {
                    note.number = Some(number);
                    self.story.after.push(note);
                }
            }
            Destination::TextBox => {
                let mut blocks = self.end_story();
                self.story.after.append(&mut blocks);
            }
            Destination::Property(name) => {
                let value = std::mem::take(&mut self.property).trim().to_owned();
                if !value.is_empty() {
                    self.properties.insert(name.to_owned(), value);
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word == "u" {
            let (code, stand_ins) = (number.unwrap_or(0), self.group.stand_ins);
            let text = self.characters.unicode(code, stand_ins);
            self.show(&text);
            self.group.fresh = false;
            return;
        }
        self.flush_characters();
        if self.characters.word_is_stand_in() {
            return;
        }
        if self.group.fresh {
            if word == "*" {
                self.group.optional = true;
                return;
            }
            self.group.fresh = false;
            if self.opens_destination(word) {
                return;
            }
        }
        match self.group.destination {
            Destination::Skipped | Destination::Property(_) | Destination::Info => {}
            Destination::Fonts => self.fonts.table_word(word, number),
            Destination::Styles => self.styles.word(word, number),
            Destination::Label
            | Destination::Body
            | Destination::Footnote
            | Destination::TextBox => {
                self.text_word(word, number);
            }
        }
    }

    /// A group that begins with the name of a destination.
    fn opens_destination(&mut self, word: &str) -> bool {
        let destination = match self.group.destination {
            Destination::Info => {
                destinations::property(word).map_or(Destination::Skipped, Destination::Property)
            }
            // Inside what is not shown only the Unicode form of a text is.
            Destination::Skipped if word == "ud" => Destination::Body,
            Destination::Skipped | Destination::Property(_) | Destination::Fonts => return false,
            // The styles of characters and sections begin with \* and do not matter here.
            Destination::Styles if self.group.optional => Destination::Skipped,
            Destination::Styles => return false,
            _ => match destinations::of_word(word, self.group.optional) {
                Some(destination) => destination,
                None => return false,
            },
        };
        self.group.destination = destination;
        self.group.opened = true;
        if matches!(destination, Destination::Footnote | Destination::TextBox) {
            self.stories.push(std::mem::take(&mut self.story));
        }
        if destination == Destination::Label {
            self.story.label.clear();
        }
        true
    }

    fn text_word(&mut self, word: &str, number: Option<i32>) {
        self.fonts.document_word(word, number);
        if let Some(text) = character(word) {
            self.show(text);
            return;
        }
        let on = number != Some(0);
        match word {
            "uc" => self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            "f" => self.group.font = number.unwrap_or(0),
            "v" => self.group.hidden = on,
            "deleted" => self.group.deleted = on,
            "plain" => {
                (self.group.hidden, self.group.deleted) = (false, false);
            }
            "par" | "sect" | "page" if self.group.destination != Destination::Label => {
                self.end_paragraph()
            }
            "pard" if self.group.destination != Destination::Label => {
                self.paragraph = Paragraph::default()
            }
            "s" => self.paragraph.style = number,
            "outlinelevel" => {
                self.paragraph.outline_level = number.and_then(|level| level.try_into().ok())
            }
            "ftnalt" => self.group.endnote = true,
            "intbl" => self.paragraph.in_table = on,
            "cell" => self.end_cell(),
            "nestcell" => self.end_paragraph(),
            "row" => self.end_row(),
            _ => {}
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.group.fresh = false;
        let code_page = self.fonts.code_page(self.group.font);
        let text = self.characters.bytes(bytes, code_page);
        self.show(&text);
    }

    fn flush_characters(&mut self) {
        let text = self.characters.flush();
        self.show(&text);
    }

    fn show(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.group.destination {
            Destination::Skipped | Destination::Fonts | Destination::Info => {}
            Destination::Styles => self.styles.name(text),
            Destination::Property(_) => self.property.push_str(text),
            _ if self.group.hidden || self.group.deleted => {
                self.left_out |= !text.trim().is_empty()
            }
            Destination::Label => self.story.label.push_str(text),
            Destination::Body | Destination::Footnote | Destination::TextBox => {
                self.story.open.push(text)
            }
        }
    }

    fn note_number(&mut self, endnote: bool) -> String {
        let (count, format) = if endnote {
            (&mut self.endnotes, NumberFormat::LowerRoman)
        } else {
            (&mut self.footnotes, NumberFormat::Decimal)
        };
        *count += 1;
        format.show(*count)
    }
}
