//! Networks that learn, and stay equivariant while they do.

use super::batch::Batch;
use super::layers::{Chain, Slopes};
use super::method::{How, Method, Methods, Student, diverged, read_numbers, write_numbers};
use super::optimiser::Descent;
use crate::expansion::Expansion;
use crate::network::{Convolution, mean};
use crate::weights::{Layer, Layout, Weights};
use quincunx_core::streams::Streams;
use quincunx_sdk::field::{Cx, Field as _};
use quincunx_sdk::group::Groups;
use quincunx_sdk::group::finite::FiniteGroup;
use quincunx_sdk::group::interpolation::Interpolation;
use quincunx_sdk::role::{Complaint, Make, Slot};
use rand_core::Rng;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Samples that are computed together. It is a constant, so that sums do not depend on the threads.
const BLOCK: usize = 64;

quincunx_sdk::params! {
    /// A network that is equivariant under translations and a finite group, learned by gradient: a lifting convolution, group
    /// convolutions, and a head of 1 × 1 after the mean over the group, with ReLU between them. What it
    /// learns is equivariant at every moment.
    pub struct Equivariant {
        /// what its filters turn by
        group: Slot<Groups> = C4;
        /// the sides of the convolutions before the head, odd: the first lifts, the others go from fields to fields
        layers: Vec<u32> = [3, 1], in 1..=7, unit "cells";
        /// fields of each of them
        fields: u32 = 16, in 1..=256;
        /// how filters are turned between the cells of the lattice
        interpolation: Interpolation = Ring
    }
}

impl Make<Methods> for Equivariant {
    const REFERENCES: &'static [&'static str] = &[
        "T. S. Cohen, M. Welling, \"Group equivariant convolutional networks\", ICML (2016), arXiv:1602.07576",
        "K. He, X. Zhang, S. Ren, J. Sun, \"Delving deep into rectifiers\", ICCV (2015), arXiv:1502.01852",
        "D. P. Kingma, J. Ba, \"Adam: a method for stochastic optimization\", ICLR (2015), arXiv:1412.6980",
    ];
    const EXAMPLES: &'static [&'static str] =
        &["Equivariant", "Equivariant(group: C8, layers: [3, 1], fields: 8, interpolation: Ring)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Method>, Complaint> {
        let group = FiniteGroup::generated_by(&self.group.it.generators());
        let group = group.map_err(|why| Complaint::at("group", why))?;
        if let Some(even) = self.layers.iter().find(|side| side.is_multiple_of(2)) {
            let message = format!("a filter of {even}×{even} has no centre: sides are odd");
            return Err(Complaint::at("layers", message));
        }
        if self.layers.is_empty() || self.layers.len() > 8 {
            return Err(Complaint::at("layers", "a network has 1 to 8 convolutions before its head"));
        }
        let sides: Vec<usize> = self.layers.iter().map(|side| *side as usize).collect();
        let shape = Shape::new(group, self.group.show(), &sides, self.fields as usize, self.interpolation);
        Ok(Arc::new(shape.map_err(|why| Complaint::at("group", why))?))
    }
}

/// What a network is before it has weights.
#[derive(Clone)]
struct Shape {
    group: FiniteGroup,
    name: String,
    /// For each convolution before the head: its side, and what the group makes of it.
    layers: Vec<(usize, Expansion)>,
    fields: usize,
}

impl Shape {
    fn new(
        group: FiniteGroup,
        name: String,
        sides: &[usize],
        fields: usize,
        how: Interpolation,
    ) -> Result<Self, String> {
        let layer =
            |(number, side): (usize, &usize)| Ok((*side, Expansion::new(&group, *side, how, number > 0)?));
        let layers: Result<Vec<_>, String> = sides.iter().enumerate().map(layer).collect();
        Ok(Shape { layers: layers?, group, name, fields })
    }

    /// The layers, all of their numbers 0.
    fn blank(&self) -> Vec<Layer> {
        let fields = self.fields;
        let hidden = self.layers.iter().enumerate().map(|(number, (side, expansion))| Layer {
            name: format!("convs.{number}.weight"),
            side: *side,
            outputs: fields,
            inputs: if number == 0 { 1 } else { fields },
            elements: expansion.sources(),
            weight: vec![],
            bias: vec![0.0; fields],
        });
        let head = Layer {
            name: "head.weight".into(),
            side: 1,
            outputs: 1,
            inputs: fields,
            elements: 1,
            weight: vec![],
            bias: vec![0.0],
        };
        let sized = |layer: Layer| {
            let numbers = layer.outputs * layer.inputs * layer.elements * layer.side * layer.side;
            Layer { weight: vec![0.0; numbers], ..layer }
        };
        hidden.chain([head]).map(sized).collect()
    }
}

