//! The bytes of an RTF file as tokens.

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// `\word12`; a symbol such as `\~` is a word of one character.
    Word(&'a str, Option<i32>),
    /// `\'e9`
    Byte(u8),
    /// Bytes of text, in the code page of the font.
    Text(&'a [u8]),
}

/// Iterates the tokens; never fails, because every byte sequence is some RTF.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if first == b'\'' {
            let digits = self.rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok());
            let byte = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            self.rest = &self.rest[if byte.is_some() { 3 } else { 1 }..];
            return Some(byte.map_or(Token::Text(b""), Token::Byte));
        }
        if !first.is_ascii_alphabetic() {
            let (symbol, rest) = self.rest.split_at(1);
            self.rest = rest;
            return Some(match symbol {
                b"\n" | b"\r" => Token::Word("par", None),
                b"{" | b"}" | b"\\" => Token::Text(symbol),
                _ => Token::Word(std::str::from_utf8(symbol).unwrap_or_default(), None),
            });
        }
        let length = self.rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let (word, mut rest) = self.rest.split_at(length);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..].iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let mut number = None;
        if digits > 0 {
            let (written, after) = rest.split_at(sign + digits);
            number = std::str::from_utf8(written).ok().and_then(|written| written.parse().ok());
            rest = after;
        }
        if rest.first() == Some(&b' ') {
            rest = &rest[1..];
        }
        self.rest = rest;
        if word == b"bin" {
            // Raw bytes of a picture follow, which may look like anything.
            let skip = usize::try_from(number.unwrap_or(0)).unwrap_or(0).min(self.rest.len());
            self.rest = &self.rest[skip..];
        }
        Some(Token::Word(std::str::from_utf8(word).unwrap_or_default(), number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let first = *self.rest.first()?;
            match first {
                b'{' | b'}' | b'\\' => self.rest = &self.rest[1..],
                b'\r' | b'\n' | 0 => {
                    self.rest = &self.rest[1..];
                    continue;
                }
                _ => {}
            }
            return match first {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                _ => {
                    let ends = |b: &u8| matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                    let length = self.rest.iter().position(ends).unwrap_or(self.rest.len());
                    let (text, rest) = self.rest.split_at(length);
                    self.rest = rest;
                    Some(Token::Text(text))
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_symbols_and_bytes() {
        let tokens: Vec<_> = Tokens::new(b"{\\b0 a\\'e9\\~\\u-3913?\\bin2 {}\\{x}").collect();
        let expected = [
            Token::Open,
            Token::Word("b", Some(0)),
            Token::Text(b"a"),
            Token::Byte(0xE9),
            Token::Word("~", None),
            Token::Word("u", Some(-3913)),
            Token::Text(b"?"),
            Token::Word("bin", Some(2)),
            Token::Text(b"{"),
            Token::Text(b"x"),
            Token::Close,
        ];
        assert_eq!(tokens, expected);
    }
}
