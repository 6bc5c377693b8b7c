//! Hands to Slurm what is missing of a batch and is not on its way already.

use super::client::Client;
use super::error::SlurmError;
use super::fate::{Fate, fates};
use super::jobs::Jobs;
use super::pack::{Bounds, pack};
use super::script::Scripts;
use super::submission::{Submission, concerned, room};
use quincunx_output::{Disk, DiskError, utc};
use quincunx_scene::batch::slurm::Slurm;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// How long a task should last, in seconds: a scheduler takes seconds for each, and a lost one should cost little.
pub const AIM: f64 = 600.0;

/// What is to be submitted.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What Slurm is asked for.
    pub slurm: &'a Slurm,
    /// The batch's folder, absolute.
    pub folder: &'a Path,
    /// The batch's file, absolute.
    pub file: &'a Path,
    /// The program, absolute.
    pub program: &'a Path,
    /// The shards that are not done, in their order.
    pub missing: &'a [usize],
    /// Further flags of each task.
    pub flags: &'a [&'a str],
    /// How long a shard takes on one processor, in seconds; NaN if nobody knows.
    pub seconds: f64,
    /// How long a task should last, in seconds: [`AIM`], or for tests less.
    pub aim: f64,
}

/// What was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitted {
    /// The array job; `None` if there was nothing to submit.
    pub job: Option<u64>,
    /// How many tasks it has.
    pub tasks: usize,
    /// How many shards they have together.
    pub shards: usize,
    /// How many missing shards wait or run already.
    pub live: usize,
    /// The job that collects the results when all tasks have ended, or why there is none.
    pub collect: Option<Result<u64, String>>,
}

/// Submits an array job of what is missing and neither waits nor runs, and a job behind it that collects the results.
/// Whoever calls this holds the batch's lock: two that submitted at once would submit the same.
///
/// # Errors
/// What Slurm refuses, with a remedy where one is known; nothing is submitted then.
pub fn submit(client: &dyn Client, disk: &Disk, asked: &Asked) -> Result<Submitted, SlurmError> {
    disk.create_folder(&room(asked.folder))?;
    let earlier = Submission::all(asked.folder)?;
    let jobs = Jobs::ask(client, &concerned(&earlier, asked.missing))?;
    let fates = fates(asked.folder, asked.missing, &earlier, Some(&jobs))?;
    let lives = |shard: &usize| fates.get(shard).is_some_and(Fate::lives);
    let (living, lost): (Vec<usize>, Vec<usize>) = asked.missing.iter().partition(|shard| lives(shard));
    if lost.is_empty() {
        return Ok(Submitted { live: living.len(), ..Submitted::default() });
    }
    let tasks = pack(&lost, &bounds(client, asked)?);
    let number = earlier.last().map_or(1, |last| last.number + 1);
    let submission = array(client, disk, asked, number, tasks)?;
    // Behind the job that collected before, too, if it is still to do so: two at once would write the same files.
    let before = earlier.last().and_then(|last| last.collect);
    let live = fates.values().filter_map(job_of_live);
    let mut after: Vec<u64> = live.chain(submission.job).chain(before).collect();
    after.sort_unstable();
    after.dedup();
    let collect = collect(client, disk, asked, &submission, &after);
    Ok(Submitted {
        job: submission.job,
        tasks: submission.tasks.len(),
        shards: lost.len(),
        live: living.len(),
        collect: Some(collect.map_err(|error| error.to_string())),
    })
}

fn job_of_live(fate: &Fate) -> Option<u64> {
    match fate {
        Fate::Running { job, .. } | Fate::Waiting { job, .. } => Some(*job),
        Fate::Lost { .. } => None,
    }
}

