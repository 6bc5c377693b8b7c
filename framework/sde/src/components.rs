//! What an ensemble is made of in the laboratory.

use crate::advance::{Method, Stride, ride};
use crate::combinations::Combinations;
use crate::paths::Paths;
use crate::process::Process;
use crate::riders::AnyRider;
use crate::start::{Law, Start};
use bevy_ecs::component::Component;
use quincunx_core::clock::Stopped;
use quincunx_core::state::State;
use quincunx_sdk::lanes::isa::Isa;
use quincunx_sdk::lanes::real::Real;
use rayon::ThreadPool;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Paths in one of the two precisions.
#[derive(Clone, Debug, PartialEq)]
pub enum Store {
    /// 32 bits.
    F32(Paths<f32>),
    /// 64 bits.
    F64(Paths<f64>),
}

/// Does one thing with the paths of a store, whatever their precision.
#[macro_export]
macro_rules! on_paths {
    ($store:expr, $paths:ident => $body:expr) => {
        match $store {
            $crate::components::Store::F32($paths) => $body,
            $crate::components::Store::F64($paths) => $body,
        }
    };
}

impl Store {
    /// How many paths there are.
    pub fn paths(&self) -> usize {
        on_paths!(self, paths => paths.paths())
    }

    /// How many are lost.
    pub fn lost(&self) -> usize {
        on_paths!(self, paths => paths.lost())
    }

    /// The value of one variable of one path.
    pub fn value(&self, path: usize, variable: usize) -> f64 {
        on_paths!(self, paths => paths.value(path, variable).wide())
    }
}

/// Paths, and what moves them.
#[derive(Component)]
pub struct Ensemble {
    /// The paths.
    pub store: Store,
    /// What they follow, as the scene has it.
    pub process: Arc<Process>,
    /// The combinations of parameters, each with its paths.
    pub combinations: Combinations,
    /// What each variable began with.
    pub start: Vec<Arc<dyn Start>>,
    /// The time of a step.
    pub dt: f64,
    /// What a step is.
    pub(crate) method: Method,
    /// Which noise it draws from.
    pub(crate) key: u64,
    /// What paths are computed and measured with.
    pub isa: Isa,
    /// What they are measured on.
    pub pool: Arc<ThreadPool>,
}

impl Ensemble {
    /// The distribution with which a variable began in a combination.
    pub fn began(&self, variable: usize, combination: u64) -> Option<Law> {
        self.start.get(variable).map(|start| start.law(&self.combinations.values(combination)))
    }

    /// Takes all paths so many steps on, and shows riders the state after each. The answer is the step at which the last
    /// was lost, if none is left.
    ///
    /// # Errors
    /// A procedure that fails, and how many steps were done before.
    pub fn advance(
        &mut self,
        from: u64,
        steps: u64,
        riders: &mut [&mut AnyRider],
    ) -> Result<Option<u64>, Stopped> {
        let (method, combinations) = (&self.method, &self.combinations);
        let stride = Stride { method, combinations, dt: self.dt, key: self.key, from, steps };
        on_paths!(&mut self.store, paths => ride(paths, stride, riders, self.isa, &self.pool))
    }
}

/// A number as its little-endian bytes.
trait Bytes: Real {
    const SIZE: usize;
    fn put(self, out: &mut dyn Write) -> io::Result<()>;
    fn take(from: &mut dyn Read) -> io::Result<Self>;
}

macro_rules! bytes {
    ($T:ty) => {
        impl Bytes for $T {
            const SIZE: usize = size_of::<$T>();

            fn put(self, out: &mut dyn Write) -> io::Result<()> {
                out.write_all(&self.to_le_bytes())
            }

            fn take(from: &mut dyn Read) -> io::Result<Self> {
                let mut bytes = [0; Self::SIZE];
                from.read_exact(&mut bytes)?;
                Ok(<$T>::from_le_bytes(bytes).canonical())
            }
        }
    };
}

bytes!(f32);
bytes!(f64);

impl State for Ensemble {
    const NAME: &'static str = "Ensemble";
    type Rider = AnyRider;

    /// Paths × variables, row-major, in the precision of the ensemble.
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::with_capacity(1 << 16, out);
        on_paths!(&self.store, paths => write(paths, &mut out))?;
        out.flush()
    }

    fn read(&mut self, from: &mut dyn Read) -> io::Result<()> {
        // No more than is there is taken, or what follows could not be checked.
        let size = match &self.store {
            Store::F32(_) => f32::SIZE,
            Store::F64(_) => f64::SIZE,
        };
        let variables = self.process.variables();
        let mut from =
            io::BufReader::with_capacity(1 << 16, from.take((self.store.paths() * variables * size) as u64));
        on_paths!(&mut self.store, paths => read(paths, &mut from))
    }

    fn remark(&self) -> Option<String> {
        match (self.store.lost(), self.store.paths()) {
            (0, _) => None,
            (1, all) => Some(format!("1 of {all} paths was lost: it did not stay finite")),
            (lost, all) => Some(format!("{lost} of {all} paths were lost: they did not stay finite")),
        }
    }
}

fn write<T: Bytes>(paths: &Paths<T>, out: &mut dyn Write) -> io::Result<()> {
    for path in 0..paths.paths() {
        for variable in 0..paths.variables() {
            paths.value(path, variable).put(out)?;
        }
    }
    Ok(())
}

fn read<T: Bytes>(paths: &mut Paths<T>, from: &mut dyn Read) -> io::Result<()> {
    for path in 0..paths.paths() {
        for variable in 0..paths.variables() {
            paths.set(path, variable, T::take(from)?);
        }
    }
    paths.settle();
    Ok(())
}
