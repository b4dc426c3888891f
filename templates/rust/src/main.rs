//! The guest: loads the kernel side and prints the events that it sends.

mod types;

use types::Event;
use wasm_bpf_binding::{text, ObjectBuilder, Plain, Result, RingBuffer};

static BPF: &[u8] = include_bytes!("../@NAME@.bpf.o");

// SAFETY: btf2h packs its structs and names their padding, and all of this one is integers.
unsafe impl Plain for Event {}

fn print(event: Event) {
    let Event { pid, ppid, comm, filename } = event;
    println!("{pid:<7} {ppid:<7} {:<16} {}", text(&comm), text(&filename));
}

fn main() -> Result<()> {
    let parent = std::env::args().nth(1).and_then(|arg| arg.parse().ok());
    let object = ObjectBuilder::new(BPF).global("only_ppid", &parent.unwrap_or(0i32))?.load()?;
    object.attach_all()?;
    let mut events = RingBuffer::new(&object, "events")?;

    println!("{:<7} {:<7} {:<16} FILENAME", "PID", "PPID", "COMM");
    events.for_each(|record| {
        if let Some(event) = Event::from_bytes(record) {
            print(event);
        }
    })
}
