//! Instruction sets found at run time, and the one door through which a kernel is compiled for each.

use std::sync::OnceLock;

/// An instruction set that this machine has.
///
/// The field is private and every constructor checks the processor, so holding an `Isa` is the proof that
/// [`dispatch`] needs for its `unsafe`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Isa(Set);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Set {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// What `QUINCUNX_ISA` may say, slowest first.
pub const NAMES: [&str; 3] = ["portable", "avx2", "avx512"];

/// Why an instruction set cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsaError {
    /// No set is called so.
    Unknown(String),
    /// The processor does not have it.
    Missing(String),
}

impl std::fmt::Display for IsaError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            IsaError::Unknown(name) => {
                write!(f, "use the instruction set `{name}`: QUINCUNX_ISA is one of {}", NAMES.join(", "))
            }
            IsaError::Missing(name) => {
                let here: Vec<_> = Isa::all().into_iter().map(Isa::name).collect();
                write!(f, "use the instruction set `{name}`: this machine has {}", here.join(", "))
            }
        }
    }
}

impl std::error::Error for IsaError {}

impl Isa {
    /// What every processor has.
    pub const PORTABLE: Isa = Isa(Set::Portable);

    /// The set called `name`.
    ///
    /// # Errors
    /// If there is none of that name, or this machine lacks it.
    pub fn named(name: &str) -> Result<Isa, IsaError> {
        if !NAMES.contains(&name) {
            return Err(IsaError::Unknown(name.into()));
        }
        Isa::all().into_iter().find(|isa| isa.name() == name).ok_or_else(|| IsaError::Missing(name.into()))
    }

    /// Every set of this machine, slowest first: tests and benches run them all.
    pub fn all() -> Vec<Isa> {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            let avx2 = has!("avx2")
                && has!("fma")
                && has!("bmi1")
                && has!("bmi2")
                && has!("lzcnt")
                && has!("popcnt");
            // avx512f alone has neither byte lanes (bw) nor u64 <-> f64 (dq); vl is for short vectors.
            let avx512 = has!("avx512f")
                && has!("avx512bw")
                && has!("avx512cd")
                && has!("avx512dq")
                && has!("avx512vl");
            let sets = [(Set::Portable, true), (Set::Avx2, avx2), (Set::Avx512, avx2 && avx512)];
            sets.into_iter().filter(|(_, here)| *here).map(|(set, _)| Isa(set)).collect()
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![Isa::PORTABLE]
    }

    /// What `QUINCUNX_ISA` asks for, else the best there is. It is read once: a run never changes its mind.
    ///
    /// # Errors
    /// As [`Isa::named`].
    pub fn chosen() -> Result<Isa, IsaError> {
        static CHOSEN: OnceLock<Result<Isa, IsaError>> = OnceLock::new();
        let choose = || match std::env::var("QUINCUNX_ISA") {
            Ok(name) => Isa::named(&name),
            Err(_) => Ok(Isa::all().pop().unwrap_or(Isa::PORTABLE)),
        };
        CHOSEN.get_or_init(choose).clone()
    }

    /// Its name, as `QUINCUNX_ISA` spells it.
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Portable => NAMES[0],
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => NAMES[1],
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => NAMES[2],
        }
    }
}

/// A computation to be compiled once for each instruction set: a struct of arguments and a body.
///
/// `run`, and every function that its loops call, **must** be `#[inline(always)]`. What is not inlined has SSE2 only,
/// and its `mul_add` is a call: right, but twenty times slower, without a warning. Closures cannot carry the
/// attribute; keep them out of loops.
pub trait Kernel {
    /// What it hands back.
    type Out;

    /// The body. Write `#[inline(always)]` above it.
    fn run(self) -> Self::Out;
}

/// Runs `kernel` as compiled for `isa`. A call for thousands of lanes, not for one: it is never inlined.
///
/// ```
/// use quincunx_sdk::lanes::isa::{Isa, Kernel, dispatch};
///
/// struct Double<'a>(&'a mut [f32]);
///
/// impl Kernel for Double<'_> {
///     type Out = ();
///     #[inline(always)]
///     fn run(self) {
///         self.0.iter_mut().for_each(|x| *x *= 2.0);
///     }
/// }
///
/// let mut numbers = [1.0, 2.0];
/// dispatch(Isa::PORTABLE, Double(&mut numbers));
/// assert_eq!(numbers, [2.0, 4.0]);
/// ```
pub fn dispatch<K: Kernel>(isa: Isa, kernel: K) -> K::Out {
    match isa.0 {
        Set::Portable => portable(kernel),
        // SAFETY: an `Isa` of this kind exists only if `all` found every feature that `avx2` enables.
        #[cfg(target_arch = "x86_64")]
        Set::Avx2 => unsafe { avx2(kernel) },
        // SAFETY: likewise.
        #[cfg(target_arch = "x86_64")]
        Set::Avx512 => unsafe { avx512(kernel) },
    }
}

#[inline(never)]
fn portable<K: Kernel>(kernel: K) -> K::Out {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[inline(never)]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn avx2<K: Kernel>(kernel: K) -> K::Out {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn avx512<K: Kernel>(kernel: K) -> K::Out {
    kernel.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_has_its_name() {
        for isa in Isa::all() {
            assert_eq!(Isa::named(isa.name()), Ok(isa));
        }
        assert_eq!(Isa::all()[0], Isa::PORTABLE);
        let error = Isa::named("sse9").unwrap_err().to_string();
        assert_eq!(error, "use the instruction set `sse9`: QUINCUNX_ISA is one of portable, avx2, avx512");
    }
}
