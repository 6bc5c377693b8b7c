//! Rules are found again from their tables and from what they did, with noise and without.

use super::rates::{Rates, Source};
use super::reading::{Decision, Reading};
use super::tally::{Count, Tally};
use crate::bits::Bits;
use crate::bits::stepper::BitStepper;
use crate::bits::table::LookUp;
use crate::lattice::Lattice;
use crate::notation::{canonical, parse, table};
use crate::reference;
use crate::stepper::Stepper;
use crate::topology::Topology;
use proptest::prelude::*;
use quincunx_core::neighbourhood::Alphabet;
use quincunx_sdk::form::{Form, LargerThanLife, MooreTable, Neighbourhood};
use quincunx_sdk::lanes::isa::Isa;
use rayon::ThreadPool;

/// Rules of each alphabet.
const RULES: usize = 300;
/// A side of a soup of a million cells.
const SIDE: usize = 1024;

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ n >> 31
    }

    /// A number of 256ths up to 16 %.
    fn rate(&mut self) -> u8 {
        (self.roll() % 42) as u8
    }

    /// 64 bits, each set in so many of 256 cases.
    fn bits(&mut self, rate: u8) -> u64 {
        let digit =
            |bits: u64, digit: u8, roll: u64| if rate >> digit & 1 == 1 { bits | roll } else { bits & roll };
        (0..8).fold(0, |bits, n| digit(bits, n, self.roll()))
    }

    fn rule(&mut self, alphabet: Alphabet) -> MooreTable {
        let classes = alphabet.classes();
        let alive: Vec<_> = classes.iter().filter(|_| self.roll() % 2 == 1).collect();
        table::from_numbers(|n| alive.iter().any(|class| class.members.contains(&n)))
    }

    fn soup(&mut self, side: usize, rate: u8) -> Bits {
        let mut soup = Bits::new(side, side, Topology::TORUS, 2);
        soup.words.fill_with(|| self.bits(rate));
        soup
    }
}

fn pool() -> ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap()
}

/// What a rule makes of a soup, of which some cells are then flipped.
fn made(rule: &MooreTable, soup: &Bits, rate: u8, dice: &mut Dice, pool: &ThreadPool) -> Bits {
    let (mut next, isa) = (soup.clone(), Isa::chosen().unwrap());
    BitStepper::new(LookUp::new(rule, isa), isa).advance(&mut next, 0, 1, pool).unwrap();
    if rate > 0 {
        next.words.iter_mut().for_each(|word| *word ^= dice.bits(rate));
    }
    next
}

/// One step of a soup of density ½.
fn tally(rule: &MooreTable, side: usize, rate: u8, dice: &mut Dice, pool: &ThreadPool) -> Tally {
    let soup = dice.soup(side, 128);
    let next = made(rule, &soup, rate, dice, pool);
    let mut tally = Tally::default();
    tally.add(&soup, &next, u64::MAX, Isa::chosen().unwrap(), pool);
    tally
}

fn auto(tally: &Tally) -> Reading {
    Reading::of(tally, &Alphabet::ALL, Rates::estimated(tally))
}

/// The whole rule, in the notation of its alphabet.
#[track_caller]
fn assert_found(reading: &Reading, alphabet: Alphabet, rule: &MooreTable) {
    let text = reading.rule();
    assert!(!reading.refuted && reading.alphabet == alphabet && reading.table() == *rule, "{text}");
    assert_eq!(canonical(&parse(&text).unwrap()), table::notation(rule));
}

#[test]
fn rules_are_read_from_their_tables() {
    let mut dice = Dice(1);
    for alphabet in Alphabet::ALL {
        for _ in 0..RULES {
            let rule = dice.rule(alphabet);
            let asked = Tally::asked(&Form::MooreTable(rule.clone())).unwrap();
            assert_found(&Reading::of(&asked, &Alphabet::ALL, Rates::CLEAN), alphabet, &rule);
        }
    }
}

#[test]
fn rules_are_read_from_a_step_of_a_clean_soup() {
    let (mut dice, pool) = (Dice(2), pool());
    for alphabet in Alphabet::ALL {
        for _ in 0..RULES {
            let rule = dice.rule(alphabet);
            let reading = auto(&tally(&rule, 128, 0, &mut dice, &pool));
            assert_eq!(reading.rates.source, Source::Unanimous);
            assert_found(&reading, alphabet, &rule);
        }
    }
}

#[test]
fn rules_are_read_from_a_step_of_which_up_to_16_percent_are_flipped() {
    let (mut dice, pool) = (Dice(3), pool());
    for alphabet in Alphabet::ALL {
        for n in 0..RULES {
            let (rule, rate) = (dice.rule(alphabet), if n % 3 == 0 { 41 } else { 1 + dice.rate() % 41 });
            let reading = auto(&tally(&rule, SIDE, rate, &mut dice, &pool));
            assert_found(&reading, alphabet, &rule);
            let (found, rate) = (reading.rates.born, f64::from(rate) / 256.0);
            assert!(found.low < rate && rate < found.high && found.high < rate + 0.02, "{rate}: {found:?}");
        }
    }
}

