//! The built-in rules: one kind that takes any notation or name, and one for each notation.

mod described;
mod elementary;
mod generations;
mod hexagonal;
mod isotropic;
mod larger_than_life;
mod life_like;
mod map;
mod von_neumann;

pub use elementary::Elementary;
pub use generations::Generations;
pub use hexagonal::Hexagonal;
pub use isotropic::IsotropicNonTotalistic;
pub use larger_than_life::LargerThanLife;
pub use life_like::LifeLike;
pub use map::Map;
pub use von_neumann::VonNeumann;
