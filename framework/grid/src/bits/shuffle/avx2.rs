//! Sixteen bytes of a table at a time (AVX2).
//!
//! Of the 256 cells of a register every eighth is looked up at once, in the byte that it lies in, so that no cell has to be
//! brought into a byte of its own and no bit back. A table of 64 bytes is four of sixteen.

use super::{AROUND, ROWS};
use std::arch::x86_64::*;

/// Words of a register.
const WORDS: usize = 4;

/// As [`super::Shuffle::rows`].
#[target_feature(enable = "avx2")]
pub(super) fn rows(table: &[u8; 64], src: [&[u64]; AROUND], dst: [&mut [u64]; ROWS]) {
    let table = quarters(table);
    for at in (0..dst[0].len()).step_by(WORDS) {
        // In bit s of `left` lies the cell before cell s of a byte, and in that of `right` the one after it.
        let (mut left, mut right) = ([_mm256_setzero_si256(); AROUND], [_mm256_setzero_si256(); AROUND]);
        for r in 0..AROUND {
            let around = &src[r][at..at + WORDS + 2];
            let (before, here, after) = (load(&around[..WORDS]), load(&around[1..]), load(&around[2..]));
            left[r] = _mm256_or_si256(_mm256_slli_epi64::<1>(here), _mm256_srli_epi64::<63>(before));
            right[r] = _mm256_or_si256(_mm256_srli_epi64::<1>(here), _mm256_slli_epi64::<63>(after));
        }
        let mut done = [_mm256_setzero_si256(); ROWS];
        eighth::<0>(&table, &left, &mut done);
        eighth::<1>(&table, &left, &mut done);
        eighth::<2>(&table, &left, &mut done);
        eighth::<3>(&table, &left, &mut done);
        eighth::<4>(&table, &left, &mut done);
        eighth::<5>(&table, &left, &mut done);
        eighth::<4>(&table, &right, &mut done);
        eighth::<5>(&table, &right, &mut done);
        for r in 0..ROWS {
            store(done[r], &mut dst[r][at..at + WORDS]);
        }
    }
}

/// One cell of each byte, of which the cells beside and itself are bits S to S + 2; what becomes of it goes in on top.
#[inline]
#[target_feature(enable = "avx2")]
fn eighth<const S: i32>(table: &[__m256i; 4], rows: &[__m256i; AROUND], done: &mut [__m256i; ROWS]) {
    let three = |row| _mm256_and_si256(_mm256_srli_epi64::<S>(row), _mm256_set1_epi8(7));
    let bits = _mm256_set1_epi64x(0x8040_2010_0804_0201u64 as i64);
    let (mut up, mut middle) = (three(rows[0]), three(rows[1]));
    for r in 0..ROWS {
        let down = three(rows[r + 2]);
        let byte = look_up(table, _mm256_or_si256(middle, _mm256_slli_epi64::<3>(down)));
        let bit = _mm256_shuffle_epi8(bits, up);
        let becomes = _mm256_cmpeq_epi8(_mm256_and_si256(byte, bit), bit);
        // The mean with 255 or 0 moves bits down and puts one on top; it rounds nothing up, for the lowest bit is 0 yet.
        done[r] = _mm256_avg_epu8(done[r], becomes);
        (up, middle) = (middle, down);
    }
}

/// Bytes of the table by their numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn look_up(table: &[__m256i; 4], number: __m256i) -> __m256i {
    let mut byte = _mm256_shuffle_epi8(table[0], number);
    for (quarter, first) in table[1..].iter().zip([16, 32, 48]) {
        // Of a number below zero a shuffle makes 0.
        let rest = _mm256_sub_epi8(number, _mm256_set1_epi8(first));
        byte = _mm256_xor_si256(byte, _mm256_shuffle_epi8(*quarter, rest));
    }
    byte
}

/// The first quarter of a table, and by what each of the others differs from the one before.
#[target_feature(enable = "avx2")]
fn quarters(table: &[u8; 64]) -> [__m256i; 4] {
    let mut quarters = [_mm256_setzero_si256(); 4];
    for (n, quarter) in quarters.iter_mut().enumerate() {
        let differs: [u8; 32] = std::array::from_fn(|i| {
            let at = 16 * n + i % 16;
            table[at] ^ if n > 0 { table[at - 16] } else { 0 }
        });
        // SAFETY: there are as many bytes as are read.
        *quarter = unsafe { _mm256_loadu_si256(differs.as_ptr().cast()) };
    }
    quarters
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &[u64]) -> __m256i {
    let words = &words[..WORDS];
    // SAFETY: there are as many words as are read.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(register: __m256i, words: &mut [u64]) {
    let words = &mut words[..WORDS];
    // SAFETY: there are as many words as are written.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), register) }
}
