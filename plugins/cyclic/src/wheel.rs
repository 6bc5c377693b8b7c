//! Colours that run in a circle, so that neighbouring states look alike.

/// As many colours as there are states, around the wheel from red.
pub(crate) fn colours(states: usize) -> Vec<[u8; 3]> {
    (0..states).map(|state| hue(state * 6 * 255 / states)).collect()
}

/// The colour at a sixth of the wheel each 255: between two of them one primary rises or falls.
fn hue(at: usize) -> [u8; 3] {
    let (up, down) = ((at % 255) as u8, 255 - (at % 255) as u8);
    match at / 255 {
        0 => [255, up, 0],
        1 => [down, 255, 0],
        2 => [0, 255, up],
        3 => [0, down, 255],
        4 => [up, 0, 255],
        _ => [255, 0, down],
    }
}

#[cfg(test)]
mod tests {
    use super::colours;

    #[test]
    fn colours_go_around() {
        assert_eq!(colours(3), [[255, 0, 0], [0, 255, 0], [0, 0, 255]]);
        let all = colours(255);
        assert_eq!(all[254], [255, 0, 6], "the last is next to the first");
    }
}
