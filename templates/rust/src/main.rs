//! The guest: loads the kernel side and prints the events that it sends.

mod bpf;

use bpf::{Bpf, Event};
use wasm_bpf_binding::{text, Plain, Result, RingBuffer};

fn print(event: Event) {
    let Event { pid, ppid, comm, filename } = event;
    println!("{pid:<7} {ppid:<7} {:<16} {}", text(&comm), text(&filename));
}

fn main() -> Result<()> {
    let mut open = Bpf::open()?;
    if let Some(parent) = std::env::args().nth(1).and_then(|arg| arg.parse().ok()) {
        open.rodata.only_ppid = parent;
    }
    let mut bpf = open.load()?;
    let mut events = RingBuffer::of(&bpf.maps.events)?;
    bpf.attach()?;

    println!("{:<7} {:<7} {:<16} FILENAME", "PID", "PPID", "COMM");
    events.for_each(|record| {
        if let Some(event) = Event::from_bytes(record) {
            print(event);
        }
    })
}
