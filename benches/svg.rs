//! Drawings of errors over dt, both on logarithmic scales, as SVG.

use std::fmt::Write;

/// Colour and width of a line, and its dashes: where lines lie on each other all are still seen. The colours are told
/// apart by people who see fewer (M. Okabe, K. Ito, 2008).
const STROKES: [(&str, f64, &str); 7] = [
    ("#bbbbbb", 6.0, ""),
    ("#e69f00", 2.0, ""),
    ("#56b4e9", 2.0, "5 5"),
    ("#009e73", 2.0, ""),
    ("#e9b8d3", 6.0, ""),
    ("#0072b2", 2.0, ""),
    ("#d55e00", 2.0, ""),
];

/// Of one panel, in pixels.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 240.0;
/// Around what is drawn in it: left, top, right, bottom.
const MARGIN: [f64; 4] = [46.0, 26.0, 10.0, 36.0];

/// The errors of one solver.
pub struct Line {
    /// Which solver it is.
    pub number: usize,
    /// dt, and the error.
    pub points: Vec<(f64, f64)>,
}

/// The errors of several solvers.
pub struct Panel {
    /// What stands above it.
    pub title: String,
    /// One for each solver.
    pub lines: Vec<Line>,
}

/// Panels in rows of three; the next place has the names of the lines.
pub fn draw(panels: &[Panel], names: &[&str]) -> String {
    let (width, height) = (3.0 * WIDTH, HEIGHT * (panels.len() / 3 + 1) as f64);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (n, panel) in panels.iter().enumerate() {
        at_place(&mut svg, n, &panel.drawn());
    }
    at_place(&mut svg, panels.len(), &legend(names));
    svg + "</svg>\n"
}

fn at_place(svg: &mut String, n: usize, inside: &str) {
    let (x, y) = (WIDTH * (n % 3) as f64, HEIGHT * (n / 3) as f64);
    let _ = write!(svg, "<g transform=\"translate({x} {y})\">\n{inside}</g>\n");
}

fn legend(names: &[&str]) -> String {
    let mut svg = String::new();
    for (n, name) in names.iter().enumerate() {
        let y = MARGIN[1] + 20.0 + 22.0 * n as f64;
        let _ = writeln!(
            svg,
            "<path d=\"M50 {y}h34\" {}/><text x=\"94\" y=\"{}\" font-size=\"13\">{name}</text>",
            stroke(n),
            y + 4.5
        );
    }
    svg
}

fn stroke(line: usize) -> String {
    let (colour, width, dashes) = STROKES[line % STROKES.len()];
    let dashes = if dashes.is_empty() { "".into() } else { format!(" stroke-dasharray=\"{dashes}\"") };
    format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dashes}")
}

/// The place of a number between two powers.
struct Scale {
    base: f64,
    low: i32,
    high: i32,
    from: f64,
    to: f64,
}

impl Scale {
    fn new(base: f64, values: impl Iterator<Item = f64> + Clone, (from, to): (f64, f64)) -> Self {
        let power = |value: f64| log(value) / log(base);
        let low = values.clone().map(power).fold(f64::INFINITY, f64::min);
        let high = values.map(power).fold(f64::NEG_INFINITY, f64::max);
        Scale { base, low: (low - 0.01).floor() as i32, high: (high + 0.01).ceil() as i32, from, to }
    }

    fn at(&self, value: f64) -> f64 {
        self.place(log(value) / log(self.base))
    }

    fn place(&self, power: f64) -> f64 {
        let part = (power - f64::from(self.low)) / f64::from((self.high - self.low).max(1));
        self.from + part * (self.to - self.from)
    }

    /// Some of the powers, so that their labels do not touch.
    fn ticks(&self) -> impl Iterator<Item = (f64, i32)> + '_ {
        let step = (self.high - self.low) as usize / 6 + 1;
        (self.low..=self.high).step_by(step).map(|power| (self.place(f64::from(power)), power))
    }
}

impl Panel {
    fn drawn(&self) -> String {
        let [left, top, right, bottom] = MARGIN;
        let seen = self.lines.iter().flat_map(|line| line.points.iter().filter(|point| point.1 > 0.0));
        let across = Scale::new(2.0, seen.clone().map(|point| point.0), (left, WIDTH - right));
        let up = Scale::new(10.0, seen.map(|point| point.1), (HEIGHT - bottom, top));
        let mut svg = self.axes(&across, &up);
        for line in &self.lines {
            let places: Vec<String> = (line.points.iter().filter(|point| point.1 > 0.0))
                .map(|(dt, error)| format!("{:.1} {:.1}", across.at(*dt), up.at(*error)))
                .collect();
            let _ = writeln!(svg, "<path d=\"M{}\" {}/>", places.join("L"), stroke(line.number));
        }
        svg
    }

    fn axes(&self, across: &Scale, up: &Scale) -> String {
        let [left, top, right, bottom] = MARGIN;
        let (end, floor) = (WIDTH - right, HEIGHT - bottom);
        let mut svg = format!(
            "<text x=\"{}\" y=\"16\" text-anchor=\"middle\" font-size=\"13\">{}</text>\n",
            0.5 * (left + end),
            self.title
        );
        let power = |base: u32, power: i32| {
            format!("{base}<tspan dy=\"-4\" font-size=\"8\">{}</tspan>", power.to_string().replace('-', "−"))
        };
        for (x, n) in across.ticks() {
            let _ = writeln!(
                svg,
                "<path d=\"M{x:.1} {top}V{floor}\" stroke=\"#ddd\"/>\
                 <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                floor + 15.0,
                power(2, n)
            );
        }
        for (y, n) in up.ticks() {
            let _ = writeln!(
                svg,
                "<path d=\"M{left} {y:.1}H{end}\" stroke=\"#ddd\"/>\
                 <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                left - 5.0,
                y + 4.0,
                power(10, n)
            );
        }
        let (x, y) = (0.5 * (left + end), floor + 30.0);
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">dt</text>");
        let y = 0.5 * (top + floor);
        let _ = writeln!(
            svg,
            "<text x=\"12\" y=\"{y}\" text-anchor=\"middle\" transform=\"rotate(-90 12 {y})\">error</text>"
        );
        svg
    }
}

/// The same bits on any machine.
fn log(x: f64) -> f64 {
    quincunx::sde::scalar::unary(quincunx::sde::expression::Function1::Log, x)
}
