//! A rule for each mistake, and the words that find it.

use super::*;
use crate::form::{Form, Generations, LargerThanLife, Neighbourhood, OuterTotalistic};
use crate::noise::{Noise, below};
use crate::role::Complaint;
use crate::rule::{Info, Rules};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

type Step = fn(&[u8], &mut [u8], &Slab);

/// A rule of five states that sees two cells far, and does what it is told.
#[derive(Debug)]
struct Told(Step, Option<Form>, Info);

impl Rule for Told {
    fn info(&self) -> Info {
        self.2.clone()
    }

    fn form(&self) -> Option<Form> {
        self.1.clone()
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        (self.0)(src, dst, slab);
        Ok(())
    }
}

fn five(step: Step) -> Told {
    Told(step, None, Info { states: 5, halo: 2, ..Info::default() })
}

fn each(dst: &mut [u8], slab: &Slab, mut cell: impl FnMut(usize, usize) -> u8) {
    for y in 0..slab.height {
        for (x, new) in slab.target(dst, y).iter_mut().enumerate() {
            *new = cell(x, y);
        }
    }
}

fn two_left(src: &[u8], dst: &mut [u8], slab: &Slab) {
    each(dst, slab, |x, y| slab.source(src, y as isize)[slab.halo + x - 2]);
}

#[test]
fn a_right_rule_is_pure_and_runs() {
    let rule = five(two_left);
    assert_eq!(pure(&rule), Ok(()));
    let mut board = Board::torus(["0120", "3004"]);
    board.step(&rule, 0).unwrap();
    assert_eq!(board.rows(), ["2001", "0430"]);
    let mut board = Board::dead(["0120", "3004"]);
    board.step(&rule, 0).unwrap();
    assert_eq!(board.rows(), ["0001", "0030"]);
}

#[test]
fn each_mistake_is_found() {
    static CALLS: AtomicU8 = AtomicU8::new(0);
    let mistakes: [(Step, &str); 9] = [
        (|_, _, _| {}, "is not written"),
        (|_, dst, slab| each(dst, slab, |_, _| 5), "becomes 5, and the states are 0 to 4"),
        (|_, dst, _| dst.fill(1), "beyond the slab"),
        (|_, dst, slab| each(dst, slab, |_, _| CALLS.fetch_add(1, Relaxed) % 3), "from the same slab"),
        (|_, dst, slab| each(dst, slab, |x, _| (x % 5) as u8), "a slab and its parts"),
        (|_, dst, slab| each(dst, slab, |_, y| (y % 5) as u8), "a slab and its parts"),
        (|src, dst, slab| each(dst, slab, |x, y| slab.source(src, y as isize)[2 + x]), "a wider halo"),
        (|_, dst, slab| each(dst, slab, |_, _| (slab.key % 2) as u8), "key, step or place"),
        (|_, dst, slab| each(dst, slab, |x, y| (slab.cell(x, y) % 5) as u8), "key, step or place"),
    ];
    for (step, words) in mistakes {
        let error = pure(&five(step)).unwrap_err();
        assert!(error.contains(words), "{error}, not {words}");
    }
}

#[test]
fn noise_by_cell_is_pure() {
    let step: Step = |_, dst, slab| {
        each(dst, slab, |x, y| u8::from(below(Noise::of(slab).word(slab.cell(x, y), 0), 0.5)));
    };
    let rule = Told(step, None, Info { stochastic: true, ..Info::default() });
    assert_eq!(pure(&rule), Ok(()));
    let rows = |keys: [u64; 2]| {
        let mut board = Board::torus(["................"]);
        keys.map(|key| board.step(&rule, key).map(|()| board.rows()).unwrap())
    };
    let [first, second] = rows([1, 1]);
    assert_ne!(first, second, "the step counts");
    assert_eq!(rows([1, 1]), [first.clone(), second]);
    assert_ne!(rows([2, 2])[0], first);
}

#[test]
fn a_description_is_held_against_the_procedure() {
    let life = Form::OuterTotalistic(OuterTotalistic { born: 8, survive: 12 });
    let step: Step = |src, dst, slab| {
        each(dst, slab, |x, y| {
            let nine = neighbourhood(src, slab, x, y);
            u8::from([3, 4].contains(&nine.count_ones()) && (nine.count_ones() == 3 || nine >> 4 & 1 == 1))
        });
    };
    assert_eq!(agree(&Told(step, Some(life.clone()), Info::default())), Ok(()));
    let high = Form::OuterTotalistic(OuterTotalistic { born: 8 | 64, survive: 12 });
    let error = agree(&Told(step, Some(high), Info::default())).unwrap_err();
    assert!(error.contains("its form `OuterTotalistic` makes 1, and its step 0"), "{error}");
    assert_eq!(error.matches('#').count(), 6, "the neighbourhood is drawn: {error}");
    let error = agree(&Told(step, Some(life), Info { states: 3, ..Info::default() })).unwrap_err();
    assert_eq!(error, "it has 3 states, but its form `OuterTotalistic` speaks of 2");
}

#[test]
fn descriptions_of_more_states_and_farther_looks_are_held_too() {
    let brain = Generations { born: 1 << 2, survive: 0, states: 3 };
    let step: Step = |src, dst, slab| {
        each(dst, slab, |x, y| {
            let (nine, state) = (neighbourhood(src, slab, x, y), slab.source(src, y as isize)[slab.halo + x]);
            [u8::from(nine.count_ones() == 2), 2, 0][usize::from(state)]
        });
    };
    let told = |form, info| agree(&Told(step, Some(form), info));
    let three = Info { states: 3, ..Info::default() };
    assert_eq!(told(Form::Generations(brain), three.clone()), Ok(()));
    let error = told(Form::Generations(Generations { born: 1 << 3, ..brain }), three.clone()).unwrap_err();
    assert!(error.contains("its form `Generations` makes"), "{error}");
    let born = vec![(2, 2)];
    let far = LargerThanLife {
        radius: 1,
        states: 3,
        middle: true,
        born,
        survive: vec![],
        neighbourhood: Neighbourhood::Moore,
    };
    assert_eq!(told(Form::LargerThanLife(far.clone()), three.clone()), Ok(()));
    let error = told(Form::LargerThanLife(LargerThanLife { radius: 2, ..far }), three).unwrap_err();
    assert_eq!(error, "it looks 1 cells far, but its form `LargerThanLife` 2");
}

crate::params! {
    /// Refuses odd numbers.
    struct Even {
        /// a number
        n: u8, in 0..10
    }
}

impl Make<Rules> for Even {
    const EXAMPLES: &'static [&'static str] = &["Even(2)"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        if self.n % 2 == 1 {
            return Err(Complaint::at("n", "n must be even"));
        }
        Ok(Arc::new(five(two_left)))
    }
}

#[test]
fn errors_are_those_of_a_scene() {
    assert!(make::<Rules, Even>("Even(n: 4)").is_ok());
    let error = |text| make::<Rules, Even>(text).unwrap_err();
    assert_eq!(error("Even(3)"), "rule:1:6: n must be even");
    assert!(error("Even(n: 12)").contains("below 10"), "{}", error("Even(n: 12)"));
    assert!(error("Evn(n: 2)").contains("Even"), "{}", error("Evn(n: 2)"));
    assert!(error("Even(").starts_with("rule:1:"));
}
