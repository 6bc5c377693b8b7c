//! Optional values, lists, pairs and maps of fields.

use crate::choice::Choice;
use crate::field::{Cx, Field, Limits};
use crate::params::Param;
use crate::part::{Args, Part};
use crate::text::quoted;
use crate::value::{Shape, Value};
use std::collections::HashSet;

impl<T: Field> Field for Option<T> {
    const TEXT: bool = T::TEXT;
    type Scalar = T::Scalar;

    fn read(value: &Value, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<Self> {
        if value.text() == "None" {
            return Some(None);
        }
        match Part::of(value) {
            Ok(Part { name, args, .. }) if name == "Some" => match &args {
                Args::Positional(values) if values.len() == 1 => T::read(&values[0], limits, cx).map(Some),
                _ => cx.fail(value, "`Some` takes one value and no name (and may be left out)"),
            },
            _ => T::read(value, limits, cx).map(Some),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map_or("None".into(), T::show)
    }

    fn words() -> String {
        T::words()
    }

    fn crossing() -> Option<String> {
        Some(format!("?{}", T::crossing()?))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn inside(name: &str) -> Option<&'static [Param]> {
        T::inside(name)
    }

    fn choices() -> &'static [Choice] {
        T::choices()
    }
}

impl<T: Field> Field for Vec<T> {
    const TEXT: bool = T::TEXT;
    type Scalar = T::Scalar;

    fn read(value: &Value, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<Self> {
        if value.shape() != Shape::List {
            return cx.wrong(value, "a list `[…]`");
        }
        let mut all = Some(vec![]);
        value.each(|_, item| match (T::read(&item, limits, cx), &mut all) {
            (Some(item), Some(list)) => list.push(item),
            _ => all = None, // the errors are in `cx`; later items may add theirs
        });
        all
    }

    fn show(&self) -> String {
        format!("[{}]", self.iter().map(T::show).collect::<Vec<_>>().join(", "))
    }

    fn words() -> String {
        format!("list of {}", T::words())
    }

    fn crossing() -> Option<String> {
        Some(format!("[{}", T::crossing()?))
    }

    fn inside(name: &str) -> Option<&'static [Param]> {
        T::inside(name)
    }

    fn choices() -> &'static [Choice] {
        T::choices()
    }
}

impl<T: Field> Field for (T, T) {
    type Scalar = T::Scalar;

    fn read(value: &Value, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<Self> {
        if value.shape() != Shape::Tuple {
            return cx.wrong(value, "a pair `(a, b)`");
        }
        let (mut items, mut named) = (vec![], false);
        value.each(|key, item| {
            named |= key.is_some();
            items.push(item);
        });
        let [a, b] = &items[..] else {
            return cx.fail(value, format!("expected a pair `(a, b)`, found {} values", items.len()));
        };
        if named {
            return cx.fail(value, "a pair is written `(a, b)`, without names");
        }
        let (a, b) = (T::read(a, limits, cx), T::read(b, limits, cx));
        Some((a?, b?))
    }

    fn show(&self) -> String {
        format!("({}, {})", self.0.show(), self.1.show())
    }

    fn words() -> String {
        format!("({0}, {0})", T::words())
    }

    fn crossing() -> Option<String> {
        Some(format!("({}", T::crossing()?))
    }
}

/// `{ "name": value }`, in the order of the file; a name twice is an error.
#[derive(Debug)]
pub struct Map<T>(pub Vec<Entry<T>>);

/// One `"name": value`.
#[derive(Debug)]
pub struct Entry<T> {
    /// The key.
    pub name: String,
    /// Where the key stands.
    pub at: Value,
    /// The value.
    pub it: T,
}

impl<T: Field> Field for Map<T> {
    const TEXT: bool = T::TEXT;
    type Scalar = T::Scalar;

    fn read(value: &Value, limits: &Limits<T::Scalar>, cx: &mut Cx) -> Option<Self> {
        if value.shape() != Shape::Map {
            return cx.wrong(value, "a map `{ \"name\": value }`");
        }
        let (mut all, mut seen) = (Some(vec![]), HashSet::new());
        value.each(|key, item| {
            let Some(at) = key else { return };
            let name = String::read(&at, &Limits::NONE, cx);
            if let Some(name) = name.as_ref().filter(|name| !seen.insert((*name).clone())) {
                cx.fail::<()>(&at, format!("`{name}` is given twice"));
            }
            match (name, T::read(&item, limits, cx), &mut all) {
                (Some(name), Some(it), Some(map)) => map.push(Entry { name, at, it }),
                _ => all = None,
            }
        });
        all.map(Map)
    }

    fn show(&self) -> String {
        let items: Vec<_> = self.0.iter().map(|e| format!("{}: {}", quoted(&e.name), e.it.show())).collect();
        format!("{{{}}}", items.join(", "))
    }

    fn words() -> String {
        format!("map of {}", T::words())
    }

    fn inside(name: &str) -> Option<&'static [Param]> {
        T::inside(name)
    }

    fn choices() -> &'static [Choice] {
        T::choices()
    }
}
