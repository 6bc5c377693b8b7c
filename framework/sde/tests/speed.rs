//! How long an instruction takes on a block of lanes: `cargo test --release -p quincunx-sde -- --ignored --nocapture`.

use quincunx_sde::expression::Expr;
use quincunx_sde::interpret::{LANES, Machine};
use quincunx_sde::parse::parse;
use quincunx_sde::program::Program;
use quincunx_sde::rows::Rows;
use quincunx_sde::scope::Scope;
use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
use quincunx_sdk::lanes::real::Real;
use std::time::Instant;

const STEPS: usize = 1000;

struct Steps<'a, T> {
    program: &'a Program,
    noise: &'a [[T; LANES]],
}

impl<T: Real> Kernel for Steps<'_, T> {
    type Out = T;
    #[inline(always)]
    fn run(self) -> T {
        let (mut first, mut second) = (Rows::new(1), Rows::new(1));
        let (mut x, mut out) = (&mut first, &mut second); // swapped as references: blocks stay where they are
        let mut machine = Machine::new(self.program);
        for n in 0..STEPS {
            machine.at(n as f64);
            machine.run(x, self.noise, out);
            std::mem::swap(&mut x, &mut out);
        }
        x[0][0]
    }
}

/// The same by hand: x + k·(mu − x) + s·z.
struct ByHand<'a, T> {
    constants: [T; 3],
    noise: &'a [[T; LANES]],
}

impl<T: Real> Kernel for ByHand<'_, T> {
    type Out = T;
    #[inline(always)]
    fn run(self) -> T {
        let mut x = [T::ONE; LANES];
        let [k, mu, s] = self.constants;
        for _ in 0..STEPS {
            let noise = std::hint::black_box(self.noise);
            for (x, z) in x.iter_mut().zip(&noise[0]) {
                *x = s.mul_add(*z, k.mul_add(mu - *x, *x));
            }
        }
        x[0]
    }
}

fn nanoseconds<K: Kernel>(isa: Isa, kernel: impl Fn() -> K) -> f64 {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(dispatch(isa, kernel()));
        start.elapsed().as_nanos() as f64 / STEPS as f64
    };
    (0..300).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn measure<T: Real>(precision: &str, isa: Isa) {
    let scope = Scope::new(["x"], ["a", "b"]);
    let mut noise = Rows::<T>::new(1);
    noise[0].fill(T::of(0.1));
    let noise = &noise;
    for drift in
        ["a*(b - x)", "a - sin(x)", "x - x^3", "exp(-x)", "cos(t) - x", "if(x > 0, -a, a)", "tanh(x)"]
    {
        let formula = parse(drift, &scope).unwrap() * Expr::Number(1e-3);
        let formula = Expr::variable(0) + formula + Expr::Number(0.03) * Expr::noise(0);
        let program = Program::compile(&[formula], &[1.0, 0.2]);
        let time = nanoseconds(isa, || Steps { program: &program, noise });
        let (count, name) = (program.instructions(), isa.name());
        println!(
            "{name} {precision}: {drift}: {count} instructions, {time:.0} ns a block, {:.3} ns a lane",
            time / LANES as f64
        );
    }
    let constants = [1e-3, 0.2, 0.03].map(T::of);
    let time = nanoseconds(isa, || ByHand { constants, noise });
    println!("{} {precision}: by hand: {time:.0} ns a block", isa.name());
}

#[test]
#[ignore = "measures"]
fn speed() {
    for isa in Isa::all().into_iter().skip(1) {
        measure::<f32>("f32", isa);
        measure::<f64>("f64", isa);
    }
}
