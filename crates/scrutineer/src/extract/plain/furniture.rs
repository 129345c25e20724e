//! Running heads, running feet and page numbers.

use std::collections::BTreeMap;

use super::lines::{Line, Lines};

/// Lines at the top and at the foot of a page that may be furniture.
const ZONE: usize = 3;
/// A line must come back on as many pages to be furniture.
const FEWEST_PAGES: usize = 3;
/// Longer lines are text, however often they come back.
const LONGEST: usize = 160;

/// Marks the lines that are furniture.
pub(super) fn mark(lines: &mut Lines<'_>) {
    for line in &mut lines.lines {
        line.furniture = is_page_label(line.trimmed());
    }
    if lines.pages > 0 {
        mark_repeated_at_page_ends(lines)
    } else {
        mark_repeated_beside_labels(lines)
    }
}

/// "Page 3 of 12", "Page 3", "3 | P a g e", "- 3 -".
fn is_page_label(line: &str) -> bool {
    if line.len() > 24 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let compact: String =
        line.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '|').collect();
    let without_page = compact.strip_prefix("page").or_else(|| compact.strip_suffix("page"));
    let dashed = compact.strip_prefix(['-', '–']).and_then(|rest| rest.strip_suffix(['-', '–']));
    let is_number =
        |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_count = |text: &str| {
        let parts = text.split_once("of").or_else(|| text.split_once('/'));
        parts.is_some_and(|(page, pages)| is_number(page) && is_number(pages))
    };
    match (without_page, dashed) {
        (Some(rest), _) => is_number(rest) || is_count(rest),
        (None, Some(rest)) => is_number(rest),
        (None, None) => compact.contains("of") && is_count(&compact),
    }
}

/// The line with its numbers taken out: what stays the same from page to page.
fn pattern(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars().flat_map(char::to_lowercase) {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c == '#' && out.ends_with('#') || c.is_whitespace() && out.ends_with(' ') {
            continue;
        }
        out.push(if c.is_whitespace() { ' ' } else { c });
    }
    out
}

/// What makes two lines on different pages the same furniture: the same text, or the same text around
/// a number that counts with the pages ("Finding 2" on a new page counts with the findings instead).
fn keys(line: &Line<'_>) -> [Option<String>; 2] {
    let text = line.trimmed();
    let number = text.rsplit(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty());
    let counted = number
        .and_then(|digits| digits.parse::<i64>().ok())
        .map(|number| format!("{}\n{}", pattern(text), number - i64::from(line.page)));
    [Some(text.to_owned()), counted]
}

fn mark_repeated_at_page_ends(lines: &mut Lines<'_>) {
    let zones = page_zones(lines);
    let mut pages_with: BTreeMap<String, usize> = BTreeMap::new();
    for zone in &zones {
        let mut seen: Vec<String> =
            zone.iter().flat_map(|&index| keys(&lines.lines[index])).flatten().collect();
        seen.sort_unstable();
        seen.dedup();
        for key in seen {
            *pages_with.entry(key).or_default() += 1;
        }
    }
    // Left and right pages may have heads of their own, so less than half of the pages must do.
    let enough = FEWEST_PAGES.max(zones.len() * 2 / 5);
    let is_repeated = |line: &Line<'_>| {
        let pages = |key: String| pages_with.get(&key).copied().unwrap_or(0);
        line.trimmed().len() <= LONGEST
            && keys(line).into_iter().flatten().any(|key| pages(key) >= enough)
    };
    let repeated: Vec<usize> =
        zones.into_iter().flatten().filter(|&index| is_repeated(&lines.lines[index])).collect();
    let text_left = lines.lines.iter().filter(|line| !line.is_blank()).count() > repeated.len();
    if text_left {
        repeated.into_iter().for_each(|index| lines.lines[index].furniture = true);
    }
}

/// For each page, the lines at its top and at its foot.
fn page_zones(lines: &Lines<'_>) -> Vec<Vec<usize>> {
    let mut zones = Vec::new();
    let mut from = 0;
    for page in lines.lines.chunk_by(|a, b| a.page == b.page) {
        let filled = |(index, line): (usize, &Line<'_>)| {
            (!line.trimmed().is_empty()).then_some(from + index)
        };
        let mut zone: Vec<usize> = page.iter().enumerate().filter_map(filled).take(ZONE).collect();
        let top = zone.last().copied();
        let foot = page.iter().enumerate().rev().filter_map(filled).take(ZONE);
        zone.extend(foot.take_while(|index| Some(*index) > top));
        zones.push(zone);
        from += page.len();
    }
    zones
}

/// Without form feeds only page labels tell where pages ended; heads and feet stand next to them.
fn mark_repeated_beside_labels(lines: &mut Lines<'_>) {
    let filled: Vec<usize> =
        (0..lines.lines.len()).filter(|&index| !lines.lines[index].trimmed().is_empty()).collect();
    let labels: Vec<usize> =
        (0..filled.len()).filter(|&n| lines.lines[filled[n]].furniture).collect();
    let mut beside: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &n in &labels {
        for index in filled[n.saturating_sub(2)..filled.len().min(n + 3)].iter().copied() {
            let line = lines.lines[index];
            if !line.furniture && line.trimmed().len() <= LONGEST {
                beside.entry(line.trimmed().to_owned()).or_default().push(index);
            }
        }
    }
    for (_, mut indices) in beside {
        indices.dedup();
        if indices.len() >= FEWEST_PAGES && indices.len() * 10 >= labels.len() * 6 {
            indices.iter().for_each(|&index| lines.lines[index].furniture = true);
        }
    }
    mark_heads_with_page_counts(lines);
}

/// Cheap, because it is asked of every line of the file.
fn names_a_page(text: &str) -> bool {
    text.as_bytes().windows(4).any(|word| word.eq_ignore_ascii_case(b"page"))
        && text.bytes().any(|b| b.is_ascii_digit())
}

/// "Serious Case Review   Page 3 of 12" on one line, again and again.
fn mark_heads_with_page_counts(lines: &mut Lines<'_>) {
    let mut heads: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, line) in lines.lines.iter().enumerate() {
        let text = line.trimmed();
        if text.len() <= LONGEST && names_a_page(text) {
            let pattern = pattern(text);
            if pattern.contains("page #")
                && (pattern.ends_with("page #") || pattern.contains("page # of #"))
            {
                heads.entry(pattern).or_default().push(index);
            }
        }
    }
    for (_, indices) in heads {
        if indices.len() >= FEWEST_PAGES {
            indices.iter().for_each(|&index| lines.lines[index].furniture = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_labels_are_told_from_text() {
        for yes in [
            "Page 3 of 12",
            "page 3",
            "3 | P a g e",
            "- 3 -",
            "3 of 12",
            "P a g e | 3",
            "Page 3/12",
        ] {
            assert!(is_page_label(yes), "{yes}");
        }
        for no in ["3", "Page three", "Three of 12", "2.1", "12 March 2014", "Page 3 was missing"] {
            assert!(!is_page_label(no), "{no}");
        }
    }
}
