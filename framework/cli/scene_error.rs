//! What is wrong with a scene, told to a person.

use crate::exit::{Exit, colour};
use quincunx::scene::load::SceneError;
use quincunx::scene::render;
use quincunx::sdk::diagnostic::Diagnostic;

/// Tells every error on stderr.
pub fn tell(error: &SceneError) -> Exit {
    eprint!("{}", render::error(error, colour()));
    if let SceneError::Wrong(all) = error {
        let errors = if all.len() == 1 { "one error".into() } else { format!("{} errors", all.len()) };
        eprintln!("{errors}; `quincunx describe` lists what scenes may name");
    }
    Exit::Usage
}

/// Tells what is no error.
pub fn notices(all: &[Diagnostic]) {
    for notice in all {
        eprint!("{}", render::notice(notice, colour()));
    }
}
