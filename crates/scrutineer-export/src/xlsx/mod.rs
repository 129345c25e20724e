//! results.xlsx: the results as a workbook, for people who work in Excel or LibreOffice.

mod cross;
mod overview;
mod pages;
mod sheet;

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use scrutineer::corpus::{Outcome, Source};
use scrutineer::table::{
    Cell, Column, ColumnKind, Contribution, Cooccurrence, CountKey, Counter, Saturation,
    document_columns, failure_columns, failure_row, matrix_columns, matrix_row, tag_columns,
    tag_rows,
};
use scrutineer::taxonomy::Taxonomy;

use crate::links::relative_link;
use crate::whole_file::WholeFile;
use crate::writer::{RunEnd, Writer};
use sheet::{
    Formats, Look, SHEET_ROWS, Shortfall, fit_height, write_cell, write_heads, write_link,
};

const OVERVIEW: &str = "Overview";
const COUNTS: &str = "Counts";
const MATRIX: &str = "Matrix";
const TAGS: &str = "Tags";
const COOCCURRENCE: &str = "Co-occurrence";
const SATURATION: &str = "Saturation";
const REPORTS: &str = "Reports";
const CODEBOOK: &str = "Codebook";
const FAILURES: &str = "Failures";
const ABOUT: &str = "About";

/// Metadata columns by which counts are crossed, where reports have them.
const CROSSED: [&str; 2] = ["year", "area"];

/// Columns that stand first on the sheet Tags, because they are what a person reads.
const READ_FIRST: [&str; 7] =
    ["document", "label", "assertion", "quote", "page", "paragraph", "section"];

/// Writes results.xlsx. Rows of tags and failures go to a temporary file as they come, those of matrix and reports at the end.
pub struct XlsxFile {
    folder: PathBuf,
    metadata: Vec<String>,
    links: BTreeMap<String, String>,
    workbook: Workbook,
    formats: Formats,
    shortfall: Shortfall,
    /// Rows written so far, by sheet.
    rows: BTreeMap<&'static str, u32>,
    /// Links written so far, by sheet.
    linked: BTreeMap<&'static str, u32>,
    crossed: Vec<(String, Counter)>,
    /// What each report adds to each of the crossed counts.
    contributions: Vec<Vec<Contribution>>,
}