/// A task lasts half its time limit at most, as an estimate may be off by that much.
fn bounds(client: &dyn Client, asked: &Asked) -> Result<Bounds, SlurmError> {
    let said = client.ask("scontrol", &["show", "config"], None)?;
    if !said.ok {
        let remedy = "; try again when its controller answers";
        return Err(SlurmError::Refused { what: "ask Slurm for its limits", said: said.complaint(), remedy });
    }
    let limit = asked.slurm.time.as_ref().map_or(f64::INFINITY, |time| time.seconds as f64 / 2.0);
    let own = asked.slurm.tasks.map_or(usize::MAX, |tasks| tasks as usize);
    Ok(Bounds {
        shard: asked.seconds,
        aim: asked.aim.min(limit),
        cpus: asked.slurm.cpus.map_or(1, |cpus| cpus as usize),
        tasks: own.min(room_for(&said.out, known(client)?)?),
    })
}

/// How many jobs of all users Slurm has in mind.
fn known(client: &dyn Client) -> Result<usize, SlurmError> {
    let said = client.ask("squeue", &["--noheader", "--array", "--states=all", "--format=%K"], None)?;
    Ok(if said.ok { said.out.lines().count() } else { 0 })
}

/// How many tasks may be submitted. `MaxArraySize` is one more than the largest number of a task; `MaxJobCount` holds of
/// all jobs of all users, the one that collects among them: sbatch would ask for minutes, again and again, for a place for
/// more. What is not said is what Slurm takes if nothing is configured.
fn room_for(config: &str, known: usize) -> Result<usize, SlurmError> {
    let number = |name: &str| {
        let line = config.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.and_then(|line| line.split('=').nth(1)?.trim().parse::<usize>().ok())
    };
    let (array, jobs) = (number("MaxArraySize").unwrap_or(1001), number("MaxJobCount").unwrap_or(10_000));
    match array.min(jobs.saturating_sub(known + 1)) {
        0 => Err(SlurmError::Refused {
            what: "submit to Slurm",
            said: format!(
                "it has {known} jobs, and takes {jobs} with arrays of {array} tasks (MaxJobCount, MaxArraySize)"
            ),
            remedy: "; try again later",
        }),
        most => Ok(most),
    }
}

/// The submission is on the disk before Slurm knows of it: whoever dies when, no job runs that nobody can find.
fn array(
    client: &dyn Client,
    disk: &Disk,
    asked: &Asked,
    number: u32,
    tasks: Vec<Vec<usize>>,
) -> Result<Submission, SlurmError> {
    let now = SystemTime::now();
    let name = name(asked.folder, now, number);
    let mut submission = Submission {
        number,
        name,
        file: asked.file.into(),
        submitted: utc(now),
        job: None,
        collect: None,
        tasks,
    };
    let folder = Submission::folder(asked.folder, number);
    let script = scripts(asked, &submission).array(submission.tasks.len())?;
    disk.create_folder(&folder)?;
    write(&Submission::path(asked.folder, number, ".sh"), &script, disk)?;
    submission.write(asked.folder, disk)?;
    match sbatch(client, &folder, &[&format!("../{number}.sh")]) {
        Ok(job) => submission.job = Some(job),
        Err(error) => {
            // What did not answer in time may have taken it: then it is found by its name.
            if !error.to_string().contains("timed out") {
                disk.remove_file(&Submission::path(asked.folder, number, ".json"))?;
                disk.remove_file(&Submission::path(asked.folder, number, ".sh"))?;
                disk.remove_folder(&folder)?;
            }
            return Err(error);
        }
    }
    submission.write(asked.folder, disk)?;
    Ok(submission)
}

fn scripts<'s>(asked: &Asked<'s>, submission: &'s Submission) -> Scripts<'s> {
    let Asked { slurm, folder, program, flags, .. } = *asked;
    Scripts { slurm, name: &submission.name, program, folder, number: submission.number, flags }
}

