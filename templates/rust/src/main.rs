//! The guest: loads the kernel side and emits the events that it sends, which wasm-bpf shows.

mod bpf;

use bpf::{Bpf, Event};
use std::ops::ControlFlow;
use wasm_bpf_binding::{Emit, Plain, Result, RingBuffer};

fn main() -> Result<()> {
    let mut open = Bpf::open()?;
    if let Some(parent) = std::env::args().nth(1).and_then(|arg| arg.parse().ok()) {
        open.rodata.only_ppid = parent;
    }
    let mut bpf = open.load()?;
    let mut events = RingBuffer::of(&bpf.maps.events)?;
    bpf.attach()?;

    Event::emit_all(&[])?; // the heading
    let mut result = Ok(());
    events.for_each(|record| {
        if let Some(event) = Event::from_bytes(record) {
            result = event.emit();
        }
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    result
}
