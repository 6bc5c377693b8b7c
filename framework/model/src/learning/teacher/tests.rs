//! Teachers against what they teach from.

use super::*;
use quincunx_core::npy::Header;
use quincunx_core::perturb::Flips;
use quincunx_core::streams::Streams;
use quincunx_sdk::form::{Form, LargerThanLife, Neighbourhood, OuterTotalistic};
use quincunx_sdk::rule::Info;
use quincunx_sdk::slab::Slab;
use rand_core::Rng;

const LIFE: Form = Form::OuterTotalistic(OuterTotalistic { born: 8, survive: 12 });

/// Nine cells do not decide.
fn larger() -> Form {
    Form::LargerThanLife(LargerThanLife {
        radius: 2,
        states: 2,
        middle: true,
        born: vec![(7, 8)],
        survive: vec![(6, 11)],
        neighbourhood: Neighbourhood::Moore,
    })
}

/// A rule that says what it is, or only does it.
#[derive(Debug)]
struct Plain {
    form: Form,
    described: bool,
}

impl Rule for Plain {
    fn info(&self) -> Info {
        Info { halo: self.form.halo().unwrap(), ..Info::default() }
    }

    fn form(&self) -> Option<Form> {
        self.described.then(|| self.form.clone())
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let at = |dx: isize, dy: isize| slab.source(src, dy)[slab.halo.checked_add_signed(dx).unwrap()];
        dst[0] = self.form.becomes(at).unwrap();
        Ok(())
    }
}

fn teacher(source: Source, field: usize) -> Teacher {
    Teacher { source, field, disturbance: None, key: 7, isa: Isa::PORTABLE }
}

#[test]
fn a_rule_that_is_executed_answers_as_it_is_described() {
    for (form, field) in [(LIFE, 1), (LIFE, 3), (LIFE, 5), (larger(), 3), (larger(), 7)] {
        let few = form == LIFE && field <= 3;
        let [described, executed] = [true, false].map(|described| {
            let rule = Plain { form: form.clone(), described };
            let teacher = teacher(Source::rule(Arc::new(rule), 0.4), field);
            (teacher.pairs(3, 10..300).unwrap(), teacher.exam().unwrap())
        });
        assert_eq!(described, executed, "{field}");
        assert_eq!(described.0.patches.len(), 290 * field * field);
        assert!(described.0.next.contains(&0) && described.0.next.contains(&1));
        assert_eq!(described.1.next.len(), if few { 512 } else { EXAM });
    }
}

#[test]
fn pairs_are_told_by_their_numbers_and_not_by_their_batch() {
    let flips = Flips { born: 0.2, dies: 0.1 };
    let disturbance = Some((Disturbance::new(flips, 5, Isa::PORTABLE), Perturbs::Both));
    let source = Source::rule(Arc::new(Plain { form: LIFE, described: true }), 0.5);
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
