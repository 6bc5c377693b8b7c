//! Neighbourhoods that are taken for the same: what a table has a number for.

use super::batch::all;
use crate::weights::{Layer, Layout, Weights};
use quincunx_core::neighbourhood::{Alphabet, Class};

/// The classes of an alphabet.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    /// For each neighbourhood the number of its class.
    of: Vec<usize>,
    names: Vec<String>,
}

impl Classes {
    pub fn new(alphabet: Alphabet) -> Self {
        let mut classes = Classes { of: vec![0; 512], names: vec![] };
        for Class { name, members } in alphabet.classes() {
            members.iter().for_each(|n| classes.of[usize::from(*n)] = classes.names.len());
            classes.names.push(name);
        }
        classes
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The class of a patch of nine cells, 0 or 1.
    pub fn of(&self, patch: &[f32]) -> usize {
        let bit = |(tap, cell): (usize, &f32)| usize::from(*cell > 0.5) << tap;
        self.of[patch.iter().enumerate().map(bit).fold(0, |n, bit| n | bit)]
    }

    /// For each patch the number of its class.
    pub fn looked_up(&self, numbers: &[f32], cells: &[f32]) -> Vec<f32> {
        cells.chunks(9).map(|patch| numbers[self.of(patch)]).collect()
    }

    /// A number for each class, as a network: a unit for each neighbourhood, which is 1 where it is met and 0 elsewhere,
    /// exactly, and a head that has its number.
    pub fn network(&self, numbers: &[f32]) -> Weights {
        let neighbourhoods = all(3);
        let filters = neighbourhoods.iter().map(|cell| 2.0 * f32::from(*cell) - 1.0).collect();
        let alive = |cells: &[u8]| cells.iter().map(|cell| f32::from(*cell)).fold(0.0, |sum, x| sum + x);
        let units = Layer {
            name: "0.weight".into(),
            side: 3,
            outputs: 512,
            inputs: 1,
            elements: 1,
            weight: filters,
            bias: neighbourhoods.chunks(9).map(|cells| 1.0 - alive(cells)).collect(),
        };
        let head = Layer {
            name: "1.weight".into(),
            side: 1,
            outputs: 1,
            inputs: 512,
            elements: 1,
            weight: self.of.iter().map(|class| numbers[*class]).collect(),
            bias: vec![0.0],
        };
        let parameters = units.weight.len() + units.bias.len() + head.weight.len() + 1;
        Weights { layers: vec![units, head], layout: Layout::Plain, parameters }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;
    use crate::table::Table;
    use quincunx_sdk::group::finite::FiniteGroup;
    use quincunx_sdk::group::interpolation::Interpolation;
    use quincunx_sdk::lanes::isa::Isa;

    #[test]
    fn a_table_written_as_a_network_decides_as_it_says() {
        for alphabet in Alphabet::ALL {
            let classes = Classes::new(alphabet);
            let numbers: Vec<f32> = (0..classes.len()).map(|n| ((n * 7919) % 13) as f32 - 6.5).collect();
            let weights = classes.network(&numbers);
            let read = crate::weights::read(&crate::weights::write(&weights).unwrap()).unwrap();
            assert_eq!(read, weights);
            let alone = FiniteGroup::generated_by(&[]).unwrap();
            let network = Network::new(&read, alone, Interpolation::Ring).unwrap();
            let inference = crate::inference::Inference::new(network, Isa::chosen().unwrap());
            let table = Table::of(&inference, 0.0).unwrap().moore().unwrap();
            for (n, cells) in all(3).chunks(9).enumerate() {
                let cells: Vec<f32> = cells.iter().map(|cell| f32::from(*cell)).collect();
                assert_eq!(table.next(n as u16), numbers[classes.of(&cells)] > 0.0);
            }
        }
    }
}
