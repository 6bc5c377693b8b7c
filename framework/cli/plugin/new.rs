//! `quincunx plugin new NAME`

use crate::args::NewPlugin;
use crate::console::out;
use crate::exit::{Exit, Told, Untold};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What is written, with `{name}`, `{crate}` and `{sdk}` in it.
const FILES: [(&str, &str); 6] = [
    // Not called Cargo.toml here, where cargo would take it for a package of the repository.
    ("Cargo.toml", include_str!("new/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("new/lib.rs.txt")),
    ("tests/rule.rs", include_str!("new/test.rs.txt")),
    ("scene.ron", include_str!("new/scene.ron.txt")),
    ("README.md", include_str!("new/README.md.txt")),
    (".gitignore", "/target\n/runs\n"),
];

pub fn new(arguments: &NewPlugin) -> Told {
    let name = &arguments.name;
    let refused = |message| Untold { message, exit: Exit::Usage };
    check(name).map_err(|why| refused(format!("name a plugin `{name}`: {why}")))?;
    let sdk = sdk(arguments.sdk.as_deref()).map_err(refused)?;
    write(name, &sdk).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            refused(format!("make the folder {name}: it exists; choose another name"))
        }
        _ => Untold { message: format!("write the plugin {name}: {error}"), exit: Exit::Failed },
    })?;
    out(format!(
        "{name} is written. Next:\n\n    cd {name}\n    cargo test --release\n    cargo build --release\n    \
         quincunx run scene.ron --plugin-dir target/release\n\n"
    ));
    Ok(Exit::Done)
}

/// The name becomes that of a package, of a crate in Rust, and of a folder.
fn check(name: &str) -> Result<(), &'static str> {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !letters || !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.len() > 64 {
        return Err("it is at most 64 letters, digits, `-` and `_`, and begins with a letter");
    }
    let name = name.replace('-', "_");
    if TAKEN.split_whitespace().any(|taken| taken == name) {
        return Err("Rust has another use for this word; add something to it");
    }
    Ok(())
}

/// Keywords, and crates that a plugin could not tell from its own.
const TAKEN: &str = "Self abstract alloc as async await become box break const continue core crate do dyn else enum \
    extern false final fn for gen if impl in let loop macro match mod move mut override priv proc_macro pub \
    quincunx_sdk ref return self static std struct super test trait true try type typeof unsafe unsized use virtual \
    where while yield";

/// The folder of the sdk, from the root of the file system.
fn sdk(named: Option<&Path>) -> Result<PathBuf, String> {
    let folder =
        named.map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("framework/sdk"), Path::to_path_buf);
    if folder.join("Cargo.toml").is_file() {
        return fs::canonicalize(&folder).map_err(|error| format!("find {}: {error}", folder.display()));
    }
    let folder = folder.display();
    Err(match named {
        Some(_) => {
            format!("find the sdk: there is no Cargo.toml in {folder}; --sdk names the folder framework/sdk")
        }
        None => format!(
            "find the sdk: the sources that this program was built from are not in {folder} any more; name the folder \
             framework/sdk of a checkout with --sdk PATH"
        ),
    })
}

/// Into a folder that is new.
fn write(name: &str, sdk: &Path) -> io::Result<()> {
    let folder = Path::new(name);
    fs::create_dir(folder)?;
    for inner in ["src", "tests"] {
        fs::create_dir(folder.join(inner))?;
    }
    let sdk = format!("{:?}", sdk.display().to_string()); // between quotes, as TOML has them
    for (file, text) in FILES {
        let text = text.replace("{name}", name).replace("{crate}", &name.replace('-', "_"));
        fs::write(folder.join(file), text.replace("{sdk}", &sdk))?;
    }
    Ok(())
}
