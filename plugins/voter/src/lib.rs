//! Cells vote.
