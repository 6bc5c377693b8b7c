//! The figures' numbers against a slow and obvious way to them.

use super::super::gather::gather;
use super::super::shape::shape;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn value() -> impl Strategy<Value = One> {
    prop_oneof![
        8 => (-1000..1000i32).prop_map(|n| One::F(f64::from(n) / 8.0)),
        1 => Just(One::Null),
        1 => Just(One::F(f64::NAN)),
        1 => Just(One::F(f64::INFINITY)),
    ]
}

/// Steps with rows of some paths, of two numbers.
type Course = Vec<Vec<[One; 2]>>;

fn course() -> impl Strategy<Value = Course> {
    let row = [value(), value()];
    prop::collection::vec(prop::collection::vec(row, 1..4), 0..5)
}

/// Two axes, then seeds; every point's rows.
fn batch() -> impl Strategy<Value = (usize, usize, usize, Vec<Course>)> {
    (2..5usize, 2..4usize, 1..4usize)
        .prop_flat_map(|(a, b, s)| (Just(a), Just(b), Just(s), prop::collection::vec(course(), a * b * s)))
}

fn finite(one: &One) -> Option<f64> {
    match one {
        One::F(x) if x.is_finite() => Some(*x),
        _ => None,
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn mean_of(step: &[[One; 2]], column: usize) -> Option<f64> {
    mean(&step.iter().filter_map(|row| finite(&row[column])).collect::<Vec<_>>())
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + b.abs()),
        (a, b) => a == b,
    }
}

/// A sample whose courses are at hand.
fn sample(a: usize, b: usize, s: usize) -> Sample {
    let axes = [
        (0..a).map(|i| One::F(0.5 * (a - i) as f64)).collect(),
        (0..b).map(|i| One::T(format!("r{i}"))).collect(),
        (0..s).map(|i| One::I(i as i64)).collect::<Vec<_>>(),
    ];
    let varied =
        vec![varied("a", "a", Type::Float64), varied("b", "b", Type::Text), varied("seed", "s", Type::Int64)];
    let mut sample = Sample::new("means", varied, product(&axes));
    let float = |name| (name, Type::Float64, "");
    sample.table(
        "p",
        "P",
        &[("step", Type::Int64, ""), float("time"), ("path", Type::Int64, ""), float("u"), float("v")],
    );
    sample
}

fn rows(course: &Course) -> Vec<Vec<One>> {
    let step = |(i, step): (usize, &Vec<[One; 2]>)| -> Vec<Vec<One>> {
        let row = |(path, row): (usize, &[One; 2])| {
            let stamp = vec![One::I(10 * i as i64), One::F(i as f64), One::I(path as i64)];
            [stamp, row.to_vec()].concat()
        };
        step.iter().enumerate().map(row).collect()
    };
    course.iter().enumerate().flat_map(step).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cells_and_courses_are_the_means_of_their_points((a, b, s, courses) in batch()) {
        let folder = tempfile::tempdir().unwrap();
        let sample = sample(a, b, s);
        sample.write_points(folder.path());
        sample.write_table(folder.path(), "p", |_, point| rows(&courses[point]));
        super::odd::check(&sample.page(folder.path()));

        let points = Points::read(folder.path(), &sample.batch).unwrap();
        let arrangement = Arrangement::of(&points);
        let table = &sample.batch.tables[0];
        let shape = shape(folder.path(), &sample.batch, table).unwrap();
        let gathered = gather(folder.path(), table, &points, &arrangement, &shape).unwrap();
        prop_assert_eq!(shape.several, courses.iter().any(|course| course.len() > 1));
        // Without two paths anywhere nothing tells that they are averaged over.
        let offset = shape.figures.len();
        let place = |name: &str| shape.figures.iter().position(|&i| table.columns[i].name == name);

        for (column, name) in ["u", "v"].into_iter().enumerate() {
            let Some(figure) = place(name) else { continue };
            prop_assert!(figure < offset);
            // What was measured last, by column from the smallest number on, and by row.
            let mut slow: BTreeMap<(u16, u16), Vec<f64>> = BTreeMap::new();
            for (point, course) in courses.iter().enumerate() {
                let (i, j) = (point / (b * s), point / s % b);
                let cell = (j as u16, (a - 1 - i) as u16);
                if let Some(last) = course.last() {
                    slow.entry(cell).or_default().extend(mean_of(last, column));
                }
            }
            let fast: Vec<_> = gathered.cells.of(figure).collect();
            prop_assert_eq!(fast.len(), slow.len());
            for ((panel, row, column), spread) in fast {
                let values = &slow[&(row, column)];
                prop_assert_eq!(panel, 0);
                prop_assert_eq!(spread.count as usize, values.len());
                prop_assert!(close(spread.mean(), mean(values)));
                if !values.is_empty() {
                    prop_assert!(close(Some(spread.low), values.iter().copied().reduce(f64::min)));
                    prop_assert!(close(Some(spread.high), values.iter().copied().reduce(f64::max)));
                }
            }
            // Lines by the first axis, drawings by the second.
            for (line, course) in gathered.courses.iter().enumerate() {
                let (panel, i) = (line / a, a - 1 - line % a);
                let (stops, stride) = course.clone().finish();
                prop_assert_eq!(stride, 1);
                let replicates: Vec<_> = (0..s).map(|seed| &courses[(i * b + panel) * s + seed]).collect();
                prop_assert_eq!(stops.len(), replicates.iter().map(|course| course.len()).max().unwrap());
                for (step, stop) in stops.iter().enumerate() {
                    let at = replicates.iter().filter_map(|course| course.get(step));
                    let values: Vec<f64> = at.filter_map(|step| mean_of(step, column)).collect();
                    prop_assert_eq!(stop.x, step as f64);
                    prop_assert!(close(stop.values[figure].mean(), mean(&values)));
                }
            }
        }
    }
}
