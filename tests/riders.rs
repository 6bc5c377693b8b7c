//! Probes that see every step of an ensemble: against slow twins that read every path at every step, and against what is
//! known of the processes.

use crate::run_directory::Bench;
use quincunx::core::record::Values;
use quincunx::output::Recorded;
use quincunx::sdk::lanes::real::Real;

/// What is written of a kind of probe: numbers by name of the column.
struct Table {
    names: Vec<String>,
    columns: Vec<Values>,
}

impl Table {
    fn of(bench: &Bench, out: &str, probe: &str) -> Table {
        let recorded = Recorded::open(&bench.path(out)).unwrap();
        let names = recorded.columns(probe).unwrap().iter().map(|column| column.name.clone()).collect();
        Table { names, columns: recorded.table(probe).unwrap() }
    }

    fn rows(&self) -> usize {
        self.columns[0].len()
    }

    fn at(&self, name: &str, row: usize) -> Option<f64> {
        self.columns[self.names.iter().position(|known| known == name).unwrap()].number(row)
    }
}

/// A formula on a row of values, and on the swept parameter.
type Formula = fn(&[f64], f64) -> f64;

/// Whether variables have passed at a time.
type Passed = fn(&[f64], f64) -> bool;

/// A small ensemble, its probes, and the same in Rust.
struct Case {
    ensemble: &'static str,
    variables: &'static [&'static str],
    paths: usize,
    /// The values of the parameter `a`, if it is swept.
    swept: &'static [f64],
    expr: (&'static str, Formula),
    when: (&'static str, Passed),
    after: u64,
    lags: &'static [u64],
    tolerance: f64,
}

const STEPS: u64 = 60;
const EVERY: u64 = 20;

const CASES: &[Case] = &[
    Case {
        ensemble: r#"Ensemble(paths: 300, start: { "x": Normal(1e4, 1) }, process: OrnsteinUhlenbeck(1, 1e4, 1), solver: Exact, dt: 0.05)"#,
        variables: &["x"],
        paths: 300,
        swept: &[],
        expr: ("2 * x", |x, _| 2.0 * x[0]),
        when: ("x > 10001", |x, _| x[0] > 10001.0),
        after: 0,
        lags: &[0, 1, 2, 3, 4, 5],
        tolerance: 1e-7,
    },
    // Paths are lost that go beyond √3, and a condition that holds for what is no number must not count.
    Case {
        ensemble: r#"Ensemble(paths: 700, start: { "x": Normal(0, 0.8), "y": 0 }, process: Ito(
            drift: { "x": "sqrt(3 - x^2) - 1.7 - 0.2 * a * x", "y": "x" }, noise: { "x": "0.5", "y": "0.1" }, params: { "a": [1, 2, 3] },
        ), solver: EulerMaruyama, dt: 0.05)"#,
        variables: &["x", "y"],
        paths: 700,
        swept: &[1.0, 2.0, 3.0],
        expr: ("a * y + x^2", |x, a| a * x[1] + x[0] * x[0]),
        when: ("!(abs(x) <= 1.2) && y != a", |x, a| x[0].abs() > 1.2 && x[1] != a),
        after: 7,
        lags: &[1, 4, 9, 50, 53, 70],
        tolerance: 1e-7,
    },
    // A formula that is not finite on some paths.
    Case {
        ensemble: r#"Ensemble(paths: 5, start: { "x": Normal(1, 0.3) }, process: Ito(drift: { "x": "-x" }, noise: { "x": "0.6" }),
            solver: Heun, dt: 0.05, precision: F32)"#,
        variables: &["x"],
        paths: 5,
        swept: &[],
        expr: ("sqrt(x)", |x, _| x[0].sqrt()),
        when: ("x < 0", |x, _| x[0] < 0.0),
        after: 20,
        lags: &[0, 3, 20],
        tolerance: 2e-5,
    },
];

