//! What an object is between two steps, as bytes.

use crate::probe::Rider;
use crate::record::Raster;
use bevy_ecs::component::{Component, Mutable};
use std::io::{self, Read, Write};

/// The state of an object, saved in commits and hashed at the end.
pub trait State: Component<Mutability = Mutable> + Sized {
    /// What such objects are called: "Grid".
    const NAME: &'static str;

    /// What probes of it that must see every step hand out: `dyn Rider<Self>`, or a trait of the domain's own that is a
    /// [`Rider`], too.
    type Rider: Rider<Self> + ?Sized;

    /// Whether there is a picture of such objects.
    const PICTURED: bool = false;

    /// Writes the canonical bytes, the same on any machine: cells row-major, floats little-endian.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what a commit holds of the state: the canonical bytes, unless fewer say the same.
    ///
    /// # Errors
    /// Those of `out`.
    fn save(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write(out)
    }

    /// Takes over what [`save`](State::save) wrote.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no state of this object.
    fn read(&mut self, from: &mut dyn Read) -> io::Result<()>;

    /// Writes what a commit holds beside the state: what it knows of the way to where it is, which does not
    /// belong to what it is.
    ///
    /// # Errors
    /// Those of `out`.
    fn remember(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Takes over what [`remember`](State::remember) wrote, which is all that is left in `from`.
    ///
    /// # Errors
    /// Those of `from`, and bytes that are no memory of this object.
    fn recall(&mut self, _from: &mut dyn Read) -> io::Result<()> {
        Ok(())
    }

    /// What a reader of the results must know of it, as a sentence without its full stop: "3 of 100000 paths were lost,
    /// the first at step 812".
    ///
    /// It is asked at every commit and at the end, so it must follow from what [`save`](State::save) and
    /// [`remember`](State::remember) write.
    fn remark(&self) -> Option<String> {
        None
    }

    /// The step at which it came to rest, if its run [ends there](crate::clock::UntilRest) and it has: all that it would do
    /// further it has done before. It must follow from what [`remember`](State::remember) writes.
    fn rested(&self) -> Option<u64> {
        None
    }

    /// A picture of it, if there is one.
    fn picture(&self) -> Option<Raster> {
        None
    }
}
