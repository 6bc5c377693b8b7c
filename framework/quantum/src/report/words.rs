//! Sentences and figures of the report.

use crate::apparatus::Apparatus;
use crate::chances::Chances;
use crate::density::bloch;
use crate::operator::Operator;

/// Outcomes that a sentence names.
const NAMED: usize = 4;
/// Steps of a route that a table shows.
const STEPS: usize = 4;

/// Where the atoms are expected to end.
pub fn expectation(atoms: u64, apparatus: &Apparatus, chances: &Chances) -> String {
    let mut ends: Vec<(&str, f64)> = vec![];
    for (node, end) in apparatus.ends() {
        let p = chances.at(node).probability;
        match ends.iter_mut().find(|(name, _)| *name == end.name) {
            Some((_, sum)) => *sum += p,
            None => ends.push((&end.name, p)),
        }
    }
    ends.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let named: Vec<_> =
        ends.iter().take(NAMED).map(|(name, p)| format!("{} in “{name}”", share(*p))).collect();
    let others = match ends.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => ", and there is one other outcome".into(),
        n => format!(", and there are {n} other outcomes"),
    };
    let (atoms, spin) = (grouped(atoms), apparatus.spin);
    format!("{atoms} atoms of spin {spin} leave the oven. To be expected: {}{others}.", listed(&named))
}

/// How many of all.
fn share(p: f64) -> String {
    match p {
        0.0 => "none".into(),
        1.0 => "all".into(),
        _ if p < 1e-4 => format!("{p:.3e} of all"),
        _ => format!("{} %", libm::round(p * 1e6) / 1e4),
    }
}

/// What the table of nodes shows.
pub fn arrivals(apparatus: &Apparatus, hidden: usize) -> String {
    let of = match apparatus.spin.dimension() {
        2 => {
            "the Bloch vector of those that do: of length 1 if their state is pure, 0 if nothing is known of it"
        }
        _ => "the density matrix of those that do, in the basis of J_z with m from +j down to −j",
    };
    let only = if hidden > 0 { " The likeliest nodes only." } else { "" };
    format!("How likely an atom comes to each node, exactly, and {of}.{only}")
}

/// The columns of the table of nodes.
pub fn headings(apparatus: &Apparatus) -> Vec<String> {
    let state: &[&str] = match apparatus.spin.dimension() {
        2 => &["x", "y", "z", "length"],
        _ => &["density matrix"],
    };
    ["node", "probability"].iter().chain(state).map(|heading| heading.to_string()).collect()
}

/// What arrives, in the columns of the table of nodes.
pub fn state(apparatus: &Apparatus, state: Option<&Operator>) -> Vec<String> {
    match (state, apparatus.spin.dimension()) {
        (None, 2) => vec!["–".into(); 4],
        (None, _) => vec!["–".into()],
        (Some(rho), 2) => {
            let r = bloch(rho);
            let length = r.iter().map(|x| x * x).sum::<f64>().sqrt();
            r.into_iter().chain([length]).map(figure).collect()
        }
        (Some(rho), _) => vec![matrix(rho)],
    }
}

/// A matrix with its columns below each other.
fn matrix(rho: &Operator) -> String {
    let d = rho.dimension();
    let cells: Vec<Vec<String>> = (0..d).map(|i| (0..d).map(|j| complex(rho, i, j)).collect()).collect();
    let width = |j: usize| cells.iter().map(|row| row[j].chars().count()).max().unwrap_or(0);
    let padded = |(j, cell): (usize, &String)| format!("{cell:>width$}", width = width(j));
    let lines = cells.iter().map(|row| row.iter().enumerate().map(padded).collect::<Vec<_>>().join("  "));
    lines.collect::<Vec<_>>().join("\n")
}

fn complex(rho: &Operator, i: usize, j: usize) -> String {
    let (re, im) = (rho.entry(i, j).re, rho.entry(i, j).im);
    match (figure(re).as_str(), figure(im).as_str()) {
        (re, "0") => re.into(),
        ("0", im) => format!("{im}i"),
        (re, im) if im.starts_with('−') => format!("{re}{im}i"),
        (re, im) => format!("{re}+{im}i"),
    }
}

/// A number to four decimals.
fn figure(x: f64) -> String {
    let rounded = libm::round(x * 1e4) / 1e4;
    let sign = if rounded < 0.0 { "−" } else { "" };
    format!("{sign}{}", rounded.abs())
}

/// A probability to six digits.
pub fn probability(p: f64) -> String {
    match p {
        0.0 => "0".into(),
        _ if p < 1e-4 => format!("{p:.3e}"),
        _ => (libm::round(p * 1e6) / 1e6).to_string(),
    }
}

/// How atoms come to a node: the last steps of the way.
pub fn route(apparatus: &Apparatus, node: usize) -> String {
    let route = apparatus.route_in_words(node);
    let steps: Vec<&str> = route.split(" → ").collect();
    match steps.len() > STEPS {
        true => format!("… → {}", steps[steps.len() - STEPS..].join(" → ")),
        false => route,
    }
}

fn listed(items: &[String]) -> String {
    match items {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => items.concat(),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let comma =
        |(i, c): (usize, char)| [(i > 0 && (digits.len() - i).is_multiple_of(3)).then_some(','), Some(c)];
    digits.chars().enumerate().flat_map(comma).flatten().collect()
}
