//! Files that are right.

use super::super::{Layout, Weights, read};
use super::sketch::{Sketch, expanded, group, plain};
use half::{bf16, f16};

/// Side, outputs, inputs and elements of every layer.
fn shapes(weights: &Weights) -> Vec<[usize; 4]> {
    weights.layers.iter().map(|layer| [layer.side, layer.outputs, layer.inputs, layer.elements]).collect()
}

fn is_whole(weights: &Weights) -> bool {
    weights.layers.iter().all(|layer| {
        layer.weight.len() == layer.outputs * layer.inputs * layer.elements * layer.side * layer.side
            && layer.bias.len() == layer.outputs
    })
}

#[test]
fn widths_may_differ_from_layer_to_layer() {
    let weights = group().read().unwrap();
    assert_eq!(weights.layout, Layout::Group { order: Some(4) });
    assert_eq!(shapes(&weights), [[3, 2, 1, 1], [1, 3, 2, 4], [1, 1, 3, 1]]);
    assert_eq!(weights.parameters, 18 + 2 + 24 + 3 + 3 + 1);
    assert_eq!(weights.field(), 3);
    assert!(is_whole(&weights));
    assert_eq!(weights.layers[1].weight[..3], [-1.0, -0.875, -0.75]);
    assert_eq!(weights.layers[1].name, "convs.1.weight");
}

#[test]
fn a_lifting_convolution_alone_does_not_say_the_order() {
    let sketch = Sketch::default().layer("convs.0", &[6, 1, 1, 5, 5]).layer("head", &[1, 6, 1, 1]);
    let weights = sketch.read().unwrap();
    assert_eq!((weights.layout, weights.order()), (Layout::Group { order: None }, None));
    assert_eq!(weights.field(), 5);
    assert_eq!(weights.fits(8), Ok(()));
}

#[test]
fn an_expanded_file_says_the_order_by_its_head() {
    let weights = expanded().read().unwrap();
    assert_eq!(weights.layout, Layout::Expanded { order: 4 });
    assert_eq!(shapes(&weights), [[3, 8, 1, 1], [1, 12, 8, 1], [1, 1, 3, 1]]);
    let alone = Sketch::default().layer("convs.0", &[48, 1, 3, 3]).layer("head", &[1, 6, 1, 1]);
    assert_eq!(alone.read().unwrap().layout, Layout::Expanded { order: 8 });
    let one = Sketch::default().layer("convs.0", &[6, 1, 3, 3]).layer("head", &[1, 6, 1, 1]);
    assert_eq!(one.read().unwrap().layout, Layout::Expanded { order: 1 });
}

#[test]
fn a_bias_of_fields_is_repeated_for_every_element() {
    let weights = expanded().but("convs.1.bias", &[3]).read().unwrap();
    assert_eq!(weights.layers[1].bias, [[-1.0; 4], [-0.875; 4], [-0.75; 4]].concat());
    assert_eq!(weights.parameters + 9, expanded().read().unwrap().parameters);
    assert!(is_whole(&weights));
}

#[test]
fn a_plain_list_may_have_gaps_and_any_prefix() {
    let weights = plain().read().unwrap();
    assert_eq!(weights.layout, Layout::Plain);
    assert_eq!(shapes(&weights), [[3, 4, 1, 1], [1, 5, 4, 1], [3, 1, 5, 1]]);
    assert_eq!(weights.field(), 5);
    for prefix in ["", "convs.", "conv", "module.body_"] {
        let layer = |sketch: Sketch, n: usize, shape: &[usize]| sketch.layer(&format!("{prefix}{n}"), shape);
        let sketch = layer(layer(Sketch::default(), 7, &[1, 2, 1, 1]), 3, &[2, 1, 3, 3]);
        let weights = sketch.read().unwrap();
        assert_eq!(shapes(&weights), [[3, 2, 1, 1], [1, 1, 2, 1]], "{prefix}");
        assert_eq!(weights.layers[0].name, format!("{prefix}3.weight"));
    }
}

#[test]
fn ten_comes_after_nine() {
    let sketch = (0..11).fold(Sketch::default(), |sketch, n| {
        let outputs = if n == 10 { 1 } else { n + 2 };
        sketch.layer(&format!("n.{n}"), &[outputs, n + 1, 1, 1])
    });
    assert_eq!(
        sketch.read().unwrap().layers.iter().map(|layer| layer.inputs).collect::<Vec<_>>(),
        Vec::from_iter(1..12)
    );
    let group = (1..11).fold(group().without("head.weight").without("head.bias"), |sketch, n| {
        let name = format!("convs.{n}");
        let sketch = sketch.without(&format!("{name}.weight")).without(&format!("{name}.bias"));
        sketch.layer(&name, &[n + 2, n + 1, 4, 1, 1])
    });
    let weights = group.layer("head", &[1, 12, 1, 1]).read().unwrap();
    assert_eq!(weights.layers.iter().map(|layer| layer.inputs).collect::<Vec<_>>(), Vec::from_iter(1..13));
}

#[test]
fn a_plain_convolution_without_bias_has_zeros() {
    let weights = plain().without("net.2.bias").read().unwrap();
    assert_eq!(weights.layers[1].bias, [0.0; 5]);
    assert_eq!(weights.parameters + 5, plain().read().unwrap().parameters);
}

#[test]
fn halves_are_read_as_they_are() {
    let numbers = [0.5, -1.25, 3e-5, 100.0, 0.0, -0.0, 1.0, 2.0, 6e-8];
    let halves: Vec<u8> = numbers.iter().flat_map(|x| f16::from_f32(*x).to_le_bytes()).collect();
    let brains: Vec<u8> = numbers.iter().flat_map(|x| bf16::from_f32(*x).to_le_bytes()).collect();
    for (dtype, bytes) in [("F16", halves), ("BF16", brains)] {
        let weights = Sketch::default().and("0.weight", dtype, &[1, 1, 3, 3], bytes).read().unwrap();
        let read = &weights.layers[0].weight;
        assert_eq!(read[..2], numbers[..2]);
        assert!(
            read.iter()
                .zip(&numbers)
                .all(|(read, number)| (read - number).abs() <= number.abs() / 128.0 + 1e-8),
            "{read:?}"
        );
    }
}

#[test]
fn what_is_of_io_is_no_weight() {
    let nan = [f32::NAN.to_le_bytes(), 0f32.to_le_bytes()].concat();
    let with = group()
        .and("io.x", "F32", &[2], nan)
        .and("io.convs.0.weight", "I64", &[], vec![0; 8])
        .with("io.none", &[0]);
    assert_eq!(with.read(), group().read());
}

#[test]
fn metadata_is_no_tensor() {
    let bytes = plain().bytes();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header = str::from_utf8(&bytes[8..][..length]).unwrap();
    let with = format!(r#"{{"__metadata__":{{"format":"pt"}},{}  "#, &header[1..]);
    assert_eq!(read(&super::sketch::raw(&with, &bytes[8 + length..])), plain().read());
}
