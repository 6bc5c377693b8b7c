use super::special::*;
use super::*;
use crate::statistics::quantiles::LEVELS;

fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} is not {expected}");
}

/// From mpmath, with 40 digits.
#[test]
fn poisson_is_right_at_any_size() {
    for (x, m, expected) in [
        (3.0, 10.0, 0.007_566_654_960_414_142),
        (1000.0, 1010.0, 0.012_003_360_186_395_461),
        (1e6, 1.001e6, 0.000_242_051_314_236_213_32),
        (1e12, 1.000001e12, 2.419_708_051_759_843_3e-7),
        (5.0, 1e-3, 8.325_004_165_278_126e-18),
        (0.15, 3.0, 0.062_919_323_787_502_02),
        (1e-5, 2.0, 0.135_337_002_485_557_16),
        (0.0, 0.5, 0.606_530_659_712_633_4),
    ] {
        near(poisson(x, m), expected, 1e-13, "poisson");
    }
    assert_eq!((poisson(0.0, 0.0), poisson(2.0, 0.0), poisson(-1.0, 3.0)), (1.0, 0.0, 0.0));
}

#[test]
fn gamma_is_right_at_any_size() {
    for (a, x, expected) in [
        (0.15, 1e-3, 0.380_226_750_802_438_84),
        (0.5, 3.0, 0.985_694_121_564_570_4),
        (7.5, 7.0, 0.474_470_870_237_091_1),
        (1000.0, 1100.0, 0.998_940_676_746_07),
        (1e6, 1.001e6, 0.841_344_786_368_340_3),
        (1e6, 0.999e6, 0.158_655_213_574_303_65),
        (3.0, 40.0, 0.999_999_999_999_996_4),
    ] {
        near(gamma_cdf(a, x), expected, 1e-13, "gamma");
    }
    assert_eq!((gamma_cdf(0.0, 0.0), gamma_cdf(2.0, 0.0), gamma_cdf(2.0, f64::INFINITY)), (1.0, 0.0, 1.0));
}

#[test]
fn noncentral_is_right() {
    for (df, lambda, x, density, cdf) in [
        (0.3, 0.5, 0.01, 5.674_100_791_762_55, 0.377_189_176_323_733_06),
        (0.9, 3.0, 2.0, 0.134_510_868_645_220_47, 0.387_833_959_583_084_7),
        (1.5, 0.001, 1.7, 0.181_639_409_322_470_22, 0.690_191_973_762_244_6),
        (4.0, 40.0, 60.0, 0.012_612_101_089_897_91, 0.886_245_155_702_166_6),
        (40.0, 1000.0, 1100.0, 0.003_896_976_869_141_523, 0.826_734_361_937_239_4),
        (4.0, 700.0, 300.0, 4.533_919_922_719_604e-21, 1.683_348_893_957_947e-20),
    ] {
        let law = Distribution::NoncentralChiSquare { df, lambda, scale: 1.0 };
        near(law.density(x), density, 1e-12, "density");
        // Far out, what is left out of the weights shows.
        near(law.cdf(x), cdf, if cdf < 1e-9 { 1e-3 } else { 1e-12 }, "cdf");
    }
    // Where the mixture has too many terms, both ways meet.
    let law = |lambda| Distribution::NoncentralChiSquare { df: 3.0, lambda, scale: 1.0 };
    let place = |lambda, z: f64| law(lambda).mean() + z * law(lambda).variance().sqrt();
    let around = |lambda, z| law(lambda).cdf(place(lambda, z));
    let height = |lambda, z| law(lambda).density(place(lambda, z)) * law(lambda).variance().sqrt();
    for z in [-3.0, -1.0, 0.0, 1.0, 3.0] {
        let (mixture, normal) = (around(0.999e7, z), around(1.001e7, z));
        assert!((mixture - normal).abs() < 1e-7, "{mixture} is not {normal}");
        let (mixture, normal) = (height(0.999e7, z), height(1.001e7, z));
        assert!((mixture - normal).abs() < 1e-6, "{mixture} is not {normal}");
    }
}

