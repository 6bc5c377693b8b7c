//! `+`, `-` and `*` as they stand on paper. Each is the method of the same meaning, which says what is wrong as an
//! error where these can only panic.

use crate::C64;
use crate::ket::{Bra, Ket};
use crate::operator::Operator;
use std::ops::{Add, Mul, Sub};

/// One operation, of what is owned or borrowed on either side.
macro_rules! written {
    ($left:ty, $trait:ident::$symbol:ident, $right:ty => $out:ty: $by:expr) => {
        written!(@ $left, $trait::$symbol, $right => $out: $by);
        written!(@ $left, $trait::$symbol, &$right => $out: $by);
        written!(@ &$left, $trait::$symbol, $right => $out: $by);
        written!(@ &$left, $trait::$symbol, &$right => $out: $by);
    };
    (@ $left:ty, $trait:ident::$symbol:ident, $right:ty => $out:ty: $by:expr) => {
        impl $trait<$right> for $left {
            type Output = $out;

            /// # Panics
            /// If the dimensions differ.
            fn $symbol(self, right: $right) -> $out {
                let meaning: fn(&_, &_) -> Result<$out, crate::Error> = $by;
                meaning(&self, &right).unwrap_or_else(|error| mistaken(&error))
            }
        }
    };
}

written!(Ket, Add::add, Ket => Ket: |a, b| Ket::plus(a, b));
written!(Ket, Sub::sub, Ket => Ket: |a, b| Ket::minus(a, b));
written!(Operator, Add::add, Operator => Operator: |a, b| Operator::plus(a, b));
written!(Operator, Sub::sub, Operator => Operator: |a, b| Operator::minus(a, b));
written!(Operator, Mul::mul, Operator => Operator: |a, b| Operator::times(a, b));
written!(Operator, Mul::mul, Ket => Ket: |a, ket| Operator::on(a, ket));
written!(Bra, Mul::mul, Ket => C64: |bra, ket| Bra::on(bra, ket));
written!(Bra, Mul::mul, Operator => Bra: |bra, a| Bra::through(bra, a));
written!(Ket, Mul::mul, Bra => Operator: |ket: &Ket, bra: &Bra| Ket::outer(ket, bra.ket()));

#[allow(clippy::panic)] // an operator of the language has no other way to refuse
fn mistaken(error: &crate::Error) -> ! {
    panic!("failed to {error}")
}
