//! Counts, in as few bits as their neighbourhood needs: more of them fit into a vector.

/// A type of counts.
pub(super) trait Number: Copy + Default + PartialOrd + Send + Sync {
    /// A count that it has room for.
    fn of(count: u32) -> Self;
    /// This and that much more, less so much.
    fn moved(self, more: u16, less: u16) -> Self;
    /// The sum; a difference may have wrapped.
    fn plus(self, other: Self) -> Self;
    /// How far it lies above another; a large number if below.
    fn above(self, other: Self) -> Self;
}

macro_rules! numbers {
    ($($Number:ty)*) => {$(impl Number for $Number {
        #[inline(always)]
        fn of(count: u32) -> Self {
            count as $Number
        }
        #[inline(always)]
        fn moved(self, more: u16, less: u16) -> Self {
            self.wrapping_add((more as $Number).wrapping_sub(less as $Number))
        }
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self.wrapping_add(other)
        }
        #[inline(always)]
        fn above(self, other: Self) -> Self {
            self.wrapping_sub(other)
        }
    })*};
}
numbers!(u16 u32);
