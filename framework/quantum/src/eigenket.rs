//! The eigenstates of n·J, for any axis n, and their projectors.

use crate::C64;
use crate::basis::Basis;
use crate::ket::Ket;
use crate::operator::Operator;
use crate::rotation::direction;
use crate::spin::{M, Spin};

impl Spin {
    /// |n, m⟩ with n·J|n, m⟩ = m|n, m⟩, where `axis` is n, of any length but 0.
    ///
    /// Its phase: the first component that is not 0 is positive. So for spin 1/2, as in Sakurai,
    /// |n, +⟩ = cos(θ/2)|+⟩ + e^{iφ} sin(θ/2)|−⟩, and |S_x, ±⟩ = (|+⟩ ± |−⟩)/√2, |S_y, ±⟩ = (|+⟩ ± i|−⟩)/√2.
    /// It is the rotation that takes z to n of |m⟩, in closed form, times that phase.
    ///
    /// ```
    /// use quincunx_quantum::{C64, Spin};
    ///
    /// // Half of the atoms that are up along z are up along x.
    /// let half: Spin = "1/2".parse()?;
    /// let up = "+1/2".parse()?;
    /// let (z, x) = (half.eigenket([0.0, 0.0, 1.0], up), half.eigenket([1.0, 0.0, 0.0], up));
    /// assert!((x.inner(&z)?.norm_sqr() - 0.5).abs() < 1e-15);
    /// # Ok::<(), quincunx_quantum::Error>(())
    /// ```
    ///
    /// # Panics
    /// If `axis` has no direction, or this spin has no such m ([`Spin::place`] tells).
    pub fn eigenket(self, axis: [f64; 3], m: M) -> Ket {
        let ms = self.ms();
        assert!(ms.contains(&m), "spin {self} has no m = {m}");
        let column = (i16::from(self.twice()) - i16::from(m.twice())) / 2;
        self.eigenkets(axis).swap_remove(column as usize)
    }

    /// The eigenstates of n·J with m from +j down to −j: a basis.
    ///
    /// # Panics
    /// If `axis` has no direction.
    pub fn basis(self, axis: [f64; 3]) -> Basis {
        Basis::made(self.eigenkets(axis))
    }

    /// |n, m⟩⟨n, m|: onto what a magnet along `axis` sends out at m.
    ///
    /// # Panics
    /// If `axis` has no direction, or this spin has no such m.
    pub fn projector(self, axis: [f64; 3], m: M) -> Operator {
        let ket = self.eigenket(axis, m);
        match self.twice() {
            // ½(1 ± n·σ) has no roots to round.
            1 => {
                Operator::identity(2).scaled(C64::from(0.5))
                    + self.j(direction(axis)).scaled(C64::from(2.0 * m.value()))
            }
            _ => &ket * ket.bra(),
        }
    }

    fn eigenkets(self, axis: [f64; 3]) -> Vec<Ket> {
        let [x, y, z] = direction(axis);
        let (cos, sin) = half_angle([x, y, z]);
        let turned = self.represent([[cos, -sin], [sin, cos]].map(|row| row.map(C64::from)));
        let across = (x * x + y * y).sqrt();
        let azimuth = if across == 0.0 { C64::ONE } else { C64::new(x / across, y / across) };
        let phases = powers(azimuth, self.dimension());
        let columns = turned.0.column_iter();
        columns.map(|column| positive(Ket(column.map(|c| c)), &phases)).collect()
    }
}

/// (cos, sin) of half the polar angle of a direction, as near the poles as anywhere.
fn half_angle([x, y, z]: [f64; 3]) -> (f64, f64) {
    let (across, along) = (x * x + y * y, 1.0 + z.abs());
    let (near, far) = ((along / 2.0).sqrt(), (across / (2.0 * along)).sqrt());
    if z < 0.0 { (far, near) } else { (near, far) }
}

/// 1, e^{iφ}, e^{2iφ}, …
fn powers(of: C64, count: usize) -> Vec<C64> {
    std::iter::successors(Some(C64::ONE), |power| Some(power * of)).take(count).collect()
}

/// Real components with the phases of the azimuth, and the first that is not 0 positive.
fn positive(real: Ket, phases: &[C64]) -> Ket {
    let first = real.components().iter().position(|c| c.re != 0.0).unwrap_or(0);
    let sign = if real.components()[first].re < 0.0 { -1.0 } else { 1.0 };
    let mut ket = real.scaled(C64::from(sign));
    for (component, phase) in ket.0.iter_mut().skip(first).zip(phases) {
        *component *= phase;
    }
    ket
}
