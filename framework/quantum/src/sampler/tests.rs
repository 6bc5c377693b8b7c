use super::*;
use proptest::prelude::*;

fn pool(threads: usize) -> ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// A sampler with these bounds.
fn bounded(mut bounds: Vec<u64>, key: u64) -> Sampler {
    bounds.sort_unstable();
    let guide = (bounds.len() > FEW).then(|| Guide::new(&bounds));
    Sampler { noise: Noise { key, step: 0 }, bounds, guide }
}

/// Each atom by its whole number.
fn slowly(sampler: &Sampler, atoms: Range<u64>) -> Vec<u64> {
    let mut counts = vec![0; sampler.bounds.len() + 1];
    for atom in atoms {
        let number = sampler.number(atom);
        counts[sampler.bounds.iter().filter(|bound| **bound <= number).count()] += 1;
    }
    counts
}

/// Bounds anywhere, and numbers of atoms and their neighbours, where the upper halves tie.
fn bounds(key: u64) -> impl Strategy<Value = Vec<u64>> {
    let atoms = bounded(vec![], key);
    let tie = (0u64..3000, 0u64..3, 0u64..2).prop_map(move |(atom, n, far)| {
        (atoms.number(atom) & !(far * 0xffff_ffff)).saturating_add(n).saturating_sub(1)
    });
    let bound = prop_oneof![any::<u64>(), tie, Just(0), Just(u64::MAX), Just(1 << 63)];
    prop::collection::vec(bound, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn the_fast_ways_give_the_counts_of_the_slow_one(bounds in bounds(5), atoms in 1u64..3000) {
        let (sampler, pool) = (bounded(bounds, 5), pool(1));
        let expected = slowly(&sampler, 0..atoms);
        for isa in Isa::all() {
            prop_assert_eq!(&sampler.count(0..1, atoms, isa, &pool), &expected, "{}", isa.name());
        }
        let mut both = sampler.clone();
        both.guide = Some(Guide::new(&sampler.bounds));
        prop_assert_eq!(&both.count(0..1, atoms, Isa::PORTABLE, &pool), &expected);
    }
}

#[test]
fn blocks_and_threads_change_nothing() {
    let atoms = 20 * BLOCK + 12_345;
    for bounds in [vec![1 << 62, 3 << 62], (1..300).map(|n| n << 55).collect(), vec![]] {
        let sampler = bounded(bounds, 11);
        let isa = Isa::chosen().unwrap();
        let whole = sampler.count(0..21, atoms, isa, &pool(1));
        assert_eq!(whole.iter().sum::<u64>(), atoms);
        for threads in [1, 2, 3, 7] {
            let pool = pool(threads);
            let mut sum = vec![0; whole.len()];
            for blocks in [0..1, 1..14, 14..14, 14..21] {
                add(&mut sum, &sampler.count(blocks, atoms, isa, &pool));
            }
            assert_eq!(sum, whole);
        }
    }
}

/// The last blocks of as many atoms as there can be: counters and sums hold them.
#[test]
fn far_atoms_are_atoms_too() {
    for atoms in [1_000_000_000_000, (1 << 48) - 1, (1 << 34) + 5 * BLOCK] {
        let blocks = u64::div_ceil(atoms, BLOCK);
        let sampler = bounded(vec![1 << 61, 1 << 63], 3);
        let found = sampler.count(blocks - 2..blocks, atoms, Isa::chosen().unwrap(), &pool(2));
        assert_eq!(found, slowly(&sampler, (blocks - 2) * BLOCK..atoms));
    }
}

#[test]
fn there_is_nothing_beyond_the_last_atom() {
    let sampler = bounded(vec![1 << 63], 3);
    assert_eq!(sampler.count(7..9, 100, Isa::PORTABLE, &pool(1)), [0, 0]);
}
