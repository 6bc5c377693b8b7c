//! What is alive at the start.

use crate::agreement::Claim;
use crate::orientation::{Flip, Orientation, Turn};
use crate::pattern::{self, Living, Run};
use crate::stamp::Stamp;
use crate::strip::Strip;
use crate::topology::Topology;
use quincunx_core::streams::Streams;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::role::{Complaint, Make, Role, Slot};
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::{Shape, Value};
use std::sync::Arc;

/// The role of what a grid's `cells` asks for: a layer of them. Plain text is a pattern's file, a list is laid over each other.
pub struct Start;

impl Role for Start {
    const NAME: &'static str = "layer";
    const TEXT: bool = true;
    type Product = Arc<dyn Cells>;

    fn plain(shape: Shape) -> Option<&'static str> {
        match shape {
            Shape::Text => Some("Pattern"),
            Shape::List => Some("Layers"),
            _ => None,
        }
    }
}

/// Puts living cells on a lattice. A dead cell lets through what was there before.
pub trait Cells: Send + Sync {
    /// Tells the context what has no room on a lattice; it stands at `place` in the scene.
    fn fits(&self, _place: &Value, _room: &Room, _cx: &mut Cx) {}

    /// What patterns are for; this layer stands at `place` in the scene.
    fn claims(&self, _place: &Value) -> Vec<Claim> {
        vec![]
    }

    /// Puts those of some rows there.
    fn lay(&self, onto: &mut Strip, draw: &Draw, pool: &rayon::ThreadPool);
}

/// What a lattice has room for.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Width and height.
    pub size: (usize, usize),
    /// How its edges meet.
    pub topology: Topology,
    /// The states of its rule.
    pub states: usize,
}

impl Room {
    /// Says how a rectangle does not fit, if so: on a torus it may lie across an edge, but not over itself.
    pub(crate) fn misfit(
        &self,
        of: &str,
        (x, y): (i32, i32),
        (wide, high): (usize, usize),
    ) -> Option<String> {
        let (width, height) = self.size;
        let what = format!("the {wide} × {high} cells of {of}");
        if wide > width || high > height {
            return Some(format!("{what} do not fit on a grid of {width} × {height}"));
        }
        let (most_x, most_y) = (width - wide, height - high);
        let inside = |at: i32, most: usize| usize::try_from(at).is_ok_and(|at| at <= most);
        let edges = match self.topology {
            Topology::TORUS => return None,
            Topology::Dead => "dead edges",
            _ => "edges, which do not go on as they lie",
        };
        (!(inside(x, most_x) && inside(y, most_y))).then(|| {
            format!(
                "{what}, laid at ({x}, {y}), reach beyond the grid's {edges}: \
                 from (0, 0) to ({most_x}, {most_y}) they fit"
            )
        })
    }
}

/// Where randomness comes from.
pub struct Draw<'a> {
    /// All of the scene's.
    pub streams: &'a Streams,
    /// The grid's name.
    pub object: &'a str,
    /// What tells the layers of a grid apart.
    pub purpose: String,
}

quincunx_sdk::params! {
    /// No living cell.
    pub struct Empty {}
}

impl Make<Start> for Empty {
    const EXAMPLES: &'static [&'static str] = &["Empty"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        Ok(Arc::new(Blank))
    }
}

struct Blank;

impl Cells for Blank {
    fn lay(&self, _: &mut Strip, _: &Draw, _: &rayon::ThreadPool) {}
}

quincunx_sdk::params! {
    /// Cells as they are drawn, row by row.
    pub struct Rows {
        /// `#`, `O`, `o`, `*` and `1` are alive; `.`, `-`, `0` and space are dead; `2` to `9` are further
        /// states of a rule that has them
        rows: Vec<Row>;
        /// where its upper left corner lies
        at: (i32, i32) = (0, 0), unit "cells";
        /// degrees by which it is turned, clockwise
        turn: Turn = 0;
        /// what is exchanged before it is turned: left and right, or top and bottom
        flip: Flip = None
    }
}

impl Make<Start> for Rows {
    const EXAMPLES: &'static [&'static str] =
        &["Rows(rows: [\".#.\", \"..#\", \"###\"], at: (3, 3), turn: 90)", "Rows([\"##\", \"##\"])"];

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        let width = self.rows.iter().map(|row| row.0.chars().count()).max().unwrap_or(0);
        let rows = (0..)
            .zip(&self.rows)
            .flat_map(|(y, row)| row.alive().map(move |(x, state)| Run { x, y, length: 1, state }));
        let living = Living::Runs(rows.collect());
        let pattern = pattern::Pattern::new(width, self.rows.len(), living);
        let orientation = Orientation { flip: self.flip, turn: self.turn };
        Ok(Arc::new(Stamp { name: "the rows".into(), pattern, at: self.at, orientation }))
    }
}

