//! Where plugins are looked for.

use std::env::{consts, current_exe, split_paths, var_os};
use std::path::PathBuf;

/// The folders in which plugins are looked for, in order: those that were named, those of `QUINCUNX_PLUGIN_PATH`, that of
/// the program, and the user's own.
pub fn folders(named: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = named.to_vec();
    folders.extend(var_os("QUINCUNX_PLUGIN_PATH").iter().flat_map(split_paths));
    folders.extend(current_exe().ok().and_then(|program| Some(program.parent()?.to_path_buf())));
    let data = var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.or_else(|| Some(PathBuf::from(var_os("HOME")?).join(".local/share")));
    folders.extend(data.map(|data| data.join("quincunx/plugins")));
    folders.retain(|folder| !folder.as_os_str().is_empty());
    folders
}

/// What the library of a plugin is called on this system: `-` reads as `_`, as cargo names it.
pub fn file_name(plugin: &str) -> String {
    format!("{}{}{}", consts::DLL_PREFIX, plugin.replace('-', "_"), consts::DLL_SUFFIX)
}

/// The library of a plugin.
///
/// # Errors
/// A fragment that lists where it was looked for, and says how it is built.
pub fn find(plugin: &str, named: &[PathBuf]) -> Result<PathBuf, String> {
    if !is_name(plugin) {
        return Err(format!("`{plugin}` is no plugin's name: letters, digits, `-` and `_`"));
    }
    let (file, folders) = (file_name(plugin), folders(named));
    let found = folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file());
    found.ok_or_else(|| {
        let listed: Vec<_> = folders.iter().map(|folder| format!("\n  {}", folder.display())).collect();
        format!(
            "no plugin `{plugin}` was found: there is no {file} in{}\nbuild it with `cargo build --release` in its own \
             folder (or `cargo build --release --workspace` here), and name the folder with --plugin-dir",
            listed.concat()
        )
    })
}

/// Whether a plugin can be called so: the name becomes that of a file.
pub fn is_name(plugin: &str) -> bool {
    !plugin.is_empty()
        && plugin.len() <= 100
        && plugin.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// Every library in those folders that might be a plugin.
pub fn all(named: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = vec![];
    for folder in folders(named) {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_library = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(consts::DLL_PREFIX) && name.ends_with(consts::DLL_SUFFIX) && path.is_file()
        };
        let mut here: Vec<_> = entries.filter(is_library).collect();
        here.sort();
        found.extend(here);
    }
    found.dedup();
    found
}
