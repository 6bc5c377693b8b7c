//! Shards packed into tasks, so that a task lasts minutes: a scheduler needs seconds for each.

/// What bounds a pack.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How long a shard takes, in seconds; what is not known is 0 or not finite.
    pub shard: f64,
    /// How long a task should take, in seconds.
    pub aim: f64,
    /// How many shards run at once in a task.
    pub cpus: usize,
    /// The most tasks.
    pub tasks: usize,
}

/// Packs shards, in their order, into tasks of equal size, give or take one. No task is empty.
pub fn pack(shards: &[usize], bounds: &Bounds) -> Vec<Vec<usize>> {
    if shards.is_empty() {
        return vec![];
    }
    let tasks = shards.len().div_ceil(bounds.fits()).clamp(1, bounds.tasks.max(1));
    let start = |task: usize| (task as u128 * shards.len() as u128 / tasks as u128) as usize;
    (0..tasks).map(|task| shards[start(task)..start(task + 1)].to_vec()).collect()
}

impl Bounds {
    /// How many shards a task has time for: at least one for each of its processors.
    fn fits(&self) -> usize {
        let rounds = self.aim / self.shard;
        let rounds = if rounds.is_nan() || rounds < 1.0 { 1 } else { rounds as usize };
        rounds.saturating_mul(self.cpus.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_task_lasts_as_long_as_it_should() {
        let shards: Vec<usize> = (0..100).collect();
        let tasks = |shard, cpus, tasks| pack(&shards, &Bounds { shard, aim: 600.0, cpus, tasks });
        assert_eq!(tasks(60.0, 1, 1000).len(), 10);
        assert_eq!(tasks(60.0, 4, 1000).len(), 3);
        assert_eq!(tasks(3600.0, 1, 1000).len(), 100, "a shard is not split");
        assert_eq!(tasks(3600.0, 4, 1000).len(), 25, "no processor idles");
        assert_eq!(tasks(60.0, 1, 7).len(), 7);
        // An instant, and nobody knows how long: all in one task, and one in each.
        assert_eq!((tasks(0.0, 1, 1000).len(), tasks(f64::NAN, 1, 1000).len()), (1, 100));
    }

    proptest! {
        #[test]
        fn every_shard_is_in_one_task(
            count in 0_usize..3000,
            shard in prop_oneof![Just(0.0), Just(f64::NAN), Just(f64::INFINITY), 1e-6_f64..1e6],
            aim in 0.0_f64..1e5,
            cpus in 0_usize..200,
            tasks in 0_usize..2000,
        ) {
            let shards: Vec<usize> = (0..count).map(|n| 3 * n + 1).collect();
            let packed = pack(&shards, &Bounds { shard, aim, cpus, tasks });
            prop_assert_eq!(packed.concat(), shards);
            prop_assert!(packed.len() <= tasks.max(1));
            prop_assert!(packed.iter().all(|task| !task.is_empty()));
            let sizes = packed.iter().map(Vec::len);
            if let (Some(least), Some(most)) = (sizes.clone().min(), sizes.max()) {
                prop_assert!(most - least <= 1);
            }
        }
    }
}
