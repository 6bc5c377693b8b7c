//! How the nodes of a scene become an apparatus.

use crate::apparatus::{Apparatus, Arm, End, Leads, Node, Operation};
use crate::density::Density;
use crate::node::Next;
use crate::spin::Spin;
use quincunx_sdk::field::Cx;
use quincunx_sdk::text::quoted;
use quincunx_sdk::value::Value;
use std::collections::HashMap;

/// More nodes are refused: each holds matrices.
pub const MOST_NODES: usize = 1 << 16;

/// An apparatus that is being put together. Nodes add themselves in depth-first order.
pub struct Assembly {
    spin: Spin,
    nodes: Vec<Node>,
    /// The arm that leads to the next node.
    incoming: Option<(usize, usize)>,
    /// Whether what has a name is a detector, not a block.
    names: HashMap<String, bool>,
    /// Whether it was told that there are too many.
    full: bool,
}

impl Assembly {
    /// Puts an apparatus together. What is wrong with it goes into the context.
    pub fn whole(spin: Spin, state: Density, path: &Next, cx: &mut Cx) -> Option<Apparatus> {
        let mut assembly =
            Assembly { spin, nodes: vec![], incoming: None, names: HashMap::new(), full: false };
        path.assemble(&mut assembly, cx)?;
        Some(Apparatus::of(spin, state, assembly.nodes))
    }

    /// The spin of the atoms.
    pub fn spin(&self) -> Spin {
        self.spin
    }

    /// Adds a node without arms. `at` is its name in the scene.
    pub fn add(&mut self, title: String, at: &Value, cx: &mut Cx) -> Option<usize> {
        if self.nodes.len() == MOST_NODES {
            let message = format!("this is one node more than the {MOST_NODES} that an apparatus may have");
            // Told once: all that would follow is too much, too.
            return if std::mem::replace(&mut self.full, true) { None } else { cx.fail(at, message) };
        }
        let parent = self.incoming;
        let depth = parent.map_or(0, |(before, _)| self.nodes[before].depth + 1);
        self.nodes.push(Node { title, parent, depth, leads: Leads::On(vec![]) });
        Some(self.nodes.len() - 1)
    }

    /// Adds an arm to a node, and what it leads to.
    pub fn lead(
        &mut self,
        from: usize,
        label: &str,
        operation: Operation,
        next: &Next,
        cx: &mut Cx,
    ) -> Option<()> {
        let Leads::On(arms) = &mut self.nodes[from].leads else { return None };
        arms.push(Arm { label: label.into(), operation, to: from });
        let arm = arms.len() - 1;
        self.incoming = Some((from, arm));
        let next = next.assemble(self, cx)?;
        if let Leads::On(arms) = &mut self.nodes[from].leads {
            arms[arm].to = next;
        }
        Some(())
    }

    /// Adds an end of atoms. `at` is its name in the scene.
    pub fn end(&mut self, end: End, at: &Value, cx: &mut Cx) -> Option<usize> {
        let detected = *self.names.entry(end.name.clone()).or_insert(end.detected);
        if detected != end.detected {
            let name = quoted(&end.name);
            return cx
                .fail(at, format!("{name} is both a detector and a block: one of them needs another name"));
        }
        let here = self.add(end.name.clone(), at, cx)?;
        self.nodes[here].leads = Leads::Out(end);
        Some(here)
    }
}
