use super::*;
use quincunx_core::npy::Header;
use quincunx_core::registry::Registry;
use quincunx_sdk::diagnostic::Diagnostic;
use quincunx_sdk::field::{Files, NoFiles};
use quincunx_sdk::source::Source;
use std::path::PathBuf;

fn registry() -> Registry {
    let mut registry = Registry::default();
    registry
        .add::<StartValue, Fixed>()
        .add::<StartValue, Computed>()
        .add::<StartValue, Listed>()
        .add::<StartValue, Normal>();
    registry.add::<StartValue, Uniform>().add::<StartValue, Exponential>().add::<StartPoints, Points>();
    registry
}

struct Npy(Vec<u8>);

impl Files for Npy {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, String> {
        Ok(self.0.as_slice().into())
    }

    fn resolve(&self, path: &str) -> PathBuf {
        path.into()
    }
}

fn npy(shape: &[u64], numbers: &[f64]) -> Npy {
    let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
    Npy([&Header::new("<f8", shape).to_bytes()[..], &bytes].concat())
}

/// Canonical text, and what was made.
type Found = (String, Vec<Arc<dyn Start>>);

/// The starts of variables x and y of so many paths, or what is wrong, and where.
fn matched(text: &str, paths: u64, files: &dyn Files) -> Result<Found, Vec<String>> {
    let (registry, source) = (registry(), Source::read("test", text).unwrap());
    let mut cx = Cx::new(&registry, files);
    let starts = Starts::read(&source.root(), &Limits::NONE, &mut cx);
    let found =
        starts.and_then(|s| Some((s.show(), s.matched(&Scope::new(["x", "y"], ["a"]), paths, &mut cx)?)));
    found.ok_or_else(|| {
        let place = |e: &Diagnostic| format!("{}: {}", &text[e.range.clone()], e.message);
        cx.errors.iter().map(place).collect()
    })
}

fn values(start: &dyn Start, key: u64, n: usize) -> Vec<f64> {
    let mut out = vec![f64::NAN; n];
    start.fill(&Block { isa: Isa::PORTABLE, key, params: &[1.5], first: 0 }, &mut out);
    out
}

/// They know the parameters, and nothing else; what is wrong is found within the text.
#[test]
fn formulas_of_parameters() {
    let (text, starts) = matched("{ \"x\": \"2 * a + pi\", \"y\": \"1\" }", 3, &NoFiles).unwrap();
    assert_eq!(text, "{\"x\": \"2 * a + pi\", \"y\": \"1\"}");
    assert_eq!(values(&*starts[0], 1, 2), [3.0 + std::f64::consts::PI; 2]);
    assert_eq!(starts[0].law(&[0.5]), Law::Point(1.0 + std::f64::consts::PI));
    let why = matched("{ \"x\": \"2 * A\", \"y\": \"x\" }", 3, &NoFiles).err().unwrap();
    assert!(why[0].starts_with("A: ") && why[0].contains("`a`"), "{why:?}");
    assert!(why[1].starts_with("x: "), "{why:?}");
}

#[test]
fn scenes_say_what_they_mean() {
    let (text, starts) = matched("{ \"y\": [1, 2.5, 3], \"x\": -2 }", 3, &NoFiles).unwrap();
    assert_eq!(text, "{\"y\": [1.0, 2.5, 3.0], \"x\": -2.0}");
    assert_eq!(values(&*starts[0], 1, 3), [-2.0; 3]);
    assert_eq!(values(&*starts[1], 1, 3), [1.0, 2.5, 3.0]);
    assert_eq!(starts[1].law(&[]).moments(), (6.5 / 3.0, starts[1].law(&[]).moments().1));
    let (text, _) = matched("{ \"x\": Normal(1, 2), \"y\": Uniform }", 3, &NoFiles).unwrap();
    assert_eq!(text, "{\"x\": Normal(mean: 1.0, sd: 2.0), \"y\": Uniform(low: 0.0, high: 1.0)}");
    let files = npy(&[2, 2], &[1.0, 2.0, 3.0, 4.0]);
    for text in ["Points(\"p.npy\")", "\"p.npy\""] {
        let (text, starts) = matched(text, 2, &files).unwrap();
        assert_eq!(text, "Points(file: \"p.npy\")");
        assert_eq!((values(&*starts[0], 1, 2), values(&*starts[1], 1, 2)), (vec![1.0, 3.0], vec![2.0, 4.0]));
        assert_eq!(starts[1].law(&[]), Law::Other { mean: 3.0, variance: 1.0 });
    }
}

