//! Rules that have names of their own.
//!
//! The names are those of MCell's lexicon, of Golly's help and of the LifeWiki.

use super::{NotationError, fault};
use quincunx_sdk::spelling::nearest;
use std::ops::Range;
use std::sync::LazyLock;

/// A rule with a name of its own.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// As people write it.
    pub name: &'static str,
    /// In its canonical notation.
    pub rule: &'static str,
    /// What it is known for.
    pub about: &'static str,
}

const fn named(name: &'static str, rule: &'static str, about: &'static str) -> Named {
    Named { name, rule, about }
}

/// The rules that may be written by name; case, blanks and hyphens do not count.
pub const NAMED: &[Named] = &[
    // Two states, by counts.
    named("Life", "B3/S23", "Conway's Game of Life"),
    named("HighLife", "B36/S23", "Life with a replicator"),
    named("Day & Night", "B3678/S34678", "dead and living cells are alike"),
    named("Seeds", "B2/S", "nothing survives, and most patterns explode"),
    named("Live Free or Die", "B2/S0", "only cells without neighbours survive"),
    named("Life without Death", "B3/S012345678", "living cells stay, and ladders grow"),
    named("Flock", "B3/S12", "a chaotic rule that settles fast"),
    named("Mazectric", "B3/S1234", "mazes with long straight corridors"),
    named("Maze", "B3/S12345", "mazes"),
    named("Coral", "B3/S45678", "slow growth of porous walls"),
    named("34 Life", "B34/S34", "the first rule with many oscillators that was studied beside Life"),
    named("Assimilation", "B345/S4567", "stable diamonds"),
    named("Long Life", "B345/S5", "oscillators of long periods"),
    named("Diamoeba", "B35678/S5678", "large diamonds with chaotic edges"),
    named("Amoeba", "B357/S1358", "blobs that wander"),
    named("Pseudo Life", "B357/S238", "looks like Life, and has other patterns"),
    named("Stains", "B3678/S235678", "stable blots"),
    named("2x2", "B36/S125", "simulates itself in blocks of two by two cells"),
    named("Move", "B368/S245", "Morley: slow spaceships and puffers"),
    named("Walled Cities", "B45678/S2345", "chaos inside of stable walls"),
    named("Vote", "B5678/S45678", "the majority of nine wins"),
    named("Anneal", "B4678/S35678", "majority with a twist, which smooths borders"),
    named("Replicator", "B1357/S1357", "every pattern is copied"),
    named("Fredkin", "B1357/S02468", "every pattern is copied; the middle counts too"),
    named("Gnarl", "B1/S1", "grows gnarled from a single cell"),
    named("Serviettes", "B234/S", "grows like lace"),
    named("DotLife", "B3/S023", "Life in which single cells survive"),
    named("EightLife", "B3/S238", "Life in which crowded cells survive too"),
    named("DryLife", "B37/S23", "Life with one more birth, and a glider all the same"),
    named("Pedestrian Life", "B38/S23", "Life with births among eight, and much the same gliders"),
    named("HoneyLife", "B38/S238", "Life that keeps beehives whole"),
    named("LowDeath", "B368/S238", "HighLife with more births, and its replicator"),
    named("LowLife", "B3/S13", "chaotic, and fast to settle"),
    named("IronLife", "B36/S238", "HighLife in which crowded cells survive too"),
    named("SnowLife", "B3/S1237", "flakes grow from chaos"),
    named("Corrosion of Conformity", "B3/S124", "slow growth that eats its own order"),
    named("Logarithmic Replicator", "B36/S245", "a replicator whose line grows as a logarithm"),
    named("Land Rush", "B36/S234578", "ships settle into land that grows for ever"),
    named("Bugs", "B3567/S15678", "blobs that crawl"),
    named("Coagulations", "B378/S235678", "clots that grow for ever"),
    named("Holstein", "B35678/S4678", "black and white patches that slowly round off"),
    named("Plow World", "B378/S012345678", "living cells stay, and lines are ploughed"),
    named("Electrified Maze", "B45/S12345", "a maze whose walls crackle"),
    named("Maze with Mice", "B37/S12345", "a maze with something that runs in it"),
    named("Mazectric with Mice", "B37/S1234", "a straight maze with something that runs in it"),
    named("Iceballs", "B25678/S5678", "solid blobs that grow once they are large enough"),
    named("Gems", "B3457/S4568", "a spaceship that moves a cell in 5648 generations"),
    named("Gems Minor", "B34578/S456", "a spaceship that moves a cell in 2068 generations"),
    named("Slow Blob", "B367/S125678", "a blob that grows slowly from chaos"),
    named("H-trees", "B1/S012345678", "branches grow at right angles"),
    named("Neon Blobs", "B08/S4", "the ground flashes"),
    named("Invertamaze", "B028/S0124", "mazes that turn inside out in every generation"),
    named("AntiLife", "B0123478/S01234678", "Life with living and dead cells exchanged"),
    // Two states, by arrangements.
    named("tlife", "B3/S2-i34q", "Life in which the T-tetromino is a spaceship"),
    named("Just Friends", "B2-a/S12", "spaceships of two cells from births that need a gap"),
    named("Salad", "B2i34c/S2-i3", "Life with other births, and slow small spaceships"),
    named("Goats", "B2in3/S123a", "replicators and gliders of few cells"),
    named("GlideLife", "B34ek5ak/S2-c34z", "many common spaceships"),
    // Generations.
    named("Banners", "2367/3457/5", "banners wave behind what moves"),
    named("BelZhab", "23/23/8", "waves around slow cores"),
    named("Bloomerang", "234/34678/24", "blooms that throw parts far and take them back"),
    named("Bombers", "345/24/25", "planes that leave long trails"),
    named("Brain 6", "6/246/3", "a brain of other births"),
    named("Brian's Brain", "/2/3", "what fired must rest, and nearly everything flies"),
    named("Burst", "0235678/3468/9", "bursts from a stable ground"),
    named("Caterpillars", "124567/378/4", "caterpillars crawl over a chaotic ground"),
    named("Chenille", "05678/24567/6", "velvet that grows"),
    named("Circuit Genesis", "2345/1234/8", "wires that fill the plane"),
    named("Cooties", "23/2/8", "gliders and puffers of all kinds"),
    named("Ebb & Flow", "012478/36/18", "tides"),
    named("Faders", "2/2/25", "ships with long fading trails"),
    named("Fireworks", "2/13/21", "rockets and bursts"),
    named("Flaming Starbows", "347/23/8", "bows with a burning edge"),
    named("Frogs", "12/34/3", "small things that leap"),
    named("Glisserati", "035678/245678/7", "diamonds that slide"),
    named("Lava", "12345/45678/8", "a slow boiling front"),
    named("Lines", "012345/458/3", "everything becomes lines"),
    named("Living on the Edge", "345/3/6", "life at the rim of Star Wars"),
    named("Meteor Guns", "01245678/3/8", "guns in a frozen ground"),
    named("Nova", "45678/2478/25", "explosions, and what is left of them"),
    named("OrthoGo", "3/2/4", "everything goes along the axes"),
    named("Prairie on Fire", "345/34/6", "fires that run and come back"),
    named("RainZha", "2/23/8", "waves like rain"),
    named("Rake", "3467/2678/6", "rakes from a random start"),
    named("SediMental", "45678/25678/4", "layers of sediment"),
    named("Snake", "03467/25/6", "snakes"),
    named("SoftFreeze", "13458/38/6", "motion that freezes softly"),
    named("Spirals", "2/234/5", "spirals fill the plane"),
    named("Star Wars", "345/2/4", "structures that shoot, and guns"),
    named("Sticks", "3456/2/6", "sticks that grow and burn"),
    named("Swirl", "23/34/8", "swirls"),
    named("ThrillGrill", "1234/34/48", "slow thick waves"),
    named("Transers", "345/26/5", "rakes and puffers of many kinds"),
    named("Worms", "3467/25/6", "worms"),
    named("Xtasy", "1456/2356/16", "a wild ground of many colours"),
    // Larger than Life.
    named("Bosco's Rule", "R5,C0,M1,S34..58,B34..45,NM", "bugs: large round gliders"),
    named("Bugsmovie", "R10,C0,M1,S123..212,B123..170,NM", "still larger bugs"),
    named("Globe", "R8,C0,M0,S163..223,B74..252,NM", "grows from a globe"),
    named("Majorly", "R7,C0,M1,S113..225,B113..225,NM", "the majority of 225 cells wins"),
    named("ModernArt", "R10,C255,M1,S2..3,B3..3,NM", "large fields of slowly fading colours"),
    named("Waffle", "R7,C0,M1,S100..200,B75..170,NM", "a waffle grows"),
    // One dimension.
    named("Rule 30", "W30", "chaos from a single cell, row by row"),
    named("Rule 90", "W90", "Sierpinski's triangle, row by row"),
    named("Rule 110", "W110", "gliders of one dimension that compute, row by row"),
];

