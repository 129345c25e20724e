//! The little SVG that the report needs.
//!
//! Written by hand rather than with a plotting crate: those bring font metrics and raster back ends, draw their text
//! as outlines or in a font of their own, and style elements by `style` attributes, which the page's content security policy
//! forbids. Here colours come from the page's style sheet, so that one drawing serves light, dark and print, and the
//! script of the page can redraw a filtered figure by setting the same few attributes.

use scrutineer::table::wilson_interval;

use crate::markup::{e, put, tenths};

/// Width of a bar's drawing: a share of 1.
const BAR: f64 = 240.0;
/// Area of a trend's drawing.
const TREND: (f64, f64) = (224.0, 72.0);
/// Radius of the disc of an issue that every report has.
const DISC: f64 = 14.0;

/// A bar of `part` of `whole` from 0 to 1 with its 95 % interval as a whisker.
pub(super) fn bar(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let (low, high) = wilson_interval(part, whole);
    let (low, high) = (tenths(low * BAR), tenths(high * BAR));
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 {BAR} 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">\
         <path class=\"grid\" d=\"M0.5 0V14M60 0V14M120 0V14M180 0V14M239.5 0V14\"/>\
         <rect class=\"fill\" x=\"0\" y=\"3\" width=\"{}\" height=\"8\"/>\
         <path class=\"whisker\" d=\"M{low} 7H{high}M{low} 4V10M{high} 4V10\"/></svg>",
        tenths(share * BAR)
    )
}

/// A small multiple: share a year with its interval. `points` are (reports with, reports) a year, in order.
pub(super) fn trend(points: &[(u64, u64)]) -> String {
    let (width, height) = TREND;
    let [line, whiskers, dots] = trend_paths(points);
    format!(
        "<svg class=\"trend\" viewBox=\"-30 -6 {} {}\" aria-hidden=\"true\" focusable=\"false\">\
         <path class=\"grid\" d=\"M0 0H{width}M0 {}H{width}M0 {height}H{width}\"/>\
         <text x=\"-5\" y=\"3.5\">100</text><text x=\"-5\" y=\"{}\">50</text><text x=\"-5\" y=\"{}\">0</text>\
         <path class=\"whisker\" d=\"{whiskers}\"/><path class=\"line\" d=\"{line}\"/><path class=\"dots\" d=\"{dots}\"/></svg>",
        width + 38.0,
        height + 12.0,
        height / 2.0,
        height / 2.0 + 3.5,
        height + 3.5,
    )
}

/// Line, whiskers and dots; a year without reports leaves a gap, since nothing is known of it.
fn trend_paths(points: &[(u64, u64)]) -> [String; 3] {
    let (width, height) = TREND;
    let step = width / points.len() as f64;
    let (mut line, mut whiskers, mut dots) = (String::new(), String::new(), String::new());
    let mut joined = false;
    for (at, &(part, whole)) in points.iter().enumerate() {
        if whole == 0 {
            joined = false;
            continue;
        }
        let x = tenths((at as f64 + 0.5) * step);
        let y = |share: f64| tenths(height * (1.0 - share));
        let (low, high) = wilson_interval(part, whole);
        let middle = y(part as f64 / whole as f64);
        put!(line, "{}{x} {middle}", if joined { "L" } else { "M" });
        put!(whiskers, "M{x} {}V{}", y(high), y(low));
        put!(dots, "M{x} {middle}h0");
        joined = true;
    }
    [line, whiskers, dots]
}

/// A disc whose area is the share of reports; an outline is all that is left of 0.
pub(super) fn disc(part: u64, whole: u64) -> String {
    let size = 2.0 * DISC;
    format!(
        "<svg class=\"disc\" viewBox=\"0 0 {size} {size}\" aria-hidden=\"true\" focusable=\"false\">\
         <circle class=\"ring\" cx=\"{DISC}\" cy=\"{DISC}\" r=\"{}\"/><circle class=\"fill\" cx=\"{DISC}\" cy=\"{DISC}\" r=\"{}\"/></svg>",
        DISC - 0.5,
        radius(part, whole)
    )
}

fn radius(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { tenths((DISC - 0.5) * (part as f64 / whole as f64).sqrt()) }
}

/// Words for a reader who does not see a trend.
pub(super) fn trend_words(years: &[String], points: &[(u64, u64)]) -> String {
    let told: Vec<String> = years
        .iter()
        .zip(points)
        .filter(|(_, (_, whole))| *whole > 0)
        .map(|(year, (part, whole))| format!("{}: {part} of {whole}", e(year)))
        .collect();
    told.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometry_follows_the_numbers() {
        let drawn = bar(8, 16);
        assert!(drawn.contains("width=\"120\""), "{drawn}");
        // Wilson for 8 of 16: 0.28 to 0.72.
        assert!(drawn.contains("M67.2 7H172.8"), "{drawn}");
        let [line, whiskers, dots] = trend_paths(&[(1, 2), (0, 0), (2, 2), (0, 4)]);
        assert_eq!(line, "M28 36M140 0L196 72");
        assert_eq!(whiskers.matches('V').count(), 3);
        assert_eq!(dots, "M28 36h0M140 0h0M196 72h0");
        assert!(disc(4, 16).contains("r=\"6.8\""), "a quarter of the reports is half the radius");
        assert!(disc(0, 0).contains("r=\"0\""));
    }
}
