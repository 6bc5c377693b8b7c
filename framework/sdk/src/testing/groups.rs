//! What a group says of itself, taken at its word.

use crate::group::Group;
use crate::group::action::Action;
use crate::group::finite::FiniteGroup;
use crate::group::interpolation::Interpolation;

/// All elements of a group, if its generators make one: they are the same whenever they are asked for, their products are
/// finitely many and keep the axioms, and it is known what every element does to a filter.
///
/// # Errors
/// What is wrong with it, and which generator or elements are at fault.
pub fn group(group: &dyn Group) -> Result<FiniteGroup, String> {
    let generators = group.generators();
    let closed = FiniteGroup::generated_by(&generators)?;
    if group.generators() != generators {
        return Err("its generators are others when they are asked for again".into());
    }
    Action::new(&closed, 3, Interpolation::Ring)?;
    Ok(closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::matrix::Matrix;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    #[derive(Debug)]
    struct Told(Vec<Matrix>);

    impl Group for Told {
        fn generators(&self) -> Vec<Matrix> {
            self.0.clone()
        }
    }

    /// A group that is another one every time.
    #[derive(Debug)]
    struct Fickle(AtomicU32);

    impl Group for Fickle {
        fn generators(&self) -> Vec<Matrix> {
            vec![Matrix::rotation(1, self.0.fetch_add(1, Relaxed))]
        }
    }

    #[test]
    fn a_right_group_shows_its_elements() {
        let dihedral = Told(vec![Matrix::rotation(1, 8), Matrix::MIRROR]);
        assert_eq!(group(&dihedral).map(|group| group.order()), Ok(16));
        assert_eq!(group(&Told(vec![])).map(|group| group.order()), Ok(1));
    }

    #[test]
    fn a_wrong_group_is_told() {
        let skewed = Matrix([[-0.5, 1.25], [-1.0, 0.5]]); // a quarter turn in another basis
        for (generator, says) in [
            (Matrix([[1.0, 1.0], [0.0, 1.0]]), "generator 0, [[1, 1], [0, 1]], makes more than 256 elements"),
            (Matrix([[f64::NAN, 1.0], [0.0, 1.0]]), "has the entry NaN"),
            (skewed, "does not map the lattice to itself"),
        ] {
            let error = group(&Told(vec![generator])).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
        let error = group(&Fickle(AtomicU32::new(4))).unwrap_err();
        assert!(error.contains("others when they are asked for again"), "{error}");
    }
}
