//! The kind `Replay` of a scene: what was recorded goes by once more.

use crate::cells::{Cells, Draw};
use crate::object::GridObject;
use crate::strip::Strip;
use crate::topology::Topology;
use quincunx_core::object::{Object, World};
use quincunx_core::sequence::Sequence;
use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::Cx;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Info, Rule};
use quincunx_sdk::slab::Slab;
use rayon::ThreadPool;
use std::any::Any;
use std::fmt;
use std::sync::Arc;

quincunx_sdk::params! {
    /// A recorded sequence of states, by this program or by another, that is played as a grid: what measures a grid measures
    /// it, and it ends with its last state. The file is NumPy's, T × height × width, or N × T × height × width for N
    /// sequences one after the other; its numbers are states (uint8, bool), or real ones from 0 to 1 of which those above one
    /// half are alive (float32, float64). What `Dataset` and `Frames` write is of that form. Where one sequence ends and the
    /// next begins, no state follows from the one before: `ExtractRule` does not count there, and `Dataset` takes no sample.
    pub struct Replay {
        /// relative to the scene
        file: String;
        /// how the edges meet, which a recording does not say
        topology: Topology = Torus
    }
}

impl Make<World> for Replay {
    const EXAMPLES: &'static [&'static str] =
        &["Replay(\"recordings/highlife.npy\")", "Replay(file: \"recordings/highlife.npy\", topology: Dead)"];

    fn make(&self, cx: &mut Cx) -> Result<Box<dyn Object>, Complaint> {
        let about = |why| format!("`{}`: {why}", self.file);
        let sequence = cx.files.read(&self.file).and_then(|file| Sequence::parse(file).map_err(about));
        let sequence = sequence.map_err(|why| Complaint::at("file", why))?;
        self.topology.check(sequence.size()).map_err(|why| Complaint::at("topology", why))?;
        let recorded = Arc::new(Recorded { file: self.file.clone(), sequence });
        let played = GridObject::played(recorded, self.topology);
        Ok(Box::new(played.map_err(|why| Complaint::at("file", about(why)))?))
    }
}

/// A recorded sequence as what moves cells: after a state comes the one that was recorded after it. The last one stays.
pub struct Recorded {
    file: String,
    sequence: Sequence,
}

impl Recorded {
    /// The states.
    pub fn sequence(&self) -> &Sequence {
        &self.sequence
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.notation())
    }
}

/// The sequence that a rule plays, if it was recorded.
pub fn recording(rule: &dyn Rule) -> Option<&Sequence> {
    rule.beside()?.downcast_ref()
}

impl Rule for Recorded {
    /// The work is more than there is, for then no row is computed twice, and slabs are large.
    fn info(&self) -> Info {
        Info { states: self.sequence.states(), work: 8, ..Info::default() }
    }

    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        let outside = || Fault::from("it was asked for cells that were not recorded");
        let place = |n: u64| usize::try_from(n).map_err(|_| outside());
        let (x0, y0, next) = (place(slab.x0)?, place(slab.y0)?, place(slab.step)?.saturating_add(1));
        if next >= self.sequence.frames() {
            (0..slab.height).for_each(|y| {
                let now = &slab.source(src, y as isize)[slab.halo..][..slab.width];
                slab.target(dst, y).copy_from_slice(now);
            });
            return Ok(());
        }
        let cells = self.sequence.rows(next, y0..y0.saturating_add(slab.height)).ok_or_else(outside)?;
        for (y, row) in cells.chunks(self.sequence.size().0).enumerate() {
            let row = row.get(x0..x0.saturating_add(slab.width)).ok_or_else(outside)?;
            slab.target(dst, y).copy_from_slice(row);
        }
        Ok(())
    }

    fn notation(&self) -> String {
        format!("recorded in `{}`", self.file)
    }

    fn beside(&self) -> Option<&(dyn Any + Send + Sync)> {
        Some(&self.sequence)
    }
}

/// The first state.
impl Cells for Recorded {
    fn lay(&self, onto: &mut Strip, _: &Draw, _: &ThreadPool) {
        let rows = onto.cells.len() / onto.size.0;
        if let Some(cells) = self.sequence.rows(0, onto.first..onto.first + rows) {
            onto.cells.copy_from_slice(&cells);
        }
    }
}
