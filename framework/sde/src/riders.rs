//! What must see every step of an ensemble: it rides along, block by block, while a block is in the fastest cache.
//!
//! A rider evaluates a formula on each path and keeps a tally for each block. No tally sees another block, and each
//! sees the steps in order, so neither threads nor where legs end change a bit.

mod per_path;
mod ride;
mod tally;

pub(crate) use per_path::PerPath;
pub(crate) use ride::Ride;
pub(crate) use tally::{Tally, read_rows, write_rows};

use crate::LANES;
use crate::components::Ensemble;
use quincunx_core::probe::Rider;
use quincunx_sdk::lanes::real::Real;

/// Rides with an ensemble: what the probes of ensembles hand out as their rider.
pub trait Riding: Rider<Ensemble> {
    /// Seats in an ensemble of 32 bits, one for each piece of its blocks, in their order.
    fn singles(&mut self) -> Vec<Box<dyn Seat<f32> + '_>>;

    /// Seats in an ensemble of 64 bits.
    fn doubles(&mut self) -> Vec<Box<dyn Seat<f64> + '_>>;

    /// Remembers what it has, before steps that may fail.
    fn remember(&mut self);

    /// Goes back to what it remembers.
    fn recall(&mut self);
}

/// A rider of whatever kind.
pub type AnyRider = dyn Riding;

/// What sees the blocks of one piece.
pub trait Seat<T>: Send {
    /// Sees a block of the piece after a step: its variables, and swept parameters behind them. A path on which a variable
    /// is not finite is lost, or will be when the leg ends.
    fn see(&mut self, block: usize, rows: &[[T; LANES]], step: u64);
}

/// What sees the blocks of one piece, by all riders.
pub type Seats<'a, T> = Vec<Box<dyn Seat<T> + 'a>>;

/// A precision in which ensembles are kept.
pub trait Precision: Real {
    /// The seats of a rider.
    fn seats(rider: &mut AnyRider) -> Seats<'_, Self>;
}

impl Precision for f32 {
    fn seats(rider: &mut AnyRider) -> Seats<'_, f32> {
        rider.singles()
    }
}

impl Precision for f64 {
    fn seats(rider: &mut AnyRider) -> Seats<'_, f64> {
        rider.doubles()
    }
}

/// For each piece, the seats of all riders in it.
pub fn by_piece<'a, T: Precision>(riders: &'a mut [&mut AnyRider]) -> Vec<Seats<'a, T>> {
    let mut all: Vec<Seats<'a, T>> = vec![];
    for rider in riders {
        for (piece, seat) in T::seats(*rider).into_iter().enumerate() {
            all.resize_with(all.len().max(piece + 1), Vec::new);
            all[piece].push(seat);
        }
    }
    all
}
