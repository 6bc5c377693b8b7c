//! What was read of a table, in the notation of its alphabet.

use crate::notation::{hensel, map, table};
use quincunx_core::neighbourhood::Alphabet;
use quincunx_sdk::form::MooreTable;

/// A table that tells no more apart than this alphabet, in its notation.
pub(crate) fn notation(alphabet: Alphabet, of: &MooreTable) -> String {
    match alphabet {
        Alphabet::Totalistic | Alphabet::Isotropic => {
            hensel::notation(of).unwrap_or_else(|| map::notation(of))
        }
        Alphabet::Map => map::notation(of),
    }
}

/// The table in the simplest notation of all, which this or a finer one can always be.
pub(crate) fn simplest(alphabet: Alphabet, of: &MooreTable) -> String {
    match alphabet {
        Alphabet::Totalistic | Alphabet::Isotropic => notation(alphabet, of),
        Alphabet::Map => table::notation(of),
    }
}

/// What a person calls a rule of this alphabet.
pub(crate) fn words(alphabet: Alphabet) -> &'static str {
    match alphabet {
        Alphabet::Totalistic => "rule by counts",
        Alphabet::Isotropic => "isotropic rule",
        Alphabet::Map => "rule of nine cells",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_called_as_notations_call_them() {
        for alphabet in Alphabet::ALL {
            for class in alphabet.classes() {
                let one = table::from_numbers(|n| class.members.contains(&n));
                let text = notation(alphabet, &one);
                let said = class.name.replace(['B', 'S'], "");
                assert!(alphabet == Alphabet::Map || text.contains(&said), "{text}: {}", class.name);
            }
        }
    }
}
