//! What goes over the pipes: a length, then that many bytes.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::extract::{ExtractError, Extraction, ReadOptions};

/// Longest order and longest reply. A document yields at most 256 MB of text, and what stands around it is less.
const MAX_ORDER: u64 = 1 << 20;
const MAX_REPLY: u64 = 768 << 20;

/// What a worker is told before it gets the bytes of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) options: ReadOptions,
    /// Address space in bytes.
    pub(super) max_memory: Option<u64>,
}

/// What a worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// A slow step is done and the next begins: the clock starts again.
    Alive,
    /// The end of one file.
    Done(Result<Extraction, ExtractError>),
}

pub(super) fn send_order(output: &mut impl Write, order: &Order, bytes: &[u8]) -> io::Result<()> {
    send(output, &encoded(order)?)?;
    send(output, bytes)?;
    output.flush()
}

/// The next order and its file; `None` at the end of the input.
pub(super) fn next_order(input: &mut impl Read) -> io::Result<Option<(Order, Vec<u8>)>> {
    let Some(order) = next(input, MAX_ORDER)? else { return Ok(None) };
    let order: Order = decoded(&order)?;
    let bytes = next(input, order.options.max_bytes)?;
    Ok(bytes.map(|bytes| (order, bytes)))
}

pub(super) fn send_reply(output: &mut impl Write, reply: &Reply) -> io::Result<()> {
    send(output, &encoded(reply)?)?;
    output.flush()
}

/// The next reply; the end of the input is an error, for a reply is owed.
pub(super) fn next_reply(input: &mut impl Read) -> io::Result<Reply> {
    decoded(&next(input, MAX_REPLY)?.ok_or(io::ErrorKind::UnexpectedEof)?)
}

fn encoded(value: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn send(output: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    output.write_all(&(bytes.len() as u64).to_le_bytes())?;
    output.write_all(bytes)
}

/// The bytes of the next frame; memory grows with what arrives, not with what the length promises.
fn next(input: &mut impl Read, longest: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    let mut have = 0;
    while have < length.len() {
        match input.read(&mut length[have..]) {
            Ok(0) if have == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => have += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u64::from_le_bytes(length);
    if length > longest {
        let message = format!("a message of {length} bytes, {longest} are allowed");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let first = usize::try_from(length.min(1 << 20)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(first);
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(Some(bytes))
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{PageFlag, PageInfo, RawBlock, RawKind};

    #[test]
    fn what_is_sent_arrives() {
        let extraction = Extraction {
            blocks: vec![RawBlock {
                page_breaks: vec![(3, 2)],
                number: Some("4.1".to_owned()),
                ..RawBlock::new(RawKind::Cell { row_start: true }, "Mother’s", 1)
            }],
            pages: vec![PageInfo { number: 1, flags: vec![PageFlag::NoText] }],
            warnings: vec!["a warning".to_owned()],
            ..Extraction::default()
        };
        let mut pipe = Vec::new();
        send_reply(&mut pipe, &Reply::Alive).unwrap();
        send_reply(&mut pipe, &Reply::Done(Ok(extraction.clone()))).unwrap();
        let mut input = pipe.as_slice();
        assert!(matches!(next_reply(&mut input).unwrap(), Reply::Alive));
        let Reply::Done(Ok(back)) = next_reply(&mut input).unwrap() else { panic!("not done") };
        assert_eq!(back, extraction);
        assert_eq!(next_reply(&mut input).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn orders_carry_the_file() {
        let options = ReadOptions::for_file("a.md");
        let mut pipe = Vec::new();
        let order = Order { options: options.clone(), max_memory: Some(5) };
        send_order(&mut pipe, &order, b"text").unwrap();
        let mut input = pipe.as_slice();
        let (order, bytes) = next_order(&mut input).unwrap().unwrap();
        assert_eq!((order.options, order.max_memory, bytes), (options, Some(5), b"text".to_vec()));
        assert!(next_order(&mut input).unwrap().is_none());
    }

    #[test]
    fn lies_about_length_are_refused_without_asking_for_memory() {
        let mut huge = u64::MAX.to_le_bytes().to_vec();
        huge.extend(b"x");
        assert_eq!(
            next_reply(&mut huge.as_slice()).unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        let mut short = (MAX_REPLY - 1).to_le_bytes().to_vec();
        short.extend(b"x");
        let error = next_reply(&mut short.as_slice()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
