//! What long tables look like on the page: fans, densities, groups of lines and bars, and the numbers beside them.
#![allow(clippy::unwrap_used, clippy::panic)] // what fails here is the test

mod bars;
mod columns;
mod curves;
mod densities;
mod estimates;
mod everything;
mod fans;
mod last;
mod page;
mod paths;
mod survival;
mod swept;
