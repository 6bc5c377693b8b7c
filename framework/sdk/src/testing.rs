//! What an author tests a rule, a group, a process or a solver with.
//!
//! [`make`] reads a rule as a scene does, a [`Board`] runs it on a small lattice, [`pure`] finds what a host would
//! stumble over, and [`agree`] holds a description against a procedure. Of a process that executes [`sound`] finds what a
//! host would stumble over. Of a group [`group()`] verifies the axioms, and shows its elements.
//!
//! ```
//! use quincunx_sdk::{field::Cx, form::{Form, MooreTable}, role::{Complaint, Make}, rule::{Rule, Rules}};
//! use quincunx_sdk::testing::{Board, agree, make, pure};
//! use std::sync::Arc;
//!
//! quincunx_sdk::params! {
//!     /// Every cell moves to the right.
//!     #[derive(Clone)]
//!     pub struct Wind {}
//! }
//!
//! impl Make<Rules> for Wind {
//!     const EXAMPLES: &'static [&'static str] = &["Wind"];
//!     fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
//!         Ok(Arc::new(self.clone()))
//!     }
//! }
//!
//! impl Rule for Wind {
//!     fn form(&self) -> Option<Form> {
//!         Some(Form::MooreTable(MooreTable::from_fn(|[_, [left, _, _], _]| left)))
//!     }
//! }
//!
//! # fn main() -> Result<(), String> {
//! let wind = make::<Rules, Wind>("Wind")?;
//! let mut board = Board::torus(["#..", "..#"]);
//! board.step(&*wind, 0)?;
//! assert_eq!(board.rows(), [".#.", "#.."]);
//! agree(&*wind)?;
//! pure(&*wind)?;
//! assert!(make::<Rules, Wind>("Wind(speed: 2)").is_err());
//! # Ok(())
//! # }
//! ```

mod board;
mod groups;
mod paths;
mod trial;

pub use board::Board;
pub use groups::group;
pub use paths::sound;

use crate::fault::{Fault, FaultKind};
use crate::field::{Cx, Field, Limits, NoFiles};
use crate::form::Form;
use crate::params::Param;
use crate::role::{Kind, Kinds, Make, Role, Slot};
use crate::rule::Rule;
use crate::slab::Slab;
use crate::source::Source;
use trial::Trial;

/// Random slabs of a test.
const TRIALS: u64 = 40;

/// Makes what a scene would make of a text, with this one kind to choose from.
///
/// # Errors
/// All that is wrong with the text, as a scene would say it, a line each.
pub fn make<R: Role, P: Make<R>>(text: &str) -> Result<R::Product, String> {
    let only = Only([Kind::new::<R, P>()]);
    let source = Source::read(R::NAME, text).map_err(|error| error.to_string())?;
    let mut cx = Cx::new(&only, &NoFiles);
    let slot = Slot::<R>::read(&source.root(), &Limits::NONE, &mut cx);
    let errors: Vec<_> = cx.errors.iter().map(ToString::to_string).collect();
    slot.filter(|_| errors.is_empty()).map(|slot| slot.it).ok_or_else(|| errors.join("\n"))
}

/// A scene's choice of one.
struct Only([Kind; 1]);

impl Kinds for Only {
    fn of_role(&self, role: &str) -> &[Kind] {
        if self.0[0].role == role { &self.0 } else { &[] }
    }

    fn params(&self, name: &str) -> Option<&[Param]> {
        self.0.iter().find(|kind| kind.name == name).map(|kind| &*kind.params)
    }
}

