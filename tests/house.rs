//! The arrows between crates: who may use whom.

use serde_json::Value;
use std::process::Command;

/// What each crate may use. A domain never names another domain.
fn allowed(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "abi" => &[],
        "sdk" => &["abi"],
        "core" => &["sdk"],
        "scene" | "device" | "output" => &["core", "sdk"],
        "host" => &["abi", "core", "sdk"],
        "grid" | "sde" | "quantum" | "model" => &["core", "device", "scene", "sdk"],
        "run" => &["core", "device", "host", "output", "scene", "sdk"],
        "batch" => &["core", "output", "run", "scene", "sdk"],
        _ => return None,
    })
}

fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&cargo.output().unwrap().stdout).unwrap()
}

/// The crates of ours that a package is built with; its tests may use more.
fn uses(package: &Value) -> Vec<&str> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let ours = dependencies.filter(|d| d["path"].is_string() && d["kind"].is_null());
    ours.map(|d| d["name"].as_str().unwrap().trim_start_matches("quincunx-")).collect()
}

#[test]
fn every_arrow_is_one_of_the_design() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 6);
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let plugin = package["manifest_path"].as_str().unwrap().contains("/plugins/");
        let room = name.trim_start_matches("quincunx-");
        let allowed = if plugin { Some(&["sdk"][..]) } else { allowed(room) };
        let Some(allowed) = allowed else {
            assert_eq!(name, "quincunx", "say here what `{name}` may use");
            continue;
        };
        for used in uses(package) {
            assert!(allowed.contains(&used), "{name} uses {used}, and may use {allowed:?} only");
        }
    }
}

/// Only the crates that the design names for it know a library.
#[test]
fn libraries_stay_in_their_rooms() {
    let rooms = [
        ("arrow-array", &["quincunx-output"][..]),
        ("parquet", &["quincunx-output"]),
        ("abi_stable", &["quincunx-abi"]),
        ("libloading", &["quincunx-host"]),
        ("cudarc", &["quincunx-device"]),
        ("nalgebra", &["quincunx-quantum"]),
    ];
    let metadata = metadata();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            let (name, user) = (dependency["name"].as_str().unwrap(), package["name"].as_str().unwrap());
            if let Some((_, users)) = rooms.iter().find(|(library, _)| *library == name) {
                assert!(users.contains(&user), "{user} names {name}");
            }
        }
    }
}
