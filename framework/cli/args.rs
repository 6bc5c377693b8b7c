//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use quincunx::device::choice::Choice;
use quincunx::run::Given;
use std::path::PathBuf;

/// Experiments on discrete, stochastic and quantum dynamics from one scene file.
#[derive(Parser)]
#[command(name = "quincunx", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
    0  done, or complete already
    1  the run, a point of a batch or the disk failed
    2  bad command line or scene, or a folder that cannot be used
    3  a plugin is not found, does not load, or fails
    4  a run that cannot be resumed here, or CUDA that cannot be used or fails
  130  interrupted; go on with --resume";

#[derive(Subcommand)]
pub enum Command {
    /// Write a commented scene to start from
    New(New),
    /// Run a scene
    Run(Run),
    /// Run a scene at many points, or go on with that
    Batch(Batch),
    /// Find every error of scenes, without running them
    Check(Check),
    /// List what scenes may name, or describe one of them
    Describe(Describe),
    /// Begin, list, inspect and check plugins
    #[command(subcommand)]
    Plugin(Plugin),
    /// Write the report of a run anew from what was recorded
    Report(Report),
    /// Show what was found of CUDA, and why not where not
    Devices,
    /// Print completions for a shell
    Completions(Completions),
}

impl Command {
    /// Whether it does without the cache.
    pub fn without_cache(&self) -> bool {
        match self {
            Command::Run(run) => run.arguments.no_cache,
            Command::Batch(Batch { command: Some(BatchCommand::Work(work)), .. }) => work.no_cache,
            Command::Batch(batch) => batch.arguments.no_cache,
            Command::Check(check) => check.arguments.no_cache,
            _ => false,
        }
    }
}

#[derive(Args)]
pub struct New {
    /// What kind of experiment
    #[arg(default_value = "grid")]
    pub kind: Experiment,
    /// The file to write; `-` is stdout
    #[arg(default_value = "scene.ron", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Experiment {
    /// A cellular automaton
    Grid,
    /// An ensemble of a stochastic differential equation
    Sde,
    /// A beam of atoms through magnets, as in the experiment of Stern and Gerlach
    Beam,
}

#[derive(Args)]
pub struct SceneArguments {
    /// The seed, in place of the scene's
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<String>,
    /// Look for plugins here first (may be repeated)
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub plugin_dir: Vec<PathBuf>,
    /// Put a value into the scene: world.soup.rule=B3/S23 (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Neither read nor write the user's cache folder
    #[arg(long)]
    pub no_cache: bool,
}

impl SceneArguments {
    /// What they put into a scene.
    pub fn given(&self) -> Given {
        Given { sets: self.set.clone(), seed: self.seed.clone(), plugin_folders: self.plugin_dir.clone() }
    }
}