/// All densities integrate to their distribution, whose mean, variance and quantiles are as said.
#[test]
fn densities_distributions_and_moments_agree() {
    for law in [
        Distribution::Normal { mean: -1.0, sd: 2.0 },
        Distribution::LogNormal { median: 2.0, spread: 0.2 },
        Distribution::LogNormal { median: -2.0, spread: 0.2 },
        Distribution::NoncentralChiSquare { df: 4.0, lambda: 3.0, scale: 0.5 },
        Distribution::NoncentralChiSquare { df: 3.0, lambda: 0.0, scale: 0.5 },
        Distribution::NoncentralChiSquare { df: 40.0, lambda: 900.0, scale: 2.0 },
    ] {
        let (mean, sd) = (law.mean(), law.variance().sqrt());
        let (low, step, n) = (mean - 12.0 * sd, sd * 1e-3, 32_000);
        let (mut total, mut first, mut second) = (0.0, 0.0, 0.0);
        for i in 0..n {
            let x = low + (f64::from(i) + 0.5) * step;
            let mass = law.density(x) * step;
            (total, first, second) =
                (total + mass, first + mass * x, second + mass * (x - mean) * (x - mean));
            if i % 1000 == 999 {
                let cdf = law.cdf(low + f64::from(i + 1) * step);
                assert!((cdf - total).abs() < 1e-5, "{law:?} at {x}: {cdf} is not {total}");
            }
        }
        near(total, 1.0, 1e-5, "total");
        near(first, mean, 3e-5, "mean");
        near(second, sd * sd, 1e-4, "variance");
        for p in LEVELS {
            near(law.cdf(law.quantile(p)), p, 1e-11, "quantile");
        }
    }
    near(
        Distribution::Normal { mean: 0.0, sd: 1.0 }.quantile(0.05),
        -1.644_853_626_951_472_9,
        1e-14,
        "normal",
    );
    let small = Distribution::NoncentralChiSquare { df: 0.3, lambda: 0.5, scale: 1.0 };
    near(small.quantile(0.05), 1.414_681_907_652_404_5e-8, 1e-9, "scipy");
    let large = Distribution::NoncentralChiSquare { df: 40.0, lambda: 1000.0, scale: 1.0 };
    near(large.quantile(0.95), 1_146.734_014_131_304_8, 1e-11, "scipy");
}

const SAMPLES: u64 = 100_000;

fn holds(samples: Vec<f64>, law: &Distribution, what: &str) {
    let p = kolmogorov(samples, law);
    assert!(p > 1e-4, "{what}: {law:?} with p = {p}");
}

#[test]
fn samples_have_their_law() {
    let mut laws = vec![
        Distribution::Normal { mean: 3.0, sd: 2.0 },
        Distribution::LogNormal { median: 2.0, spread: 0.7 },
        Distribution::LogNormal { median: -2.0, spread: 0.1 },
    ];
    for df in [0.1, 0.3, 0.9, 1.0, 1.5, 4.0, 40.0] {
        for lambda in [0.0, 0.2, 5.0, 300.0] {
            laws.push(Distribution::NoncentralChiSquare { df, lambda, scale: 0.5 });
        }
    }
    for (n, law) in laws.iter().enumerate() {
        let sample = |path| law.sample(&mut Draws::new(n as u64, path, 7));
        holds((0..SAMPLES).map(sample).collect(), law, "samples");
    }
}