/// Half of the dead ones are on, as rounding to even has it.
#[test]
fn lopsided_noise_is_allowed_for_if_it_is_known() {
    let (mut dice, pool) = (Dice(4), pool());
    for alphabet in Alphabet::ALL {
        let rule = dice.rule(alphabet);
        let soup = dice.soup(SIDE, 128);
        let mut next = made(&rule, &soup, 0, &mut dice, &pool);
        next.words.iter_mut().for_each(|word| *word ^= (dice.bits(128) & !*word) | (dice.bits(41) & *word));
        let mut tally = Tally::default();
        tally.add(&soup, &next, u64::MAX, Isa::PORTABLE, &pool);
        let known = Rates::known(0.5, 41.0 / 256.0);
        assert_found(&Reading::of(&tally, &Alphabet::ALL, known), alphabet, &rule);
        assert!(auto(&tally).refuted);
    }
}

/// Whatever is decided is right, and what was not seen is not decided.
#[test]
fn what_is_missing_is_undecided_and_never_guessed() {
    let (mut dice, pool, mut decided, mut undecided) = (Dice(5), pool(), 0, 0);
    for alphabet in Alphabet::ALL {
        for n in 0..RULES {
            let (rule, rate) = (dice.rule(alphabet), if n % 2 == 0 { 0 } else { dice.rate() });
            let (side, density) = (4 + (dice.roll() % 120) as usize, 1 + (dice.roll() % 128) as u8);
            let soup = dice.soup(side, density);
            let next = made(&rule, &soup, rate, &mut dice, &pool);
            let mut tally = Tally::default();
            tally.add(&soup, &next, dice.roll() % (side * side) as u64, Isa::PORTABLE, &pool);
            let rates = if n % 4 == 0 { Rates::CLEAN } else { Rates::estimated(&tally) };
            let reading = Reading::of(&tally, &[alphabet], rates);
            assert!(!reading.refuted, "{}", reading.rule());
            for found in &reading.found {
                let alive = rule.next(found.class.members[0]);
                match found.decision {
                    Decision::Undecided => undecided += 1,
                    decision => {
                        assert!(
                            found.count.seen > 0
                                && decision == [Decision::Dead, Decision::Alive][usize::from(alive)]
                        );
                        decided += 1;
                    }
                }
                // One sighting decides what is clean.
                let clean = rates.source != Source::Estimated;
                assert_eq!(clean && found.count.seen > 0, clean && found.decision != Decision::Undecided);
            }
            let missing = reading.classes(Decision::Undecided).next().is_some();
            let said = reading.rule();
            assert!(!missing || said.contains("undecided: ") || said == "nothing is decided", "{said}");
        }
    }
    assert!(decided > 10_000 && undecided > 10_000, "{decided} {undecided}");
}

#[test]
fn data_of_two_rules_are_those_of_none() {
    let (mut dice, pool) = (Dice(6), pool());
    for alphabet in Alphabet::ALL {
        for n in 0..20 {
            let (rule, rate) = (dice.rule(alphabet), if n % 2 == 0 { 0 } else { dice.rate() });
            // They differ in one class, or in any.
            let changed = &alphabet.classes()[(dice.roll() % 18) as usize].members;
            let other = match n % 4 < 2 {
                true => table::from_numbers(|n| rule.next(n) != changed.contains(&n)),
                false => dice.rule(alphabet),
            };
            let [of_one, of_other] = [&rule, &other].map(|rule| tally(rule, SIDE, rate, &mut dice, &pool));
            assert_found(&auto(&of_one), alphabet, &rule);
            let mut both = of_one;
            both.merge(&of_other);
            let reading = auto(&both);
            assert!(reading.refuted && reading.alphabet == Alphabet::Map, "{}", reading.rule());
            for found in reading.classes(Decision::Mixed) {
                let n = found.class.members[0];
                assert!(rule.next(n) != other.next(n), "{}", reading.rule());
            }
            assert!(reading.rule().starts_with("no rule of nine cells: "), "{}", reading.rule());
        }
    }
}

