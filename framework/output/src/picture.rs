//! Pictures of lattices: PNGs with an indexed palette of the smallest depth, one or many frames.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter, Writer};
use quincunx_core::record::Raster;
use std::io::{self, Write};
use std::sync::Arc;

/// Shades between two colours in a picture that was made smaller.
const SHADES: u32 = 16;

/// How long a frame of an animation stays: a tenth of a second.
const DELAY: (u16, u16) = (1, 10);

/// A lattice as a PNG whose longest side has at most `max_side` pixels. Where it must shrink, a pixel is the mean
/// of a square of cells.
///
/// # Errors
/// If the raster has no cells, or fewer than its size says.
///
/// ```
/// use quincunx_core::record::Raster;
/// let raster = Raster { width: 3, height: 1, cells: vec![0, 1, 0], palette: vec![[255; 3], [0; 3]].into() };
/// assert!(quincunx_output::picture::png(&raster, 512)?.starts_with(b"\x89PNG"));
/// # Ok::<_, std::io::Error>(())
/// ```
pub fn png(raster: &Raster, max_side: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_small(&mut bytes, raster, max_side)?;
    Ok(bytes)
}

/// Writes what [`png`] returns.
pub(crate) fn write_small(out: impl Write, raster: &Raster, max_side: usize) -> io::Result<()> {
    if !is_whole(raster) {
        return Err(io::Error::other("the raster does not have the cells that its size and palette say"));
    }
    let block = raster.width.max(raster.height).div_ceil(max_side.max(1));
    match (block, &*raster.palette) {
        (0 | 1, _) => write(out, raster),
        (_, [low, high]) => write(out, &shaded(raster, block, *low, *high)),
        _ => write_rgb(out, &averaged(raster, block)),
    }
}

/// Whether there are as many cells as the size says, and a colour for each.
pub(crate) fn is_whole(raster: &Raster) -> bool {
    let cells = raster.width.checked_mul(raster.height);
    let in_palette = raster.cells.iter().max().is_some_and(|&cell| usize::from(cell) < raster.palette.len());
    cells == Some(raster.cells.len()) && in_palette
}

/// Writes a lattice, one pixel a cell.
pub(crate) fn write(out: impl Write, raster: &Raster) -> io::Result<()> {
    let encoder = indexed(out, raster.width, raster.height, &raster.palette)?;
    let mut writer = encoder.write_header().map_err(io_error)?;
    let mut stream = writer.stream_writer_with_size(1 << 15).map_err(io_error)?;
    let mut packed = Vec::new();
    for row in raster.cells.chunks(raster.width) {
        packed.clear();
        pack(row, bits(raster.palette.len()), &mut packed);
        stream.write_all(&packed)?;
    }
    stream.finish().map_err(io_error)?;
    writer.finish().map_err(io_error)
}

/// An animated PNG, frame by frame. It loops for ever.
pub(crate) struct Animation<W: Write> {
    writer: Writer<W>,
    bits: usize,
    packed: Vec<u8>,
}

impl<W: Write> Animation<W> {
    pub fn new(
        out: W,
        (width, height): (usize, usize),
        palette: &[[u8; 3]],
        frames: u32,
    ) -> io::Result<Self> {
        let mut encoder = indexed(out, width, height, palette)?;
        if frames > 1 {
            encoder.set_animated(frames, 0).map_err(io_error)?;
            encoder.set_frame_delay(DELAY.0, DELAY.1).map_err(io_error)?;
        }
        let writer = encoder.write_header().map_err(io_error)?;
        Ok(Animation { writer, bits: bits(palette.len()), packed: Vec::new() })
    }

    pub fn push(&mut self, raster: &Raster) -> io::Result<()> {
        self.packed.clear();
        raster.cells.chunks(raster.width).for_each(|row| pack(row, self.bits, &mut self.packed));
        self.writer.write_image_data(&self.packed).map_err(io_error)
    }

    pub fn finish(self) -> io::Result<()> {
        self.writer.finish().map_err(io_error)
    }
}

