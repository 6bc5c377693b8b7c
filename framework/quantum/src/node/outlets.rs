//! The outlets of a magnet, as a scene lists them.

use super::{Next, Nodes};
use crate::quantum_number::listed;
use crate::spin::{M, Spin};
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::params::Param;
use quincunx_sdk::role::Slot;
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::{Shape, Value};
use std::fmt;

/// `{ "+1/2": node, "-1/2": node }`. Which outlets there have to be, only the spin knows: see [`Outlet::ms`].
#[derive(Debug)]
pub struct Outlets(pub Vec<Outlet>);

/// One outlet, and what stands in it.
#[derive(Clone)]
pub struct Outlet {
    /// `+1/2`, or several of them: `+1|-1`.
    pub key: String,
    /// Where the key stands.
    pub at: Value,
    /// What atoms meet there.
    pub next: Next,
    text: String,
}

impl Field for Outlets {
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        if value.shape() != Shape::Map {
            return cx
                .wrong(value, "a map of outlets, as in `{ \"+1/2\": Detector(\"up\"), \"-1/2\": Block }`");
        }
        let mut all = Some(vec![]);
        value.each(|key, item| {
            let Some(at) = key else { return };
            let key = String::read(&at, &Limits::NONE, cx);
            match (key, Slot::<Nodes>::read(&item, &Limits::NONE, cx), &mut all) {
                (Some(key), Some(slot), Some(all)) => {
                    all.push(Outlet { key, at, next: Next::from(&slot), text: slot.show() });
                }
                _ => all = None, // the errors are in `cx`; later outlets may add theirs
            }
        });
        all.map(Outlets)
    }

    fn show(&self) -> String {
        let items: Vec<_> = self.0.iter().map(|o| format!("{}: {}", quoted(&o.key), o.text)).collect();
        format!("{{{}}}", items.join(", "))
    }

    fn words() -> String {
        "map of node".into()
    }

    fn inside(name: &str) -> Option<&'static [Param]> {
        Slot::<Nodes>::inside(name)
    }
}

impl Outlet {
    /// The components of the spin that it lets through, which are then taken. What is wrong goes into the context.
    pub fn ms(&self, spin: Spin, taken: &mut Vec<M>, cx: &mut Cx) -> Option<Vec<M>> {
        let (mut own, mut start) = (Some(vec![]), 0);
        for written in self.key.split('|') {
            match known(written.trim(), spin, taken) {
                Ok(m) => {
                    taken.push(m);
                    own.iter_mut().for_each(|own| own.push(m));
                }
                Err(problem) => {
                    let place = self.at.inside(&self.key, start..start + written.len());
                    let message = format!("{problem}: its outlets are {}, each given once", listed(spin));
                    own = cx.fail(&place, message);
                }
            }
            start += written.len() + 1;
        }
        own
    }
}

/// A component of the spin that no other outlet has.
fn known(word: &str, spin: Spin, taken: &[M]) -> Result<M, String> {
    let name = quoted(word);
    match word.parse().ok().filter(|m| spin.place(*m).is_some()) {
        Some(m) if taken.contains(&m) => Err(format!("the outlet {name} of this magnet is given twice")),
        Some(m) => Ok(m),
        None if word.is_empty() => {
            Err(format!("there is nothing beside the `|`, which joins outlets of spin {spin}"))
        }
        None if word.contains([',', ' ', '&']) => {
            let several: Vec<String> = spin.ms().iter().take(2).map(M::to_string).collect();
            Err(format!(
                "spin {spin} has no outlet {name} (`|` joins several, as in \"{}\")",
                several.join("|")
            ))
        }
        None => Err(format!("spin {spin} has no outlet {name}")),
    }
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.text)
    }
}