#[test]
fn what_nine_cells_do_not_decide_has_no_rule_of_nine_cells() {
    let (mut dice, pool) = (Dice(7), pool());
    let larger = LargerThanLife {
        radius: 2,
        states: 2,
        middle: false,
        born: vec![(7, 8)],
        survive: vec![(6, 10)],
        neighbourhood: Neighbourhood::Moore,
    };
    assert!(Tally::asked(&Form::LargerThanLife(larger.clone())).is_none());
    let soup = dice.soup(256, 128);
    let next = Bits::of(&reference::larger(&soup.lattice(), &larger));
    let mut tally = Tally::default();
    tally.add(&soup, &next, u64::MAX, Isa::PORTABLE, &pool);
    assert!(auto(&tally).refuted);
    // And lots decide nothing at all.
    let (soup, lots) = (dice.soup(SIDE, 128), dice.soup(SIDE, 128));
    let mut tally = Tally::default();
    tally.add(&soup, &lots, u64::MAX, Isa::PORTABLE, &pool);
    let rule = auto(&tally).rule();
    assert!(rule.ends_with(" % of the targets contradict the others of their neighbourhood"), "{rule}");
}

#[test]
fn a_rate_that_is_not_the_one_that_is_told_is_seen() {
    let (mut dice, pool) = (Dice(8), pool());
    let rule = dice.rule(Alphabet::Totalistic);
    let tally = tally(&rule, SIDE, 41, &mut dice, &pool);
    let told = |p: f64| Reading::of(&tally, &Alphabet::ALL, Rates::known(p, p));
    assert_found(&told(41.0 / 256.0), Alphabet::Totalistic, &rule);
    assert!(told(0.0).refuted && told(0.1).refuted);
    let rule = told(0.25).rule();
    let expected = "no rule of nine cells: 16.0 % of the targets contradict the others of their neighbourhood, \
                    and 25.0 % should";
    assert_eq!(rule, expected);
}

#[test]
fn rules_are_written_as_far_as_they_are_known() {
    let life = table::from_numbers(|n| matches!((n >> 4 & 1, (n & !16).count_ones()), (_, 3) | (1, 2)));
    let mut tally = Tally::asked(&Form::MooreTable(life)).unwrap();
    let mut clean = |without: fn(u16) -> bool| {
        (0..512).filter(|n| without(*n)).for_each(|n| tally.put(n, Count::default()));
        Reading::of(&tally, &Alphabet::ALL, Rates::CLEAN).rule()
    };
    assert_eq!(clean(|_| false), "B3/S23");
    assert_eq!(clean(|n| n == 0b101), "B3/S23 (1 of 512 neighbourhoods were not seen)");
    assert_eq!(clean(|n| n == 495), "B3/S23 (undecided: B8; 2 of 512 neighbourhoods were not seen)");
    assert_eq!(clean(|_| true), "nothing is decided");
}

proptest! {
    #[test]
    fn transitions_are_counted_as_when_each_is_looked_up(
        (width, height) in prop_oneof![(1usize..6, 1usize..6), (1usize..200, 1usize..12)],
        (kind, shift) in (0usize..8, -200i32..200),
        (seed, most, again) in (any::<u64>(), 0usize..2400, 0usize..2400),
    ) {
        let height = if kind == 7 { width.min(60) } else { height };
        let width = if kind == 7 { height } else { width };
        let topology = Topology::any(kind, shift);
        let mut dice = Dice(seed);
        let mut lattice = || {
            let mut lattice = Lattice::new(width, height, topology);
            lattice.cells_mut().fill_with(|| (dice.roll() >> 63) as u8);
            lattice
        };
        let (before, after, pool) = (lattice(), lattice(), pool());
        for isa in Isa::all() {
            let mut tally = Tally::default();
            let mut slow = [(0, 0); 512];
            for most in [most, again] {
                tally.add(&Bits::of(&before), &Bits::of(&after), most as u64, isa, &pool);
                for (sum, (seen, alive)) in slow.iter_mut().zip(reference::transitions(&before, &after, most)) {
                    *sum = (sum.0 + seen, sum.1 + alive);
                }
            }
            let found = tally.counts().map(|count| (count.seen, count.alive));
            prop_assert_eq!(found, slow, "{:?}", topology);
            let mut bytes = vec![];
            tally.write(&mut bytes).unwrap();
            prop_assert_eq!(Tally::read(&mut &bytes[..]).unwrap(), tally);
        }
    }

    /// An upper limit is never below what was seen, and a single sighting of each kind tells nothing.
    #[test]
    fn a_rate_is_estimated_from_what_contradicts_itself(counts in prop::collection::vec((0u64..2000, 0.0..1.0), 512)) {
        let mut tally = Tally::default();
        for (n, (seen, share)) in (0u16..).zip(&counts) {
            tally.put(n, Count { seen: *seen, alive: (*seen as f64 * share) as u64 });
        }
        let rates = Rates::estimated(&tally);
        let fewer = tally.counts().iter().map(|count| count.fewer()).sum::<u64>() as f64;
        let share = fewer / tally.seen() as f64;
        prop_assert!(rates.born.low <= share && share <= rates.born.high && rates.born.high <= 0.5);
        (0..512).for_each(|n| tally.put(n, Count { seen: 1, alive: u64::from(n % 2) }));
        let once = Rates::estimated(&tally).born;
        prop_assert!(once.low == 0.0 && once.high == 0.5);
    }
}
