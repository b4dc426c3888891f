// SPDX-License-Identifier: MIT
//! Counts system calls for some seconds, and prints the processes that made the most.
//!
//! The kernel side is compiled and bound by build.rs: no Makefile is needed.

use std::time::Duration;
use std::{env, process, thread};
use wasm_bpf_binding::{include_bpf, text, Result};

include_bpf!(mod syscount);
use syscount::Syscount;

/// What `wasm-bpf tools` prints, if this is installed as a tool: a section of the module.
#[used]
#[link_section = "description"]
static DESCRIPTION: [u8; 49] = *b"Prints which processes make the most system calls";

/// How many processes are shown.
const SHOWN: usize = 10;

fn seconds() -> Option<u64> {
    match env::args().nth(1) {
        Some(seconds) => seconds.parse().ok(),
        None => Some(1),
    }
}

fn main() -> Result<()> {
    let Some(seconds) = seconds() else {
        eprintln!("Usage: rust-syscount [SECONDS]");
        process::exit(2);
    };
    let mut syscount = Syscount::load()?;
    syscount.attach()?;
    thread::sleep(Duration::from_secs(seconds));
    syscount.detach();

    let mut processes = Vec::new();
    for batch in syscount.maps.counts.batches(256) {
        let sums =
            batch?.into_iter().map(|(process, counts)| (counts.iter().sum::<u64>(), process));
        processes.extend(sums);
    }
    processes.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    println!("{:<7} {:<16} SYSCALLS", "PID", "COMM");
    for (count, process) in processes.iter().take(SHOWN) {
        println!("{:<7} {:<16} {count}", process.pid(), text(&process.comm));
    }
    Ok(())
}