impl Case {
    fn scene(&self, more: &str) -> String {
        let Case { ensemble, expr: (expr, _), when: (when, _), after, lags, .. } = self;
        format!(
            r#"(seed: 77, world: {{ "e": {ensemble} }}, until: Steps({STEPS}), record: {{
                "average": TimeAverage(of: e, expr: "{expr}", after: {after}, every: {EVERY}),
                "passage": FirstPassage(of: e, when: "{when}", every: {EVERY}),
                "correlation": Autocorrelation(of: e, expr: "{expr}", lags: {lags:?}, after: {after}, every: {EVERY}),
                {more}
            }})"#
        )
    }

    /// What each path was at each step, read from a table of all; none where it was lost.
    fn walked(&self, bench: &Bench) -> Vec<Vec<Option<Vec<f64>>>> {
        let table = Table::of(bench, "walked", "all");
        let paths = self.paths * self.swept.len().max(1);
        let mut all = vec![vec![]; paths];
        for row in 0..table.rows() {
            let path = table.at("path", row).unwrap() as usize;
            let values = self.variables.iter().map(|name| table.at(name, row)).collect();
            all[path].push(values);
        }
        all
    }
}

/// Mean, and the standard error of the mean.
fn mean(values: &[f64]) -> (Option<f64>, Option<f64>) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    ((n > 0.0).then_some(mean), (n > 1.0).then(|| (squares / (n - 1.0) / n).sqrt()))
}

#[track_caller]
fn near(found: Option<f64>, expected: Option<f64>, scale: f64, what: &str) {
    let close = match (found, expected) {
        (Some(a), Some(b)) => (a - b).abs() <= scale * b.abs().max(1.0),
        (a, b) => a == b,
    };
    assert!(close, "{what}: {found:?}, expected {expected:?}");
}

/// The values of the formula of every path of a combination that counts at a step, after `after`.
fn series(case: &Case, walked: &[Vec<Option<Vec<f64>>>], combination: usize, step: u64) -> Vec<Vec<f64>> {
    let a = case.swept.get(combination).copied().unwrap_or(0.0);
    let own = &walked[combination * case.paths..(combination + 1) * case.paths];
    let there = own.iter().filter(|path| path[step as usize].is_some());
    let values = |path: &Vec<Option<Vec<f64>>>| -> Vec<f64> {
        let steps = case.after as usize + 1..step as usize + 1;
        path.get(steps).unwrap_or_default().iter().map(|x| case.expr.1(x.as_ref().unwrap(), a)).collect()
    };
    there.map(values).filter(|values| values.iter().all(|value| value.is_finite())).collect()
}

fn assert_averages(case: &Case, bench: &Bench, walked: &[Vec<Option<Vec<f64>>>]) {
    let (table, count) = (Table::of(bench, "walked", "average"), case.swept.len().max(1));
    assert_eq!(table.rows(), (STEPS / EVERY + 1) as usize * count);
    for row in 0..table.rows() {
        let step = table.at("step", row).unwrap() as u64;
        let own = series(case, walked, row % count, step);
        let means: Vec<f64> = match step > case.after {
            true => own.iter().map(|values| mean(values).0.unwrap()).collect(),
            false => vec![],
        };
        let (expected, error) = mean(&means);
        near(table.at("mean", row), expected, case.tolerance, "mean");
        near(table.at("standard_error", row), error, case.tolerance, "standard error");
        if !case.swept.is_empty() {
            assert_eq!(table.at("a", row), Some(case.swept[row % count]));
        }
    }
}

fn assert_passages(case: &Case, bench: &Bench, walked: &[Vec<Option<Vec<f64>>>]) {
    let table = Table::of(bench, "walked", "passage");
    assert_eq!(table.rows(), (STEPS / EVERY + 1) as usize * walked.len());
    let (mut passed, mut never) = (0, 0);
    for row in 0..table.rows() {
        let step = table.at("step", row).unwrap() as usize;
        let path = table.at("path", row).unwrap() as usize;
        let a = case.swept.get(path / case.paths).copied().unwrap_or(0.0);
        let holds = |x: &Option<Vec<f64>>| x.as_ref().is_some_and(|x| case.when.1(x, a));
        let expected = walked[path][..=step].iter().position(holds);
        assert_eq!(table.at("passage_step", row), expected.map(|step| step as f64), "path {path}");
        near(table.at("passage_time", row), expected.map(|step| step as f64 * 0.05), 1e-12, "time");
        *(if expected.is_some() { &mut passed } else { &mut never }) += 1;
    }
    assert!(passed > 0 && never > 0);
}

