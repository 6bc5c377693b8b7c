//! Marks that differ in shape too: not everybody sees colours, and not every printer has them.

/// The path of the mark of a kind around a point, reaching so far to each side.
pub(super) fn of(kind: usize, (x, y): (f64, f64), reach: f64) -> String {
    let polygon = |corners: &[(f64, f64)]| {
        let corner = |(i, (dx, dy)): (usize, &(f64, f64))| {
            let command = if i == 0 { "M" } else { "L" };
            format!("{command}{:.1} {:.1}", x + reach * dx, y + reach * dy)
        };
        corners.iter().enumerate().map(corner).collect::<String>() + "Z"
    };
    match kind % 4 {
        0 => {
            let (left, across) = (x - reach, 2.0 * reach);
            format!(
                "M{left:.1} {y:.1}a{reach:.1} {reach:.1} 0 1 0 {across:.1} 0a{reach:.1} {reach:.1} 0 1 0 -{across:.1} 0Z"
            )
        }
        1 => polygon(&[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]),
        2 => polygon(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
        _ => polygon(&[(0.0, -1.1), (1.1, 0.85), (-1.1, 0.85)]),
    }
}
