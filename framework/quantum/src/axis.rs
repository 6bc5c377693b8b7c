//! Directions in space, as scenes name them.

use crate::angle::cos_sin;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make, Role};

/// The role of directions.
pub struct Axes;

impl Role for Axes {
    const NAME: &'static str = "axis";
    type Product = Axis;
}

/// A direction, and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// A vector of length 1: x, y, z.
    pub direction: [f64; 3],
    /// `Z`, `Polar(60°)`, `Polar(60°, 90°)`, `Vector(1, 1, 0)`
    pub name: String,
}

macro_rules! axis_of_space {
    ($Axis:ident, $about:literal, $direction:expr) => {
        quincunx_sdk::params! {
            #[doc = $about]
            pub struct $Axis {}
        }

        impl Make<Axes> for $Axis {
            const EXAMPLES: &'static [&'static str] = &[stringify!($Axis)];

            fn make(&self, _: &mut Cx) -> Result<Axis, Complaint> {
                Ok(Axis { direction: $direction, name: stringify!($Axis).into() })
            }
        }
    };
}

axis_of_space!(X, "The x axis.", [1.0, 0.0, 0.0]);
axis_of_space!(Y, "The y axis, along which the beam of a textbook flies.", [0.0, 1.0, 0.0]);
axis_of_space!(Z, "The z axis, which is up.", [0.0, 0.0, 1.0]);

quincunx_sdk::params! {
    /// A direction by its angles: theta from the z axis, phi around it from the x axis towards the y axis.
    pub struct Polar {
        /// angle from the z axis
        theta: f64, unit "degrees";
        /// angle around the z axis, from x towards y
        phi: f64 = 0.0, unit "degrees"
    }
}

impl Make<Axes> for Polar {
    const EXAMPLES: &'static [&'static str] = &["Polar(60, 0)", "Polar(theta: 90, phi: 45)"];

    fn make(&self, _: &mut Cx) -> Result<Axis, Complaint> {
        let ((c, s), (cos_phi, sin_phi)) = (cos_sin(self.theta), cos_sin(self.phi));
        let name = match self.phi {
            0.0 => format!("Polar({}°)", self.theta),
            phi => format!("Polar({}°, {phi}°)", self.theta),
        };
        Ok(Axis { direction: [s * cos_phi, s * sin_phi, c], name })
    }
}

quincunx_sdk::params! {
    /// A direction by its components, of any length but 0.
    pub struct Vector {
        /// along x
        x: f64;
        /// along y
        y: f64;
        /// along z
        z: f64
    }
}

impl Make<Axes> for Vector {
    const EXAMPLES: &'static [&'static str] = &["Vector(1, 1, 0)"];

    fn make(&self, _: &mut Cx) -> Result<Axis, Complaint> {
        let Vector { x, y, z } = *self;
        let largest = [x, y, z].into_iter().map(f64::abs).fold(0.0, f64::max);
        if largest == 0.0 {
            return Err(Complaint::new(
                "a vector of length 0 has no direction: give it a component that is not 0",
            ));
        }
        // Scaled first, so that no square leaves the range of floats.
        let scaled = [x / largest, y / largest, z / largest];
        let length = scaled.iter().fold(0.0, |sum, c| sum + c * c).sqrt();
        Ok(Axis { direction: scaled.map(|c| c / length), name: format!("Vector({x}, {y}, {z})") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quincunx_sdk::field::NoFiles;
    use quincunx_sdk::role::NoKinds;

    fn direction(axis: &impl Make<Axes>) -> [f64; 3] {
        axis.make(&mut Cx::new(&NoKinds, &NoFiles)).unwrap().direction
    }

    #[test]
    fn right_angles_are_the_axes_of_space() {
        assert_eq!(direction(&Polar { theta: 90.0, phi: 0.0 }), direction(&X {}));
        assert_eq!(direction(&Polar { theta: 90.0, phi: 90.0 }), direction(&Y {}));
        assert_eq!(direction(&Polar { theta: 0.0, phi: 77.0 }), direction(&Z {}));
        assert_eq!(direction(&Polar { theta: 180.0, phi: 0.0 }), [0.0, 0.0, -1.0]);
        assert_eq!(direction(&Vector { x: 0.0, y: 1e-200, z: 0.0 }), direction(&Y {}));
    }

    #[test]
    fn every_direction_has_length_1() {
        for vector in [(1e300, -1e300, 1e300), (1e-300, 2e-300, 0.0), (3.0, 4.0, 12.0)] {
            let [x, y, z] = direction(&Vector { x: vector.0, y: vector.1, z: vector.2 });
            assert!((x * x + y * y + z * z - 1.0).abs() < 1e-15);
        }
        assert!(Vector { x: 0.0, y: -0.0, z: 0.0 }.make(&mut Cx::new(&NoKinds, &NoFiles)).is_err());
    }
}
