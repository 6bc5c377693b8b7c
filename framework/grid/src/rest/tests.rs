use super::*;
use proptest::prelude::*;
use std::convert::Infallible;

/// A way that comes round: `tail` generations, and then `period` for ever, each round displaced by `by`.
#[derive(Clone, Copy, Debug)]
struct Way {
    tail: u64,
    period: u64,
    by: u32,
    /// How many different numbers of living cells there are.
    crowd: u64,
}

const SIDE: u32 = 997;

impl Way {
    fn at(&self, step: u64) -> (u64, Sight) {
        let rounds = step.saturating_sub(self.tail) / self.period;
        let pattern = step - rounds * self.period;
        let x = (rounds * u64::from(self.by) % u64::from(SIDE)) as u32;
        (pattern * 31 % self.crowd, Sight { hash: pattern.into(), corner: (x, 0) })
    }
}

fn rest(topology: Topology) -> Rest {
    Rest::new((SIDE as usize, SIDE as usize), topology)
}

/// What is found of it, and how many generations were looked at closely.
fn follow(way: Way, topology: Topology, most: u64) -> (Option<Found>, u64) {
    let (mut rest, mut closely) = (rest(topology), 0);
    while let Some(step) = rest.next().filter(|step| *step <= most) {
        let (alive, sight) = way.at(step);
        let look = || {
            closely += 1;
            Ok::<_, Infallible>(sight)
        };
        rest.see(alive, look).unwrap();
        if step % 97 == 0 {
            rest = taken_up(&rest, topology);
        }
    }
    (rest.found, closely)
}

fn taken_up(rest: &Rest, topology: Topology) -> Rest {
    let (mut bytes, mut again) = (vec![], self::rest(topology));
    rest.write(&mut bytes).unwrap();
    again.read(&mut &bytes[..]).unwrap();
    again
}

/// The same by trying all: the first generation looked at that is some rounds later than one that is remembered.
fn slowly(way: Way) -> (u64, u64) {
    let watched = |step: u64| {
        let stride = step / STRIDE;
        [0, 1].contains(&stride) || (1..50).any(|doublings| stride == 1 << doublings)
    };
    let same = |since: u64, step: u64| since >= way.tail && (step - since).is_multiple_of(way.period);
    for step in (0..).filter(|step| watched(*step) || step % STRIDE == 0) {
        let Some(since) = (0..step).step_by(STRIDE as usize).find(|since| same(*since, step)) else {
            continue;
        };
        return match (since..step).all(watched) {
            true => (since, step),
            false => (step, step + way.period),
        };
    }
    unreachable!("it comes round")
}

#[test]
fn what_repeats_from_the_beginning_is_found_in_its_first_round() {
    for period in [1, 7, 11, 119, 120, 121, 166, 320, 360] {
        let way = Way { tail: 0, period, by: 0, crowd: 1000 };
        let (found, _) = follow(way, Topology::Dead, 5000);
        assert_eq!(found, Some(Found { period, since: 0, moved: (0, 0) }));
    }
}

/// Beyond the first strides it may have come round several times when it is seen, and is then held against itself once more.
#[test]
fn what_comes_round_later_is_found_soon_after() {
    let end = |tail: u64, period: u64| {
        let found = follow(Way { tail, period, by: 0, crowd: 1000 }, Topology::Dead, 1 << 20).0.unwrap();
        assert_eq!(found.period, period);
        found.since + period
    };
    assert_eq!((end(50, 7), end(50, 11), end(50, 166), end(50, 320)), (127, 131, 286, 560 + 320));
    assert_eq!((end(721, 1), end(721, 7), end(721, 11), end(721, 60)), (961, 966 + 7, 961 + 11, 960 + 60));
    assert_eq!((end(2000, 166), end(2000, 320), end(2000, 4999)), (3848 + 166, 3000 + 320, 7759 + 4999));
}

#[test]
fn few_are_looked_at_closely() {
    let endless = Way { tail: u64::MAX, period: 1, by: 0, crowd: u64::MAX };
    let (found, closely) = follow(endless, Topology::TORUS, 120_000);
    assert_eq!((found, closely), (None, 1001));
    let looks = (0..1000).filter(|stride| is_watched(*stride)).count();
    assert_eq!(looks, 11);
}

#[test]
fn with_edges_what_is_displaced_is_not_the_same() {
    let way = Way { tail: 0, period: 4, by: 1, crowd: 9 };
    let moved = |topology: Topology| follow(way, topology, 20_000).0;
    assert_eq!(moved(Topology::TORUS), Some(Found { period: 4, since: 0, moved: (1, 0) }));
    // It is back after 997 rounds.
    assert_eq!(
        moved(Topology::CrossSurface).map(|found| (found.period, found.moved)),
        Some((4 * 997, (0, 0)))
    );
}

#[test]
fn what_is_no_memory_is_refused() {
    let mut bytes = vec![];
    rest(Topology::TORUS).write(&mut bytes).unwrap();
    for broken in [&bytes[..bytes.len() - 1], &[255; 64]] {
        assert!(rest(Topology::TORUS).read(&mut &*broken).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn any_period_is_found_and_not_a_multiple(
        tail in prop_oneof![0u64..1000, 0u64..20_000],
        period in prop_oneof![1u64..200, 1u64..2000, Just(320), Just(4096)],
        (crowd, by, torus) in (1u64..500, 0u32..SIDE, any::<bool>()),
    ) {
        let topology = if torus { Topology::TORUS } else { Topology::Dead };
        let way = Way { tail, period, by: if torus { by } else { 0 }, crowd };
        let found = follow(way, topology, 1 << 20).0.unwrap();
        prop_assert_eq!(found.period, period);
        prop_assert_eq!((found.since, found.since + period), slowly(way));
        prop_assert!(found.since + period <= 2 * (tail + period) + STRIDE + period);
        let rounds = if way.by > SIDE / 2 { i64::from(way.by) - i64::from(SIDE) } else { way.by.into() };
        prop_assert_eq!(found.moved, (rounds, 0));
    }
}
