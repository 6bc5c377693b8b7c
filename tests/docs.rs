//! The pages that a user reads say what the program does.
//!
//! `QUINCUNX_BLESS=1` writes what is generated: the reference, and the picture in the README.

use quincunx::core::registry::Registry;
use quincunx::grid::known::{Entry, KNOWN};
use quincunx::grid::notation::NAMED;
use quincunx::sde::solvers::{EulerMaruyama, Heun, Milstein, RungeKutta4, Solver, Sra1, Sriw1, TamedEuler};
use quincunx::sdk::role::Kind;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn quincunx(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quincunx"));
    command.args(arguments).env_remove("QUINCUNX_ISA").env("XDG_CACHE_HOME", env::temp_dir());
    command
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The Markdown files at the top and in `docs`.
fn pages() -> Vec<PathBuf> {
    let folders = [root().to_path_buf(), root().join("docs")];
    let files =
        folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
    let pages: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    assert!(pages.len() >= 7, "{pages:?}");
    pages
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap()
}

/// The code blocks of a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let opening = format!("\n```{language}\n");
    page.split(&opening).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_string()).collect()
}

/// A folder as the examples see it: the scene that `new` writes, with the one of the README, patterns and weights beside it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("scenes/highlife.ron"), folder.path().join("highlife.ron")).unwrap();
    for room in ["patterns", "weights"] {
        fs::create_dir(folder.path().join(room)).unwrap();
        for file in fs::read_dir(root().join("scenes").join(room)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.path().join(room).join(file.file_name())).unwrap();
        }
    }
    text(&quincunx(&["new"]).current_dir(&folder).output().unwrap());
    folder
}

/// Compares with the file, or writes it.
fn generated(file: &str, expected: &[u8]) {
    let path = root().join(file);
    if env::var_os("QUINCUNX_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let same = fs::read(&path).is_ok_and(|found| found == expected);
    assert!(same, "{file} is out of date: run `QUINCUNX_BLESS=1 cargo test --release --test main docs`");
}

#[test]
fn the_reference_is_what_describe_says() {
    generated("docs/reference.md", reference().as_bytes());
}

fn reference() -> String {
    let registry: Registry = quincunx::registry(&quincunx::standard());
    let kinds: Vec<&Kind> = registry.kinds().collect();
    let mut page = String::from(
        "# Reference\n\n\
         Everything that a scene may name, as `quincunx describe NAME` prints it. This page is generated from the \
         program.\n\
         What the fields of a scene are, and how they are written: [Scenes](scenes.md).\n",
    );
    for role in kinds.chunk_by(|a, b| a.role == b.role) {
        page += &format!("\n## {}\n", role[0].role);
        for kind in role {
            let cards = text(&quincunx(&["describe", kind.name]).output().unwrap());
            page += &format!("\n### {}\n\n```text\n{}```\n", kind.name, card_of(kind, &cards));
        }
    }
    page += "\n## Rules by name\n\nCase, blanks and hyphens do not count.\n\n| name | rule | known for |\n|---|---|---|\n";
    page.extend(NAMED.iter().map(|rule| format!("| {} | `{}` | {} |\n", rule.name, rule.rule, rule.about)));
    page += "\n## Patterns by name\n\nWhat becomes of each, alone on a plane. Columns go to the right, rows downwards.\n\n\
             | name | rule | what it is | known for |\n|---|---|---|---|\n";
    let row = |entry: &Entry| {
        format!("| `{}` | `{}` | {} | {} |\n", entry.name, entry.rule, entry.fate, entry.about)
    };
    page.extend(KNOWN.iter().map(row));
    page
}

/// Other roles may have a kind of the same name.
fn card_of<'c>(kind: &Kind, cards: &'c str) -> &'c str {
    let from = cards.find(&format!("{} ({})\n", kind.name, kind.role)).unwrap();
    let next = cards[from..].find(&format!("\n{} (", kind.name)).map_or(cards.len(), |at| from + at);
    &cards[from..next]
}

