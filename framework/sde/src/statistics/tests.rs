use super::histogram::{Bins, Counts};
use super::moments::Moments;
use super::quantiles::quantiles;
use super::*;
use crate::LANES;
use proptest::prelude::*;
use std::sync::OnceLock;

/// Pools of 1 to 7 threads.
fn pools() -> &'static [ThreadPool] {
    static POOLS: OnceLock<Vec<ThreadPool>> = OnceLock::new();
    let build = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    POOLS.get_or_init(|| (1..=7).map(build).collect())
}

/// Blocks of two variables, of which the second holds the values; the lanes that do not count hold a trap.
fn blocks<T: Real>(values: &[T]) -> Vec<[T; LANES]> {
    let blocks =
        values.chunks(LANES).map(|chunk| std::array::from_fn(|i| *chunk.get(i).unwrap_or(&T::of(9e9))));
    blocks.flat_map(|block| [[T::of(-7.0); LANES], block]).collect()
}

fn column<T: Real>(blocks: &[[T; LANES]], paths: usize) -> Column<'_, T> {
    Column::new(blocks, 1, 2, paths)
}

fn wide<T: Real>(values: &[T]) -> Vec<f64> {
    values.iter().map(|x| x.wide()).collect()
}

/// What every set and number of threads finds: the same bits.
fn agreed<T: Real, R: PartialEq + std::fmt::Debug>(
    values: &[T],
    measure: impl Fn(Column<T>, Isa, &ThreadPool) -> R,
) -> R {
    let blocks = blocks(values);
    let column = column(&blocks, values.len());
    let first = measure(column, Isa::PORTABLE, &pools()[0]);
    // The same paths behind others, and others behind them.
    for others in [1, 255, 256, 300] {
        let trap = vec![T::of(9e9); others];
        let among = self::blocks(&[&trap, values, &trap].concat());
        let part = self::column(&among, values.len() + 2 * others).part(others..others + values.len());
        assert_eq!(measure(part, Isa::PORTABLE, &pools()[0]), first);
    }
    for isa in Isa::all() {
        for pool in pools() {
            let found = measure(column, isa, pool);
            assert_eq!(found, first, "{} with {} threads", isa.name(), pool.current_num_threads());
        }
    }
    first
}

fn near(found: Option<f64>, expected: Option<f64>, tolerance: f64, what: &str) {
    match (found, expected) {
        (Some(a), Some(b)) => assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{what}: {a} is not {b}"),
        _ => assert_eq!(found, expected, "{what}"),
    }
}

fn close(found: Moments, expected: Moments) {
    assert_eq!((found.count, found.lost), (expected.count, expected.lost));
    near(found.mean, expected.mean, 1e-12, "mean");
    near(found.variance, expected.variance, 1e-9, "variance");
    near(found.skewness, expected.skewness, 1e-9, "skewness");
    near(found.kurtosis, expected.kurtosis, 1e-9, "kurtosis");
}

/// Sizes around the ends of lanes, blocks and chunks.
fn size() -> impl Strategy<Value = usize> {
    let edge = prop_oneof![Just(0usize), Just(8), Just(256), Just(512), Just(4096), Just(8192), Just(65536)];
    prop_oneof![
        (edge, 0usize..4).prop_map(|(edge, d)| (edge + d).saturating_sub(1)),
        0usize..700,
        0usize..20_000,
    ]
}

/// A value from a random word, by a way of its own for each kind.
fn value(kind: u8, word: u64) -> f64 {
    let unit = (word >> 11) as f64 / (1u64 << 53) as f64;
    match kind {
        _ if word % 31 == 7 && kind % 2 == 1 => f64::NAN,
        0 | 1 => unit * 4.0 - 2.0,
        2 | 3 => (word % 7) as f64 - 3.0, // ties
        4 | 5 => 1e6 + unit,
        6 | 7 => unit * unit * unit / (1.0001 - unit), // a heavy tail
        8 => [0.0, -0.0, 1.0, -1.0][word as usize % 4],
        9 => (word % 5) as f64 * f64::from(f32::MIN_POSITIVE) / 16.0, // subnormal in f32
        _ => {
            if word.is_multiple_of(2) {
                1.0 + unit * 1e-4
            } else {
                -1.0 - unit * 1e-4
            }
        }
    }
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    (size(), 0u8..12, any::<u64>()).prop_map(|(size, kind, seed)| {
        let word =
            |i: u64| (seed ^ i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd134_2543_de82_ef95);
        let mixed = |i: u64| word(word(i) >> 20 ^ i);
        (0..size as u64).map(|i| value(kind, mixed(i))).collect()
    })
}

fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|x| *x as f32).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn fast_and_slow_agree(values in values()) {
        let f64s = agreed(&values, Summary::of);
        let expected = reference::summary(&values);
        close(f64s.moments, expected.moments);
        prop_assert_eq!(f64s.quantiles, expected.quantiles);
        let single = single(&values);
        let f32s = agreed(&single, Summary::of);
        let expected = reference::summary(&wide(&single));
        close(f32s.moments, expected.moments);
        prop_assert_eq!(f32s.quantiles, expected.quantiles);
        prop_assert_eq!(agreed(&single, quantiles), expected.quantiles);
    }

    #[test]
    fn bins_count(values in values(), (a, width) in (-3.0..2.0f64, 0.01..4.0f64), n in 1usize..60) {
        let bins = Bins::new(a, a + width, n).unwrap();
        let single = single(&values);
        for (found, values) in [
            (agreed(&values, |c, isa, pool| bins.count(c, isa, pool)), values.clone()),
            (agreed(&single, |c, isa, pool| bins.count(c, isa, pool)), wide(&single)),
        ] {
            prop_assert_eq!(&found, &reference::histogram(&bins, &values));
            prop_assert_eq!(found.count() + found.lost, values.len() as u64);
        }
    }

    /// Additive over disjoint bins: so many fine bins that share ends with a coarse one hold what it holds.
    #[test]
    fn a_histogram_is_a_measure(values in values(), a in -3i32..2, n in 1usize..12, finer in 1usize..9) {
        let (a, b) = (f64::from(a), f64::from(a + 3));
        let count = |n| -> Counts {
            let bins = Bins::new(a, b, n).unwrap();
            agreed(&values, |c, isa, pool| bins.count(c, isa, pool))
        };
        let (coarse, fine) = (count(n), count(n * finer));
        prop_assert_eq!((coarse.below, coarse.above, coarse.lost), (fine.below, fine.above, fine.lost));
        let (wide, narrow) = (Bins::new(a, b, n).unwrap(), Bins::new(a, b, n * finer).unwrap());
        for (i, parts) in fine.bins.chunks(finer).enumerate() {
            let ends = (narrow.bin(i * finer).0, narrow.bin(i * finer + finer - 1).1);
            if ends == wide.bin(i) {
                prop_assert_eq!(coarse.bins[i], parts.iter().sum::<u64>());
            }
        }
        // Whatever the ends were rounded to, all of the line is there once.
        prop_assert_eq!(fine.count(), values.iter().filter(|x| !x.is_nan()).count() as u64);
        let nothing = Bins::new(1e200, 2e200, n).unwrap();
        let nothing = agreed(&values, |c, isa, pool| nothing.count(c, isa, pool));
        prop_assert!(nothing.bins.iter().all(|count| *count == 0));
    }

    /// A value equal to an end that is printed is in the bin that begins with it; its predecessor is not.
    #[test]
    fn ends_belong_to_the_bin_that_begins(a in -1e3..1e3f64, width in 1e-9..1e3f64, n in 1usize..200) {
        let bins = Bins::new(a, a + width, n).unwrap();
        let lows: Vec<_> = (0..n).map(|i| bins.bin(i).0).collect();
        let before: Vec<_> = lows.iter().map(|low| low.next_down()).collect();
        prop_assume!(lows.windows(2).all(|pair| pair[0] < pair[1].next_down()));
        let at = agreed(&lows, |c, isa, pool| bins.count(c, isa, pool));
        prop_assert!(at.below + at.above == 0 && at.bins.iter().all(|count| *count == 1));
        let short = agreed(&before, |c, isa, pool| bins.count(c, isa, pool));
        prop_assert_eq!((short.below, short.bins[n - 1], short.above), (1, 0, 0));
        let end = agreed(&[bins.bin(n - 1).1], |c, isa, pool| bins.count(c, isa, pool));
        prop_assert_eq!(end.above, 1);
        for i in 0..n {
            let low = a + i as f64 * (a + width - a) / n as f64;
            prop_assert_eq!(bins.bin(i).0, low.min(a + width));
        }
    }
}

fn of(values: &[f64]) -> Summary {
    agreed(values, Summary::of)
}

#[test]
fn what_is_undefined_is_none() {
    assert_eq!(of(&[]), Summary { moments: Moments::default(), quantiles: None });
    let lost = of(&[f64::NAN; 300]);
    assert_eq!((lost.moments.lost, lost.moments.mean, lost.quantiles), (300, None, None));
    let one = of(&[3.5]).moments;
    assert_eq!((one.mean, one.variance, one.skewness, one.kurtosis), (Some(3.5), None, None, None));
    assert_eq!(one.standard_error(), None);
    let same = of(&[0.1; 5000]);
    assert_eq!((same.moments.mean, same.moments.variance), (Some(0.1), Some(0.0)));
    assert_eq!((same.moments.skewness, same.moments.kurtosis), (None, None));
    assert_eq!(same.quantiles, Some([0.1; 5]));
}

