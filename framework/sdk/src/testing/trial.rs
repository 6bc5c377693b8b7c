//! One random slab, run in all the ways that must give the same.

use crate::fault::Fault;
use crate::noise::Noise;
use crate::rule::{Info, Rule};
use crate::slab::Slab;

/// What a target holds before a rule writes: a cell that keeps both was not written.
const FILLS: [u8; 2] = [0x55, 0xaa];

/// A slab and its cells.
pub(super) struct Trial {
    pub slab: Slab,
    pub source: Vec<u8>,
    states: usize,
}

impl Trial {
    /// The same number always makes the same slab.
    pub fn random(number: u64, info: &Info) -> Self {
        let noise = Noise { key: 0x7e57, step: number };
        let pick = |draw, most: u64| u64::from(noise.word(0, draw)) % most;
        let (width, halo) = (1 + pick(1, 80) as usize, info.halo);
        let slab = Slab {
            width,
            height: 1 + pick(2, 6) as usize,
            stride: width + 2 * halo + pick(3, 5) as usize,
            halo,
            x0: pick(4, 100),
            y0: pick(5, 100),
            lattice_width: 200,
            step: number,
            key: pick(6, 1 << 32),
        };
        let cell = |at| (u64::from(noise.word(at, 7)) % info.states as u64) as u8;
        Trial { slab, source: (0..slab.source_len() as u64).map(cell).collect(), states: info.states }
    }

    /// The cells that it becomes, row by row.
    pub fn run(&self, rule: &dyn Rule) -> Result<Vec<u8>, Fault> {
        run(rule, &self.source, &self.slab, self.states)
    }

    /// The same from its four quarters (or two, or one, if it is small).
    pub fn halves(&self, rule: &dyn Rule) -> Result<Vec<u8>, Fault> {
        let Slab { width, height, .. } = self.slab;
        let mut cells = vec![0; width * height];
        for (top, bottom) in [(0, height / 2), (height / 2, height)] {
            for (left, right) in [(0, width / 2), (width / 2, width)] {
                if top == bottom || left == right {
                    continue;
                }
                let part = self.part([left, top], [right, bottom]);
                let source = &self.source[top * self.slab.stride + left..][..part.source_len()];
                for (y, row) in run(rule, source, &part, self.states)?.chunks(part.width).enumerate() {
                    cells[(top + y) * width + left..][..part.width].copy_from_slice(row);
                }
            }
        }
        Ok(cells)
    }

    fn part(&self, [left, top]: [usize; 2], [right, bottom]: [usize; 2]) -> Slab {
        let (x0, y0) = (self.slab.x0 + left as u64, self.slab.y0 + top as u64);
        Slab { width: right - left, height: bottom - top, x0, y0, ..self.slab }
    }

    /// The same with two cells more of halo, which no rule should look at.
    pub fn widened(&self) -> Trial {
        let halo = self.slab.halo + 2;
        let slab = Slab { halo, stride: self.slab.stride + 4, ..self.slab };
        let mut source = vec![self.states as u8 - 1; slab.source_len()];
        let rows = self.slab.height + 2 * self.slab.halo;
        let long = self.slab.width + 2 * self.slab.halo;
        for y in 0..rows {
            source[(y + 2) * slab.stride + 2..][..long]
                .copy_from_slice(&self.source[y * self.slab.stride..][..long]);
        }
        Trial { slab, source, states: self.states }
    }

    /// The same cells at another time and place.
    pub fn elsewhere(&self) -> Trial {
        let Slab { x0, y0, step, key, .. } = self.slab;
        let slab = Slab { x0: x0 + 1, y0: y0 + 2, step: step + 1, key: key ^ 1, ..self.slab };
        Trial { slab, source: self.source.clone(), states: self.states }
    }
}

/// Runs a rule twice, on differently filled targets, and looks at what it wrote.
pub(super) fn run(rule: &dyn Rule, src: &[u8], slab: &Slab, states: usize) -> Result<Vec<u8>, Fault> {
    let [mut one, mut other] = FILLS.map(|fill| vec![fill; slab.target_len()]);
    rule.step(src, &mut one, slab)?;
    rule.step(src, &mut other, slab)?;
    for (at, (&a, &b)) in one.iter().zip(&other).enumerate() {
        let (x, y) = (at % slab.stride, at / slab.stride);
        let wrong = match [a, b] {
            both if x >= slab.width && both == FILLS => continue,
            _ if x >= slab.width => "is written although it lies beyond the slab".to_string(),
            both if both == FILLS => "is not written".into(),
            [a, b] if a != b => format!("becomes {a}, and {b} from the same slab"),
            [a, _] if usize::from(a) >= states => {
                format!("becomes {a}, and the states are 0 to {}", states - 1)
            }
            _ => continue,
        };
        return Err(format!("cell ({x}, {y}) of a slab of {} × {} {wrong}", slab.width, slab.height).into());
    }
    Ok(one.chunks(slab.stride).flat_map(|row| &row[..slab.width]).copied().collect())
}
