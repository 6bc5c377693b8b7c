//! When a probe measures.

use bevy_ecs::component::Component;

/// The steps at which a probe is due.
#[derive(Component, Clone, Debug, PartialEq)]
pub enum Due {
    /// 0, n, 2n, … up to the end.
    Every(u64),
    /// These, in ascending order.
    At(Vec<u64>),
    /// The last step only.
    End,
}

impl Due {
    /// The first due step from `from` on, if there is one before the end is passed.
    pub fn next(&self, from: u64, end: u64) -> Option<u64> {
        let next = match self {
            Due::Every(n) => from.div_ceil(*n).saturating_mul(*n),
            Due::At(steps) => *steps.get(steps.partition_point(|&step| step < from))?,
            Due::End => end.max(from),
        };
        Some(next).filter(|&step| step <= end)
    }

    /// The last due step up to the end; 0 if there is none.
    pub fn last(&self, end: u64) -> u64 {
        match self {
            Due::Every(n) => end / n * n,
            Due::At(steps) => steps.iter().rev().copied().find(|step| *step <= end).unwrap_or(0),
            Due::End => end,
        }
    }

    /// How many measurements there will be.
    pub fn count(&self, end: u64) -> u64 {
        match self {
            Due::Every(n) => end / n + 1,
            Due::At(steps) => steps.iter().filter(|&&step| step <= end).count() as u64,
            Due::End => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Due;

    #[test]
    fn next_is_the_first_not_before() {
        let all = |due: &Due, end| {
            let mut steps = vec![];
            while let Some(step) = due.next(steps.last().map_or(0, |last| last + 1), end) {
                steps.push(step);
            }
            assert_eq!((steps.len() as u64, steps.last()), (due.count(end), Some(&due.last(end))));
            steps
        };
        assert_eq!(all(&Due::Every(3), 10), [0, 3, 6, 9]);
        assert_eq!(all(&Due::Every(20), 10), [0]);
        assert_eq!(all(&Due::At(vec![0, 4, 5, 11]), 10), [0, 4, 5]);
        assert_eq!(all(&Due::End, 10), [10]);
        assert_eq!(all(&Due::End, 0), [0]);
    }
}
