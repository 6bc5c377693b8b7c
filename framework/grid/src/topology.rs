//! How the edges of a lattice meet.

quincunx_sdk::choice! {
    /// How the edges of a grid meet.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Topology {
        /// opposite edges are joined
        Torus(Torus),
        /// everything outside is dead, in every generation
        Dead,
        /// opposite edges are joined, one pair of them with a twist
        Klein(Klein),
        /// opposite edges are joined, both pairs with a twist: the projective plane
        CrossSurface,
        /// the upper edge is joined to the left one, the lower edge to the right one; square grids only
        Sphere,
    }
}

quincunx_sdk::params! {
    /// Opposite edges are joined. On a lattice narrower than the neighbourhood a cell counts as often as it is reached.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub struct Torus {
        /// how far to the right something comes out that goes beyond the lower edge, and how far down what goes beyond
        /// the right edge; one of them is 0
        shift: (i32, i32) = (0, 0), unit "cells"
    }
}

quincunx_sdk::params! {
    /// The Klein bottle: opposite edges are joined, one pair of them turned round.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub struct Klein {
        /// the edges that are joined with a twist
        twist: Twist = TopBottom;
        /// how far to the right (or down) something comes out that goes beyond the lower (or right) twisted edge
        shift: i32 = 0, unit "cells"
    }
}

quincunx_sdk::choice! {
    /// Two edges of a grid.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Twist {
        /// the upper and the lower edge: left and right change places between them
        TopBottom,
        /// the left and the right edge: above and below change places between them
        LeftRight,
    }
}

/// Width and height.
type Size = (usize, usize);

impl Topology {
    /// Opposite edges are joined as they lie.
    pub const TORUS: Topology = Topology::Torus(Torus { shift: (0, 0) });

    /// Whether a lattice of this size can have such edges.
    ///
    /// # Errors
    /// A fragment that says what would have to change.
    pub fn check(self, (width, height): Size) -> Result<(), String> {
        let far = |shift: i32, side: usize| shift.unsigned_abs() as usize >= side;
        match self {
            Topology::Torus(Torus { shift: (right, down) }) if right != 0 && down != 0 => {
                Err("a torus is shifted along one pair of edges: one of the two numbers must be 0".into())
            }
            Topology::Torus(Torus { shift: (right, down) }) if far(right, width) || far(down, height) => {
                Err(format!("the shift ({right}, {down}) is as long as a side of {width} × {height} cells"))
            }
            Topology::Klein(Klein { twist, shift }) => {
                let side = if twist == Twist::TopBottom { width } else { height };
                let message = format!("the shift {shift} is as long as the twisted edges, {side} cells");
                if far(shift, side) { Err(message) } else { Ok(()) }
            }
            Topology::Sphere if width != height => {
                Err(format!("a sphere is a square grid, and this one has {width} × {height} cells"))
            }
            _ => Ok(()),
        }
    }

    /// As a phrase: "on a torus".
    pub fn words(self) -> &'static str {
        match self {
            Topology::TORUS => "on a torus",
            Topology::Torus(_) => "on a shifted torus",
            Topology::Dead => "with dead edges",
            Topology::Klein(_) => "on a Klein bottle",
            Topology::CrossSurface => "on a cross-surface",
            Topology::Sphere => "on a sphere",
        }
    }

    /// The cell of a lattice that lies at a place, which may be outside; none where nothing lives.
    ///
    /// Beyond a corner of a cross-surface or a sphere the plane does not go on: there the upper or lower edge is crossed
    /// first. For the eight neighbours of a cell the order makes no difference.
    ///
    /// ```
    /// use quincunx_grid::topology::Topology;
    /// assert_eq!(Topology::TORUS.at((5, 4), -1, 4), Some((4, 0)));
    /// assert_eq!(Topology::CrossSurface.at((5, 4), 1, -1), Some((3, 3)));
    /// assert_eq!(Topology::Sphere.at((5, 5), 1, -1), Some((0, 1)));
    /// ```
    pub fn at(self, size: Size, x: i64, y: i64) -> Option<(usize, usize)> {
        let (width, height) = (size.0 as i64, size.1 as i64);
        // How often the lower and the right edge are crossed on the way there.
        let (down, right) = (y.div_euclid(height), x.div_euclid(width));
        let turned = |times: i64, at: i64, back: i64| if times % 2 == 0 { at } else { back };
        let (x, y) = match self {
            Topology::Dead => return ((down, right) == (0, 0)).then_some((x as usize, y as usize)),
            Topology::Torus(Torus { shift }) => {
                (x + down * i64::from(shift.0), y + right * i64::from(shift.1))
            }
            Topology::Klein(Klein { twist: Twist::TopBottom, shift }) => {
                (turned(down, x, width - 1 - x + i64::from(shift)), y)
            }
            Topology::Klein(Klein { twist: Twist::LeftRight, shift }) => {
                (x, turned(right, y, height - 1 - y + i64::from(shift)))
            }
            Topology::CrossSurface => {
                let (x, y) = (turned(down, x, width - 1 - x), y.rem_euclid(height));
                (x, turned(x.div_euclid(width), y, height - 1 - y))
            }
            Topology::Sphere => on_sphere(height, x, y),
        };
        Some((x.rem_euclid(width) as usize, y.rem_euclid(height) as usize))
    }
}

/// From a place to the cell there, one edge after the other.
fn on_sphere(side: i64, mut x: i64, mut y: i64) -> (i64, i64) {
    let inside = |at: i64| (0..side).contains(&at);
    while !(inside(x) && inside(y)) {
        (x, y) = match (inside(y), if inside(y) { x } else { y } < 0) {
            (false, true) => (-1 - y, x),
            (false, false) => (2 * side - 1 - y, x),
            (true, true) => (y, -1 - x),
            (true, false) => (y, 2 * side - 1 - x),
        };
    }
    (x, y)
}

#[cfg(test)]
impl Topology {
    /// For tests: one of eight kinds, of which the last wants a square.
    pub(crate) fn any(kind: usize, shift: i32) -> Self {
        [
            Topology::Torus(Torus { shift: (shift, 0) }),
            Topology::Torus(Torus { shift: (0, shift) }),
            Topology::TORUS,
            Topology::Dead,
            Topology::Klein(Klein { twist: Twist::TopBottom, shift }),
            Topology::Klein(Klein { twist: Twist::LeftRight, shift }),
            Topology::CrossSurface,
            Topology::Sphere,
        ][kind]
    }
}
