//! The parts of a message.

use std::borrow::Cow;

use super::{encoding, header};
use crate::extract::decode;

/// Parts nested deeper than this are not looked at.
const MAX_DEPTH: usize = 10;

/// A message or a part of one.
#[derive(Debug)]
pub(super) struct Part<'a> {
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

/// What was found in the parts.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) plain: Option<String>,
    pub(super) html: Option<String>,
    pub(super) attachments: Vec<String>,
}

impl<'a> Part<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
        let bytes = if start == bytes.len() { bytes } else { &bytes[start..] };
        let end = find(bytes, b"\n\n")
            .map(|at| (at, 2))
            .into_iter()
            .chain(find(bytes, b"\r\n\r\n").map(|at| (at, 4)));
        let (at, length) = end.min().unwrap_or((bytes.len(), 0));
        let headers = header::parse(&decode::text(&bytes[..at]).text);
        Self { headers, body: &bytes[at + length..] }
    }

    /// The value of a header, decoded.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.raw_header(name).map(header::decoded)
    }

    fn raw_header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// Gathers the first plain text and the first page among this part and those inside it.
    pub(super) fn find_text(&self, found: &mut Found, depth: usize) {
        let kind = self.raw_header("content-type").unwrap_or("text/plain");
        let media_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media_type.starts_with("multipart/") {
            let Some(boundary) = header::parameter(kind, "boundary").filter(|b| !b.is_empty())
            else {
                return;
            };
            if depth < MAX_DEPTH {
                for part in split(self.body, &boundary) {
                    Part::parse(part).find_text(found, depth + 1);
                }
            }
            return;
        }
        let disposition = self.raw_header("content-disposition").unwrap_or_default();
        let name =
            header::parameter(disposition, "filename").or_else(|| header::parameter(kind, "name"));
        let attached = disposition.trim_start().to_ascii_lowercase().starts_with("attachment");
        match media_type.as_str() {
            "text/plain" if !attached && found.plain.is_none() => {
                found.plain = Some(self.text(kind))
            }
            "text/html" if !attached && found.html.is_none() => found.html = Some(self.text(kind)),
            _ => found.attachments.extend(name.map(|name| header::decoded(&name))),
        }
    }

    fn text(&self, kind: &str) -> String {
        let transfer = self
            .raw_header("content-transfer-encoding")
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let bytes = match transfer.as_str() {
            "quoted-printable" => Cow::Owned(encoding::quoted_printable(self.body)),
            "base64" => Cow::Owned(encoding::base64(self.body)),
            _ => Cow::Borrowed(self.body),
        };
        let charset = header::parameter(kind, "charset");
        decode::labelled(&bytes, charset.as_deref()).text.into_owned()
    }
}

/// The parts between lines of `--boundary`.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let marker = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    let mut from: Option<usize> = None;
    let mut line_start = 0;
    for line in body.split_inclusive(|&b| b == b'\n') {
        if line.starts_with(&marker) {
            if let Some(from) = from {
                parts.push(&body[from..line_start]);
            }
            from = Some(line_start + line.len());
            if line[marker.len()..].starts_with(b"--") {
                return parts;
            }
        }
        line_start += line.len();
    }
    // A message that is cut short has no last boundary.
    parts.extend(from.map(|from| &body[from..]));
    parts
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
