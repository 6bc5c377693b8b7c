//! Which of the cells around one a rule counts, as notations say it.

pub(super) use crate::bits::counts::Neighbourhood as Neighbours;

impl Neighbours {
    /// How many neighbours a cell has.
    pub(super) fn most(self) -> u32 {
        self.mask().count_ones()
    }

    /// The same as a word.
    pub(super) fn number(self) -> &'static str {
        match self {
            Neighbours::Moore => "eight",
            Neighbours::Hexagonal => "six",
            Neighbours::VonNeumann => "four",
        }
    }

    /// What ends the notation of a rule that counts these.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Neighbours::Moore => "",
            Neighbours::Hexagonal => "H",
            Neighbours::VonNeumann => "V",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::form::OuterTotalistic;

    #[test]
    fn every_count_is_found_again() {
        for neighbours in Neighbours::ALL {
            let all = 1u16 << (neighbours.most() + 1);
            for born in 0..all {
                let rule = OuterTotalistic { born, survive: (born * 7 + 3) % all };
                assert_eq!(neighbours.counts(&neighbours.table(rule)), Some(rule));
            }
        }
    }
}
