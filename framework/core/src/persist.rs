//! How the state of an entity is written and read without knowing its type.

use crate::clock::Clock;
use crate::probe::{Agenda, Watch};
use crate::record::Raster;
use crate::state::State;
use bevy_ecs::{component::Component, world::EntityRef, world::EntityWorldMut};
use std::io::{self, ErrorKind, Read, Write};

/// What stands in a commit for one object or probe.
#[derive(Component, Clone, Copy)]
pub(crate) struct Persist {
    pub write: fn(EntityRef, &mut dyn Write) -> io::Result<()>,
    pub read: fn(&mut EntityWorldMut, &mut dyn Read) -> io::Result<()>,
    /// The canonical bytes alone, without clocks and memories.
    pub canonical: fn(EntityRef, &mut dyn Write) -> io::Result<()>,
    pub pictured: bool,
    pub picture: fn(EntityRef) -> Option<Raster>,
    pub remark: fn(EntityRef) -> Option<String>,
}

impl Persist {
    pub fn object<T: State>() -> Self {
        Persist {
            write: |entity, out| {
                out.write_all(&component::<Clock>(&entity)?.step.to_le_bytes())?;
                let state = component::<T>(&entity)?;
                state.save(out)?;
                state.remember(out)
            },
            read: |entity, from| {
                let step = read_u64(from)?;
                let mut clock = entity.get_mut::<Clock>().ok_or(ErrorKind::NotFound)?;
                if step > clock.end {
                    return Err(io::Error::new(
                        ErrorKind::InvalidData,
                        "its step lies beyond the end of the run",
                    ));
                }
                clock.step = step;
                let mut state = entity.get_mut::<T>().ok_or(ErrorKind::NotFound)?;
                state.read(from)?;
                state.recall(from)?;
                if state.rested().is_some()
                    && let Some(mut clock) = entity.get_mut::<Clock>()
                {
                    clock.stop(step);
                }
                at_end(from)
            },
            canonical: |entity, out| component::<T>(&entity)?.write(out),
            pictured: T::PICTURED,
            picture: |entity| entity.get::<T>().and_then(T::picture),
            remark: |entity| entity.get::<T>().and_then(T::remark),
        }
    }

    pub fn probe<T: State>() -> Self {
        Persist {
            write: |entity, out| {
                write_option(out, component::<Agenda>(&entity)?.done)?;
                let watch = component::<Watch<T>>(&entity)?;
                write_option(out, watch.seen)?;
                watch.probe.write(out)
            },
            read: |entity, from| {
                entity.get_mut::<Agenda>().ok_or(ErrorKind::NotFound)?.done = read_option(from)?;
                let mut watch = entity.get_mut::<Watch<T>>().ok_or(ErrorKind::NotFound)?;
                watch.seen = read_option(from)?;
                watch.probe.read(from)?;
                at_end(from)
            },
            canonical: |_, _| Ok(()),
            pictured: false,
            picture: |_| None,
            remark: |_| None,
        }
    }
}

fn component<'w, C: Component>(entity: &EntityRef<'w>) -> io::Result<&'w C> {
    entity.get::<C>().ok_or_else(|| ErrorKind::NotFound.into())
}

fn read_u64(from: &mut dyn Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Steps never reach `u64::MAX`, so it can stand for none.
fn write_option(out: &mut dyn Write, step: Option<u64>) -> io::Result<()> {
    out.write_all(&step.unwrap_or(u64::MAX).to_le_bytes())
}

fn read_option(from: &mut dyn Read) -> io::Result<Option<u64>> {
    read_u64(from).map(|step| (step != u64::MAX).then_some(step))
}

fn at_end(from: &mut dyn Read) -> io::Result<()> {
    match from.read(&mut [0])? {
        0 => Ok(()),
        _ => Err(io::Error::new(ErrorKind::InvalidData, "it is longer than its state")),
    }
}
