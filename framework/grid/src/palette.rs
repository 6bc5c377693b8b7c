//! The colours of states.

use quincunx_sdk::rule::Info;

/// Dead cells are paper, living ones ink.
const TWO: [[u8; 3]; 2] = [[250, 249, 245], [27, 38, 66]];

/// Twelve hues, 30° from each other, that the eye finds equally light: OKLCH with lightness 0.70, chroma 0.12 and hues
/// from 255° on.
const WHEEL: [[u8; 3]; 12] = [
    [105, 161, 232],
    [151, 147, 230],
    [186, 135, 210],
    [211, 127, 175],
    [223, 126, 134],
    [220, 133, 93],
    [202, 147, 62],
    [170, 162, 63],
    [125, 175, 97],
    [70, 182, 140],
    [0, 181, 181],
    [48, 173, 214],
];

/// Red, green and blue of every state of a rule: its own if it has some, paper and ink for two, else once around the
/// wheel, for in most rules of many states the last is followed by the first.
pub fn of(info: &Info) -> Vec<[u8; 3]> {
    match (&info.palette, info.states) {
        (Some(palette), _) => palette.clone(),
        (None, 2) => TWO.to_vec(),
        (None, states) => (0..states).map(|state| hue(state, states)).collect(),
    }
}

/// From red through white to blue, in steps that the eye finds even, white in the middle: the ends and quarters of
/// ColorBrewer's RdBu, which the colour-blind tell apart too.
const DIVERGING: [[u8; 3]; 7] = [
    [103, 0, 31],
    [178, 24, 43],
    [244, 165, 130],
    [255, 255, 255],
    [146, 197, 222],
    [33, 102, 172],
    [5, 48, 97],
];

/// Colours of numbers below and above something.
pub const NUMBERS: usize = 255;

/// [`NUMBERS`] colours from far below to far above, the one in the middle white.
pub fn diverging() -> Vec<[u8; 3]> {
    let parts = DIVERGING.len() - 1;
    let colour = |n: usize| {
        let (before, along) = (n * parts / (NUMBERS - 1), n * parts % (NUMBERS - 1));
        between(DIVERGING[before], DIVERGING[(before + 1).min(parts)], along, NUMBERS - 1)
    };
    (0..NUMBERS).map(colour).collect()
}

/// A place of the wheel, straight between the two hues beside it.
fn hue(part: usize, whole: usize) -> [u8; 3] {
    let (before, along) = (part * WHEEL.len() / whole, part * WHEEL.len() % whole);
    between(WHEEL[before], WHEEL[(before + 1) % WHEEL.len()], along, whole)
}

/// A colour on the straight way between two.
fn between(a: [u8; 3], b: [u8; 3], along: usize, whole: usize) -> [u8; 3] {
    let part = |i: usize| (usize::from(a[i]) * (whole - along) + usize::from(b[i]) * along) / whole;
    [part(0) as u8, part(1) as u8, part(2) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_state_has_a_colour_of_its_own() {
        for states in 2..=256 {
            let colours = of(&Info { states, ..Info::default() });
            assert_eq!(colours.len(), states);
            assert_eq!(colours.iter().collect::<HashSet<_>>().len(), states);
        }
        let numbers = diverging();
        assert_eq!(
            (numbers.len(), numbers[0], numbers[127], numbers[254]),
            (255, DIVERGING[0], [255; 3], DIVERGING[6])
        );
        assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), NUMBERS);
        let own = vec![[1, 2, 3], [4, 5, 6]];
        assert_eq!(of(&Info { palette: Some(own.clone()), ..Info::default() }), own);
    }
}
