//! Gauss and Hermite's formula: averages over standard normals as weighted sums.

/// The value of each normal, and the weight.
pub(super) type Node = (Vec<f64>, f64);

/// Nodes and weights for so many normals at once.
pub(super) fn nodes(normals: usize) -> Result<Vec<Node>, String> {
    let line = match normals {
        0..=2 => hermite(12),
        3 | 4 => hermite(6),
        many => return Err(format!("{many} normals a step are too many nodes")),
    };
    let mut all = vec![(vec![], 1.0)];
    for _ in 0..normals {
        let longer = |(node, weight): &Node| {
            let longer = |(z, w): &(f64, f64)| ([&node[..], &[*z]].concat(), weight * w);
            line.iter().map(longer).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    Ok(all)
}

/// Nodes and weights for the standard normal law, exact for polynomials of degree 2n − 1: roots zᵢ of Heₙ, and
/// n! / (n Heₙ₋₁(zᵢ))².
fn hermite(n: usize) -> Vec<(f64, f64)> {
    let factorial = (1..=n).fold(1.0, |product, k| product * k as f64);
    let weight = |z: f64| {
        let (_, before) = polynomial(n, z);
        factorial / (n as f64 * before * (n as f64 * before))
    };
    let most = 2.0 * (n as f64).sqrt() + 1.0;
    let cells = 40 * n;
    let edge = |cell: usize| most * (2.0 * cell as f64 / cells as f64 - 1.0) + 1e-3;
    let roots = (0..cells).filter_map(|cell| root(n, edge(cell), edge(cell + 1)));
    roots.map(|z| (z, weight(z))).collect()
}

/// Heₙ and Heₙ₋₁.
fn polynomial(n: usize, z: f64) -> (f64, f64) {
    let (mut now, mut before) = (1.0, 0.0);
    for k in 0..n {
        (now, before) = (z * now - k as f64 * before, now);
    }
    (now, before)
}

/// The root of Heₙ between two places, if there is one, by bisection.
fn root(n: usize, mut low: f64, mut high: f64) -> Option<f64> {
    let sign = polynomial(n, low).0 > 0.0;
    if sign == (polynomial(n, high).0 > 0.0) {
        return None;
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if sign == (polynomial(n, middle).0 > 0.0) { low = middle } else { high = middle }
    }
    Some(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_have_the_moments_of_the_normal_law() {
        for n in [6, 12] {
            let nodes = hermite(n);
            assert_eq!(nodes.len(), n);
            let mut moment = 1.0;
            for power in 0..n {
                let even = |z: f64| (0..2 * power).fold(1.0, |product, _| product * z);
                let found = nodes.iter().fold(0.0, |sum, (z, w)| sum + w * even(*z));
                assert!((found / moment - 1.0).abs() < 1e-12, "{n} nodes, power {}: {found}", 2 * power);
                moment *= (2 * power + 1) as f64;
            }
        }
    }
}