impl Method for Shape {
    fn field(&self) -> usize {
        1 + self.layers.iter().map(|(side, _)| side - 1).sum::<usize>()
    }

    fn summary(&self) -> String {
        let (order, fields) = (self.group.order(), self.fields);
        let layers =
            self.layers.iter().map(|(side, _)| format!("{side}×{side} to {fields} fields of {order}"));
        format!("a network of {}, {}, head", self.name, layers.collect::<Vec<_>>().join(", "))
    }

    /// Weights are uniform with the variance 2/(numbers that a filter sees), so that what flows through ReLU neither fades
    /// nor grows, and biases 0. With a smaller spread whole layers fall silent in the first steps.
    fn student(&self, how: &How, streams: &Streams, object: &str) -> Box<dyn Student> {
        let mut layers = self.blank();
        for (number, layer) in layers.iter_mut().enumerate() {
            let mut pcg = streams.pcg(object, "weights", number as u64);
            let bound = (6.0 / (layer.weight.len() / layer.outputs) as f64).sqrt();
            let mut draw =
                || (bound * (2.0 * (f64::from(pcg.next_u32()) + 0.5) / 4_294_967_296.0 - 1.0)) as f32;
            layer.weight.iter_mut().for_each(|number| *number = draw());
        }
        let descent = Descent::new(how.optimiser, parameters(&layers));
        Box::new(GroupNetwork { shape: self.clone(), layers, descent, how: *how })
    }
}

/// A network that learns.
struct GroupNetwork {
    shape: Shape,
    layers: Vec<Layer>,
    descent: Descent,
    how: How,
}

impl GroupNetwork {
    /// The network that it means, written out.
    fn written(&self) -> Vec<Convolution> {
        let (order, hidden) = (self.shape.group.order(), self.shape.layers.len());
        let turned = |(layer, (_, expansion)): (&Layer, &(usize, Expansion))| expansion.written(layer, order);
        let layers = self.layers.iter().zip(&self.shape.layers).map(turned);
        layers.chain(self.layers[hidden..].iter().map(|head| mean(head, order))).collect()
    }

    /// What a gradient by all numbers of the written network is by those that are stored, in their order.
    fn pulled_back(&self, slopes: &[Slopes]) -> Vec<f32> {
        let order = self.shape.group.order();
        let mut gradient = vec![];
        for (number, (layer, slopes)) in self.layers.iter().zip(slopes).enumerate() {
            match self.shape.layers.get(number) {
                Some((_, expansion)) => {
                    let mut weight = vec![0.0; layer.weight.len()];
                    expansion.pull_back(layer.inputs, &slopes.weight, &mut weight);
                    gradient.extend(weight);
                    gradient.extend(slopes.bias.chunks(order).map(sum));
                }
                // The head sees the mean over the elements.
                None => {
                    gradient.extend(slopes.weight.chunks(order).map(|each| sum(each) / order as f32));
                    gradient.extend(&slopes.bias);
                }
            }
        }
        gradient
    }

    /// The loss of a batch, a sum over its pairs, and its gradient by all parameters.
    fn gradient(&self, batch: &Batch, pool: &ThreadPool) -> (f64, Vec<f32>) {
        let written = self.written();
        let chain = Chain::new(&written, self.how.isa);
        let (taps, pairs) = (batch.side * batch.side, batch.pairs());
        let block = |from: usize| {
            let to = batch.len().min(from + BLOCK);
            let mut loss = 0.0;
            let slopes = chain.gradient(&batch.cells[from * taps..to * taps], |logits| {
                let counts = batch.dead[from..to].iter().zip(&batch.alive[from..to]);
                let each =
                    logits.iter().zip(counts).map(|(z, (dead, alive))| self.how.loss.of(*z, *dead, *alive));
                let slope = |[part, slope]: [f32; 2]| {
                    loss += f64::from(part);
                    slope / pairs
                };
                each.map(slope).collect()
            });
            (loss, self.pulled_back(&slopes))
        };
        let blocks = (0..batch.len().div_ceil(BLOCK)).into_par_iter().map(|n| block(n * BLOCK));
        let blocks: Vec<(f64, Vec<f32>)> = pool.install(|| blocks.collect());
        let mut all = (0.0, vec![]);
        for (loss, gradient) in blocks {
            all.0 += loss;
            all.1.resize(gradient.len(), 0.0);
            all.1.iter_mut().zip(&gradient).for_each(|(sum, by)| *sum += by);
        }
        all
    }