#[derive(Args)]
pub struct Run {
    /// The scene file
    #[arg(value_hint = ValueHint::FilePath)]
    pub scene: PathBuf,
    /// The folder of the run [default: runs/<scene>-<UTC time>]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub arguments: SceneArguments,
    /// How many threads compute; it never changes a result [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Where to compute: auto takes CUDA for what can run there, if this machine has it; `quincunx devices` lists what
    /// there is [default: auto]
    #[arg(long, value_name = "auto|cpu|cuda[:N]")]
    pub device: Option<Choice>,
    /// Go on with the newest unfinished run of this scene, or with the one in --out
    #[arg(long)]
    pub resume: bool,
    /// Replace the run that is in the folder
    #[arg(long, conflicts_with = "resume")]
    pub force: bool,
    /// Print one JSON object a line, even on a terminal
    #[arg(long)]
    pub json: bool,
    /// Print errors only
    #[arg(long, conflicts_with = "json")]
    pub quiet: bool,
    /// Open the report when the run is done
    #[arg(long)]
    pub open: bool,
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Batch {
    #[command(subcommand)]
    pub command: Option<BatchCommand>,
    /// The file of the batch; or a scene, of which --vary says what varies
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// The folder of the batch [default: runs/<batch>-<UTC time>]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub arguments: SceneArguments,
    /// Of a scene: a path and its values, as in world.soup.rule=B3/S23,B36/S23 or seed='Range(0, 8)' (may be repeated)
    #[arg(long, value_name = "PATH=a,b,c")]
    pub vary: Vec<String>,
    /// Of a scene: how often each combination runs, each time with a seed of its own
    #[arg(long, value_name = "N", requires = "vary")]
    pub repeats: Option<String>,
    /// Where points run: on this machine, or as jobs of Slurm, for which nobody waits
    #[arg(long, value_enum, default_value = "local")]
    pub on: On,
    /// How many workers there are, each with one thread; it never changes a result [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Run all points, also when some fail; this is the default
    #[arg(long, conflicts_with = "fail_fast")]
    pub keep_going: bool,
    /// Stop when a point fails
    #[arg(long)]
    pub fail_fast: bool,
    /// Go on with the newest unfinished batch of this file, or with the one in --out: what is missing runs, and only that
    #[arg(long)]
    pub resume: bool,
    /// With --resume: run again what failed or was set aside
    #[arg(long, requires = "resume")]
    pub retry_failed: bool,
    /// List the points, and run none
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object a line, even on a terminal
    #[arg(long)]
    pub json: bool,
    /// Print errors only
    #[arg(long, conflicts_with = "json")]
    pub quiet: bool,
}

#[derive(Subcommand)]
pub enum BatchCommand {
    /// Make results of all shards that are whole
    Collect(BatchFolder),
    /// Say what of a batch is done, runs, waits or is missing, and why
    Status(BatchStatus),
    /// What a batch runs as a process of its own
    #[command(hide = true)]
    Work(WorkFolder),
    /// How much a point takes
    #[command(hide = true)]
    Try,
    /// What a batch runs as a task of Slurm
    #[command(hide = true)]
    Task(BatchTask),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum On {
    /// This machine
    Local,
    /// An array job, and one behind it that collects the results
    Slurm,
}

#[derive(Args)]
pub struct BatchStatus {
    /// The folder of a batch
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct BatchTask {
    /// The folder of a batch
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// The submission
    #[arg(long, value_name = "N")]
    pub pack: u32,
    /// The task in it
    pub task: usize,
    /// Stop when a point fails
    #[arg(long)]
    pub fail_fast: bool,
    /// Neither read nor write the user's cache folder
    #[arg(long)]
    pub no_cache: bool,
}

#[derive(Args)]
pub struct BatchFolder {
    /// The folder of a batch
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

#[derive(Args)]
pub struct WorkFolder {
    /// The folder of a batch
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Neither read nor write the user's cache folder
    #[arg(long)]
    pub no_cache: bool,
}

#[derive(Args)]
pub struct Check {
    /// Scene files, and files of batches
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub scenes: Vec<PathBuf>,
    #[command(flatten)]
    pub arguments: SceneArguments,
    /// Print the resolved scene: complete, with every default
    #[arg(long)]
    pub print: bool,
}

#[derive(Args)]
pub struct Describe {
    /// A kind (Grid), a role (rule), or a whole rule as a scene has it, with paths from here; without it, all kinds are
    /// listed
    pub name: Option<String>,
    /// Look for plugins here first (may be repeated)
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub plugin_dir: Vec<PathBuf>,
}

#[derive(Subcommand)]
pub enum Plugin {
    /// Begin a plugin in a folder of its own
    New(NewPlugin),
    /// List the plugins that are found by name
    List(List),
    /// Show what a plugin declares; nothing of it is made
    Inspect(Inspect),
    /// Load a plugin and try all that it says of itself
    Check(CheckPlugin),
    /// What `inspect` and `list` run as a process of its own
    #[command(hide = true)]
    Look(Inspect),
    /// What `check` runs as a process of its own
    #[command(hide = true)]
    Try(Inspect),
}

#[derive(Args)]
pub struct NewPlugin {
    /// The name of the plugin, and of the folder that is made for it
    pub name: String,
    /// The folder of the sdk [default: that of the sources that this program was built from]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::DirPath)]
    pub sdk: Option<PathBuf>,
}

#[derive(Args)]
pub struct List {
    /// Look for plugins here first (may be repeated)
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub plugin_dir: Vec<PathBuf>,
}

#[derive(Args)]
pub struct Inspect {
    /// The library
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

#[derive(Args)]
pub struct CheckPlugin {
    /// The library
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// End it after so long
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(1..))]
    pub timeout: u32,
}

#[derive(Args)]
pub struct Report {
    /// The folder of a run, finished or not
    #[arg(value_hint = ValueHint::DirPath)]
    pub run: PathBuf,
}

#[derive(Args)]
pub struct Completions {
    /// Which shell
    pub shell: Shell,
}
