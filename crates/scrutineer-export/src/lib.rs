//! Tables to files.
