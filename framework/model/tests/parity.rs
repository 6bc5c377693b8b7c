//! Networks whose features and outputs were computed elsewhere, by another program in double precision.

use crate::likeness::{TOLERANCE, difference, largest, reals, rotations};
use quincunx_model::inference::Inference;
use quincunx_model::network::Network;
use quincunx_model::reference::{Field, forward};
use quincunx_model::weights;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::lanes::isa::Isa;
use safetensors::SafeTensors;

fn array(file: &SafeTensors, name: &str) -> (Vec<usize>, Vec<f32>) {
    let tensor = file.tensor(name).unwrap();
    let values = tensor.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
    (tensor.shape().to_vec(), values.collect())
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|x| f64::from(*x)).collect()
}

fn is_reproduced(name: &str, order: usize) {
    let bytes = std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let weights = weights::read(&bytes).unwrap();
    let network = Network::new(&weights, rotations(order), Interpolation::Ring).unwrap();
    let (shape, x) = array(&file, "io.x");
    let [(_, features), (_, out)] = ["io.features", "io.out"].map(|name| array(&file, name));
    let (height, width) = (shape[2], shape[3]);
    let cells = height * width;
    let channels = features.len() / 2 / cells;
    let [features_size, out_size] = [&features, &out].map(|array| largest(&wide(array)));
    for batch in 0..2 {
        let x = &x[batch * cells..][..cells];
        let features = wide(&features[batch * channels * cells..][..channels * cells]);
        let out = wide(&out[batch * cells..][..cells]);
        let near = |apart: f64| assert!(apart < TOLERANCE, "{name}: {apart:e}");
        let field = Field { width, height, channels: vec![wide(x)] };
        let (seen, found) = forward(&weights, order, Interpolation::Ring, &field);
        let narrow = |values: &[f64]| values.iter().map(|x| *x as f32).collect::<Vec<_>>();
        near(difference(&narrow(&seen.channels.concat()), &features, features_size));
        near(difference(&narrow(&found.channels[0]), &out, out_size));
        for isa in Isa::all() {
            let inference = Inference::new(network.clone(), isa);
            let (seen, found) = reals(&inference, x, width, height);
            near(difference(&seen.concat(), &features, features_size));
            near(difference(&found, &out, out_size));
        }
    }
}

#[test]
fn p4() {
    is_reproduced("parity-p4-ring-311.safetensors", 4);
}

#[test]
fn p8() {
    is_reproduced("parity-p8-ring-533.safetensors", 8);
}
