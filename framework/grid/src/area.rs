//! A rectangle of a lattice.

use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::value::{Shape, Value};

/// Where it begins, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// The column and the row of its upper left corner.
    pub at: (i32, i32),
    /// Width and height.
    pub size: (u32, u32),
}

impl Field for Area {
    type Scalar = i64;

    fn read(value: &Value, _: &Limits<i64>, cx: &mut Cx) -> Option<Self> {
        let (mut items, mut named) = (vec![], false);
        if value.shape() == Shape::Tuple {
            value.each(|key, item| {
                named |= key.is_some();
                items.push(item);
            });
        }
        let [x, y, width, height] = match &items[..] {
            [x, y, width, height] if !named => [x, y, width, height],
            _ => return cx.wrong(value, "an area `(x, y, width, height)`"),
        };
        let at = [x, y].map(|item| i32::read(item, &Limits::NONE, cx));
        let size = [width, height].map(|item| u32::read(item, &Limits::new(1..), cx));
        Some(Area { at: (at[0]?, at[1]?), size: (size[0]?, size[1]?) })
    }

    fn show(&self) -> String {
        format!("({}, {}, {}, {})", self.at.0, self.at.1, self.size.0, self.size.1)
    }

    fn words() -> String {
        "(x, y, width, height)".into()
    }
}
