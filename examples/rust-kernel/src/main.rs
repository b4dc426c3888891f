// SPDX-License-Identifier: MIT
//! Prints every program that is executed; at the end, how many each user has executed.

mod event;
mod execs;

use event::Event;
use execs::Execs;
use wasm_bpf_binding::{text, Plain, Result, RingBuffer};

// SAFETY: integers and bytes, without padding.
unsafe impl Plain for Event {}

fn print(event: Event) {
    let Event { pid, user, comm, filename } = event;
    println!("{pid:<7} {user:<6} {:<16} {}", text(&comm), text(&filename));
}

fn main() -> Result<()> {
    let mut execs = Execs::load()?;
    let mut events = RingBuffer::of(&execs.maps.events)?;
    execs.attach()?;
    println!("{:<7} {:<6} {:<16} FILENAME", "PID", "USER", "COMM");
    events.for_each(|record| Event::from_bytes(record).map_or((), print))?;
    for entry in &execs.maps.counts {
        let (user, count) = entry?;
        println!("user {user}: {count} programs");
    }
    Ok(())
}
