// SPDX-License-Identifier: MIT
//! Prints the processes that start and end: the example bootstrap in Rust.

mod bootstrap;

use bootstrap::{Bootstrap, Event};
use std::env;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};
use wasm_bpf_binding::{text, Plain, RingBuffer};

const USAGE: &str = "\
Usage: rust-bootstrap [-d MS]
Prints the processes that start and end, until it is interrupted.

  -d, --duration MS  only the ends of processes that ran at least so long
  -h, --help         print this";

struct Options {
    min_duration: Duration,
    help: bool,
}

/// `None` where the arguments are wrong.
fn parse(mut args: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options { min_duration: Duration::ZERO, help: false };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-d" | "--duration" => {
                let milliseconds: u32 = args.next()?.parse().ok()?;
                options.min_duration = Duration::from_millis(milliseconds.into());
            }
            "-h" | "--help" => options.help = true,
            _ => return None,
        }
    }
    Some(options)
}

/// The time of day. A guest on WASI knows no time zone, so it is UTC's.
fn clock() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = now.as_secs() % 86400;
    format!("{:02}:{:02}:{:02}", now / 3600, now / 60 % 60, now % 60)
}

fn show(out: &mut impl Write, event: Event) -> io::Result<()> {
    let Event { pid, ppid, exit_code, duration_ns, comm, filename, exit_event, .. } = event;
    let (kind, comm) = (if exit_event != 0 { "EXIT" } else { "EXEC" }, text(&comm));
    write!(out, "{:<8} {kind:<5} {comm:<16} {pid:<7} {ppid:<7} ", clock())?;
    match (exit_event != 0, duration_ns / 1_000_000) {
        (false, _) => writeln!(out, "{}", text(&filename)),
        (true, _) if duration_ns == 0 => writeln!(out, "[{exit_code}]"),
        (true, ms) => writeln!(out, "[{exit_code}] ({ms}ms)"),
    }
}

fn run(min_duration: Duration) -> Result<(), Box<dyn Error>> {
    let mut open = Bootstrap::open()?;
    open.rodata.min_duration_ns = min_duration.as_nanos() as u64;
    let mut bootstrap = open.load()?;
    let mut ring = RingBuffer::of(&bootstrap.maps.rb)?;
    bootstrap.attach()?;

    let mut out = BufWriter::new(io::stdout());
    let (time, event, comm, pid, ppid) = ("TIME", "EVENT", "COMM", "PID", "PPID");
    writeln!(out, "{time:<8} {event:<5} {comm:<16} {pid:<7} {ppid:<7} FILENAME/EXIT CODE")?;
    loop {
        out.flush()?;
        let mut written = Ok(());
        let polled = ring.poll(Duration::from_millis(100), |record| {
            if let (Some(event), Ok(())) = (Event::from_bytes(record), &written) {
                written = show(&mut out, event);
            }
        });
        written?;
        match polled {
            Err(err) if err.is_interrupt() => return Ok(out.flush()?),
            polled => polled?,
        };
    }
}

fn main() -> ExitCode {
    match parse(env::args().skip(1)) {
        Some(options) if options.help => println!("{USAGE}"),
        Some(options) => {
            if let Err(err) = run(options.min_duration) {
                eprintln!("rust-bootstrap: {err}");
                return ExitCode::FAILURE;
            }
        }
        None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
