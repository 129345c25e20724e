//! The two encodings that carry bytes through mail.

/// Quoted-printable; what is not valid stays as it is.
pub(super) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'=' {
            out.push(first);
            continue;
        }
        // White space may have been added at the end of a line that goes on.
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        if let Some(end) =
            [b"\r\n".as_slice(), b"\n"].into_iter().find(|end| rest[blanks..].starts_with(end))
        {
            rest = &rest[blanks + end.len()..];
            continue;
        }
        let byte = rest
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                rest = &rest[2..];
            }
            None => out.push(b'='),
        }
    }
    out
}

/// Base64; characters outside its alphabet are skipped, as mail programs do.
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for &byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        buffer = (buffer << 6 | u32::from(value)) & 0xFF_FFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((buffer >> bits) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_decode() {
        assert_eq!(quoted_printable(b"a=3Db= \r\nc=zz=E9"), b"a=bc=zz\xE9");
        assert_eq!(base64(b"U2Fm\r\nZQ=="), b"Safe");
    }
}
