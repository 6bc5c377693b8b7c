//! Where a lattice is cut never changes a logit.

use crate::likeness::{bits, rotations, surrounded};
use crate::random::{Numbers, group, shapes};
use proptest::prelude::*;
use quincunx_model::inference::Inference;
use quincunx_model::network::Network;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::slab::Slab;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A slab within the field, with a halo wider than what is seen.
    #[test]
    fn every_slab_has_the_logits_of_the_whole(
        (sides, fields, seed) in shapes(), more in 0usize..3,
        (width, height) in prop_oneof![(1usize..30, 1usize..12), (500usize..600, 1usize..3)], cut in any::<[usize; 4]>(),
    ) {
        let weights = group(4, &fields, &sides, seed);
        let network = Network::new(&weights, rotations(4), Interpolation::Ring).unwrap();
        let inference = Inference::new(network, Isa::chosen().unwrap());
        let halo = inference.network().reach() + more;
        let mut numbers = Numbers(seed);
        let cells: Vec<u8> = (0..width * height).map(|_| u8::from(numbers.next() > 0.0)).collect();
        let whole = bits(&inference, &cells, width, height);
        let (src, slab) = surrounded(&cells, width, height, halo);
        let [x, y] = [cut[0] % width, cut[1] % height];
        let [w, h] = [1 + cut[2] % (width - x), 1 + cut[3] % (height - y)];
        let part = Slab { width: w, height: h, x0: x as u64, y0: y as u64, ..slab };
        inference.cells(&src[y * slab.stride + x..], &part, |[column, row], logits| {
            let expected = &whole[(y + row) * width + x + column..][..logits.len()];
            assert!(logits.iter().zip(expected).all(|(a, b)| a.to_bits() == b.to_bits()));
        });
    }
}
