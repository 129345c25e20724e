//! PDF to blocks.