impl XlsxFile {
    /// Begins the workbook in `folder`, which exists. `metadata` names the columns of documents, and names of
    /// documents become links to the files of `sources`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(folder: &Path, metadata: &[String], sources: &[Source]) -> io::Result<Self> {
        let links = sources
            .iter()
            .filter_map(|source| {
                Some((source.name().to_owned(), relative_link(folder, source.path())?))
            })
            .collect();
        let crossed: Vec<(String, Counter)> = CROSSED
            .iter()
            .filter(|name| metadata.iter().any(|column| column == *name))
            .map(|name| {
                let keys = [CountKey::Issue, CountKey::Column((*name).to_owned())];
                ((*name).to_owned(), Counter::new(&keys))
            })
            .collect();
        let mut file = Self {
            folder: folder.to_owned(),
            metadata: metadata.to_vec(),
            links,
            workbook: Workbook::new(),
            formats: Formats::new(),
            shortfall: Shortfall::default(),
            rows: BTreeMap::new(),
            linked: BTreeMap::new(),
            crossed,
            contributions: Vec::new(),
        };
        guarded(|| file.lay_out())?;
        Ok(file)
    }

    /// Makes the sheets in their order, and the heads of those that are written row by row.
    fn lay_out(&mut self) -> Result<(), XlsxError> {
        // A fixed date: the same reports give the same bytes.
        let properties = DocProperties::new()
            .set_title("Results of Scrutineer")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        self.workbook.set_properties(&properties);
        self.workbook.set_tempdir(&self.folder)?;
        self.workbook.add_worksheet().set_name(OVERVIEW)?;
        self.workbook.add_worksheet().set_name(COUNTS)?;
        for (name, _) in &self.crossed {
            self.workbook.add_worksheet().set_name(cross::sheet_name(name))?;
        }
        for name in [MATRIX, TAGS] {
            self.workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        }
        for name in [COOCCURRENCE, SATURATION] {
            self.workbook.add_worksheet().set_name(name)?;
        }
        self.workbook.add_worksheet_with_constant_memory()?.set_name(REPORTS)?;
        self.workbook.add_worksheet().set_name(CODEBOOK)?;
        self.workbook.add_worksheet_with_constant_memory()?.set_name(FAILURES)?;
        self.workbook.add_worksheet().set_name(ABOUT)?;
        self.begin(TAGS, &in_reading_order(tag_columns(&self.metadata)), 1)?;
        self.begin(REPORTS, &document_columns(&self.metadata), 1)?;
        self.begin(FAILURES, &failure_columns(), 1)
    }

    /// Heads, widths and frozen panes of a sheet that is a table.
    fn begin(
        &mut self,
        name: &'static str,
        columns: &[Column],
        frozen_columns: u16,
    ) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_name(name)?;
        for (at, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(at, pages::width(&column.name, column.kind))?;
        }
        sheet.set_freeze_panes(1, frozen_columns)?;
        let looks: Vec<Look> = self.looks(columns);
        let heads = columns.iter().zip(looks).map(|(column, look)| (column.name.as_str(), look));
        let sheet = self.workbook.worksheet_from_name(name)?;
        write_heads(sheet, 0, heads, &self.formats)?;
        self.rows.insert(name, 1);
        Ok(())
    }

    fn looks(&self, columns: &[Column]) -> Vec<Look> {
        columns
            .iter()
            .map(|column| match (column.kind, column.name.as_str()) {
                (ColumnKind::Text, name) if self.metadata.iter().any(|given| given == name) => {
                    if name == "title" {
                        Look::Text
                    } else {
                        Look::Given
                    }
                }
                (ColumnKind::Text, "quote" | "reason") => Look::Wrap,
                (ColumnKind::Text, _) => Look::Text,
                (ColumnKind::Integer, "page" | "report") => Look::Given,
                (ColumnKind::Integer, _) => Look::Integer,
                (
                    ColumnKind::Number,
                    "share" | "share_low" | "share_high" | "excluded_share" | "overlap_share",
                ) => Look::Share,
                (ColumnKind::Number, _) => Look::Number,
            })
            .collect()
    }

    /// Appends a row to a sheet; a document's name in the first column becomes a link. `looks` are those of the columns.
    fn append(
        &mut self,
        name: &'static str,
        row: &[Cell],
        looks: &[Look],
        links: bool,
    ) -> Result<(), XlsxError> {
        let at = self.rows.entry(name).or_default();
        if *at >= SHEET_ROWS {
            *self.shortfall.rows.entry(name).or_default() += 1;
            return Ok(());
        }
        let sheet = self.workbook.worksheet_from_name(name)?;
        let wrapped = row.iter().zip(looks).filter_map(|(cell, &look)| match cell {
            Cell::Text(text) if look == Look::Wrap => Some((text.as_str(), pages::WRAPPED)),
            _ => None,
        });
        fit_height(sheet, *at, wrapped)?;
        for ((column, cell), &look) in (0_u16..).zip(row).zip(looks) {
            match cell {
                Cell::Text(document) if links && column == 0 => write_link(
                    sheet,
                    (*at, column),
                    document,
                    self.links.get(document).map(String::as_str),
                    self.linked.entry(name).or_default(),
                    &self.formats,
                    &mut self.shortfall,
                )?,
                _ => write_cell(
                    sheet,
                    (*at, column),
                    cell,
                    look,
                    &self.formats,
                    &mut self.shortfall,
                )?,
            }
        }
        *at += 1;
        Ok(())
    }

    fn add_outcome(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> Result<(), XlsxError> {
        let tagged = match &outcome.result {
            Ok(tagged) => tagged,
            Err(failure) => {
                let looks = self.looks(&failure_columns());
                return self.append(FAILURES, &failure_row(outcome, failure), &looks, true);
            }
        };
        let crossed =
            self.crossed.iter().map(|(_, counter)| counter.contribution(tagged, taxonomy));
        self.contributions.push(crossed.collect());
        let columns = tag_columns(&self.metadata);
        let order = reading_order(&columns);
        let looks = self.looks(&in_reading_order(columns));
        for row in tag_rows(&outcome.name, tagged, taxonomy, &self.metadata) {
            let row: Vec<Cell> = order.iter().map(|&at| row[at].clone()).collect();
            self.append(TAGS, &row, &looks, true)?;
        }
        Ok(())
    }

    /// The sheets Reports, Matrix, Co-occurrence and Saturation.
    fn add_reports(&mut self, end: &RunEnd<'_>) -> Result<(), XlsxError> {
        let looks = self.looks(&document_columns(&self.metadata));
        for report in end.reports {
            self.append(REPORTS, &report.row, &looks, true)?;
        }
        let columns = matrix_columns(end.taxonomy);
        let sheet = self.workbook.worksheet_from_name(MATRIX)?;
        pages::matrix_heads(sheet, &columns, &self.formats)?;
        self.rows.insert(MATRIX, 1);
        let looks = vec![Look::Integer; columns.len()];
        let (mut pairs, mut curve) = (Cooccurrence::default(), Saturation::default());
        for report in end.counted() {
            self.append(
                MATRIX,
                &matrix_row(&report.name, &report.found, end.taxonomy),
                &looks,
                true,
            )?;
            pairs.add(&report.found);
            curve.add(&report.name, &report.found);
        }
        self.whole(COOCCURRENCE, &pairs.table(end.taxonomy), 0)?;
        let curve = curve.table();
        self.whole(SATURATION, &curve, 0)?;
        pages::curve(self.workbook.worksheet_from_name(SATURATION)?, curve.rows.len())
    }

    fn complete(&mut self, end: &RunEnd<'_>) -> Result<(), XlsxError> {
        for (report, contributions) in end.reports.iter().zip(&self.contributions) {
            if report.counted {
                self.crossed
                    .iter_mut()
                    .zip(contributions)
                    .for_each(|((_, counter), contribution)| counter.apply(contribution));
            }
        }
        let counts = end.counts;
        self.whole(COUNTS, counts, 2)?;
        for (name, counter) in &self.crossed {
            let sheet = self.workbook.worksheet_from_name(&cross::sheet_name(name))?;
            let table = counter.table(end.taxonomy);
            cross::write(sheet, name, counts, &table, &self.formats, &mut self.shortfall)?;
        }
        self.add_reports(end)?;
        let codebook = pages::codebook(end.taxonomy);
        let sheet = self.workbook.worksheet_from_name(CODEBOOK)?;
        pages::write_codebook(sheet, &codebook, &self.formats, &mut self.shortfall)?;
        for (name, columns) in [
            (TAGS, tag_columns(&self.metadata).len()),
            (REPORTS, document_columns(&self.metadata).len()),
            (FAILURES, failure_columns().len()),
            (MATRIX, matrix_columns(end.taxonomy).len()),
        ] {
            let last = self.rows.get(name).copied().unwrap_or(1).max(2) - 1;
            let sheet = self.workbook.worksheet_from_name(name)?;
            sheet.autofilter(0, 0, last, last_column(columns))?;
        }
        let sheet = self.workbook.worksheet_from_name(OVERVIEW)?;
        let crossed: Vec<&str> = self.crossed.iter().map(|(name, _)| name.as_str()).collect();
        overview::write(sheet, end, counts, &crossed, &self.formats)?;
        let sheet = self.workbook.worksheet_from_name(ABOUT)?;
        pages::about(sheet, end, &crossed, &self.formats, &self.shortfall)?;
        for sheet in self.workbook.worksheets_mut() {
            let pages = u16::from(sheet.name() == OVERVIEW);
            sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, pages);
            let heads = match sheet.name().as_str() {
                OVERVIEW | ABOUT => continue,
                name if crossed.iter().any(|column| cross::sheet_name(column) == name) => {
                    cross::HEADS
                }
                _ => 1,
            };
            sheet.set_repeat_rows(0, heads - 1)?;
        }
        Ok(())
    }

    /// Writes a table that is at hand.
    fn whole(
        &mut self,
        name: &'static str,
        table: &scrutineer::table::Table,
        frozen_columns: u16,
    ) -> Result<(), XlsxError> {
        self.begin(name, &table.columns, frozen_columns)?;
        let looks = self.looks(&table.columns);
        for row in &table.rows {
            self.append(name, row, &looks, false)?;
        }
        let last =
            u32::try_from(table.rows.len()).unwrap_or(SHEET_ROWS - 1).clamp(1, SHEET_ROWS - 1);
        let sheet: &mut Worksheet = self.workbook.worksheet_from_name(name)?;
        sheet.autofilter(0, 0, last, last_column(table.columns.len()))?;
        Ok(())
    }
}

