//! A page with one section.

use quincunx_core::section::Section;
use quincunx_output::{Disk, Manifest, RunDir, RunRecord, report};
use std::collections::BTreeMap;
use std::fs;

/// What the report shows of a section.
pub fn shown(section: Section) -> String {
    let heading = format!("<h2>{}</h2>", section.title);
    let manifest = Manifest { format: Manifest::FORMAT, sections: vec![section], ..Manifest::default() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut dir = RunDir::create(&path, &manifest, false, Disk::new()).unwrap();
    dir.commit(Vec::new(), BTreeMap::new(), true).unwrap();
    dir.close(&RunRecord::default(), &[]).unwrap();
    let page = fs::read_to_string(report::write(&path).unwrap()).unwrap();
    let from = page.split(&heading).nth(1).unwrap();
    from.split("</section>").next().unwrap().to_string()
}
