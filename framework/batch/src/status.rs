//! Where a batch stands, for a person and for a program.

use crate::slurm::Fate;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Where a batch stands.
#[derive(Clone, Debug)]
pub struct Status<'s> {
    /// Its folder, as it was given.
    pub folder: &'s Path,
    /// How many points it has.
    pub points: u64,
    /// How many shards these are.
    pub shards: usize,
    /// The shards that are not there, in their order.
    pub missing: Vec<usize>,
    /// What became of those that were submitted.
    pub fates: BTreeMap<usize, Fate>,
    /// How many points failed, in those that are there.
    pub failed: u64,
    /// Whether a process of this machine works at it.
    pub at_work: bool,
    /// Why Slurm could not be asked, if it had to be and could not: a sentence.
    pub silent: Option<String>,
    /// Whether results were made of what is done.
    pub collected: bool,
    /// The command that goes on.
    pub resume: String,
}

impl Status<'_> {
    /// Whether anything is missing that nobody is at.
    fn stuck(&self) -> bool {
        !self.at_work
            && self.silent.is_none()
            && self.missing.iter().any(|shard| !self.fates.get(shard).is_some_and(Fate::lives))
    }

    /// A line for each state that shards are in, and one for each reason why they are not there.
    pub fn text(&self) -> String {
        let folder = self.folder.display();
        let mut text = format!(
            "{folder}: {} in {}\n",
            counted(self.points, "point"),
            counted(self.shards as u64, "shard")
        );
        let mut states: [BTreeMap<String, Vec<usize>>; 3] = Default::default();
        for shard in &self.missing {
            let (state, words) = self.words(*shard);
            states[state].entry(words).or_default().push(*shard);
        }
        text += &format!("  done     {}\n", self.shards - self.missing.len());
        for (name, state) in ["running", "waiting", "missing"].iter().zip(states) {
            let count: usize = state.values().map(Vec::len).sum();
            if count > 0 {
                text += &format!("  {name:8} {count}\n");
            }
            let mut lines: Vec<_> = state.into_iter().collect();
            lines.sort_by(|a, b| a.1.cmp(&b.1));
            for (words, shards) in lines {
                let which = if shards.len() == 1 { "shard" } else { "shards" };
                text += &format!("    {which} {}: {words}\n", ranges(&shards));
            }
        }
        if self.failed > 0 {
            text += &format!(
                "  {} failed; `points.parquet` in the results says why\n",
                counted(self.failed, "point")
            );
        }
        if let Some(why) = &self.silent {
            text += &format!("  {why}\n");
        }
        match (self.missing.is_empty(), self.stuck()) {
            (true, _) if self.collected => {
                text += &format!("all is done: {}\n", self.folder.join("results").display())
            }
            (true, _) => text += &format!("all is done; for results: quincunx batch collect {folder}\n"),
            (false, true) => text += &format!("go on with: {}\n", self.resume),
            (false, false) => {}
        }
        text
    }

    /// Which of running, waiting and missing a shard is, and in words how so.
    fn words(&self, shard: usize) -> (usize, String) {
        match self.fates.get(&shard) {
            Some(Fate::Running { job, task, node }) => (0, format!("task {task} of job {job}, on {node}")),
            Some(Fate::Waiting { job, task, reason }) if reason.is_empty() => {
                (1, format!("task {task} of job {job}"))
            }
            Some(Fate::Waiting { job, task, reason }) => (1, format!("task {task} of job {job} ({reason})")),
            Some(Fate::Lost { job: Some(job), task, why, .. }) => {
                (2, format!("{why} (task {task} of job {job})"))
            }
            Some(Fate::Lost { job: None, why, .. }) => (2, why.clone()),
            None if self.at_work => (1, "a process of this machine is at this batch".into()),
            None => (2, "no process has finished it".into()),
        }
    }

    /// One object: `points`, `failed_points`, `shards` with how many there are and those that are not done, and the
    /// command that goes on if one is needed.
    pub fn json(&self) -> Value {
        let fate = |shard: &usize| match self.fates.get(shard) {
            Some(fate) => serde_json::to_value(fate).unwrap_or_default(),
            None if self.at_work => json!({ "state": "waiting" }),
            None => json!({ "state": "lost", "cause": "unknown", "why": self.words(*shard).1 }),
        };
        let mut pending: [Vec<Value>; 3] = Default::default();
        for shard in &self.missing {
            let mut one = fate(shard);
            one["shard"] = json!(shard);
            pending[self.words(*shard).0].push(one);
        }
        let [running, waiting, missing] = pending;
        json!({
            "folder": self.folder.display().to_string(),
            "points": self.points,
            "failed_points": self.failed,
            "shards": {
                "all": self.shards,
                "done": self.shards - self.missing.len(),
                "running": running,
                "waiting": waiting,
                "missing": missing,
            },
            "collected": self.collected,
            "slurm_is_silent": self.silent,
            "go_on": self.stuck().then_some(&self.resume),
        })
    }
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("one {what}") } else { format!("{count} {what}s") }
}

