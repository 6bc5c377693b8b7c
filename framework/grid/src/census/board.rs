//! A small pattern alone.

/// What becomes of each neighbourhood of nine cells: bit 3·row + column of its number is a cell of it.
pub(crate) type Outcomes = [bool; 512];

/// A pattern in its bounding box.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Board {
    pub width: usize,
    pub height: usize,
    /// Row by row.
    pub cells: Vec<bool>,
}

impl Board {
    /// The pattern of some living cells, wherever they are.
    pub fn of(cells: &[(i64, i64)]) -> Self {
        let least = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).min().unwrap_or(0);
        let most = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).max().unwrap_or(-1);
        let (x0, y0) = (least(|cell| cell.0), least(|cell| cell.1));
        let (width, height) =
            ((most(|cell| cell.0) - x0 + 1) as usize, (most(|cell| cell.1) - y0 + 1) as usize);
        let mut board = Board { width, height, cells: vec![false; width * height] };
        for (x, y) in cells {
            board.cells[(y - y0) as usize * width + (x - x0) as usize] = true;
        }
        board
    }

    /// How many cells are alive.
    pub fn alive(&self) -> usize {
        self.cells.iter().filter(|cell| **cell).count()
    }

    /// Its living cells.
    pub fn living(&self) -> impl Iterator<Item = (usize, usize)> {
        let width = self.width;
        self.cells.iter().enumerate().filter(|(_, cell)| **cell).map(move |(n, _)| (n % width, n / width))
    }

    /// The next generation, and where the corner of its box is, seen from that of this one.
    pub fn next(&self, outcomes: &Outcomes) -> (Board, (i64, i64)) {
        // Neighbourhoods of all cells in the box and right around it.
        let wide = self.width + 2;
        let mut around = vec![0u16; wide * (self.height + 2)];
        for (x, y) in self.living() {
            for n in 0..9 {
                // The cell is in place n of the neighbourhood of the cell from which it lies there.
                around[(y + 2 - n / 3) * wide + x + 2 - n % 3] |= 1 << n;
            }
        }
        let place = |n: usize| ((n % wide) as i64 - 1, (n / wide) as i64 - 1);
        let alive = around.iter().enumerate().filter(|(_, around)| outcomes[usize::from(**around)]);
        let cells: Vec<_> = alive.map(|(n, _)| place(n)).collect();
        let least = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).min().unwrap_or(0);
        (Board::of(&cells), (least(|cell| cell.0), least(|cell| cell.1)))
    }

    /// It in the eight ways in which it can be turned and flipped.
    pub fn ways(&self) -> impl Iterator<Item = Board> {
        (0..8).map(|way| {
            let turned = |(x, y): (usize, usize)| {
                let x = if way & 1 == 0 { x } else { self.width - 1 - x };
                let y = if way & 2 == 0 { y } else { self.height - 1 - y };
                if way & 4 == 0 { (x as i64, y as i64) } else { (y as i64, x as i64) }
            };
            Board::of(&self.living().map(turned).collect::<Vec<_>>())
        })
    }
}
