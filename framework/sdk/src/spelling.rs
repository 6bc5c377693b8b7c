//! The nearest right spelling of a wrong name.

/// The message for a name that is not among `known`.
///
/// ```
/// let kinds = ["Grid", "Ensemble"];
/// let message = quincunx_sdk::spelling::unknown("object", "Gird", kinds.into_iter());
/// assert_eq!(message, "no object is named `Gird`: did you mean `Grid`?");
/// ```
pub fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> String {
    let name: String = name.chars().take(60).collect();
    match nearest(&name, known.clone()) {
        Some(near) => format!("no {what} is named `{name}`: did you mean `{near}`?"),
        None if known.clone().next().is_none() => {
            format!("no {what} is named `{name}`: there is none at all")
        }
        None if known.clone().nth(1).is_none() => {
            format!("no {what} is named `{name}`; there is only {}", listed(known))
        }
        None => format!("no {what} is named `{name}`; there are {}", listed(known)),
    }
}

/// The first twenty names, and how many more there are.
fn listed<'n>(known: impl Iterator<Item = &'n str> + Clone) -> String {
    let (shown, all) = (known.clone().take(20).collect::<Vec<_>>().join(", "), known.count());
    if all > 20 { format!("{shown} and {} more", all - 20) } else { shown }
}

/// The nearest spelling, if it is near enough to be meant: a third of its letters may differ, and not all of them, or one
/// letter would be near to any other. Of very many names only the first are compared: an error must not take longer than
/// the run.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .take(1000)
        .map(|k| (edits(&name.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(d, k)| {
            *d <= 1.max(k.chars().count() / 3) && *d < k.chars().count().max(name.chars().count())
        })
        .min()
        .map(|(_, k)| k)
}

/// Insertions, deletions, substitutions and swaps of neighbours (`Tours`) count one each.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            let swap = if swapped { rows[i - 2][j - 2] + 1 } else { same };
            row.push(same.min(swap).min(row[j - 1] + 1).min(rows[i - 1][j] + 1));
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
