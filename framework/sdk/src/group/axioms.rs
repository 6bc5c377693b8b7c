//! What makes a table of products a group.

/// Verifies that a Cayley table is one, with element 0 as its identity, and gives the inverse of each element. The
/// product of a and b is `products[a * order + b]`.
///
/// ```
/// use quincunx_sdk::group::axioms::inverses;
/// assert_eq!(inverses(3, &[0, 1, 2, 1, 2, 0, 2, 0, 1]), Ok(vec![0, 2, 1]));
/// assert!(inverses(2, &[0, 1, 1, 1]).is_err());
/// ```
///
/// # Errors
/// The first axiom that does not hold, and the elements for which it does not, counted from 0.
pub fn inverses(order: usize, products: &[u8]) -> Result<Vec<u8>, String> {
    closed(order, products)?;
    let product = |a: usize, b: usize| usize::from(products[a * order + b]);
    if let Some(a) = (0..order).find(|&a| product(0, a) != a || product(a, 0) != a) {
        return Err(format!("element 0 is no identity: its products with element {a} must be {a}"));
    }
    associative(order, &product)?;
    let inverse = |a: usize| {
        let inverse = (0..order).find(|&b| product(a, b) == 0 && product(b, a) == 0);
        inverse.map(|b| b as u8).ok_or_else(|| format!("element {a} has no inverse"))
    };
    (0..order).map(inverse).collect()
}

fn closed(order: usize, products: &[u8]) -> Result<(), String> {
    if order == 0 || order.checked_mul(order) != Some(products.len()) {
        return Err(format!("a Cayley table of {order} elements does not have {} products", products.len()));
    }
    match products.iter().position(|product| usize::from(*product) >= order) {
        Some(at) => {
            let (a, b) = (at / order, at % order);
            Err(format!("not closed: the product of elements {a} and {b} is none of the {order}"))
        }
        None => Ok(()),
    }
}

fn associative(order: usize, product: &impl Fn(usize, usize) -> usize) -> Result<(), String> {
    for a in 0..order {
        for b in 0..order {
            let ab = product(a, b);
            let differs = |&c: &usize| product(ab, c) != product(a, product(b, c));
            if let Some(c) = (0..order).find(differs) {
                return Err(format!("not associative: (ab)c is not a(bc) for the elements {a}, {b} and {c}"));
            }
        }
    }
    Ok(())
}