/// Poisson's and the gamma distribution, against theirs.
#[test]
fn what_samples_are_made_of_is_right() {
    for (n, a) in [0.05, 0.5, 1.0, 1.3, 20.0, 5000.0].into_iter().enumerate() {
        let sample = |path| 2.0 * sample::gamma(a, &mut Draws::new(100 + n as u64, path, 0));
        let law = Distribution::NoncentralChiSquare { df: 2.0 * a, lambda: 0.0, scale: 1.0 };
        holds((0..SAMPLES).map(sample).collect(), &law, "gamma");
    }
    for (n, m) in [0.1, 3.0, 9.99, 10.0, 12.5, 80.0, 1e4].into_iter().enumerate() {
        let sample = |path| sample::poisson(m, &mut Draws::new(200 + n as u64, path, 0));
        let samples: Vec<f64> = (0..SAMPLES).map(sample).collect();
        let (mut distance, mut cells) = (0.0, 0.0);
        let low = (m - 4.0 * m.sqrt()).floor().max(0.0);
        let width = (m.sqrt() / 4.0).ceil();
        for i in 0..40 {
            let (from, to) = (low + f64::from(i) * width, low + f64::from(i + 1) * width);
            let mut expected = 0.0;
            let mut k = from;
            while k < to {
                expected += poisson(k, m) * SAMPLES as f64;
                k += 1.0;
            }
            if expected > 20.0 {
                let found = samples.iter().filter(|k| (from..to).contains(*k)).count() as f64;
                (distance, cells) =
                    (distance + (found - expected) * (found - expected) / expected, cells + 1.0);
            }
        }
        let p = 1.0 - chi_square_cdf(cells, distance);
        assert!(p > 1e-4, "poisson {m}: χ² = {distance} of {cells}");
    }
    for m in [1e9, 1e15, 1e300] {
        let found = sample::poisson(m, &mut Draws::new(1, 1, 1));
        assert!((found - m).abs() < 6.0 * m.sqrt() + m * 1e-15, "{found}");
    }
    assert_eq!(sample::poisson(0.0, &mut Draws::new(1, 1, 1)), 0.0);
}

fn cir(theta: f64) -> CoxIngersollRoss {
    CoxIngersollRoss { kappa: 1.5, theta, sigma: 0.8 }
}

/// Two steps of half the time have the law of one, and its mean and variance are as said.
#[test]
fn two_halves_are_a_whole() {
    let laws: [(&dyn ExactLaw, f64); 7] = [
        (&OrnsteinUhlenbeck { theta: 1.5, mu: 0.5, sigma: 0.7 }, -2.0),
        (&OrnsteinUhlenbeck { theta: 0.0, mu: 0.5, sigma: 0.7 }, -2.0),
        (&OrnsteinUhlenbeck { theta: -0.5, mu: 0.5, sigma: 0.7 }, -2.0),
        (&GeometricBrownian { mu: 0.3, sigma: 0.5 }, 1.5),
        (&cir(0.5), 0.4),
        (&cir(0.03), 0.1),
        (&CoxIngersollRoss { kappa: 1e-12, theta: 1e11, sigma: 0.3 }, 0.0),
    ];
    for (n, (law, x)) in laws.into_iter().enumerate() {
        let half = law.over(0.4);
        let path = |path| {
            let draws = |step| Draws::new(300 + n as u64, path, step);
            half.from(half.from(x).sample(&mut draws(0))).sample(&mut draws(1))
        };
        let whole = law.at(&Law::Point(x), 0.8).unwrap();
        holds((0..SAMPLES).map(path).collect(), &whole, "halves");
        let (mean, variance) = law.moments((x, 0.0), 0.8);
        near(whole.mean(), mean, 1e-12, "mean");
        near(whole.variance(), variance, 1e-9, "variance");
        let (mean, variance) = law.moments(law.moments((x, 0.1), 0.3), 0.5);
        near(mean, law.moments((x, 0.1), 0.8).0, 1e-12, "mean in two");
        near(variance, law.moments((x, 0.1), 0.8).1, 1e-12, "variance in two");
    }
}

#[test]
fn a_normal_start_stays_normal() {
    let law = OrnsteinUhlenbeck { theta: 1.5, mu: 0.5, sigma: 0.7 };
    let start = Law::Normal { mean: 2.0, sd: 1.2 };
    let path = |path| {
        let mut draws = Draws::new(400, path, 0);
        let x = Distribution::Normal { mean: 2.0, sd: 1.2 }.sample(&mut draws);
        law.over(0.4).from(x).sample(&mut draws)
    };
    holds((0..SAMPLES).map(path).collect(), &law.at(&start, 0.4).unwrap(), "normal start");
    assert_eq!(law.at(&Law::Other { mean: 0.0, variance: 1.0 }, 0.4), None);
    assert_eq!(cir(1.0).at(&start, 0.4), None);
}

