//! The values of some ranks, by their bits from the highest down.

/// Fewer keys than that are sorted.
const FEW: usize = 256;
/// Buckets of one pass.
const BUCKETS: usize = 2048;

/// The keys of some ranks, which are in ascending order and below the number of keys.
///
/// Each pass looks at as many bits as differ, and narrows to the buckets that the ranks lie in; since a bucket spans a
/// 1024th of its keys at most, a 64-bit key takes seven passes at worst.
pub(super) fn select(keys: &mut [u64], ranks: &[usize]) -> Vec<u64> {
    if ranks.is_empty() || keys.len() <= FEW {
        keys.sort_unstable();
        return ranks.iter().map(|rank| keys[*rank]).collect();
    }
    let (low, high) = keys.iter().fold((u64::MAX, 0), |(low, high), key| (low.min(*key), high.max(*key)));
    if low == high {
        return vec![low; ranks.len()];
    }
    let bits = u64::BITS - (high - low).leading_zeros();
    let shift = bits.saturating_sub(BUCKETS.ilog2());
    let bucket = |key: u64| ((key - low) >> shift) as usize;
    let mut counts = [0; BUCKETS];
    keys.iter().for_each(|key| counts[bucket(*key)] += 1);
    narrow(&counts, ranks, |wanted| keys.iter().copied().filter(|key| bucket(*key) == wanted).collect())
}

/// Goes into the buckets that hold a rank.
fn narrow(counts: &[usize], ranks: &[usize], gather: impl Fn(usize) -> Vec<u64>) -> Vec<u64> {
    let (mut found, mut before, mut ranks) = (vec![], 0, ranks);
    for (bucket, count) in counts.iter().enumerate() {
        let inside = ranks.partition_point(|rank| *rank < before + count);
        if inside > 0 {
            let (here, later) = ranks.split_at(inside);
            let here: Vec<_> = here.iter().map(|rank| rank - before).collect();
            found.extend(select(&mut gather(bucket), &here));
            ranks = later;
        }
        before += count;
    }
    found
}
