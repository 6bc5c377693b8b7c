//! Orders of every solver, measured, beside those that its card claims.
//!
//! Goal: each is within 0.15 of the claim for the class of noise that it is claimed for. `cargo bench --bench orders` prints
//! the table of docs/choose-a-solver.md; `QUINCUNX_BLESS=1` writes it there, with the drawings beside it. It takes about a
//! minute, and its figures are the same on any machine.

mod machine;
mod svg;

use quincunx::sde::noise_class::NoiseClass;
use quincunx::sde::orders::{Compiled, Outcome, Sense, Verdict, measure};
use quincunx::sde::solvers::{EulerMaruyama, Heun, Milstein, RungeKutta4, Solver, Sra1, Sriw1, TamedEuler};
use std::path::Path;
use std::{env, fs};
use svg::{Line, Panel};

const SOLVERS: [&dyn Solver; 7] =
    [&EulerMaruyama {}, &TamedEuler {}, &Milstein {}, &Heun {}, &Sra1 {}, &Sriw1 {}, &RungeKutta4 {}];

const CLASSES: [NoiseClass; 5] = [
    NoiseClass::None,
    NoiseClass::Additive,
    NoiseClass::Diagonal,
    NoiseClass::Commutative,
    NoiseClass::General,
];

/// What stands around the table in the page.
const MARKS: [&str; 2] = ["<!-- orders: cargo bench --bench orders -->\n", "<!-- end of orders -->"];

type All = Vec<(&'static str, Vec<Verdict>)>;

fn main() -> Result<(), String> {
    machine::print();
    let measured = |solver: &dyn Solver| {
        let verdicts = measure(&Compiled::new(solver), &solver.card())?;
        Ok((solver.name(), verdicts))
    };
    let all: All = SOLVERS.into_iter().map(measured).collect::<Result<_, String>>()?;
    let table = table(&all);
    print!("{table}");
    if env::var_os("QUINCUNX_BLESS").is_some() {
        write(&all, &table).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A row for each solver and class of noise.
fn table(all: &All) -> String {
    let mut text = String::from(
        "| solver | noise | strong order | measured | weak order | measured |\n|---|---|---|---|---|---|\n",
    );
    for (name, verdicts) in all {
        for pair in verdicts.chunks(2) {
            let cells: String = pair.iter().map(cells).collect();
            text += &format!("| `{name}` | {} |{cells}\n", pair[0].class);
        }
    }
    text
}

/// What is claimed, and what was measured.
fn cells(verdict: &Verdict) -> String {
    let measured = match (verdict.outcome(), verdict.worst()) {
        (Outcome::NotMeasured, _) | (_, None) => "not measured".into(),
        (_, Some(worst)) => format!("{:.2} ± {:.2}", worst.fit.order, worst.fit.standard_error),
    };
    let mark = if verdict.outcome() == Outcome::Holds { "" } else { " (!)" };
    format!(" {} | {measured}{mark} |", verdict.claimed)
}

/// Into the page and beside it.
fn write(all: &All, table: &str) -> std::io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let page = docs.join("choose-a-solver.md");
    let text = fs::read_to_string(&page)?;
    let [open, close] = MARKS;
    let parts = text.split_once(open).and_then(|(head, rest)| Some((head, rest.split_once(close)?.1)));
    let Some((head, tail)) = parts else {
        return Err(std::io::Error::other("the page has no place for a table"));
    };
    fs::write(&page, format!("{head}{open}{table}{close}{tail}"))?;
    fs::create_dir_all(docs.join("choose-a-solver"))?;
    for sense in [Sense::Strong, Sense::Weak] {
        let panels: Vec<Panel> = CLASSES.map(|class| panel(all, class, sense)).into();
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let drawing = svg::draw(&panels, &names);
        fs::write(docs.join(format!("choose-a-solver/{sense}.svg")), drawing)?;
    }
    Ok(())
}

/// The errors of all solvers in the first problem of a class.
fn panel(all: &All, class: NoiseClass, sense: Sense) -> Panel {
    let line = |(number, (_, verdicts)): (usize, &(&str, Vec<Verdict>))| {
        let verdict = verdicts.iter().find(|verdict| verdict.class == class && verdict.sense == sense)?;
        let points = verdict.measured.first()?.points.iter();
        Some(Line { number, points: points.map(|point| (point.dt, point.error)).collect() })
    };
    let title = if class == NoiseClass::None { "no noise".into() } else { format!("{class} noise") };
    Panel { title, lines: all.iter().enumerate().filter_map(line).collect() }
}