fn assert_correlations(case: &Case, bench: &Bench, walked: &[Vec<Option<Vec<f64>>>]) {
    let (table, count) = (Table::of(bench, "walked", "correlation"), case.swept.len().max(1));
    let lags = case.lags.len();
    assert_eq!(table.rows(), (STEPS / EVERY + 1) as usize * count * lags);
    for row in 0..table.rows() {
        let step = table.at("step", row).unwrap() as u64;
        let own = series(case, walked, row / lags % count, step);
        let lag = case.lags[row % lags];
        assert_eq!(table.at("lag", row), Some(lag as f64));
        near(table.at("lag_time", row), Some(lag as f64 * 0.05), 1e-12, "lag time");
        let all: Vec<f64> = own.iter().flatten().copied().collect();
        let centre = mean(&all).0.unwrap_or(f64::NAN);
        let at = |values: &Vec<f64>, lag: usize| {
            let pairs = values.iter().zip(&values[lag..]).map(|(x, y)| (x - centre) * (y - centre));
            mean(&pairs.collect::<Vec<_>>()).0.unwrap()
        };
        let counted = step.saturating_sub(case.after);
        let known = counted > lag && !own.is_empty();
        let of = |lag: usize| -> Vec<f64> {
            if known { own.iter().map(|values| at(values, lag)).collect() } else { vec![] }
        };
        let (own, whole) = (of(lag as usize), of(0));
        let (covariance, variance) = (mean(&own).0, mean(&whole).0);
        let ratio = covariance.zip(variance).map(|(c, v)| c / v);
        let deviation = |(c, v): (&f64, &f64)| (c - ratio.unwrap() * v) / variance.unwrap();
        let deviations: Vec<f64> = own.iter().zip(&whole).map(deviation).collect();
        near(table.at("covariance", row), covariance, case.tolerance, "covariance");
        near(table.at("autocorrelation", row), ratio, case.tolerance, "autocorrelation");
        near(table.at("standard_error", row), mean(&deviations).1, case.tolerance, "its standard error");
    }
}

#[test]
fn riders_find_what_slow_twins_find() {
    for case in CASES {
        let bench = Bench::with(&case.scene(r#""all": Paths(of: e, count: 1000000, every: 1)"#));
        bench.run_well("walked", &["--quiet"]);
        let walked = case.walked(&bench);
        let lost = walked.iter().filter(|path| path[STEPS as usize].is_none()).count();
        assert_eq!(lost > 0, case.swept.len() > 1, "{lost} are lost");
        assert_averages(case, &bench, &walked);
        assert_passages(case, &bench, &walked);
        assert_correlations(case, &bench, &walked);
    }
}

/// The same without a probe that cuts legs at every step, down to the bits.
#[test]
fn riders_do_not_see_where_legs_end() {
    for case in CASES {
        let bench = Bench::with(&case.scene(""));
        bench.run_well("whole", &["--quiet"]);
        bench.run_well("cut", &["--quiet", "--set", "record.all=Paths(of: e, count: 1, every: 1)"]);
        for probe in ["average", "passage", "correlation"] {
            let [whole, cut] = ["whole", "cut"].map(|out| Table::of(&bench, out, probe).columns);
            assert_eq!(format!("{whole:?}"), format!("{cut:?}"), "{probe}");
        }
    }
}

/// A stationary Ornstein-Uhlenbeck process, with θ = 1 and variance 1/2.
#[test]
fn time_averages_and_autocorrelations_are_those_of_ornstein_and_uhlenbeck() {
    let bench = Bench::with(
        r#"(seed: 3, world: { "ou": Ensemble(
            paths: 2000, start: { "x": 3 }, process: OrnsteinUhlenbeck(1, 0, 1), solver: Exact, dt: 0.05,
        ) }, until: Time(60), record: {
            "average": TimeAverage(of: ou, expr: "x", after: Time(10)),
            "correlation": Autocorrelation(of: ou, expr: "x", lags: [0, 5, 10, 20, 40, 80], after: Time(10)),
        })"#,
    );
    bench.run_well("out", &["--quiet"]);
    let average = Table::of(&bench, "out", "average");
    let (found, error) = (average.at("mean", 0).unwrap(), average.at("standard_error", 0).unwrap());
    // Of one path: the variance of a mean over a span T of time.
    let span = 50.0_f64;
    let variance = (1.0 - (1.0 - Real::exp(-span)) / span) / span;
    let expected = (variance / 2000.0).sqrt();
    assert!((error / expected - 1.0).abs() < 5.0 / (2.0 * 2000.0_f64).sqrt(), "{error}, expected {expected}");
    assert!(found.abs() < 4.0 * error, "{found} ± {error}");
    let correlation = Table::of(&bench, "out", "correlation");
    for row in 0..correlation.rows() {
        let at = |name| correlation.at(name, row).unwrap();
        let (found, error, lag) = (at("autocorrelation"), at("standard_error"), at("lag_time"));
        assert!((found - Real::exp(-lag)).abs() <= 4.0 * error + 1e-12, "lag {lag}: {found} ± {error}");
        assert!(error < 0.01, "lag {lag}: {error}");
        assert!((at("covariance") - 0.5 * Real::exp(-lag)).abs() < 0.02);
    }
}

