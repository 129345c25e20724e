//! Links from a results folder to the reports.

use std::path::{Component, Path, PathBuf};

/// `file` as seen from `folder`, with `/` between the parts and percent signs for what a link cannot hold; nothing
/// when there is no way from one to the other, as between drives.
///
/// Links go relative, so that a folder that is moved with its reports keeps them, and no name of a home folder is written.
pub(crate) fn relative_link(folder: &Path, file: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    let file = std::path::absolute(file).ok()?;
    let (from, to) = (parts(&folder), parts(&file));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let mut way: Vec<String> = vec!["..".to_owned(); from.len() - shared];
    for part in &to[shared..] {
        way.push(escaped(part.as_os_str().to_str()?));
    }
    Some(way.join("/"))
}

/// The parts of an absolute path, `..` taken away with the part before it.
fn parts(path: &Path) -> Vec<PathBuf> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop();
            }
            other => parts.push(PathBuf::from(other.as_os_str())),
        }
    }
    parts
}

/// RFC 3986: what has a meaning in a link, or no place in one, as `%` and two digits.
fn escaped(part: &str) -> String {
    let mut shown = String::with_capacity(part.len());
    for c in part.chars() {
        match c {
            '%' | '#' | '?' | '"' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '}' | '\\' | ' ' => {
                shown.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_ascii_control() => shown.push_str(&format!("%{:02X}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_up_and_down() {
        let link = |folder: &str, file: &str| relative_link(Path::new(folder), Path::new(file));
        assert_eq!(
            link("/a/out", "/a/reports/x y#1.pdf").as_deref(),
            Some("../reports/x%20y%231.pdf")
        );
        assert_eq!(link("/a/out", "/a/out/x.pdf").as_deref(), Some("x.pdf"));
        assert_eq!(link("/a/./out", "/b/c/../é.pdf").as_deref(), Some("../../b/é.pdf"));
        assert_eq!(link("out", "reports/50%.pdf").as_deref(), Some("../reports/50%25.pdf"));
    }
}