/// Without a place to return to, paths end at 0, and stay.
#[test]
fn absorbed_at_zero() {
    let law = cir(0.0).over(0.7);
    assert_eq!(law.from(0.0).sample(&mut Draws::new(1, 2, 3)), 0.0);
    assert_eq!((law.from(0.0).quantile(0.95), law.from(0.0).mean()), (0.0, 0.0));
    let from = law.from(0.3);
    let samples: Vec<f64> = (0..SAMPLES).map(|path| from.sample(&mut Draws::new(500, path, 0))).collect();
    let (at, n) = (from.cdf(0.0), SAMPLES as f64);
    let found = samples.iter().filter(|x| **x == 0.0).count() as f64 / n;
    assert!((found - at).abs() < 4.0 * (at * (1.0 - at) / n).sqrt(), "{found} is not {at}");
    let mean = samples.iter().sum::<f64>() / n;
    assert!((mean - from.mean()).abs() < 4.0 * (from.variance() / n).sqrt());
    assert!(at > 0.05 && from.quantile(0.5 * at) == 0.0 && from.quantile(0.95) > 0.0);
}

#[test]
fn without_noise_or_time_there_is_one_point() {
    let still = [
        CoxIngersollRoss { sigma: 0.0, ..cir(0.5) }.over(1e9).from(0.2),
        cir(0.5).over(0.0).from(0.5),
        OrnsteinUhlenbeck { theta: 2.0, mu: 0.5, sigma: 0.0 }.over(1e9).from(7.0),
        GeometricBrownian { mu: 0.0, sigma: 0.0 }.over(3.0).from(0.5),
    ];
    for law in still {
        near(law.quantile(0.25), 0.5, 1e-12, "point");
        assert_eq!((law.cdf(0.4), law.cdf(0.6), law.density(0.4)), (0.0, 1.0, 0.0));
        near(law.sample(&mut Draws::new(1, 1, 1)), 0.5, 1e-12, "point");
    }
    // And with hardly any there is no hanging.
    for law in [CoxIngersollRoss { sigma: 1e-7, ..cir(0.5) }.over(0.1), cir(0.5).over(1e-12)] {
        let law = law.from(0.5);
        assert!((law.sample(&mut Draws::new(1, 1, 1)) - 0.5).abs() < 1e-5);
        assert!((law.quantile(0.95) - 0.5).abs() < 1e-5 && law.density(0.5) > 1e3);
    }
    let ruined = GeometricBrownian { mu: 0.1, sigma: 1.0 }.over(3.0).from(0.0);
    assert_eq!((ruined.mean(), ruined.variance(), ruined.quantile(0.5)), (0.0, 0.0, 0.0));
}

/// A change here changes results that were published.
#[test]
fn the_bits_are_pinned() {
    let mut draws = Draws::new(0x0123_4567_89ab_cdef, 5, 6);
    let words = (draws.word(), draws.uniform(), draws.normal(), draws.normal());
    let cir = cir(0.5).over(0.1).from(0.3).sample(&mut Draws::new(1, 2, 3));
    let few = self::cir(0.03).over(0.1).from(0.3).sample(&mut Draws::new(1, 2, 3));
    assert_eq!(
        words,
        (11_169_093_882_259_675_123, 0.8873801491860922, -1.8520278989276664, 0.8895637334558052)
    );
    assert_eq!((cir, few), (0.12741313335136653, 0.16213666232285381));
}

/// `cargo test --release -p quincunx-sde -- --ignored --nocapture speed`
#[test]
#[ignore = "a measurement"]
fn speed() {
    for (name, theta) in [("df 4.7", 0.5), ("df 0.3", 0.03)] {
        let (step, start) = (cir(theta).over(0.01), std::time::Instant::now());
        let sum: f64 = (0..1_000_000).map(|path| step.from(0.3).sample(&mut Draws::new(1, path, 0))).sum();
        println!("{name}: {:.0} ns a step ({sum})", start.elapsed().as_secs_f64() * 1e3);
    }
}
