//! The colours of states.

use quincunx_core::reals::Scale;
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

/// Red, green and blue of every state of a rule: its own if it has some, paper and ink for two, fading ink where cells
/// die state by state, else once around the
/// wheel, for in most rules of many states the last is followed by the first.
pub fn of(info: &Info, dying: bool) -> Vec<[u8; 3]> {
    match (&info.palette, info.states) {
        (Some(palette), _) => palette.clone(),
        (None, 2) => TWO.to_vec(),
        (None, states) if dying => fading(states),
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

/// Paper for 0, ink for 1, and for the states after it, in which a cell dies, from ink to nearly paper: what has died for
/// longer is fainter, as Golly shows it. The last differs from paper as much as from the one before.
pub fn fading(states: usize) -> Vec<[u8; 3]> {
    let [paper, ink] = TWO;
    let living = (1..states).map(|state| between(ink, paper, state - 1, states - 1));
    [paper].into_iter().chain(living).collect()
}

/// [`NUMBERS`] colours for shares from 0 to 1 under a scale: paper for none, ink for all, and a share s as far between
/// them as √s, so that few are seen.
pub fn shares(scale: Scale) -> Vec<[u8; 3]> {
    let [paper, ink] = TWO;
    let (steps, mut colours) = (1usize << 12, vec![paper; NUMBERS]);
    for step in 1..=steps {
        let level = usize::from(scale.level(step as f32 / steps as f32, NUMBERS));
        colours[level..].fill(between(paper, ink, (step * steps).isqrt(), steps));
    }
    colours[usize::from(scale.level(0.0, NUMBERS))] = paper;
    colours
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
    fn shares_go_from_paper_to_ink() {
        let scale = Scale { middle: 0.5 };
        let colour = |share| shares(scale)[usize::from(scale.level(share, NUMBERS))];
        assert_eq!((colour(0.0), colour(1.0)), (TWO[0], TWO[1]));
        let shades: HashSet<_> = (0..=100).map(|n| colour(n as f32 / 100.0)).collect();
        assert!(shades.len() > 60, "{}", shades.len());
    }

    #[test]
    fn every_state_has_a_colour_of_its_own() {
        for states in 2..=256 {
            let colours = of(&Info { states, ..Info::default() }, false);
            assert_eq!(colours.len(), states);
            assert_eq!(colours.iter().collect::<HashSet<_>>().len(), states);
        }
        let numbers = diverging();
        assert_eq!(
            (numbers.len(), numbers[0], numbers[127], numbers[254]),
            (255, DIVERGING[0], [255; 3], DIVERGING[6])
        );
        assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), NUMBERS);
        for states in [2, 3, 8, 100] {
            let colours = fading(states);
            assert_eq!((colours.len(), &colours[..2]), (states, &TWO[..]));
            assert!(colours[1..].is_sorted_by(|a, b| a.iter().zip(b).all(|(a, b)| a < b)));
            assert!(!colours[1..].contains(&TWO[0]));
        }
        let own = vec![[1, 2, 3], [4, 5, 6]];
        assert_eq!(of(&Info { palette: Some(own.clone()), ..Info::default() }, true), own);
    }
}
