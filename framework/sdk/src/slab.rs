//! A part of a lattice, as an executing rule gets it.

/// Some whole rows of a lattice, with a halo of cells around them that belong to what lies beside.
///
/// ```
/// use quincunx_sdk::slab::Slab;
///
/// // One row of three cells, 1 2 3, with a halo of one cell on a torus of one row.
/// let src = [3, 1, 2, 3, 1, 3, 1, 2, 3, 1, 3, 1, 2, 3, 1];
/// let slab = Slab { width: 3, height: 1, stride: 5, halo: 1, ..Slab::default() };
/// assert_eq!(slab.source(&src, 0), [3, 1, 2, 3, 1]);
/// let mut dst = [0; 5];
/// slab.target(&mut dst, 0).copy_from_slice(&[7, 8, 9]);
/// assert_eq!(dst, [7, 8, 9, 0, 0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slab {
    /// Cells of a row to be computed.
    pub width: usize,
    /// Rows to be computed.
    pub height: usize,
    /// From the start of a row to that of the next, in source and target.
    pub stride: usize,
    /// Cells around that may be read.
    pub halo: usize,
    /// The column of the lattice in which the slab begins.
    pub x0: u64,
    /// The row of the lattice in which the slab begins.
    pub y0: u64,
    /// Cells in a row of the whole lattice.
    pub lattice_width: u64,
    /// The generation that is read; the next is written.
    pub step: u64,
    /// What a stochastic rule draws with; see [`noise`](crate::noise).
    pub key: u64,
}

impl Slab {
    /// Row `y` of what is read, from −halo to below height + halo: width + 2·halo cells, of which the first `halo`
    /// lie left of the slab. The cell above (x, y) is `source(src, y − 1)[halo + x]`.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline(always)] // called in kernels
    pub fn source<'s>(&self, src: &'s [u8], y: isize) -> &'s [u8] {
        let row = (y + self.halo as isize) as usize;
        &src[row * self.stride..][..self.width + 2 * self.halo]
    }

    /// Row `y` of what is written: width cells.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline(always)]
    pub fn target<'d>(&self, dst: &'d mut [u8], y: usize) -> &'d mut [u8] {
        &mut dst[y * self.stride..][..self.width]
    }

    /// The number of a cell in the lattice, row by row: what noise is addressed with.
    #[inline(always)]
    pub fn cell(&self, x: usize, y: usize) -> u64 {
        (self.y0 + y as u64) * self.lattice_width + self.x0 + x as u64
    }

    /// The bytes of a source.
    #[inline(always)]
    pub fn source_len(&self) -> usize {
        (self.height + 2 * self.halo - 1) * self.stride + self.width + 2 * self.halo
    }

    /// The bytes of a target.
    #[inline(always)]
    pub fn target_len(&self) -> usize {
        (self.height - 1) * self.stride + self.width
    }
}
