//! A worker process, seen from outside.

use crate::error::BatchError;
use crate::protocol::{Order, Told};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;

/// What comes from a worker.
pub enum News {
    /// Its words.
    Told(Told),
    /// It will say nothing more.
    Gone,
}

/// A worker process.
pub struct Hand {
    child: Option<Child>,
    orders: Option<ChildStdin>,
    /// The shard that it has.
    pub shard: Option<usize>,
    /// The point that it runs.
    pub point: Option<String>,
}

impl Hand {
    /// Starts one; what comes from it goes to `send`, with its number.
    pub fn start(
        number: usize,
        mut command: Command,
        send: &Sender<(usize, News)>,
    ) -> Result<Hand, BatchError> {
        let failed = |error: std::io::Error| BatchError::Machine(format!("start a worker: {error}"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        let orders = child.stdin.take();
        if let Some(out) = child.stdout.take() {
            let send = send.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    // Anything else on that line was printed by a plugin.
                    if let Ok(told) = serde_json::from_str(&line) {
                        let _ = send.send((number, News::Told(told)));
                    }
                }
                let _ = send.send((number, News::Gone));
            });
        }
        Ok(Hand { child: Some(child), orders, shard: None, point: None })
    }

    /// Whether it waits for an order.
    pub fn is_idle(&self) -> bool {
        self.shard.is_none() && self.orders.is_some()
    }

    /// Whether its end was taken notice of.
    pub fn is_gone(&self) -> bool {
        self.child.is_none()
    }

    /// Gives it a shard. One that is dead by now has it all the same, and its end will be noticed.
    pub fn order(&mut self, shard: usize, order: &Order) {
        self.shard = Some(shard);
        let line = serde_json::to_string(order).unwrap_or_default() + "\n";
        if let Some(orders) = &mut self.orders {
            let _ = orders.write_all(line.as_bytes()).and_then(|()| orders.flush());
        }
    }

    /// Tells it to stop after its point.
    pub fn dismiss(&mut self) {
        self.orders = None;
    }

    /// Takes notice of its end: how it died, or none if it left on its own.
    pub fn death(&mut self) -> Result<Option<String>, BatchError> {
        self.orders = None;
        let Some(mut child) = self.child.take() else { return Ok(None) };
        let status =
            child.wait().map_err(|error| BatchError::Machine(format!("wait for a worker: {error}")))?;
        Ok((!status.success()).then(|| words(status)))
    }
}

/// How a process ended: "was killed by SIGKILL".
fn words(status: ExitStatus) -> String {
    match (signal(status), status.code()) {
        (Some(signal), _) => format!("was killed by {signal}"),
        (None, Some(code)) => format!("ended with exit code {code}"),
        (None, None) => "ended for a reason that is not known".into(),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;
    let number = status.signal()?;
    let name = signal_hook::low_level::signal_name(number);
    Some(name.map_or_else(|| format!("signal {number}"), String::from))
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<String> {
    None
}