/// Results are made when all has ended, however it did: what is lost is named in them.
fn collect(
    client: &dyn Client,
    disk: &Disk,
    asked: &Asked,
    submission: &Submission,
    after: &[u64],
) -> Result<u64, SlurmError> {
    let number = submission.number;
    let script = scripts(asked, submission).collect()?;
    write(&Submission::path(asked.folder, number, "-collect.sh"), &script, disk)?;
    let after: String = after.iter().map(|job| format!(":{job}")).collect();
    let arguments = [&format!("--dependency=afterany{after}"), &format!("../{number}-collect.sh")];
    let job = sbatch(client, &Submission::folder(asked.folder, number), &arguments.map(String::as_str))?;
    Submission { collect: Some(job), ..submission.clone() }.write(asked.folder, disk)?;
    Ok(job)
}

/// A name that no other job of this cluster has.
fn name(folder: &Path, now: SystemTime, number: u32) -> String {
    let nanos = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let seed = format!("{} {nanos} {}", folder.display(), std::process::id());
    format!("quincunx-{}-{number}", &blake3::hash(seed.as_bytes()).to_hex()[..12])
}

fn write(path: &Path, text: &str, disk: &Disk) -> Result<(), DiskError> {
    disk.replace(path, |file| file.put(text.as_bytes()))
}

/// The job's number. `--parsable` prints it, and behind a `;` the cluster's name if there are several.
fn sbatch(client: &dyn Client, folder: &Path, arguments: &[&str]) -> Result<u64, SlurmError> {
    let arguments = [&["--parsable"], arguments].concat();
    let said = client.ask("sbatch", &arguments, Some(folder))?;
    if !said.ok {
        let complaint = said.complaint();
        let remedy = remedy(&complaint);
        return Err(SlurmError::Refused { what: "submit to Slurm", said: complaint, remedy });
    }
    let line = said.out.lines().last().unwrap_or_default();
    let number = line.split(';').next().unwrap_or_default().trim().parse();
    number.map_err(|_| SlurmError::Unread {
        program: "sbatch",
        expected: "the number of a job",
        found: line.into(),
    })
}

/// What helps against what Slurm says.
fn remedy(said: &str) -> &'static str {
    const REMEDIES: [(&str, &str); 12] = [
        ("QOS policy", "; submit fewer tasks with `tasks:`, or ask for less time, memory or processors"),
        ("job array specification", "; submit fewer tasks with `tasks:`"),
        (
            "temporarily unable to accept",
            "; it has as many jobs as it takes: submit fewer tasks with `tasks:`, or later",
        ),
        ("invalid partition", "; `sinfo` lists what there is for `partition:`"),
        ("Invalid partition", "; `sinfo` lists what there is for `partition:`"),
        ("Invalid account", "; `sacctmgr show associations user=$USER` lists what there is for `account:`"),
        ("time limit is invalid", "; allow less with `time:`"),
        ("Memory", "; ask for less with `memory:`"),
        (
            "node configuration is not available",
            "; ask for less with `memory:` or `cpus:`, or for another `partition:`",
        ),
        ("Invalid feature", "; see `extra:` for the constraint"),
        ("nrecognized option", "; see `extra:`"),
        ("generic resource", "; see `extra:`"),
    ];
    REMEDIES.iter().find(|(words, _)| said.contains(words)).map_or("", |(_, remedy)| remedy)
}

#[cfg(test)]
mod tests {
    use super::super::client::Said;
    use super::*;
    use std::cell::RefCell;

    /// A Slurm that takes what it gets, and gives numbers from 100 on.
    struct Taking {
        queue: String,
        refusal: Option<&'static str>,
        submitted: RefCell<Vec<String>>,
    }

    impl Taking {
        fn new(queue: &str, refusal: Option<&'static str>) -> Self {
            Taking { queue: queue.into(), refusal, submitted: RefCell::default() }
        }
    }