/// Whether the description of a rule and its procedure say the same, on random slabs. A rule that has only one of them
/// agrees with itself.
///
/// # Errors
/// The first neighbourhood on which they differ, or what the procedure did wrong.
pub fn agree(rule: &dyn Rule) -> Result<(), String> {
    let info = rule.info();
    info.check()?;
    let Some(form) = rule.form() else { return Ok(()) };
    let (Some(states), Some(halo)) = (form.states(), form.halo()) else {
        return Ok(()); // of a form without words here, nothing can be compared
    };
    if info.states != states {
        return Err(format!(
            "it has {} states, but its form `{}` speaks of {states}",
            info.states,
            form.tag()
        ));
    }
    if info.halo < halo {
        return Err(format!("it looks {} cells far, but its form `{}` {halo}", info.halo, form.tag()));
    }
    for trial in trials(rule) {
        let Some(stepped) = executed(trial.run(rule))? else { return Ok(()) };
        for (at, found) in stepped.into_iter().enumerate() {
            let (x, y) = (at % trial.slab.width, at / trial.slab.width);
            let wanted = becomes(&form, &trial.source, &trial.slab, x, y).unwrap_or_default();
            if wanted != found {
                let (tag, nine) = (form.tag(), neighbourhood(&trial.source, &trial.slab, x, y));
                return Err(format!(
                    "of {}its form `{tag}` makes {wanted}, and its step {found}",
                    drawn(nine)
                ));
            }
        }
    }
    Ok(())
}

/// Whether a rule keeps its word on random slabs: the same slab gives the same cells; where slabs are cut, how wide the
/// halo is and how far rows lie apart does not matter; every cell is written, within the rule's states, and nothing
/// else; and a rule that is not stochastic looks at no key, step or place. A rule that only describes itself is pure.
///
/// # Errors
/// What it does wrong, and where.
pub fn pure(rule: &dyn Rule) -> Result<(), String> {
    rule.info().check()?;
    for trial in trials(rule) {
        let Some(whole) = executed(trial.run(rule))? else { return Ok(()) };
        let same = |cells: Vec<u8>, what: &str| if cells == whole { Ok(()) } else { Err(what.to_string()) };
        let seldom = |fault: Fault| fault.to_string();
        same(
            trial.halves(rule).map_err(seldom)?,
            "a slab and its parts become different cells: use `Slab::cell` \
             for noise, and the stride and the halo of the slab that is handed in",
        )?;
        same(
            trial.widened().run(rule).map_err(seldom)?,
            "a wider halo changes what cells become: the cell (x, y) is \
             `slab.source(src, y)[slab.halo + x]`, and `info` must say how far the rule looks",
        )?;
        if !rule.info().stochastic {
            same(
                trial.elsewhere().run(rule).map_err(seldom)?,
                "key, step or place change what cells become, but \
                 `info` does not say that the rule is stochastic",
            )?;
        }
    }
    Ok(())
}

fn trials(rule: &dyn Rule) -> impl Iterator<Item = Trial> {
    let info = rule.info();
    (0..TRIALS).map(move |number| Trial::random(number, &info))
}

/// What was computed; `None` if the rule does not execute.
fn executed(cells: Result<Vec<u8>, Fault>) -> Result<Option<Vec<u8>>, String> {
    match cells {
        Err(fault) if fault.kind == FaultKind::DescribedOnly => Ok(None),
        cells => cells.map(Some).map_err(|fault| fault.to_string()),
    }
}

/// What a cell of a slab becomes by a form that looks no farther than the halo.
fn becomes(form: &Form, src: &[u8], slab: &Slab, x: usize, y: usize) -> Option<u8> {
    form.becomes(|dx, dy| slab.source(src, y as isize + dy)[(slab.halo + x).wrapping_add_signed(dx)])
}

/// The nine cells around one, as a [`Form`](crate::form::Form) numbers them.
fn neighbourhood(src: &[u8], slab: &Slab, x: usize, y: usize) -> u16 {
    let cell = |n: usize| slab.source(src, (y + n / 3) as isize - 1)[slab.halo + x + n % 3 - 1];
    (0..9).map(|n| u16::from(cell(n) == 1) << n).sum()
}

fn drawn(nine: u16) -> String {
    let cell = |n: usize| if nine >> n & 1 == 1 { '#' } else { '.' };
    let row = |y: usize| (0..3).map(|x| cell(3 * y + x)).chain(['\n']).collect::<String>();
    format!("\n{}{}{}", row(0), row(1), row(2))
}

#[cfg(test)]
mod tests;
