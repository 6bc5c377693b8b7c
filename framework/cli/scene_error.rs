//! What is wrong with a scene, told to a person.

use crate::console::{colour, err};
use crate::exit::Exit;
use quincunx::scene::load::SceneError;
use quincunx::scene::render;
use quincunx::sdk::diagnostic::Diagnostic;
use quincunx::sdk::field::Cx;

/// Tells every error on stderr.
pub fn tell(error: &SceneError) -> Exit {
    err(render::error(error, colour()));
    if let SceneError::Wrong(all) = error {
        let errors = match all.len() {
            1 => "one error".into(),
            Cx::MOST_ERRORS => format!("{} errors or more", all.len()),
            n => format!("{n} errors"),
        };
        err(format!("{errors}; `quincunx describe` lists what scenes may name\n"));
    }
    exit_of(error)
}

/// A plugin that fails is no fault of the scene.
pub fn exit_of(error: &SceneError) -> Exit {
    match error {
        SceneError::Wrong(all) if all.iter().any(|error| error.of_plugin) => Exit::Plugin,
        _ => Exit::Usage,
    }
}

/// Tells what is no error.
pub fn notices(all: &[Diagnostic]) {
    for notice in all {
        err(render::notice(notice, colour()));
    }
}