    fn numbers(&self) -> Vec<f32> {
        self.layers.iter().flat_map(|layer| layer.weight.iter().chain(&layer.bias)).copied().collect()
    }

    fn set(&mut self, numbers: &[f32]) {
        let all = self.layers.iter_mut().flat_map(|layer| layer.weight.iter_mut().chain(&mut layer.bias));
        all.zip(numbers).for_each(|(number, new)| *number = *new);
    }
}

fn parameters(layers: &[Layer]) -> usize {
    layers.iter().map(|layer| layer.weight.len() + layer.bias.len()).sum()
}

fn sum(numbers: &[f32]) -> f32 {
    numbers.iter().fold(0.0, |sum, x| sum + x)
}

impl Student for GroupNetwork {
    fn learn(&mut self, batch: &Batch, pool: &ThreadPool) -> Result<f64, String> {
        let (loss, gradient) = self.gradient(batch, pool);
        let mut numbers = self.numbers();
        self.descent.step(&mut numbers, &gradient);
        if !loss.is_finite() || numbers.iter().any(|x| !x.is_finite()) {
            return Err(diverged());
        }
        self.set(&numbers);
        Ok(loss)
    }

    fn logits(&self, cells: &[f32], pool: &ThreadPool) -> Vec<f32> {
        let (written, side) = (self.written(), self.shape.field());
        let chain = Chain::new(&written, self.how.isa);
        let blocks = cells.par_chunks(BLOCK * side * side).map(|cells| chain.logits(cells));
        pool.install(|| blocks.collect::<Vec<_>>()).concat()
    }

