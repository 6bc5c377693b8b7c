//! Wigner's formula for rotations about y.

use crate::spin::{M, Spin};

/// d_{m′m}(β) = ⟨j m′| exp(−iβJ_y) |j m⟩, by Wigner's sum; 0 if this spin has no such m.
///
/// Its terms cancel, for j = 15/2 to about 13 digits: [`Spin::rotation`] is nearer, and is tested against it.
/// E. P. Wigner, "Group Theory and its Application to the Quantum Mechanics of Atomic Spectra" (1959), ch. 15.
///
/// ```
/// use quincunx_quantum::{Spin, wigner::small_d};
///
/// let one: Spin = "1".parse()?;
/// let (up, zero) = ("+1".parse()?, "0".parse()?);
/// // d_{10} = −sin β/√2
/// assert!((small_d(one, up, zero, 0.3) + libm::sin(0.3) / 2f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), quincunx_quantum::Error>(())
/// ```
pub fn small_d(spin: Spin, left: M, right: M, beta: f64) -> f64 {
    let (Some(i), Some(k)) = (spin.place(left), spin.place(right)) else { return 0.0 };
    let (n, cos, sin) = (spin.dimension() - 1, libm::cos(beta / 2.0), libm::sin(beta / 2.0));
    // i = j − m′ and k = j − m, so that every factorial is of a whole number. s is how many of the spins 1/2 that are
    // up in |m⟩ come out down; of those that are down, i − s stay so.
    let term = |s: usize| {
        let sign = if (k + s - i).is_multiple_of(2) { 1.0 } else { -1.0 };
        let turned = k + s + s - i; // spins that change, of n
        sign * choose(n - k, s) * choose(k, i - s) * power(cos, n - turned) * power(sin, turned)
    };
    let least = i.saturating_sub(k);
    let sum: f64 = (least..=i.min(n - k)).map(term).sum();
    sum * (choose(n, k) / choose(n, i)).sqrt()
}

/// n over k: a whole number below 2^53 for all that is asked here.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

fn power(x: f64, n: usize) -> f64 {
    (0..n).fold(1.0, |product, _| product * x)
}
