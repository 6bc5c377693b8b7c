//! Files that break the safetensors format, or the limits of what is read.

use super::super::{limits, read};
use super::sketch::{Sketch, group, plain, raw};

/// Whether the file is refused with all these words.
#[track_caller]
fn refused(bytes: &[u8], words: &[&str]) {
    let message = read(bytes).unwrap_err().to_string();
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
    assert!(message.starts_with(char::is_lowercase) || message.starts_with(char::is_numeric), "{message}");
    assert!(!message.ends_with('.') && message.len() < 400, "{message}");
}

fn one(name: &str, shape: &str, dtype: &str, offsets: &str) -> String {
    format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}"#)
}

fn file(entries: &[String], size: usize) -> Vec<u8> {
    raw(&format!("{{{}}}", entries.join(",")), &vec![0; size])
}

/// The weights of a list of one convolution.
fn weight(offsets: &str) -> String {
    one("a.0.weight", "[1,1,3,3]", "F32", offsets)
}

fn bias(offsets: &str) -> String {
    one("a.0.bias", "[1]", "F32", offsets)
}

#[test]
fn no_safetensors_file() {
    refused(&[], &["0 bytes", "no safetensors file"]);
    refused(b"(seed", &["5 bytes", "header"]);
    refused(&1000u64.to_le_bytes(), &["header claims 1000 bytes", "0 follow"]);
    refused(&[255; 100], &["header claims 18446744073709551615 bytes", "92 follow"]);
    refused(b"PK\x03\x04 and so on, as torch.save writes it", &["zip archive", "save_file"]);
    refused(b"\x89HDF\r\n\x1a\n and so on", &["HDF5"]);
    refused(&raw("", &[]), &["header does not say", "EOF"]);
    refused(&raw("[1, 2]", &[]), &["header", "expected a map"]);
    refused(&raw("{\"a.0.weight\": ", &[]), &["header", "EOF", "line 1"]);
    refused(&raw("{\"a\": [[[[[[", &[]), &["tensor `a`", "header"]);
    refused(&raw("{} {}", &[]), &["header", "trailing characters"]);
    refused(&raw("{}", &[]), &["holds no weights"]);
    refused(&raw("{\"__metadata__\": {\"format\": \"pt\"}}", &[]), &["holds no weights"]);
    refused(&raw("{\"__metadata__\": 7}", &[]), &["no safetensors file"]);
    refused(&[&4u64.to_le_bytes()[..], &[b'{', 0xff, 0xfe, b'}']].concat(), &["header is no text", "utf-8"]);
    refused(&file(&[one("io.x", "[1]", "F32", "[0,4]")], 4), &["holds no weights"]);
}

