//! `plan.json`: what a batch is, written once, before the first point runs.
