//! `quincunx plugin list`

use super::inspect::{Declared, declared};
use crate::args::List;
use crate::console::out;
use crate::exit::{Exit, Told};
use quincunx::host::search::{all, folders};
use quincunx::scene::render::plain;
use std::path::Path;

pub fn list(arguments: &List) -> Told {
    let mut page = String::new();
    for library in all(&arguments.plugin_dir) {
        match declared(&library)? {
            Ok(declared) => page += &usable(&library, &declared),
            Err(_) if beside_the_program(&library) => {} // other programs have libraries there
            Err(why) => page += &format!("{}\n  × {why}\n", library.display()),
        }
    }
    if page.is_empty() {
        let folders = folders(&arguments.plugin_dir);
        let listed: Vec<_> = folders.iter().map(|folder| format!("  {}\n", folder.display())).collect();
        page =
            format!("there is no plugin in\n{}begin one with `quincunx plugin new NAME`\n", listed.concat());
    }
    out(plain(&page));
    Ok(Exit::Done)
}

fn usable(library: &Path, declared: &Declared) -> String {
    let entries: Vec<_> = declared.entries().map(|[role, name, _]| format!("{role} {name}")).collect();
    let license = declared.text("license");
    let license = if license.is_empty() { "no licence named" } else { license };
    let (name, version) = (declared.text("name"), declared.text("version"));
    let library = library.display();
    format!("{library}\n  ✓ {name} {version}, {license}\n    {}\n", entries.join(", "))
}

fn beside_the_program(library: &Path) -> bool {
    std::env::current_exe().is_ok_and(|program| program.parent() == library.parent())
}