fn indexed<W: Write>(
    out: W,
    width: usize,
    height: usize,
    palette: &[[u8; 3]],
) -> io::Result<Encoder<'static, W>> {
    let mut encoder = Encoder::new(out, side(width)?, side(height)?);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(match bits(palette.len()) {
        1 => BitDepth::One,
        2 => BitDepth::Two,
        4 => BitDepth::Four,
        _ => BitDepth::Eight,
    });
    encoder.set_palette(palette.concat());
    // Five times as fast as the default, for files a quarter larger; filters win nothing on packed bits.
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::NoFilter);
    Ok(encoder)
}

fn side(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| io::Error::other("a picture cannot be that large"))
}

/// The smallest depth of a PNG that tells the colours apart.
fn bits(colours: usize) -> usize {
    match colours {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    }
}

/// Packs a row, the leftmost cell into the highest bits.
fn pack(row: &[u8], bits: usize, packed: &mut Vec<u8>) {
    let place = |byte: u8, (i, &cell): (usize, &u8)| byte | cell << (8 - bits * (i + 1));
    packed.extend(row.chunks(8 / bits).map(|cells| cells.iter().enumerate().fold(0, place)));
}

fn io_error(error: EncodingError) -> io::Error {
    match error {
        EncodingError::IoError(inner) => inner,
        other => io::Error::other(other),
    }
}

/// A lattice of two states made smaller: shades between them, so that few bits do.
fn shaded(raster: &Raster, block: usize, low: [u8; 3], high: [u8; 3]) -> Raster {
    let mix = |a: u8, b: u8, shade: u32| {
        ((u32::from(a) * (SHADES - 1 - shade) + u32::from(b) * shade + (SHADES - 1) / 2) / (SHADES - 1)) as u8
    };
    let colour = |shade| [0, 1, 2].map(|i| mix(low[i], high[i], shade));
    let palette: Arc<[[u8; 3]]> = (0..SHADES).map(colour).collect();
    let (width, height) = (raster.width.div_ceil(block), raster.height.div_ceil(block));
    let cells = blocks(raster, block).map(|counts| {
        let cells = counts[0] + counts[1];
        ((counts[1] * (SHADES - 1) + cells / 2) / cells) as u8
    });
    Raster { width, height, cells: cells.collect(), palette }
}

