//! Cells into sheets: looks, and the limits of Excel.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Worksheet, XlsxError,
};
use scrutineer::table::Cell;

/// Characters a cell can hold, in UTF-16 units.
pub(super) const CELL_UNITS: usize = 32_767;
/// Rows a sheet can hold.
pub(super) const SHEET_ROWS: u32 = 1_048_576;
/// Hyperlinks a sheet can hold.
pub(super) const SHEET_LINKS: u32 = 65_530;
/// Columns a sheet can hold.
pub(super) const SHEET_COLUMNS: usize = 16_384;
/// Characters a hyperlink can hold.
const LINK_UNITS: usize = 2_080;

/// Height of a line, in points.
const LINE_POINTS: f64 = 15.0;
/// The highest that a row can be, in points.
const MOST_POINTS: f64 = 409.0;

/// How a column looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Text on one line.
    Text,
    /// Text that is wrapped.
    Wrap,
    /// Whole numbers.
    Integer,
    /// Numbers with two digits after the point.
    Number,
    /// Shares as per cent.
    Share,
    /// Metadata, which is text that may name a number or a date, and numbers that name a place.
    Given,
}

/// The formats of the workbook.
#[derive(Debug)]
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) faint: Format,
    pub(super) section: Format,
    pub(super) head: Format,
    pub(super) head_number: Format,
    pub(super) head_upright: Format,
    pub(super) group: Format,
    pub(super) warning: Format,
    pub(super) left_number: Format,
    pub(super) link: Format,
    text: Format,
    wrap: Format,
    /// Text that begins like a formula: stays text when somebody edits the cell.
    guarded: Format,
    guarded_wrap: Format,
    integer: Format,
    number: Format,
    share: Format,
    plain_number: Format,
    date: Format,
}

/// What did not fit, to be said on the sheet About.
#[derive(Debug, Default)]
pub(super) struct Shortfall {
    /// Cells cut at the longest that a cell can be.
    pub(super) cut_cells: u64,
    /// Rows left out, by sheet.
    pub(super) rows: BTreeMap<&'static str, u64>,
    /// Documents that are named without a link.
    pub(super) unlinked: u64,
    /// Columns of groups left out, by sheet.
    pub(super) groups: BTreeMap<String, u64>,
}

impl Formats {
    pub(super) fn new() -> Self {
        let dark = Color::RGB(0x1F_3A_4D);
        let top = || Format::new().set_align(FormatAlign::Top);
        let head = Format::new()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(dark)
            .set_align(FormatAlign::VerticalCenter)
            .set_border_bottom(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_font_color(dark),
            faint: top().set_text_wrap().set_font_color(Color::RGB(0x59_59_59)),
            section: Format::new()
                .set_bold()
                .set_font_size(12)
                .set_font_color(dark)
                .set_border_bottom(FormatBorder::Thin),
            head_number: head.clone().set_align(FormatAlign::Right),
            head_upright: head.clone().set_rotation(90).set_align(FormatAlign::Bottom),
            group: head.clone().set_align(FormatAlign::Center),
            head,
            warning: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xFF_F2_CC)),
            left_number: top().set_num_format("#,##0").set_align(FormatAlign::Left),
            link: top().set_hyperlink(),
            text: top(),
            wrap: top().set_text_wrap(),
            guarded: top().set_quote_prefix(),
            guarded_wrap: top().set_text_wrap().set_quote_prefix(),
            // A zero is a result, but a sheet full of zeros hides the others: it is shown as a dash.
            integer: top().set_num_format("#,##0;-#,##0;–").set_align(FormatAlign::Right),
            number: top().set_num_format("0.00").set_align(FormatAlign::Right),
            share: top().set_num_format("0%;-0%;–").set_align(FormatAlign::Right),
            plain_number: top().set_num_format("0").set_align(FormatAlign::Left),
            date: top().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
        }
    }
}

/// Writes one cell. Text is always written as a string, never as a formula.
pub(super) fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    look: Look,
    formats: &Formats,
    shortfall: &mut Shortfall,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Integer(number) => {
            let format = match look {
                Look::Share => &formats.share,
                Look::Given => &formats.plain_number,
                _ => &formats.integer,
            };
            sheet.write_number_with_format(row, column, *number as f64, format)?;
        }
        Cell::Number(number) => {
            let format = if look == Look::Share { &formats.share } else { &formats.number };
            sheet.write_number_with_format(row, column, *number, format)?;
        }
        Cell::Text(text) if look == Look::Given => match given(text) {
            Given::Number(number) => {
                sheet.write_number_with_format(row, column, number, &formats.plain_number)?;
            }
            Given::Date(date) => {
                sheet.write_datetime_with_format(row, column, &date, &formats.date)?;
            }
            Given::Text => write_text(sheet, (row, column), text, Look::Text, formats, shortfall)?,
        },
        Cell::Text(text) => write_text(sheet, (row, column), text, look, formats, shortfall)?,
    }
    Ok(())
}

fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    look: Look,
    formats: &Formats,
    shortfall: &mut Shortfall,
) -> Result<(), XlsxError> {
    let format = match (look == Look::Wrap, text.starts_with(['=', '+', '-', '@'])) {
        (true, true) => &formats.guarded_wrap,
        (true, false) => &formats.wrap,
        (false, true) => &formats.guarded,
        (false, false) => &formats.text,
    };
    let shown = fitted(text);
    shortfall.cut_cells += u64::from(shown.len() < text.len());
    sheet.write_string_with_format(row, column, shown, format)?;
    Ok(())
}

/// As much of `text` as a cell holds.
pub(super) fn fitted(text: &str) -> &str {
    if text.len() <= CELL_UNITS {
        return text;
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > CELL_UNITS {
            return &text[..at];
        }
    }
    text
}

/// Gives a row the height that its wrapped cells need; `cells` are texts with the widths of their columns.
///
/// Programs that open a workbook are meant to do this themselves, and not all do.
pub(super) fn fit_height<'a>(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl Iterator<Item = (&'a str, f64)>,
) -> Result<(), XlsxError> {
    let lines = |(text, width): (&str, f64)| -> f64 {
        // A line breaks between words, so it is not filled to the end.
        let line_lengths = text.lines().map(|line| line.chars().count() as f64);
        line_lengths.map(|length| (length / width).ceil().max(1.0)).sum()
    };
    let most = cells.map(lines).fold(1.0, f64::max);
    if most > 1.0 {
        sheet.set_row_height(row, (most * LINE_POINTS).min(MOST_POINTS))?;
    }
    Ok(())
}

enum Given {
    Number(f64),
    Date(ExcelDateTime),
    Text,
}

/// What a metadata value names. Only what is shown again exactly as it was typed becomes a number: "007" stays text.
fn given(text: &str) -> Given {
    if text.len() <= 15
        && let Ok(number) = text.parse::<i64>()
        && number.to_string() == text
    {
        return Given::Number(number as f64);
    }
    let is_date = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
        });
    match ExcelDateTime::parse_from_str(text) {
        Ok(date) if is_date => Given::Date(date),
        _ => Given::Text,
    }
}

/// Writes the name of a document, as a link to its file when the sheet has room for one.
pub(super) fn write_link(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    name: &str,
    link: Option<&str>,
    links: &mut u32,
    formats: &Formats,
    shortfall: &mut Shortfall,
) -> Result<(), XlsxError> {
    match link {
        Some(link)
            if *links < SHEET_LINKS
                && link.encode_utf16().count() <= LINK_UNITS
                && name.encode_utf16().count() <= CELL_UNITS =>
        {
            *links += 1;
            let url = Url::new(format!("file:///{link}"));
            sheet.write_url_with_options(row, column, url, name, "", Some(&formats.link))?;
        }
        Some(_) => {
            shortfall.unlinked += 1;
            write_text(sheet, (row, column), name, Look::Text, formats, shortfall)?;
        }
        None => write_text(sheet, (row, column), name, Look::Text, formats, shortfall)?,
    }
    Ok(())
}

/// Writes the heads of a table on `row`.
pub(super) fn write_heads<'a>(
    sheet: &mut Worksheet,
    row: u32,
    names: impl Iterator<Item = (&'a str, Look)>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_row_height(row, 20)?;
    for (column, (name, look)) in (0_u16..).zip(names) {
        let format = match look {
            Look::Integer | Look::Number | Look::Share => &formats.head_number,
            _ => &formats.head,
        };
        sheet.write_string_with_format(row, column, fitted(name), format)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_back_as_typed_becomes_a_number_or_a_date() {
        assert!(matches!(given("2012"), Given::Number(number) if number == 2012.0));
        assert!(matches!(given("-3"), Given::Number(_)));
        assert!(matches!(given("2012-02-29"), Given::Date(_)));
        for text in
            ["007", "+5", "1e3", "2013-02-29", "2012-2-1", "12345678901234567", "", "2012/13"]
        {
            assert!(matches!(given(text), Given::Text), "{text}");
        }
    }

    #[test]
    fn long_text_is_cut_at_utf16_units_and_characters() {
        let long = "😀".repeat(20_000);
        assert_eq!(fitted(&long).encode_utf16().count(), CELL_UNITS - 1);
        assert_eq!(fitted("short"), "short");
        let exact = "é".repeat(CELL_UNITS);
        assert_eq!(fitted(&exact), exact);
    }
}