#[test]
fn entries_that_are_none() {
    refused(&file(&[one("a.0.weight", "[1,1,3,-3]", "F32", "[0,36]")], 36), &["tensor `a.0.weight`", "-3"]);
    refused(&file(&[one("a.0.weight", "[1,1,3,1.5]", "F32", "[0,36]")], 36), &["tensor `a.0.weight`", "1.5"]);
    refused(&file(&[one("a.0.weight", "\"big\"", "F32", "[0,36]")], 36), &["tensor `a.0.weight`", "big"]);
    refused(&file(&[one("a.0.weight", "[1,1,3,3]", "F31", "[0,36]")], 36), &["tensor `a.0.weight`", "F31"]);
    refused(&file(&[weight("[0]")], 36), &["tensor `a.0.weight`", "length 1"]);
    refused(
        &raw(r#"{"a.0.weight": {"dtype": "F32", "shape": []}}"#, &[]),
        &["tensor `a.0.weight`", "data_offsets"],
    );
    refused(&file(&[weight("[0,36]"), weight("[0,36]")], 36), &["tensor `a.0.weight` is there twice"]);
    refused(
        &file(&[weight("[0,36]"), bias("[36,40]"), bias("[40,44]")], 44),
        &["tensor `a.0.bias` is there twice"],
    );
}

#[test]
fn places_in_the_file() {
    let two = |offsets: &str, size: usize| file(&[weight("[0,36]"), bias(offsets)], size);
    refused(
        &two("[32,36]", 36),
        &["tensor `a.0.bias`", "bytes 32 to 36", "overlaps tensor `a.0.weight`, which ends at 36"],
    );
    refused(&two("[0,4]", 36), &["tensor `a.0.weight`", "overlaps tensor `a.0.bias`"]);
    refused(&two("[40,44]", 44), &["tensor `a.0.bias`", "gap after tensor `a.0.weight`"]);
    refused(&file(&[weight("[4,40]")], 40), &["tensor `a.0.weight`", "gap after the data's beginning"]);
    refused(&two("[36,40]", 38), &["tensor `a.0.bias`", "bytes 36 to 40", "38 bytes of data", "cut short"]);
    refused(&two("[40,36]", 40), &["tensor `a.0.bias`", "ends before it begins"]);
    refused(&two("[36,18446744073709551615]", 40), &["tensor `a.0.bias`", "40 bytes of data"]);
    refused(&two("[36,44]", 44), &["tensor `a.0.bias`", "has 8 bytes", "(1) of F32 takes 4"]);
    refused(&two("[36,40]", 47), &["7 bytes after the last tensor"]);
    refused(
        &file(&[one("a.0.weight", "[4294967296,4294967296,3,3]", "F32", "[0,36]")], 36),
        &["tensor `a.0.weight`", "more than can be counted"],
    );
    refused(
        &file(&[one("a.0.weight", "[4611686018427387904]", "F32", "[0,0]")], 0),
        &["tensor `a.0.weight`", "more than can be counted"],
    );
    let empty = format!("[{}]", vec!["0"; 100_000].join(","));
    refused(
        &file(&[one("a.0.weight", &empty, "F32", "[0,0]")], 0),
        &["tensor `a.0.weight`", "0, …) is empty"],
    );
    let ones = format!("[{}]", vec!["1"; 100_000].join(","));
    refused(
        &file(&[one("a.0.weight", &ones, "F32", "[0,4]")], 4),
        &["tensor `a.0.weight`", "1, …), and (outputs"],
    );
    let axes = vec!["1"; 100_000].join(",");
    refused(
        &file(&[one("a.0.weight", &format!("[{axes}]"), "F32", "[0,8]")], 8),
        &["tensor `a.0.weight`", "has 8 bytes", "1, …) of F32 takes 4"],
    );
}

#[test]
fn numbers_that_are_none() {
    refused(
        &group().put("convs.1.weight", 11, f32::NAN).bytes(),
        &["tensor `convs.1.weight`", "is NaN at (1, 0, 3, 0, 0)"],
    );
    refused(&group().put("head.bias", 0, f32::INFINITY).bytes(), &["tensor `head.bias`", "is inf at (0)"]);
    refused(
        &plain().put("net.0.bias", 3, f32::NEG_INFINITY).bytes(),
        &["tensor `net.0.bias`", "is -inf at (3)"],
    );
    let half = |dtype: &str, bits: u16| {
        Sketch::default().and("a.0.weight", dtype, &[1, 1, 1, 1], bits.to_le_bytes().into())
    };
    refused(&half("F16", 0x7c00).bytes(), &["tensor `a.0.weight`", "is inf at (0, 0, 0, 0)"]);
    refused(&half("BF16", 0x7fc0).bytes(), &["tensor `a.0.weight`", "is NaN at (0, 0, 0, 0)"]);
}

#[test]
fn types_that_are_not_read() {
    for (dtype, size) in
        [("F64", 8), ("I64", 8), ("I32", 4), ("U8", 1), ("BOOL", 1), ("F8_E4M3", 1), ("C64", 8)]
    {
        let sketch = plain().without("net.4.bias").and("net.4.bias", dtype, &[1], vec![0; size]);
        refused(&sketch.bytes(), &["tensor `net.4.bias`", &format!("holds {dtype}"), "F32, F16 or BF16"]);
    }
}

#[test]
fn beyond_the_limits() {
    refused(&vec![0; limits::FILE + 1], &["larger than 64 MiB"]);
    let padded = format!("{{{}}}", " ".repeat(limits::HEADER));
    refused(&raw(&padded, &[]), &["its header has 1048578 bytes", "at most 1048576"]);
    let many = (0..65).fold(Sketch::default(), |sketch, n| sketch.layer(&format!("a.{n}"), &[1, 1, 1, 1]));
    refused(&many.bytes(), &["65 convolutions", "at most 64"]);
    refused(
        &plain().but("net.0.weight", &[4, 1, 33, 33]).bytes(),
        &["tensor `net.0.weight`", "filters of 33×33", "at most 31×31"],
    );
    refused(
        &group().but("convs.1.weight", &[3, 2, 257, 1, 1]).bytes(),
        &["tensor `convs.1.weight`", "257 group elements", "at most 256"],
    );
    let head = Sketch::default().layer("convs.0", &[257, 1, 1, 1]).layer("head", &[1, 1, 1, 1]);
    refused(&head.bytes(), &["tensor `head.weight`", "256 group elements", "257"]);
    let wide = Sketch::default().layer("a.0", &[4097, 1, 1, 1]).layer("a.1", &[1, 4097, 1, 1]);
    refused(&wide.bytes(), &["tensor `a.0.weight`", "4097 channels", "at most 4096"]);
    let fields = Sketch::default().layer("convs.0", &[17, 1, 1, 1, 1]).layer("convs.1", &[1, 17, 256, 1, 1]);
    let fields = fields.layer("head", &[1, 1, 1, 1]);
    refused(&fields.bytes(), &["tensor `convs.0.weight`", "4352 channels (17 fields of 256 elements)"]);
    let large = Sketch::default().layer("convs.0", &[8, 1, 1, 1, 1]).layer("convs.1", &[8, 8, 256, 9, 9]);
    let large = large.layer("head", &[1, 8, 1, 1]);
    refused(&large.bytes(), &["tensor `convs.1.weight`", "1296 MiB", "at most 1024"]);
    let unsaid =
        Sketch::default().layer("convs.0", &[513, 1, 1, 1, 1]).layer("head", &[1, 513, 1, 1]).read().unwrap();
    assert_eq!(unsaid.fits(7), Ok(()));
    assert!(unsaid.fits(8).unwrap_err().to_string().contains("4104 channels (513 fields of 8 elements)"));
    assert!(unsaid.fits(257).is_err() && unsaid.fits(usize::MAX).is_err());
}

#[test]
fn names_that_say_anything_are_shortened_and_escaped() {
    let long = "x".repeat(100_000);
    refused(
        &file(&[one("a", "[1]", &format!("\\u001b{long}"), "[0,4]")], 4),
        &["tensor `a`", "variant `\\u{1b}xxxx", "x…"],
    );
    refused(&file(&[one("a", &format!("\"{long}\""), "F32", "[0,4]")], 4), &["tensor `a`", "x…"]);
    refused(&file(&[one(&long, "[1]", "F32", "[0,4]")], 4), &["tensor `xxxx", "x…`", "belongs to no layer"]);
    refused(&file(&[one("a\\u001b[31m\\n", "[1]", "F32", "[0,4]")], 4), &["tensor `a\\u{1b}[31m\\n`"]);
}
