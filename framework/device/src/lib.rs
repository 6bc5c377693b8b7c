//! CUDA where there is one.
//!
//! A machine is asked at run time what it has ([`probe`]), and everything that may be missing or may go wrong is a value
//! with words ([`error`]): nothing here needs CUDA to be built or to be tested. A [`choice`] of a person becomes a
//! [`device`], and on one of [`cuda`] run [`kernels`], which are compiled there and then. A lattice is a [`board`] there,
//! and a rule that has kernels of its own is one of [`rule`]. What kernels take of a device is [`usage`].

pub mod board;
pub mod choice;
pub mod cuda;
pub mod device;
pub mod error;
pub mod host_driver;
pub mod kernels;
pub mod probe;
pub mod rule;
pub mod usage;