    fn weights(&self) -> Weights {
        let order = (self.shape.layers.len() > 1).then(|| self.shape.group.order());
        Weights {
            layers: self.layers.clone(),
            layout: Layout::Group { order },
            parameters: parameters(&self.layers),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write_numbers(&self.numbers(), out)
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        let mut numbers = self.numbers();
        read_numbers(&mut numbers, from)?;
        self.set(&numbers);
        Ok(())
    }

    fn remember(&self, out: &mut dyn Write) -> io::Result<()> {
        self.descent.write(out)
    }

    fn recall(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.descent.read(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::batch;
    use crate::learning::loss::Loss;
    use crate::learning::optimiser::{Optimiser, Sgd};
    use crate::network::Network;
    use crate::reference::{Field, forward};
    use quincunx_sdk::group::{Group, point::Symmetry};
    use quincunx_sdk::lanes::isa::Isa;

    fn student(rotations: u32, sides: &[usize], fields: usize, loss: Loss, isa: Isa) -> GroupNetwork {
        let group = FiniteGroup::generated_by(&Symmetry { rotations, mirrors: false }.generators()).unwrap();
        let shape = Shape::new(group, "C".into(), sides, fields, Interpolation::Ring).unwrap();
        let optimiser = Optimiser::Sgd(Sgd { rate: 1.0, momentum: 0.0 });
        let mut layers = shape.blank();
        let mut pcg = Streams::new(u64::from(rotations)).pcg("student", "weights", sides.len() as u64);
        let mut draw = || (f64::from(pcg.next_u32()) / 4_294_967_296.0 - 0.5) as f32;
        layers
            .iter_mut()
            .flat_map(|layer| layer.weight.iter_mut().chain(&mut layer.bias))
            .for_each(|x| *x = draw());
        let descent = Descent::new(optimiser, parameters(&layers));
        GroupNetwork { shape, layers, descent, how: How { loss, optimiser, isa } }
    }

    fn some_batch(side: usize, samples: usize) -> Batch {
        let mut pcg = Streams::new(5).pcg("batch", "cells", side as u64);
        let mut bits = |n: usize| (0..n).map(|_| (pcg.next_u32() >> 31) as u8).collect::<Vec<_>>();
        Batch::new(side, &bits(samples * side * side), &bits(samples))
    }

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    /// The loss by the slow and obvious network, in double precision.
    fn loss(student: &GroupNetwork, batch: &Batch) -> f64 {
        let (side, order) = (batch.side, student.shape.group.order());
        let one = |(n, cells): (usize, &[f32])| {
            // The middle of a torus of three times the side sees the patch alone.
            let wide = 3 * side;
            let mut field = vec![0.0; wide * wide];
            for (tap, cell) in cells.iter().enumerate() {
                field[(side + tap / side) * wide + side + tap % side] = f64::from(*cell);
            }
            let field = Field { width: wide, height: wide, channels: vec![field] };
            let (_, logits) = forward(&student.weights(), order, Interpolation::Ring, &field);
            let z = logits.channels[0][(wide / 2) * wide + wide / 2];
            let p = 1.0 / (1.0 + libm::exp(-z));
            let [dead, alive] = [batch.dead[n], batch.alive[n]].map(f64::from);
            match student.how.loss {
                Loss::CrossEntropy => -dead * libm::log(1.0 - p) - alive * libm::log(p),
                Loss::Squared => dead * p * p + alive * (1.0 - p) * (1.0 - p),
            }
        };
        batch.cells.chunks(side * side).enumerate().map(one).sum()
    }

    /// In double precision: single is too coarse for differences.
    #[test]
    fn gradients_are_finite_differences() {
        let shapes: [(u32, &[usize], usize); 5] =
            [(4, &[3, 1], 3), (8, &[3, 1], 2), (4, &[3, 3], 2), (1, &[3, 1, 3], 3), (8, &[5], 2)];
        for (rotations, sides, fields) in shapes {
            for how in [Loss::CrossEntropy, Loss::Squared] {
                let mut student = student(rotations, sides, fields, how, Isa::chosen().unwrap());
                let batch = some_batch(student.shape.field(), 40);
                let (value, gradient) = student.gradient(&batch, &pool(1));
                let pairs = f64::from(batch.pairs());
                assert!((value - loss(&student, &batch)).abs() < 1e-3 * value, "{sides:?}");
                let numbers = student.numbers();
                for at in (0..numbers.len()).step_by(numbers.len() / 25 + 1) {
                    let h = 1.0 / 1024.0;
                    let mut moved = |by: f32| {
                        let mut numbers = numbers.clone();
                        numbers[at] += by;
                        student.set(&numbers);
                        loss(&student, &batch) / pairs
                    };
                    let about = (moved(h) - moved(-h)) / (2.0 * f64::from(h));
                    let error = (f64::from(gradient[at]) - about).abs();
                    // Where a unit begins to act within the step, the difference is between two slopes.
                    assert!(
                        error < 2e-3 + 0.02 * about.abs(),
                        "{rotations} {sides:?} {at}: {} {about}",
                        gradient[at]
                    );
                }
            }
        }
    }

    #[test]
    fn threads_and_instructions_change_no_bit() {
        let teach = |threads: usize, isa: Isa| {
            let mut student = student(8, &[3, 1], 4, Loss::CrossEntropy, isa);
            let batch = some_batch(3, 3000);
            for _ in 0..3 {
                student.learn(&batch, &pool(threads)).unwrap();
            }
            student.numbers().iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        let expected = teach(1, Isa::PORTABLE);
        for isa in Isa::all() {
            for threads in [1, 2, 5] {
                assert_eq!(teach(threads, isa), expected, "{} {threads}", isa.name());
            }
        }
    }

    /// What it learns with is what is run later.
    #[test]
    fn its_logits_are_those_of_the_network_that_it_writes() {
        let student = student(8, &[3, 1], 4, Loss::CrossEntropy, Isa::chosen().unwrap());
        let weights = crate::weights::read(&crate::weights::write(&student.weights()).unwrap()).unwrap();
        assert_eq!(weights, student.weights());
        let network = Network::new(&weights, student.shape.group.clone(), Interpolation::Ring).unwrap();
        assert_eq!(network.layers, student.written());
        let cells: Vec<f32> = batch::all(3).iter().map(|cell| f32::from(*cell)).collect();
        assert_eq!(student.logits(&cells, &pool(2)).len(), 512);
    }
}
