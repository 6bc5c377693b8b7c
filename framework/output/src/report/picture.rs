//! One picture.

use super::html::{Html, escape};
use crate::error::OutputError;
use crate::picture;
use crate::recorded::Recorded;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use quincunx_core::record::Recording;
use quincunx_core::section::Section;
use std::path::PathBuf;

/// The longest side of a picture in the page, in pixels.
const SIDE: usize = 1024;
/// What a picture that is not of our own kind may take, in bytes.
const LARGEST: usize = 2 << 20;

pub(super) fn section(html: &mut Html, recorded: &Recorded, section: &Section, file: &str) {
    html.open_section(&section.title, &[section]);
    match place(recorded, file) {
        None => html.element("p", "class=\"note\"", "The picture was not recorded."),
        Some(path) => match small(&path) {
            Ok(png) => {
                let (label, png) = (escape(&section.title), BASE64_STANDARD.encode(png));
                html.raw(&format!("<figure><img alt=\"{label}\" src=\"data:image/png;base64,{png}\">"));
                html.raw(&format!("<figcaption>{}</figcaption></figure>\n", escape(file)));
            }
            Err(e) => html.problem(&e),
        },
    }
    html.raw("</section>\n");
}

/// Where a picture that the manifest lists stands; no other file is read.
fn place(recorded: &Recorded, file: &str) -> Option<PathBuf> {
    let manifest = recorded.manifest();
    let is_it = |recording: &Recording| matches!(recording, Recording::Snapshot { file: f } if f == file);
    match manifest.probes.iter().find(|probe| is_it(&probe.recording)) {
        Some(probe) => recorded.snapshot(&probe.name),
        None if manifest.files.iter().any(|listed| listed == file) => {
            Some(recorded.path().join(file)).filter(|path| path.is_file())
        }
        None => None,
    }
}

fn small(path: &std::path::Path) -> Result<Vec<u8>, OutputError> {
    let bytes = std::fs::read(path).map_err(|e| crate::disk::DiskError::new("read", path, e))?;
    let broken = |reason: &str| OutputError::broken(path, reason);
    match picture::read(&bytes) {
        Some(raster) => picture::png(&raster, SIDE).map_err(|e| broken(&e.to_string())),
        None if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Err(broken("it is not a PNG")),
        None if bytes.len() > LARGEST => Err(broken("it is too large for a page")),
        None => Ok(bytes),
    }
}