/// The page is written by a bench, which takes too long for a test.
#[test]
fn the_orders_in_the_docs_are_those_of_the_cards() {
    let page = read("docs/choose-a-solver.md");
    let table = page.split_once("<!-- orders").unwrap().1.split_once("<!-- end of orders").unwrap().0;
    let solvers: [&dyn Solver; 7] =
        [&EulerMaruyama {}, &TamedEuler {}, &Milstein {}, &Heun {}, &Sra1 {}, &Sriw1 {}, &RungeKutta4 {}];
    let mut rows = 0;
    for solver in solvers {
        for order in solver.card().orders {
            let start = format!("| `{}` | {} | {} | ", solver.name(), order.class, order.strong);
            let row = table.lines().find(|row| row.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
            assert!(row.contains(&format!(" | {} | ", order.weak)), "{row}");
            rows += 1;
        }
    }
    assert!(rows >= 12 && !table.contains("not measured") && !table.contains("(!)"), "{table}");
}

#[test]
fn the_picture_in_the_readme_is_what_its_scene_draws() {
    let page = read("docs/scenes.md");
    let all = blocks(&page, "ron");
    let scene = all.iter().find(|scene| scene.contains("Serviettes")).unwrap();
    let folder = folder();
    fs::write(folder.path().join("lace.ron"), scene).unwrap();
    text(&quincunx(&["run", "lace.ron", "--out", "lace", "--quiet"]).current_dir(&folder).output().unwrap());
    generated("docs/pictures/quincunx.png", &fs::read(folder.path().join("lace/picture.png")).unwrap());
}

#[test]
fn every_scene_of_the_docs_is_right() {
    let folder = folder();
    let mut scenes = 0;
    for page in pages() {
        for block in blocks(&fs::read_to_string(&page).unwrap(), "ron") {
            if block.starts_with('(') || block.starts_with("Batch(") {
                fs::write(folder.path().join("block.ron"), &block).unwrap();
                let output = quincunx(&["check", "block.ron"]).current_dir(&folder).output().unwrap();
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{}:\n{block}\n{errors}", page.display());
                scenes += 1;
            }
        }
    }
    assert!(scenes >= 4, "only {scenes} scenes were found");
}

#[test]
fn the_readme_shows_the_scene_that_its_command_runs() {
    let scene = read("scenes/highlife.ron");
    let scene = scene.split_once("\n(").unwrap().1;
    assert!(read("README.md").contains(scene.trim_end()));
}

/// In a block `console`, a line `$ quincunx …` is followed by what the program then prints.
#[test]
fn transcripts_are_what_the_program_prints() {
    let mut commands = 0;
    for page in pages() {
        let folder = folder();
        for block in blocks(&fs::read_to_string(&page).unwrap(), "console") {
            for said in block.split("$ quincunx ").skip(1) {
                let (line, expected) = said.split_once('\n').unwrap_or((said, ""));
                let arguments: Vec<&str> = line.split(' ').map(|word| word.trim_matches('\'')).collect();
                let output = quincunx(&arguments).current_dir(&folder).output().unwrap();
                let printed = [output.stdout, output.stderr].concat();
                let printed = String::from_utf8(printed).unwrap();
                assert_eq!(printed.trim_end(), expected.trim_end(), "{}: {line}", page.display());
                commands += 1;
            }
        }
    }
    assert!(commands >= 4, "only {commands} commands were found");
}

#[test]
fn every_link_leads_somewhere() {
    for page in pages() {
        let source = fs::read_to_string(&page).unwrap();
        for link in source.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(target.exists(), "{} links to {link}", page.display());
            if !heading.is_empty() {
                let target = fs::read_to_string(target).unwrap();
                let mut headings = target.lines().filter(|line| line.starts_with('#')).map(anchor);
                assert!(headings.any(|anchor| anchor == heading), "{} links to {link}", page.display());
            }
        }
    }
}

/// What a heading is called in links.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
    words.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// `--word` wherever it stands.
fn flags(text: &str) -> BTreeSet<String> {
    let word =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect::<String>();
    text.split("--")
        .skip(1)
        .map(word)
        .filter(|flag| flag.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect()
}

#[test]
fn docs_and_help_name_the_same_commands_and_flags() {
    let help = text(&quincunx(&["--help"]).output().unwrap());
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = listed.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert!(commands.contains(&"run"), "{commands:?}");
    let page = read("docs/running.md");
    let mut known = flags(&help);
    for command in commands.into_iter().filter(|command| *command != "help") {
        assert!(page.contains(&format!("quincunx {command}")), "docs/running.md does not show `{command}`");
        known.extend(flags(&text(&quincunx(&[command, "--help"]).output().unwrap())));
    }
    for command in ["new", "list", "inspect", "check"] {
        assert!(
            page.contains(&format!("quincunx plugin {command}")),
            "docs/running.md does not show `{command}`"
        );
        known.extend(flags(&text(&quincunx(&["plugin", command, "--help"]).output().unwrap())));
    }
    assert_eq!(flags(&page), known);
}

#[test]
fn the_readme_has_the_commands() {
    let page = read("README.md");
    for command in [
        "cargo run --release -- run scenes/highlife.ron",
        "cargo test --workspace --release",
        "cargo run --release -- run scenes/ornstein-uhlenbeck.ron",
    ] {
        assert!(page.lines().any(|line| line == command), "{command}");
    }
}