/// `3, 5–9`: numbers in their order, those that follow each other together; the first dozen of them.
fn ranges(numbers: &[usize]) -> String {
    const MOST: usize = 12;
    let mut runs: Vec<(usize, usize)> = vec![];
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let shown = runs.iter().take(MOST).map(|(first, last)| match last - first {
        0 => first.to_string(),
        _ => format!("{first}–{last}"),
    });
    let more = if runs.len() > MOST { ", …" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(missing: &[usize], fates: BTreeMap<usize, Fate>) -> Status<'static> {
        Status {
            folder: Path::new("runs/sweep"),
            points: 240,
            shards: 24,
            missing: missing.to_vec(),
            fates,
            failed: 0,
            at_work: false,
            silent: None,
            collected: true,
            resume: "quincunx batch sweep.ron --out runs/sweep --resume --on slurm".into(),
        }
    }

    fn lost(job: Option<u64>, task: usize) -> Fate {
        Fate::Lost { job, task, node: "n1".into(), cause: "node", why: "its node n1 failed".into() }
    }

    #[test]
    fn a_batch_on_slurm_says_what_is_missing_and_why() {
        let mut fates = BTreeMap::from([
            (3, Fate::Running { job: 17, task: 5, node: "n2".into() }),
            (4, Fate::Waiting { job: 17, task: 6, reason: "Resources".into() }),
        ]);
        fates.extend([8, 9, 10, 12].map(|shard| (shard, lost(Some(17), 2))));
        let mut status = status(&[3, 4, 8, 9, 10, 12, 20], fates);
        status.failed = 2;
        let expected = "\
runs/sweep: 240 points in 24 shards
  done     17
  running  1
    shard 3: task 5 of job 17, on n2
  waiting  1
    shard 4: task 6 of job 17 (Resources)
  missing  5
    shards 8–10, 12: its node n1 failed (task 2 of job 17)
    shard 20: no process has finished it
  2 points failed; `points.parquet` in the results says why
go on with: quincunx batch sweep.ron --out runs/sweep --resume --on slurm
";
        assert_eq!(status.text(), expected);
        let json = status.json();
        assert_eq!(
            json["shards"]["running"][0],
            json!({ "state": "running", "job": 17, "task": 5, "node": "n2", "shard": 3 })
        );
        assert_eq!(json["shards"]["missing"][0]["cause"], "node");
        assert_eq!(json["shards"]["missing"].as_array().unwrap().len(), 5);
        assert!(json["go_on"].as_str().unwrap().ends_with("--on slurm"));
    }

    #[test]
    fn what_is_done_or_on_its_way_needs_nobody() {
        let done = status(&[], BTreeMap::new()).text();
        assert_eq!(
            done,
            "runs/sweep: 240 points in 24 shards\n  done     24\nall is done: runs/sweep/results\n"
        );
        let live = BTreeMap::from([(3, Fate::Running { job: 17, task: 5, node: "n2".into() })]);
        assert!(!status(&[3], live).text().contains("go on"));
        let mut local = status(&[3, 5], BTreeMap::new());
        assert!(
            local.text().contains("  missing  2\n    shards 3, 5: no process has finished it\ngo on with")
        );
        local.at_work = true;
        assert!(
            local
                .text()
                .ends_with("  waiting  2\n    shards 3, 5: a process of this machine is at this batch\n")
        );
        assert_eq!(local.json()["go_on"], Value::Null);
    }

    #[test]
    fn many_numbers_are_cut_off() {
        let odd: Vec<usize> = (0..100).map(|n| 2 * n).collect();
        assert!(ranges(&odd).ends_with("20, 22, …"), "{}", ranges(&odd));
        assert_eq!(ranges(&[0, 1, 2]), "0–2");
    }
}