impl Writer for XlsxFile {
    fn add(&mut self, outcome: &Outcome, taxonomy: &Taxonomy) -> io::Result<()> {
        guarded(|| self.add_outcome(outcome, taxonomy))
    }

    fn finish(mut self: Box<Self>, end: &RunEnd<'_>) -> io::Result<Vec<WholeFile>> {
        let mut file = WholeFile::create(&self.folder.join("results.xlsx"))?;
        guarded(|| {
            self.complete(end)?;
            self.workbook.save_to_writer(&mut file)
        })?;
        Ok(vec![file])
    }
}

fn last_column(columns: usize) -> u16 {
    u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX)
}

/// Positions of the columns on the sheet Tags.
fn reading_order(columns: &[Column]) -> Vec<usize> {
    let first =
        READ_FIRST.iter().filter_map(|name| columns.iter().position(|column| column.name == *name));
    let rest = (0..columns.len()).filter(|&at| !READ_FIRST.contains(&columns[at].name.as_str()));
    first.chain(rest).collect()
}

fn in_reading_order(columns: Vec<Column>) -> Vec<Column> {
    reading_order(&columns).into_iter().map(|at| columns[at].clone()).collect()
}

/// Calls the workbook's library, whose temporary files panic on a full disk instead of giving an error.
fn guarded(work: impl FnOnce() -> Result<(), XlsxError>) -> io::Result<()> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))) => Err(error),
        Ok(Err(error)) => Err(io::Error::other(format!("results.xlsx: {error}"))),
        Err(_) => Err(io::Error::new(
            io::ErrorKind::StorageFull,
            "results.xlsx cannot be written; the disk is probably full",
        )),
    }
}
