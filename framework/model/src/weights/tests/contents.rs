//! The files that scenes and tests use.

use super::super::{Layout, Weights, read};

macro_rules! file {
    ($name:literal) => {
        read(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $name, ".safetensors"))).unwrap()
    };
}

/// Side, outputs, inputs and elements of every layer.
fn assert_shapes(weights: &Weights, expected: &[[usize; 4]]) {
    let shapes = weights.layers.iter().map(|layer| [layer.side, layer.outputs, layer.inputs, layer.elements]);
    assert_eq!(shapes.collect::<Vec<_>>(), expected);
}

#[test]
fn learned_networks() {
    let (p4, p8) = (file!("../../scenes/weights/highlife-p4"), file!("../../scenes/weights/highlife-p8"));
    for (weights, n) in [(&p4, 4), (&p8, 8)] {
        assert_eq!(weights.layout, Layout::Group { order: Some(n) });
        assert_shapes(weights, &[[3, 16, 1, 1], [1, 16, 16, n], [1, 16, 16, n], [1, 1, 16, 1]]);
        assert_eq!(weights.parameters, 144 + 16 + 2 * (256 * n + 16) + 17);
        assert_eq!(weights.field(), 3);
    }
}

#[test]
fn parity_networks() {
    let p4 = file!("tests/data/parity-p4-ring-311");
    assert_eq!(p4.layout, Layout::Group { order: Some(4) });
    assert_shapes(&p4, &[[3, 8, 1, 1], [1, 8, 8, 4], [1, 8, 8, 4], [1, 1, 8, 1]]);
    let p8 = file!("tests/data/parity-p8-ring-533");
    assert_eq!(p8.layout, Layout::Group { order: Some(8) });
    assert_shapes(&p8, &[[5, 8, 1, 1], [3, 8, 8, 8], [3, 8, 8, 8], [1, 1, 8, 1]]);
    assert_eq!(p8.field(), 9);
}

/// The largest difference between numbers of two networks.
fn distance(a: &Weights, b: &Weights) -> f32 {
    let numbers = |weights: &Weights| -> Vec<f32> {
        weights.layers.iter().flat_map(|layer| [&layer.weight[..], &layer.bias].concat()).collect()
    };
    numbers(a).iter().zip(numbers(b)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn the_same_network_written_differently() {
    let original = file!("../../scenes/weights/highlife-p4");
    let (f16, bf16) = (file!("tests/data/highlife-p4-f16"), file!("tests/data/highlife-p4-bf16"));
    assert_eq!((f16.layout, bf16.layout), (original.layout, original.layout));
    assert!(distance(&original, &f16) < 2e-3 && distance(&original, &bf16) < 2e-2);
    let expanded = file!("tests/data/highlife-expanded-p4");
    let expanded_f16 = file!("tests/data/highlife-expanded-p4-f16");
    assert_eq!(
        (expanded.layout, expanded_f16.layout),
        (Layout::Expanded { order: 4 }, Layout::Expanded { order: 4 })
    );
    assert_shapes(&expanded, &[[3, 64, 1, 1], [1, 64, 64, 1], [1, 64, 64, 1], [1, 1, 16, 1]]);
    assert!(distance(&expanded, &expanded_f16) < 2e-3);
    let repeated: Vec<f32> = original.layers[0].bias.iter().flat_map(|bias| [*bias; 4]).collect();
    assert_eq!(expanded.layers[0].bias, repeated);
    let (plain, plain_bf16) = (file!("tests/data/highlife-plain"), file!("tests/data/highlife-plain-bf16"));
    assert_eq!((plain.layout, plain_bf16.layout), (Layout::Plain, Layout::Plain));
    assert_shapes(&plain, &[[3, 64, 1, 1], [1, 64, 64, 1], [1, 64, 64, 1], [1, 1, 64, 1]]);
    assert!(distance(&plain, &plain_bf16) < 2e-2);
    assert_eq!(
        plain.layers[..3].iter().map(|layer| &layer.weight).collect::<Vec<_>>(),
        expanded.layers[..3].iter().map(|layer| &layer.weight).collect::<Vec<_>>()
    );
}
