//! Rows of bits, and what becomes of them when they are turned around.

/// 64 bits from a place on; what lies behind the words is 0.
fn window(words: &[u64], at: usize) -> u64 {
    let word = |n: usize| words.get(n).copied().unwrap_or(0);
    match at % 64 {
        0 => word(at / 64),
        bit => word(at / 64) >> bit | word(at / 64 + 1) << (64 - bit),
    }
}

/// Adds bits `from` to `from + length` to words that are 0 there, from `at` on.
fn append(words: &[u64], from: usize, length: usize, onto: &mut [u64], at: usize) {
    let mut done = 0;
    while done < length {
        let (place, bit) = ((at + done) / 64, (at + done) % 64);
        let now = (length - done).min(64 - bit);
        onto[place] |= (window(words, from + done) & u64::MAX >> (64 - now)) << bit;
        done += now;
    }
}

/// The same bits, of which there are `length`, turned around so that the one at `by` comes first; `onto` has room for as
/// many.
pub(crate) fn turn(words: &[u64], length: usize, by: usize, onto: &mut [u64]) {
    onto.fill(0);
    append(words, by, length - by, onto, 0);
    append(words, 0, by, onto, length - by);
}

/// Where a word that has neither beginning nor end is to begin so that it is least; the first such place, if there are
/// several. It takes about two looks at each letter.
///
/// J.-P. Duval, "Factorizing words over an ordered alphabet", Journal of Algorithms 4, 363-381 (1983).
pub(crate) fn least_turn(word: &[bool]) -> usize {
    let (n, mut a, mut b, mut same) = (word.len(), 0, 1, 0);
    while a < n && b < n && same < n {
        let (of_a, of_b) = (word[(a + same) % n], word[(b + same) % n]);
        match of_a.cmp(&of_b) {
            std::cmp::Ordering::Equal => {
                same += 1;
                continue;
            }
            std::cmp::Ordering::Greater => a += same + 1,
            std::cmp::Ordering::Less => b += same + 1,
        }
        b += usize::from(a == b);
        same = 0;
    }
    a.min(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bit(words: &[u64], n: usize) -> bool {
        words[n / 64] >> (n % 64) & 1 == 1
    }

    proptest! {
        #[test]
        fn bits_are_turned_one_by_one(words in prop::collection::vec(any::<u64>(), 1..5), cut in 0usize..64, by: usize) {
            let length = 64 * words.len() - cut;
            let (by, mut turned) = (by % length, vec![u64::MAX; words.len()]);
            turn(&words, length, by, &mut turned);
            for n in 0..64 * words.len() {
                prop_assert_eq!(bit(&turned, n), n < length && bit(&words, (n + by) % length));
            }
        }

        #[test]
        fn no_turn_of_a_word_is_less_and_no_earlier_one_the_same(word in prop::collection::vec(any::<bool>(), 1..12)) {
            let turned = |by: usize| [&word[by..], &word[..by]].concat();
            let all = (0..word.len()).map(turned);
            prop_assert_eq!(Some(least_turn(&word)), all.enumerate().min_by(|a, b| a.1.cmp(&b.1)).map(|(by, _)| by));
        }
    }
}
