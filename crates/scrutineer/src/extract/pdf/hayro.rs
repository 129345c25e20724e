//! The PDF backend that is used by default: hayro for objects and content, our own layout.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret_page,
    kurbo::Rect,
};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::device::{LeavePage, TextDevice};
use super::ink::Inks;
use super::limits::{MAX_PAGES, Stopped, Watch};
use super::page::{Page, PageSource, Picture};
use super::strings;
use super::structure::Structure;
use crate::extract::{ExtractError, ExtractErrorKind};

/// Opens a document; an empty user password is tried on encrypted ones.
pub(super) fn open(bytes: Vec<u8>) -> Result<Pdf, ExtractError> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ExtractError::new(
            ExtractErrorKind::Encrypted,
            "the PDF is protected by a password; save a copy without one",
        ),
        LoadPdfError::Decryption(_) => ExtractError::new(
            ExtractErrorKind::Encrypted,
            "the PDF is encrypted in a way that cannot be read; save a copy without encryption",
        ),
        LoadPdfError::Invalid => ExtractError::new(
            ExtractErrorKind::Damaged,
            "the PDF is damaged: no pages can be found in it; fetch it again or repair it",
        ),
    })
}

/// Longest side of a picture in pixels: A3 at 300 dots an inch.
const MAX_PICTURE_SIDE: f32 = 5000.0;

/// Brightness of a pixel (ITU-R BT.601).
fn luma(rgba: &[u8]) -> u8 {
    let [red, green, blue, ..] = rgba else { return u8::MAX };
    ((u32::from(*red) * 299 + u32::from(*green) * 587 + u32::from(*blue) * 114) / 1000) as u8
}

/// The pages of an opened document.
pub(super) struct HayroSource<'a> {
    pdf: &'a Pdf,
    /// Keeps each font for the whole document.
    cache: InterpreterCache<'a>,
    settings: InterpreterSettings,
    watch: Watch,
    inks: Inks,
}

impl<'a> HayroSource<'a> {
    pub(super) fn new(pdf: &'a Pdf, watch: Watch) -> Self {
        let settings = InterpreterSettings {
            render_content: RenderContent::PAGE,
            ..InterpreterSettings::default()
        };
        Self { pdf, cache: InterpreterCache::new(), settings, watch, inks: Inks::default() }
    }
}

impl PageSource for HayroSource<'_> {
    fn page_count(&self) -> usize {
        self.pdf.pages().len().min(MAX_PAGES)
    }

    fn page(&mut self, index: usize) -> Result<Page, Stopped> {
        if self.watch.is_over() {
            return Err(Stopped::Deadline);
        }
        let Some(page) = self.pdf.pages().get(index) else { return Ok(Page::default()) };
        let (width, height) = page.render_dimensions();
        let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut device = TextDevice::new(frame, self.watch, std::mem::take(&mut self.inks));
        // The interpreter is third-party code over hostile input: a panic costs the rest of one
        // page. Its caches stay sound, they are only filled with finished entries.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let settings = self.settings.clone();
            let mut context =
                Context::new(transform, frame, &self.cache, self.pdf.xref(), settings);
            interpret_page(page, &mut context, &mut device);
        }));
        let broken = match outcome {
            Ok(()) => None,
            Err(payload) => match payload.downcast_ref::<LeavePage>() {
                Some(LeavePage { deadline: true }) => return Err(Stopped::Deadline),
                Some(LeavePage { deadline: false }) => Some("too many characters".to_owned()),
                None => Some("the parser failed".to_owned()),
            },
        };
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let mut page = Page { number, width, height, broken, ..Page::default() };
        self.inks = device.finish(&mut page);
        Ok(page)
    }

    fn picture(&mut self, index: usize, dpi: f32) -> Option<Picture> {
        let page = self.pdf.pages().get(index)?;
        let (width, height) = page.render_dimensions();
        let scale = (dpi / 72.0).min(MAX_PICTURE_SIDE / width.max(height).max(1.0));
        let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        // Fonts and pictures of one page are kept for that page alone: a scan has new ones on each.
        let painted = catch_unwind(AssertUnwindSafe(|| {
            let cache = RenderCache::new();
            render(page, &cache, &self.settings, &RenderSettings::default(), &pixels)
        }));
        let painted = painted.ok()?;
        let grey = painted.data_as_u8_slice().chunks_exact(4).map(luma).collect();
        let (width, height) = (painted.width(), painted.height());
        (width > 0 && height > 0).then_some(Picture { width, height, dpi: scale * 72.0, grey })
    }

    fn structure(&self) -> Option<Structure> {
        catch_unwind(AssertUnwindSafe(|| Structure::read(self.pdf))).ok().flatten()
    }

    fn properties(&self) -> BTreeMap<String, String> {
        let metadata = self.pdf.metadata();
        let texts = [
            ("title", &metadata.title),
            ("author", &metadata.author),
            ("subject", &metadata.subject),
            ("keywords", &metadata.keywords),
            ("creator", &metadata.creator),
            ("producer", &metadata.producer),
        ];
        let dates = [("created", metadata.creation_date), ("modified", metadata.modification_date)];
        let texts = texts.into_iter().filter_map(|(name, bytes)| {
            Some((name.to_owned(), strings::decode(bytes.as_deref()?).trim().to_owned()))
        });
        let dates = dates.into_iter().filter_map(|(name, date)| {
            let date = date?;
            Some((name.to_owned(), format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)))
        });
        texts.chain(dates).filter(|(_, text)| !text.is_empty()).collect()
    }
}
