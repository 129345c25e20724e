//! Header lines: unfolded, and encoded words decoded.

use super::encoding;
use crate::extract::decode;

/// The headers of a message or a part: lower-case name, value as written but unfolded.
pub(super) fn parse(text: &str) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    headers
}

/// `=?utf-8?Q?caf=C3=A9?=` as "café"; text between words that is only space goes.
pub(super) fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let before = &rest[..start];
        match encoded_word(&rest[start..]) {
            Some((text, length)) => {
                if !(after_word && before.trim().is_empty()) {
                    out.push_str(before);
                }
                out.push_str(&text);
                rest = &rest[start + length..];
                after_word = true;
            }
            None => {
                out.push_str(&rest[..start + 2]);
                rest = &rest[start + 2..];
                after_word = false;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

fn encoded_word(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, rest) = inner.split_once('?')?;
    let (method, rest) = rest.split_once('?')?;
    let (data, _) = rest.split_once("?=")?;
    let bytes = match method {
        "Q" | "q" => encoding::quoted_printable(data.replace('_', " ").as_bytes()),
        "B" | "b" => encoding::base64(data.as_bytes()),
        _ => return None,
    };
    let length = 2 + charset.len() + 1 + method.len() + 1 + data.len() + 2;
    Some((decode::labelled(&bytes, Some(charset)).text.into_owned(), length))
}

/// A parameter of a header: `boundary` of `multipart/mixed; boundary="x"`.
pub(super) fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let key = key.trim().trim_end_matches('*');
        key.eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_decoded_and_joined() {
        let value = "Re: =?utf-8?Q?caf=C3=A9_?= =?iso-8859-1?B?6Q==?= =?x";
        assert_eq!(decoded(value), "Re: caf\u{e9} \u{e9} =?x");
    }

    #[test]
    fn parameters_lose_their_quotes() {
        assert_eq!(parameter("text/plain; Charset=\"utf-8\"", "charset").as_deref(), Some("utf-8"));
        assert_eq!(parameter("text/plain", "charset"), None);
    }
}