    impl Client for Taking {
        fn ask(&self, program: &'static str, words: &[&str], _: Option<&Path>) -> Result<Said, SlurmError> {
            let said = |out: String| Said { ok: true, out, err: String::new() };
            let mut submitted = self.submitted.borrow_mut();
            Ok(match (program, self.refusal) {
                ("squeue", _) if words.len() == 5 => said(self.queue.clone()),
                ("squeue", _) => said("N/A\n".into()),
                ("scontrol", _) if words == ["show", "config"] => {
                    said("MaxArraySize            = 4\nMaxJobCount             = 10000\n".into())
                }
                ("sbatch", None) => {
                    submitted.push(words.join(" "));
                    said(format!("{};cluster\n", 99 + submitted.len()))
                }
                ("sbatch", Some(why)) => {
                    let err = format!("sbatch: error: Batch job submission failed: {why}\n");
                    Said { ok: false, out: String::new(), err }
                }
                _ => Said { ok: false, out: String::new(), err: String::new() },
            })
        }
    }

    fn asked<'a>(folder: &'a Path, slurm: &'a Slurm, missing: &'a [usize]) -> Asked<'a> {
        Asked {
            slurm,
            folder,
            program: Path::new("/q"),
            file: Path::new("/b.ron"),
            missing,
            flags: &[],
            seconds: 600.0,
            aim: AIM,
        }
    }

    #[test]
    fn what_waits_or_runs_is_not_submitted_again() {
        let (folder, slurm, disk) = (tempfile::tempdir().unwrap(), Slurm::default(), Disk::new());
        let missing: Vec<usize> = (0..10).collect();
        let first = Taking::new("", None);
        let submitted = submit(&first, &disk, &asked(folder.path(), &slurm, &missing)).unwrap();
        let expected = Submitted { job: Some(100), tasks: 4, shards: 10, live: 0, collect: Some(Ok(101)) };
        assert_eq!(submitted, expected);
        let all = ["--parsable ../1.sh", "--parsable --dependency=afterany:100 ../1-collect.sh"];
        assert_eq!(*first.submitted.borrow(), all);
        let kept = Submission::all(folder.path()).unwrap();
        assert_eq!(
            (kept[0].job, kept[0].collect, kept[0].tasks.concat()),
            (Some(100), Some(101), missing.clone())
        );
        // The first task is done, the second runs, the others are gone.
        let queue = format!("100|1|RUNNING|None|n1|{}\n", kept[0].name);
        let second = Taking::new(&queue, None);
        let submitted = submit(&second, &disk, &asked(folder.path(), &slurm, &missing[2..])).unwrap();
        assert_eq!((submitted.live, submitted.shards), (3, 5));
        assert!(second.submitted.borrow()[1].contains("--dependency=afterany:100:101 ../2-collect.sh"));
        let kept = Submission::all(folder.path()).unwrap();
        assert_eq!(kept[1].tasks.concat(), [5, 6, 7, 8, 9]);
        let third = submit(&second, &disk, &asked(folder.path(), &slurm, &missing[2..5])).unwrap();
        assert_eq!(third, Submitted { live: 3, ..Submitted::default() });
    }

    #[test]
    fn a_refusal_leaves_nothing_and_says_what_helps() {
        let (folder, slurm, disk) = (tempfile::tempdir().unwrap(), Slurm::default(), Disk::new());
        let why = "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)";
        let client = Taking::new("", Some(why));
        let error = submit(&client, &disk, &asked(folder.path(), &slurm, &[0])).unwrap_err().to_string();
        assert!(error.starts_with(&format!("submit to Slurm: {why}; submit fewer tasks")), "{error}");
        let left: Vec<_> = std::fs::read_dir(room(folder.path())).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn limits_are_those_of_the_cluster() {
        let most = |config: &str, known| room_for(config, known).ok();
        assert_eq!(most("MaxArraySize            = 1001\nMaxJobCount             = 10000\n", 0), Some(1001));
        assert_eq!(most("MaxArraySize            = 4000001\nMaxJobCount             = 500\n", 9), Some(490));
        assert_eq!(most("MaxJobCount = 20", 19), None);
        assert_eq!(most("MaxArraySize            = 0\n", 0), None);
        assert_eq!(most("", 0), Some(1001));
    }
}
