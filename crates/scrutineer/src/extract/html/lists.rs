//! What lists show before their items.

use scraper::ElementRef;

use crate::extract::numbering::NumberFormat;

/// An item that is nothing but a link into the page.
pub(super) fn is_contents_link(item: ElementRef<'_>) -> bool {
    let is_link = |element: &ElementRef<'_>| {
        element.value().name() == "a"
            && element.attr("href").is_some_and(|target| target.starts_with('#'))
    };
    let Some(link) = item.child_elements().find(is_link) else { return false };
    let beside = item
        .children()
        .filter(|child| child.id() != link.id())
        .filter(|child| {
            !ElementRef::wrap(*child).is_some_and(|e| matches!(e.value().name(), "ul" | "ol"))
        })
        .flat_map(|child| {
            child.descendants().filter_map(|node| node.value().as_text().map(|t| t.trim().len()))
        })
        .sum::<usize>();
    beside <= 6 && link.text().any(|text| !text.trim().is_empty())
}

/// The number of an item, unless the list shows none.
pub(super) fn item_number(list: ElementRef<'_>, value: i64) -> Option<String> {
    let value = u32::try_from(value).ok()?;
    let style = list.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    let by_style = [
        ("lower-alpha", NumberFormat::LowerLetter),
        ("lower-latin", NumberFormat::LowerLetter),
        ("upper-alpha", NumberFormat::UpperLetter),
        ("lower-roman", NumberFormat::LowerRoman),
        ("upper-roman", NumberFormat::UpperRoman),
    ];
    if style.contains("list-style:none") || style.contains("list-style-type:none") {
        return None;
    }
    let format = by_style
        .iter()
        .find(|(name, _)| style.contains(name))
        .map(|(_, format)| *format)
        .unwrap_or_else(|| NumberFormat::from_sample(list.attr("type").unwrap_or("1")));
    Some(format!("{}.", format.show(value)))
}