/// Mean and standard error of the passages of a table; all paths must have passed.
fn passages(bench: &Bench) -> (f64, f64) {
    bench.run_well("out", &["--quiet"]);
    let table = Table::of(bench, "out", "passage");
    let times: Vec<f64> = (0..table.rows()).map(|row| table.at("passage_time", row).unwrap()).collect();
    let (mean, error) = mean(&times);
    (mean.unwrap(), error.unwrap())
}

/// How much further away a boundary is for a path that is looked at every dt only, in units of sigma·√dt
/// (Broadie, Glasserman and Kou 1997): −ζ(1/2)/√(2π).
const BEYOND: f64 = 0.5826;

/// With drift 1 a boundary at 1 is met after a time of 1 in the mean; seen in steps, it lies a little further.
#[test]
fn brownian_motion_with_drift_passes_when_it_should() {
    let bench = Bench::with(
        r#"(seed: 9, world: { "b": Ensemble(
            paths: 20000, start: { "x": 0 }, process: Ito(drift: { "x": "1" }, noise: { "x": "1" }),
            solver: EulerMaruyama, dt: 0.01,
        ) }, until: Time(60), record: { "passage": FirstPassage(of: b, when: "x >= 1") })"#,
    );
    let (found, error) = passages(&bench);
    let expected = 1.0 + BEYOND * 0.1;
    assert!((found - expected).abs() < 4.0 * error, "{found} ± {error}, expected {expected}");
    assert!((found - 1.0).abs() > 4.0 * error, "without the correction it must not agree");
}

/// The mean first passage of dX = (x − x³) dt + √(2D) dW from 1 down to a boundary:
/// 1/D ∫ exp(V(y)/D) ∫ exp(−V(z)/D) dz dy, with y from the boundary to 1 and z from y on, by the trapezoidal rule.
fn kramers(d: f64, boundary: f64) -> f64 {
    let potential = |x: f64| x * x * x * x / 4.0 - x * x / 2.0;
    let (h, n) = (1e-3, ((4.0 - boundary) / 1e-3) as usize);
    let weight = |i: usize| Real::exp(-potential(boundary + h * i as f64) / d);
    let (mut tail, mut total, mut before) = (0.0, 0.0, 0.0);
    for i in (0..n).rev() {
        tail += h * (weight(i) + weight(i + 1)) / 2.0;
        let now = tail / weight(i);
        if boundary + h * (i + 1) as f64 <= 1.0 + 1e-9 {
            total += h * (now + before) / 2.0;
        }
        before = now;
    }
    total / d
}

#[test]
fn a_double_well_is_left_after_kramers_time() {
    assert!((kramers(0.25, -1.0) - 14.2777).abs() < 0.01, "{}", kramers(0.25, -1.0));
    let bench = Bench::with(
        r#"(seed: 4, world: { "w": Ensemble(
            paths: 8000, start: { "x": 1 }, process: Ito(drift: { "x": "x - x^3" }, noise: { "x": "sqrt(2 * 0.25)" }),
            solver: Heun, dt: 0.01,
        ) }, until: Time(300), record: { "passage": FirstPassage(of: w, when: "x < -1") })"#,
    );
    let (found, error) = passages(&bench);
    let expected = kramers(0.25, -1.0 - BEYOND * (2.0 * 0.25 * 0.01_f64).sqrt());
    assert!((found - expected).abs() < 4.0 * error, "{found} ± {error}, expected {expected}");
}
