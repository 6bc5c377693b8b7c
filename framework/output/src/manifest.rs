//! `manifest.json`: what a run is, written before its first step and the same whenever the scene is run again.

use crate::disk::{Disk, DiskError};
use crate::error::OutputError;
use quincunx_core::record::{Recording, TableFormat};
use quincunx_core::section::Section;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The file's name.
pub(crate) const FILE: &str = "manifest.json";
/// The report's name.
pub(crate) const REPORT: &str = "report.html";
/// The folder that lasts as long as the run.
pub(crate) const CHECKPOINT: &str = "checkpoint";

/// A scene has at most 64 MiB; its manifest has its text twice at the worst, escaped.
const LARGEST: u64 = 1 << 28;

/// What a run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the run directory's layout: [`Manifest::FORMAT`].
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// What the scene is called: the stem of its file's name.
    pub scene: String,
    /// The seed.
    pub seed: u64,
    /// Of what the result depends on.
    pub hashes: Hashes,
    /// Which arithmetic computed: results agree bit for bit within one.
    pub arithmetic: String,
    /// The works that the methods are taken from.
    pub citations: Vec<String>,
    /// The objects of the world.
    pub objects: Vec<Object>,
    /// The probes, and what each records.
    pub probes: Vec<Probe>,
    /// Every file that the run may leave; one that ends in `/` is a folder of pictures.
    pub files: Vec<String>,
    /// What the report shows.
    pub sections: Vec<Section>,
    /// The resolved scene, in canonical text.
    pub text: String,
}

/// BLAKE3 hashes, in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// Of the resolved scene's text.
    pub scene: String,
    /// Of the program.
    pub program: String,
    /// Of every file that the scene reads.
    pub inputs: Vec<Input>,
    /// Of every plugin that the scene names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plugins: Vec<PluginHash>,
}

/// A plugin that the scene names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginHash {
    /// Its package's name.
    pub name: String,
    /// Its package's version.
    pub version: String,
    /// The BLAKE3 of its library, in hexadecimal.
    pub blake3: String,
}

/// A file that the scene reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// As the scene names it.
    pub path: String,
    /// The BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
}

/// An object of the world.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Its name in the scene.
    pub name: String,
    /// Its kind, as the scene writes it.
    pub kind: String,
    /// How large it is, in words: "256 × 256 cells".
    pub size: String,
}

/// A probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Its name in the scene.
    pub name: String,
    /// Its kind, as the scene writes it.
    pub kind: String,
    /// The object that it looks at.
    pub of: String,
    /// What it records.
    pub recording: Recording,
}

impl Probe {
    /// The files that it may leave; one that ends in `/` is a folder of pictures.
    pub fn files(&self) -> Vec<String> {
        let name = &self.name;
        match &self.recording {
            Recording::Rows { format: TableFormat::Parquet, .. } => vec![format!("{name}.parquet")],
            Recording::Rows { format: TableFormat::Csv, .. } => vec![format!("{name}.csv")],
            Recording::Frames { pictures, .. } => {
                let mut files = vec![format!("{name}.npy"), format!("{name}.steps.npy")];
                if *pictures {
                    files.extend([format!("{name}.png"), format!("{name}/")]);
                }
                files
            }
            Recording::Snapshot { file } => vec![file.clone()],
        }
    }

    fn check(&self) -> Result<(), String> {
        let name = &self.name;
        match &self.recording {
            Recording::Rows { columns, .. } => {
                let names: BTreeSet<_> = columns.iter().map(|column| &column.name).collect();
                let distinct = !columns.is_empty() && names.len() == columns.len();
                distinct
                    .then_some(())
                    .ok_or(format!("the table `{name}` needs columns, each of its own name"))
            }
            Recording::Frames { width, height, palette, length, .. } => {
                let side = 1..=i32::MAX as usize;
                if !side.contains(width) || !side.contains(height) {
                    return Err(format!("frames of `{name}` cannot be {width} × {height}"));
                }
                if let Some(length) = length.filter(|length| !side.contains(length)) {
                    return Err(format!("a sample of `{name}` cannot have {length} states"));
                }
                let colours = (1..=256).contains(&palette.len());
                colours.then_some(()).ok_or(format!("the palette of `{name}` needs 1 to 256 colours"))
            }
            Recording::Snapshot { .. } => Ok(()),
        }
    }
}

impl Manifest {
    /// The version that this program writes.
    pub const FORMAT: u32 = 1;

    /// Fills in [`files`](Manifest::files): those of every probe, the given others (previews of objects), and the
    /// run's own.
    pub fn listing(mut self, others: impl IntoIterator<Item = String>) -> Self {
        let own = [FILE, crate::status::FILE, REPORT].map(String::from);
        self.files = own.into_iter().chain(self.probes.iter().flat_map(Probe::files)).chain(others).collect();
        self
    }

