//! From generators to all elements.

use super::matrix::{Matrix, TOLERANCE};

/// The most elements of a group.
pub(super) const MOST: usize = 256;

/// The largest entry of a generator. In a basis of short vectors none is larger than 2.
const LARGEST: f64 = 16.0;

/// All products of the generators, by Dimino's algorithm: the powers of the first come first, in order, then coset by
/// coset what each further one adds. So the elements of a cyclic group are counted by its generator, and in a dihedral
/// one, given by a rotation and a reflection, all rotations come before what is mirrored.
///
/// Source: G. Butler, Fundamental Algorithms for Permutation Groups, LNCS 559 (1991), chapter 2.
pub(super) fn close(generators: &[Matrix]) -> Result<Vec<Matrix>, String> {
    let generators: Vec<Matrix> = generators.iter().map(|generator| generator.snapped()).collect();
    let mut elements = vec![Matrix::IDENTITY];
    for (number, generator) in generators.iter().enumerate() {
        let named = format!("generator {number}, {generator},");
        check(*generator).map_err(|why| format!("{named} {why}"))?;
        if find(&elements, *generator).is_none() && !extend(&mut elements, &generators[..=number]) {
            return Err(format!(
                "{named} makes more than {MOST} elements: the group must be finite, as one of rotations by 360°/n, with n \
                 up to {MOST} and entries to full precision"
            ));
        }
    }
    Ok(elements)
}

/// What cannot be in a finite group.
fn check(generator: Matrix) -> Result<(), String> {
    let entries = generator.0.as_flattened();
    if let Some(entry) = entries.iter().find(|entry| !entry.is_finite()) {
        return Err(format!("has the entry {entry}, and entries must be finite numbers"));
    }
    if let Some(entry) = entries.iter().find(|entry| entry.abs() > LARGEST) {
        return Err(format!(
            "has the entry {entry}, and entries may be up to {LARGEST}: take shorter vectors as the basis of the lattice"
        ));
    }
    let determinant = generator.determinant();
    if determinant.abs() <= TOLERANCE {
        return Err(
            "is singular, and what it does could not be undone: its determinant must be 1 or -1".into()
        );
    }
    if (determinant.abs() - 1.0).abs() > TOLERANCE {
        return Err(format!(
            "does not preserve areas: its determinant is {determinant}, and must be 1 or -1"
        ));
    }
    Ok(())
}

/// Which element a matrix is.
pub(super) fn find(elements: &[Matrix], matrix: Matrix) -> Option<usize> {
    elements.iter().position(|element| element.is_near(matrix))
}

/// From the elements that all generators but the last make to those that all make; false if there are too many.
fn extend(elements: &mut Vec<Matrix>, generators: &[Matrix]) -> bool {
    let subgroup = elements.clone();
    let mut coset = 0; // where it begins, with its representative
    while coset < elements.len() {
        for generator in generators {
            let next = (elements[coset] * *generator).snapped();
            if find(elements, next).is_none() {
                elements.extend(subgroup.iter().map(|element| (*element * next).snapped()));
            }
            if elements.len() > MOST {
                return false;
            }
        }
        coset += subgroup.len();
    }
    true
}