/// A row of cells, drawn with letters.
#[derive(Debug)]
pub struct Row(String);

impl Row {
    /// Columns and states of the living cells.
    fn alive(&self) -> impl Iterator<Item = (u32, u8)> {
        let states = self.0.chars().map(|c| state(c).unwrap_or(0));
        (0..).zip(states).filter(|(_, state)| *state != 0)
    }
}

/// The state that a letter stands for.
fn state(c: char) -> Option<u8> {
    match c {
        '#' | 'O' | 'o' | '*' => Some(1),
        '.' | '-' | ' ' => Some(0),
        _ => c.to_digit(10).map(|digit| digit as u8),
    }
}

impl Field for Row {
    const TEXT: bool = true;
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        let text = String::read(value, limits, cx)?;
        let mut strange = text.char_indices().filter(|(_, c)| state(*c).is_none()).peekable();
        if strange.peek().is_none() {
            return Some(Row(text));
        }
        for (at, c) in strange.take(Cx::MOST_ERRORS) {
            let place = value.inside(&text, at..at + c.len_utf8());
            cx.fail::<()>(&place, format!("`{c}` is neither alive (`#`) nor dead (`.`)"));
        }
        None
    }

    fn show(&self) -> String {
        quoted(&self.0)
    }

    fn words() -> String {
        "text".into()
    }
}

quincunx_sdk::params! {
    /// A pattern from a file: RLE, Macrocell, Life 1.05 or 1.06, plaintext (`.cells`), or NPY (two dimensions, uint8, C
    /// order); packed with gzip or not. What it begins with says which.
    pub struct Pattern {
        /// relative to the scene
        file: String;
        /// where its upper left corner lies
        at: (i32, i32) = (0, 0), unit "cells";
        /// degrees by which it is turned, clockwise
        turn: Turn = 0;
        /// what is exchanged before it is turned: left and right, or top and bottom
        flip: Flip = None
    }
}

impl Make<Start> for Pattern {
    const REFERENCES: &'static [&'static str] = &[];
    const EXAMPLES: &'static [&'static str] = &[
        "Pattern(file: \"patterns/gosper-gun.rle\", at: (1, 1), flip: LeftRight)",
        "\"patterns/glider.rle\"",
    ];

    fn make(&self, cx: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        let read = cx
            .files
            .read(&self.file)
            .and_then(|bytes| pattern::read(&bytes).map_err(|why| format!("`{}`: {why}", self.file)));
        let pattern = read.map_err(|why| Complaint::at("file", why))?;
        let orientation = Orientation { flip: self.flip, turn: self.turn };
        Ok(Arc::new(Stamp { name: format!("`{}`", self.file), pattern, at: self.at, orientation }))
    }
}

quincunx_sdk::params! {
    /// Several layers; what is alive in a later one covers the earlier ones. A list `[…]` means the same.
    pub struct Layers {
        /// from the bottom up
        layers: Vec<Slot<Start>>
    }
}

impl Make<Start> for Layers {
    const EXAMPLES: &'static [&'static str] = &["[Soup(0.1), Rows([\"###\"])]"];

    /// A list, as it was written: brackets of our own could nest deeper than a scene may.
    fn text(&self) -> String {
        self.layers.show()
    }

    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Cells>, Complaint> {
        let layer = |slot: &Slot<Start>| (slot.head.clone(), slot.it.clone());
        Ok(Arc::new(Stack(self.layers.iter().map(layer).collect())))
    }
}

/// Layers, and where they stand in the scene.
struct Stack(Vec<(Value, Arc<dyn Cells>)>);

impl Cells for Stack {
    fn fits(&self, _: &Value, room: &Room, cx: &mut Cx) {
        self.0.iter().for_each(|(place, layer)| layer.fits(place, room, cx));
    }

    fn claims(&self, _: &Value) -> Vec<Claim> {
        self.0.iter().flat_map(|(place, layer)| layer.claims(place)).collect()
    }

    fn lay(&self, onto: &mut Strip, draw: &Draw, pool: &rayon::ThreadPool) {
        for (n, (_, layer)) in self.0.iter().enumerate() {
            let purpose = format!("{}/{n}", draw.purpose);
            layer.lay(onto, &Draw { purpose, ..*draw }, pool);
        }
    }
}