    /// The probe of a name.
    pub fn probe(&self, name: &str) -> Option<&Probe> {
        self.probes.iter().find(|probe| probe.name == name)
    }

    /// Says what is wrong with a manifest: it may come from a stranger, and its names become paths.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.format != Self::FORMAT {
            return Err(format!(
                "its format is {}, and this program reads {}; use quincunx {}",
                self.format,
                Self::FORMAT,
                self.version
            ));
        }
        let mut seen = BTreeSet::new();
        for file in &self.files {
            if !is_safe(file.strip_suffix('/').unwrap_or(file)) || !seen.insert(file) {
                return Err(format!("`{file}` is not the name of a file of its own in the folder"));
            }
        }
        for probe in &self.probes {
            if !is_safe(&probe.name) || probe.name == CHECKPOINT {
                return Err(format!("`{}` cannot be the name of a probe", probe.name));
            }
            if let Some(file) = probe.files().iter().find(|file| !seen.contains(file)) {
                return Err(format!("its `files` lack `{file}`"));
            }
            probe.check()?;
        }
        Ok(())
    }

    pub(crate) fn write(&self, folder: &Path, disk: &Disk) -> Result<(), DiskError> {
        let text = to_json(self);
        disk.replace(&folder.join(FILE), |file| file.put(text.as_bytes()))?;
        disk.sync_folder(folder)
    }

    /// The manifest of a run's directory; `None` if it has none.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn read(folder: &Path) -> Result<Option<Self>, OutputError> {
        let path = folder.join(FILE);
        let Some(manifest) = read_json::<Manifest>(&path)? else { return Ok(None) };
        manifest.check().map_err(|reason| OutputError::broken(&path, reason))?;
        Ok(Some(manifest))
    }
}

/// Whether a name stays inside its folder, whatever the platform.
pub(crate) fn is_safe(name: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':');
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && name != CHECKPOINT
        && !name.contains(odd)
}

pub(crate) fn to_json(value: &impl Serialize) -> String {
    // Only maps with odd keys and failing implementations cannot be written; ours have neither.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// `None` if there is no such file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, OutputError> {
    let read = |file: File| {
        let mut text = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut text).map(|_| text)
    };
    match File::open(path).and_then(read) {
        Ok(text) if text.len() as u64 > LARGEST => {
            Err(OutputError::broken(path, "it is larger than 256 MiB"))
        }
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|e| OutputError::broken(path, e)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(DiskError::new("read", path, e).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let probe =
            |name: &str, recording| Probe { name: name.into(), kind: "K".into(), of: "o".into(), recording };
        let frames = Recording::Frames {
            width: 2,
            height: 2,
            pictures: true,
            palette: vec![[0; 3]; 2],
            reals: None,
            length: None,
        };
        let probes =
            vec![probe("film", frames), probe("last", Recording::Snapshot { file: "last.rle".into() })];
        Manifest { format: 1, probes, ..Manifest::default() }.listing(["soup.last.png".into()])
    }

    #[test]
    fn it_lists_every_file_and_reads_back_equal() {
        let manifest = manifest();
        let expected = "manifest.json run.json report.html film.npy film.steps.npy film.png film/ last.rle soup.last.png";
        assert_eq!(manifest.files.join(" "), expected);
        let folder = tempfile::tempdir().unwrap();
        manifest.write(folder.path(), &Disk::new()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), Some(manifest));
    }

    #[test]
    fn hostile_manifests_are_refused() {
        let spoil: [fn(&mut Manifest); 9] = [
            |m| m.format = 2,
            |m| m.files.push("../secret".into()),
            |m| m.files.push("/etc/passwd".into()),
            |m| m.files.push("checkpoint/".into()),
            |m| m.files.push("film.npy".into()),
            |m| m.probes[0].name = "..".into(),
            |m| m.probes[1].recording = Recording::Snapshot { file: "../x.rle".into() },
            |m| {
                m.probes[0].recording = Recording::Frames {
                    width: 0,
                    height: 1,
                    pictures: false,
                    palette: vec![],
                    reals: None,
                    length: None,
                }
            },
            |m| m.files.clear(),
        ];
        for spoil in spoil {
            let mut manifest = manifest();
            spoil(&mut manifest);
            assert!(manifest.check().is_err(), "{manifest:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{", "null", "[]", "{\"format\": 1}", "\u{feff}{}"] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            let error = Manifest::read(folder.path()).unwrap_err().to_string();
            assert!(error.contains("manifest.json"), "{error}");
        }
    }
}
