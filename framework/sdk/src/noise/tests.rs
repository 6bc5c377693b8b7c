use super::*;
use proptest::prelude::*;

/// Items anywhere, and beside the places where a half of the counter overflows.
fn item() -> impl Strategy<Value = u64> {
    let beside = |bits: u32| (0u64..1 << 14, 0u64..600).prop_map(move |(n, d)| (n << bits).saturating_sub(d));
    prop_oneof![0..1u64 << 50, 0u64..1000, beside(32), beside(34), any::<u64>()]
}

fn step() -> impl Strategy<Value = u64> {
    prop_oneof![0..1u64 << 48, 0u64..100, Just((1 << 48) - 1)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn fill_gives_the_words(
        (key, step) in (any::<u64>(), step()),
        (first, draw) in (item(), any::<u32>()),
        length in 0usize..700,
    ) {
        let noise = Noise { key, step };
        let expected: Vec<_> = (0..length as u64).map(|i| noise.word(first.wrapping_add(i), draw)).collect();
        for isa in Isa::all() {
            let mut found = vec![7; length + 1];
            noise.fill(isa, first, draw, &mut found[..length]);
            prop_assert!(found[..length] == expected, "{} differs", isa.name());
            prop_assert_eq!(found[length], 7);
        }
    }

    /// Half of the bits of 32 items change with any bit of what they are addressed by.
    #[test]
    fn all_that_addresses_counts(
        (key, step) in (any::<u64>(), step()),
        (first, draw) in (0..1u64 << 50, any::<u32>()),
        bit in 0u32..32 + 64 + 48 + 45,
    ) {
        let other = match bit {
            0..32 => (key, step, first, draw ^ 1 << bit),
            32..96 => (key ^ 1 << (bit - 32), step, first, draw),
            96..144 => (key, step ^ 1 << (bit - 96), first, draw),
            _ => (key, step, first ^ 32 << (bit - 144), draw),
        };
        let words = |(key, step, first, draw)| (0..32).map(move |i| Noise { key, step }.word(first + i, draw));
        let pairs = words((key, step, first, draw)).zip(words(other));
        let changed: u32 = pairs.map(|(a, b)| (a ^ b).count_ones()).sum();
        // 1024 bits: 512 ± 16, and seven sigmas to either side.
        prop_assert!((400..=624).contains(&changed), "{changed} bits of 1024 changed");
    }

    #[test]
    fn a_probability_is_a_share_of_the_words(p in 0.0..=1.0f64, word in any::<u32>()) {
        let t = threshold(p);
        prop_assert!(t as f64 <= p * 4_294_967_296.0 && p * 4_294_967_296.0 < t as f64 + 1.0);
        prop_assert_eq!(below(word, p), u64::from(word) < t);
        prop_assert!(0.0 < uniform(word) && uniform(word) < 1.0);
    }
}

/// What a run gave once it must give for ever.
#[test]
fn pinned() {
    let noise = Noise { key: 0x0123_4567_89ab_cdef, step: 0x1234_5678_9abc };
    let mut words = [0; 4];
    noise.fill(Isa::PORTABLE, 0x2_4690_0001_2344, 5, &mut words);
    assert_eq!(words, [0xe574_209c, 0xb585_69d2, 0x7c83_ff33, 0x6fa5_6c30]);
}

#[test]
fn items_wrap_with_their_counters() {
    let noise = Noise { key: 3, step: 4 };
    for isa in Isa::all() {
        let mut words = [0; 200];
        noise.fill(isa, u64::MAX - 98, 0, &mut words);
        assert_eq!(words[99..], std::array::from_fn::<_, 101, _>(|i| noise.word(i as u64, 0)));
        assert_eq!(words[98], noise.word((1 << 50) - 1, 0));
    }
}

/// Each bit of a word is set as often as not, and neighbours agree as often as not: along items, draws and steps.
#[test]
fn bits_are_fair() {
    const N: usize = 1 << 20;
    let fill = |step, first, draw| {
        let mut words = vec![0; N];
        Noise { key: 42, step }.fill(Isa::all()[Isa::all().len() - 1], first, draw, &mut words);
        words
    };
    let words = fill(9, 0, 0);
    // Five sigmas of a sum of N coins are 5 · √N / 2.
    let fair = |words: &mut dyn Iterator<Item = u32>, what: &str| {
        let mut set = [0i64; 32];
        for word in words {
            (0..32).for_each(|bit| set[bit] += i64::from(word >> bit & 1));
        }
        for (bit, set) in set.into_iter().enumerate() {
            assert!((set - N as i64 / 2).abs() < 5 * 512, "{what}: bit {bit} is set {set} times of {N}");
        }
    };
    fair(&mut words.iter().copied(), "words");
    for (other, what) in [
        (fill(9, 1, 0), "items"),
        (fill(9, 4, 0), "blocks"),
        (fill(9, 0, 1), "draws"),
        (fill(10, 0, 0), "steps"),
    ] {
        fair(&mut words.iter().zip(&other).map(|(a, b)| a ^ b), what);
    }
}

#[test]
fn the_ends_of_probability() {
    for word in [0, 1, u32::MAX - 1, u32::MAX] {
        for never in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY, 1e-10] {
            assert!(!below(word, never), "{word} is below {never}");
        }
        for always in [1.0, 1.5, f64::INFINITY] {
            assert!(below(word, always), "{word} is not below {always}");
        }
    }
    assert_eq!(threshold(0.5), 1 << 31);
    assert_eq!(threshold(1.0 - f64::EPSILON), (1 << 32) - 1);
    assert_eq!(uniform(0), 0.5 / 4_294_967_296.0);
    assert_eq!(uniform(u32::MAX), 1.0 - 0.5 / 4_294_967_296.0);
}

#[test]
fn a_slab_has_its_noise() {
    let slab = Slab { key: 5, step: 6, ..Slab::default() };
    assert_eq!(Noise::of(&slab), Noise { key: 5, step: 6 });
}