/// What their names are compared by, in the same order: a batch of many rules reads many.
static PLAIN: LazyLock<Vec<String>> = LazyLock::new(|| NAMED.iter().map(|named| plain(named.name)).collect());

/// The rule of that name.
pub(super) fn find(name: &str) -> Option<&'static Named> {
    let wanted = plain(name);
    PLAIN.iter().zip(NAMED).find(|(name, _)| **name == wanted).map(|(_, named)| named)
}

/// Lower case letters and digits alone; `and` is `&`, which is nothing.
fn plain(name: &str) -> String {
    let name = name.to_lowercase().replace(" and ", "").replace("conway's", "").replace("game of", "");
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Rules that come with Golly, and that no notation writes.
const TABLES: &[&str] = &[
    "WireWorld",
    "WireWorldMarked",
    "JvN29",
    "Nobili32",
    "Hutton32",
    "Langtons-Loops",
    "Langtons-Ant",
    "Byl-Loop",
    "Chou-Reggia-1",
    "Chou-Reggia-2",
    "Evoloop",
    "SDSR-Loop",
    "Perrier",
    "Devore",
    "Codd",
    "Codd2",
    "BBM-Margolus-emulated",
    "TMGasMargolus",
    "Banks-I",
    "Banks-II",
    "Banks-III",
    "Banks-IV",
    "LifeHistory",
    "Turmites",
    "Worm-1042015",
    "Ant",
];

/// The error for a text that is neither a notation nor a name.
pub(super) fn unknown<T>(text: &str, place: Range<usize>) -> Result<T, NotationError> {
    if let Some(table) = TABLES.iter().find(|table| plain(table) == plain(text)) {
        let message = format!(
            "the rule {table} is a table, a tree or a program of Golly's, which no notation writes: a plugin can have it"
        );
        return fault(place, message);
    }
    let near = nearest(&plain(text), PLAIN.iter().map(String::as_str));
    let near = near.and_then(|near| PLAIN.iter().zip(NAMED).find(|(name, _)| *name == near));
    match near {
        Some((_, named)) => {
            fault(place, format!("no rule is named `{}`: did you mean `{}`?", text.trim(), named.name))
        }
        None => fault(
            place,
            "expected a rule like B3/S23, or a name like Life or HighLife; what Golly has as a table, a tree or a \
             program of its own (WireWorld, JvN29) is no notation",
        ),
    }
}
