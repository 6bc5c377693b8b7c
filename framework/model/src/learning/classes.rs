//! Neighbourhoods that are taken for the same: what a table has a number for.

use super::batch::{all, number};
use crate::weights::{Layer, Layout, Weights};
use quincunx_sdk::group::action::Action;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::group::{Group, point::Symmetry};

quincunx_sdk::choice! {
    /// Which of the 512 neighbourhoods of nine cells are taken for the same.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Alphabet {
        /// 18 classes: the state of the cell and the number of its living neighbours
        Totalistic,
        /// 102 classes: those that a rotation or a reflection takes into each other
        Isotropic,
        /// all 512 are told apart
        Map,
    }
}

/// The classes of an alphabet.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    /// For each neighbourhood the number of its class.
    of: Vec<usize>,
    names: Vec<String>,
}

impl Classes {
    /// # Errors
    /// Never: the symmetries of the square are a group.
    pub fn new(alphabet: Alphabet) -> Result<Self, String> {
        let neighbourhoods: Vec<Vec<u8>> = all(3).chunks(9).map(<[u8]>::to_vec).collect();
        let names: Vec<String> = match alphabet {
            Alphabet::Totalistic => neighbourhoods.iter().map(|cells| counted(cells)).collect(),
            Alphabet::Isotropic => {
                let square =
                    FiniteGroup::generated_by(&Symmetry { rotations: 4, mirrors: true }.generators())?;
                let action = Action::new(&square, 3, Interpolation::Ring)?;
                let least =
                    |cells: &Vec<u8>| turned(&action, square.order(), cells).min().unwrap_or_default();
                neighbourhoods.iter().map(|cells| drawn(&neighbourhoods[least(cells)])).collect()
            }
            Alphabet::Map => neighbourhoods.iter().map(|cells| drawn(cells)).collect(),
        };
        Ok(Classes::named(&names))
    }

    /// In the order in which names come up first.
    fn named(names: &[String]) -> Self {
        let mut classes = Classes { of: vec![], names: vec![] };
        for name in names {
            let known = classes.names.iter().position(|known| known == name);
            classes.of.push(known.unwrap_or(classes.names.len()));
            if known.is_none() {
                classes.names.push(name.clone());
            }
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

/// "B3", "S2".
fn counted(cells: &[u8]) -> String {
    let alive = cells.iter().filter(|cell| **cell == 1).count();
    match cells[4] {
        0 => format!("B{alive}"),
        _ => format!("S{}", alive - 1),
    }
}

/// "010/111/000".
fn drawn(cells: &[u8]) -> String {
    let row = |row: &[u8]| row.iter().map(u8::to_string).collect::<String>();
    cells.chunks(3).map(row).collect::<Vec<_>>().join("/")
}

/// The numbers of what the elements of a group make of a neighbourhood.
fn turned(action: &Action, order: usize, cells: &[u8]) -> impl Iterator<Item = usize> {
    let numbers: Vec<f64> = cells.iter().map(|cell| f64::from(*cell)).collect();
    (0..order).map(move |element| {
        let turned: Vec<u8> = action.of(element).turned(&numbers).iter().map(|x| *x as u8).collect();
        number(&turned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;
    use crate::table::Table;
    use quincunx_sdk::lanes::isa::Isa;

    #[test]
    fn there_are_as_many_classes_as_is_known() {
        let count = |alphabet| Classes::new(alphabet).unwrap().len();
        assert_eq!([Alphabet::Totalistic, Alphabet::Isotropic, Alphabet::Map].map(count), [18, 102, 512]);
    }

    #[test]
    fn a_table_written_as_a_network_decides_as_it_says() {
        for alphabet in [Alphabet::Totalistic, Alphabet::Isotropic, Alphabet::Map] {
            let classes = Classes::new(alphabet).unwrap();
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
