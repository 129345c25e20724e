//! Finished markup on the disk, so that memory does not grow with the words of a collection.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// A nameless temporary file of pieces; the system removes it when the program ends, however it ends.
#[derive(Debug)]
pub(super) struct Spool {
    writer: BufWriter<File>,
    length: u64,
}

/// Where a piece stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Piece {
    at: u64,
    /// Bytes.
    pub(super) length: u32,
}

impl Spool {
    /// A spool in `folder`: where results fit, it fits too.
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(Self { writer: BufWriter::with_capacity(1 << 16, file), length: 0 })
    }

    /// Appends a piece.
    pub(super) fn push(&mut self, markup: &str) -> io::Result<Piece> {
        let length = u32::try_from(markup.len())
            .map_err(|_| io::Error::other("one report has more than 4 GB of text"))?;
        self.writer.write_all(markup.as_bytes())?;
        let piece = Piece { at: self.length, length };
        self.length += u64::from(length);
        Ok(piece)
    }

    /// No more pieces: ready to be read.
    pub(super) fn finish(self) -> io::Result<Spooled> {
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spooled { file })
    }
}

/// A spool that is read.
#[derive(Debug)]
pub(super) struct Spooled {
    file: File,
}

impl Spooled {
    /// Copies a piece to `out`.
    pub(super) fn copy(&mut self, piece: Piece, out: &mut impl Write) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(piece.at))?;
        let mut part = (&mut self.file).take(u64::from(piece.length));
        if io::copy(&mut part, out)? == u64::from(piece.length) {
            Ok(())
        } else {
            Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the temporary file was cut short"))
        }
    }
}
