//! A group with all its elements.

use super::axioms::inverses;
use super::closure::{self, close, find};
use super::matrix::Matrix;

/// The elements of a finite group with their Cayley table. Elements are numbered from 0, which is the identity: first the
/// powers of the first generator in order, then what further generators add.
///
/// ```
/// use quincunx_sdk::group::{finite::FiniteGroup, matrix::Matrix};
/// # fn main() -> Result<(), String> {
/// let d4 = FiniteGroup::generated_by(&[Matrix::rotation(1, 4), Matrix::MIRROR])?;
/// assert_eq!(d4.order(), 8);
/// assert_eq!(d4.element(4), Matrix::MIRROR);
/// assert_eq!(d4.product(4, 1), d4.product(3, 4)); // a mirrored quarter is a quarter back, mirrored
/// assert_eq!(d4.inverse(1), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FiniteGroup {
    elements: Vec<Matrix>,
    /// The product of a and b is at a · order + b.
    products: Vec<u8>,
    inverses: Vec<u8>,
}

impl FiniteGroup {
    /// The most elements that a group may have.
    pub const MOST_ELEMENTS: usize = closure::MOST;

    /// Closes generators under multiplication, and verifies the axioms of a group. Entries that are within 1e-9 of a
    /// whole number are that number.
    ///
    /// # Errors
    /// A fragment that names the generator, counted from 0, which is not finite, singular, does not preserve areas, or
    /// makes more than [`MOST_ELEMENTS`](Self::MOST_ELEMENTS); or the axiom that does not hold.
    pub fn generated_by(generators: &[Matrix]) -> Result<Self, String> {
        let elements = close(generators)?;
        let products = cayley_table(&elements)?;
        let inverses = inverses(elements.len(), &products)?;
        Ok(FiniteGroup { elements, products, inverses })
    }

    /// How many elements there are, 1 to 256.
    pub fn order(&self) -> usize {
        self.elements.len()
    }

    /// The matrices of all elements.
    pub fn elements(&self) -> &[Matrix] {
        &self.elements
    }

    /// The matrix of one element, by a number below the order.
    pub fn element(&self, number: usize) -> Matrix {
        self.elements[number]
    }

    /// The Cayley table: which element does first what `b` does, then `a`. Both are numbers below the order.
    pub fn product(&self, a: usize, b: usize) -> usize {
        usize::from(self.products[a * self.order() + b])
    }

    /// Which element undoes one, by a number below the order.
    pub fn inverse(&self, number: usize) -> usize {
        usize::from(self.inverses[number])
    }
}

fn cayley_table(elements: &[Matrix]) -> Result<Vec<u8>, String> {
    let mut products = Vec::with_capacity(elements.len() * elements.len());
    for (i, a) in elements.iter().enumerate() {
        for (j, b) in elements.iter().enumerate() {
            let product = find(elements, *a * *b);
            let product = product.ok_or_else(|| {
                format!(
                    "not closed: the product of element {i}, {a}, and element {j}, {b}, is none of the {}",
                    elements.len()
                )
            })?;
            products.push(product as u8); // there are at most 256
        }
    }
    Ok(products)
}
