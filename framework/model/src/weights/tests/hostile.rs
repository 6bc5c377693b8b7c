//! Bytes of any kind: they are read or refused, never a panic, and never more memory than the file accounts for.

use super::super::{Weights, WeightsError, read};
use super::sketch::{Sketch, expanded, group, plain, raw};
use proptest::prelude::*;

/// What is read is not larger than the file makes it: 4 bytes for each of 2, and a bias without bytes.
fn holds(bytes: &[u8], read: &Result<Weights, WeightsError>) {
    match read {
        Err(error) => assert!(error.to_string().len() < 2000, "{error}"),
        Ok(weights) => {
            let weight: usize = weights.layers.iter().map(|layer| layer.weight.len()).sum();
            let bias: usize = weights.layers.iter().map(|layer| layer.bias.len()).sum();
            assert!(weight * 2 <= bytes.len() && bias <= weight && weights.parameters * 2 <= bytes.len());
            assert!(weights.fits(weights.order().unwrap_or(1)).is_ok());
            let numbers = weights.layers.iter().flat_map(|layer| layer.weight.iter().chain(&layer.bias));
            assert!(numbers.copied().all(f32::is_finite));
        }
    }
}

fn good() -> impl Strategy<Value = Vec<u8>> {
    let io = group().with("io.x", &[2, 3]);
    let brain = Sketch::default().and("3.weight", "BF16", &[1, 1, 3, 3], vec![0; 18]);
    prop::sample::select(vec![
        group().bytes(),
        io.bytes(),
        expanded().bytes(),
        plain().bytes(),
        brain.bytes(),
    ])
}

/// Words that headers are made of.
fn words() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "0",
        "1",
        "3",
        "36",
        "4294967296",
        "18446744073709551615",
        "-1",
        "1e99",
        "null",
        "\"dtype\"",
        "\"shape\"",
        "\"data_offsets\"",
        "\"F32\"",
        "\"BF16\"",
        "\"F4\"",
        "\"convs.0.weight\"",
        "\"head.bias\"",
        "\"__metadata__\"",
        "\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1],\"data_offsets\":[0,4]}",
    ];
    prop::collection::vec(prop::sample::select(WORDS), 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        holds(&bytes, &read(&bytes));
    }

    #[test]
    fn random_headers(header in words(), data in prop::collection::vec(any::<u8>(), 0..80)) {
        let bytes = raw(&header, &data);
        holds(&bytes, &read(&bytes));
    }

    #[test]
    fn flips(mut bytes in good(), flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 1..4)) {
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        holds(&bytes, &read(&bytes));
    }

    #[test]
    fn truncations(bytes in good(), at in any::<prop::sample::Index>()) {
        let cut = &bytes[..at.index(bytes.len())];
        prop_assert!(read(cut).is_err());
    }

    #[test]
    fn replacements(bytes in good(), at in any::<prop::sample::Index>(), length in 0..20_usize, word in words()) {
        let length_of_header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        let header = &bytes[8..][..length_of_header];
        let from = at.index(header.len());
        let to = (from + length).min(header.len());
        let header = [&header[..from], word.as_bytes(), &header[to..]].concat();
        let bytes = raw(str::from_utf8(&header).unwrap(), &bytes[8 + length_of_header..]);
        holds(&bytes, &read(&bytes));
    }

    #[test]
    fn other_shapes(shapes in prop::collection::vec(prop::collection::vec(0..5_usize, 0..6), 6), layout in 0..3) {
        let names = match layout {
            0 => ["convs.0.weight", "convs.0.bias", "convs.1.weight", "convs.1.bias", "head.weight", "head.bias"],
            1 => ["0.weight", "0.bias", "1.weight", "1.bias", "10.weight", "10.bias"],
            _ => ["convs.0.weight", "convs.0.bias", "head.weight", "head.bias", "io.x", "io.y"],
        };
        let with = |sketch: Sketch, (name, shape): (&&str, &Vec<usize>)| sketch.with(name, shape);
        let sketch = names.iter().zip(&shapes).fold(Sketch::default(), with);
        holds(&sketch.bytes(), &sketch.read());
    }
}
