//! Numbers as sentences have them.

/// Three figures that count: `0.0860`, `12.3`, `4.20e-7`.
pub fn short(x: f32) -> String {
    let scientific = format!("{x:.2e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    match exponent {
        _ if x == 0.0 => "0".into(),
        Some(exponent @ -3..=2) => format!("{x:.*}", (2 - exponent) as usize),
        _ => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn numbers_have_three_figures() {
        let texts = [0.086, 12.3, 4.2e-7, 0.0, 1.0, -0.001, 999.9, 1234.5, f32::INFINITY].map(short);
        assert_eq!(texts, ["0.0860", "12.3", "4.20e-7", "0", "1.00", "-0.00100", "1.00e3", "1.23e3", "inf"]);
    }
}