#[test]
fn scenes_that_are_wrong_say_why() {
    let why = |text: &str, files: &dyn Files| matched(text, 3, files).err().unwrap();
    let found = why("{ \"x\": 1, \"z\": [1, 2] }", &NoFiles);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].starts_with("\"z\": "), "{found:?}");
    assert_eq!(found[1], "[1, 2]: 2 values for 3 paths: a list has one for each path");
    assert!(found[2].ends_with("no start value for `y`"), "{found:?}");
    let found = why("{ \"x\": Normal(0, -1), \"y\": Uniform(3, 2) }", &NoFiles);
    assert!(found[0].starts_with("-1: ") && found[1].starts_with("2: the upper end"), "{found:?}");
    assert!(why("{ \"x\": 1, \"y\": Exponential(0) }", &NoFiles)[0].starts_with("0: "));
    assert!(why("{ \"x\": 1, \"y\": Norml }", &NoFiles)[0].contains("`Normal`"));
    assert!(why("1.0", &NoFiles)[0].contains("map"));
    let file = why("Points(\"p.npy\")", &npy(&[2, 2], &[1.0; 4]));
    assert_eq!(file, ["Points: the file holds 2 paths × 2 variables, and the ensemble has 3 × 2"]);
    assert!(why("Points(\"p.npy\")", &npy(&[2, 2, 1], &[1.0; 4]))[0].contains("3 dimensions"));
    let lost = why("Points(\"p.npy\")", &npy(&[2, 2], &[1.0, 1.0, f64::NAN, 1.0]));
    assert!(lost[0].contains("variable 0 of path 1"), "{lost:?}");
}

#[test]
fn where_blocks_are_cut_changes_no_value() {
    let starts: [&dyn Start; 4] = [
        &Normal { mean: 1.0, sd: 2.0 },
        &Uniform { low: -1.0, high: 2.0 },
        &Exponential { rate: 0.5 },
        &Listed { values: (0..1000).map(f64::from).collect() },
    ];
    for start in starts {
        let whole = values(start, 9, 1000);
        for isa in Isa::all() {
            for cut in [1, 7, 255, 256, 300] {
                let mut out = vec![f64::NAN; 1000];
                let chunks = out.chunks_mut(cut).enumerate();
                chunks.for_each(|(n, out)| {
                    start.fill(&Block { isa, key: 9, params: &[], first: (n * cut) as u64 }, out)
                });
                assert_eq!(out, whole);
            }
        }
    }
}

/// Means and variances within five standard errors, and the ends.
#[test]
fn laws_hold() {
    const N: usize = 200_000;
    let starts: [(&dyn Start, f64); 3] = [
        (&Normal { mean: 1.0, sd: 2.0 }, 0.0),
        (&Uniform { low: -1.0, high: 2.0 }, -1.2),
        (&Exponential { rate: 0.5 }, 6.0),
    ];
    for (start, excess) in starts {
        let (values, (mean, variance), n) = (values(start, 5, N), start.law(&[]).moments(), N as f64);
        let found = values.iter().sum::<f64>() / n;
        assert!((found - mean).abs() < 5.0 * (variance / n).sqrt(), "{found} is not {mean}");
        let found = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let error = variance * ((excess + 2.0) / n).sqrt();
        assert!((found - variance).abs() < 5.0 * error, "{found} is not {variance}");
    }
    assert!(values(&Uniform { low: -1.0, high: 2.0 }, 5, N).iter().all(|x| (-1.0..=2.0).contains(x)));
    assert!(values(&Exponential { rate: 1e300 }, 5, N).iter().all(|x| *x > 0.0));
    assert!(values(&Uniform { low: -1e308, high: 1e308 }, 5, N).iter().all(|x| x.is_finite()));
}

#[test]
fn variables_have_keys_of_their_own() {
    let streams = Streams::new(3);
    let first = key(&streams, "a", "x", 0);
    for other in [key(&streams, "a", "y", 0), key(&streams, "b", "x", 0), key(&streams, "a", "x", 1)] {
        assert_ne!(other, first);
    }
    assert_eq!(first, 15_359_973_114_036_313_106);
}
