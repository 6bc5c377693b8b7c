//! The groups of the square lattice that need no plugin: rotations, and rotations with reflections.

use super::matrix::Matrix;
use super::{Group, Groups};
use crate::field::Cx;
use crate::params::{Matched, Param};
use crate::role::{Complaint, Kind, Made, Make};
use crate::spelling::unknown;
use std::sync::Arc;

const REFERENCES: &[&str] = &[
    "T. S. Cohen, M. Welling, \"Group equivariant convolutional networks\", ICML (2016), arXiv:1602.07576",
    "M. Weiler, G. Cesa, \"General E(2)-equivariant steerable CNNs\", NeurIPS (2019), arXiv:1911.08251",
];

/// A name, what it is, its rotations, and whether it mirrors.
type Named = (&'static str, &'static str, u32, bool);

/// Of translations and these, networks are called p1, p4, p4m and p8: these names mean the point groups.
static NAMED: [Named; 12] = [
    ("C1", "The identity alone.", 1, false),
    ("C2", "Rotations by multiples of 180°.", 2, false),
    ("C4", "Rotations by multiples of 90°.", 4, false),
    ("C8", "Rotations by multiples of 45°.", 8, false),
    ("D1", "Left and right exchanged.", 1, true),
    ("D2", "Rotations by multiples of 180°, and reflections.", 2, true),
    ("D4", "Rotations by multiples of 90°, and reflections.", 4, true),
    ("D8", "Rotations by multiples of 45°, and reflections.", 8, true),
    ("p1", "C1: the identity alone.", 1, false),
    ("p4", "C4: rotations by multiples of 90°.", 4, false),
    ("p4m", "D4: rotations by multiples of 90°, and reflections.", 4, true),
    ("p8", "C8: rotations by multiples of 45°.", 8, false),
];

crate::params! {
    /// A group of the square lattice, by the name that the field has for it.
    #[derive(Clone, PartialEq, Eq)]
    pub struct PointGroup {
        /// C1, C2, C4, C8, D1, D2, D4, D8, p1, p4, p4m or p8
        name: String
    }
}

impl Make<Groups> for PointGroup {
    const REFERENCES: &'static [&'static str] = REFERENCES;
    const EXAMPLES: &'static [&'static str] = &["PointGroup(\"p4m\")"];

    /// The name is a kind of its own.
    fn text(&self) -> String {
        self.name.clone()
    }

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Group>, Complaint> {
        match Symmetry::named(&self.name) {
            Some(symmetry) => Ok(Arc::new(symmetry)),
            None => {
                Err(Complaint::at("name", unknown("group", &self.name, NAMED.iter().map(|named| named.0))))
            }
        }
    }
}

/// Rotations by multiples of 360°/n, counter-clockwise as seen with y downwards and counted so, then, if it mirrors, the
/// same after left and right were exchanged.
///
/// ```
/// use quincunx_sdk::group::{Group, finite::FiniteGroup, point::Symmetry};
/// # fn main() -> Result<(), String> {
/// let p8 = Symmetry::named("p8").ok_or("no p8")?;
/// let p8 = FiniteGroup::generated_by(&p8.generators())?;
/// let (r, s) = (6, 1); // the filter from element s to element r is the stored one at (s − r) mod 8, turned
/// assert_eq!(p8.product(p8.inverse(r), s), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symmetry {
    /// n
    pub rotations: u32,
    /// Whether it has reflections, too.
    pub mirrors: bool,
}

impl Symmetry {
    /// The one of a name, such as "C4", "D4", or "p4m".
    pub fn named(name: &str) -> Option<Symmetry> {
        let known = NAMED.iter().find(|named| named.0 == name);
        known.map(|&(_, _, rotations, mirrors)| Symmetry { rotations, mirrors })
    }
}

impl Group for Symmetry {
    fn generators(&self) -> Vec<Matrix> {
        let rotation = (self.rotations > 1).then(|| Matrix::rotation(1, self.rotations));
        rotation.into_iter().chain(self.mirrors.then_some(Matrix::MIRROR)).collect()
    }
}

/// Every kind of group that needs no plugin: for a registry.
pub fn kinds() -> Vec<Kind> {
    let named = |(name, about, rotations, mirrors): &'static Named| {
        let (none, example): ([Param; 0], _) = ([], std::slice::from_ref(name));
        Kind::reading::<Groups>([name, about], none, REFERENCES, example, move |part, cx| {
            let found = cx.errors.len();
            Matched::new(part, [], cx); // refuses arguments
            let it: Arc<dyn Group> = Arc::new(Symmetry { rotations: *rotations, mirrors: *mirrors });
            (cx.errors.len() == found).then(|| Made { text: (*name).into(), it })
        })
    };
    NAMED.iter().map(named).chain([Kind::new::<Groups, PointGroup>()]).collect()
}
