//! Paths of equations with noise: enough for a picture.

pub const DT: f64 = 0.05;
pub const STEPS: usize = 100;

/// Sums of uniform numbers are normal enough for a picture.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

pub fn exp(x: f64) -> f64 {
    (0..16).fold(1.0 + x / 65_536.0, |y, _| y * y)
}

/// Paths, step by step, of dx = drift(x) dt + noise dW.
pub fn paths(count: usize, start: f64, noise: f64, drift: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    let mut chance = Chance(7);
    let mut all = vec![vec![start; count]];
    for _ in 0..STEPS {
        let next =
            all[all.len() - 1].iter().map(|x| x + drift(*x) * DT + noise * DT.sqrt() * chance.normal());
        let next = next.collect();
        all.push(next);
    }
    all
}

pub fn well(x: f64) -> f64 {
    4.0 * (x - x * x * x)
}
