//! Rows that end anywhere in a word or a block, by each way to move bits and each instruction set. Few and small, so that
//! it can be run with every access to memory watched.

#![allow(clippy::unwrap_used, clippy::panic)] // a test fails by panicking

use quincunx_grid::lattice::Lattice;
use quincunx_grid::method::Method;
use quincunx_grid::topology::Topology;
use quincunx_grid::{bits::counts::Neighbourhood, notation, reference};
use quincunx_sdk::form::Form;
use quincunx_sdk::lanes::isa::Isa;

/// Counts of neighbours, a table of 512 neighbourhoods, and cells that die state by state.
const RULES: [&str; 3] = ["B36/S23", "B2-a/S12", "345/2/5"];
/// Around a word of 64 cells, a block of eight, and one of sixteen.
const WIDTHS: [usize; 9] = [1, 2, 63, 64, 65, 130, 511, 513, 1026];
const HEIGHTS: [usize; 3] = [1, 5, 19];
const GENERATIONS: u64 = 6;

fn method(rule: &str) -> Method {
    match notation::parse(rule).unwrap() {
        Form::OuterTotalistic(masks) => Method::Counts(Neighbourhood::Moore, masks),
        Form::MooreTable(table) => Method::Table(table),
        Form::Generations(rule) => Method::Generations(rule),
        other => panic!("{other:?} has no bits"),
    }
}

fn next(lattice: &Lattice, method: &Method) -> Lattice {
    match method {
        Method::Counts(_, masks) => reference::step(lattice, *masks),
        Method::Table(table) => reference::look_up(lattice, table),
        Method::Generations(rule) => reference::generations(lattice, *rule),
        other => panic!("{other:?} has no bits"),
    }
}

/// Two cells of five live, of two states or more.
fn soup(width: usize, height: usize, topology: Topology, states: usize) -> Lattice {
    let mut lattice = Lattice::new(width, height, topology).with_states(states);
    for (n, cell) in (1u64..).zip(lattice.cells_mut()) {
        let random = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        *cell = u8::from(random % 5 < 2) * (1 + random / 5 % (states as u64 - 1)) as u8;
    }
    lattice
}

#[test]
fn rows_of_any_length_are_moved_as_by_the_reference() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    for (method, width) in RULES.iter().flat_map(|rule| WIDTHS.map(|width| (method(rule), width))) {
        for (height, topology) in HEIGHTS
            .iter()
            .flat_map(|height| [Topology::TORUS, Topology::Dead].map(|topology| (*height, topology)))
        {
            let states = method.store((1, 1), topology, Isa::PORTABLE, 0).states();
            let start = soup(width, height, topology, states);
            let expected = (0..GENERATIONS).fold(start.clone(), |lattice, _| next(&lattice, &method));
            for isa in Isa::all() {
                let mut store = method.store((width, height), topology, isa, 0);
                store.put(&start);
                store.advance(0, GENERATIONS, &pool).unwrap();
                assert!(
                    *store.lattice() == expected,
                    "{} {width} × {height} {topology:?} {method:?}",
                    isa.name()
                );
                assert_eq!(store.alive(isa), expected.alive(isa));
            }
        }
    }
}