#[test]
fn by_hand() {
    let found = of(&[1.0, 2.0, 3.0, 4.0, 10.0]);
    assert_eq!(found.quantiles, Some([1.2, 2.0, 3.0, 4.0, 8.799_999_999_999_999])); // numpy.quantile
    close(
        found.moments,
        Moments {
            count: 5,
            lost: 0,
            mean: Some(4.0),
            variance: Some(12.5),
            skewness: Some(36.0 / (10.0 * 10f64.sqrt())),
            kurtosis: Some(278.8 / 100.0 - 3.0),
        },
    );
    assert_eq!(found.moments.standard_error(), Some(2.5f64.sqrt()));
}

/// Deviations whose fourth powers have no room in a float, and digits that a large mean would take.
#[test]
fn far_and_wide() {
    let base: Vec<f64> = (0..9000).map(|i| f64::from(i * i % 997)).collect();
    let expected = of(&base).moments;
    for (scale, spread) in [(1e300, false), (1e302, false), (1e-300, false), (1e100, false), (1e-100, true)] {
        let scaled: Vec<_> = base.iter().map(|x| x * scale).collect();
        let found = of(&scaled).moments;
        near(found.mean.map(|mean| mean / scale), expected.mean, 1e-12, "mean");
        near(found.skewness, expected.skewness, 1e-9, "skewness");
        near(found.kurtosis, expected.kurtosis, 1e-9, "kurtosis");
        assert_eq!(found.variance.is_some(), scale < 1e160, "{found:?}");
        if spread {
            near(found.variance.map(|v| v / scale / scale), expected.variance, 1e-9, "variance");
        }
    }
    let shifted: Vec<_> = base.iter().map(|x| x + 1e12).collect();
    let found = of(&shifted).moments;
    near(found.variance, expected.variance, 1e-12, "variance");
    near(found.skewness, expected.skewness, 1e-9, "skewness");
    let ends = of(&[f64::MAX, f64::MAX, -f64::MAX, 0.0, f64::MIN_POSITIVE]);
    assert!(ends.moments.mean.is_some() && ends.moments.kurtosis.is_some(), "{ends:?}");
    assert!(ends.quantiles.is_some_and(|q| q.iter().all(|x| x.is_finite())), "{ends:?}");
}

#[test]
fn columns_keep_to_their_paths() {
    let blocks = blocks(&[1.0, 2.0, 3.0]);
    assert_eq!(column(&blocks, 2).values().collect::<Vec<_>>(), [1.0, 2.0]);
    assert_eq!(Column::new(&blocks, 0, 2, 1000).paths(), LANES);
    assert_eq!(Column::<f64>::new(&blocks, 5, 2, 3).paths(), 0);
    assert_eq!(Column::<f64>::new(&[], 0, 0, 3).paths(), 0);
}

#[test]
fn bins_that_are_none() {
    for (a, b, n) in [(0.0, 1.0, 0), (1.0, 1.0, 3), (2.0, 1.0, 3), (f64::NAN, 1.0, 3), (-1e308, 1e308, 3)] {
        assert!(Bins::new(a, b, n).is_err());
    }
}

/// The shortest of 25. `cargo test --release -p quincunx-sde -- --ignored --nocapture speed`
#[test]
#[ignore = "a measurement"]
fn speed() {
    fn measure<T: Real>(name: &str) {
        let spread = |i: u32| {
            let word = |i: u32| {
                (i ^ 0x9e37_79b9).wrapping_mul(0x85eb_ca6b).rotate_left(13).wrapping_mul(0xc2b2_ae35)
            };
            (0..12).map(|k| f64::from(word(word(i * 12 + k)))).sum::<f64>() / 4_294_967_296.0 - 6.0
        };
        let values: Vec<T> = (0..1_000_000).map(|i| T::of(spread(i))).collect();
        let blocks: Vec<[T; LANES]> = blocks(&values);
        let column = column(&blocks, values.len());
        let bins = Bins::new(-4.0, 4.0, 100).unwrap();
        for pool in &pools()[..2] {
            let threads = pool.current_num_threads();
            for isa in Isa::all() {
                let time = |work: &dyn Fn()| {
                    let mut times = [(); 25].map(|()| {
                        let start = std::time::Instant::now();
                        work();
                        start.elapsed().as_secs_f64() * 1e3
                    });
                    times.sort_by(f64::total_cmp);
                    times[0]
                };
                let summary = time(&|| _ = std::hint::black_box(Summary::of(column, isa, pool)));
                let moments = time(&|| _ = std::hint::black_box(Moments::of(column, isa, pool)));
                let histogram = time(&|| _ = std::hint::black_box(bins.count(column, isa, pool)));
                println!(
                    "{name} {:>8} {threads}: summary {summary:.2} ms, of that moments {moments:.2}; histogram {histogram:.2}",
                    isa.name()
                );
            }
        }
    }
    measure::<f32>("f32");
    measure::<f64>("f64");
}
