//! What is refused, and what it says.

use quincunx_quantum::{Basis, C64, Density, Ket, M, Operator, Spin};

fn ket(components: &[f64]) -> Ket {
    Ket::new(components.iter().copied().map(C64::from).collect()).unwrap()
}

fn operator(rows: &[&[f64]]) -> Operator {
    let row = |row: &&[f64]| row.iter().copied().map(C64::from).collect();
    Operator::from_rows(&rows.iter().map(row).collect::<Vec<_>>()).unwrap()
}

#[test]
fn what_and_by_how_much() {
    let (two, three) = (ket(&[1.0, 0.0]), ket(&[1.0, 0.0, 0.0]));
    let said = [
        two.inner(&three).unwrap_err(),
        Operator::identity(3).on(&two).unwrap_err(),
        Operator::identity(2).commutator(&Operator::identity(3)).unwrap_err(),
        Basis::standard(3).column(&two).unwrap_err(),
        Ket::new(vec![]).unwrap_err(),
        Ket::new(vec![C64::ONE, C64::new(0.0, f64::NAN)]).unwrap_err(),
        Operator::from_rows(&[vec![C64::ONE], vec![C64::ONE, C64::ONE]]).unwrap_err(),
        Operator::from_rows(&[vec![C64::from(f64::INFINITY)]]).unwrap_err(),
        ket(&[0.0, 0.0]).normalised().unwrap_err(),
        Density::pure(&ket(&[1.0, 1.0])).unwrap_err(),
        ket(&[3.0, 4.0]).probability(&Operator::identity(2)).unwrap_err(),
        Basis::new(vec![two.clone(), ket(&[0.6, 0.8])]).unwrap_err(),
        Basis::new(vec![two.clone()]).unwrap_err(),
        operator(&[&[1.0, 2.0], &[0.5, 0.0]]).spectrum().unwrap_err(),
        operator(&[&[1.0, 0.0], &[0.0, 2.0]]).check_unitary(1e-9).unwrap_err(),
        Density::new(operator(&[&[0.6, 0.0], &[0.0, 0.3]])).unwrap_err(),
        Density::new(operator(&[&[1.25, 0.0], &[0.0, -0.25]])).unwrap_err(),
        Density::new(operator(&[&[0.5, 0.25], &[0.0, 0.5]])).unwrap_err(),
        "8".parse::<Spin>().unwrap_err(),
        "up".parse::<M>().unwrap_err(),
    ];
    let expected = "\
take the inner product of two kets: their dimensions are 2 and 3, and must be equal
let an operator act on a ket: their dimensions are 3 and 2, and must be equal
multiply two operators: their dimensions are 2 and 3, and must be equal
write a ket in a basis: their dimensions are 2 and 3, and must be equal
make a ket of nothing: it needs a dimension of 1 or more
make a ket: component 2 is not a finite number
make an operator: row 1 has 1 entries, and of 2 rows each must have 2
make an operator: entry (1, 1) is not a finite number
normalise a ket: its norm is 0, so that it has no direction
take a ket for a state: its norm is 1.4142135623730951, and must be 1; divide it by its norm
take a ket for a state: its norm is 5, and must be 1; divide it by its norm
make a basis: ⟨2|1⟩ is 0.6+0i, and must be 0
make a basis of 1 kets: a space of dimension 2 has bases of 2 kets
take an operator for Hermitian: its entry (1, 2) and the conjugate of (2, 1) differ by 1.5
take an operator for unitary: U†U and the identity differ by 3 at (2, 2)
take an operator for a density operator: its trace is 0.8999999999999999, and must be 1
take an operator for a density operator: it has the eigenvalue -0.25, and none may be negative
take an operator for Hermitian: its entry (1, 2) and the conjugate of (2, 1) differ by 0.25
read \"8\" as a spin: it is one of 1/2, 1, 3/2, … 15/2
read \"up\" as an m: it is written +1/2, 0, -3/2, and so on";
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert_eq!(said.join("\n"), expected);
}

#[test]
#[should_panic(
    expected = "failed to multiply two operators: their dimensions are 2 and 3, and must be equal"
)]
fn symbols_panic_with_the_same_words() {
    let _ = Operator::identity(2) * Operator::identity(3);
}