/// Reads back a picture that [`write`] made; `None` if it is of another kind, or too large to hold.
pub(crate) fn read(bytes: &[u8]) -> Option<Raster> {
    let mut decoder = png::Decoder::new(io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().ok()?;
    let mut packed = vec![0; reader.output_buffer_size()?];
    let line = reader.next_frame(&mut packed).ok()?.line_size;
    let info = reader.info();
    let bits = info.bit_depth as usize;
    if info.color_type != ColorType::Indexed {
        return None;
    }
    let width = info.width as usize;
    let cell = |line: &[u8], x: usize| line[x * bits / 8] << (x * bits % 8) >> (8 - bits);
    let cells = packed.chunks(line).flat_map(|line| (0..width).map(move |x| cell(line, x)));
    let (palette, _) = info.palette.as_ref()?.as_chunks::<3>();
    let raster = Raster {
        width,
        height: info.height as usize,
        cells: cells.collect(),
        palette: palette.to_vec().into(),
    };
    is_whole(&raster).then_some(raster)
}

/// A picture with colours of its own.
#[derive(Debug)]
pub(crate) struct Rgb {
    pub width: usize,
    pub height: usize,
    /// Three bytes a pixel.
    pub bytes: Vec<u8>,
}

pub(crate) fn write_rgb(out: impl Write, picture: &Rgb) -> io::Result<()> {
    let mut encoder = Encoder::new(out, side(picture.width)?, side(picture.height)?);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(io_error)?;
    writer.write_image_data(&picture.bytes).map_err(io_error)?;
    writer.finish().map_err(io_error)
}

fn averaged(raster: &Raster, block: usize) -> Rgb {
    let mean = |counts: [u32; 256]| {
        let cells: u64 = counts.iter().map(|&n| u64::from(n)).sum();
        let channel =
            |i: usize| raster.palette.iter().zip(counts).map(move |(c, n)| u64::from(c[i]) * u64::from(n));
        [0, 1, 2].map(|i| ((channel(i).sum::<u64>() + cells / 2) / cells.max(1)) as u8)
    };
    Rgb {
        width: raster.width.div_ceil(block),
        height: raster.height.div_ceil(block),
        bytes: blocks(raster, block).flat_map(mean).collect(),
    }
}

/// How many cells of each state are in every square of the lattice, row by row.
fn blocks(raster: &Raster, block: usize) -> impl Iterator<Item = [u32; 256]> {
    let (width, height) = (raster.width, raster.height);
    let corners =
        (0..height).step_by(block).flat_map(move |y| (0..width).step_by(block).map(move |x| (x, y)));
    corners.map(move |(x, y)| {
        let mut counts = [0; 256];
        for row in y..height.min(y + block) {
            let start = row * width;
            raster.cells[start + x..start + width.min(x + block)]
                .iter()
                .for_each(|&c| counts[usize::from(c)] += 1);
        }
        counts
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Cursor;

    /// All frames of a PNG, one byte a cell.
    pub fn decode(bytes: &[u8]) -> (png::Info<'static>, Vec<Vec<u8>>) {
        let mut decoder = png::Decoder::new(Cursor::new(bytes.to_vec()));
        decoder.set_transformations(png::Transformations::IDENTITY);
        let mut reader = decoder.read_info().unwrap();
        let frames = reader.info().animation_control().map_or(1, |a| a.num_frames);
        let depth = reader.info().bit_depth as usize;
        let width = reader.info().width as usize;
        let mut stack = Vec::new();
        for _ in 0..frames {
            let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
            let shape = reader.next_frame(&mut buffer).unwrap();
            let unpack = |line: &[u8]| -> Vec<u8> {
                let mask = ((1u16 << depth) - 1) as u8;
                let cell = |x: usize| line[x * depth / 8] >> (8 - depth - x * depth % 8) & mask;
                (0..width).map(cell).collect()
            };
            stack.push(buffer.chunks(shape.line_size).flat_map(unpack).collect());
        }
        (reader.info().clone(), stack)
    }

    pub fn raster(width: usize, height: usize, states: usize, salt: usize) -> Raster {
        let cells = (0..width * height).map(|i| ((i * i + salt * 7 + i / 3) % states) as u8).collect();
        let palette = (0..states).map(|s| [s as u8, 255 - s as u8, (s * 3) as u8]).collect();
        Raster { width, height, cells, palette }
    }

    #[test]
    fn pictures_decode_to_the_cells_at_every_depth() {
        for (states, depth) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8)] {
            for (width, height) in [(1, 1), (9, 4), (16, 3), (37, 5)] {
                let raster = raster(width, height, states, states);
                let (info, frames) = decode(&png(&raster, 64).unwrap());
                assert_eq!(info.bit_depth as usize, depth);
                assert_eq!(info.palette.unwrap().to_vec(), raster.palette.concat());
                assert_eq!(frames, std::slice::from_ref(&raster.cells));
                assert_eq!(read(&png(&raster, 64).unwrap()), Some(raster));
            }
        }
    }

    #[test]
    fn animations_decode_to_the_cells() {
        for frames in [1, 2, 5] {
            let rasters: Vec<_> = (0..frames).map(|salt| raster(11, 6, 2, salt)).collect();
            let mut bytes = Vec::new();
            let mut animation =
                Animation::new(&mut bytes, (11, 6), &rasters[0].palette, frames as u32).unwrap();
            rasters.iter().for_each(|raster| animation.push(raster).unwrap());
            animation.finish().unwrap();
            let (info, stack) = decode(&bytes);
            assert_eq!(stack, rasters.into_iter().map(|raster| raster.cells).collect::<Vec<_>>());
            assert_eq!(info.animation_control().map(|a| a.num_plays), (frames > 1).then_some(0));
        }
    }

    #[test]
    fn large_pictures_shrink_to_means() {
        let mut two = raster(10, 7, 2, 0);
        two.cells = (0..70).map(|i| u8::from(i % 10 < 4)).collect();
        let (info, frames) = decode(&png(&two, 3).unwrap());
        assert_eq!((info.width, info.height), (3, 2));
        assert_eq!(frames[0], [15, 0, 0, 15, 0, 0]);
        let (info, _) = decode(&png(&raster(100, 40, 7, 0), 25).unwrap());
        assert_eq!((info.width, info.height, info.color_type), (25, 10, ColorType::Rgb));
        let mut broken = raster(4, 4, 2, 0);
        broken.cells[3] = 2;
        assert!(png(&broken, 9).is_err());
        broken.cells.clear();
        assert!(png(&broken, 9).is_err());
    }
}
