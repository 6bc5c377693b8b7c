//! The hexagonal lattice, as a plugin: an example of groups, and of a rule that describes itself by a table.
//!
//! Cells are those of the square lattice, in axial coordinates. The neighbours of the cell (x, y) are (x ± 1, y), (x, y ± 1),
//! (x + 1, y + 1) and (x − 1, y − 1), y downwards, so the upper right and the lower left corner are none. This is how Golly
//! embeds it. As drawn the lattice is sheared: the six directions are equal all the same.

pub mod life;
pub mod notation;
pub mod reference;
pub mod rotations;
pub mod symmetries;

quincunx_sdk::export_plugin!(
    rules: [life::HexagonalLife],
    groups: [rotations::C6, symmetries::D6],
);
