//! Teachers against what they teach from.

use super::*;
use crate::learning::batch::number;
use quincunx_core::npy::Header;
use quincunx_core::perturb::Flips;
use quincunx_core::streams::Streams;
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::slab::Slab;
use rand_core::Rng;

const LIFE: Form = Form::OuterTotalistic(OuterTotalistic { born: 8, survive: 12 });

/// Life, which says what it is or only does it.
#[derive(Debug)]
struct Life {
    described: bool,
}

impl Rule for Life {
    fn form(&self) -> Option<Form> {
        self.described.then_some(LIFE)
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let cells: Vec<u8> = src.chunks(slab.stride).take(3).flat_map(|row| row[..3].to_vec()).collect();
        dst[0] = LIFE.next(number(&cells) as u16).map_or(0, u8::from);
        Ok(())
    }
}

fn teacher(source: Source, field: usize) -> Teacher {
    Teacher { source, field, disturbance: None, key: 7, isa: Isa::PORTABLE }
}

#[test]
fn a_rule_that_is_executed_answers_as_it_is_described() {
    for field in [1, 3, 5] {
        let [described, executed] = [true, false].map(|described| {
            let teacher = teacher(Source::rule(Arc::new(Life { described }), 0.4), field);
            (teacher.pairs(3, 10..300).unwrap(), teacher.exam().unwrap())
        });
        assert_eq!(described, executed, "{field}");
        assert_eq!(described.0.patches.len(), 290 * field * field);
        assert_eq!(described.1.next.len(), if field == 5 { EXAM } else { 512 });
    }
}

#[test]
fn pairs_are_told_by_their_numbers_and_not_by_their_batch() {
    let flips = Flips { born: 0.2, dies: 0.1 };
    let disturbance = Some((Disturbance::new(flips, 5, Isa::PORTABLE), Perturbs::Both));
    let source = Source::rule(Arc::new(Life { described: true }), 0.5);
    let teacher = Teacher { disturbance, ..teacher(source, 3) };
    let [whole, first, second] = [0..50, 0..20, 20..50].map(|range| teacher.pairs(1, range).unwrap());
    assert_eq!(whole.patches, [first.patches, second.patches].concat());
    assert_eq!(whole.next, [first.next, second.next].concat());
}

/// Three sequences of three states, in which a patch of 5 × 5 cells tells where it comes from.
#[test]
fn what_is_drawn_of_a_recording_is_what_it_holds() {
    const WIDTH: usize = 23;
    const HEIGHT: usize = 30;
    const FIELD: usize = 5;
    let mut pcg = Streams::new(1).pcg("recording", "cells", 0);
    let cells: Vec<u8> = (0..9 * WIDTH * HEIGHT).map(|_| (pcg.next_u32() >> 31) as u8).collect();
    let header = Header::new("|u1", &[3, 3, HEIGHT as u64, WIDTH as u64]).to_bytes();
    let sequence = Sequence::parse([&header[..], &cells].concat().into()).unwrap();
    let source = Source::Recording(Arc::new(sequence));
    let cell = |t: usize, x: usize, y: usize| cells[(t * HEIGHT + y) * WIDTH + x];
    let patch = |t: usize, x: usize, y: usize| {
        (0..FIELD * FIELD).map(move |n| cell(t, x + n % FIELD, y + n / FIELD)).collect::<Vec<u8>>()
    };
    let teacher = teacher(source, FIELD);
    let mut all = vec![];
    for t in [0, 1, 3, 4, 6, 7] {
        for y in 0..=HEIGHT - FIELD {
            all.extend((0..=WIDTH - FIELD).map(|x| (patch(t, x, y), cell(t + 1, x + 2, y + 2), y % 8 == 7)));
        }
    }
    for (pairs, apart) in [(teacher.pairs(2, 0..400).unwrap(), false), (teacher.exam().unwrap(), true)] {
        for (patch, next) in pairs.patches.chunks(FIELD * FIELD).zip(&pairs.next).take(400) {
            assert!(all.iter().any(|known| (&known.0[..], &known.1, known.2) == (patch, next, apart)));
        }
    }
}
