//! A table in one register (AVX-512 VBMI).
//!
//! A byte a cell is made of three bits of a row by a multishift.

use super::{AROUND, ROWS};
use std::arch::x86_64::*;

/// As [`super::Shuffle::rows`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
pub(super) fn rows(table: &[u8; 64], src: [&[u64]; AROUND], mut dst: [&mut [u64]; ROWS]) {
    let words =
        dst.iter().map(|row| row.len()).chain(src.iter().map(|row| row.len().saturating_sub(2))).min();
    let table = vector(table);
    // Bit n of what three cells of value n select.
    let bits = vector(&std::array::from_fn(|n| 1 << (n % 8)));
    let three = _mm512_set1_epi8(7);
    for word in 0..words.unwrap_or(0) {
        let (mut up, mut middle) = (cells(src[0], word), cells(src[1], word));
        for (r, out) in dst.iter_mut().enumerate() {
            let down = cells(src[r + 2], word);
            // Bits of the middle where the mask has them, else of the row below; more than six bits do not count.
            let byte = _mm512_ternarylogic_epi64::<0xca>(three, middle, _mm512_slli_epi16::<3>(down));
            let becomes = _mm512_permutexvar_epi8(byte, table);
            out[word] = _mm512_test_epi8_mask(becomes, _mm512_permutexvar_epi8(up, bits));
            (up, middle) = (middle, down);
        }
    }
}

/// For each cell of a word a byte, whose lowest three bits are the cell to the left, the cell, and that to the right. The
/// row begins one word earlier and ends at least one later.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi")]
fn cells(row: &[u64], word: usize) -> __m512i {
    let around = &row[word..word + 3];
    // SAFETY: sixteen bytes from the seventh on are within three words. They begin with the byte before the word's first.
    let bytes = unsafe { _mm_loadu_si128(around.as_ptr().cast::<u8>().add(7).cast()) };
    // Part q gets the eight bytes from that on in which the cell before its first is, whose bit is the last.
    let parts = vector(&std::array::from_fn(|n| (n / 8 + n % 8) as u8));
    let starts = vector(&std::array::from_fn(|n| 7 + (n % 8) as u8));
    _mm512_multishift_epi64_epi8(starts, _mm512_permutexvar_epi8(parts, _mm512_castsi128_si512(bytes)))
}

/// Bytes in a register.
#[inline]
#[target_feature(enable = "avx512f")]
fn vector(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: there are as many bytes as are read.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}
