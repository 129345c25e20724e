//! Collects the glyphs of one page while the interpreter walks through its content.

use std::panic::resume_unwind;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro_syntax::object::{Dict, String as PdfString};

use super::ink::Inks;
use super::limits::{MAX_PAGE_GLYPHS, Watch};
use super::page::Page;
use super::run::{Placed, RunBuilder, Style};
use super::strings;

/// Thrown through the interpreter to leave it: it offers no other way to stop in mid page.
pub(super) struct LeavePage {
    /// Whether the deadline was the reason; else the page has too many glyphs.
    pub(super) deadline: bool,
}

/// One open piece of marked content.
struct Marked {
    mcid: Option<u32>,
    artifact: bool,
    /// Text that stands for all glyphs inside; taken by the first of them.
    actual_text: Option<ActualText>,
}

struct ActualText {
    text: String,
    used: bool,
}

/// The device: glyphs and pictures are noted, paths ignored.
pub(super) struct TextDevice {
    runs: RunBuilder,
    has_image: bool,
    /// The page, and how much of it pictures cover in square points; overlaps count twice.
    frame: Rect,
    covered: f64,
    marked: Vec<Marked>,
    glyph_count: usize,
    watch: Watch,
    inks: Inks,
}

impl TextDevice {
    /// A device for a page that fills `frame`.
    pub(super) fn new(frame: Rect, watch: Watch, inks: Inks) -> Self {
        Self {
            runs: RunBuilder::default(),
            has_image: false,
            frame,
            covered: 0.0,
            marked: Vec::new(),
            glyph_count: 0,
            watch,
            inks,
        }
    }

    fn tick(&mut self) {
        if self.watch.tick() {
            resume_unwind(Box::new(LeavePage { deadline: true }));
        }
    }

    fn count_glyph(&mut self) {
        self.glyph_count += 1;
        if self.glyph_count > MAX_PAGE_GLYPHS {
            resume_unwind(Box::new(LeavePage { deadline: false }));
        }
    }

    /// Puts runs and pictures into `page`; gives back the ink that was measured.
    pub(super) fn finish(self, page: &mut Page) -> Inks {
        page.runs = self.runs.finish();
        page.has_image = self.has_image;
        let share = self.covered / self.frame.area();
        page.image_share = if share.is_finite() { share.min(1.0) as f32 } else { 0.0 };
        self.inks
    }

    fn mcid(&self) -> Option<u32> {
        self.marked.iter().rev().find_map(|marked| marked.mcid)
    }

    /// The characters of a glyph, or what its marked content says in its stead.
    fn push_text(&mut self, glyph: &Glyph<'_>, place: Placed) {
        if let Some(actual) = self.marked.iter_mut().rev().find_map(|m| m.actual_text.as_mut()) {
            let text = if actual.used { "" } else { actual.text.as_str() };
            self.runs.push(text, place);
            actual.used = true;
            return;
        }
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => self.runs.push(c.encode_utf8(&mut [0; 4]), place),
            Some(BfString::String(text)) => self.runs.push(&text, place),
            None => self.runs.push("\u{FFFD}", place),
        }
    }
}

/// Horizontal scaling of a whole run. Substituted fonts are stretched glyph by glyph and then say
/// nothing of the advance.
fn run_stretch(run: &GlyphRun<'_, '_>, transform: Affine) -> f64 {
    let mut least = f64::MAX;
    let mut most = 0.0_f64;
    for glyph in run.glyphs() {
        let [a, b, c, d, ..] = (transform * glyph.transform()).as_coeffs();
        let height = c.hypot(d);
        if height > 0.0 {
            let ratio = a.hypot(b) / height;
            least = least.min(ratio);
            most = most.max(ratio);
        }
    }
    if most > 0.0 && most - least < 0.01 { most } else { 1.0 }
}

/// Whether the font is bold; nothing when it does not say.
fn is_bold(glyph: &Glyph<'_>) -> Option<bool> {
    let Glyph::Outline(outline) = glyph else { return Some(false) };
    let font = outline.font_data()?;
    let name = font.postscript_name.unwrap_or_default().to_ascii_lowercase();
    let named = ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word));
    let heavy = font.weight.is_some_and(|weight| weight >= 600) && !name.contains("regular");
    Some(named || heavy)
}

fn advance(glyph: &Glyph<'_>) -> f64 {
    let width = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(glyph) => glyph.advance_width(),
    };
    f64::from(width.filter(|width| width.is_finite()).unwrap_or(500.0)) / 1000.0
}

impl<'a> Device<'a> for TextDevice {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.tick();
        let Some(first) = run.glyphs().first() else { return };
        let bold = is_bold(first);
        let style = Style {
            bold: bold.unwrap_or(false),
            artifact: self.marked.iter().any(|marked| marked.artifact),
            mcid: self.mcid(),
        };
        let stretch = run_stretch(run, props.transform);
        self.runs.begin(style);
        for glyph in run.glyphs() {
            self.count_glyph();
            let [a, b, c, d, x, y] = (props.transform * glyph.transform()).as_coeffs();
            // Glyph transforms go from a thousandth of the em.
            let size = c.hypot(d) * 1000.0;
            let ink = match &**glyph {
                Glyph::Outline(outline) if bold.is_none() => self.inks.of(outline),
                _ => 0.0,
            };
            let place = Placed {
                direction: (a, b),
                x,
                y,
                size,
                advance: advance(glyph) * size * stretch,
                ink,
            };
            if place.is_sound() {
                self.push_text(glyph, place);
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.tick();
        self.has_image = true;
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let seen = props.transform.transform_rect_bbox(pixels).intersect(self.frame);
        self.covered += seen.area();
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.tick();
        let mcid = properties.and_then(|dict| dict.get::<u32>(b"MCID"));
        let actual_text = properties
            .and_then(|dict| dict.get::<PdfString<'_>>(b"ActualText"))
            .map(|text| ActualText { text: strings::decode(text.as_bytes()), used: false });
        self.marked.push(Marked { mcid, artifact: tag == b"Artifact", actual_text });
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.tick();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.tick();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.tick();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.tick();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.tick();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
