//! Where files are read: in this process, or elsewhere.

use std::fmt;

use super::{ExtractError, Extraction, ReadOptions};

/// Turns the bytes of one file into an [`Extraction`]. What a corpus run reads with.
///
/// ```
/// use scrutineer::extract::{InProcess, ReadOptions, Reader};
///
/// let read = InProcess.read(b"The panel met twice.", &ReadOptions::default())?;
/// assert_eq!(read.blocks[0].text, "The panel met twice.");
/// # Ok::<(), scrutineer::extract::ExtractError>(())
/// ```
pub trait Reader: fmt::Debug + Send + Sync {
    /// Reads one file; may be called from several threads at once.
    ///
    /// # Errors
    /// As [`read`](super::read); a reader in another process also says when that process died.
    fn read(&self, bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError>;
}

/// Reads in the calling process by [`read`](super::read): fastest, and exposed to what no process can take
/// back (see there).
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

impl Reader for InProcess {
    fn read(&self, bytes: &[u8], options: &ReadOptions) -> Result<Extraction, ExtractError> {
        super::read(bytes, options)
    }
}
